"""A hand at the pointer and the keyboard: events that the X server sends like any other."""
import subprocess


def xdotool(*words):
    subprocess.run(['xdotool', *[str(w) for w in words]], check=True)


def press(*keys):
    """Presses keys one after another: press ('ctrl+z', 'Tab')."""
    xdotool('key', '--clearmodifiers', '--delay', 30, *keys)


def type_text(text):
    xdotool('type', '--delay', 30, text)


def point(x, y):
    xdotool('mousemove', round(x), round(y))


def click(x, y, times=1, button=1):
    xdotool('mousemove', round(x - 2), round(y), 'sleep', 0.03, 'mousemove', round(x), round(y), 'sleep', 0.05,
            'click', '--repeat', times, '--delay', 60, button)


def drag(x0, y0, x1, y1, hold=0.25):
    """Ten intermediate moves, 30 ms apart, and a rest before the button is let go."""
    words = ['mousemove', round(x0), round(y0), 'sleep', 0.1, 'mousedown', 1, 'sleep', 0.1]
    for i in range(1, 11):
        words += ['mousemove', round(x0 + (x1 - x0) * i / 10), round(y0 + (y1 - y0) * i / 10), 'sleep', 0.03]
    xdotool(*words, 'mousemove', round(x1) + 1, round(y1), 'sleep', 0.05, 'mousemove', round(x1), round(y1),
            'sleep', hold, 'mouseup', 1)


def screenshot(path):
    subprocess.run(['import', '-window', 'root', path], check=False)
