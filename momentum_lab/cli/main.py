"""The command ``momentum-lab``: what goes wrong becomes one line and an exit status.

Without an argument it opens the app, and imports nothing that only commands need.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from momentum_lab.cli.telling import tell
from momentum_lab.core.app_flags import app_flags
from momentum_lab.core.ending import Ended, on_ending, raise_ended
from momentum_lab.core.errors import InputError, MomentumLabError, error_words
from momentum_lab.core.foreign_code import without_plugins
from momentum_lab.core.languages import begin, taken_language
from momentum_lab.core.messages import message
from momentum_lab.core.system_errors import reason

WORKSHEET: Final = ["lesson", "worksheet"]
"""The command that has a use of its own for the language."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status.

    It is 0 for done, 1 for could not be done, 2 for bad input or usage; where a signal has ended it, 128 and
    the signal's number.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="replace")  # a console without Greek letters still gets its table
    try:
        with on_ending(raise_ended):
            status = _dispatch(arguments)
            print(end="", flush=True)  # what cannot be written shall fail here, not when the interpreter ends
        return status
    except MomentumLabError as error:
        tell(error)
        return error.exit_status
    except MemoryError as error:
        tell(error_words(error))
        return 1
    except BrokenPipeError:  # the reader of a pipe has gone: nobody is left to tell
        _drop_output()
        return 1
    except OSError as error:
        tell(message("the output cannot be written ({reason})", reason=reason(error)))
        _drop_output()
        return 1
    except KeyboardInterrupt as error:
        ended = _end_by(error)
        _tell_end(ended)
        return ended.exit_status


def in_language(arguments: Sequence[str]) -> list[str]:
    """Speak the language that is asked for, or the system's; return the other arguments."""
    try:
        if [*arguments[:2]] != WORKSHEET:
            return taken_language(arguments)
        with suppress(InputError):  # its lesson may speak others than the program
            taken_language(arguments)
        return [*arguments]
    finally:
        if problem := begin():
            print(f"momentum-lab: {problem}", file=sys.stderr)


def _end_by(error: KeyboardInterrupt) -> Ended:
    return error if isinstance(error, Ended) else Ended(signal.SIGINT)


def _tell_end(ended: Ended) -> None:
    """Say what has ended the command, unless the terminal is what is gone."""
    try:
        tell(ended)
        print(end="", flush=True)
    except OSError:
        _drop_output()


def app() -> int:
    """Open the app from a desktop's menu, without a console; return its exit status."""
    arguments = without_plugins(sys.argv[1:])
    try:
        with on_ending(raise_ended):  # while it starts; an open window hears of signals by itself
            gc.disable()
            from momentum_lab.gui.application import main as open_app  # after it is known who is kept out

            return open_app(arguments)
    except KeyboardInterrupt as error:
        return _end_by(error).exit_status


def _drop_output() -> None:
    """Let go of what could not be written, so that the interpreter does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(arguments: Sequence[str]) -> int:
    arguments = without_plugins(in_language(arguments))
    flags, others = app_flags(arguments)
    if others:
        from momentum_lab.cli.commands import run_command

        return run_command(arguments)
    gc.disable()  # an import leaves no rubbish behind; what the window leaves has a collector of its own
    from momentum_lab.gui.application import run_app

    return run_app(None, flags=flags)
