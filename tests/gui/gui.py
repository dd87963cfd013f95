"""Drives the real application as a person does: pointer and keyboard through the X server, words through AT-SPI.

A test asks for things by the names that a screen reader hears, moves the pointer to where they are, and waits until what it
hears is what it expects. It never sleeps for a fixed time to let something happen.
"""
import gzip
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
import traceback
import warnings

import gi

warnings.simplefilter('ignore')
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 15 * float(os.environ.get('CONVO_GUI_PATIENCE', '2'))
TEMP = os.environ.get('CONVO_GUI_TEMP', '/tmp')
BUILD = os.environ.get('CONVO_BUILD_DIR', '.')
SOURCE = os.environ.get('CONVO_SOURCE_DIR', '.')
PROGRAM = os.environ.get('CONVO_PROGRAM', os.path.join(BUILD, 'src/app/convoscope'))
TOOL = os.environ.get('CONVO_TOOL', os.path.join(BUILD, 'src/cli/convo'))
LONG = 5000                       # epochs of a run that no test sees the end of
FASHION = os.environ.get('CONVO_GUI_FASHION', '/usr/share/datasets/fashion-mnist')


class Failure(Exception):
    """What was expected and what was there instead."""


def wait(condition, what, patience=None):
    """Asks until condition () says something true, and returns that."""
    end = time.monotonic() + (patience or PATIENCE)
    last = None
    while True:
        try:
            last = condition()
        except GLib.Error:            # the thing went away while it was asked
            last = None
        if last:
            return last
        if time.monotonic() > end:
            raise Failure('waited in vain for ' + (what() if callable(what) else what))
        time.sleep(0.03)


def check(condition, what):
    if not condition:
        raise Failure(what)


def equal(found, wanted, what):
    if found != wanted:
        raise Failure('%s: %r, not %r' % (what, found, wanted))


# ---- pointer and keyboard ----

def xdotool(*words):
    subprocess.run(['xdotool', *[str(w) for w in words]], check=True)


def press(*keys):
    """Presses keys one after another: press ('ctrl+z', 'Tab')."""
    xdotool('key', '--clearmodifiers', '--delay', 30, *keys)


def type_text(text):
    xdotool('type', '--delay', 30, text)


def point(x, y):
    xdotool('mousemove', round(x), round(y))


def click(x, y, times=1, button=1):
    xdotool('mousemove', round(x - 2), round(y), 'sleep', 0.03, 'mousemove', round(x), round(y), 'sleep', 0.05,
            'click', '--repeat', times, '--delay', 60, button)


def drag(x0, y0, x1, y1, hold=0.25):
    """Ten intermediate moves, 30 ms apart, and a rest before the button is let go."""
    words = ['mousemove', round(x0), round(y0), 'sleep', 0.1, 'mousedown', 1, 'sleep', 0.1]
    for i in range(1, 11):
        words += ['mousemove', round(x0 + (x1 - x0) * i / 10), round(y0 + (y1 - y0) * i / 10), 'sleep', 0.03]
    xdotool(*words, 'mousemove', round(x1) + 1, round(y1), 'sleep', 0.05, 'mousemove', round(x1), round(y1),
            'sleep', hold, 'mouseup', 1)


def screenshot(path):
    subprocess.run(['import', '-window', 'root', path], check=False)


# ---- what a screen reader hears ----

def translated(text):
    """The words of the application's language; a script for screenshots puts its own function here."""
    return text


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def extents(node):
    """(x, y, width, height) within the window; None where a thing has no place."""
    try:
        rect = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    except GLib.Error:
        return None
    return (rect.x, rect.y, rect.width, rect.height)


def is_shown(node):
    rect = extents(node)
    return rect is not None and rect[2] > 0 and rect[3] > 0


def has_state(node, state):
    return node.get_state_set().contains(state)


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def find(root, role=None, name=None, starts=None, shown=True, description=None):
    """The first thing below root with that role and name; None without one."""
    name = translated(name) if name else name
    for node in walk(root):
        try:
            if role is not None and node.get_role_name() != role:
                continue
            said = node.get_name()
            if (name is not None and said != name) or (starts is not None and not said.startswith(starts)):
                continue
            if description is not None and description not in node.get_description():
                continue
            if not shown or is_shown(node):
                return node
        except GLib.Error:
            continue
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

    def __init__(self, *arguments, title=None):
        self.log = open(os.path.join(TEMP, 'app.log'), 'a+')
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=self.log, stderr=subprocess.STDOUT)
        App.running.append(self)
        try:
            self.application = wait(self._application, 'the application on the accessibility bus')
            self.frame = wait(lambda: next((n for n in self.windows() if n.get_role_name() == 'frame'), None),
                              'the window on the accessibility bus')
            self._kept = {}
            wait(self._settled, 'a window that stands still')
        except Failure:
            self.alive()
            raise

    running = []

    def _application(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for child in children(desktop):
            if child.get_process_id() == self.process.pid:
                child.set_cache_mask(Atspi.Cache.NONE)
                return child
        self.alive()
        return None

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
        """What a screen reader has of the windows. GTK 4.8 crashes when it is asked for one that is about to appear and that
        the accessibility bus does not know yet; it is the last of them, and the X server does not show it."""
        shown = len(self.window_ids())
        for i in range(min(shown, self.application.get_child_count())):
            window = self.application.get_child_at_index(i)
            if window is not None:
                yield window

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
        now = (self.geometry(), extents(self.frame))
        before, self._before = getattr(self, '_before', None), now
        if now[0] is None or not now[1] or now[1][2] < 100 or now != before:
            return False
        border = (now[0][2] - now[1][2]) // 2
        self.origin = (now[0][0] + border, now[0][1] + (now[0][3] - now[1][3]) // 2)
        return 0 <= border < 40

    def rect(self, node):
        """Where a thing is on the screen."""
        x, y, w, h = extents(node)
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
        found = {}
        for node in children(self.part('list', 'Blocks of the network')):
            if node.get_role_name() == 'list item':
                found[node.get_name().split(',')[0]] = node
        return found

    def block(self, block):
        return wait(lambda: self.blocks().get(block), 'block ' + block)

    def says(self, block):
        node = self.blocks().get(block)
        return node.get_name() if node is not None else None

    def expect(self, block, *words):
        """Waits until a block says all of the words."""
        wait(lambda: all(w in (self.says(block) or '') for w in words),
             lambda: '%s to say %s; it says “%s”' % (block, words, self.says(block)))

    def sentences(self):
        return sorted(node.get_name() for node in self.blocks().values())

    def selected(self):
        return sorted(k for k, n in self.blocks().items() if has_state(n, Atspi.StateType.SELECTED))

    def select(self, block):
        """A click on the title of a block."""
        def chosen():
            return self.selected() == [block]
        x, y, w, h = self.rect(self.block(block))
        click(x + 60, y + min(h / 2, 18))
        wait(chosen, lambda: '%s to be selected; selected are %s' % (block, self.selected()))

    def focused(self):
        """The thing that has the keyboard."""
        for node in walk(self.frame):
            if has_state(node, Atspi.StateType.FOCUSED):
                return node
        return None

    def palette_row(self, name):
        rows, name = self.part('list', 'Blocks'), translated(name)
        return wait(lambda: next((n for n in children(rows) if n.get_name() == name and n.get_description()), None),
                    'palette row ' + name)

    def palette_row_of(self, name):
        """The row of a named block of this network; None without one."""
        return next((n for n in children(self.part('list', 'Blocks')) if n.get_name() == name and is_shown(n)), None)

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
        tab = wait(lambda: next((n for n in walk(self.frame) if n.get_role_name() == 'page tab list'
                                 and any(c.get_name() == below for c in children(n))), None), 'tabs with ' + below)
        node = wait(lambda: next((c for c in children(tab) if c.get_name() == name), None), 'tab ' + name)
        wait(lambda: is_shown(node), 'tab %s to be shown' % name)
        self.click(node)
        wait(lambda: has_state(node, Atspi.StateType.SELECTED), 'tab %s to open' % name)
        return node

    def texts(self, root=None):
        """All labels that are shown, one string."""
        return '\n'.join(n.get_name() for n in walk(root or self.frame)
                         if n.get_role_name() == 'label' and n.get_name() and is_shown(n))

    def totals(self):
        """The status line: "61,706 parameters · …"."""
        if 'status' not in self._kept:
            self._kept['status'] = wait(lambda: next((n for n in walk(self.frame) if n.get_role_name() == 'label'
                                                      and ' parameters' in n.get_name() and 'MAC' in n.get_name()
                                                      and is_shown(n)), None), 'the status line')
        return self._kept['status'].get_name()

    def subtitle(self):
        """The second line of the title."""
        if 'subtitle' not in self._kept:
            title = wait(lambda: next((n for n in walk(self.frame) if n.get_name() == 'AdwWindowTitle'), None), 'the title')
            self._kept['subtitle'] = [n for n in walk(title) if n.get_role_name() == 'label'][-1]
        return self._kept['subtitle'].get_name()

    def close(self, ask=False):
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
    """Runs test functions and tells what they do, in the form that meson reads as TAP."""
    print('1..%d' % len(tests), flush=True)
    failed = 0
    for i, test in enumerate(tests):
        try:
            test()
            print('ok %d - %s' % (i + 1, (test.__doc__ or test.__name__).strip()), flush=True)
        except Exception as error:  # noqa: BLE001: everything that goes wrong is a failed test
            failed += 1
            folder = os.environ.get('CONVO_GUI_SHOTS', os.path.join(BUILD, 'tests', 'gui'))
            picture = os.path.join(folder, 'failed-%s.png' % test.__name__)
            os.makedirs(folder, exist_ok=True)
            screenshot(picture)
            print('not ok %d - %s' % (i + 1, (test.__doc__ or test.__name__).strip()), flush=True)
            print('# %s' % error, flush=True)
            if not isinstance(error, Failure):
                print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
            else:
                where = traceback.extract_tb(error.__traceback__)
                print('# ' + ' < '.join('%s:%d' % (f.name, f.lineno) for f in reversed(where)), flush=True)
            print('# screen: ' + picture, flush=True)
        finally:
            for app in list(App.running):
                app.close()
    sys.exit(1 if failed else 0)
