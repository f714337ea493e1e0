"""What :mod:`benchmarks.startup` starts: a window that says on the standard output when it is painted.

It imports no more than what it opens does.
"""

from __future__ import annotations

import os
import sys

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QMainWindow, QWidget


def painted() -> None:
    """Say so, and end this process without more ado."""
    print("painted", flush=True)
    os._exit(0)


class FirstFrame(QObject):
    """Waits until every view of our window is painted with a run in it."""

    def __init__(self) -> None:
        super().__init__()
        self._missing: set[QWidget] | None = None

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Look at what is painted; the event itself goes on."""
        if a1 is not None and a1.type() == QEvent.Type.Paint and isinstance(a0, QWidget):
            self._look(a0)
        return False

    def _look(self, widget: QWidget) -> None:
        from benchmarks.views import view_widgets
        from momentum_lab.gui.main_window import MainWindow

        window = widget.window()
        if not isinstance(window, MainWindow) or window.clock.run is None:
            return
        if self._missing is None:
            self._missing = set(view_widgets(window))
        self._missing.discard(widget)
        if not self._missing:
            self._missing = {widget}
            QTimer.singleShot(0, painted)  # when this one is painted, and what has been is on the screen


def ours() -> None:
    """Open our window as the command without arguments does."""
    from momentum_lab.gui.application import application

    app = application()
    frame = FirstFrame()
    app.installEventFilter(frame)
    from momentum_lab.cli import main

    sys.argv[1:] = []
    main()


def bare() -> None:
    """Open a window with an empty 3-D view and nothing else."""
    app = QApplication([])
    import pyqtgraph.opengl as gl

    window, view = QMainWindow(), gl.GLViewWidget()
    window.setCentralWidget(view)
    window.resize(1280, 800)
    view.frameSwapped.connect(painted)
    window.show()
    app.exec()


if __name__ == "__main__":
    {"ours": ours, "bare": bare}[sys.argv[1]]()
