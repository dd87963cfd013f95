"""The Models page with real events: cards, search, comparison, the history map, opening a model."""
import re

from gui import App, copy_model, is_shown, little_fashion, need, press, run, type_text, wait, walk

little_fashion()


def counted(app):
    """(shown, all) of the words above the cards: "12 of 57"."""
    for node in walk(app.frame):
        words = re.fullmatch(r'(\d+) of (\d+)', node.name)
        if words:
            return int(words[1]), int(words[2])
    return 0, 0


def open_page():
    app = App(copy_model('lenet5.convo'))
    wait(lambda: len(app.blocks()) > 5, 'the network')
    press('ctrl+m')
    wait(lambda: counted(app)[1] >= 10, 'the cards')
    return app


def test_search():
    """a word in the search leaves the cards that have it; Escape shows all again"""
    app = open_page()
    type_text('lecun')
    wait(lambda: 0 < counted(app)[0] < counted(app)[1], 'fewer cards')
    press('Escape')
    wait(lambda: counted(app)[0] == counted(app)[1], 'all cards again')
    app.close()


def test_open():
    """a click on a card opens its model"""
    app = open_page()
    type_text('alexnet')
    card = wait(lambda: next((node for node in walk(app.frame) if node.name.startswith('AlexNet, one tower')
                              and is_shown(node)), None), 'the card')
    app.click(card)
    wait(lambda: app.frame.get_name().startswith('AlexNet') or any('conv5' in name for name in app.blocks()), 'AlexNet')
    app.close()


def test_escape():
    """Escape goes back to the network, which is as it was"""
    app = open_page()
    press('Escape')
    wait(lambda: len(app.blocks()) > 5, 'the blocks')
    app.close()


def test_history():
    """arrow keys walk on the map and tell what is there; Enter opens the network"""
    app = open_page()
    app.click(need(app.frame, name='History'))
    view = need(app.frame, name='History of networks')
    wait(lambda: 'ResNet-50' in view.get_description(), 'the map in words')
    app.click(view)
    press('End')
    need(app.frame, name='Open', role='push button')
    press('Left', 'Return')
    wait(lambda: app.frame.get_name() != 'LeNet-5', 'the network')
    app.close()


def test_keys():
    """without a pointer: what is typed, Enter to the card of that name, Enter opens it"""
    app = open_page()
    type_text('resnet-20')
    wait(lambda: 0 < counted(app)[0] < 10, 'few cards')
    press('Return', 'Return')
    wait(lambda: app.frame.get_name().startswith('ResNet-20'), 'ResNet-20')
    app.close()


run(test_search, test_keys, test_open, test_escape, test_history)
