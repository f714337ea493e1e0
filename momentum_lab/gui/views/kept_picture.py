"""What looks the same from frame to frame, kept as pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPixmap

BEYOND: Final = 4.0
"""Logical pixels around a box that are kept as well: edges of what stands at its edge reach into them."""
Draw = Callable[[QPainter], None]


class KeptPicture:
    """Pixels of a part of a view on the screen, drawn when they should look otherwise."""

    def __init__(self) -> None:
        self._pixels: QPixmap | None = None
        self._drawn_for: tuple[object, ...] = ()

    def paint(self, painter: QPainter, box: QRectF, look: tuple[object, ...], draw: Draw) -> None:
        """Paint what ``draw`` draws into a box of the painter; ``look`` is all that decides what that is.

        A painter that turns or stretches what it paints has it drawn anew.
        """
        device, way = painter.device(), painter.transform()
        if device is None or way.m11() != 1.0 or way.m22() != 1.0 or way.m12() or way.m21():
            draw(painter)
            return
        fine = device.devicePixelRatioF()
        box = box.adjusted(-BEYOND, -BEYOND, BEYOND, BEYOND)
        left, top = (math.floor(edge * fine) / fine for edge in (box.left() + way.dx(), box.top() + way.dy()))
        corner = QPointF(left - way.dx(), top - way.dy())
        drawn_for = (*look, fine, box.topLeft() - corner, box.size())
        if self._pixels is None or drawn_for != self._drawn_for:
            self._pixels, self._drawn_for = _drawn(box, corner, fine, draw), drawn_for
        painter.drawPixmap(corner, self._pixels)


def _drawn(box: QRectF, corner: QPointF, fine: float, draw: Draw) -> QPixmap:
    """Return the pixels, ``fine`` to a logical one, from a corner to beyond the box."""
    across, down = (math.ceil(fine * length) + 2 for length in (box.width(), box.height()))
    pixels = QPixmap(QSize(across, down))
    pixels.setDevicePixelRatio(fine)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.translate(-corner)
    draw(painter)
    painter.end()
    return pixels
