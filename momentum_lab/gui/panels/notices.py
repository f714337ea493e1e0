"""Something that a person may want to know and do, above the views, without being in the way."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from momentum_lab.core.values import dataclass


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
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 8, 6)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._text, 1)
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

    def _show_first(self) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        for button in self.buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        first = next(iter(self._waiting.values()), None)
        if first is not None:
            self._text.setText(first.text)
            self.buttons = [self._button(first, choice) for choice in first.choices]
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
        self._layout.addWidget(button)
        return button
