"""Controls that a lesson has locked: disabled, with the sign of a lock, and a sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QAction, QHelpEvent, QIcon
from PyQt6.QtWidgets import QAbstractSpinBox, QLabel, QLineEdit, QPushButton, QToolTip, QWidget

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session.lesson_locks import LessonLocks
from momentum_lab.wording.locks import refusal

SIDE: Final = 14
"""Of the sign of a lock, in logical pixels."""
_DESCRIBED: Final = "described before it was locked"
"""Of a widget, which may go before its lock does: that, and what a lock has it say."""


class LockSign(QLabel):
    """The sign of a lock, beside what is locked."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()


class Lock(QObject):
    """Locks some widgets when a lesson does: they and all in them are disabled, and say why.

    Nobody else may enable or disable these widgets themselves; what is in them is as it is.

    Parameters
    ----------
    name
        What they change, as lessons call it.
    widgets
        What is disabled.
    signs
        Where the sign is seen: fields and buttons of those, or a :class:`LockSign` beside them.
    stays
        Whether they are seen, and locked, also where what they change is not offered.
    """

    def __init__(
        self, name: str, widgets: Sequence[QWidget], signs: Sequence[QWidget] = (), stays: bool = False
    ) -> None:
        super().__init__(widgets[0])
        self._stays = stays
        self.name, self._widgets, self._signs = name, tuple(widgets), tuple(signs)
        self._is_locked = False
        self._theme: Theme = LIGHT
        self._actions: dict[QWidget, QAction] = {}

    @property
    def is_locked(self) -> bool:
        """Whether they are locked now."""
        return self._is_locked

    def follow(self, locking: LessonLocks, theme: Theme) -> None:
        """Lock them, or not any more."""
        is_hidden = locking.is_hidden(self.name)
        is_locked = self._stays if is_hidden else locking.is_locked(self.name)
        if not (is_locked or self._is_locked):
            return
        has_changed = is_locked is not self._is_locked or theme is not self._theme
        self._is_locked, self._theme = is_locked, theme
        for widget in self._widgets:
            widget.setEnabled(not is_locked)
            for each in (widget, *widget.findChildren(QWidget)):
                self._describe(each)
        if has_changed:
            for sign in self._signs:
                self._show_sign(sign)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Say of what is pointed at that it is locked."""
        if self._is_locked and isinstance(a1, QHelpEvent) and a1.type() == QEvent.Type.ToolTip:
            QToolTip.showText(a1.globalPos(), plain_tip(self._words))
            return True
        return False

    @property
    def _words(self) -> str:
        return str(refusal([self.name]))

    def _describe(self, widget: QWidget) -> None:
        """Have a widget say that it is locked, or what it has said before."""
        described = widget.accessibleDescription()
        before, said = widget.property(_DESCRIBED) or (described, None)
        if self._is_locked and described != self._words:
            if described != said:  # by another lock around it
                before = described
            widget.setProperty(_DESCRIBED, (before, self._words))
            widget.setAccessibleDescription(self._words)
            widget.installEventFilter(self)
        elif not self._is_locked:
            widget.removeEventFilter(self)
            if described == said == self._words:
                widget.setProperty(_DESCRIBED, None)
                widget.setAccessibleDescription(before)

    def _show_sign(self, sign: QWidget) -> None:
        """Show the sign of a lock at a widget, or not any more."""
        drawn = icon("lock", self._theme.muted)
        match sign:
            case LockSign():
                sign.setPixmap(drawn.pixmap(QSize(SIDE, SIDE)))
                sign.setVisible(self._is_locked)
                sign.setToolTip(plain_tip(self._words))
                sign.setAccessibleName(self._words)
            case QPushButton():
                sign.setIcon(drawn if self._is_locked else QIcon())
            case QAbstractSpinBox():
                field = sign.findChild(QLineEdit)
                if field is not None:
                    self._show_in(field, drawn)
            case QLineEdit():
                self._show_in(sign, drawn)

    def _show_in(self, field: QLineEdit, drawn: QIcon) -> None:
        former = self._actions.pop(field, None)
        if former is not None:
            field.removeAction(former)
        if self._is_locked:
            action = field.addAction(drawn, QLineEdit.ActionPosition.LeadingPosition)
            if action is not None:
                self._actions[field] = action


def followed(locks: Sequence[Lock], locking: LessonLocks, theme: Theme) -> frozenset[str]:
    """Have locks show what a lesson locks; return the names of those whose controls it hides."""
    for lock in locks:
        lock.follow(locking, theme)
    return frozenset(lock.name for lock in locks if locking.is_hidden(lock.name))
