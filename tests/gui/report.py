"""Runs the functions of a test and reports of one that fails what a person would look at: the screen, what has the keyboard,
what the title says, the last lines of the application's log. The cause comes last: a log of many tests is often cut above."""
import os
import sys
import time
import traceback

from hand import screenshot

LOG_LINES = 50


class Failure(Exception):
    """What was expected and what was there instead."""


def _quoted(text):
    return '\n'.join('#   ' + line for line in text.rstrip().split('\n'))


def _state(app):
    try:
        return '\n'.join(app.state())
    except Exception as error:  # noqa: BLE001: a report of a failure must not fail
        return 'cannot be asked: %r' % error


def _tell(test, error, running, log, folder):
    """Everything but the cause; returns the cause, one line."""
    picture = os.path.join(folder, 'failed-%s.png' % test.__name__)
    os.makedirs(folder, exist_ok=True)
    screenshot(picture)
    for app in running:
        print('# the window:\n' + _quoted(_state(app)))
    if os.path.exists(log):
        with open(log, errors='replace') as file:
            print('# the application’s log, last lines:\n' + _quoted(''.join(file.readlines()[-LOG_LINES:])))
    if not isinstance(error, Failure):
        print(_quoted(traceback.format_exc()))
    print('# screen: ' + picture)
    calls = ' < '.join('%s:%d' % (f.name, f.lineno) for f in reversed(traceback.extract_tb(error.__traceback__)))
    return '%s: %s: %s [%s]' % (test.__name__, type(error).__name__, error, calls)


def report(tests, running, log, folder):
    """Runs the tests and ends the process: with 1 if one has failed. running holds the open applications; log is the file
    they write to; pictures of failures go to folder."""
    print('1..%d' % len(tests), flush=True)
    causes = []
    for i, test in enumerate(tests):
        said = '%d - %s' % (i + 1, (test.__doc__ or test.__name__).strip())
        began = time.monotonic()
        try:
            test()
            print('ok %s (%.1f s)' % (said, time.monotonic() - began), flush=True)
        except Exception as error:  # noqa: BLE001: everything that goes wrong is a failed test
            causes.append(_tell(test, error, running, log, folder))
            print('not ok %s\n# %s' % (said, causes[-1].replace('\n', '\n#   ')), flush=True)
        finally:
            for app in list(running):
                app.close()
    if len(tests) > 1:
        for cause in causes:
            print('# FAILED ' + cause.replace('\n', '\n#   '), flush=True)
    sys.exit(1 if causes else 0)
