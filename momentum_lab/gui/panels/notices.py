"""Something that a person may want to know and do, above the views, without being in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from momentum_lab.gui.widgets.flow import FlowLayout

LEAST: Final = 36
"""Letters of a sentence that a line beside its choices has room for; else they stand below it."""


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """A button of a notice."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence with what can be done about it.

    Attributes
    ----------
    key
        What it is about: a later notice of the same takes its place.
    text
        The sentence.
    choices
        What can be done; the last is what Escape means.
    """

    key: str
    text: str
    choices: tuple[NoticeChoice, ...]


class Notices(QFrame):
    """A bar with one notice, and room for the next when that one is answered; hidden while there is none.

    It takes no focus by itself: Tab and the marked letters lead to its buttons.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._waiting: dict[str, Notice] = {}
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons: list[QPushButton] = []
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(12, 6, 8, 6)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._text, 1)
        self._choices = QWidget()
        self._row = FlowLayout(8)
        self._choices.setLayout(self._row)
        self._layout.addWidget(self._choices)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown; empty where there is none."""
        return self._text.text() if self._waiting else ""

    def are_about(self, key: str) -> bool:
        """Whether something of that key is told, or will be."""
        return key in self._waiting

    def tell(self, notice: Notice) -> None:
        """Show a notice, once those before it are answered."""
        self._waiting[notice.key] = notice
        self._show_first()

    def withdraw(self, key: str) -> None:
        """Tell something no longer, if it was told."""
        if self._waiting.pop(key, None) is not None:
            self._show_first()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Escape is the last choice."""
        if a0 is not None and a0.key() == Qt.Key.Key_Escape and self.buttons:
            self.buttons[-1].click()
            return
        super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Put the choices below the sentence where it had no room beside them."""
        super().resizeEvent(a0)
        self._arrange()

    def _arrange(self) -> None:
        sizes = [button.sizeHint().width() + self._row.spacing() for button in self.buttons]
        is_narrow = self.width() - sum(sizes) < LEAST * self.fontMetrics().averageCharWidth()
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if direction != self._layout.direction():
            self._layout.setDirection(direction)

    def _show_first(self) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        first = next(iter(self._waiting.values()), None)
        if first is not None:
            self._text.setText(first.text)
            self.buttons = [self._button(first, choice) for choice in first.choices]
            self._arrange()
        self.setVisible(first is not None)
        if had_focus and self.buttons:
            self.buttons[0].setFocus()
        elif had_focus and (window := self.window()) is not None:
            window.setFocus()

    def _button(self, notice: Notice, choice: NoticeChoice) -> QPushButton:
        def run() -> None:
            self.withdraw(notice.key)
            choice.run()

        button = QPushButton(choice.text)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _checked=False: run())
        self._row.addWidget(button)
        return button
