"""A thin line that shows how much is done, and the frame around a plot that has one."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from momentum_lab.figures.themes import LIGHT, Theme

HEIGHT: Final = 3


class ProgressLine(QWidget):
    """As long as what is done; nothing when all is."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None
        self._theme: Theme = LIGHT
        self.setFixedHeight(HEIGHT)

    def show_share(self, share: float | None) -> None:
        """Show a share, or None when nothing is computed."""
        self.share = share
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.base))
        if self.share is not None:
            width = max(0.02, min(self.share, 1.0)) * self.width()
            painter.fillRect(QRectF(0.0, 0.0, width, HEIGHT), QColor(self._theme.accent))
        painter.end()


def framed(*widgets: QWidget) -> QFrame:
    """Return a frame around widgets, one under the other; the first has the room."""
    frame = QFrame()
    frame.setObjectName("frame")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for index, widget in enumerate(widgets):
        column.addWidget(widget, 1 if index == 0 else 0)
    return frame
