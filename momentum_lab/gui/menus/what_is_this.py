"""What is this? The words where the keyboard is, or where somebody points then."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, QPoint
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import QApplication, QMainWindow, QWhatsThis, QWidget

from momentum_lab.core.messages import message, words
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.words import told_at


class WhatIsThis(QObject):
    """Explains what has the focus; where that says nothing, it asks to be shown something by a click."""

    def __init__(self, window: QMainWindow, home: QWidget) -> None:
        super().__init__(window)
        self._home = home

    def entry(self) -> ActionSpec:
        """Return the entry that asks."""
        return ActionSpec("what_is_this", words("&What is this?"), ("Shift+F1",), self.ask, "help")

    def ask(self) -> None:
        """Explain what has the focus, or whatever is clicked next."""
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self._home and (told := told_at(focus)):
            QWhatsThis.showText(focus.mapToGlobal(QPoint(0, focus.height())), told, focus)
            return
        QWhatsThis.enterWhatsThisMode()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)  # no widget has a text of its own: the glossary has them

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Answer, as long as somebody is to click, for every widget."""
        if a1 is None:
            return False
        if a1.type() == QEvent.Type.LeaveWhatsThisMode:
            application = QApplication.instance()
            assert application is not None
            application.removeEventFilter(self)
        elif isinstance(a1, QHelpEvent) and isinstance(a0, QWidget):
            if a1.type() == QEvent.Type.QueryWhatsThis:
                a1.accept()
                return True
            if a1.type() == QEvent.Type.WhatsThis:
                self._explain(a0, a1.pos(), a1.globalPos())
                a1.accept()
                return True
        return False

    @staticmethod
    def _explain(widget: QWidget, place: QPoint, on_screen: QPoint) -> None:
        nothing = message("There is no word to explain here. Help > Words lists all of them.")
        QWhatsThis.showText(on_screen, told_at(widget, place) or str(nothing), widget)
