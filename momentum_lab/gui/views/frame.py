"""A frame around a view: its title, and a button that gives it the whole space."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.elided import ElidedLabel

_Kind = QEvent.Type
BESIDE_TITLE: Final = 8
"""Logical pixels between the title and what stands beside it."""


class ViewFrame(QFrame):
    """Holds one view under a small header, with a button for each view that is folded away for it."""

    maximize_wanted = pyqtSignal()
    used = pyqtSignal()
    """Somebody presses in it."""
    emptied = pyqtSignal()
    """What it holds is hidden, or shown again."""
    other_wanted = pyqtSignal(str)
    """A view that is folded away is wanted, by its name."""

    def __init__(self, title: str, widget: QWidget, hint: str = "") -> None:
        super().__init__()
        self.setObjectName("frame")
        self.title = title
        self.widget = widget
        self._theme: Theme = LIGHT
        self._is_maximized = False
        self._folded: tuple[tuple[str, str], ...] = ()
        self._label = ElidedLabel(title, least=0)
        self._label.setObjectName("viewtitle")
        self._hint = ElidedLabel(hint, least=0)
        self._hint.setObjectName("hint")
        self._others = QHBoxLayout()
        self._others.setSpacing(2)
        self._any_other = self._folded_button("⋯", words("Views for which there is no room"))
        self._any_other.setObjectName("folded_views")
        self._any_other.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._any_other.setMenu(QMenu(self._any_other))
        self._any_other.hide()
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.maximize_wanted)
        header = QHBoxLayout()
        header.setContentsMargins(10, 2, 4, 2)
        header.addWidget(self._label)
        header.addSpacing(BESIDE_TITLE)
        header.addWidget(self._hint, 1)
        header.addStretch(0)  # which takes the room where there is no hint
        self._controls = QHBoxLayout()
        header.addLayout(self._controls)
        header.addLayout(self._others)
        header.addWidget(self._any_other)
        header.addWidget(self.button)
        self._header = header
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(widget, 1)
        widget.installEventFilter(self)
        viewport = widget.viewport() if isinstance(widget, QAbstractScrollArea) else None
        if viewport is not None:  # which is what is pressed
            viewport.installEventFilter(self)
        self.show_maximized(False)

    @property
    def is_empty(self) -> bool:
        """Whether what it holds was hidden; what was not shown yet is no less there."""
        is_explicit = self.widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        return is_explicit and self.widget.isHidden()

    def add_control(self, control: QWidget) -> None:
        """Put a control into the header, before what concerns the room that the view has."""
        self._controls.addWidget(control)

    def rename(self, title: str) -> None:
        """Have another title."""
        if title != self.title:
            self.title = title
            self._label.set_text(title)
            self._fit_header()
            self.show_maximized(self._is_maximized)

    @property
    def hint(self) -> str:
        """What is done in it, as the header says."""
        return self._hint.text

    def hint_at(self, hint: str) -> None:
        """Say something else about what is done in it."""
        self._hint.set_text(hint)

    def show_maximized(self, is_maximized: bool) -> None:
        """Show on the button what it will do."""
        self._is_maximized = is_maximized
        self._draw_button()
        tip = (
            words("Show the other views again")
            if is_maximized
            else words("Give {view} the whole space", view=self.title)
        )
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)

    def show_folded(self, folded: Sequence[tuple[str, str]]) -> None:
        """Offer views, by names and titles, for which there is no room beside this one."""
        if tuple(folded) == self._folded:
            return
        self._folded = tuple(folded)
        while (item := self._others.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        menu = self._any_other.menu()
        assert menu is not None
        menu.clear()
        for name, title in folded:
            other = self._folded_button(
                title, words("Show {view} here: there is no room for both", view=title)
            )
            other.clicked.connect(partial(self._want, name))
            self._others.addWidget(other)
            if (entry := menu.addAction(title)) is not None:
                entry.triggered.connect(partial(self._want, name))
        self._hint.setHidden(bool(folded))
        self._fit_header()

    def _folded_button(self, text: str, tip: str) -> QToolButton:
        """Return a button that brings what is folded away."""
        button = QToolButton()
        button.setText(text)
        button.setObjectName("folded")
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _fit_header(self) -> None:
        """Offer what is folded away in a menu where the buttons have no room beside the title.

        Where not even that has room, the title is cut.
        """
        margins, apart = self._header.contentsMargins(), self._header.spacing()
        fixed = [self.button, *(each for each in _widgets_in(self._controls) if not each.isHidden())]
        room = self.width() - margins.left() - margins.right() - BESIDE_TITLE - 3 * apart
        room -= sum(each.sizeHint().width() + apart for each in fixed)
        buttons = _widgets_in(self._others)
        title = self._label.sizeHint().width()
        all_of_them = sum(each.sizeHint().width() + self._others.spacing() for each in buttons)
        has_room = title + all_of_them <= room
        for each in buttons:
            each.setVisible(has_room)
        self._any_other.setVisible(bool(buttons) and not has_room)
        room -= all_of_them if has_room else self._any_other.sizeHint().width() + apart
        self._label.setFixedWidth(max(min(title, room), 0))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Fit what is in the header."""
        super().resizeEvent(a0)
        self._fit_header()

    def changeEvent(self, a0: QEvent | None) -> None:
        """Fit what is in the header in type of another size."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() in (_Kind.FontChange, _Kind.StyleChange):
            self._fit_header()

    def set_theme(self, theme: Theme) -> None:
        """Draw the button in the colours of a theme."""
        self._theme = theme
        self._draw_button()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See that the view is used, or goes."""
        if a1 is not None and a1.type() == QEvent.Type.MouseButtonPress:
            self.used.emit()
        elif a1 is not None and a0 is self.widget and a1.type() in (_Kind.HideToParent, _Kind.ShowToParent):
            self.emptied.emit()
        return False

    def _want(self, name: str, _checked: bool = False) -> None:
        self.other_wanted.emit(name)

    def _draw_button(self) -> None:
        self.button.setIcon(icon("restore" if self._is_maximized else "maximize", self._theme.muted))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Maximise or restore by a double click on the header."""
        self.maximize_wanted.emit()


def _widgets_in(layout: QHBoxLayout) -> list[QWidget]:
    """Return the widgets of a layout from left to right."""
    items = (layout.itemAt(index) for index in range(layout.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]
