"""What a screen reader hears: the accessible tree of the application, read over D-Bus (AT-SPI).

Asking thing by thing takes seconds for a window of two thousand things, and the window has changed meanwhile. GTK answers one
question for all of them at once, of all that somebody has asked for before: so walk () asks for those, then for all.
"""
import re
from ast import literal_eval
from collections import deque

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE, COMPONENT = 'org.a11y.atspi.Accessible', 'org.a11y.atspi.Component'
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT = '/org/a11y/atspi/accessible/root'
AT_ONCE = 64                      # questions on their way; the application draws between them
ANSWER_MS = 60000
FEW = 30                          # children are asked one by one, all at once
ROUNDS = 9                        # of looking again, in a window that changes all the time
ROLES = {int(role): role.value_nick.replace('-', ' ') for role in
         (getattr(Atspi.Role, name) for name in dir(Atspi.Role) if name.isupper())}


# ((so) itself, (so) application, (so) parent, index, count of children, interfaces, name, role, description, states)
WHO, STRING = r"\('[^']*', '([^']*)'\)", r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ITEM = re.compile(r"\(%s, \('[^']*', '[^']*'\), %s, (-?\d+), (-?\d+), \[([^]]*)\], %s, (\d+), %s, \[(\d+), (\d+)\]\)" % (
    WHO, WHO, STRING, STRING))


class Gone(Exception):
    """The thing, or the application, is no longer there."""


def bus(kept=[]):
    """The accessibility bus; one for the whole test."""
    if not kept:
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                    Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        kept.append(Gio.DBusConnection.new_for_address_sync(address, flags, None, None))
        kept[0].signal_subscribe(None, 'org.a11y.atspi.Event.Object', 'StateChanged', None, 'focused',
                                 Gio.DBusSignalFlags.NONE, _focus_moved)
    return kept[0]


FOCUS = []                        # the last thing that said that it has the keyboard


def _focus_moved(_connection, owner, path, _interface, _signal, values):
    if values.unpack()[1]:
        FOCUS[:] = [Node(owner, path)]


def call(owner, path, interface, method, values=None):
    """One question and its answer, a variant."""
    try:
        return bus().call_sync(owner, path, interface, method, values, None, Gio.DBusCallFlags.NONE, ANSWER_MS, None)
    except GLib.Error as error:
        raise Gone('%s.%s: %s' % (interface, method, error.message)) from error


class Crowd:
    """Questions that are on their way at the same time. An answer may put further ones."""

    def __init__(self):
        self.waiting, self.open = deque(), 0

    def ask(self, node, interface, method, values, answered):
        """answered (values) hears the answer; answered (None), that there is none."""
        self.waiting.append((node, interface, method, values, answered))

    def _send(self):
        node, interface, method, values, answered = self.waiting.popleft()
        self.open += 1

        def done(connection, result):
            self.open -= 1
            try:
                said = connection.call_finish(result).unpack()
            except GLib.Error:
                said = None
            answered(said)
        bus().call(node.owner, node.path, interface, method, values, None, Gio.DBusCallFlags.NONE, ANSWER_MS, None, done)

    def run(self):
        """Returns when everything is answered."""
        while self.waiting or self.open:
            while self.waiting and self.open < AT_ONCE:
                self._send()
            GLib.MainContext.default().iteration(True)


class Node:
    """One accessible thing. name, role, description and states are as walk () heard them; the methods ask anew."""
    __slots__ = ('owner', 'path', 'name', 'role', 'description', 'states', 'below')

    def __init__(self, owner, path):
        self.owner, self.path = owner, path
        self.name = self.role = self.description = ''
        self.states, self.below = 0, []

    def __eq__(self, other):
        return isinstance(other, Node) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    def __repr__(self):
        return '%s “%s”' % (self.role or 'thing', self.name)

    def call(self, interface, method, values=None):
        return call(self.owner, self.path, interface, method, values).unpack()

    def value_of(self, interface, name):
        return self.call(PROPERTIES, 'Get', GLib.Variant('(ss)', (interface, name)))[0]

    def get_name(self):
        return self.value_of(ACCESSIBLE, 'Name')

    def get_description(self):
        return self.value_of(ACCESSIBLE, 'Description')

    def get_role_name(self):
        return ROLES[self.call(ACCESSIBLE, 'GetRole')[0]]

    def number(self):
        """The value of a spin button."""
        return self.value_of('org.a11y.atspi.Value', 'CurrentValue')

    def text(self):
        """What is typed in a field."""
        length = self.value_of('org.a11y.atspi.Text', 'CharacterCount')
        return self.call('org.a11y.atspi.Text', 'GetText', GLib.Variant('(ii)', (0, length)))[0]

    def do_action(self, i):
        return self.call('org.a11y.atspi.Action', 'DoAction', GLib.Variant('(i)', (i,)))

    def has(self, state):
        """Whether it had that state when walk () heard of it."""
        return bool(self.states >> int(state) & 1)

    def has_state(self, state):
        low, high = self.call(ACCESSIBLE, 'GetState')[0]
        return bool((low | high << 32) >> int(state) & 1)

    def extents(self):
        """(x, y, width, height) within the window; None where a thing has no place."""
        try:
            return self.call(COMPONENT, 'GetExtents', GLib.Variant('(u)', (1,)))[0]
        except Gone:
            return None


def _string(quoted):
    """What GVariant has put in quotes."""
    return literal_eval(quoted) if '\\' in quoted else quoted[1:-1]


class Picture:
    """All that the application knows to be asked for, at one moment. As text the answer is read much faster than part by
    part."""

    def __init__(self, owner):
        items = call(owner, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')
        self.nodes, self.counts, self.below, self.pages = {}, {}, {}, set()
        for path, parent, index, count, interfaces, name, role, description, low, high in ITEM.findall(items.print_(False)):
            node = self.nodes[path] = Node(owner, path)
            node.name, node.role, node.description = _string(name), ROLES.get(int(role), ''), _string(description)
            node.states = int(low) | int(high) << 32
            self.counts[path] = int(count)
            self.below.setdefault(parent, []).append((int(index), path))
            if COMPONENT not in interfaces:
                self.pages.add(path)
        if len(self.nodes) != items.get_child_value(0).n_children():
            raise ValueError('%d of %d things were understood' % (len(self.nodes), items.get_child_value(0).n_children()))

    def children(self, path):
        """Paths of what is directly in a thing, in order; None if they are not all known. What is hidden is there, too, behind
        its place; the one child of a page of a stack, which is no widget, says that it is the second."""
        found = sorted(self.below.get(path, []))
        first = 1 if path in self.pages else 0
        whole = [i for i, _ in found] == list(range(first, first + self.counts.get(path, -1)))
        return [child for _, child in found] if whole else None


def _explore(owner, path, picture, told):
    """Asks for what neither the picture nor told has below a thing, which makes GTK know it; told takes the answers. Returns
    whether there was something that the picture does not show."""
    crowd, new = Crowd(), set()

    def enter(path):
        def answered(said):
            told[path] = [child for _, child in said[0]] if said is not None else []
            new.update(child for child in told[path] if child not in picture.nodes)
            for child in told[path]:
                enter(child)
        below = picture.children(path)
        below = told.get(path) if below is None else below
        if below is None:
            crowd.ask(Node(owner, path), ACCESSIBLE, 'GetChildren', None, answered)
        else:
            for child in below:
                enter(child)
    enter(path)
    crowd.run()
    return bool(new)


def walk(root):
    """The thing and everything in it, parents before children, with their words as they are now."""
    told, picture = {}, Picture(root.owner)
    for _ in range(ROUNDS):                       # until nothing has come meanwhile
        if not _explore(root.owner, root.path, picture, told):
            break
        picture = Picture(root.owner)
    found, rest = [], [root.path]
    while rest:
        path = rest.pop()
        node = picture.nodes.get(path)
        if node is not None:
            below = picture.children(path)
            below = told.get(path, []) if below is None else below
            node.below = [picture.nodes[child] for child in below if child in picture.nodes]
            found.append(node)
            rest.extend(reversed(below))
    if not found:
        raise Gone('%s is not there any more' % root)
    return found


def _hear(crowd, node):
    """Asks one thing for its words."""
    def named(said):
        node.name, node.description = said[0].get('Name', ''), said[0].get('Description', '')

    def cast(said):
        node.role = ROLES.get(said[0], '')

    def stated(said):
        node.states = said[0][0] | said[0][1] << 32
    for interface, method, values, take in ((PROPERTIES, 'GetAll', GLib.Variant('(s)', (ACCESSIBLE,)), named),
                                            (ACCESSIBLE, 'GetRole', None, cast), (ACCESSIBLE, 'GetState', None, stated)):
        crowd.ask(node, interface, method, values, lambda said, take=take: said is not None and take(said))


def children(node):
    """What is directly in a thing."""
    found = [Node(*child) for child in node.call(ACCESSIBLE, 'GetChildren')[0]]
    if len(found) > FEW:
        return walk(node)[0].below
    crowd = Crowd()
    for child in found:
        _hear(crowd, child)
    crowd.run()
    return found


def focused(root):
    """The thing in a window that has the keyboard; None without one. The last that said so is asked first."""
    while GLib.MainContext.default().iteration(False):
        pass
    for node in FOCUS:
        try:
            if node.owner == root.owner and node.has_state(Atspi.StateType.FOCUSED):
                found, crowd = Node(node.owner, node.path), Crowd()
                _hear(crowd, found)
                crowd.run()
                return found
        except Gone:
            break
    return next((node for node in walk(root) if node.has(Atspi.StateType.FOCUSED)), None)


def windows(application):
    """The windows of an application. GTK 4.8 crashes when it is asked for its children while one is about to appear."""
    picture = Picture(application.owner)
    return [picture.nodes[path] for _, path in sorted(picture.below.get(application.path, []))]


def shown(nodes):
    """Those of the things that take up room on the screen, in their order."""
    crowd, sizes, nodes = Crowd(), {}, list(nodes)
    for node in nodes:
        crowd.ask(node, COMPONENT, 'GetExtents', GLib.Variant('(u)', (1,)),
                  lambda said, node=node: sizes.__setitem__(node, said[0][2:] if said is not None else (0, 0)))
    crowd.run()
    return [node for node in nodes if min(sizes[node]) > 0]


def application(process):
    """The application with that process number on the accessibility bus; None as long as it is not there."""
    who = ('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID')
    for owner, path in call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren').unpack()[0]:
        try:
            if call(*who, GLib.Variant('(s)', (owner,))).unpack()[0] == process:
                return Node(owner, path)
        except Gone:
            continue
    return None
