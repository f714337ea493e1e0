"""A frame around a view: its title, and a button that gives it the whole space."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.theme.icons import icon


class ViewFrame(QFrame):
    """Holds one view under a small header."""

    maximize_wanted = pyqtSignal()

    def __init__(self, title: str, widget: QWidget, hint: str = "") -> None:
        super().__init__()
        self.setObjectName("frame")
        self.title = title
        self._theme: Theme = LIGHT
        self._is_maximized = False
        self._label = QLabel(title)
        self._label.setObjectName("viewtitle")
        self._hint = QLabel(hint)
        self._hint.setObjectName("hint")
        self._hint.setMinimumWidth(1)
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.maximize_wanted)
        header = QHBoxLayout()
        header.setContentsMargins(10, 2, 4, 2)
        header.addWidget(self._label)
        header.addSpacing(8)
        header.addWidget(self._hint, 1)
        header.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(widget, 1)
        self.show_maximized(False)

    def show_maximized(self, is_maximized: bool) -> None:
        """Show on the button what it will do."""
        self._is_maximized = is_maximized
        self._draw_button()
        tip = "Show the other views again" if is_maximized else f"Give {self.title} the whole space"
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)

    def set_theme(self, theme: Theme) -> None:
        """Draw the button in the colours of a theme."""
        self._theme = theme
        self._draw_button()

    def _draw_button(self) -> None:
        self.button.setIcon(icon("restore" if self._is_maximized else "maximize", self._theme.muted))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Maximise or restore by a double click on the header."""
        self.maximize_wanted.emit()
