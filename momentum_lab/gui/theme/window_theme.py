"""The theme of one window: each has its own, with all that it opens."""

from __future__ import annotations

import atexit
from typing import Final

from PyQt6.QtCore import QChildEvent, QEvent, QObject
from PyQt6.QtGui import QFontInfo
from PyQt6.QtWidgets import QApplication, QDialog, QDockWidget, QWidget

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.theme.bordered_style import BASE, BorderedStyle
from momentum_lab.gui.theme.style_sheet import style_sheet
from momentum_lab.gui.theme.theme import palette

OWN_WINDOWS: Final = (QDialog, QDockWidget)
"""What is a window of its own, or can float as one, although it belongs to another."""


class WindowTheme(QObject):
    """Gives a window the colours of a theme, and its dialogs and floating docks those of the window.

    Menus, choosers' lists and tool tips ask the application for their palette. They open in the window that
    is in use: so the application has the palette of that one.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._theme: Theme | None = None
        self._shown: tuple[Theme, float, float] | None = None
        app = _application()
        if not isinstance(app.style(), BorderedStyle):
            app.setStyle(BorderedStyle())
            # Widgets ask their style until they are gone: what is made in Python must not go before them.
            atexit.register(app.setStyle, BASE)
        window.installEventFilter(self)

    def show(self, theme: Theme, type_size: float = 1.0, least: float = 0.0) -> None:
        """Change all colours, and how large type is, measured by the system's; or ``least`` points."""
        self._theme = theme
        self._use_for_application()
        points = QFontInfo(_application().font()).pointSizeF()
        looks = theme, points, max(type_size, least / points)
        if looks == self._shown:  # any style sheet has all of the window painted anew
            return
        self._shown = looks
        sheet = style_sheet(*looks)
        self._window.setStyleSheet(sheet)  # first: it puts an older palette back
        self._window.setPalette(palette(theme))
        for kind in OWN_WINDOWS:
            for widget in self._window.findChildren(kind):
                widget.setPalette(palette(theme))

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See that the window comes into use, and that a dialog is made for it or for one of its dialogs."""
        if a1 is not None:
            if a1.type() == QEvent.Type.WindowActivate and a0 is self._window:
                self._use_for_application()
            elif a1.type() == QEvent.Type.ChildPolished and isinstance(a1, QChildEvent):
                self._take_in(a1.child())
        return False

    def _take_in(self, child: QObject | None) -> None:
        if isinstance(child, OWN_WINDOWS):
            child.setPalette(self._window.palette())
            child.installEventFilter(self)  # it may open others

    def _use_for_application(self) -> None:
        app = _application()
        if self._theme is not None and app.activeWindow() in (None, self._window):
            app.setPalette(palette(self._theme))


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
