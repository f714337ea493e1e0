"""A dock: a part of the window that lies beside the views, can float, and is hidden at first."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part, widget_of

WIDE_ENOUGH = 1200
"""In a window narrower than this a dock floats when it is shown: docked, it would leave the views no room."""


class Dock(QDockWidget):
    """Holds a part; the window remembers by its key where it was.

    ``noticed`` is called whenever it appears or goes.
    """

    def __init__(
        self, window: QMainWindow, key: str, title: str, part: Part, noticed: Callable[[], object]
    ) -> None:
        super().__init__(title, window)
        self.setObjectName(key)
        self.setWidget(widget_of(part))
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        self.hide()
        self.visibilityChanged.connect(lambda _visible: noticed())

    def entry(self, text: str, keys: tuple[str, ...]) -> ActionSpec:
        """Return the entry that shows and hides it."""
        return ActionSpec(
            self.objectName(), text, keys, self.toggle, "view.docks", is_checked=lambda: not self.isHidden()
        )

    def toggle(self) -> None:
        """Show it, or hide it."""
        window = self.parentWidget()
        is_wanted = self.isHidden()
        if is_wanted and window is not None and window.width() < WIDE_ENOUGH:
            self.setFloating(True)
        self.setVisible(is_wanted)
