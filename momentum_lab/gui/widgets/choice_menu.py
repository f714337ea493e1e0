"""A menu in which several things can be ticked: it stays open while one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtGui import QAction, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QMenu, QPushButton, QToolButton

from momentum_lab.gui.widgets.actions import ActionSpec, fill_lazily

_Modifier = Qt.KeyboardModifier
_PLAIN: Final = _Modifier.NoModifier
OPENING: Final = {
    Qt.Key.Key_Down: (_PLAIN, _Modifier.AltModifier),
    Qt.Key.Key_Up: (_PLAIN, _Modifier.AltModifier),
    Qt.Key.Key_F4: (_PLAIN,),
}
"""Keys that open the list of a chooser, with the modifiers that may be held; its button looks like one."""


class ChoiceMenu(QMenu):
    """Entries that are found anew each time it opens; a click or Space ticks one, Return ticks and closes.

    The button that has it opens it by the keys of a list, too.
    """

    def __init__(self, owner: QPushButton | QToolButton, entries: Callable[[], Iterable[ActionSpec]]) -> None:
        super().__init__(owner)
        self._owner, self._entries = owner, entries
        self._is_pressed = False
        fill_lazily(self, entries)
        owner.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Open with a key that opens a list, standing on the first entry."""
        if a0 is not self._owner or not isinstance(a1, QKeyEvent):
            return False
        held = a1.modifiers() & ~_Modifier.KeypadModifier  # some arrows have it
        if held not in OPENING.get(Qt.Key(a1.key()), ()):
            return False
        if a1.type() == QEvent.Type.ShortcutOverride:
            a1.accept()
        elif a1.type() == QEvent.Type.KeyPress:
            QTimer.singleShot(0, self._stand_on_the_first)
            self._owner.showMenu()
            return True
        return False

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """See that a click begins here: the one that opens the menu ends here, too."""
        self._is_pressed = True
        super().mousePressEvent(a0)

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        """Tick what is clicked."""
        action = self.actionAt(a0.position().toPoint()) if a0 is not None and self._is_pressed else None
        self._is_pressed = False
        if not self._tick(action):
            super().mouseReleaseEvent(a0)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Tick what is marked."""
        is_space = a0 is not None and a0.key() == Qt.Key.Key_Space
        if not (is_space and self._tick(self.activeAction())):
            super().keyPressEvent(a0)

    def _stand_on_the_first(self) -> None:
        first = next(iter(self.actions()), None)
        if first is not None and self.isVisible():
            self.setActiveAction(first)

    def _tick(self, action: QAction | None) -> bool:
        """Do what an entry does that can be ticked, and show what is ticked now; return whether it can."""
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        specs = {spec.name: spec for spec in self._entries()}
        for each in self.actions():
            if each.objectName() in specs:
                specs[each.objectName()].refresh(each)
        return True
