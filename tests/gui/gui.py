"""Drives the real application as a person does: pointer and keyboard through the X server, words through AT-SPI.

A test asks for things by the names that a screen reader hears, moves the pointer to where they are, and waits until what it
hears is what it expects. It never sleeps for a fixed time to let something happen, and never waits for what passes by: a
state that the test does not end itself may be over before a busy machine lets it look.
"""
import gzip
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import time

from hand import click, drag, point, press, screenshot, type_text, xdotool  # noqa: F401: for the tests
from reader import Atspi, Gone, application, children, focused, shown, walk, windows  # noqa: F401
from report import Failure, report

PATIENCE = 15 * float(os.environ.get('CONVO_GUI_PATIENCE', '4'))
TEMP = os.environ.get('CONVO_GUI_TEMP', '/tmp')
BUILD = os.environ.get('CONVO_BUILD_DIR', '.')
SOURCE = os.environ.get('CONVO_SOURCE_DIR', '.')
PROGRAM = os.environ.get('CONVO_PROGRAM', os.path.join(BUILD, 'src/app/convoscope'))
TOOL = os.environ.get('CONVO_TOOL', os.path.join(BUILD, 'src/cli/convo'))
LONG = 5000                       # epochs of a run that no test sees the end of
LOG = os.path.join(TEMP, 'app.log')
FASHION = os.environ.get('CONVO_GUI_FASHION', '/usr/share/datasets/fashion-mnist')


def wait(condition, what, patience=None):
    """Asks until condition () says something true, and returns that. what says in words what is waited for; as a function it
    is asked in the end, so that it can tell how things are instead."""
    began = time.monotonic()
    while True:
        last = None
        try:
            found = condition()
            if found:
                return found
        except Gone as gone:          # it went away while it was asked
            last = gone
            for app in App.running:
                if app.process.poll():    # it has crashed; a test may also have closed it
                    app.alive()
        if time.monotonic() - began > (patience or PATIENCE):
            break
        time.sleep(0.03)
    try:
        said = what() if callable(what) else what
    except Gone as gone:
        said = 'what can no longer be asked: %s' % gone
    raise Failure('waited %.0f s in vain for %s%s' % (time.monotonic() - began, said, '; ' + str(last) if last else ''))


def check(condition, what):
    if not condition:
        raise Failure(what)


def equal(found, wanted, what):
    if found != wanted:
        raise Failure('%s: %r, not %r' % (what, found, wanted))


def becomes(ask, wanted, what):
    """Waits until ask () is what is wanted; a failure tells what it was in the end."""
    wait(lambda: ask() == wanted, lambda: '%s to be %r; it is %r' % (what, wanted, ask()))


# ---- what a screen reader hears ----

def translated(text):
    """The words of the application's language; a script for screenshots puts its own function here."""
    return text


def is_shown(node):
    rect = node.extents()
    return rect is not None and rect[2] > 0 and rect[3] > 0


def has_state(node, state):
    return node.has_state(state)


def find(root, role=None, name=None, starts=None, shown=True, description=None):
    """The first thing below root with that role and name; None without one."""
    name = translated(name) if name else name
    for node in walk(root):
        if ((role is None or node.role == role) and (name is None or node.name == name)
                and (starts is None or node.name.startswith(starts))
                and (description is None or description in node.description) and (not shown or is_shown(node))):
            return node
    return None


def need(root, role=None, name=None, starts=None, shown=True, description=None, patience=None):
    return wait(lambda: find(root, role, name, starts, shown, description),
                'a %s called “%s”' % (role or 'thing', name or starts or description), patience)


# ---- the application ----

def settings(**values):
    """Settings for the applications that start after this; strings are quoted here."""
    folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'keyfile'), 'w') as out:
        out.write('[org/convoscope/Convoscope]\n')
        for key, value in values.items():
            text = "'%s'" % value if isinstance(value, str) else str(value).lower()
            out.write('%s=%s\n' % (key.replace('_', '-'), text))
    os.environ['GSETTINGS_BACKEND'] = 'keyfile'


def little_fashion(train=6000, test=1000):
    """The first pictures of Fashion-MNIST as a data set of its own: epochs of a second. Returns whether there are any."""
    folder = os.path.join(TEMP, 'fashion-mnist')
    if not os.path.isdir(FASHION):
        return False
    os.makedirs(folder, exist_ok=True)
    for part, count in (('train', train), ('t10k', test)):
        for name, head, size in (('images-idx3', 16, 784), ('labels-idx1', 8, 1)):
            with gzip.open('%s/%s-%s-ubyte.gz' % (FASHION, part, name)) as source:
                data = source.read(head + count * size)
            data = data[:4] + struct.pack('>I', count) + data[8:]
            with open('%s/%s-%s-ubyte' % (folder, part, name), 'wb') as out:
                out.write(data)
    os.environ['CONVO_FASHION_MNIST'] = folder
    return True


def describe(path):
    """What the command line says of a document."""
    done = subprocess.run([TOOL, 'describe', path, '--json'], capture_output=True, text=True, check=False)
    check(done.returncode == 0, 'convo describe: ' + done.stderr)
    return json.loads(done.stdout)


def copy_model(name, epochs=None):
    """A copy of one of the models that a test may save over. A run of many epochs lasts until the test has seen enough: the
    few of the model may be over before anyone can look."""
    path = os.path.join(TEMP, name)
    shutil.copy(os.path.join(SOURCE, 'models', name), path)
    if epochs is not None:
        with open(path, encoding='utf-8') as file:
            text, found = re.subn(r'("epochs": )\d+', r'\g<1>%d' % epochs, file.read())
        check(found == 1, name + ' does not tell its epochs once')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
    return path


class App:
    """One running application with its window."""

    def __init__(self, *arguments):
        self.log = open(LOG, 'a+')
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=self.log, stderr=subprocess.STDOUT)
        App.running.append(self)
        try:
            self.application = wait(self._application, 'the application on the accessibility bus')
            self.frame = wait(lambda: next((n for n in self.windows() if n.role == 'frame' and is_shown(n)), None),
                              'the window on the accessibility bus')
            self._kept = {}
            wait(self._settled, 'a window that stands still')
        except Failure:
            self.alive()
            raise

    running = []

    def _application(self):
        self.alive()
        return application(self.process.pid)

    def alive(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise Failure('the application has ended with %s:\n%s' % (self.process.returncode, self.log.read()[-2000:]))

    # geometry: AT-SPI tells places within the window, without its border

    def window_ids(self):
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                               capture_output=True, text=True, check=False).stdout.split()
        return found

    def windows(self):
        """What a screen reader has of the windows."""
        return windows(self.application)

    def geometry(self):
        """(x, y, width, height) of the largest window of the application."""
        best = None
        for window in self.window_ids():
            said = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True, text=True,
                                  check=False).stdout
            values = dict(line.split('=') for line in said.split() if '=' in line)
            if 'WIDTH' in values:
                rect = tuple(int(values[k]) for k in ('X', 'Y', 'WIDTH', 'HEIGHT'))
                if best is None or rect[2] * rect[3] > best[2] * best[3]:
                    best = rect
        return best

    def _settled(self):
        now = (self.geometry(), self.frame.extents())
        before, self._before = getattr(self, '_before', None), now
        if now[0] is None or not now[1] or now[1][2] < 100 or now != before:
            return False
        border = (now[0][2] - now[1][2]) // 2
        self.origin = (now[0][0] + border, now[0][1] + (now[0][3] - now[1][3]) // 2)
        return 0 <= border < 40

    def rect(self, node):
        """Where a thing is on the screen, once it stands still there."""
        def place():
            before = node.extents()
            time.sleep(0.03)          # a layout that is due would be done
            return before == node.extents() and before
        x, y, w, h = wait(place, lambda: '%s to stand still' % node)
        return (self.origin[0] + x, self.origin[1] + y, w, h)

    def centre(self, node):
        x, y, w, h = self.rect(node)
        return (x + w / 2, y + h / 2)

    def click(self, node, times=1, button=1):
        click(*self.centre(node), times, button)

    # parts of the window, looked up once

    def part(self, role, name, shown=True):
        key = (role, name)
        if key not in self._kept:
            self._kept[key] = need(self.frame, role, name, shown=shown)
        return self._kept[key]

    def button(self, name):
        return self.part('push button', name)

    def train_button(self):
        """Its name follows what it does: Train, Pause, Resume."""
        if 'train' not in self._kept:
            self._kept['train'] = need(self.frame, 'push button', 'Train')
        return self._kept['train']

    def enabled(self, node):
        return has_state(node, Atspi.StateType.SENSITIVE)

    def blocks(self):
        """Blocks by id; each says "conv1, Convolution, 5×5, 6, output 6×28×28, 156 parameters"."""
        return {node.name.split(',')[0]: node for node in children(self.part('list', 'Blocks of the network'))
                if node.role == 'list item'}

    def block(self, block):
        return wait(lambda: self.blocks().get(block), 'block ' + block)

    def says(self, block):
        node = self.blocks().get(block)
        return node.name if node is not None else None

    def expect(self, block, *words):
        """Waits until a block says all of the words."""
        wait(lambda: all(w in (self.says(block) or '') for w in words),
             lambda: '%s to say %s; it says “%s”' % (block, words, self.says(block)))

    def sentences(self):
        return sorted(node.name for node in self.blocks().values())

    def selected(self):
        return sorted(k for k, n in self.blocks().items() if n.has(Atspi.StateType.SELECTED))

    def select(self, block):
        """A click on the title of a block."""
        def chosen():
            return self.selected() == [block]
        for _ in range(3):
            x, y, w, h = self.rect(self.block(block))
            click(x + min(60, w * 0.3), y + min(h / 2, 18))     # beside the ports, however small the block is drawn
            try:
                return wait(chosen, 'a click', 5)
            except Failure:                                     # a tooltip may have lain there
                point(4, 4)
        wait(chosen, lambda: '%s to be selected; selected are %s' % (block, self.selected()))

    def focused(self):
        """The thing that has the keyboard."""
        return focused(self.frame)

    def palette_row(self, name):
        rows, name = self.part('list', 'Blocks'), translated(name)
        return wait(lambda: next((n for n in children(rows) if n.name == name and n.description), None),
                    'palette row ' + name)

    def palette_row_of(self, name):
        """The row of a named block of this network; None without one."""
        return next((n for n in children(self.part('list', 'Blocks')) if n.name == name and is_shown(n)), None)

    def drop_kind(self, name, x, y):
        """Drags a row of the palette to a point of the screen."""
        drag(*self.centre(self.palette_row(name)), x, y)

    def output_port(self, block):
        x, y, w, h = self.rect(self.block(block))
        return (x + w / 2, y + h)

    def input_port(self, block):
        x, y, w, h = self.rect(self.block(block))
        return (x + w / 2, y)

    def tab(self, name, below):
        """Opens a tab of the inspector or of the drawer; below is a tab of the same row."""
        name, below = translated(name), translated(below)
        row = wait(lambda: next((n for n in walk(self.frame) if n.role == 'page tab list'
                                 and any(c.name == below for c in n.below)), None), 'tabs with ' + below)
        node = wait(lambda: next((c for c in row.below if c.name == name), None), 'tab ' + name)
        wait(lambda: is_shown(node), 'tab %s to be shown' % name)
        self.click(node)
        wait(lambda: has_state(node, Atspi.StateType.SELECTED), 'tab %s to open' % name)
        return node

    def texts(self, root=None):
        """All labels that are shown, one string."""
        return '\n'.join(n.name for n in shown(n for n in walk(root or self.frame) if n.role == 'label' and n.name))

    def words(self, root=None):
        """Everything that is shown and has a name."""
        return [n.name for n in shown(n for n in walk(root or self.frame) if n.name)]

    def hears(self, pattern, root=None):
        """The match of the first shown name that has the pattern; None without one."""
        found = ((re.search(pattern, n.name), n) for n in walk(root or self.frame))
        return next((match for match, n in found if match and is_shown(n)), None)

    def hear(self, pattern, what):
        """Waits until something says the pattern; returns the match."""
        return wait(lambda: self.hears(pattern), lambda: '%s: “%s”' % (what, pattern))

    def totals(self):
        """The status line: "61,706 parameters · …"."""
        if 'status' not in self._kept:
            self._kept['status'] = wait(lambda: next((n for n in walk(self.frame) if n.role == 'label'
                                                      and ' parameters' in n.name and 'MAC' in n.name
                                                      and is_shown(n)), None), 'the status line')
        return self._kept['status'].get_name()

    def subtitle(self):
        """The second line of the title."""
        if 'subtitle' not in self._kept:
            title = wait(lambda: next((n for n in walk(self.frame) if n.name == 'AdwWindowTitle'), None), 'the title')
            self._kept['subtitle'] = [n for n in walk(title) if n.role == 'label'][-1]
        return self._kept['subtitle'].get_name()

    def writes(self):
        """Waits until a field to type into has the keyboard."""
        def is_field(node):
            return node is not None and node.role in ('text', 'entry')
        wait(lambda: is_field(self.focused()), lambda: 'a field to type into; the keyboard is on %s' % self.focused())

    def save(self, path):
        """Ctrl+S; returns the text of the document once it is written. What was pressed before it is in it."""
        before = os.stat(path).st_mtime_ns
        press('ctrl+s')
        wait(lambda: os.stat(path).st_mtime_ns != before and 'edited' not in self.subtitle(),
             lambda: '%s to be saved; the title says “%s”' % (path, self.subtitle()))
        with open(path, encoding='utf-8') as file:
            return file.read()

    def state(self):
        """How things are, for a failure: as much of it as can be asked at once."""
        if self.process.poll() is not None:
            return ['the process has ended with %s' % self.process.returncode]
        said = ['keyboard: %s' % self.focused()]
        said += ['window %s: %s' % (window, ' | '.join(self.words(window))[:1500]) for window in self.windows()]
        blocks = find(self.frame, 'list', 'Blocks of the network', shown=False)
        if blocks is not None:
            said.append('selected: ' + ', '.join(n.name for n in walk(blocks) if n.has(Atspi.StateType.SELECTED)))
        return said

    def close(self):
        """Ends the application as a person would who has nothing to save."""
        if self in App.running:
            App.running.remove(self)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def run(*tests):
    """Runs test functions; says what they do, and of one that fails all that tells why."""
    report(tests, App.running, LOG, os.environ.get('CONVO_GUI_SHOTS', os.path.join(BUILD, 'tests', 'gui')))
