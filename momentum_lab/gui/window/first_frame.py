"""What waits until a window has shown its run once."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QTimer

from momentum_lab.gui.window.main_window import MainWindow


class AfterFirstFrame(QObject):
    """Does something when the window has been painted with a run in it."""

    def __init__(self, window: MainWindow, do: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._do = window, do
        window.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Look at what is painted; the event itself goes on."""
        if a1 is not None and a1.type() == QEvent.Type.UpdateRequest and self._window.session.run is not None:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._begin)  # when what has been painted is on the screen
        return False

    def _begin(self) -> None:
        if self._window.isVisible():
            self._do()
        self.deleteLater()
