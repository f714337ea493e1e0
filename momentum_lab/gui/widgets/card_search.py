"""A search above cards: while it is typed in, keys lead from card to card; and chips that filter them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QSizePolicy, QToolButton

from momentum_lab.core.messages import words
from momentum_lab.gui.widgets.card_grid import CardGrid

PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class CardSearch(QLineEdit):
    """A field to search in; arrows and Page Up and Down move among the cards, Return takes one."""

    taken = pyqtSignal()

    def __init__(self, grid: CardGrid[Any], hint: str) -> None:
        super().__init__()
        self._grid = grid
        self.setPlaceholderText(hint)
        self.setAccessibleName(words("search"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take the keys that are for the cards; all others are for the text."""
        if a0 is not None and a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif a0 is None or a0.modifiers() not in PLAIN or not self._grid.go(a0.key()):
            super().keyPressEvent(a0)


def plain(text: str) -> str:
    """Return a text in lower case, in which hyphens and underscores are spaces."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def holds(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of some words stands in one of some texts."""
    read = "\n".join(map(plain, texts))
    return all(plain(word) in read for word in words)


def chip(text: str) -> QToolButton:
    """Return a button that filters while it is down."""
    button = QToolButton()
    button.setObjectName("chip")
    button.setText(text)
    button.setCheckable(True)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
