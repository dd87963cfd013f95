"""Dragging blocks, wires and a frame beyond what is seen: the view slides along; letting go and Escape end it."""
import json

from gui import App, becomes, check, copy_model, drag, equal, find, press, run, settings, wait, xdotool


def hold(app, block):
    """The button goes down on a block, and stays down."""
    x, y = app.centre(app.block(block))
    xdotool('mousemove', round(x), round(y), 'mousedown', 1, 'mousemove', round(x) + 12, round(y) + 6)


def escape():
    """Escape while the button is down, and then up; press () would let the button go before, as it does with Shift."""
    xdotool('key', 'Escape')
    xdotool('mouseup', 1)


def left_of(app, block):
    """Even while it slides, when it does not stand still."""
    return app.block(block).extents()[0]


def canvas(app):
    return app.rect(find(app.frame, name='Network canvas'))


def to_edge(app, other):
    """Moves the pointer to the right edge until a block has slid out of its place."""
    left, top, width, height = canvas(app)
    before = left_of(app, other)
    xdotool('mousemove', round(left + width - 5), round(top + height / 2))
    wait(lambda: left_of(app, other) < before - 60,
         lambda: '%s to slide to the left of %d; it is at %d' % (other, before, left_of(app, other)))


def start():
    settings(window_width=1600, window_height=1000, data_set='shapes')
    path = copy_model('lenet5.convo')
    app = App(path)
    with open(path, encoding='utf-8') as file:
        return app, path, json.load(file).get('view')


def test_edge():
    """slides the view while a block is held at its edge, and lets Escape undo that drag"""
    app, path, untouched = start()
    before = app.rect(app.block('input')), app.rect(app.block('conv2'))
    hold(app, 'conv2')
    to_edge(app, 'input')
    escape()
    becomes(lambda: (app.rect(app.block('input')), app.rect(app.block('conv2'))), before, 'where the blocks stand')
    hold(app, 'conv2')
    to_edge(app, 'input')
    xdotool('mouseup', 1)
    app.rect(app.block('input'))                  # stands still
    view = json.loads(app.save(path))['view']
    check(view != untouched, 'the block to have a place; the view is %s' % view)
    check(view['conv2']['x'] > view['input']['x'] + 300, 'conv2 to stand far to the right; the view is %s' % view)
    press('ctrl+z')
    wait(lambda: 'edited' in app.subtitle(), 'the drag to be taken back')
    equal(json.loads(app.save(path)).get('view'), untouched, 'places after one step back')
    app.close()


def test_limit():
    """slides no farther than that some of the network can still be seen"""
    app, _, _ = start()
    left, _, _, _ = canvas(app)
    hold(app, 'conv2')
    to_edge(app, 'input')
    right_of = {}

    def ends():
        now = {name: node.extents() for name, node in app.blocks().items() if name not in ('conv2', 'tanh2')}
        still, right_of['now'] = now == right_of.get('now'), now
        return still and max(x + w for x, y, w, h in now.values()) + app.origin[0] < left + 100
    wait(ends, lambda: 'the view to come to its end; blocks are at %s' % right_of)
    seen = max(x + w for x, y, w, h in right_of['now'].values()) + app.origin[0]
    check(seen > left, 'something of the network to be seen: it ends at %d, the canvas begins at %d' % (seen, left))
    escape()
    app.close()


def test_wire_and_frame():
    """slides for a wire and for a frame around blocks too, and Escape brings the view back"""
    app, _, _ = start()
    before = app.rect(app.block('input'))
    left, top, width, height = canvas(app)
    for x, y in (app.output_port('pool1'), (left + 60, top + height - 120)):
        xdotool('mousemove', round(x), round(y), 'mousedown', 1, 'mousemove', round(x) + 12, round(y) + 12)
        to_edge(app, 'input')
        escape()
        becomes(lambda: app.rect(app.block('input')), before, 'where the input stands')
    check('edited' not in app.subtitle(), 'nothing to be edited')
    app.close()


def carry(app, block, dx, dy, *words):
    """Takes a block along, and does what the words of xdotool say before the button goes up."""
    x, y, w, h = app.rect(app.block(block))
    x, y = round(x + 60), round(y + 18)
    steps = []
    for i in range(1, 9):
        steps += ['mousemove', x + dx * i // 8, y + dy * i // 8, 'sleep', 0.03]
    xdotool('mousemove', x, y, 'mousedown', 1, 'sleep', 0.05, *steps, *words, 'mouseup', 1)


def test_copies():
    """copies what is dragged with Ctrl: the block stays, its copy goes, and one step takes it back"""
    app, _, _ = start()
    names = sorted(app.blocks())
    home = app.rect(app.block('fc1'))

    def new():
        return sorted(set(app.blocks()) - set(names))
    xdotool('keydown', 'ctrl')
    carry(app, 'fc1', 0, 400)
    xdotool('keyup', 'ctrl')
    wait(lambda: len(new()) == 2, lambda: 'copies of fc1 and its slice; new are %s' % new())
    equal(app.selected(), new(), 'what is selected')
    equal(app.rect(app.block('fc1')), home, 'where fc1 stands')
    x, y, w, h = app.rect(app.block(new()[0]))
    check(abs(x - home[0]) < 16 and abs(y - home[1] - 400) < 16, 'the copy to be where it was let go: %s' % [x, y])
    check('84' in app.says(new()[0]), 'the copy to have its settings; it says “%s”' % app.says(new()[0]))
    press('ctrl+z')
    becomes(lambda: sorted(app.blocks()), names, 'blocks after one step back')

    # Ctrl may come and go on the way: what is held when the button goes up counts
    carry(app, 'fc1', 0, 400, 'keydown', 'ctrl', 'sleep', 0.1, 'keyup', 'ctrl', 'sleep', 0.1)
    wait(lambda: app.rect(app.block('fc1'))[1] > home[1] + 300, 'fc1 to have moved')
    equal(sorted(app.blocks()), names, 'blocks after a drag that ended without Ctrl')
    press('ctrl+z')
    becomes(lambda: app.rect(app.block('fc1')), home, 'where fc1 stands')
    carry(app, 'fc1', 0, 400, 'keydown', 'ctrl', 'sleep', 0.1, 'key', 'Escape')
    xdotool('keyup', 'ctrl')
    app.select('conv1')                           # whatever the button did is done before
    equal((sorted(app.blocks()), app.rect(app.block('fc1'))), (names, home), 'blocks after Escape')
    app.close()


def test_near():
    """takes a wire that is let go near an input, and selects what a frame is drawn around"""
    app, path, _ = start()
    x, y = app.input_port('conv3')
    drag(*app.output_port('pool1'), x + 16, y - 14)
    wait(lambda: 'edited' in app.subtitle(), 'the wire to be taken')
    written = {node['id']: node for node in json.loads(app.save(path))['nodes']}
    check('pool1' in json.dumps(written['conv3']), 'conv3 to read pool1: %s' % written['conv3'])
    x, y, w, h = app.rect(app.block('pool2'))
    drag(x - 24, y + h / 2, *app.centre(app.block('conv3')))
    becomes(app.selected, ['conv3', 'pool2'], 'what is selected')
    app.close()


run(test_edge, test_limit, test_wire_and_frame, test_copies, test_near)
