"""The landscape under a contour map: colours, contour lines and minima over the visible range."""

from __future__ import annotations

import contourpy
import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QTransform

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.loss_scale import LEVELS, loss_scale
from momentum_lab.gui.views.painting import draw_minimum, draw_start
from momentum_lab.gui.views.trails import ViewOverlay, mapped
from momentum_lab.landscapes import Landscape, Minimum

SAMPLES = 181
FINER = 3
"""So many times as fine are the colours of a picture, which is looked at closely; lines are fine enough."""
MOST_LEVELS = 60


class LandscapeMap:
    """Two items of a plot, recomputed when the range or the landscape changes, else drawn from a cache."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._image = pg.ImageItem(axisOrder="row-major")
        self._image.setZValue(-20)
        self._lines = pg.PlotCurveItem(connect="finite", antialias=True, skipFiniteCheck=True)
        self._lines.setZValue(-10)
        self._finer = 1
        for item in (self._image, self._lines):
            plot.addItem(item, ignoreBounds=True)

    def keep_drawn(self, is_kept: bool) -> None:
        """Keep the lines as pixels between two frames; pictures have lines, and finer colours."""
        self._finer = 1 if is_kept else FINER
        mode = self._lines.CacheMode
        self._lines.setCacheMode(mode.DeviceCoordinateCache if is_kept else mode.NoCache)

    def draw(self, landscape: Landscape, visible: QRectF, theme: Theme) -> None:
        """Draw a 2-D landscape over the visible range, in the colours of a theme."""
        samples = self._finer * (SAMPLES - 1) + 1
        x = np.linspace(visible.left(), visible.right(), samples)
        y = np.linspace(visible.top(), visible.bottom(), samples)
        scale = loss_scale(landscape)
        height = scale.height(landscape.loss_grid(x, y))
        colors = (255 * theme.landscape_colors(height)).astype(np.uint8)
        self._image.setImage(colors, autoLevels=False, levels=(0, 255))
        half_x, half_y = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
        self._image.setRect(
            QRectF(x[0] - half_x, y[0] - half_y, x[-1] - x[0] + 2 * half_x, y[-1] - y[0] + 2 * half_y)
        )
        self._lines.setPen(pg.mkPen(line_color(theme), width=1))
        every = slice(None, None, self._finer)
        self._lines.setData(*contour_lines(x[every], y[every], height[every, every]))


def contour_lines(x: Floats, y: Floats, height: Floats) -> tuple[Floats, Floats]:
    """Return contour lines as one curve, with NaN between two of them.

    They go on, evenly in height, beyond the losses of the domain where more than that is visible.
    """
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(height))
    gap = np.full((1, 2), np.nan)
    pieces = [np.empty((0, 2))]
    finite = height[np.isfinite(height)]
    step = 1.0 / (LEVELS + 1)
    top = min(float(finite.max()) if finite.size else 0.0, MOST_LEVELS * step)
    for level in np.arange(step, top, step):
        for line in generator.lines(float(level)):
            pieces += [line, gap]
    points = np.concatenate(pieces)
    return points[:, 0], points[:, 1]


def line_color(theme: Theme) -> QColor:
    """Return the colour of contour lines."""
    color = QColor(theme.text)
    color.setAlphaF(0.30)
    return color


def minima_to_mark(landscape: Landscape) -> tuple[Minimum, ...]:
    """Return the minima that are marked; none of a level floor, each point of which is one."""
    return tuple(minimum for minimum in landscape.minima if minimum.is_isolated)


class PlacesItem(ViewOverlay):
    """Draws the minima, and the start as a handle."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self._minima: list[tuple[Floats, bool]] = []
        self._starts: Floats = np.empty((0, 2))
        self._theme: Theme | None = None

    def set_places(self, minima: list[tuple[Floats, bool]], starts: Floats) -> None:
        """Show minima as (point, is global), and starts (n, 2), in the plot's coordinates."""
        self._minima, self._starts = minima, starts
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the marks."""
        if self._theme is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for point, is_global in self._minima:
            at = QPointF(*mapped(point[None], transform)[0])
            halo = self._theme.base if self._theme.is_grey else ""  # a basin may be as dark as the star
            draw_minimum(painter, at, is_global, self._theme.minimum, halo)
        for spot in mapped(self._starts[np.isfinite(self._starts).all(axis=1)], transform):
            draw_start(painter, QPointF(*spot), self._theme.text)
