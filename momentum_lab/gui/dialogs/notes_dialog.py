"""Asking for the title of an experiment and what to watch in it."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

MOST_TITLE = 200
MOST_DESCRIPTION = 4000


class NotesDialog(QDialog):
    """A line for the title and room for a paragraph."""

    def __init__(self, parent: QWidget, title: str, description: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Title and notes")
        self.resize(520, 320)
        self._title = QLineEdit(title)
        self._title.setMaxLength(MOST_TITLE)
        self._description = QPlainTextEdit(description)
        self._description.setTabChangesFocus(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow("Title", self._title)
        form.addRow("What to watch", self._description)
        form.addRow(buttons)

    @property
    def title(self) -> str:
        """The title as it was typed."""
        return self._title.text().strip()

    @property
    def description(self) -> str:
        """The paragraph as it was typed, as far as a file may hold it."""
        return self._description.toPlainText().strip()[:MOST_DESCRIPTION]
