"""A field for a formula, in which the place of a mistake is marked."""

from __future__ import annotations

import re

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontDatabase, QKeyEvent, QTextCharFormat, QTextCursor
from PyQt6.QtWidgets import QPlainTextEdit, QTextEdit

from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.landscapes.grammar import LIMITS

LINES = 3


class FormulaField(QPlainTextEdit):
    """A formula of up to three lines in letters of equal width; Return does not break it but takes it."""

    taken = pyqtSignal()
    """Return was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setAccessibleName(words("formula"))
        self.setPlaceholderText("a*x**2 + sin(3*y)")
        document = self.document()
        assert document is not None
        margins = self.contentsMargins()
        room = 2 * document.documentMargin() + margins.top() + margins.bottom() + 2 * self.frameWidth()
        self.setFixedHeight(round(LINES * self.fontMetrics().lineSpacing() + room))

    @property
    def formula(self) -> str:
        """The formula on one line, each character in its column."""
        return self.toPlainText().replace("\n", " ").replace("\t", " ")

    @property
    def marked(self) -> str:
        """The characters that are marked."""
        return "".join(selection.cursor.selectedText() for selection in self.extraSelections())

    def set_theme(self, theme: Theme) -> None:
        """Mark in the colours of another theme."""
        self._theme = theme

    def mark(self, column: int | None) -> None:
        """Mark what stands in a column, counted from 1; beyond the end, the last character."""
        text = self.formula
        if column is None or not text:
            self.setExtraSelections([])
            return
        start = min(column, len(text)) - 1
        found = re.compile(r"[A-Za-z_]\w*|.").match(text, start)
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(found.end() if found else start + 1, QTextCursor.MoveMode.KeepAnchor)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = self._format()
        self.setExtraSelections([selection])

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Take the formula with Return; refuse to write without end."""
        if e is None:
            return
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        is_writing = bool(e.text()) and e.text().isprintable() and not self.textCursor().hasSelection()
        if not (is_writing and len(self.toPlainText()) >= LIMITS.characters):
            super().keyPressEvent(e)

    def _format(self) -> QTextCharFormat:
        marked = QTextCharFormat()
        color = QColor(self._theme.warning)
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        marked.setUnderlineColor(color)
        color.setAlphaF(0.22)
        marked.setBackground(color)
        return marked
