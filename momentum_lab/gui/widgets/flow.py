"""Widgets in a row, and in further rows below it where there is no room for all of them."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QLayout, QLayoutItem


class FlowLayout(QLayout):
    """Puts widgets beside each other as they are wide, from left to right, as many as a row has room for."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, a0: QLayoutItem | None) -> None:
        """Take another one, after all others."""
        if a0 is not None:
            self._items.append(a0)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Be higher where there is less width."""
        return True

    def heightForWidth(self, a0: int) -> int:
        """Return how high all rows are."""
        return self._arranged(QRect(0, 0, a0, 0), moves=False)

    def setGeometry(self, a0: QRect) -> None:
        """Put all in their places."""
        super().setGeometry(a0)
        self._arranged(a0, moves=True)

    def sizeHint(self) -> QSize:
        """Want one row."""
        hints = [item.sizeHint() for item in self._shown]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(len(hints) - 1, 0)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Have room for the widest."""
        least = QSize()
        for item in self._shown:
            least = least.expandedTo(item.minimumSize())
        return least

    @property
    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arranged(self, room: QRect, moves: bool) -> int:
        """Return how high all rows are in a room; ``moves`` puts the widgets there."""
        x, y, height = room.left(), room.top(), 0
        for item in self._shown:
            size = item.sizeHint()
            if x > room.left() and x + size.width() > room.right() + 1:
                x, y, height = room.left(), y + height + self.spacing(), 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, height = x + size.width() + self.spacing(), max(height, size.height())
        return y + height - room.top()
