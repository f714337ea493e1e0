"""What is measured on the screen: windows that are shown in turn, and the bare 3-D scene beside ours."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyqtgraph.opengl as gl
from OpenGL import GL
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QApplication, QWidget

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.widgets.rubbish import RubbishCollector
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
from momentum_lab.simulation import simulate
from momentum_lab.simulation.native_ball import compiled

SIZE: Final = (1280, 800)
BARE_SIZE: Final = (800, 600)
WARM_UP: Final = 4.0
"""Seconds in which a window that has just been opened fetches machine code."""
BARE: Final = "a bare GLViewWidget of 800 x 600: surface of 100 x 100, 6 spheres, 6 trails of 500"


class BareScene:
    """What pyqtgraph alone makes of a scene like ours, with its own plain items."""

    def __init__(self) -> None:
        self.view = gl.GLViewWidget()
        self.view.resize(*BARE_SIZE)
        self.view.setCameraPosition(distance=5.0)
        x = np.linspace(-1, 1, 100)
        surface = x[:, None] ** 2 + x[None, :] ** 2
        self.view.addItem(gl.GLSurfacePlotItem(x=x, y=x, z=surface, shader="shaded", computeNormals=True))
        along = np.linspace(0.0, 1.0, 500)
        for number in range(6):
            ball = gl.GLMeshItem(meshdata=gl.MeshData.sphere(12, 18, radius=0.05), shader="shaded")
            ball.translate(np.cos(number), np.sin(number), 1.0)
            self.view.addItem(ball)
            trail = np.stack([along * np.cos(number + along), along * np.sin(number + along), along**2], -1)
            self.view.addItem(gl.GLLinePlotItem(pos=trail, width=1.0))

    def frame(self) -> None:
        """Paint it once more, and wait until it is drawn."""
        self.view.update()
        QApplication.processEvents()
        self.view.makeCurrent()
        GL.glFinish()


@contextmanager
def main_window(experiment: Experiment) -> Iterator[MainWindow]:
    """Open our window on an experiment, with settings of its own, and close it at the end."""
    simulate(
        replace(experiment, steps=1), compiled
    )  # leaves machine code on the disk, where the window finds it
    with TemporaryDirectory() as folder:
        gc.freeze()
        collector = RubbishCollector()  # as the program has it
        window = MainWindow(Session(experiment, stored_settings(Path(folder) / "settings.ini")))
        window.resize(*SIZE)
        try:
            with shown(window):
                until = time.perf_counter() + WARM_UP
                run_until(lambda: window.session.clock.is_settled and time.perf_counter() > until)
            yield window
        finally:
            window.session.model.mark_saved()
            window.close()
            window.deleteLater()
            QApplication.processEvents()
            collector.stop()
            gc.unfreeze()


@contextmanager
def shown(widget: QWidget) -> Iterator[None]:
    """Show a window, alone on the screen, and hide it at the end."""
    widget.show()
    run_until(lambda: (handle := widget.windowHandle()) is not None and handle.isExposed())
    QApplication.processEvents()
    yield
    widget.hide()
    QApplication.processEvents()


def run_until(is_so: Callable[[], bool]) -> None:
    """Run the event loop until something is so."""
    while not is_so():
        QApplication.processEvents()
        time.sleep(0.0005)


class Frames(QObject):
    """Notes the times at which every one of some widgets has been painted again."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.times: list[float] = []
        self._widgets = widgets
        self._missing = set(widgets)
        for widget in widgets:
            widget.installEventFilter(self)

    def begin(self) -> None:
        """Begin anew: what was painted before does not count."""
        self.times.clear()
        self._missing = set(self._widgets)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Note that a widget is painted; the event itself goes on to it."""
        if a1 is not None and a1.type() == QEvent.Type.Paint and isinstance(a0, QWidget):
            self._missing.discard(a0)
            if not self._missing:
                self.times.append(time.perf_counter())
                self._missing = set(self._widgets)
        return False
