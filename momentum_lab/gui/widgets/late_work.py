"""What waits until a window has been seen: its first frame waits for nothing that is not in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtWidgets import QMainWindow, QWidget

SETTLE: Final = 40
"""Milliseconds from the first frame until anything else is begun: by then it is on the screen."""
PATIENCE: Final = 3000
"""Milliseconds after which nobody waits any longer: what the window is for may not come."""

LateCall = Callable[[], object]


class LateWork(QObject):
    """Does things, one in a turn of the event loop, when a window has been painted with what it is for.

    Parameters
    ----------
    window
        It owns this.
    is_complete
        Says whether there is what the window is for.
    """

    def __init__(self, window: QMainWindow, is_complete: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_complete = window, is_complete
        self._waiting: deque[tuple[QObject, LateCall]] = deque()
        self.is_seen = False
        """Whether nothing waits any longer."""
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._do_one)
        window.installEventFilter(self)

    def add(self, owner: QObject, work: LateCall) -> None:
        """Do something in its turn, unless its owner is gone by then."""
        self._waiting.append((owner, work))
        if self.is_seen:
            self._turn.start(0)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Look at what is painted; the event itself goes on."""
        if a1 is not None and a1.type() == QEvent.Type.UpdateRequest:
            if self._is_complete():
                self._window.removeEventFilter(self)
                QTimer.singleShot(SETTLE, self._begin)
            elif not self._turn.isActive():
                self._turn.start(PATIENCE)
        return False

    def _begin(self) -> None:
        self.is_seen = True
        self._turn.start(0)

    def _do_one(self) -> None:
        self.is_seen = True
        if not self._waiting:
            self._turn.stop()
            return
        self._turn.start(0)
        owner, work = self._waiting.popleft()
        if not sip.isdeleted(owner) and self._window.isVisible():
            work()


def once_seen(widget: QWidget, work: LateCall) -> None:
    """Do something in its turn when the window of a widget has been seen, and at once if it has been."""
    window = widget.window()
    late = None
    if window is not None:
        late = window.findChild(LateWork, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if late is None or late.is_seen:
        work()
    else:
        late.add(widget, work)
