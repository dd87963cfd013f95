"""The receptive field lens with real events: the pointer and the keyboard on a cell of a map."""
import re

from gui import App, check, click, copy_model, equal, is_shown, little_fashion, need, point, press, run, wait, walk

little_fashion()


def open_maps():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select('conv2')
    app.tab('Maps', 'Properties')
    app.hear('Point at a cell', 'the hint')
    grid = wait(lambda: next((node for node in walk(app.frame) if re.match('16 maps', node.name)
                              and is_shown(node) and 'Values from' in node.description), None), 'the maps')
    return app, grid


def test_pointer():
    """a cell under the pointer has a field of 14×14 pixels, two pixels from its neighbour's"""
    app, grid = open_maps()
    x, y, width, height = app.rect(grid)
    point(x + 12, y + 12)
    first = app.hear(r'^Field (\d+×\d+) at rows (−?\d+)–\d+, columns (−?\d+)–.* Jump (\S+)\.$', 'the field')
    equal(first.group(4), '2×2', 'the jump')
    equal(first.group(1), '14×14', 'the field')
    point(x - 60, y - 90)
    app.hear('Point at a cell', 'no field without a cell')
    app.close()


def test_keyboard():
    """Shift and an arrow go to a cell and to its neighbour, whose field lies one jump further"""
    app, grid = open_maps()
    x, y, width, height = app.rect(grid)
    click(x + 12, y + 12)
    point(5, 5)
    app.hear('Point at a cell', 'the pointer left')
    press('shift+Right')
    first = app.hear(r'^Field \S+ at rows (−?\d+)–\d+, columns (−?\d+)–', 'the field of the middle')
    press('shift+Right')
    app.hear('columns %d–' % (int(first.group(2)) + 2), 'the field of the neighbour')
    app.close()


def test_small_maps():
    """a cell of a small map on a block has its field in the status line; Ctrl and an arrow walk on from the middle"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select('pool2')
    x, y, width, height = app.rect(app.block('pool2'))

    def over_map():                             # the network has looked at its first picture once there are maps
        point(x + width - 61, y + 17)
        point(x + width - 60, y + 18)
        return app.hears(r'^pool2, row (\d), column (\d)  ·  Field (\S+) at rows (\S+)–')
    first = wait(over_map, 'the field of a cell of the small map')
    equal((first.group(1), first.group(2), first.group(3)), ('2', '2', '16×16'), 'the cell and its field')
    equal(first.group(4), '3', 'one jump of 4 below the first')
    point(x + 20, y + height / 2)
    app.hear(r'61,706.* parameters', 'the totals again')
    press('ctrl+Right')
    app.hear(r'^pool2, row 3, column 3  ·  Field 16×16 at rows 7–22, columns 7–22 ', 'the middle cell')
    press('ctrl+Down')
    app.hear(r'^pool2, row 4, column 3  ·  Field 16×16 at rows 11–26, columns 7–22 ', 'the cell below')
    press('Escape')
    app.hear(r'61,706.* parameters', 'the totals once more')
    app.close()


def press_button(app, name):
    """Tab to the button, then Space."""
    need(app.frame, name=name, role='push button')
    for _ in range(30):
        here = app.focused()
        if here is not None and here.name == name:
            press('space')
            return
        press('Tab')
        wait(lambda: app.focused() != here, lambda: 'Tab to lead away from %s' % here)
    check(False, 'Tab never came to %s; it is at %s' % (name, app.focused()))


def test_ledger():
    """a number opens beside the nearest instructive case; its convention can be changed there; the arithmetic opens from it"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select('pool2')
    press('ctrl+i')
    app.hear(r'^Here: 10 +\(10 − 2\) / 2 = 4$', 'the division')
    app.hear(r'^Input 9 +\(9 − 2\) / 2 = 3.5$', 'the case beside it')
    app.hear(r'^1 value dropped; 4, not 5$', 'what comes of it')
    press_button(app, 'rounded down, as PyTorch and ONNX do')
    need(app.frame, name='rounded up, as “ceil mode” does', role='push button')
    app.expect('pool2', 'round up')
    press_button(app, 'Open arithmetic')
    need(app.frame, name='Pooling')
    app.close()


run(test_pointer, test_keyboard, test_small_maps, test_ledger)
