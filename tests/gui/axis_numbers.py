"""Reads the numbers at the axes of a plot, as they are drawn."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtGui import QImage, QPainter

from momentum_lab.gui.views.plot import Canvas


def numbers_at(canvas: Canvas) -> dict[str, list[str]]:
    """Return the texts at each axis that has any, by the side on which it is."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    found = {}
    for item in canvas.scene().items():
        if isinstance(item, pg.AxisItem) and item.isVisible() and item.style["showValues"]:
            drawn = item.generateDrawSpecs(painter)
            if drawn is not None and (drawn[1] or drawn[2]):
                found[item.orientation] = [text for _, _, text in drawn[2]]
    painter.end()
    return found
