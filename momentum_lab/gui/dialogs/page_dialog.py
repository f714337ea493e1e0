"""Making a page of a lesson of what is seen now: which lesson it comes into, and its words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from momentum_lab.core.errors import InputError, MomentumLabError, located
from momentum_lab.core.messages import message
from momentum_lab.core.resources import own_folder
from momentum_lab.figures.views import view_kind
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.lessons.controls import lock
from momentum_lab.lessons.layout import checked_lesson_name
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.library import KIND, LESSONS
from momentum_lab.lessons.texts import SENTENCE, TITLE
from momentum_lab.lessons.writing import NewPage, write_page
from momentum_lab.session import Session

FIRST_SIZE = QSize(560, 460)


class PageDialog(QDialog):
    """Asks for the lesson and the words of a page, and writes it; it stays open while that cannot be."""

    def __init__(self, window: QWidget, session: Session, page: NewPage) -> None:
        super().__init__(window)
        self._session, self._page = session, page
        self.written: Lesson | None = None
        self.setWindowTitle(str(message("Make a page of what I see now")))
        self.resize(fitting(self, FIRST_SIZE))
        self.lesson = QComboBox()
        for name, path in LESSONS.own.items():
            if path.is_dir():
                self.lesson.addItem(name, path)
        self.lesson.addItem(str(message("A new lesson")), None)
        self.lesson.currentIndexChanged.connect(lambda _index: self._show_new())
        self.name, self.title = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("my_lesson")
        self.title.setMaxLength(TITLE)
        self.question = QLineEdit()
        self.question.setMaxLength(SENTENCE)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.locks = QLineEdit(", ".join(sorted(page.locks)))
        self.locks.setPlaceholderText("learning_rate, landscape")  # keys, which are English
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._show_new()

    def accept(self) -> None:
        """Write the page; what keeps it from being written is shown."""
        try:
            self._write()
        except MomentumLabError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        self._form = form = QFormLayout(self)
        form.addRow(str(message("Lesson")), self.lesson)
        form.addRow(str(message("Its name")), self.name)
        form.addRow(str(message("Title of the page")), self.title)
        form.addRow(str(message("Question")), self.question)
        form.addRow(str(message("Text")), self.text)
        form.addRow(str(message("Locked")), self.locks)
        form.addRow(QLabel(str(self._seen())))
        form.addRow(self.problem)
        form.addRow(buttons)

    def _seen(self) -> str:
        """Return in words what the page takes along beside the words."""
        if not self._page.view:
            return str(message("It sets this experiment, at step {step:,}.", step=self._page.step))
        told = message("It sets this experiment, at step {step:,}, and shows the {view} alone.")
        return str(told.filled(step=self._page.step, view=view_kind(self._page.view).phrase))

    def _show_new(self) -> None:
        """Ask for a name only where there is to be a new lesson."""
        self._form.setRowVisible(self.name, self.lesson.currentData() is None)

    def _write(self) -> None:
        locks = [name.strip() for name in self.locks.text().split(",") if name.strip()]
        with located(str(message("Locked"))):
            checked = frozenset(map(lock, locks))
        page = replace(
            self._page,
            title=self.title.text().strip(),
            question=self.question.text().strip(),
            text=self.text.toPlainText().strip(),
            locks=checked,
        )
        if not page.title:
            raise InputError("the title is missing", str(message("Title of the page")))
        self.written = write_page(self._folder(), page, page.title)

    def _folder(self) -> Path:
        folder = self.lesson.currentData()
        if isinstance(folder, Path):
            return folder
        name = self.name.text().strip()
        with located(str(message("Its name"))):
            checked_lesson_name(name)
            if name in LESSONS:
                raise InputError("there is a lesson {name!r} already, allowed is another name", name=name)
        return own_folder(KIND) / name


def make_page(window: QWidget, session: Session, explore: str = "") -> None:
    """Ask for the words of a page of what is seen now, and write it."""
    session.pause()
    seen = session.lessons.seen_page(session.selection.maximized or "", explore)
    dialog = PageDialog(window, session, seen)
    if dialog.exec() and dialog.written is not None:
        said = message(
            "Page {number} of the lesson “{name}” is written.",
            number=len(dialog.written.pages),
            name=dialog.written.name,
        )
        session.said.emit(str(said))
    dialog.deleteLater()
