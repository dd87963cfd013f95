"""Starting and ending: how fast the window is there, files of the command line, and the question before changes are lost."""
import os
import re
import statistics
import subprocess
import time

from gui import (App, Failure, PROGRAM, SOURCE, TEMP, check, copy_model, equal, find, little_fashion, press, run, settings, wait,
                 walk)

LIMIT = 1.2                       # seconds of work on processors, which others cannot take away; half of it is usual
PATIENCE = 60                     # seconds until a window is there, however busy the machine is
little_fashion()


def colours_of(window):
    """How many colours a window shows; a window that has drawn nothing shows one."""
    picture = subprocess.run(['import', '-window', window, '-resize', '25%', '-format', '%k', 'info:'], capture_output=True,
                             text=True, check=False).stdout
    return int(picture) if picture.strip().isdigit() else 0


def work(process):
    """Seconds that a process has worked, all threads."""
    with open('/proc/%d/stat' % process) as stat:
        said = stat.read().rsplit(')', 1)[1].split()
    return (int(said[11]) + int(said[12])) / os.sysconf('SC_CLK_TCK')


def one_start():
    """Seconds from the start of the process to a window that is mapped and drawn: by the clock, and of work."""
    began = time.monotonic()
    program = subprocess.Popen([PROGRAM], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() < began + PATIENCE:
            found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(program.pid)], capture_output=True,
                                   text=True, check=False).stdout.split()
            now, worked = time.monotonic() - began, work(program.pid)
            if found and any(colours_of(w) > 30 for w in found):
                return now, worked
        raise Failure('no window within %d s' % PATIENCE)
    finally:
        program.terminate()
        program.wait()


def test_fast():
    """shows its window after a second of work"""
    one_start()
    times = [one_start() for _ in range(3)]
    needed = statistics.median(worked for _, worked in times)
    print('# %s; median %.2f s of work, limit %.2f s' % (
        ', '.join('%.2f s, %.2f s of work' % t for t in times), needed, LIMIT))
    check(needed <= LIMIT, 'the window needs %.2f s of work' % needed)


def test_document():
    """opens a document of the command line"""
    app = App(copy_model('cnn-1.convo'))
    wait(lambda: 'conv' in ' '.join(app.blocks()), 'blocks of cnn-1')
    check(app.frame.get_name() != 'LeNet-5', 'the window shows LeNet-5 instead of the document')


def test_broken():
    """says in a sentence what is wrong with a broken document"""
    for name, text in (('cut.convo', open(os.path.join(SOURCE, 'models', 'lenet5.convo'), encoding='utf-8').read()[:700]),
                       ('future.convo', '{"format": "convo", "version": 999, "nodes": []}'),
                       ('noise.convo', '\x00\x01 this is no document')):
        path = os.path.join(TEMP, name)
        with open(path, 'w', encoding='utf-8') as out:
            out.write(text)
        app = App(path)
        said = wait(lambda: next((n.name for n in walk(app.frame) if n.role == 'label'
                                  and name in n.name and len(n.name) > 20), None), 'a sentence about ' + name)
        print('# ' + said)
        check(re.search(r'[.!?]$', said), 'no sentence: ' + said)
        app.alive()
        app.close()


def change(app):
    """Adds a layer with a key."""
    app.select('conv1')
    press('b')
    wait(lambda: 'edited' in app.subtitle(), 'a change')


def question(app):
    """The dialog about unsaved changes: a window of its own."""
    for window in app.windows():
        if window.name == 'Save changes?' and find(window, 'push button', starts='_Save'):
            return window
    return None


def test_close():
    """asks before changes are lost, and saves on demand"""
    settings(window_width=1600, window_height=1000)
    path = copy_model('lenet5.convo')
    app = App(path)
    press('ctrl+w')
    wait(lambda: app.process.poll() is not None, 'a window without changes to close at once')
    equal(app.process.returncode, 0, 'exit status')

    app = App(path)
    change(app)
    press('ctrl+w')
    wait(lambda: question(app), 'the question about changes')
    press('Escape')
    wait(lambda: not question(app), 'Escape to take the question away')
    app.alive()
    before = os.stat(path).st_mtime_ns
    press('ctrl+w')
    wait(lambda: question(app), 'the question about changes')
    press('Return')                                # Save is what Return means
    wait(lambda: app.process.poll() is not None, 'Return to save and close')
    check(os.stat(path).st_mtime_ns != before, 'nothing was saved')
    check('batch' in open(path, encoding='utf-8').read(), 'the new layer is not in the file')


run(test_fast, test_document, test_broken, test_close)
