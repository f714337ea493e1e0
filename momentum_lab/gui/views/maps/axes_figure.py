"""A little figure: a contour of the quadratic, with the axes along which it curves least and most."""

from __future__ import annotations

import math
from typing import Final

from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.analysis.theory import Curvature
from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.maps.facts import mode_colors

SIDE: Final = 84
THINNEST: Final = 0.08
"""The short axis is drawn no shorter than this share of the long one."""


class AxesFigure(QWidget):
    """Draws the ellipse on which the quadratic has one loss; straight lines where it is no bowl."""

    def __init__(self) -> None:
        super().__init__()
        self._curvature: Curvature | None = None
        self._theme: Theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words("the axes of the curvature"))
        self.setToolTip(words("A contour of the quadratic that fits here, and its axes"))

    def sizeHint(self) -> QSize:
        """Be a small square."""
        return QSize(SIDE, SIDE)

    def show_curvature(self, curvature: Curvature | None) -> None:
        """Draw another curvature."""
        self._curvature = curvature
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.update()

    def half_lengths(self) -> tuple[float, ...]:
        """Return half the length of each axis, the longest 1; 1 where it does not curve upwards."""
        assert self._curvature is not None
        values = self._curvature.eigenvalues.tolist()
        smallest = min((v for v in values if v > 0.0), default=1.0)
        return tuple(max(THINNEST, math.sqrt(smallest / v)) if v > 0.0 else 1.0 for v in values)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw ellipse and axes; y points up."""
        if self._curvature is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2, self.height() / 2)
        reach = min(self.width(), self.height()) / 2 - 5
        lengths = [reach * length for length in self.half_lengths()]
        axes = [QPointF(axis[0], -(axis[1] if len(axis) > 1 else 0.0)) for axis in self._curvature.axes]
        if len(axes) == 2 and self._curvature.is_bowl:
            painter.save()
            painter.rotate(math.degrees(math.atan2(axes[0].y(), axes[0].x())))
            shade = QColor(self._theme.muted)
            shade.setAlphaF(0.14)
            painter.setPen(QPen(QColor(self._theme.muted), 1.2))
            painter.setBrush(shade)
            painter.drawEllipse(QPointF(0, 0), lengths[0], lengths[1])
            painter.restore()
        for axis, length, color in zip(axes, lengths, mode_colors(self._theme), strict=False):
            painter.setPen(QPen(QColor(color), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(-length * axis, length * axis)
        painter.end()
