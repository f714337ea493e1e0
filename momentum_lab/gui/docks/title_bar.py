"""The bar above a dock, in the colours of the window's theme: that of Qt's style has dark icons in any."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from momentum_lab.core.messages import words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.theme.icons import icon


class TitleBar(QWidget):
    """Says what is in a dock, and has buttons that let it float and close it. The dock is dragged by it."""

    def __init__(self, dock: QDockWidget, switch_floating: Callable[[], object]) -> None:
        super().__init__(dock)
        self._dock, self._switch_floating = dock, switch_floating
        title = QLabel(dock.windowTitle())
        title.setObjectName("viewtitle")
        self.float = _button()
        self.close_button = _button()
        self.close_button.setToolTip(words("Close {title}", title=dock.windowTitle()))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.float.clicked.connect(lambda _checked: switch_floating())
        self.close_button.clicked.connect(lambda _checked: dock.close())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 6, 0)
        layout.setSpacing(2)
        layout.addWidget(title, 1)
        layout.addWidget(self.float)
        layout.addWidget(self.close_button)
        dock.topLevelChanged.connect(self._say)
        self._say(dock.isFloating())

    def set_theme(self, theme: Theme) -> None:
        """Draw the buttons in the colours of a theme."""
        self.float.setIcon(icon("float", theme.muted))
        self.close_button.setIcon(icon("remove", theme.muted))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Let the dock float, or put it back: as its button does."""
        self._switch_floating()

    def _say(self, is_floating: bool) -> None:
        title = self._dock.windowTitle()
        tip = (
            words("Put {title} back into the window", title=title)
            if is_floating
            else words("Let {title} float beside the window", title=title)
        )
        self.float.setToolTip(tip)
        self.float.setAccessibleName(tip)


def _button() -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setIconSize(QSize(16, 16))
    return button
