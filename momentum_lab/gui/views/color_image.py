"""Colours over an area of a plot."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage

from momentum_lab.core.arrays import Bytes

KINDS: Final = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
"""By how many numbers a colour has."""


class ColorImage(pg.ImageItem):
    """An area of colours, each of which is a rectangle; the first row is the lowest.

    pyqtgraph's own gives Qt the address of the colours as a number, which is taken for a width first. PyQt
    (6.11, sip 13.13) keeps the error that comes of it for ever, and with it any exception that is being
    handled while the image is drawn, with all that was at work then.
    """

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")

    def show_colors(self, colors: Bytes, area: QRectF) -> None:
        """Show colours (rows, columns, 3 or 4), red, green, blue and opacity, over an area of the plot."""
        self.setImage(np.ascontiguousarray(colors), autoLevels=False)
        self.setRect(area)

    def render(self) -> None:
        """Make the image that is painted."""
        rows, columns, channels = self.image.shape
        colors = QImage(self.image.data, columns, rows, self.image.strides[0], KINDS[channels])
        self.qimage = colors.copy()  # which lives as long as anybody paints with it
        self._renderRequired = self._unrenderable = False
