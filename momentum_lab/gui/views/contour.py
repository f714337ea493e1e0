"""The contour map: the landscape from above, with trails, balls, minima, and a start that can be dragged."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.color_bar import ColorBar
from momentum_lab.gui.views.landscape_map import LandscapeMap
from momentum_lab.gui.views.plot_view import LandscapeView, rounded
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Ground
from momentum_lab.simulation.run import Run

MOST_ASPECT = 8.0
"""A domain longer than this, in widths, is not drawn to scale, which it says: it would be a mere strip."""
STRETCHED = message("{axis}, not to scale")


class ContourView(LandscapeView):
    """A ground of two dimensions from above, to scale whatever the shape of the view, or it says so."""

    def __init__(self) -> None:
        super().__init__("x", "y", Qt.CursorShape.CrossCursor)
        self._bar = ColorBar(self._canvas, 0, 1)
        self._map = LandscapeMap(self._plot)
        self._map.keep_drawn(True)
        self._is_transparent, self._height = False, SUITED

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; the range stays while the domain does."""
        ground, before = run.ground, self._ground
        if ground.dimension != 2:
            return
        self._show_scene(run)
        if ground != before:
            if before is None or ground.domain != before.domain:
                self.reset()
            self.settle()
        super().show_run(run, step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._bar.set_theme(theme)
        self._is_transparent, self._height = drawing.is_transparent, drawing.height
        super().set_look(theme, drawing)

    def for_picture(self, has_legend: bool = True) -> None:
        """Draw lines as lines for a picture, with a legend unless another view has it."""
        super().for_picture(has_legend)
        self._map.keep_drawn(False)

    def hide_scale(self) -> None:
        """Leave out the colour bar."""
        self._bar.hide()

    def _show_domain(self, ground: Ground) -> None:
        (left, right), (bottom, top) = ground.domain
        width, height = right - left, top - bottom
        is_to_scale = max(width, height) <= MOST_ASPECT * min(width, height)
        self._plot.vb.setAspectLocked(is_to_scale)
        text = self._axes[0] if is_to_scale else str(STRETCHED.filled(axis=self._axes[0]))
        if self._plot.getAxis("bottom").labelText != text:
            self._plot.setLabel("bottom", text, color=self._theme.text)
        self._plot.vb.setRange(QRectF(left, bottom, width, height), padding=0.0)

    def _draw_ground(self, ground: Ground) -> None:
        visible, width = QRectF(self._plot.vb.viewRect()), self._boldness.width(1.0)
        scale = self._map.draw(ground, visible, self._theme, self._is_transparent, self._height, width)
        self._bar.show_scale(scale)

    def _flat(self, points: Floats) -> Floats:
        return points[:, :2]

    def _place_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        return rounded(point.x(), pixel[0]), rounded(point.y(), pixel[1])
