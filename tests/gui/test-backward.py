"""The way back through a layer of the network: δ from the loss of the weights being trained, and finite differences of that
loss as proof."""
from gui import LONG, App, becomes, check, copy_model, is_shown, little_fashion, press, run, settings, wait, walk

DATA = little_fashion()
PLAIN = str.maketrans('−⁻⁰¹²³⁴⁵⁶⁷⁸⁹', '--0123456789')


def start(name):
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist' if DATA else 'shapes')
    app = App(copy_model(name, epochs=LONG))
    wait(lambda: app.enabled(app.train_button()), 'the data to be there')
    return app


def number(text):
    """"−0.25", "3.4·10⁻⁷", "≈0" """
    return float(text.lstrip('≈').translate(PLAIN).replace('·10', 'e'))


def numbers(app, name):
    """The numbers of the first visible grid of that name, row after row."""
    grid = wait(lambda: next((node for node in walk(app.frame) if node.name == name and is_shown(node)
                              and '; ' in node.description), None), 'a grid called ' + name)
    return [[number(word) for word in row.split()] for row in grid.description.split('; ')]


def loss(app):
    return number(app.hear(r'^L = ([0-9.]+), the network', 'the loss of the network')[1])


def proofs(app, count):
    """As many ✓ as there are cards, and no ✕."""
    wait(lambda: len([name for name in app.words() if name.startswith('✓')]) == count
         and not any(name.startswith('✕') for name in app.words()), lambda: '%d proofs; there is %s' % (
             count, [name for name in app.words() if name[:1] in '✓✕']))


def open_back(app, block):
    app.select(block)
    press('ctrl+t')
    app.hear(r'^Cell 1 of', 'the first cell of ' + block)
    press('ctrl+2')


def train(app):
    """Some steps, then a pause."""
    button = app.train_button()
    app.click(button)
    wait(lambda: button.get_name() == 'Pause', lambda: 'the training to run; the button says “%s”' % button.get_name())
    app.click(button)
    wait(lambda: button.get_name() == 'Resume', lambda: 'the pause; the button says “%s”' % button.get_name())


def test_trained():
    """after some training, δ of conv2 comes from the loss of those weights; its numbers and the proofs agree"""
    app = start('lenet5.convo')
    open_back(app, 'conv2')
    first = loss(app)
    proofs(app, 2)
    press('Escape')
    wait(lambda: len(app.blocks()) > 5, 'the network again')
    train(app)
    open_back(app, 'conv2')
    wait(lambda: loss(app) != first, 'another loss: those weights have been trained')
    proofs(app, 2)

    # the sentence of the weight's card: its gradient, the sum of products of x and δ, is what the proof compares with
    gradient = numbers(app, 'Gradient of the weights')[0][0]
    unit = number('1·' + app.hear(r'^kernel 1, channel 1, in (\S+)$', 'the unit of the gradients, which are small')[1])
    gradient *= unit
    near = abs(gradient) / 10 + unit / 100
    said = number(app.hear(r'∂L/∂w\[1, 1\]  =.*= *(\S+)$', 'the sum of the gradient')[1])
    check(abs(said - gradient) < near, 'the sum says %g, the grid %g' % (said, gradient))
    slope = number(app.hear(r'difference ÷ 2h = (−?[0-9.]+)', 'the slope')[1])
    check(abs(slope - gradient) < near, 'nudging says %g, the grid %g' % (slope, gradient))
    app.close()


def test_typed():
    """δ can be typed instead; what was typed is there again after a look at the real one"""
    app = start('lenet5.convo')
    open_back(app, 'conv2')
    real = numbers(app, 'Upstream gradient δ')
    value = loss(app)
    app.click(app.button('δ typed'))
    app.hear(r'^L = Σ δ·y', 'the loss of a typed δ')
    wait(lambda: numbers(app, 'Upstream gradient δ') != real, 'another δ')
    typed = numbers(app, 'Upstream gradient δ')
    proofs(app, 2)
    app.click(app.button('δ from the loss'))
    becomes(lambda: numbers(app, 'Upstream gradient δ'), real, 'the real δ again')
    becomes(lambda: loss(app), value, 'the loss')
    app.click(app.button('δ typed'))
    becomes(lambda: numbers(app, 'Upstream gradient δ'), typed, 'the typed δ again')
    app.close()


run(test_trained, test_typed)
