"""Whose a key is: the field's that is typed in, or the window's, which plays, steps and undoes by it."""

from __future__ import annotations

import sys
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSlot
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.remark import WRONG

FIELDS: Final = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
"""What is typed in."""
CONTROLS: Final = (
    *FIELDS,
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QTabBar,
)
"""What uses keys itself while it has the focus."""
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_USED_ON: Final = (QAbstractItemView, QAbstractButton)
"""What is not done with when it has answered Return: the next row may be chosen, and another answer."""
_MOVES: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
_WRITING: Final = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
    Qt.KeyboardModifier.GroupSwitchModifier,
)


_OTHERS: Final = (
    Qt.KeyboardModifier.MetaModifier
    if sys.platform == "darwin"  # where Option writes letters
    else Qt.KeyboardModifier.MetaModifier | Qt.KeyboardModifier.AltModifier
)
"""Held with a key that is somebody's shortcut; with Ctrl as well it may be AltGr, which writes."""


class FieldKeys(QObject):
    """Gives the keys of a window back to it when a field is done, and lends them to what is typed in.

    Return takes what is typed and leaves the field, unless it cannot be taken; Escape puts the old text back
    and leaves it. The focus goes to ``home``, where every key is the window's; from there Tab goes on where
    it was left. In a number that nobody types in, Space, the arrows and undo are the window's as well.

    When a control that has the focus is hidden or taken away, the focus goes home too: Qt would hand it to
    the next one, which nobody has chosen.

    No field types the letter of a shortcut, in the window's dialogs either, where its shortcuts rest.
    """

    def __init__(self, window: QMainWindow, home: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._home = home
        self._former: QWidget | None = None
        self._is_handing_on = False
        self._strays = _Strays(self)
        home.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def go_home(self) -> None:
        """Leave whatever has the focus."""
        self._former = None
        self._home.setFocus()

    def leave(self, field: QWidget) -> None:
        """Leave a field; Tab goes on from it."""
        self._home.setFocus()
        self._former = field

    def resume(self) -> None:
        """Before Tab goes on, stand where it was left."""
        former, self._former = self._former, None
        is_there = former is not None and not sip.isdeleted(former) and self._home.hasFocus()
        if former is not None and is_there and not _is_gone(former):
            former.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Decide about the keys of what has the focus."""
        if self._is_handing_on or not isinstance(a1, QKeyEvent) or not isinstance(a0, QWidget):
            return False
        if a1.type() == QEvent.Type.ShortcutOverride:
            return self._decide(a0, a1)
        return a1.type() == QEvent.Type.KeyPress and self._press(a0, a1)

    @pyqtSlot(QWidget, QWidget)  # or the application keeps a piece of each window that was there
    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        """Watch what has the focus, and nothing else: every other widget's events stay Qt's own."""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and isinstance(new, FIELDS):
            new.removeEventFilter(self._strays)  # or it would be there once more each time
            new.installEventFilter(self._strays)
        if new is None or not self._is_here(new):
            return
        if old is not None and isinstance(new, CONTROLS) and self._is_here(old) and _is_gone(old):
            self.go_home()
        elif new is not self._home:
            new.installEventFilter(self)

    def _is_here(self, widget: QWidget) -> bool:
        top = widget.window()
        return top is self._window or (isinstance(top, QDockWidget) and top.parentWidget() is self._window)

    def _decide(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Say whether a key is the widget's before it may be a shortcut of the window."""
        if isinstance(widget, QLabel):  # one whose text can be selected claims undo, which it has not
            return self._pass(event, not _is_any(event, "Copy", "SelectAll"))
        if not isinstance(widget, CONTROLS):
            return False
        if event.key() == Qt.Key.Key_Escape or (event.key() in ENTER and _is_plain(event)):
            event.accept()
            return True
        if not isinstance(widget, FIELDS) or _is_read(widget):
            return False
        if not _is_being_typed(widget) and self._is_the_windows(widget, event):
            return self._pass(event, True)
        if _writes(event):
            event.accept()
            return True
        return False

    def _is_the_windows(self, field: QWidget, event: QKeyEvent) -> bool:
        """Whether a key means nothing, or less, in a field that holds what was taken already."""
        if _is_any(event, "Undo", "Redo"):
            return True
        is_move = event.key() in _MOVES and event.modifiers() in _WRITING
        return isinstance(field, QAbstractSpinBox) and (is_move or event.key() == Qt.Key.Key_Space)

    @staticmethod
    def _pass(event: QKeyEvent, is_passed: bool) -> bool:
        if is_passed:
            event.ignore()
        return is_passed

    def _press(self, widget: QWidget, event: QKeyEvent) -> bool:
        if not isinstance(widget, CONTROLS):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if not isinstance(widget, FIELDS) and self._is_answered(widget, event):
                return True
            _take_back(widget)
        elif event.key() in ENTER and _is_plain(event) and not isinstance(widget, QPlainTextEdit | QTextEdit):
            is_answered = self._is_answered(widget, event)
            is_used = is_answered and isinstance(widget, _USED_ON)
            if is_used or widget.property(WRONG) or QApplication.focusWidget() is not widget:
                return True
        else:
            return False
        event.accept()
        self.leave(widget)
        return True

    def _is_answered(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Let a widget, or what it stands in, do something by a key; return whether it does."""
        self._is_handing_on = True
        QApplication.sendEvent(widget, event)
        self._is_handing_on = False
        return event.isAccepted()


class _Strays(QObject):
    """Keeps from fields what Qt would type of a shortcut that nobody has taken: the 1 of Alt+1."""

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Drop such a key."""
        return isinstance(a1, QKeyEvent) and a1.type() == QEvent.Type.KeyPress and _is_stray(a1)


def _is_stray(event: QKeyEvent) -> bool:
    """Whether a key has a letter that is not meant to be written."""
    held = event.modifiers()
    is_held = bool(held & _OTHERS) and not held & Qt.KeyboardModifier.ControlModifier
    return is_held and event.text().isprintable() and bool(event.text())


def _take_back(field: QWidget) -> None:
    """Put back what stood in a field before somebody typed."""
    if isinstance(field, NumberBox):
        field.restore()
    elif isinstance(field, QLineEdit):
        while field.isUndoAvailable():
            field.undo()
        field.setModified(False)


def _is_read(widget: QWidget) -> bool:
    """Whether a text is there to be read: then letters are the window's."""
    return isinstance(widget, QPlainTextEdit | QTextEdit) and widget.isReadOnly()


def _is_being_typed(field: QWidget) -> bool:
    match field:
        case NumberBox():
            return field.is_being_typed
        case QLineEdit():
            return field.isModified()
        case QPlainTextEdit() | QTextEdit():
            document = field.document()
            return document is not None and document.isModified()
    return True


def _is_gone(widget: QWidget) -> bool:
    """Whether a widget lost the focus because it cannot have it any more."""
    return not widget.isVisible() or not widget.isEnabled()


def _is_plain(event: QKeyEvent) -> bool:
    return event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _writes(event: QKeyEvent) -> bool:
    """Whether a key would write something."""
    text = event.text()
    return bool(text) and text.isprintable() and event.modifiers() in _WRITING


def _is_any(event: QKeyEvent, *names: str) -> bool:
    return any(event.matches(QKeySequence.StandardKey[name]) for name in names)
