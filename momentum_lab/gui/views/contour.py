"""The contour map: the landscape from above, with trails, balls, minima, and a start that can be dragged."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt

from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.color_bar import ColorBar
from momentum_lab.gui.views.landscape_map import LandscapeMap, minima_to_mark
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.plot_view import LandscapeView, rounded
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run

MOST_ASPECT = 2.2
"""A domain longer than this in one direction is stretched to fill the view instead of drawn to scale."""

LEAST_FILLED = 0.45
"""A domain that would fill less of the view than this, drawn to scale, is stretched as well."""


class ContourView(LandscapeView):
    """A landscape of two dimensions from above, to scale where its domain allows."""

    def __init__(self) -> None:
        super().__init__("x", "y", Qt.CursorShape.CrossCursor)
        self._bar = ColorBar(self._canvas, 0, 1)
        self._map = LandscapeMap(self._plot)
        self._map.keep_drawn(True)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; the range stays while the domain does."""
        if run.dimension != 2:
            return
        landscape = run.experiment.landscape.build()
        if landscape != self._landscape:
            is_elsewhere = self._landscape is None or landscape.domain != self._landscape.domain
            self._landscape = landscape
            if is_elsewhere:
                self.reset()
            self._bar.show_scale(loss_scale(landscape))
            self.settle()
        own = [b.start for b in run.experiment.balls if b.start is not None and b.visible]
        self._places.set_places(
            [(np.asarray(m.position), m.kind == "global") for m in minima_to_mark(landscape)],
            np.array([run.experiment.start, *own], dtype=np.float64),
        )
        self._trails.set_trails(run, lambda steps: steps.position)
        super().show_run(run, step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._bar.set_theme(theme)
        super().set_look(theme, drawing)

    def for_picture(self, has_legend: bool = True) -> None:
        """Draw lines as lines for a picture, with a legend unless another view has it."""
        super().for_picture(has_legend)
        self._map.keep_drawn(False)

    def hide_scale(self) -> None:
        """Leave out the colour bar."""
        self._bar.hide()

    def _show_domain(self, landscape: Landscape) -> None:
        (left, right), (bottom, top) = landscape.domain
        aspect = (right - left) / (top - bottom)
        room = self._plot.vb.rect()
        filled = aspect * room.height() / room.width() if room.width() and room.height() else 1.0
        fits = min(filled, 1.0 / filled) >= LEAST_FILLED
        self._plot.vb.setAspectLocked(1 / MOST_ASPECT <= aspect <= MOST_ASPECT and fits)
        self._plot.vb.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0.0)

    def _draw_landscape(self, landscape: Landscape) -> None:
        self._map.draw(landscape, QRectF(self._plot.vb.viewRect()), self._theme)

    def _position_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        return rounded(point.x(), pixel[0]), rounded(point.y(), pixel[1])
