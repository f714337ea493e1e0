"""Asking under which name a landscape of one's own is saved."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import words
from momentum_lab.core.registry import LONGEST_NAME
from momentum_lab.gui.dialogs.messages import sentence
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.landscapes.user_library import (
    check_own_name,
    free_name,
    is_own,
    name_from,
    own_path,
)

FIRST_SIZE = QSize(440, 170)


class NameDialog(QDialog):
    """A line for the name, and a sentence that says what comes of it.

    Parameters
    ----------
    title
        Suggests a name that nothing has yet.
    note
        A sentence on what will not be in the file; there need not be any.
    """

    def __init__(self, parent: QWidget | None, title: str, note: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Save as own landscape"))
        self.field = QLineEdit(free_name(name_from(title)) if title.strip() else "")
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setPlaceholderText("my_valley")
        self.field.setAccessibleName(words("name"))
        self.note = QLabel(note)
        self.note.setWordWrap(True)
        self.note.setVisible(bool(note))
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        save = buttons.addButton(words("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert save is not None
        self.save = save
        save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(QLabel(words("Name, in lower-case letters, digits and _:")))
        layout.addWidget(self.field)
        layout.addWidget(self.sentence)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(fitting(self, FIRST_SIZE))
        self.field.textChanged.connect(lambda _text: self._explain())
        self._explain()
        self.field.selectAll()

    @property
    def name(self) -> str:
        """The name as it was typed."""
        return self.field.text().strip()

    def _explain(self) -> None:
        problem = ""
        try:
            check_own_name(self.name)
        except InputError as error:
            problem = sentence(str(error))
        said = words("Becomes the file {file} in your folder of landscapes.", file=own_path(self.name).name)
        if is_own(self.name):
            said = words("Takes the place of your landscape “{name}”.", name=self.name)
        self.sentence.setText((problem if self.name else "") or ("" if problem else said))
        self.save.setEnabled(not problem)
        self.sentence.setObjectName("problem" if problem else "hint")
        style = self.sentence.style()
        if style is not None:
            style.unpolish(self.sentence)
            style.polish(self.sentence)
