"""Icons, drawn here so that they look the same with every font and on every screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

SIDE: Final = 20
"""Shapes are drawn on a field of this many units."""
SCALE: Final = 3
"""Pixels for each of them, for fine screens."""


def icon(shape: str, color: str) -> QIcon:
    """Return one of the :data:`SHAPES` in a colour."""
    pixmap = QPixmap(SIDE * SCALE, SIDE * SCALE)
    pixmap.setDevicePixelRatio(float(SCALE))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    SHAPES[shape](painter, QColor(color))
    painter.end()
    return QIcon(pixmap)


def program_icon() -> QIcon:
    """Return the program's own icon: a ball that has rolled through a valley."""
    pixmap = QPixmap(128, 128)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#20344d"))
    painter.drawRoundedRect(QRectF(4, 4, 120, 120), 26, 26)
    pen = QPen(QColor("#a9c3d2"), 8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    valley = [QPointF(22 + 0.84 * x, 98 - 0.0255 * (x - 50) ** 2) for x in range(0, 101, 4)]
    painter.drawPolyline(QPolygonF(valley))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#e69f00"))
    painter.drawEllipse(QPointF(82, 66), 17, 17)
    painter.end()
    return QIcon(pixmap)


Shape = Callable[[QPainter, QColor], None]


def _filled(
    bars: tuple[tuple[float, float, float, float], ...] = (),
    triangle: tuple[tuple[float, float], ...] = (),
) -> Shape:
    def draw(painter: QPainter, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for bar in bars:
            painter.drawRoundedRect(QRectF(*bar), 0.8, 0.8)
        if triangle:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in triangle]))

    return draw


def _outlined(*lines: tuple[tuple[float, float], ...]) -> Shape:
    def draw(painter: QPainter, color: QColor) -> None:
        _line_pen(painter, color)
        for line in lines:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))

    return draw


def _line_pen(painter: QPainter, color: QColor) -> None:
    pen = QPen(color, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _loop(painter: QPainter, color: QColor) -> None:
    _line_pen(painter, color)
    painter.drawArc(QRectF(4, 4, 12, 12), 60 * 16, 290 * 16)
    _filled(triangle=((12, 0.5), (18, 4), (12, 8.5)))(painter, color)


def _eye(painter: QPainter, color: QColor) -> None:
    _line_pen(painter, color)
    painter.drawArc(QRectF(1.5, 4.5, 17, 15), 25 * 16, 130 * 16)
    painter.drawArc(QRectF(1.5, 0.5, 17, 15), 205 * 16, 130 * 16)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(10, 10), 2.2, 2.2)


def _closed_eye(painter: QPainter, color: QColor) -> None:
    faint = QColor(color)
    faint.setAlphaF(0.45)
    _eye(painter, faint)
    _outlined(((4, 16.5), (16, 3.5)))(painter, color)


def _duplicate(painter: QPainter, color: QColor) -> None:
    _line_pen(painter, color)
    painter.drawRoundedRect(QRectF(7, 7, 9.5, 9.5), 1.5, 1.5)
    _outlined(((4, 12.5), (3.5, 12.5), (3.5, 3.5), (12.5, 3.5), (12.5, 4)))(painter, color)


def _maximize(painter: QPainter, color: QColor) -> None:
    _line_pen(painter, color)
    painter.drawRect(QRectF(4, 4, 12, 12))
    painter.drawLine(QPointF(4, 6), QPointF(16, 6))


def _restore(painter: QPainter, color: QColor) -> None:
    _line_pen(painter, color)
    painter.drawRect(QRectF(3, 7, 10, 10))
    _outlined(((6.5, 4), (6.5, 3.5), (16.5, 3.5), (16.5, 13.5), (16, 13.5)))(painter, color)


SHAPES: Final[dict[str, Shape]] = {
    "first": _filled(((3, 4, 2.5, 12),), ((16.5, 4), (16.5, 16), (6.5, 10))),
    "last": _filled(((14.5, 4, 2.5, 12),), ((3.5, 4), (3.5, 16), (13.5, 10))),
    "back": _filled(((13.5, 4, 2.5, 12),), ((12, 4), (12, 16), (3, 10))),
    "on": _filled(((4, 4, 2.5, 12),), ((8, 4), (8, 16), (17, 10))),
    "play": _filled(triangle=((4.5, 2.5), (4.5, 17.5), (17.5, 10))),
    "pause": _filled(((4.5, 3, 4, 14), (11.5, 3, 4, 14))),
    "loop": _loop,
    "eye": _eye,
    "closed_eye": _closed_eye,
    "duplicate": _duplicate,
    "remove": _outlined(((5, 5), (15, 15)), ((15, 5), (5, 15))),
    "more": _outlined(((6, 8), (10, 12), (14, 8))),
    "less": _outlined(((6, 12), (10, 8), (14, 12))),
    "maximize": _maximize,
    "restore": _restore,
    "export": _outlined(
        ((3.5, 11), (3.5, 16.5), (16.5, 16.5), (16.5, 11)),
        ((10, 12), (10, 3)),
        ((6.5, 6.5), (10, 3), (13.5, 6.5)),
    ),
}
