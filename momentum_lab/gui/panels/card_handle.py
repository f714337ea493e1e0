"""Reordering the cards of the balls: each is dragged by its handle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PyQt6.QtCore import QObject, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QWidget

from momentum_lab.core.messages import message
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.keys import native_key

SIDE: Final = 16
WIDTH: Final = 10
LINE: Final = 3
"""Height in pixels of the line where a card would come to stand."""
NEAR: Final = 40
"""Pixels from the edge at which what is dragged scrolls."""
KEYS: Final = ("Ctrl+Shift+Up", "Ctrl+Shift+Down")


class CardHandle(QLabel):
    """What a card is dragged by; it tells where on the screen it is dragged, and that it is let go."""

    dragged = pyqtSignal(QPoint)
    dropped = pyqtSignal()
    left = pyqtSignal()
    """It is let go, and everything shall stay as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed_at: QPoint | None = None
        self._is_dragged = False
        self.setFixedSize(WIDTH, SIDE + 4)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(
            str(message("Drag to another place in the order ({keys})", keys=", ".join(map(native_key, KEYS))))
        )
        self.setAccessibleName(str(message("handle to drag the ball to another place")))

    def set_color(self, color: str) -> None:
        """Draw it in another colour."""
        self.setPixmap(icon("grip", color).pixmap(QSize(SIDE, SIDE)))

    def mousePressEvent(self, ev: QMouseEvent | None) -> None:
        """Begin."""
        if ev is not None and ev.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = ev.globalPosition().toPoint()
            ev.accept()

    def mouseMoveEvent(self, ev: QMouseEvent | None) -> None:
        """Tell where it is, once it has been moved by more than a hand trembles."""
        if ev is None or self._pressed_at is None:
            return
        here = ev.globalPosition().toPoint()
        far = QApplication.startDragDistance()
        if not self._is_dragged and (here - self._pressed_at).manhattanLength() >= far:
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.grabKeyboard()  # Escape is not the window's meanwhile
        if self._is_dragged:
            self.dragged.emit(here)

    def mouseReleaseEvent(self, ev: QMouseEvent | None) -> None:
        """Drop it."""
        if self._is_dragged:
            self._end()
            self.dropped.emit()
        self._pressed_at = None

    def keyPressEvent(self, ev: QKeyEvent | None) -> None:
        """Let Escape leave everything as it was."""
        if ev is not None and ev.key() == Qt.Key.Key_Escape and self._is_dragged:
            self._end()
            self._pressed_at = None
            self.left.emit()

    def _end(self) -> None:
        self._is_dragged = False
        self.releaseKeyboard()
        self.setCursor(Qt.CursorShape.OpenHandCursor)


class CardOrder(QObject):
    """Shows where a card that is dragged would come to stand, and has it moved there.

    Parameters
    ----------
    area
        What scrolls the cards.
    content
        The widget in which they stand, one below the other.
    cards
        Gives them in their order.
    move
        Called with the place of a card and the one that it shall have.
    """

    def __init__(
        self,
        area: QScrollArea,
        content: QWidget,
        cards: Callable[[], Sequence[QWidget]],
        move: Callable[[int, int], object],
    ) -> None:
        super().__init__(area)
        self._area, self._content, self._cards, self._move = area, content, cards, move
        self._place: int | None = None
        self.line = QFrame(content)
        self.line.setObjectName("drop")
        self.line.hide()

    def add(self, handle: CardHandle, card: QWidget) -> None:
        """Have a card dragged by a handle."""
        handle.dragged.connect(partial(self._drag, card))
        handle.dropped.connect(partial(self._drop, card))
        handle.left.connect(self._leave)

    def _drag(self, card: QWidget, at: QPoint) -> None:
        """Show where the card would come to stand: before the first whose middle is below the pointer."""
        here, cards = self._content.mapFromGlobal(at), self._cards()
        self._area.ensureVisible(here.x(), here.y(), 0, NEAR)
        gap = sum(here.y() > other.geometry().center().y() for other in cards)
        now = cards.index(card)
        self._place = gap - (gap > now)
        self.line.setVisible(self._place != now)
        first, last = cards[0].geometry(), cards[-1].geometry()
        if gap < len(cards):
            y = (cards[gap].y() + (cards[gap - 1].geometry().bottom() if gap else first.y() - 2 * LINE)) // 2
        else:
            y = last.bottom() + LINE
        self.line.setGeometry(first.x(), y - LINE // 2, first.width(), LINE)
        self.line.raise_()

    def _drop(self, card: QWidget) -> None:
        place = self._place
        self._leave()
        cards = self._cards()
        if place is not None and card in cards:
            self._move(cards.index(card), place)

    def _leave(self) -> None:
        self._place = None
        self.line.hide()
