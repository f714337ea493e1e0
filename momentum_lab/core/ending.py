"""Signals by which somebody, or the system, wants the program to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from momentum_lab.core.messages import words

_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class Ended(KeyboardInterrupt):
    """The program is wanted to end; like Ctrl+C, this goes through whatever catches errors.

    Parameters
    ----------
    number
        The signal that says so.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_status(self) -> int:
        """What a shell expects of a program that was ended by the signal."""
        return 128 + self.number

    def __str__(self) -> str:
        if self.number == signal.SIGINT:
            return words("interrupted")
        return words("ended by {signal}", signal=signal.Signals(self.number).name)


def raise_ended(number: int, frame: FrameType | None) -> None:
    """Raise :class:`Ended`: a handler of signals, within :func:`on_ending`.

    What follows at once, as when a session ends, does not disturb the tidying up; only Ctrl+C is still heard.
    """
    for other in _ENDING:
        if other != signal.SIGINT:
            signal.signal(other, signal.SIG_IGN)
    raise Ended(number)


@contextmanager
def on_ending(handle: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Have a function handle every signal that wants the program to end.

    Programs that are started with ``nohup`` ignore the loss of their terminal, and go on to do so; Ctrl+C is
    heard in any case, also by those that a shell has sent to the background. Only the main thread hears of
    signals: in another one, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    heard = [n for n in _ENDING if n == signal.SIGINT or before[n] not in (signal.SIG_IGN, None)]
    for number in heard:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])
