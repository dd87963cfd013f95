"""The whole way of a lecture with pointer and keyboard: build on LeNet-5, undo it, train, look inside."""
import time

from gui import (LONG, App, Failure, becomes, check, click, copy_model, describe, drag, equal, is_shown, little_fashion, need,
                 press, run, settings, type_text, wait, walk)

DATA = little_fashion()
SHAPES = {'input': '1×28×28', 'conv1': '6×28×28', 'tanh1': '6×28×28', 'pool1': '6×14×14', 'conv2': '16×10×10',
          'tanh2': '16×10×10', 'pool2': '16×5×5', 'conv3': '120×1×1', 'tanh3': '120×1×1', 'fc1': '84', 'tanh4': '84',
          'fc2': '10', 'loss': '1'}


def start(path):
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist' if DATA else 'shapes')
    return App(path)


def structure(app):
    """What blocks say, but for what the untrained network happens to guess."""
    return sorted(text for text in app.sentences() if not text.startswith('loss,'))


def agree(app, path):
    """Saves; the command line has to say of the file what the blocks say on the screen."""
    app.save(path)
    said = describe(path)
    equal(sorted(app.blocks()), sorted(layer['id'] for layer in said['layers']), 'blocks and layers of the file')
    for layer in said['layers']:
        shape = '×'.join(str(n) for n in layer['output'])
        app.expect(layer['id'], 'output ' + shape)
        if layer['parameters']:
            app.expect(layer['id'], format(layer['parameters'], ',') + ' parameters')
    wait(lambda: format(said['totals']['parameters'], ',') in app.totals(),
         lambda: 'the status line to say %s parameters; it says “%s”' % (said['totals']['parameters'], app.totals()))
    return said


def test_build():
    """builds by drag, wire and keyboard, and undoes all of it"""
    path = copy_model('lenet5.convo')
    start_layers = describe(path)['layers']
    app = start(path)
    undo = app.button('Undo')

    # what a screen reader hears of LeNet-5
    becomes(lambda: sorted(app.blocks()), sorted(SHAPES), 'the blocks')
    for block, shape in SHAPES.items():
        app.expect(block, 'output ' + shape)
    equal(app.says('conv1'), 'conv1, Convolution, 5×5, 6, pad 2, output 6×28×28, 156 parameters', 'conv1')
    wait(lambda: '61,706 parameters' in app.totals() and '416,520 MAC' in app.totals(), lambda: 'the totals; they say ' + app.totals())
    table = app.part('tree table', 'Layers')
    wait(lambda: '117,600' in app.texts(table) and '240,000' in app.texts(table),
         lambda: 'the MACs of the convolutions in the table; it says ' + app.texts(table))
    check(not app.enabled(undo), 'there is something to undo at the start')
    first = structure(app)

    # a convolution onto the wire between input and conv1
    x, y = app.input_port('conv1')
    app.drop_kind('Convolution', x, y - 15)
    app.expect('conv4', 'Convolution, 3×3, 16', 'output 16×26×26', '160 parameters')
    app.expect('conv1', 'output 6×26×26', '2,406 parameters')          # sixteen channels come now
    app.expect('pool1', 'output 6×13×13')
    app.expect('conv3', 'no output')                                   # 5×5 is larger than 4×4
    wait(lambda: app.enabled(undo), 'the new block to be undoable')
    wait(lambda: not app.enabled(app.train_button()), 'a network with a problem not to be trainable')

    # a ReLU under it: it snaps on
    x, y, w, h = app.rect(app.block('conv4'))
    app.drop_kind('ReLU', x + 60, y + h - 20)
    app.expect('relu1', 'ReLU', 'output 16×26×26')
    wait(lambda: app.rect(app.block('relu1'))[1] == app.rect(app.block('conv4'))[1] + h, 'relu1 to sit under conv4')

    # a max pooling on empty canvas, in the room under conv3, wired by hand: relu1 → pool3 → conv1
    x, y, w, h = app.rect(app.block('tanh3'))
    app.drop_kind('Max pooling', x + w / 2 + 18, y + h + 110)
    app.expect('pool3', 'Max pooling, 2×2, stride 2', 'no output')
    drag(*app.output_port('relu1'), *app.input_port('pool3'))
    app.expect('pool3', 'output 16×13×13')
    drag(*app.output_port('pool3'), *app.input_port('conv1'))
    app.expect('conv1', 'output 6×13×13')
    app.expect('pool2', 'output 16×1×1')

    # conv3 gets a kernel that fits, by keyboard in the inspector
    app.select('conv3')
    press('Return')
    kernel = need(app.frame, 'spin button', 'Kernel')
    for _ in range(12):
        here = app.focused()
        if here is not None and here.name == 'Kernel':
            break
        press('Tab')
        wait(lambda: app.focused() != here, lambda: 'Tab to lead away from %s' % here)
    else:
        raise Failure('Tab does not lead to the kernel size')
    press('ctrl+a')
    type_text('1')
    press('Return')
    app.expect('conv3', '1×1, 120', 'output 120×1×1', '2,040 parameters')
    app.expect('fc1', 'output 84', '10,164 parameters')
    app.expect('loss', 'output 1')
    wait(lambda: app.enabled(app.train_button()), 'a whole network to be trainable')
    check(is_shown(kernel), 'the inspector went away')
    layers = {layer['id']: layer for layer in agree(app, path)['layers']}
    equal([layers[k]['inputs'] for k in ('conv4', 'relu1', 'pool3', 'conv1')], [['input'], ['conv4'], ['relu1'], ['pool3']],
          'wires')

    # and back: five or more steps, to the very beginning
    steps = 0
    while app.enabled(undo):
        what = undo.get_description()
        press('ctrl+z')
        wait(lambda: undo.get_description() != what or not app.enabled(undo), lambda: '“%s” to be undone' % what)
        steps += 1
        check(steps < 30, 'undo does not come to an end')
    check(steps >= 6, 'six edits were undone in %d steps' % steps)
    wait(lambda: structure(app) == first, lambda: 'LeNet-5 after undo; it is %s' % structure(app))
    equal(agree(app, path)['layers'], start_layers, 'layers after undo')
    wait(lambda: app.enabled(app.button('Redo')), 'something to redo after undo')
    print('# undone in %d steps' % steps)


def set_epochs(app, count):
    """With nothing selected the inspector holds the training's settings."""
    x, y, w, h = app.rect(app.part('panel', 'Network canvas'))
    click(x + w - 40, y + 30)
    wait(lambda: app.selected() == [], 'nothing to be selected')
    row = need(app.frame, 'spin button', 'Epochs')
    app.click(row)
    wait(lambda: app.focused() is not None and app.focused().name == 'Epochs', 'the epochs to have the keyboard')
    press('ctrl+a')
    type_text(str(count))
    press('Return')
    wait(lambda: row.number() == count, '%d epochs' % count)


def training(app):
    """What the window says of a run, for a failure."""
    return 'the button says “%s”, the title “%s”' % (app.train_button().get_name(), app.subtitle())


def curves(app):
    """Descriptions of the shown curves by their names."""
    return {n.name: n.description for n in walk(app.frame) if n.role == 'image'
            and n.name in ('Loss', 'Accuracy') and is_shown(n)}


def ended(app, epochs):
    """The curves of a run of so many epochs, once it is over."""
    said = curves(app)
    whole = len(said) == 2 and all(text.endswith('epoch %d.' % epochs) for text in said.values())
    return said if whole and 'of %d' % epochs not in app.subtitle() else None


def test_train():
    """trains two epochs, pauses, goes on, stops, and shows maps"""
    app = start(copy_model('lenet5.convo'))
    train, stop = app.train_button(), app.button('Stop training')
    wait(lambda: app.enabled(train), 'the data to be there')
    check(not app.enabled(stop), 'Stop can be pressed before training')

    # a short run may be over before anyone can look at it: what it leaves behind tells that it went all the way
    set_epochs(app, 2)
    app.tab('Training', 'Layers')
    began = time.monotonic()
    app.click(train)
    said = wait(lambda: ended(app, 2), lambda: 'curves of two epochs; they say %s; %s' % (curves(app), training(app)), 120)
    wait(lambda: train.get_name() == 'Train' and not app.enabled(stop), lambda: 'the run to end; ' + training(app), 60)
    print('# two epochs in %.1f s; curves: %s' % (time.monotonic() - began, said))
    app.tab('Predictions', 'Layers')
    matrix = need(app.frame, 'image', 'Confusion matrix')
    said = wait(lambda: matrix.get_description() if 'Accuracy' in matrix.get_description() else None,
                lambda: 'the confusion matrix; it says “%s”' % matrix.get_description())
    print('# confusion matrix: ' + said)

    # a long run: minutes on any machine, until it is stopped
    set_epochs(app, LONG)
    app.click(train)
    wait(lambda: train.get_name() == 'Pause', lambda: 'Train to become Pause; ' + training(app))
    wait(lambda: 'of %d' % LONG in app.subtitle(), lambda: 'progress in the title; ' + training(app))
    wait(lambda: app.enabled(stop), lambda: 'Stop to be possible; ' + training(app))
    asked = time.monotonic()
    app.click(train)
    wait(lambda: train.get_name() == 'Resume' and app.subtitle().startswith('Paused'), lambda: 'the pause; ' + training(app))
    print('# paused after %.2f s, clicking included' % (time.monotonic() - asked))
    before = app.subtitle()
    time.sleep(0.4)                               # nothing may happen: that can only be seen by waiting
    equal(app.subtitle(), before, 'a paused run')
    app.click(train)
    wait(lambda: train.get_name() == 'Pause' and app.subtitle().startswith('Epoch'), lambda: 'the run to go on; ' + training(app))

    # its maps while it trains
    app.select('conv1')
    app.tab('Maps', 'Properties')
    maps = need(app.frame, 'image', starts='6 maps')
    wait(lambda: is_shown(maps) and maps.get_description(), 'maps of conv1')
    print('# maps: %s %s' % (maps.get_name(), maps.get_description()))
    app.tab('Weights', 'Properties')
    filters = wait(lambda: next((n for n in walk(app.frame) if n.role == 'image' and 'filters' in n.name
                                 and not n.name.startswith('0') and is_shown(n)), None), 'filters of conv1')
    print('# weights: %s %s' % (filters.name, filters.description))

    asked = time.monotonic()
    app.click(stop)
    wait(lambda: train.get_name() == 'Train' and not app.enabled(stop), lambda: 'the run to stop; ' + training(app))
    print('# stopped after %.2f s, clicking included' % (time.monotonic() - asked))
    app.alive()


run(test_build, test_train)
