"""Texts and captions on a painter, as they look in every figure, flat or solid."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPen

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import Caption, Text

CAPTION_MARGIN: Final = 6.0
"""Logical pixels between a caption and the edges of its figure."""
SMALLEST: Final = 9
"""Pixels: type of this size can be read."""
CLEAR: Final = 10.0
"""Logical pixels around a point that a caption leaves free: so far balls reach."""


def draw_text(painter: QPainter, text: Text, at: QPointF, font: QFont) -> None:
    """Draw a text beside a point, in logical pixels; ``font`` is its type, perhaps in another size."""
    font = QFont(font)
    if text.size:
        font.setPixelSize(max(round(text.size), 1))
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text.text)
    base = QPointF(-width / 2, (metrics.ascent() - metrics.descent()) / 2)
    corner = at + QPointF(*text.offset) + base
    if text.casing is not None:
        path = QPainterPath()
        path.addText(corner, font, text.text)
        pen = QPen(shade(text.casing.color, text.casing.opacity), 2 * text.casing.width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.setFont(font)
    painter.setPen(QColor(text.color))
    painter.drawText(corner, text.text)


def caption_font(caption: Caption, bounds: QRectF, font: QFont) -> QFont:
    """Return the type in which a caption fits between the edges of a figure, as small as can be read."""
    room, width = bounds.width() - 2 * CAPTION_MARGIN, QFontMetricsF(font).horizontalAdvance(caption.text)
    smaller = QFont(font)
    if width > room > 0.0:
        smaller.setPixelSize(max(int(QFontInfo(font).pixelSize() * room / width), SMALLEST))
    return smaller


def caption_box(
    caption: Caption, bounds: QRectF, font: QFont, spots: Floats, covered: QRectF | None = None
) -> QRectF:
    """Return what a caption covers of a figure in which its points are seen at spots (n, 2).

    It is beside what is ``covered`` by something else, where that leaves a corner. Nothing if the figure is
    too narrow for it, even in smaller type.
    """
    metrics = QFontMetricsF(caption_font(caption, bounds, font))
    if metrics.horizontalAdvance(caption.text) > bounds.width() - 2 * CAPTION_MARGIN:
        return QRectF()
    size = QSizeF(metrics.horizontalAdvance(caption.text), metrics.height())
    room = bounds.adjusted(CAPTION_MARGIN, CAPTION_MARGIN, -CAPTION_MARGIN, -CAPTION_MARGIN)
    left, top, right, bottom = room.getCoords()
    right, bottom = right - size.width(), bottom - size.height()
    boxes = [
        QRectF(QPointF(x, y), size) for x, y in ((right, bottom), (left, top), (left, bottom), (right, top))
    ]

    def hidden(box: QRectF) -> tuple[bool, int]:
        low, high, far, deep = box.adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR).getCoords()
        x, y = spots[:, 0], spots[:, 1]
        is_covered = covered is not None and covered.intersects(box)
        return is_covered, int(np.sum((x > low) & (x < far) & (y > high) & (y < deep)))

    return min(boxes, key=hidden)


def draw_caption(
    painter: QPainter,
    caption: Caption,
    bounds: QRectF,
    font: QFont,
    spots: Floats,
    covered: QRectF | None = None,
) -> None:
    """Draw a caption in the corner of a figure that is free."""
    text = Text(np.zeros(2), caption.text, caption.color, casing=caption.casing)
    box = caption_box(caption, bounds, font, spots, covered)
    if not box.isEmpty():
        draw_text(painter, text, box.center(), caption_font(caption, bounds, font))


def shade(color: str, opacity: float) -> QColor:
    """Return a colour that is not quite opaque."""
    shade = QColor(color)
    shade.setAlphaF(opacity)
    return shade
