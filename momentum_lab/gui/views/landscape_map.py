"""The landscape under a contour map: colours, contour lines and minima over the visible range."""

from __future__ import annotations

import contourpy
import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.primitives import Area, Polyline
from momentum_lab.figures.scene_ground import minimum_signs, start_signs
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.loss_scale import LEVELS, LossScale, loss_scale
from momentum_lab.gui.views.trails import PrimitivesItem
from momentum_lab.landscapes import Ground

SAMPLES = 181
FINER = 3
"""So many times as fine are the colours of a picture, which is looked at closely; lines are fine enough."""
EDGE = 1.0
"""Width of the line around the domain, in logical pixels."""


class LandscapeMap:
    """The part of a ground that is seen, and nothing beyond its domain but a quiet margin and an edge.

    It is computed when the range or the ground changes, for what is visible then: colours and lines run from
    the lowest loss there to the highest. From frame to frame it is kept as pixels.
    """

    def __init__(self, plot: Plot) -> None:
        self._box = plot.vb
        self._floor = PrimitivesItem(-30)
        self._image = ColorImage()
        self._image.setZValue(-20)
        self._lines = pg.PlotCurveItem(connect="finite", antialias=True, skipFiniteCheck=True)
        self._lines.setZValue(-10)
        self._edge = PrimitivesItem(-5)
        self._finer, self._is_kept = 1, False
        for item in (self._floor, self._image, self._lines, self._edge):
            plot.addItem(item, ignoreBounds=True)

    def keep_drawn(self, is_kept: bool) -> None:
        """Keep the lines as pixels between two frames; pictures have lines, and finer colours."""
        self._finer, self._is_kept = 1 if is_kept else FINER, is_kept
        self._forget_pixels()

    def clear(self) -> None:
        """Draw nothing: what is beyond a domain has the colour of a theme, which may be another one now."""
        self._box.setBackgroundColor(None)
        self._floor.set_primitives([])
        self._edge.set_primitives([])
        self._clear_ground()

    def _clear_ground(self) -> None:
        self._image.clear()
        self._lines.clear()

    def draw(
        self,
        ground: Ground,
        visible: QRectF,
        theme: Theme,
        is_transparent: bool = False,
        height: str = SUITED,
        line_width: float = 1.0,
    ) -> LossScale:
        """Draw a ground of two dimensions where it is visible; return the scale of its colours.

        ``height`` says how these follow the losses, as for :func:`loss_scale`.
        """
        self._box.setBackgroundColor(None if is_transparent else theme.window)
        (left, right), (bottom, top) = ground.domain
        corners = np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])
        self._floor.set_primitives([] if is_transparent else [Area(corners, theme.base)])
        self._edge.set_primitives([Polyline(corners, theme.muted, EDGE * line_width)])
        shown = visible.intersected(QRectF(left, bottom, right - left, top - bottom))
        if shown.isEmpty():
            self._clear_ground()
            return loss_scale(ground, height=height)
        region = (shown.left(), shown.right()), (shown.top(), shown.bottom())
        is_whole = all(np.allclose(part, whole) for part, whole in zip(region, ground.domain, strict=True))
        scale = loss_scale(ground, None if is_whole else region, height)
        samples = self._finer * (SAMPLES - 1) + 1
        x, y = (_middles(low, high, samples) for low, high in region)
        with np.errstate(all="ignore"):
            heights = scale.height(ground.loss_grid(x, y))
        colors = (255 * theme.landscape_colors(heights)).astype(np.uint8)
        self._image.show_colors(colors, shown)
        self._lines.setPen(pg.mkPen(line_color(theme), width=line_width))
        every = slice(None, None, self._finer)
        self._lines.setData(*contour_lines(x[every], y[every], heights[every, every], scale))
        self._forget_pixels()
        return scale

    def _forget_pixels(self) -> None:
        """Let no pixel be kept from before: Qt would move some of them along with the range."""
        mode = self._lines.CacheMode
        self._lines.setCacheMode(mode.NoCache)
        if self._is_kept:
            self._lines.setCacheMode(mode.DeviceCoordinateCache)


def _middles(low: float, high: float, count: int) -> Floats:
    """Return the middles of so many cells between two numbers."""
    return low + (high - low) * (np.arange(count) + 0.5) / count


def contour_lines(x: Floats, y: Floats, height: Floats, scale: LossScale) -> tuple[Floats, Floats]:
    """Return contour lines as one curve, with NaN between two of them; also around what is cut off."""
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(np.clip(height, -1.0, 2.0)))
    gap = np.full((1, 2), np.nan)
    pieces = [np.empty((0, 2))]
    levels = [float(level) for level in np.arange(1, LEVELS + 1) / (LEVELS + 1.0)]
    ends = [end for end, is_cut in ((0.0, scale.is_cut_below), (1.0, scale.is_cut_above)) if is_cut]
    for level in (*levels, *ends):
        for line in generator.lines(level):
            pieces += [line, gap]
    points = np.concatenate(pieces)
    return points[:, 0], points[:, 1]


def line_color(theme: Theme) -> QColor:
    """Return the colour of contour lines."""
    color = QColor(theme.text)
    color.setAlphaF(0.30)
    return color


class PlacesItem(PrimitivesItem):
    """Draws minima, and starts as handles, on a map of anything else than a run."""

    def __init__(self) -> None:
        super().__init__(10)
        self._minima: list[tuple[Floats, bool]] = []
        self._starts: Floats = np.empty((0, 2))
        self._theme: Theme | None = None

    def set_places(self, minima: list[tuple[Floats, bool]], starts: Floats) -> None:
        """Show minima as (point, is global), and starts (n, 2), in the plot's coordinates."""
        self._minima, self._starts = minima, starts
        self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self._renew()

    def _renew(self) -> None:
        if self._theme is not None:
            signs = minimum_signs(self._minima, self._theme), start_signs(self._starts, self._theme)
            self.set_primitives([*signs[0], *signs[1]])
