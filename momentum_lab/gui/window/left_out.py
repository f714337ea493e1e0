"""Telling what of a person's own could not be used, and of other packages' entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.session import Session

MOST_PROBLEMS: Final = 10
"""How many files that could not be used are told of: more would not fit on the screen."""
POLL_MS: Final = 50


class LeftOut(QObject):
    """Looks once, beside the window, for what could not be used, and tells it if there is some.

    To know it, all lessons of a person's own are read, which takes long enough to be noticed.
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker = Worker(session.clock)
        self.destroyed.connect(lambda: worker.close(0.0))
        worker.submit(_problems)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)
        self._poll.start()

    def _look(self) -> None:
        if not self._worker.is_done:
            return
        self._poll.stop()
        reasons, error = [str(each) for each in self._worker.take()], self._worker.error
        self.deleteLater()
        if error is not None:
            raise error
        if reasons:
            title = str(message("Something of your own is left out"))
            tell_error(QApplication.activeModalWidget() or self._window, title, told(reasons))


def told(reasons: Sequence[str]) -> str:
    """Return the first of some reasons, and how many more there are."""
    shown, left = [*reasons[:MOST_PROBLEMS]], len(reasons) - MOST_PROBLEMS
    if left > 0:
        more = message("… and {count:,} more; “momentum-lab list optimizers” shows all of them", count=left)
        shown.append(str(more))
    return "\n\n".join(shown)


def _problems(_progress: Progress) -> Iterator[object]:
    from momentum_lab.export.listing import problems  # which the first frame does not wait for

    yield from problems()
