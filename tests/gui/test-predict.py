"""Predict mode and questions with real events: numbers hide everywhere, open when they are typed, and are counted."""
import csv
import os
import re

from gui import TEMP, App, Atspi, check, click, copy_model, describe, equal, has_state, is_shown, little_fashion, need
from gui import press, run, settings, type_text, wait, walk

little_fashion()


def open_lenet():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    return app


def everything(app):
    """All that is said, also of what is not in view, with descriptions."""
    return '\n'.join(node.name + '\n' + node.description for node in walk(app.frame))


def dialogue(app):
    """The window of questions."""
    return wait(lambda: next((n for n in app.windows() if n.name == 'Questions'), None), 'the questions')


def asks(app, pattern, what):
    """Waits until the window of questions says it."""
    return wait(lambda: app.hears(pattern, dialogue(app)), lambda: '%s: “%s”; they say %s' % (what, pattern, app.words(dialogue(app))))


def name_entry(app):
    """Where the dialogue that saves takes the name, once it has the keyboard."""
    for window in app.windows():
        if window.name == 'Save Results':
            for node in walk(window):
                if node.role in ('text', 'entry') and node.has(Atspi.StateType.FOCUSED):
                    return node
    return None


def save_table(app, name):
    """Types a name into the dialogue that saves; returns the rows of the file."""
    path = os.path.join(TEMP, name)
    wait(lambda: next((node for window in app.windows() for node in walk(window) if node.name.lower() == 'save results…'
                       and node.role == 'push button' and is_shown(node)), None), 'the button that saves').do_action(0)
    wait(lambda: name_entry(app), 'the name in the dialogue')
    press('ctrl+a')
    type_text(path)
    press('Return')
    def rows():
        if not os.path.exists(path):
            return None
        with open(path, encoding='utf-8-sig', newline='') as table:
            return list(csv.DictReader(table))
    return wait(rows, 'the rows of ' + path)


def test_canvas():
    """nothing tells a hidden number; a slip is explained; the right answer opens it; a teacher reads the table"""
    app = open_lenet()
    app.expect('conv1', 'output 6×28×28', '156 parameters')
    app.select('conv2')
    press('ctrl+p')
    app.expect('conv1', 'output to be predicted', '? parameters')
    wait(lambda: '6×28×28' not in everything(app), 'the shape of conv1 to be hidden everywhere')
    for number in ('61,706', '16×10×10', '2,416', '117,600', '416.5', '240,000'):
        wait(lambda: number not in everything(app), number + ' to be hidden')
    app.select('conv1')
    press('Return')
    app.hear('conv1 · Convolution 5×5, 6, pad 2: channels × height × width', 'the question')
    type_text('6x24x24')
    press('Return')
    app.hear('The padding was forgotten', 'the slip')
    app.hear(r'^0\.0 of 1 point', 'no point for it')
    press('ctrl+a')
    type_text('6x28x28')
    press('Return')
    app.expect('conv1', 'output 6×28×28', '? parameters')
    app.hear(r'^0\.5 of 1 point', 'half a point')
    press('Return')
    app.hear('conv1 .*how many parameters', 'the next question')
    type_text('150')
    press('Return')
    app.hear('Half right. The biases were left out', 'half right')
    app.expect('conv1', '156 parameters')
    press('Return')
    x, y, width, height = app.rect(app.block('pool1'))
    click(x + 25, y + 57 * height / 90 if height < 100 else y + 57)
    app.hear('pool1 .*channels × height × width', 'the question of pool1')
    type_text('6x14x14')
    press('Return')
    app.expect('pool1', 'output 6×14×14')
    app.hear(r'^2\.0 of 3 points', 'the points')
    rows = save_table(app, 'canvas.csv')
    equal([(row['question'], row['tries'], row['first'], row['last'], row['points']) for row in rows],
          [('conv1-shape', '2', 'slip', 'right', '0.5'), ('conv1-parameters', '1', 'convention', 'convention', '0.5'),
           ('pool1-shape', '1', 'right', 'right', '1')], 'the table')
    press('ctrl+p')
    app.expect('conv2', 'output 16×10×10', '2,416 parameters')
    app.close()


def test_quiz():
    """a set is chosen, slips are told, Enter goes on after a right answer, the table has tries and points"""
    settings(person='Ada L.')
    app = open_lenet()
    press('ctrl+shift+p')
    asks(app, r'^Question 1 of 12', 'fresh questions')
    drop = wait(lambda: next((n for n in walk(dialogue(app)) if n.name == 'Question set'), None), 'the sets')
    wait(lambda: next((n for n in walk(drop) if n.role in ('toggle button', 'push button') and is_shown(n)), None),
         'its button').do_action(0)
    asks(app, 'Networks and their counts', 'the list of sets')
    wait(lambda: any(n.role == 'list item' and n.has(Atspi.StateType.FOCUSED)
                     for window in app.windows() for n in walk(window)), 'the list to have the keyboard')
    press('Down')
    press('Return')
    asks(app, 'AlexNet, first convolution', 'the set of the first lecture')
    type_text('56 56 96')
    press('Return')
    asks(app, 'No|ounded up', 'the slip')
    press('ctrl+a')
    type_text('55 55 96')
    press('Return')
    asks(app, r'^Right', 'the verdict')
    asks(app, r'^0\.5 points · 1 of 30', 'half a point')
    press('Return')
    asks(app, r'^Question 2 of 30', 'the next question')
    type_text('34848')
    press('Return')
    asks(app, r'^1\.5 points · 2 of 30', 'a point more')
    rows = save_table(app, 'quiz.csv')
    equal(len(rows), 30, 'a row a question')
    check(all(re.match(r'20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$', row['time']) and int(row['seconds']) >= 0 for row in rows[:2]),
          'when, and how long')
    equal({row['person'] for row in rows}, {'Ada L.'}, 'the name')
    equal([(row['set'], row['question'], row['tries'], row['last'], row['points']) for row in rows[:3]],
          [('lecture-000', 'alex_conv1_shape', '2', 'right', '0.5'), ('lecture-000', 'alex_conv1_w', '1', 'right', '1'),
           ('lecture-000', 'alex_conv1_wb', '0', '', '0')], 'the table')
    app.close()


def test_own_set():
    """a set of one's own is opened; one that is broken is refused in a sentence"""
    good, bad = os.path.join(TEMP, 'mine.json'), os.path.join(TEMP, 'broken.json')
    with open(good, 'w', encoding='utf-8') as out:
        out.write('{"format": "convo-questions", "version": 1, "title": "Mine",'
                  ' "questions": [{"id": "a", "text": "Seven times six?", "answer": 42}]}')
    with open(bad, 'w', encoding='utf-8') as out:
        out.write('{"format": "convo-questions", "version": 1, "questions": [{"id": "a"}]}')
    app = open_lenet()
    press('ctrl+shift+p')
    asks(app, r'^Question 1 of 12', 'fresh questions')
    for path in (bad, good):
        wait(lambda: next((n for n in walk(dialogue(app)) if n.description == 'Open a question set of your own'
                           or n.name == 'Open a question set of your own'), None), 'the button that opens').do_action(0)
        wait(lambda: any(w.name == 'Open a Question Set' for w in app.windows()), 'the dialogue')
        type_text(path)
        press('Return')
        if path == bad:
            asks(app, 'a: a question needs “id” and “text”', 'why it is refused')
        wait(lambda: not any(w.name == 'Open a Question Set' for w in app.windows()), 'the dialogue to close')
    asks(app, 'Seven times six', 'its question')
    type_text('42')
    press('Return')
    asks(app, r'^Right', 'the verdict')
    app.close()


def test_command_line():
    """a set is opened by name from the command line; a broken one says which question is wrong"""
    path = os.path.join(TEMP, 'line.json')
    with open(path, 'w', encoding='utf-8') as out:
        out.write('{"format": "convo-questions", "version": 1, "title": "Line",'
                  ' "questions": [{"id": "a", "text": "Three times five?", "answer": 15}]}')
    broken = os.path.join(TEMP, 'wrong.json')
    with open(broken, 'w', encoding='utf-8') as out:
        out.write('{"format": "convo-questions", "version": 1, "questions": [{"id": "plums", "text": "?", "answer": 4,'
                  ' "layer": {"kind": "conv", "ask": "weights", "input": [2, 9, 9], "kernel": 3}}]}')
    app = App(path)
    asks(app, 'Three times five', 'its question')
    app.close()
    app = App(broken)
    asks(app, 'plums: “layer” gives 18', 'what is wrong, and where')
    app.close()


# ---- nothing tells a hidden number ----

def spellings(number):
    """As it may be written: exactly, and in short."""
    exact = '{:,}'.format(number)
    power = (len(str(number)) - 1) // 3
    short = {'%.*f' % (d, number / 1000 ** power) for d in (1, 2)} if power > 0 else set()
    return {exact} | {s + ' ' + 'kMGT'[power - 1] for s in short}


def secrets(description):
    """What a student has to find out: shapes and counts that are long enough to be nothing else."""
    shapes = {tuple(layer['output']) for layer in description['layers'] if layer['kind'] == 'input'}
    found = {}
    for layer in description['layers']:
        out = layer['output']
        if len(out) == 3 and tuple(out) not in shapes:
            found['×'.join(map(str, out))] = layer['id']
        for number in (layer['parameters'], layer['macs'], 2 * layer['macs']):
            if number >= 1000:
                found.update({s: layer['id'] for s in spellings(number)})
    for name in ('parameters', 'macs', 'flops', 'activation_bytes', 'weight_bytes'):
        found.update({s: name for s in spellings(description['totals'][name])})
    return found


def said_by(app):
    """Every name and description of every window."""
    for window in list(app.windows()):
        for node in walk(window):
            for text in (node.name or '', node.description or ''):
                yield re.sub('[\u00a0\u202f\u2009]', ' ', text)


def tell(app, hidden, where):
    for text in said_by(app):
        for number, whose in hidden.items():
            at = text.find(number)
            while at >= 0:
                before, after = text[max(at - 1, 0):at], text[at + len(number):][:1]
                other = before.isdigit() or before in '×,.' and before != '' or after.isdigit() or after == '×'
                check(other, '%s of %s can be read %s: “%s”' % (number, whose, where, text[:120]))
                at = text.find(number, at + 1)


def test_leaks():
    """nothing says a hidden number: no block, no page, no problem, no model, of several networks"""
    for name in ('lenet5.convo', 'squeezenet.convo'):
        path = copy_model(name)
        hidden = secrets(describe(path))
        app = App(path)
        wait(lambda: len(app.blocks()) > 3, 'the network')
        press('ctrl+p')
        wait(lambda: any('output to be predicted' in sentence for sentence in app.sentences()), 'the mode')
        tell(app, hidden, 'on the canvas')
        whole = [block for block in app.blocks() if app.rect(app.block(block))[3] > 40]     # no thin slices
        for block in whole[1:4]:
            app.select(block)
            wait(lambda: any((n.name or '').startswith(block) and n.role != 'list item' for n in walk(app.frame)), 'the inspector')
            tell(app, hidden, 'with %s selected' % block)
        for tab in ('Models', 'Memory', 'Problems', 'Layers'):
            node = need(app.frame, 'page tab', tab)
            app.click(node)
            wait(lambda: has_state(node, Atspi.StateType.SELECTED), 'tab ' + tab)
            if tab == 'Models':
                need(app.frame, 'list item', 'LeNet-5')
            tell(app, hidden, 'on the page ' + tab)
        press('ctrl+m')
        app.hear('The models and their history tell numbers', 'why the models stay shut')
        tell(app, hidden, 'when the models are asked for')
        app.close()


run(test_canvas, test_quiz, test_own_set, test_command_line, test_leaks)
