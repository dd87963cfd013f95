"""The arithmetic view with real events: stepping, typing numbers, sliders, the way back, matrices, a layer of the network."""
import re

from gui import App, check, copy_model, equal, is_shown, little_fashion, press, run, type_text, wait, walk

little_fashion()


def words(app):
    """Everything that the view says."""
    return [node.get_name() or '' for node in walk(app.frame) if is_shown(node)]


def says(app, pattern, what):
    return wait(lambda: next((m for m in (re.search(pattern, name) for name in words(app)) if m), None), what)


def grid(app, name):
    """The first visible grid of numbers of that name."""
    return wait(lambda: next((node for node in walk(app.frame) if node.get_name() == name and is_shown(node)
                              and '; ' in (node.get_description() or '')), None), 'a grid called ' + name)


def numbers(app, name):
    """Its numbers, row after row."""
    return [[float(word.replace('−', '-')) for word in row.split()] for row in grid(app, name).get_description().split('; ')]


def open_view():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    press('ctrl+t')
    says(app, r'Cell 1 of', 'the first cell')
    return app


def test_step():
    """→ goes to the next cell, Shift+→ to the next row, End to the last; the sum is written with the right result"""
    app = open_view()
    output = numbers(app, 'Output')
    press('Right')
    says(app, r'^Cell 2 of 16', 'the second cell')
    said = says(app, r'row 1, column 2: .*sum (−?[0-9.]+)', 'the sentence of the step')
    equal(float(said[1].replace('−', '-')), output[0][1], 'the sum of the spoken sentence')
    press('shift+Right')
    says(app, r'^Cell 6 of 16', 'a row further')
    press('End')
    says(app, r'^Cell 16 of 16', 'the last cell')
    app.close()


def test_type():
    """a number typed into the kernel changes the output by what the convolution says"""
    app = open_view()
    before = numbers(app, 'Output')
    old = numbers(app, 'Kernel')[1][1]
    app.click(grid(app, 'Kernel'))
    type_text('%d' % (old + 1))
    press('Return')
    wait(lambda: numbers(app, 'Output') != before, 'another output')
    after = numbers(app, 'Output')
    check(any(a != b for x, y in zip(before, after) for a, b in zip(x, y)), 'the output stayed as it was')
    press('ctrl+z')
    wait(lambda: numbers(app, 'Output') == before, 'the first output again')
    app.close()


def test_back():
    """the way back agrees with its finite differences"""
    app = open_view()
    press('ctrl+2')
    wait(lambda: len([name for name in words(app) if name.startswith('✓')]) == 2, 'two proofs')
    check(not any(name.startswith('✕') for name in words(app)), 'a proof failed')
    app.close()


def test_pages():
    """matrix and pooling are there; Escape goes back to the network"""
    app = open_view()
    press('ctrl+3')
    says(app, r'im2col: one column for each window', 'the matrix')
    press('ctrl+4')
    says(app, r'after the shift', 'pooling')
    press('Escape')
    wait(lambda: len(app.blocks()) > 5, 'the network again')
    app.close()


def test_layer():
    """the selected layer opens with its own shapes"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select(next(block for block in app.blocks() if block.startswith('conv1')))
    press('ctrl+t')
    says(app, r'1×28×28 → 6×28×28', 'the shapes of conv1')
    says(app, r'^Cell 1 of 784', 'its cells')
    app.close()


run(test_step, test_type, test_back, test_pages, test_layer)
