"""The same run as an animation of matplotlib's; nothing where it is not installed."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from PyQt6.QtWidgets import QApplication

from benchmarks.screen import SIZE, run_until
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.simulation.run import Run

try:
    import matplotlib
except ImportError:
    IS_THERE = False
else:
    IS_THERE = True
    matplotlib.use("QtAgg")

POINTS = 100
DOTS = 100


class Animation:
    """Surface, contour map and loss curves with the trails of all balls, drawn by FuncAnimation."""

    def __init__(self, run: Run, speed: float) -> None:
        from matplotlib.figure import Figure

        self._run, self._speed = run, speed
        self._figure = Figure(figsize=(SIZE[0] / DOTS, SIZE[1] / DOTS), dpi=DOTS)
        self._landscape = run.experiment.landscape.build()
        self._lines = [*self._solid(), *self._flat(), *self._losses()]
        self._times: list[float] = []

    def frames_ms(self, seconds: float) -> list[float]:
        """Show it for some seconds; return the times between its frames."""
        from matplotlib.animation import FuncAnimation
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        canvas = FigureCanvasQTAgg(self._figure)
        canvas.resize(*SIZE)
        canvas.show()
        self._times.clear()
        canvas.mpl_connect("draw_event", lambda _event: self._times.append(time.perf_counter()))
        began = time.perf_counter()
        animation = FuncAnimation(self._figure, self._show, interval=1, cache_frame_data=False, frames=None)
        run_until(lambda: time.perf_counter() - began > seconds)
        animation.pause()
        canvas.close()
        canvas.deleteLater()
        QApplication.processEvents()
        return [1000.0 * float(gap) for gap in np.diff(self._times)][1:]

    def _show(self, _frame: int) -> None:
        """Draw all trails up to the step that is due."""
        step = int(time.perf_counter() * self._speed) % self._run.computed
        for line, points in self._lines:
            shown = points[: step + 1]
            if shown.shape[1] == 3:
                line.set_data_3d(*shown.T)
            else:
                line.set_data(*shown.T)

    def _grid(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        (left, right), (low, high) = self._landscape.domain
        x, y = np.linspace(left, right, POINTS), np.linspace(low, high, POINTS)
        ground = self._landscape.ground
        height = loss_scale(ground).height(ground.loss_grid(x, y))
        return *np.meshgrid(x, y), height

    def _solid(self) -> list[tuple[Any, np.ndarray]]:
        axes = self._figure.add_subplot(2, 2, 1, projection="3d")
        axes.plot_surface(*self._grid(), rcount=POINTS, ccount=POINTS, cmap="viridis")
        scale, run = loss_scale(self._landscape.ground), self._run
        ways = [
            np.column_stack([p, scale.height(loss)]) for p, loss in zip(run.position, run.loss, strict=True)
        ]
        return [(axes.plot(*way.T)[0], way) for way in ways]

    def _flat(self) -> list[tuple[Any, np.ndarray]]:
        axes = self._figure.add_subplot(2, 2, 2)
        axes.contourf(*self._grid(), 20)
        return [(axes.plot(*way.T)[0], way) for way in self._run.position]

    def _losses(self) -> list[tuple[Any, np.ndarray]]:
        axes = self._figure.add_subplot(2, 1, 2)
        steps = np.arange(self._run.computed + 1)
        return [(axes.semilogy(steps, loss)[0], np.column_stack([steps, loss])) for loss in self._run.loss]


def animation(run: Run, speed: float) -> Animation | None:
    """Return the run as an animation at so many steps a second, if matplotlib is installed."""
    return Animation(run, speed) if IS_THERE else None
