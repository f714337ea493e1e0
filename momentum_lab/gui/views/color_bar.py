"""The colour bar beside a contour map: which colour stands for which loss."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFontMetricsF

from momentum_lab.core.messages import message_in
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.loss_scale import MOST_LABELS, LossScale
from momentum_lab.gui.views.plot import Canvas, PlainViewBox, style_plot, type_of
from momentum_lab.gui.widgets.screen import type_share

EVEN, LOGARITHMIC = " ", message_in("colours run by powers of ten", "log")
"""What stands below the bar: nothing that has to be said, or that its colours run by powers of ten."""
WIDTH = 14
APART = 1.15
"""Heights of a line from one number to the next."""
NUMBERS = 46
"""Width of the numbers in type of the system's size."""


class ColorBar:
    """A narrow plot whose right axis has the losses of a scale."""

    def __init__(self, canvas: Canvas, row: int, column: int) -> None:
        axes = {side: pg.AxisItem(side) for side in ("bottom", "right")}
        self._plot = Plot(PlainViewBox(enableMenu=False, enableMouse=False), axes)
        # The bottom axis stays, empty, so that the bar is as tall as the map beside it.
        bottom = self._plot.getAxis("bottom")
        bottom.setTicks([])
        bottom.setStyle(showValues=True)
        self._plot.setLabel("bottom", str(EVEN))
        self._plot.vb.setDefaultPadding(0.0)
        self._plot.vb.setFixedWidth(WIDTH)
        self._image = ColorImage()
        self._plot.addItem(self._image)
        self._plot.vb.setRange(QRectF(0, 0, 1, 1), padding=0.0)
        self._theme: Theme = LIGHT
        self._scale: LossScale | None = None
        self._numbered: tuple[LossScale, float] | None = None
        self._canvas, self._column = canvas, column
        canvas.addItem(self._plot, row=row, col=column)
        canvas.type_changed.connect(self._fit_type)
        self._plot.vb.geometryChanged.connect(self._number)
        self._fit_type()

    def show_scale(self, scale: LossScale) -> None:
        """Show the losses of another landscape, or of another part of it."""
        self._scale = scale
        self._number()
        below = LOGARITHMIC if scale.is_log else EVEN
        if self._plot.getAxis("bottom").labelText != str(below):
            self._plot.setLabel("bottom", str(below), color=self._theme.text)

    def _number(self) -> None:
        """Write as many numbers as have room one above the other."""
        if self._scale is None:
            return
        line = APART * QFontMetricsF(type_of(self._plot)).height()
        wanted = self._scale, line / max(self._plot.vb.height(), 1.0)
        if wanted != self._numbered:
            self._numbered = wanted
            self._plot.getAxis("right").setTicks([labels_apart(*wanted)])

    def hide(self) -> None:
        """Give the map its room."""
        self._canvas.removeItem(self._plot)

    def _fit_type(self) -> None:
        """Have room for the numbers."""
        numbers = round(NUMBERS * type_share(self._canvas))
        self._plot.getAxis("right").setWidth(numbers)
        self._canvas.ci.layout.setColumnMaximumWidth(self._column, WIDTH + numbers + 6.0)
        self._number()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        style_plot(self._plot, theme)
        self._plot.getAxis("bottom").setPen(None)
        colors = theme.landscape_colors(np.linspace(0.0, 1.0, 256)[:, None])
        self._image.show_colors((255 * colors).astype(np.uint8), QRectF(0, 0, 1, 1))


def labels_apart(scale: LossScale, apart: float) -> list[tuple[float, str]]:
    """Return the heights and texts of as many numbers as stand so far ``apart``, a share of the height.

    Where no usual ones do, these are the ends of the usual ones, and what has room between them.
    """
    for most in range(MOST_LABELS, 1, -1):
        found = scale.labels(most)
        heights = [height for height, _ in found]
        if len(found) > 1 and all(after - before >= apart for before, after in pairwise(heights)):
            return found
    usual = scale.labels()
    kept = [*usual[:1], *usual[1:][-1:]]
    for label in usual[1:-1]:
        if all(abs(label[0] - height) >= apart for height, _ in kept):
            kept.append(label)
    return sorted(kept)
