"""Blocks in blocks with real events: ResNet-18 from nothing, unfolding, looking inside, grouping."""
import os

from gui import (App, SOURCE, TEMP, becomes, check, click, copy_model, describe, drag, equal, need, press, run, settings, type_text,
                 wait)

MOST_ACTIONS = 40


class Counted:
    """Every drag, click, key combination and typed value counts one."""

    def __init__(self):
        self.n = 0

    def press(self, *keys):
        self.n += len(keys)
        press(*keys)

    def type(self, text):
        self.n += 1
        type_text(text)

    def enter(self, text):
        self.type(text)
        self.press('Return')

    def click(self, app, node, times=1):
        self.n += 1
        app.click(node, times)


def quick_add(app, hand, line):
    """/ opens the box; what is typed there is a block and its settings."""
    before = len(app.blocks())
    hand.press('slash')
    app.writes()
    hand.enter(line)
    wait(lambda: len(app.blocks()) == before + 1, 'a block for “%s”' % line)


def set_number(app, hand, name, value):
    """A number of the inspector: a click into it selects all of it, then it is typed over."""
    hand.click(app, need(app.frame, 'spin button', name))
    hand.press('ctrl+a')
    hand.enter('%d' % value)


def numbers(path):
    said = describe(path)
    layers = [{key: value for key, value in layer.items() if key not in ('id', 'inputs')} for layer in said['layers']]
    return layers, {key: value for key, value in said.items() if key not in ('layers', 'name', 'problems')}


def test_resnet18():
    """builds ResNet-18 from an empty canvas in at most 40 actions, equal to the model in every number"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = os.path.join(TEMP, 'built.convo')
    with open(path, 'w') as out:
        out.write('{\n"format": "convo", "version": 1,\n"name": "Built",\n"nodes": []\n}\n')
    app = App(path)
    hand = Counted()
    equal(app.blocks(), {}, 'blocks of an empty network')
    hand.click(app, app.part('panel', 'Network canvas'))
    quick_add(app, hand, 'input 3x224x224')
    quick_add(app, hand, 'convolution 64 kernel=7 stride=2 padding=3 bias=no')
    hand.press('b', 'r')
    wait(lambda: len(app.blocks()) == 4, 'batch normalisation and ReLU')
    quick_add(app, hand, 'max pooling kernel=3 stride=2 padding=1')
    quick_add(app, hand, 'residual-basic 64 x2')
    quick_add(app, hand, 'residual-basic 128 x2 first.stride=2 first.project=1')
    for channels in (256, 512):
        before = len(app.blocks())
        hand.press('ctrl+d' if channels == 256 else 'ctrl+c')
        if channels == 512:
            hand.press('ctrl+v')
        wait(lambda: len(app.blocks()) == before + 1, 'the copy')
        wait(lambda: len(app.selected()) == 1, 'the copy to be selected')
        block = app.selected()[0]                         # what is new is selected
        set_number(app, hand, 'channels', channels)
        wait(lambda: 'output %d×' % channels in (app.says(block) or ''), lambda: 'the copy to say %d: %s' % (channels, app.says(block)))
        x, y, w, h = app.rect(app.block(block))
        hand.n += 1
        click(x + 60, y + min(h / 2, 18))                 # back to the canvas
    hand.press('g')
    wait(lambda: len(app.blocks()) == 10, 'the global average')
    quick_add(app, hand, 'linear 1000')
    quick_add(app, hand, 'softmax-cross-entropy')
    hand.n += 1
    app.save(path)
    print('# %d actions' % hand.n, flush=True)
    check(hand.n <= MOST_ACTIONS, '%d actions, more than %d' % (hand.n, MOST_ACTIONS))
    built, model = numbers(path), numbers(os.path.join(SOURCE, 'models', 'resnet18.convo'))
    equal(len(built[0]), len(model[0]), 'layers')
    for mine, theirs in zip(built[0], model[0]):
        equal(mine, theirs, 'a layer')
    equal(built[1], model[1], 'totals')


def test_inside():
    """unfolds, looks inside, edits a definition for all instances, groups and ungroups"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = copy_model('resnet18.convo')
    first = describe(path)
    app = App(path)

    # unfolding in place: the inner layers say their paths and shapes
    app.select('layer2 ×2')
    press('period')
    app.expect('layer2.0.conv1', 'output 128×28×28', '73,728 parameters')
    app.expect('layer2.0.shortcut', 'output 128×28×28')
    press('period')
    wait(lambda: 'layer2.0.conv1' not in app.blocks(), 'layer2 to fold')

    # looking inside: only this block; the second copy has no projection
    press('Return')
    wait(lambda: 'layer2.0.conv1' in app.blocks() and 'input' not in app.blocks(), 'the inside of layer2')
    app.click(need(app.frame, 'push button', '›'))
    app.expect('layer2.1.shortcut', 'absent here')
    app.select('layer2.1.conv1')
    channels = need(app.frame, 'text', 'Channels')
    becomes(channels.text, '=channels', 'the channels of conv1')

    # a layer added to the definition is in all instances
    press('slash')
    app.writes()
    type_text('dropout')
    press('Return')
    wait(lambda: any(name.startswith('layer2.1.drop') for name in app.blocks()), 'dropout in the definition')
    press('Escape', 'Escape')
    wait(lambda: 'input' in app.blocks(), 'Escape to lead out')
    app.save(path)
    equal(len(describe(path)['layers']), len(first['layers']) + 8, 'layers with dropout in eight blocks')
    press('ctrl+z')
    wait(lambda: 'edited' in app.subtitle(), lambda: 'undo; the title says “%s”' % app.subtitle())

    # grouping and ungrouping change no number
    app.select('layer3 ×2')
    press('shift+Down')
    wait(lambda: len(app.selected()) == 2, 'two blocks to be selected')
    press('ctrl+g')
    app.writes()
    press('ctrl+a')
    type_text('deep')
    press('Return')
    app.expect('deep', 'output 512×7×7')
    press('ctrl+shift+g')
    wait(lambda: 'layer3 ×2' in app.blocks() and 'deep' not in app.blocks(), 'the group to be taken apart')
    app.save(path)
    equal(describe(path)['layers'], first['layers'], 'layers at the end')
    app.alive()


def offset(app):
    """Where the shortcut of layer2 stands beside its first convolution, in block widths."""
    a, b = app.rect(app.block('layer2.0.conv1')), app.rect(app.block('layer2.0.shortcut'))
    return [round((b[i] - a[i]) / a[2], 1) for i in (0, 1)]


def test_places():
    """moves and unfolds blocks inside of a block; the document keeps it"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = copy_model('resnet18.convo')
    app = App(path)
    app.select('layer2 ×2')
    press('Return')
    wait(lambda: 'layer2.0.conv1' in app.blocks() and 'input' not in app.blocks(), 'the inside of layer2')
    x, y, w, h = app.rect(app.block('layer2.0.shortcut'))
    drag(x + 60, y + 14, x + 160, y + 74)
    wait(lambda: app.rect(app.block('layer2.0.shortcut'))[1] > y + 20 or app.rect(app.block('layer2.0.shortcut'))[0] > x + 20,
         'the block to stand elsewhere')
    written = app.save(path)
    check('"residual-basic/shortcut": {"x": ' in written, 'the place in the file: ' + written)
    before = offset(app)
    app.close()
    app = App(path)
    app.select('layer2 ×2')
    press('Return')
    wait(lambda: 'layer2.0.conv1' in app.blocks() and 'input' not in app.blocks(), 'the inside of layer2')
    becomes(lambda: offset(app), before, 'where the shortcut stands')
    app.alive()


run(test_resnet18, test_inside, test_places)
