"""A blank screen: nothing is seen until a key is pressed, or the mouse."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6 import sip
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from momentum_lab.core.messages import message


class Blank(QWidget):
    """Covers a window, and hides what floats beside it, until it is sent away by any key or a click.

    ``floating`` are windows of their own that belong to it.
    """

    def __init__(self, window: QWidget, floating: Iterable[QWidget]) -> None:
        super().__init__(window)
        self.setAccessibleName(str(message("blank screen: any key brings the picture back")))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._focus = window.focusWidget()
        self._floating = [each for each in floating if each.isVisible()]
        for each in self._floating:
            each.hide()
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Be black."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.black))
        painter.end()

    def event(self, a0: QEvent | None) -> bool:
        """Take every key before it can be a shortcut of the window."""
        if a0 is not None and a0.type() == QEvent.Type.ShortcutOverride:
            a0.accept()
            return True
        return super().event(a0)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Give the picture back, whatever the key; one that only changes others is none."""
        if a0 is not None and a0.key() not in _CHANGING:
            self.end()

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Give the picture back."""
        self.end()

    def end(self) -> None:
        """Give the picture back, with the focus where it was."""
        for each in self._floating:
            each.show()
        self.hide()
        if self._focus is not None and not sip.isdeleted(self._focus):  # a card may have gone meanwhile
            self._focus.setFocus()
        self.deleteLater()


_CHANGING = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
