"""Asking for the title of an experiment and what to watch in it."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import Message, message, words
from momentum_lab.experiment.texts import is_own_text
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.session import Session

FIRST_SIZE = QSize(520, 320)
MOST_TITLE = 200
MOST_DESCRIPTION = 4000


class NotesDialog(QDialog):
    """A line for the title and room for a paragraph."""

    def __init__(self, parent: QWidget, title: str, description: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Title and notes"))
        self.resize(fitting(self, FIRST_SIZE))
        self._title = QLineEdit(title)
        self._title.setMaxLength(MOST_TITLE)
        self._description = QPlainTextEdit(description)
        self._description.setTabChangesFocus(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._limit = QLabel()
        self._limit.setObjectName("problem")
        self._limit.setVisible(False)
        self._title.inputRejected.connect(self._tell_title)
        self._description.textChanged.connect(self._measure)
        form = QFormLayout(self)
        form.addRow(words("Title"), self._title)
        form.addRow(words("What to watch"), self._description)
        form.addRow(self._limit)
        form.addRow(buttons)

    def _measure(self) -> None:
        if len(self._description.toPlainText().strip()) > MOST_DESCRIPTION:
            most = MOST_DESCRIPTION
            self._tell(
                message("A paragraph has {most:,} characters at most; the rest is left out.", most=most)
            )

    def _tell_title(self) -> None:
        self._tell(message("A title has {most:,} characters at most; the rest is left out.", most=MOST_TITLE))

    def _tell(self, limit: Message) -> None:
        self._limit.setText(str(limit))
        self._limit.setVisible(True)

    @property
    def title(self) -> str:
        """The title as it was typed."""
        return self._title.text().strip()

    @property
    def description(self) -> str:
        """The paragraph as it was typed, as far as a file may hold it."""
        return self._description.toPlainText().strip()[:MOST_DESCRIPTION]


def edit_notes(window: QWidget, session: Session) -> None:
    """Ask for title and notes, and keep them."""
    experiment = session.experiment
    shown = experiment.title_words, str(experiment.shown_description)
    dialog = NotesDialog(window, *shown)
    if dialog.exec():
        is_kept = dialog.title == shown[0]
        title = experiment.title if is_kept else dialog.title
        is_own = experiment.title_is_own if is_kept else is_own_text(title)
        description = experiment.description if dialog.description == shown[1] else dialog.description
        try:
            session.editor.describe(title, description, is_own)
        except InputError as error:
            tell_error(window, words("These notes cannot be kept"), str(error))
    dialog.deleteLater()
