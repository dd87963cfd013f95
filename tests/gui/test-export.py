"""Exporting the arithmetic view with real events: Ctrl+E, the file chooser, every page, every format, a strip, a stop."""
import os
import re
import struct
import xml.etree.ElementTree as xml

from gui import (TEMP, App, check, copy_model, equal, find, little_fashion, need, press, run, type_text,
                 wait, walk)

little_fashion()
FOLDER = os.path.join(TEMP, 'exported')
os.makedirs(FOLDER, exist_ok=True)


def told(app, pattern, what):
    """The message at the lower edge, which lies on top of everything."""
    return wait(lambda: next((node for node in reversed(walk(app.frame)) if re.search(pattern, node.name)), None), what)


def open_view():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    press('ctrl+t')
    app.hear(r'Cell 1 of', 'the first cell')
    return app


def chooser(app):
    """The file chooser, a window of its own."""
    for node in app.windows():
        if node.name == 'Export' and find(node, 'text', 'Name:') is not None:
            return node
    return None


def ask(app, name):
    """Ctrl+E, and the name of a file in the test's folder."""
    path = os.path.join(FOLDER, name)
    press('ctrl+e')
    wait(lambda: chooser(app), 'the file chooser')
    press('ctrl+a')
    type_text(path)
    return path


def save(app, name):
    path = ask(app, name)
    press('Return')
    wait(lambda: chooser(app) is None, 'the file chooser to go')
    told(app, '^Saved as “%s”' % re.escape(name), 'the message that it is saved')
    check(os.path.exists(path), path + ' is not there')
    return path


def texts(path):
    """What an SVG says, and its description."""
    root = xml.parse(path).getroot()
    space = '{http://www.w3.org/2000/svg}'
    return [node.text for node in root.iter(space + 'text')], root.findtext(space + 'desc')


def test_pages():
    """each page exports what it shows"""
    app = open_view()
    press('Right')
    said = app.hear(r'row 1, column 2: .*sum (−?[0-9.]+)', 'the sentence of the step')
    found, description = texts(save(app, 'forward.svg'))
    check('row 1, column 2' in description, 'the description tells of another cell: ' + description)
    check(any(word.endswith('= ' + said[1]) for word in found), 'the sum %s is missing in %s' % (said[1], found[-4:]))
    press('ctrl+2')
    wait(lambda: len([name for name in app.words() if name.startswith('✓')]) >= 2, 'two proofs')
    found, description = texts(save(app, 'backward.svg'))
    equal(len([word for word in found if word.startswith('✓')]), 2, 'proofs in the drawing')
    press('ctrl+3')
    app.hear(r'im2col: one column for each window', 'the matrix')
    check(any(word.startswith('im2col') for word in texts(save(app, 'matrix.svg'))[0]), 'no matrix')
    press('ctrl+4')
    shown = app.hear(r'changed .*?(\d+) of (\d+).* cells', 'pooling')
    found = texts(save(app, 'pooling.svg'))[0]
    check(any('%s of %s' % shown.groups() in word for word in found), 'the pooling says something else: %s' % found)
    press('ctrl+6')
    wait(lambda: any('receptive field' in name for name in app.words()), 'the comparison')
    check(any('receptive field' in word for word in texts(save(app, 'compare.svg'))[0]), 'no comparison')
    app.close()


def test_formats():
    """the ending of the name chooses the format"""
    app = open_view()
    with open(save(app, 'one.pdf'), 'rb') as pdf:
        equal(pdf.read(5), b'%PDF-', 'the beginning of the PDF')
    with open(save(app, 'one.png'), 'rb') as png:
        width, height = struct.unpack('>II', png.read(24)[16:24])
    check(abs(width / height - 16 / 9) < 0.01, 'the picture is %d×%d' % (width, height))
    with open(save(app, 'one.tex')) as tex:
        check('\\end{tikzpicture}' in tex.read(), 'no TikZ picture')
    with open(save(app, 'all.gif'), 'rb') as gif:
        equal(gif.read().count(b'\x21\xf9\x04'), 16, 'frames')
    app.close()


def test_refused():
    """a name without a known ending and a folder that is not there are answered with a sentence"""
    app = open_view()
    ask(app, 'figure.bmp')
    press('Return')
    told(app, r'figure\.bmp” ends in no format that can be written', 'the sentence about the format')
    press('p')
    app.hear(r'^(First the output|Type the number into the dashed cell)', 'predict mode')
    press('ctrl+e')
    told(app, r'^A drawing shows every number', 'the sentence that keeps the secret')
    check(chooser(app) is None, 'hidden numbers can be exported')
    press('p')
    check(not os.path.exists(os.path.join(FOLDER, 'figure.bmp')), 'it is written all the same')
    app.close()


def test_stop():
    """a long animation shows how far it is, and stops when it is told to; the view answers meanwhile"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select(next(block for block in app.blocks() if block.startswith('conv1')))
    press('ctrl+t')
    app.hear(r'^Cell 1 of 784', 'its cells')
    path = ask(app, 'long.gif')
    press('Return')

    def progress():
        return next((node for node in app.windows()
                     if node.name == 'Export' and find(node, 'progress bar', 'How much is drawn')), None)

    window = wait(progress, 'the progress of the export')
    need(window, 'push button', 'Stop')
    press('Escape')
    wait(lambda: progress() is None, 'the progress to go')
    told(app, r'^Export stopped', 'the message')
    check(not os.path.exists(path), 'half an animation is left behind')
    press('Right')
    app.hear(r'^Cell 2 of 784', 'the next cell')
    app.close()


run(test_pages, test_formats, test_refused, test_stop)
