"""The budget diff with real events: ghosts beside the bars and changed sums, against the last edit, a mark, another model."""
from gui import App, copy_model, is_shown, little_fashion, need, press, run, shown, type_text, wait, walk

little_fashion()


def button(app):
    """The button in the status line that says how the sums changed; None while nothing is compared."""
    return next((node for node in walk(app.frame) if ' · against ' in node.name and is_shown(node)), None)


def sums(app, *words):
    """Waits until the status line says all of the words."""
    def look():
        here = button(app)
        return here is not None and all(word in here.name for word in words)
    wait(look, lambda: 'the sums to say %s; they say %s' % (words, button(app)))


def add_after(app, block, name):
    app.select(block)
    press('slash')
    app.writes()
    type_text(name)
    press('Return')


def choose(app, entry, letter):
    """An entry of the menu that the sums open, by the letter that is underlined in it."""
    app.click(wait(lambda: button(app), 'the sums'))
    need(app.frame, name=entry)
    press(letter)


def rows(window):
    return shown(node for node in walk(window) if node.role == 'list item')


def test_edits():
    """an edit shows what it changed, a mark keeps a state, and Ctrl+B ends it"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) == 13, 'the network')
    press('ctrl+b')
    sums(app, 'nothing to compare with yet')
    add_after(app, 'conv2', 'batch')
    sums(app, '+32 parameters (+0.1 %)', '+6.40 kB of activations', 'the state before “Add batch normalisation')
    app.expect('bn1', 'new')
    app.expect('conv2', 'before: 240,000, the same')
    press('ctrl+shift+b')
    sums(app, 'costs the same', 'the marked state')
    add_after(app, 'conv2', 'batch')
    sums(app, '+32 parameters', 'the marked state')
    press('ctrl+z')
    sums(app, 'costs the same')
    press('ctrl+z')
    sums(app, '−32 parameters (−0.1 %)', 'the marked state')
    choose(app, 'State Before the Last Edit', 'e')
    sums(app, 'nothing to compare with yet', 'the state before the last edit')
    press('ctrl+b')
    wait(lambda: button(app) is None, 'the end of the comparison')
    app.expect('conv2', '2,416 parameters')
    app.close()


def test_model():
    """another model is found by typing; its blocks are matched by name"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) == 13, 'the network')
    press('ctrl+b')
    sums(app, 'nothing to compare with yet')
    choose(app, 'Another Model…', 'm')
    found = wait(lambda: next((node for node in app.windows() if node.name == 'Compare With'), None), 'the models')
    wait(lambda: len(rows(found)) > 20, 'the models to be read')
    type_text('alexnet-2012')
    press('Return')
    sums(app, 'against AlexNet', 'MAC (−100 %)')
    app.expect('conv1', 'AlexNet')
    app.expect('tanh1', 'Tanh')
    app.close()


def test_time():
    """layers are timed in the background; an edit makes the times stale, undo makes them valid again"""
    app = App(copy_model('resnet20.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    press('ctrl+shift+t')
    app.expect('conv1', ' forward, ', ' backward, ', 'measured on this computer: batch of ', '1 thread')
    block = next(name for name in app.blocks() if 'residual' in app.says(name))
    app.expect(block, ' forward, ', ' %; measured')             # the sum of what is in it
    app.select('conv1')
    press('slash')
    app.writes()
    type_text('tanh')
    press('Return')
    app.expect('conv1', 'before the network was edited')
    press('ctrl+z')
    wait(lambda: 'before the network was edited' not in app.says('conv1'), 'fresh times')
    app.expect('conv1', 'measured on this computer')
    app.close()


run(test_edits, test_model, test_time)
