"""The curve view: a landscape of one dimension, with the balls rolling on it."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.views.landscape_map import minima_to_mark
from momentum_lab.gui.views.loss_scale import LARGEST
from momentum_lab.gui.views.painting import polygon
from momentum_lab.gui.views.plot_view import LandscapeView, rounded
from momentum_lab.gui.views.trails import ViewOverlay, mapped
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run

SAMPLES = 1201


class GroundItem(ViewOverlay):
    """Draws the landscape as ground under its curve; where it is not finite there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(0)
        self._points: Floats = np.empty((0, 2))
        self._theme: Theme = LIGHT

    def set_ground(self, points: Floats) -> None:
        """Show the curve through points (n, 2)."""
        self._points = points
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint every finite stretch: the ground, then its edge."""
        bottom = transform.mapRect(self.boundingRect()).bottom()
        is_finite = np.isfinite(self._points[:, 1])
        ends = np.flatnonzero(np.diff(np.concatenate([[False], is_finite, [False]]).astype(int)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for first, last in ends.reshape(-1, 2):
            line = mapped(self._points[first:last], transform)
            below = np.array([[line[-1, 0], bottom], [line[0, 0], bottom]])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.landscape[1]))
            painter.drawPolygon(polygon(np.concatenate([line, below])))
            painter.setPen(QPen(QColor(self._theme.muted), 1.5))
            painter.drawPolyline(polygon(line))


class CurveView(LandscapeView):
    """Loss against x; the start is dragged along the curve."""

    def __init__(self) -> None:
        super().__init__("x", "loss", Qt.CursorShape.SizeHorCursor)
        self._ground = GroundItem()
        self._add(self._ground)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; the range stays while the landscape does."""
        if run.dimension != 1:
            return
        landscape = run.experiment.landscape.build()
        if landscape != self._landscape:
            self._landscape = landscape
            self.reset()
            self.settle()
        own = [b.start for b in run.experiment.balls if b.start is not None and b.visible]
        starts = [run.experiment.start, *own]
        self._places.set_places(
            [(np.array([*m.position, m.loss]), m.kind == "global") for m in minima_to_mark(landscape)],
            np.array([[start[0], _loss_or_nan(landscape, start)] for start in starts]),
        )
        self._trails.set_trails(run, lambda steps: np.stack([steps.position[:, 0], steps.loss], axis=-1))
        super().show_run(run, step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._ground.set_theme(theme)
        super().set_look(theme, drawing)

    def _show_domain(self, landscape: Landscape) -> None:
        ((left, right),) = landscape.domain
        losses = np.clip(landscape.loss_grid(np.linspace(left, right, SAMPLES)), -LARGEST, LARGEST)
        finite = losses[np.isfinite(losses)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        room = 0.08 * ((high - low) or 1.0)
        self._plot.vb.setRange(QRectF(left, low - room, right - left, high - low + 2 * room), padding=0.0)

    def _draw_landscape(self, landscape: Landscape) -> None:
        visible = self._plot.vb.viewRect()
        x = np.linspace(visible.left(), visible.right(), SAMPLES)
        self._ground.set_ground(np.stack([x, landscape.loss_grid(x)], axis=1))

    def _position_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        return (rounded(point.x(), pixel[0]),)


def _loss_or_nan(landscape: Landscape, position: tuple[float, ...]) -> float:
    try:
        return landscape.loss(position)
    except (ArithmeticError, ValueError):
        return float("nan")
