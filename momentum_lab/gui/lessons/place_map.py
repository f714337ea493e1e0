"""A small map on which somebody puts a cross: where a ball will be."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PyQt6.QtWidgets import QSizePolicy

from momentum_lab.core.messages import message
from momentum_lab.figures.primitives import START_SIZE
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.own_keys import ARROWS, OwnKeysWidget
from momentum_lab.gui.views.painting import draw_cross, draw_marker, draw_start
from momentum_lab.gui.views.plot_view import rounded
from momentum_lab.gui.views.sketch import draw_landscape, placing
from momentum_lab.landscapes import Landscape
from momentum_lab.wording.numbers import told_number

STEP, FINE = 1 / 40, 1 / 200
"""How far a press of a key moves the cross, as a share of the domain; the second with Shift."""
SIZE, WIDTH, EDGE = 15.0, 2.6, 1.2
DIGITS: Final = 4


class PlaceMap(OwnKeysWidget):
    """A landscape from above, or a curve, with the start and a cross.

    The cross is put by a click or a drag, and moved by the arrow keys.

    Parameters
    ----------
    name
        What the cross stands for, for those who do not see it.
    start
        Where the ball starts; the cross begins there.
    """

    own_keys = ARROWS
    placed = pyqtSignal()
    """The cross is somewhere else."""

    def __init__(self, name: str, landscape: Landscape, start: tuple[float, ...]) -> None:
        super().__init__()
        self._landscape, self._start = landscape, start
        self._at: tuple[float, ...] | None = None
        self._came: tuple[float, ...] = ()
        self._theme: Theme = LIGHT
        self._color = LIGHT.accent
        self._picture: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._describe()

    @property
    def at(self) -> tuple[float, ...] | None:
        """Where the cross is; None where there is none."""
        return self._at

    def show_place(self, at: tuple[float, ...] | None) -> None:
        """Show the cross somewhere, or none."""
        if at != self._at:
            self._at = at
            self._describe()
            self.update()

    def show_came(self, place: tuple[float, ...]) -> None:
        """Show where the ball came to; nothing while that is not known."""
        if place != self._came:
            self._came = place
            self.update()

    def set_colors(self, theme: Theme, color: str) -> None:
        """Draw in the colours of a theme, the cross in that of its ball."""
        self._theme, self._color, self._picture = theme, color, None
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as there is room, and larger with larger type."""
        return QSize(16 * self.fontMetrics().height(), 10 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Never be so small that a cross cannot be put."""
        return QSize(8 * self.fontMetrics().height(), 7 * self.fontMetrics().height())

    def pixel_of(self, place: tuple[float, ...]) -> QPointF:
        """Return where a position is drawn, in pixels of the widget."""
        scale, corner = placing(self._place, self._landscape)
        point = (*place, self._loss(place)) if self._landscape.dimension == 1 else place
        return QPointF(*(np.array(point) * scale + corner).tolist())

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Put the cross there."""
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._put_at(a0.position())

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Drag it."""
        if a0 is not None and a0.buttons() & Qt.MouseButton.LeftButton:
            self._put_at(a0.position())

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Move it; if there is none yet, from the start."""
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Down: (0, -1),
            Qt.Key.Key_Up: (0, 1),
        }
        if a0 is None or a0.key() not in ways:
            super().keyPressEvent(a0)
            return
        share = FINE if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        from_here = self._start if self._at is None else self._at
        self._put(
            tuple(
                value + share * way * (high - low)
                for value, way, (low, high) in zip(
                    from_here, ways[Qt.Key(a0.key())], self._landscape.domain, strict=False
                )
            )
        )

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the landscape, the start and the cross."""
        pixels = (self.size().toSizeF() * self.devicePixelRatioF()).toSize()
        if self._picture is None or self._picture.size() != pixels:
            self._picture = self._drawn(pixels)
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture)
        draw_start(painter, self.pixel_of(self._start), theme.text, 0.75 * START_SIZE, 1.4)
        if self._came and all(map(math.isfinite, self._came)):
            draw_marker(painter, "circle", self.pixel_of(self._came), self._color, theme.outline, 11.0)
        if self._at is not None:
            at = self.pixel_of(self._at)
            draw_cross(painter, at, theme.base, SIZE, WIDTH + 2 * EDGE)
            draw_cross(painter, at, self._color, SIZE, WIDTH)
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.line), 1 + self.hasFocus()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -1.0, -1.0))
        painter.end()

    def _drawn(self, pixels: QSize) -> QPixmap:
        picture = QPixmap(pixels)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(QColor(self._theme.base))
        painter = QPainter(picture)
        draw_landscape(painter, self._place, self._landscape, self._theme)
        painter.end()
        return picture

    @property
    def _place(self) -> QRectF:
        return QRectF(self.rect())

    def _loss(self, place: tuple[float, ...]) -> float:
        return float(self._landscape.ground.loss_grid(np.array(place))[0])

    def _put_at(self, at: QPointF) -> None:
        scale, corner = placing(self._place, self._landscape)
        place = (np.array([at.x(), at.y()]) - corner) / scale
        pixel = np.abs(1.0 / scale)
        self._put(
            tuple(
                rounded(value, one)
                for value, one, _ in zip(place, pixel, self._landscape.domain, strict=False)
            )
        )

    def _put(self, place: tuple[float, ...]) -> None:
        """Put the cross where it is within the map."""
        domain = self._landscape.domain
        inside = (
            float(f"{min(max(value, low), high):.{DIGITS}g}")
            for value, (low, high) in zip(place, domain, strict=True)
        )
        self.show_place(tuple(inside))
        self.placed.emit()

    def _describe(self) -> None:
        if self._at is None:
            where = message("There is no cross yet.")
        else:
            values = ", ".join(told_number(value, DIGITS) for value in self._at)
            where = message("The cross is at ({place}).", place=values)
        self.setAccessibleDescription(f"{where} {message('The arrow keys move it.')}")
