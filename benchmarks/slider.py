"""How long the window's thread is held when a slider is moved."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyqtgraph.opengl as gl
from OpenGL import GL
from PyQt6.QtWidgets import QApplication, QWidget

from benchmarks.measure import Row, percentile_95, times_ms
from benchmarks.mixture import experiment
from momentum_lab.gui.application import application
from momentum_lab.gui.main_window import MainWindow
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.settings import Settings

MOVES = 60
SIZE = (520, 500)
"""Of the bare view: what the surface has in the window at its first size."""


def slider_rows() -> Iterator[Row]:
    """Yield a slider's move with 8 balls of 1,000 steps against one frame of a bare 3-D view."""
    app = application()
    theirs = _bare_frames(app)
    held = _held_by_moves(app)
    yield Row(
        name="window's thread held per slider move, 8 balls x 1,000 steps",
        against="one frame of a bare GLViewWidget with a 100 x 100 surface",
        ours_ms=statistics.median(held),
        ours_p95_ms=percentile_95(held),
        theirs_ms=statistics.median(theirs),
    )


def _bare_frames(app: QApplication) -> list[float]:
    view = gl.GLViewWidget()
    view.resize(*SIZE)
    x = np.linspace(-1, 1, 100)
    view.addItem(gl.GLSurfacePlotItem(x=x, y=x, z=x[:, None] ** 2 + x[None, :] ** 2, shader="shaded"))
    view.show()
    wait_exposed(app, view)

    def frame() -> None:
        view.orbit(1.0, 0.0)
        app.processEvents()
        view.makeCurrent()
        GL.glFinish()

    times = times_ms(frame, MOVES)
    view.close()
    view.deleteLater()
    app.processEvents()
    return times


def _held_by_moves(app: QApplication) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(experiment(), Settings(Path(folder) / "settings.ini"))
        window.show()
        wait_exposed(app, window)
        _work_until_settled(app, window)
        window.go_to_last()
        editor = window.panel.cards[6].editors["learning_rate"]
        assert isinstance(editor, NumberEditor)
        slider = editor.slider
        held = []
        for move in range(MOVES + 5):
            began = time.perf_counter()
            slider.setValue(500 + 3 * move)
            busy = time.perf_counter() - began + _work_until_settled(app, window)
            if move >= 5:
                held.append(1000 * busy)
        window.model.mark_saved()
        window.close()
        window.deleteLater()
        app.processEvents()
        return held


def wait_exposed(app: QApplication, widget: QWidget) -> None:
    """Run the event loop until a window is on the screen."""
    handle = widget.windowHandle()
    while handle is None or not handle.isExposed():
        app.processEvents()


def _work_until_settled(app: QApplication, window: MainWindow) -> float:
    """Run the event loop until the new run is painted; return the seconds that events were handled."""
    busy = 0.0
    while True:
        is_last_round = window.clock.is_settled
        began = time.perf_counter()
        app.processEvents()
        busy += time.perf_counter() - began
        if is_last_round:
            return busy
        time.sleep(0.001)
