"""The landscape under a contour map: colours, contour lines and minima over the visible range."""

from __future__ import annotations

import contourpy
import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.scene_ground import minimum_signs, start_signs
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import LEVELS, loss_scale
from momentum_lab.gui.views.trails import PrimitivesItem
from momentum_lab.landscapes import Ground

SAMPLES = 181
FINER = 3
"""So many times as fine are the colours of a picture, which is looked at closely; lines are fine enough."""
MOST_LEVELS = 60


class LandscapeMap:
    """Two items of a plot, recomputed when the range or the ground changes, else drawn from a cache."""

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

    def draw(self, ground: Ground, visible: QRectF, theme: Theme) -> None:
        """Draw a ground of two dimensions over the visible range, in the colours of a theme."""
        samples = self._finer * (SAMPLES - 1) + 1
        x = np.linspace(visible.left(), visible.right(), samples)
        y = np.linspace(visible.top(), visible.bottom(), samples)
        scale = loss_scale(ground)
        height = scale.height(ground.loss_grid(x, y))
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
