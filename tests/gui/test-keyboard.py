"""The canvas without a pointer: everything a person can do with keys alone."""
from gui import (LONG, App, becomes, check, copy_model, describe, equal, is_shown, little_fashion, press, run, settings, type_text,
                 wait)

DATA = little_fashion()


def focus_canvas(app):
    """Shift+Tab, which leads from the inspector back, until the canvas or a block has the keyboard."""
    for _ in range(60):
        here = app.focused()
        if here is not None and (here.name == 'Network canvas' or ', output ' in here.name):
            return
        press('shift+Tab')
        wait(lambda: app.focused() != here, lambda: 'Shift+Tab to lead away from %s' % here)
    check(False, 'Shift+Tab does not lead to the canvas; it is at %s' % app.focused())


def chosen(app, block):
    wait(lambda: app.selected() == [block], lambda: '%s to be selected; selected are %s' % (block, app.selected()))


def focused_block(app):
    here = app.focused()
    return here.name.split(',')[0] if here is not None else None


def test_keys():
    """walks, adds, links, renames, deletes and folds with keys alone"""
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist' if DATA else 'shapes')
    path = copy_model('lenet5.convo', epochs=LONG)
    app = App(path)
    first = describe(path)['layers']

    # arrows walk along the wires
    focus_canvas(app)
    press('Home')
    chosen(app, 'input')
    becomes(lambda: focused_block(app), 'input', 'the block with the keyboard')
    press('Down')
    chosen(app, 'conv1')
    press('Down')
    chosen(app, 'tanh1')
    press('Up')
    chosen(app, 'conv1')
    press('End')
    chosen(app, 'loss')

    # / opens a box to type into; what is found goes after the selection
    press('Home')
    chosen(app, 'input')
    press('slash')
    app.writes()
    type_text('batch')
    press('Return')
    wait(lambda: len(app.blocks()) == 14, 'a block of batch normalisation')
    wait(lambda: len(app.selected()) == 1 and app.selected() != ['input'], 'it to be selected')
    added = app.selected()[0]
    app.expect(added, 'Batch normalisation', 'output 1×28×28', '2 parameters')
    equal(app.says('conv1').count('156 parameters'), 1, 'conv1')

    # F2 renames
    press('F2')
    wait(lambda: app.focused() is not None and app.focused().name == 'Name', 'the name to be typed')
    press('ctrl+a')
    type_text('norm')
    press('Return')
    wait(lambda: 'norm' in app.blocks(), 'the new name')
    chosen(app, 'norm')
    wait(lambda: app.focused() is not None and app.focused().name == 'Name', 'the name to keep the keyboard')
    focus_canvas(app)
    press('Home', 'Down')
    chosen(app, 'norm')

    # Backspace takes it out and joins the ends
    press('BackSpace')
    wait(lambda: 'norm' not in app.blocks(), 'Backspace to take the block out')
    app.expect('loss', 'output 1')
    wait(lambda: app.enabled(app.train_button()), 'Backspace to join the ends')

    # Delete takes it out and leaves the wire open; Ctrl+L closes the gap again
    focus_canvas(app)
    press('Home', 'Down')
    chosen(app, 'conv1')
    press('Down', 'Down')
    chosen(app, 'pool1')
    press('Delete')
    wait(lambda: 'pool1' not in app.blocks(), 'Delete to take the block out')
    app.expect('conv2', 'no output')
    wait(lambda: not app.enabled(app.train_button()), 'a network with a gap not to be trainable')
    focus_canvas(app)
    press('Home', 'Down', 'Down')
    chosen(app, 'tanh1')
    press('ctrl+l')
    app.writes()
    type_text('conv2')
    press('Return')
    app.expect('conv2', 'output 16×24×24')

    # back to the start
    focus_canvas(app)
    press(*['ctrl+z'] * 20)
    wait(lambda: not app.enabled(app.button('Undo')), 'undo to come to its end')
    app.save(path)
    equal(describe(path)['layers'], first, 'layers after undo')

    # panes fold
    palette = app.part('list', 'Blocks')
    table = app.part('page tab', 'Problems')
    width = app.rect(app.part('panel', 'Network canvas'))[2]
    press('F9')
    wait(lambda: app.rect(app.part('panel', 'Network canvas'))[2] > width + 150, 'F9 to fold the left pane')
    press('F9')
    wait(lambda: app.rect(app.part('panel', 'Network canvas'))[2] == width and is_shown(palette), 'F9 to bring it back')
    press('shift+F9')
    wait(lambda: app.rect(app.part('panel', 'Network canvas'))[2] > width + 200, 'Shift+F9 to fold the inspector')
    press('shift+F9')
    height = app.rect(app.part('panel', 'Network canvas'))[3]
    press('F8')
    wait(lambda: app.rect(app.part('panel', 'Network canvas'))[3] > height + 100, 'F8 to fold the drawer')
    press('F8')
    wait(lambda: app.rect(app.part('panel', 'Network canvas'))[3] == height and is_shown(table), 'F8 to bring it back')

    # Ctrl+Return trains and pauses, Ctrl+Shift+Return stops
    def says(button, title=''):
        wait(lambda: app.train_button().get_name() == button and title in app.subtitle(),
             lambda: 'the button to say “%s”; it says “%s”, the title “%s”' % (button, app.train_button().get_name(), app.subtitle()))
    says('Train')
    press('ctrl+Return')
    says('Pause', 'of %d' % LONG)
    press('ctrl+Return')
    says('Resume', 'Paused')
    press('ctrl+shift+Return')
    says('Train')
    app.alive()


run(test_keys)
