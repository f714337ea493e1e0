"""How many of a class have chosen an answer, as a bar."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import counted, message_in
from momentum_lab.figures.themes import LIGHT, Theme

WIDTH: Final = 9
"""In lines of type; wider where there is room."""
RIGHT: Final = "✓"
ROUND: Final = 3.0


class VoteBar(QWidget):
    """A bar with the number of hands beside it; that of the right answer is marked once it may be told."""

    def __init__(self) -> None:
        super().__init__()
        self._count = self._most = 0
        self._is_right: bool | None = None
        self._theme: Theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int, most: int, is_right: bool | None) -> None:
        """Show so many hands, measured by the most for any answer; ``is_right`` is None until it is known."""
        self._count, self._most, self._is_right = count, most, is_right
        told = [counted("{count} hand", "{count} hands", count=count)]
        if is_right is not None:
            right, wrong = message_in("of an answer", "right"), message_in("of an answer", "not right")
            told.append(right if is_right else wrong)
        self.setAccessibleName(str(enumerated(told)))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as a line of type."""
        line = self.fontMetrics().height()
        return QSize(WIDTH * line, round(1.3 * line))

    def minimumSizeHint(self) -> QSize:
        """Have room for the number, and for something of a bar."""
        line = self.fontMetrics().height()
        return QSize(self._room_beside + 2 * line, round(1.3 * line))

    def bar(self) -> QRectF:
        """Return where the bar is, in pixels of the widget."""
        line = self.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(0.0, 0.15 * line, -self._room_beside, -0.15 * line)
        room.setWidth(room.width() * self._count / max(self._most, 1))
        return room

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the bar, and the number beside its end."""
        painter, theme, bar = QPainter(self), self._theme, self.bar()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_plain = self._is_right is False
        painter.setPen(QPen(QColor(theme.muted if is_plain else theme.accent), 1.0))
        painter.setBrush(QColor(theme.line if is_plain else theme.accent))
        if self._count:
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
        font = self.font()
        font.setBold(bool(self._is_right))
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        beside = QRectF(bar.right() + 6.0, 0.0, self._room_beside, self.height())
        text = f"{self._count:,} {RIGHT}" if self._is_right else f"{self._count:,}"
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    @property
    def _room_beside(self) -> int:
        return self.fontMetrics().horizontalAdvance(f"00,000 {RIGHT}") + 8
