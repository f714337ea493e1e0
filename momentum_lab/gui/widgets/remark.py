"""A remark beside a field: why what is typed in it cannot be, or how it was understood."""

from __future__ import annotations

from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PyQt6.QtGui import QStatusTipEvent
from PyQt6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from momentum_lab.core.messages import message

WRONG: Final = "wrong"
"""The property of a field in which something stands that cannot be taken; the style sheet marks it."""
STAYS_MS: Final = 6000
"""Milliseconds for which a remark stays that asks for nothing."""
GAP: Final = 3
MARGIN: Final = 4


class Remark(QLabel):
    """Says something below a field, over what stands there: nothing moves to make room for it.

    It is also in the status line of the window, and in the description that is read aloud.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("remark")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(STAYS_MS)
        self._passing.timeout.connect(self.clear)
        self._is_unheeded = False
        field.destroyed.connect(self.deleteLater)  # it may stand on something that stays

    @property
    def is_wrong(self) -> bool:
        """Whether the field is marked as wrong."""
        return bool(self._field.property(WRONG))

    def refuse(self, problem: str) -> None:
        """Mark the field, and say why what is in it cannot be taken, until something else is."""
        self.mark(True)
        self._say(problem, is_passing=False)

    def put_back(self, problem: str, kept: str) -> None:
        """Say for a while why what was typed is not there any more."""
        self.note(str(message("{problem}; {kept} stays", problem=problem, kept=kept)) if kept else problem)
        self._is_unheeded = not self.isHidden()

    def heed(self) -> bool:
        """Return whether it is seen that something was put back, and nobody has asked for that yet."""
        is_unheeded, self._is_unheeded = self._is_unheeded, False
        return is_unheeded

    def note(self, text: str) -> None:
        """Say for a while how something was understood."""
        self.mark(False)
        self._say(text, is_passing=True)

    def clear(self) -> None:
        """Say nothing any more; what is marked is right."""
        self.mark(False)
        self._say("", is_passing=False)

    def mark(self, is_wrong: bool) -> None:
        """Have the field look wrong, or right again."""
        if is_wrong != self.is_wrong:
            _put(self._field, WRONG, is_wrong)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Go where the field goes, and be gone with it."""
        is_there = not sip.isdeleted(self) and not sip.isdeleted(self._field)
        if a1 is not None and is_there and not self.isHidden():
            if a1.type() == QEvent.Type.Hide:
                self.clear()
            elif a1.type() in (QEvent.Type.Move, QEvent.Type.Resize):
                self._place()
        return False

    def _say(self, text: str, is_passing: bool) -> None:
        self._passing.stop()
        self._is_unheeded = False
        if not text and self.isHidden():
            return
        self.setText(text)
        self._field.setAccessibleDescription(text)
        QApplication.sendEvent(self._field, QStatusTipEvent(text))
        if text and self._field.isVisible():
            _put(self, "passing", is_passing)
            self._place()
            self._field.installEventFilter(self)  # while it is seen: a filter hears of every event
            self.show()
            self.raise_()
            if is_passing:
                self._passing.start()
        else:
            self.hide()
            self._field.removeEventFilter(self)

    def _place(self) -> None:
        """Stand below the field, or above it where there is no room, within what scrolls with it."""
        ground = _ground_of(self._field)
        if self.parentWidget() is not ground:
            self.setParent(ground)
        top = self._field.mapTo(ground, QPoint(0, 0))
        room = ground.width() - 2 * MARGIN
        width = min(room, self.fontMetrics().horizontalAdvance(self.text()) + 4 * MARGIN)
        height = self.heightForWidth(width)
        below = top.y() + self._field.height() + GAP
        y = below if below + height <= ground.height() else top.y() - GAP - height
        self.setGeometry(max(MARGIN, min(top.x(), room + MARGIN - width)), max(0, y), width, height)


def _put(widget: QWidget, name: str, value: bool) -> None:
    """Give a widget a property by which the style sheet knows it."""
    widget.setProperty(name, value)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties anew."""
    style = widget.style()
    assert style is not None
    style.unpolish(widget)
    style.polish(widget)


def _ground_of(field: QWidget) -> QWidget:
    """Return what a remark can stand on: what is scrolled with the field, or else its window."""
    widget = field
    while (above := widget.parentWidget()) is not None and not widget.isWindow():
        if isinstance(above.parentWidget(), QScrollArea):
            return widget
        widget = above
    return widget
