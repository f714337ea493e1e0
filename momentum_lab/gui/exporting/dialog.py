"""The dialog that asks what picture to write: a form beside a look at the picture."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import words
from momentum_lab.gui.exporting.form import ExportForm
from momentum_lab.gui.exporting.preview import Preview
from momentum_lab.gui.pictures.subject import Subject
from momentum_lab.gui.widgets.column import Column
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.session import Settings
from momentum_lab.simulation.preparation import Compiler

FORM_WIDTH: Final = 350
FIRST_SIZE: Final = QSize(1000, 680)


class ExportDialog(QDialog):
    """Asks for everything that a picture can be, shows it, and remembers what was chosen last."""

    def __init__(
        self,
        parent: QWidget | None,
        settings: Settings,
        subject: Subject,
        compiler: Compiler,
        step: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Export picture"))
        self.form = ExportForm(settings, subject, step)
        self.preview = Preview(subject, compiler)
        self.size_label, self.problem = QLabel(), QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.choose = QPushButton(words("Choose file…"))
        self._lay_out()
        self.form.changed.connect(self._show)
        self.preview.failed.connect(self._tell)
        self._show()

    def accept(self) -> None:
        """Remember what was chosen, if it can be drawn."""
        if self.choose.isEnabled():
            self.form.remember()
            super().accept()

    def done(self, a0: int) -> None:
        """Draw no more."""
        self.preview.stop()
        super().done(a0)

    def _show(self) -> None:
        """Show the picture and how large it gets, or what is wrong."""
        problem = self.form.problem()
        self._tell(problem)
        if problem:
            self.preview.show_problem("")
            return
        options = self.form.options()
        self.size_label.setText(self.form.size_text(options))
        self.preview.show_options(options)

    def _tell(self, problem: str) -> None:
        """Say what is wrong, if anything is: then no file can be chosen."""
        self.choose.setEnabled(not problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self.size_label.setText(" ")

    def _lay_out(self) -> None:
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_label.setObjectName("hint")
        self.problem.setWordWrap(True)
        self.problem.setObjectName("problem")
        self.problem.setAccessibleName(words("problem"))
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self.size_label)
        right.addWidget(self.problem)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(Column(self.form, FORM_WIDTH))
        upper.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        if cancel is not None:
            cancel.setAutoDefault(False)  # or Return would press it where the file cannot be chosen
        self.choose.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(upper, 1)
        whole.addWidget(buttons)
        self.form.format.setFocus()
        self.resize(fitting(self, FIRST_SIZE))
