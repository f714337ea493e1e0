"""Keys of the window that a widget needs itself while it is used by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt6.QtCore import QChildEvent, QEvent, QObject, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QTabBar, QWidget

NEEDED: dict[type[QWidget], frozenset[int]] = {
    QAbstractButton: frozenset({Qt.Key.Key_Space}),
    QComboBox: frozenset({Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End}),
    QTabBar: frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}),
    QAbstractSlider: frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}),
}
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class KeyboardUse(QObject):
    """Lets the buttons, choosers, sliders and tabs within a widget have their keys once Tab has led to one.

    Space, the arrows, Home and End belong to the playhead. A widget that was clicked leaves them there, so
    that they play and step whatever was clicked last.
    """

    def __init__(self, within: QWidget) -> None:
        super().__init__(within)
        self._within = within
        self._used: QObject | None = None
        self._is_watching = False
        within.installEventFilter(self)
        if within.isVisible():
            self._begin()

    def _begin(self) -> None:
        """Watch all that is there: making it was full of events, which would all have been heard."""
        self._is_watching = True
        self._watch(self._within)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See how a widget gets the focus, and keep its keys from the window's shortcuts."""
        if a1 is None:
            return False
        if self._is_watching:
            return self._see(a0, a1)
        if a1.type() == QEvent.Type.Show:  # nobody uses anything before
            self._begin()
        return False

    def _see(self, a0: QObject | None, a1: QEvent) -> bool:
        kind = a1.type()
        if kind == QEvent.Type.ShortcutOverride:
            if a0 is self._used and isinstance(a1, QKeyEvent) and _is_needed(a0, a1):
                a1.accept()
                return True
        elif kind == QEvent.Type.FocusIn:
            if isinstance(a1, QFocusEvent) and a1.reason() in BY_KEYBOARD:
                self._used = a0
        elif kind == QEvent.Type.MouseButtonPress:
            self._used = None
        elif kind == QEvent.Type.ChildPolished and isinstance(a1, QChildEvent):
            child = a1.child()
            if isinstance(child, QWidget):
                self._watch(child)
        return False

    def _watch(self, widget: QWidget) -> None:
        for one in _watched(widget):
            one.installEventFilter(self)


def order_tabs(*widgets: QWidget) -> None:
    """Let Tab go through some widgets, and the fields within them, in this order."""
    fields = [
        field
        for widget in widgets
        for field in (widget, *widget.findChildren(QWidget))
        if field.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        and field.focusProxy() is None
        and (field is widget or widget.isAncestorOf(field))  # not a chooser's list, a window of its own
    ]
    for first, second in pairwise(fields):
        QWidget.setTabOrder(first, second)


def _watched(widget: QWidget) -> Iterator[QWidget]:
    """Yield what needs keys, and what may get children that do."""
    for one in (widget, *widget.findChildren(QWidget)):
        if isinstance(one, tuple(NEEDED)) or one.layout() is not None:
            yield one


def _is_needed(widget: QObject | None, event: QKeyEvent) -> bool:
    is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return is_plain and any(isinstance(widget, kind) and event.key() in keys for kind, keys in NEEDED.items())
