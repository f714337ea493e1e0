"""A slider that jumps to where it is pressed."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QSizePolicy, QSlider, QStyle

HANDLE: Final = 14


class JumpSlider(QSlider):
    """A horizontal slider that jumps to where it is pressed, and can be dragged on from there."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value_at(self, x: float) -> int:
        """Return the value that a place across it stands for."""
        at, room = round(x - HANDLE / 2), max(1, self.width() - HANDLE)
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)

    def across(self, value: int) -> float:
        """Return where a value is across it."""
        room = max(1, self.width() - HANDLE)
        return QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, room) + HANDLE / 2

    def mousePressEvent(self, ev: QMouseEvent | None) -> None:
        """Put the handle under the pointer before Qt begins its drag."""
        if ev is not None and ev.button() == Qt.MouseButton.LeftButton:
            self.setValue(self.value_at(ev.position().x()))
        super().mousePressEvent(ev)
