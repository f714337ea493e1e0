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
        self._missing: set[QWidget] = set()
        QTimer.singleShot(0, self._begin)  # in the first turn of the event loop the window is there

    def _begin(self) -> None:
        from benchmarks.views import view_widgets
        from momentum_lab.gui.window.main_window import MainWindow

        (self._window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        self._missing = set(view_widgets(self._window))
        for widget in self._missing:
            widget.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Look at what is painted; the event itself goes on."""
        is_paint = a1 is not None and a1.type() == QEvent.Type.Paint
        if is_paint and self._missing and self._window.session.run is not None and isinstance(a0, QWidget):
            self._missing.discard(a0)
            if not self._missing:
                QTimer.singleShot(0, painted)  # when this one is painted, and what has been is on the screen
        return False


def ours() -> None:
    """Open our window as the command without arguments does."""
    from momentum_lab.gui.widgets.qt_application import application

    app, frame = application(), FirstFrame()
    from momentum_lab.cli.main import main

    sys.argv[1:] = []
    main()
    del app, frame  # which had to live until here


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
