"""Brings the application into the states that the pictures of README.md show, and takes them."""
import gettext
import os
import subprocess
import sys

import gui
from gui import App, BUILD, TEMP, copy_model, find, point, screenshot, settings, wait, walk, xdotool

LANGUAGE, FOLDER, CHOSEN = sys.argv[1], sys.argv[2], sys.argv[3:]
COLOURS = 128


def font():
    """The interface font of GNOME, drawn as it is on most desktops."""
    folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'settings.ini'), 'w') as out:
        out.write('[Settings]\ngtk-font-name=Cantarell 11\ngtk-xft-antialias=1\ngtk-xft-hinting=1\n'
                  'gtk-xft-hintstyle=hintslight\ngtk-cursor-blink=false\n')


def take(app, name):
    """Saves the window without its border, in few colours: the repository carries these files for ever."""
    raw = os.path.join(TEMP, 'shot.png')
    screenshot(raw)
    x, y = app.origin
    w, h = app.frame.extents()[2:]
    path = os.path.join(FOLDER, '%s-%s.png' % (name, LANGUAGE))
    os.makedirs(FOLDER, exist_ok=True)
    subprocess.run(['convert', raw, '-crop', '%dx%d+%d+%d' % (w, h, x, y), '+repage', '-strip', '-dither', 'None',
                    '-colors', str(COLOURS), '-define', 'png:compression-level=9', 'PNG8:' + path], check=True)
    print('%s: %d kB' % (path, os.path.getsize(path) // 1000), flush=True)


def aside(app):
    """The pointer rests where it says nothing."""
    point(app.origin[0] + 420, app.origin[1] + 24)


def wanted(name):
    return not CHOSEN or name in CHOSEN


def percent(app):
    """How far the run is, from the title; −1 if it does not run."""
    words = app.subtitle().replace('\u202f', ' ').replace('\xa0', ' ').split()
    return next((int(words[i]) for i in range(len(words) - 1) if words[i + 1] == '%' and words[i].isdigit()), -1)


def train(app):
    wait(lambda: app.enabled(app.train_button()), 'the data to be there', 60)
    app.click(app.train_button())


def shoot_training(name, **more):
    """In the last epoch: curves, live maps on the blocks, maps of one block in the inspector; then maps and confusion."""
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist', **more)
    app = App(copy_model('lenet5.convo'))
    train(app)
    app.select('conv2')
    app.tab('Maps', 'Properties')
    app.tab('Training', 'Layers')
    aside(app)
    wait(lambda: percent(app) >= 78, 'the last epoch', 300)
    take(app, name)
    if name == 'training' and wanted('maps'):
        wait(lambda: app.train_button().get_name() == gui.translated('Train'), 'the training to end', 300)
        app.select('conv1')
        app.tab('Predictions', 'Layers')
        aside(app)
        wait(lambda: 'toast' not in [n.name for n in walk(app.frame)], 'a calm window')
        wait(lambda: not find(app.frame, 'label', 'Training is done.'), 'the message to go away', 30)
        take(app, 'maps')
    app.close()


def shoot_building():
    """A block on its way from the palette to a wire, a convolution's properties and arithmetic."""
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist')
    app = App(copy_model('lenet5.convo'))
    wait(lambda: app.enabled(app.train_button()), 'the data to be there', 60)
    app.select('conv2')
    x0, y0 = app.centre(app.palette_row('Batch normalisation'))
    x1, y1, w, h = app.rect(app.block('tanh2'))
    x1, y1 = x1 + w - 12, y1 + h + 3
    xdotool('mousemove', round(x0), round(y0), 'sleep', 0.1, 'mousedown', 1, 'sleep', 0.1)
    for i in range(1, 11):
        xdotool('mousemove', round(x0 + (x1 - x0) * i / 10), round(y0 + (y1 - y0) * i / 10), 'sleep', 0.03)
    xdotool('mousemove', round(x1) + 1, round(y1), 'sleep', 0.4)
    take(app, 'building')
    xdotool('key', 'Escape', 'sleep', 0.1, 'mouseup', 1)
    app.close()


def shoot_problem():
    """An edit that makes a later kernel too large: the block says so, everything behind it is unknown."""
    settings(window_width=1600, window_height=1000, data_set='fashion-mnist')
    app = App(copy_model('lenet5.convo'))
    wait(lambda: app.enabled(app.train_button()), 'the data to be there', 60)
    x, y = app.input_port('conv1')
    app.drop_kind('Convolution', x, y - 15)
    wait(lambda: 'conv4' in app.blocks(), 'the new block')
    app.select('conv3')
    app.tab('Problems', 'Layers')
    aside(app)
    xdotool('sleep', 0.4)
    take(app, 'problem')
    app.close()


def main():
    if LANGUAGE != 'en':
        words = gettext.translation('convoscope', os.path.join(BUILD, 'po'), [LANGUAGE])
        gui.translated = words.gettext
    font()
    try:
        if wanted('training') or wanted('maps'):
            shoot_training('training')
        if wanted('building'):
            shoot_building()
        if wanted('problem'):
            shoot_problem()
        if wanted('dark') and LANGUAGE == 'en':
            shoot_training('dark', color_scheme='dark')
    except Exception:
        screenshot(os.path.join(BUILD, 'failed-screenshots.png'))
        raise
    finally:
        for app in list(App.running):
            app.close()


main()
