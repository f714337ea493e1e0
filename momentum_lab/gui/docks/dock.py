"""A dock: a part of the window that lies beside the views, can float, and is hidden at first."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QRect, Qt
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow

from momentum_lab.core.event import Event
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.docks.floating import place_beside
from momentum_lab.gui.docks.title_bar import TitleBar
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part, widget_of
from momentum_lab.gui.widgets.screen import bounded

LEVELS = 3
"""From the window down to the views, each of which lays out what it holds when it is told to."""


class Dock(QDockWidget):
    """Holds a part; the window remembers by its key where it was.

    Parameters
    ----------
    noticed
        Called whenever it appears or goes.
    uncovered
        Tells the place on the screens that it should leave free when it begins to float.
    area
        Where it stands at first.
    is_read
        Whether it has the focus when it is shown.

    Attributes
    ----------
    called
        Somebody has called it, and it is about to appear.
    """

    def __init__(
        self,
        window: QMainWindow,
        key: str,
        title: str,
        part: Part,
        noticed: Callable[[], object],
        uncovered: Callable[[], QRect],
        area: Qt.DockWidgetArea = Qt.DockWidgetArea.RightDockWidgetArea,
        is_read: bool = False,
    ) -> None:
        super().__init__(title, window)
        self.called: Event[[]] = Event()
        self.setObjectName(key)
        self._window, self._part, self._uncovered = window, widget_of(part), uncovered
        self._is_read = is_read
        self.setWidget(self._part)
        self.bar = TitleBar(self, self.switch_floating)
        self.setTitleBarWidget(self.bar)
        window.addDockWidget(area, self)
        self.hide()
        self.visibilityChanged.connect(lambda _visible: noticed())

    def entry(self, text: str, keys: tuple[str, ...], slot: str) -> ActionSpec:
        """Return the entry that shows and hides it."""
        return ActionSpec(
            self.objectName(), text, keys, self.toggle, slot, is_checked=lambda: not self.isHidden()
        )

    @property
    def takes_width(self) -> bool:
        """Whether it stands beside the views, which are narrower for it."""
        sides = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
        is_docked = not (self.isHidden() or self.isFloating())
        return is_docked and self._window.dockWidgetArea(self) in sides

    def toggle(self) -> None:
        """Show it, or hide it; a part that is there to be read has the focus then."""
        if self.isHidden():
            self.called.emit()
        self.setVisible(self.isHidden())
        if self._is_read and not self.isHidden():
            self.raise_()
            self._part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def switch_floating(self) -> None:
        """Let it float, where it leaves free what it should, or put it back into the window."""
        self.setFloating(not self.isFloating())
        if self.isFloating():
            for _ in range(LEVELS):  # the views take its room, and then it is known where the map is
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self.resize(bounded(self, self._part.sizeHint()))
            rooms = [screen.availableGeometry() for screen in QApplication.screens()]
            self.move(place_beside(self.size(), self._window.frameGeometry(), self._uncovered(), rooms))

    def set_theme(self, theme: Theme) -> None:
        """Draw its bar in the colours of a theme."""
        self.bar.set_theme(theme)
