"""The arithmetic view with real events: stepping, typing numbers, sliders, the way back, matrices, a layer of the network."""
import re

from gui import (App, Atspi, becomes, check, click, copy_model, equal, has_state, is_shown, little_fashion, press, run, type_text,
                 wait, walk)

little_fashion()


def grid(app, name):
    """The first visible grid of numbers of that name."""
    return wait(lambda: next((node for node in walk(app.frame) if node.name == name and is_shown(node)
                              and '; ' in node.description), None), 'a grid called ' + name)


def numbers(app, name):
    """Its numbers, row after row."""
    return [[float(word.replace('−', '-')) for word in row.split()] for row in grid(app, name).description.split('; ')]


def open_view():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    press('ctrl+t')
    app.hear(r'Cell 1 of', 'the first cell')
    return app


def test_step():
    """→ goes to the next cell, Shift+→ to the next row, End to the last; the sum is written with the right result"""
    app = open_view()
    output = numbers(app, 'Output')
    press('Right')
    app.hear(r'^Cell 2 of 16', 'the second cell')
    said = app.hear(r'row 1, column 2: .*sum (−?[0-9.]+)', 'the sentence of the step')
    equal(float(said[1].replace('−', '-')), output[0][1], 'the sum of the spoken sentence')
    press('shift+Right')
    app.hear(r'^Cell 6 of 16', 'a row further')
    press('End')
    app.hear(r'^Cell 16 of 16', 'the last cell')
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
    press('ctrl+z')
    becomes(lambda: numbers(app, 'Output'), before, 'the output')
    app.close()


def test_back():
    """the way back agrees with its finite differences"""
    app = open_view()
    press('ctrl+2')
    becomes(lambda: len([name for name in app.words() if name.startswith('✓')]), 2, 'the proofs')
    check(not any(name.startswith('✕') for name in app.words()), 'a proof failed')
    app.close()


def test_pages():
    """matrix, pooling, derivation and comparison are there; the derivation leaves the others alone; Escape goes back to the network"""
    app = open_view()
    press('ctrl+3')
    app.hear(r'im2col: one column for each window', 'the matrix')
    press('ctrl+4')
    app.hear(r'after the shift', 'pooling')
    press('ctrl+5')
    app.hear(r'^y₃ = w₁x₃ \+ w₂x₄ \+ w₃x₅$', 'the derivation of five values')
    press('ctrl+6')
    becomes(lambda: [n.description for n in walk(app.frame) if n.name == 'What one output cell reads' and is_shown(n)],
            ['5×5 → 1×1', '5×5 → 3×3 → 1×1'], 'the drawings of fields')
    press('ctrl+1')
    app.hear(r'2×7×7 → 3×4×4', 'the operation of the other pages')
    press('Escape')
    wait(lambda: len(app.blocks()) > 5, 'the network again')
    app.close()


def test_layer():
    """the selected layer opens with its own shapes"""
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    app.select(next(block for block in app.blocks() if block.startswith('conv1')))
    press('ctrl+t')
    app.hear(r'1×28×28 → 6×28×28', 'the shapes of conv1')
    app.hear(r'^Cell 1 of 784', 'its cells')
    app.close()


def type_number(value):
    """xdotool takes a word that begins with a minus for an option."""
    if value < 0:
        press('minus')
    type_text('%g' % abs(value))


def opened(app):
    """The first row of the outputs; None for what is hidden."""
    return [None if word == '?' else float(word.replace('−', '-'))
            for word in grid(app, 'Output').description.split('; ')[0].split()]


def entry(app, name):
    return wait(lambda: next((n for n in walk(app.frame) if n.name == name and n.role in ('text', 'entry')
                              and is_shown(n)), None), 'the entry of ' + name)


def answer_shape(app):
    """The cells of the output cannot be counted before its shape is known."""
    app.hear(r'^First the output’s shape', 'what comes first')
    wait(lambda: any(n.name == 'Output' and is_shown(n) and n.description == '?' for n in walk(app.frame)), 'a single cell')
    press('Right', 'End')
    app.hear(r'^Cell 1$', 'the first cell alone')
    app.click(entry(app, 'Output height and width'))
    type_text('4')
    press('Return')
    app.hear(r'^2×7×7 → 3×4×4', 'the shape')


def test_predict():
    """results hide until they are typed: a slip is explained and costs the point, the right number opens the cell"""
    app = open_view()
    output = numbers(app, 'Output')
    press('p')
    answer_shape(app)
    app.click(grid(app, 'Output'))
    press('Home')
    app.hear(r'^Cell 1 of 16', 'the first cell')
    app.hear(r'Type the number into the dashed cell', 'the prompt')
    wait(lambda: '?' in grid(app, 'Output').description, 'hidden numbers')
    check('-' not in grid(app, 'Output').description.replace('?', ''), 'a number can be read')
    type_number(output[0][0] + 1000)
    press('Return')
    app.hear(r'^No', 'a verdict on a wrong number')
    app.hear(r'^1\.0 of 2 points', 'no point for it')
    press('Right')
    app.hear(r'^Cell 2 of 16', 'the next cell')
    type_number(output[0][1])
    press('Return')
    app.hear(r'^Right', 'the verdict on the right number')
    app.hear(r'^2\.0 of 3 points', 'its point')
    becomes(lambda: opened(app)[1], output[0][1], 'the number that was opened')
    equal(opened(app)[0], None, 'the one that was not')
    press('p')
    becomes(lambda: numbers(app, 'Output'), output, 'the output')
    app.close()


def test_predict_panel():
    """formulas of the panel hide by their kinds; a slip is explained; the right number opens its formula"""
    app = open_view()
    app.hear(r'^Parameters$', 'the panel')
    check(any('57' in name for name in app.words()), 'the parameters')
    press('p')
    wait(lambda: not any(re.search(r'= 57$|= <b>57|^57$', name) for name in app.words()), 'hidden parameters')
    app.hear(r'^2×7×7 → \?', 'a hidden shape')
    app.click(entry(app, 'Output height and width'))
    type_text('5')
    press('Return')
    app.hear(r'^No: it lies between|^Rounded up|^The ', 'a verdict')
    press('ctrl+a')
    type_text('4')
    press('Return')
    app.hear(r'^2×7×7 → 3×4×4', 'the shape')
    wait(lambda: has_state(entry(app, 'Parameters'), Atspi.StateType.FOCUSED), 'the next entry to have the keyboard')
    type_text('54')
    press('Return')
    app.hear(r'^Half right\. The biases were left out', 'half right')
    app.hear(r'= 57$', 'the formula')
    press('Escape')
    app.close()


def test_predict_back():
    """gradients hide with their sums and proofs; the number of the chosen weight opens its card"""
    app = open_view()
    press('ctrl+2')
    becomes(lambda: len([name for name in app.words() if name.startswith('✓')]), 2, 'the proofs')
    gradient = numbers(app, 'Gradient of the weights')
    app.click(wait(lambda: next((n for n in walk(app.frame) if n.name == 'Predict here' and is_shown(n)
                                 and 'button' in n.role), None), 'the button'))
    answer_shape(app)
    wait(lambda: '?' in grid(app, 'Output').description, 'hidden outputs')
    press('ctrl+2')
    wait(lambda: '?' in grid(app, 'Gradient of the weights').description, 'hidden gradients')
    check(not any(name.startswith('✓') for name in app.words()), 'a proof tells the gradient')
    app.click(grid(app, 'Gradient of the weights'))
    number = gradient[0][0]                       # the click gives the keyboard to the grid; its first cell is the present one
    if number < 0:
        press('minus')
    type_text('%g' % abs(number))
    press('Return')
    app.hear(r'^Right', 'the verdict')
    wait(lambda: [name for name in app.words() if name.startswith('✓')], 'the proof of the answered one')
    app.close()


def test_axes():
    """one to three axes; zeros before and after differ, and the output has the size of the formula"""
    app = open_view()
    app.click(wait(lambda: next((n for n in walk(app.frame) if n.name == 'Each axis on its own' and is_shown(n)), None), 'the axes'))
    spin = wait(lambda: next((n for n in walk(app.frame) if n.name == 'Zeros after, Width' and is_shown(n)), None), 'zeros after')
    x, y, width, height = app.rect(spin)
    click(x + 10, y + height / 2)                 # into the number: its middle is a button
    press('Up')
    press('Up')
    becomes(lambda: len(numbers(app, 'Output')[0]), (7 + 1 + 3 - 3) // 2 + 1, 'the width of the output')
    equal(len(numbers(app, 'Output')), 4, 'its rows')
    app.click(app.button('3-D'))
    app.hear(r'slice 1 of 5; this window reads slices 1 to 2', 'the depth')
    app.hear(r'2×5×7×7 → ', 'its shape')
    app.click(app.button('1-D'))
    app.hear(r'2×7 → 3×', 'one axis')
    app.close()


def test_lecture():
    """lecture mode: only the stage, Page Down steps, B blackens, Escape leaves"""
    app = open_view()
    press('ctrl+l')
    wait(lambda: not any(n.name == 'Settings and formulas (Shift+F9)' and is_shown(n) for n in walk(app.frame)), 'no header')
    said = app.hear(r'row 1, column 1: .*sum', 'the first cell')
    press('Page_Down')
    app.hear(r'row 1, column 2: .*sum', 'the second')
    press('n')
    app.hear(r'Parameters: .* = 57', 'the notes')
    press('b')
    press('b')
    press('Escape')
    app.hear(r'^Cell 2 of 16', 'the play bar again')
    app.close()


def test_lecture_cards():
    """before a class the way back shows a card at a time, C turns on; the derivation is told step by step, by a clicker too"""
    app = open_view()
    press('ctrl+2')
    app.hear(r'^✓', 'the proofs')
    press('ctrl+l')

    def showing(pattern):
        return [n for n in walk(app.frame) if re.search(pattern, n.name) and is_shown(n)]
    wait(lambda: showing('^What arrives$') and not showing('^2  Gradient of one pixel'), 'the first card alone')
    if not showing('^1  Gradient of one weight'):
        press('c')
        wait(lambda: showing('^1  Gradient of one weight') and not showing('^What arrives$'), 'the second card alone')
    press('shift+c')
    wait(lambda: showing('^What arrives$'), 'the first card again')
    press('ctrl+5')
    wait(lambda: showing(r'^y₁ = |^yⱼ = ') and not showing(r'^y₁ = w₁x₁'), 'the first step of the derivation alone')
    press('Page_Down')
    wait(lambda: showing(r'^y₁ = w₁x₁') and not showing(r'^y₂ = '), 'the second step')
    press('Right')
    wait(lambda: showing(r'^y₂ = '), 'the third')
    press('Page_Up')
    wait(lambda: not showing(r'^y₂ = '), 'the second again')
    press('Escape')
    wait(lambda: showing(r'^y₂ = '), 'all steps')
    app.close()


def test_round():
    """Tab goes through the panel, begins again with the header, and comes to the numbers of the stage"""
    app = open_view()
    reached, last = [], wait(app.focused, 'something to have the keyboard')
    for _ in range(60):
        press('Tab')
        last = wait(lambda: next((n for n in [app.focused()] if n is not None and n.path != last.path), None),
                    'the keyboard to leave %s' % last)
        reached.append(last.name)
        if last.name == 'Output':
            break
    for name in ('Stride', 'Back to the network (Esc)', 'Export…', 'Cross-correlation', 'Input', 'Output'):
        check(name in reached, 'Tab does not come to %s, but to %s' % (name, reached))
    app.close()


run(test_lecture_cards, test_predict, test_predict_panel, test_predict_back, test_axes, test_lecture, test_step, test_type, test_back, test_pages, test_layer, test_round)
