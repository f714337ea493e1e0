"""Help: every word, with a search."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import counted, message
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.gui.widgets.words import explained, words_at
from momentum_lab.wording.glossary import Word, glossary

FIRST_SIZE: Final = QSize(680, 480)
UP_AND_DOWN: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class WordsDialog(QDialog):
    """A list of words that what is typed shortens, and what the chosen one means beside it."""

    def __init__(self, parent: QWidget, wanted: Word | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(message("Words")))
        self.resize(fitting(self, FIRST_SIZE))
        self.search = _SearchField()
        self.search.setPlaceholderText(str(message("Search")))
        self.search.setAccessibleName(str(message("search the words")))
        self.search.setClearButtonEnabled(True)
        self.list = self.search.list = QListWidget()
        self.list.setAccessibleName(str(message("words")))
        self.text = QTextBrowser()
        self.text.setAccessibleName(str(message("what it means")))
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words: list[Word] = []
        sides = QHBoxLayout()
        sides.addWidget(self.list, 2)
        sides.addWidget(self.text, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addLayout(sides)
        layout.addWidget(buttons)
        self.search.textChanged.connect(self._find)
        self.list.currentRowChanged.connect(self._show)
        self._find("")
        if wanted in self._words:
            self.list.setCurrentRow(self._words.index(wanted))

    def _find(self, wanted: str) -> None:
        self._words = glossary().searched(wanted) if wanted.strip() else list(glossary().words)
        self.list.clear()
        self.list.addItems([str(word.term) for word in self._words])
        self.list.setAccessibleDescription(
            str(counted("{count:,} word", "{count:,} words", len(self._words)))
        )
        if self._words:
            self.list.setCurrentRow(0)
        else:
            self.text.setPlainText(str(message("No word is called so, and none is explained by it.")))

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._words):
            word = self._words[row]
            also = message("Also: {names}", names=enumerated(word.also))
            self.text.setHtml(explained([word]))
            if word.also:
                self.text.append(f"<p>{also}</p>")


class _SearchField(QLineEdit):
    """What is typed in; up and down go through the list below it."""

    list: QListWidget

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Lead through the list without leaving the field."""
        if a0 is not None and a0.key() in UP_AND_DOWN:
            QApplication.sendEvent(self.list, a0)
            return
        super().keyPressEvent(a0)


def show_words(window: QWidget) -> None:
    """Show all words; the one that has the focus is chosen."""
    focus = QApplication.focusWidget()
    here = words_at(focus) if focus is not None and window.isAncestorOf(focus) else []
    dialog = WordsDialog(window, here[0] if here else None)
    dialog.exec()
    dialog.deleteLater()
