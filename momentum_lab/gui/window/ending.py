"""Ending the program in order when the system wants it to end: nothing is asked, and nothing is lost."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QObject, QSocketNotifier, QTimer
from PyQt6.QtWidgets import QApplication, QProgressDialog

from momentum_lab.core.ending import Ended, on_ending
from momentum_lab.gui.window.main_window import MainWindow

STEP_MS: Final = 20
"""Milliseconds between two steps of ending: what was cancelled has to come back from where it is."""
MOST_STEPS: Final = 250
"""After so many, the program ends whatever still stands in the way."""


class Ending(QObject):
    """Closes what is open, from the innermost dialog to the window, and keeps unsaved work for a recovery.

    A dialog has an event loop of its own, and an export looks in on the one that there is. So this goes step
    by step: each closes what is innermost, and goes back to where that was opened.

    Attributes
    ----------
    ended
        What has ended the program; None as long as nothing has.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.ended: Ended | None = None
        self._window = window
        self._steps = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)

    def close_instead(self, window: MainWindow) -> None:
        """Close another window in the end, which has taken the place of the first."""
        self._window = window

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear signals while Qt waits: each puts a byte into a socket that Qt looks at."""
        here, there = socket.socketpair()
        for end in (here, there):
            end.setblocking(False)
        notifier = QSocketNotifier(sip.voidptr(here.fileno()), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(lambda: self._begin(here))
        before = signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)
        try:
            with on_ending(self._hear):
                yield
        finally:
            signal.set_wakeup_fd(before)
            notifier.setEnabled(False)
            here.close()
            there.close()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        """Remember the signal: this may be in the midst of painting."""
        if self.ended is None:
            self.ended = Ended(number)

    def _begin(self, here: socket.socket) -> None:
        with suppress(BlockingIOError):
            here.recv(1024)
        if self.ended is not None and not self._timer.isActive():
            self._timer.start()

    def _step(self) -> None:
        self._steps += 1
        if self._steps < MOST_STEPS and _has_closed_something():
            return
        self._timer.stop()
        self._window.end()
        QApplication.exit()


def _has_closed_something() -> bool:
    """Close what is innermost; return whether there was anything."""
    working = [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog)]
    for bar in working:  # one that is not shown yet is at work, too
        bar.cancel()
    inner = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if inner is not None and not inner.close():
        inner.hide()
    return bool(working) or inner is not None
