"""Widgets that have keys of their own while they have the focus, which are the window's otherwise."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
ENDS: Final = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
_PLAIN: Final = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class OwnKeysWidget(QWidget):
    """Keeps its keys from the window's shortcuts while it has the focus."""

    own_keys: frozenset[Qt.Key] = ARROWS | ENDS

    def event(self, a0: QEvent | None) -> bool:
        """Say of each key that is its own that it wants it."""
        if isinstance(a0, QKeyEvent) and a0.type() == QEvent.Type.ShortcutOverride and self._wants(a0):
            a0.accept()
            return True
        return super().event(a0)

    def _wants(self, event: QKeyEvent) -> bool:
        return event.modifiers() in _PLAIN and event.key() in self.own_keys
