"""Named blocks themselves with real events: names, arguments, copies, outputs, and a stage built by hand."""
import os

from gui import (App, TEMP, becomes, check, click, copy_model, describe, drag, equal, find, need, press, run, settings, shown,
                 type_text, wait, walk, xdotool)


def add(app, line, key='slash'):
    """/ opens the box, \\ does for a branch; what is typed there is a block and its settings."""
    before = len(app.blocks())
    press(key)
    app.writes()
    type_text(line)
    press('Return')
    wait(lambda: len(app.blocks()) == before + 1, 'a block for “%s”' % line)


def enter(app, entry, text):
    """Types over what is in a field."""
    app.click(entry)
    press('ctrl+a')
    type_text(text)
    press('Return')


def arguments(app):
    """The rows of the inspector's page for a named block: name → default."""
    rows = shown(n for n in walk(app.frame) if n.role == 'text'
                 and (n.name == 'Name of the argument' or n.name.startswith('Default of ')))
    said = [n.text() for n in rows]
    return dict(zip(said[::2], said[1::2]))


def choose(app, row, item):
    """The context menu of a palette row, by the right button and then by keys."""
    app.click(row, button=3)
    need(app.frame, 'menu item', item)
    for _ in range(8):
        here = app.focused()
        if here is not None and here.name == item:
            press('Return')
            wait(lambda: find(app.frame, 'menu item', item) is None, 'the menu to close')
            return
        press('Down')
        wait(lambda: app.focused() != here, lambda: 'Down to move in the menu, away from %s' % here)
    check(False, 'the arrows do not reach “%s”; the keyboard is on %s' % (item, app.focused()))


def test_definition():
    """renames a named block and its arguments, gives an instance its own, copies and deletes, and undoes it all"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = copy_model('resnet18.convo')
    first, layers = open(path).read(), describe(path)['layers']
    app = App(path)
    steps = 0

    x, y, w, h = app.rect(app.block('layer2 ×2'))
    click(x + 60, y + 18, times=2)
    wait(lambda: 'layer2.0.conv1' in app.blocks(), 'the inside of layer2')
    becomes(app.selected, [], 'what a double click selects inside')
    name = need(app.frame, 'text', 'Name of the block')
    becomes(name.text, 'residual-basic', 'the name of the block')
    becomes(lambda: arguments(app), {'channels': '64', 'stride': '1', 'project': '0'}, 'the arguments')

    # a name that is taken is refused beside the field; a free one is taken over by all instances
    enter(app, name, 'conv')
    need(app.frame, 'label', 'There is a block “conv” already; choose another name.')
    enter(app, name, 'basic')
    steps += 1
    wait(lambda: app.palette_row_of('basic'), 'the page of blocks to say basic')

    # arguments: a new name in all expressions, another default, one that is used, one more
    enter(app, need(app.frame, 'text', 'Name of the argument'), 'width')
    steps += 1
    wait(lambda: 'width' in arguments(app), 'the new name')
    app.select('layer2.0.conv1')
    becomes(lambda: need(app.frame, 'text', 'Channels').text(), '=width', 'the channels of conv1')
    press('Escape')
    wait(lambda: 'width' in arguments(app), 'the block again')
    enter(app, need(app.frame, 'text', 'Default of stride'), 'width/')
    wait(lambda: 'at character' in app.texts(), 'the sentence about an expression')
    enter(app, need(app.frame, 'text', 'Default of stride'), 'width/width')
    steps += 1
    wait(lambda: arguments(app).get('stride') == '=width/width', 'the default')
    app.click(need(app.frame, 'push button', 'Remove width'))
    need(app.frame, 'label', 'conv1 still names “width”; change that first.')
    app.click(need(app.frame, 'push button', 'Add an Argument'))
    steps += 1
    wait(lambda: arguments(app).get('argument') == '1', 'one argument more')
    press('ctrl+a')
    type_text('extra')
    press('Return')
    steps += 1
    wait(lambda: 'extra' in arguments(app), 'its name')
    app.click(need(app.frame, 'push button', 'Remove extra'))
    steps += 1
    wait(lambda: 'extra' not in arguments(app), 'it to be gone')

    # this instance for itself: the others stay as they are
    app.click(need(app.frame, 'push button', 'Make This Instance Its Own'))
    steps += 1
    becomes(lambda: need(app.frame, 'text', 'Name of the block').text(), 'basic2', 'the name of a block of its own')
    app.click(need(app.frame, 'push button', 'ResNet-18'))
    wait(lambda: 'input' in app.blocks(), 'the path to lead out')

    # the page of blocks: what is in use stays, a copy goes
    choose(app, app.palette_row_of('basic2'), 'Delete')
    wait(lambda: '“basic2” is in use: layer2 is made of it.' in app.texts(), 'the reason')
    choose(app, app.palette_row_of('basic2'), 'Duplicate')
    steps += 1
    becomes(lambda: need(app.frame, 'text', 'Name of the block').text(), 'basic3', 'the copy in the inspector')
    choose(app, app.palette_row_of('basic3'), 'Delete')
    steps += 1
    wait(lambda: app.palette_row_of('basic3') is None, 'the copy to be gone')
    choose(app, app.palette_row_of('basic'), 'Look Inside')
    wait(lambda: 'layer1.0.conv1' in app.blocks(), 'the inside of layer1')
    press('Escape')

    written = app.save(path)
    equal(describe(path)['layers'], layers, 'layers')
    check('"arguments": {"width": 64, "stride": "=width/width", "project": 0}' in written, 'arguments in the file: ' + written)
    press(*['ctrl+z'] * steps)
    equal(app.save(path), first, 'the document after everything is undone')
    press(*['ctrl+y'] * steps)
    check('"basic2"' in app.save(path), 'redo')
    equal(describe(path)['layers'], layers, 'layers')
    app.alive()


SPLIT = """{"format": "convo", "version": 1, "name": "Split",
"definitions": {"split": {"outputs": ["left", "right"], "nodes": [
{"id": "left", "kind": "conv", "channels": 8, "padding": 1}, {"id": "right", "kind": "conv", "channels": 8, "padding": 1, "from": ["@in"]}]}},
"nodes": [{"id": "input", "kind": "input", "shape": [3, 32, 32]}, {"id": "s", "block": "split"},
{"id": "a", "kind": "conv", "channels": 8, "padding": 1, "from": ["s"]}, {"id": "b", "kind": "conv", "channels": 8, "padding": 1, "from": []}],
"view": {"input": {"x": 0, "y": 0}, "s": {"x": 0, "y": 120}, "a": {"x": 0, "y": 270}, "b": {"x": 240, "y": 270}}}
"""


def test_outputs():
    """wires the second output of a block, folded and unfolded, gives it a third and takes that away"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = os.path.join(TEMP, 'split.convo')
    with open(path, 'w') as out:
        out.write(SPLIT)
    app = App(path)
    x, y, w, h = app.rect(app.block('s'))
    scale = w / 192
    drag(x + 150 * scale, y + h + 6 * scale, *app.input_port('b'))
    app.expect('b', 'output 8×32×32')
    check('"id": "b", "kind": "conv", "channels": 8, "padding": 1, "from": ["s:2"]' in app.save(path), 'the wire in the file')

    # a wire to the lower edge of the frame is a new output, a wire to another one takes its place
    click(x + 60 * scale, y + 18 * scale, times=2)
    wait(lambda: 's.left' in app.blocks() and 'input' not in app.blocks(), 'the inside of s')
    x, y, w, h = app.rect(app.block('s'))
    drag(*app.output_port('s.right'), x + w - 40, y + h)
    check('"outputs": ["left", "right", "right"]' in app.save(path), 'three outputs in the file')
    press('ctrl+z')
    check('"outputs": ["left", "right"]' in app.save(path), 'two outputs after undo')
    press('ctrl+y')
    check('"outputs": ["left", "right", "right"]' in app.save(path), 'three outputs after redo')
    app.alive()


def say_name(app, keys, text):
    """Keys that open a field over the canvas, and what is typed there."""
    press(keys)
    app.writes()
    press('ctrl+a')
    type_text(text)
    press('Return')


def test_student():
    """builds a residual stage by hand: groups, gives it an argument, repeats, overrides, ungroups, undoes and redoes all"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = os.path.join(TEMP, 'student.convo')
    with open(path, 'w') as out:
        out.write('{\n"format": "convo", "version": 1,\n"name": "Student",\n"nodes": []\n}\n')
    empty = open(path).read()
    app = App(path)
    app.totals()                                          # before another label says as much of a selection
    app.click(app.part('panel', 'Network canvas'))
    add(app, 'input 3x32x32')
    add(app, 'convolution 16 padding=1')
    press('b', 'r')
    wait(lambda: 'relu1' in app.blocks(), 'batch normalisation and ReLU')
    for last in ('relu', 'add'):
        add(app, 'convolution 16 padding=1')
        add(app, 'batch normalisation')
        add(app, last)
    press('r')
    wait(lambda: 'relu3' in app.blocks(), 'the last activation')
    press('f')
    app.select('relu1')
    say_name(app, 'ctrl+l', 'add1')
    app.expect('add1', 'output 16×32×32')

    # group: from the convolution to the last activation
    app.select('conv2')
    press(*['shift+Down'] * 6)
    wait(lambda: len(app.selected()) == 7, lambda: 'seven selected blocks: %s' % app.selected())
    say_name(app, 'ctrl+g', 'res')
    app.expect('res', 'output 16×32×32')

    # an argument, named by its convolutions
    press('Return')
    wait(lambda: 'res.conv2' in app.blocks() and 'input' not in app.blocks(), 'the inside of res')
    app.click(need(app.frame, 'push button', 'Add an Argument'))
    wait(lambda: arguments(app) == {'argument': '1'}, 'the argument')
    type_text('channels')
    press('Return')
    wait(lambda: arguments(app) == {'channels': '1'}, 'its name')
    enter(app, need(app.frame, 'text', 'Default of channels'), '16')
    wait(lambda: arguments(app) == {'channels': '16'}, 'its default')
    for conv in ('res.conv2', 'res.conv3'):
        app.select(conv)
        enter(app, need(app.frame, 'text', 'Channels'), 'channels')
        app.expect(conv, 'output 16×32×32')
    app.click(need(app.frame, 'push button', 'Student'))
    wait(lambda: 'input' in app.blocks(), 'the whole network')

    # three copies, then a wider stage whose first block does not fit: a sentence says so, undo takes it back
    say_name(app, 'ctrl+r', '3')
    wait(lambda: 'res ×3' in app.blocks(), 'three copies')
    channels = need(app.frame, 'spin button', 'channels')
    app.click(channels)
    press('ctrl+a')
    type_text('32')
    press('Return')
    wait(lambda: any('32×32×32' in s and '16×32×32' in s for s in app.sentences() + [app.texts()]), 'the problem of shapes')
    press('ctrl+z')
    app.expect('res ×3', 'output 16×32×32')
    x, y, w, h = app.rect(app.block('res ×3'))
    click(x + 60, y + 18)
    press('ctrl+d')
    wait(lambda: any(n.startswith('res1') for n in app.blocks()), 'a second stage')
    add(app, 'global average pooling')
    add(app, 'linear 10')
    add(app, 'softmax-cross-entropy')
    wait(lambda: 'parameters' in app.totals() and 'at least' not in app.totals(), lambda: 'everything to be known: ' + app.totals())

    # taken apart, a stage of three is three blocks, and no number changes
    total = app.totals()
    app.select('res ×3')
    press('ctrl+shift+g')
    wait(lambda: 'res ×3' not in app.blocks(), 'the stage to be taken apart')
    becomes(app.totals, total, 'the totals after ungrouping')
    whole = app.save(path)

    # all back to nothing, and forth again
    while app.enabled(app.button('Undo')):
        press('ctrl+z')
    equal(app.save(path), empty, 'the document after everything is undone')
    while app.enabled(app.button('Redo')):
        press('ctrl+y')
    equal(app.save(path), whole, 'the document after everything is redone')
    app.alive()


def test_branches():
    """builds an inception module from branches and a dense layer, groups them, and undoes it all"""
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = os.path.join(TEMP, 'branches.convo')
    with open(path, 'w') as out:
        out.write('{\n"format": "convo", "version": 1,\n"name": "Branches",\n"nodes": [\n'
                  '  {"id": "input", "kind": "input", "shape": [64, 28, 28]}]\n}\n')
    first = open(path).read()
    app = App(path)
    app.select('input')
    add(app, 'convolution 16 kernel=1')
    for line in ('convolution 32 padding=1', 'convolution 8 kernel=5 padding=2', 'max pooling kernel=3 stride=1 padding=1'):
        app.select('input')
        add(app, line, key='backslash')
    branches = ['conv1', 'conv2', 'conv3', 'pool1']
    for branch in branches:
        app.expect(branch, 'output', '×28×28')
    places = [app.rect(app.block(b))[:2] for b in branches]
    equal(len(set(x for x, y in places)), 4, 'columns of branches')
    app.select('conv1')
    add(app, 'concatenate')
    for branch in branches[1:]:
        app.select(branch)
        say_name(app, 'ctrl+l', 'concat1')
    app.expect('concat1', 'output 120×28×28')

    # as a block of its own it gives the same
    app.select('concat1')
    for branch in branches:
        x, y, w, h = app.rect(app.block(branch))
        xdotool('keydown', 'ctrl')
        click(x + 60, y + 18)
        xdotool('keyup', 'ctrl')
    wait(lambda: len(app.selected()) == 5, lambda: 'five selected blocks: %s' % app.selected())
    say_name(app, 'ctrl+g', 'inception')
    app.expect('inception', 'output 120×28×28')

    # a dense layer: what it computes is put behind what it read
    add(app, 'convolution 12 padding=1')
    add(app, 'concatenate')
    app.select('inception')
    say_name(app, 'ctrl+l', 'concat1')
    app.expect('concat1', 'output 132×28×28')
    whole = app.save(path)
    while app.enabled(app.button('Undo')):
        press('ctrl+z')
    equal(app.save(path), first, 'the document after everything is undone')
    while app.enabled(app.button('Redo')):
        press('ctrl+y')
    equal(app.save(path), whole, 'the document after everything is redone')
    app.alive()


run(test_definition, test_outputs, test_student, test_branches)
