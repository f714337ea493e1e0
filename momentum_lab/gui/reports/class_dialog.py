"""What a class has handed in, put together in a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.errors import InputError, MomentumLabError, one_line
from momentum_lab.core.messages import Message, counted, message, message_in, words
from momentum_lab.core.progress import Progress, part
from momentum_lab.export.class_results import SUFFIX, write_class_results
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.exporting.conversations import worked_on
from momentum_lab.gui.exporting.files import ask_path
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.lessons.class_results import ClassResults, class_results, lesson_of_most
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.library import find_lesson
from momentum_lab.lessons.student_files import SUFFIXES, read_results
from momentum_lab.lessons.words import lesson_text
from momentum_lab.session import Session
from momentum_lab.wording.class_results import class_heads, class_prompts, class_rows, race_rows, race_titles

FIRST_SIZE: Final = QSize(860, 560)


class ClassDialog(QDialog):
    """A table of the class, one of each race, and what was left out."""

    def __init__(
        self, parent: QWidget, session: Session, results: ClassResults, left_out: Sequence[Message] = ()
    ) -> None:
        super().__init__(parent)
        self._session, self._results = session, results
        self.setWindowTitle(str(message("Results of a class")))
        self.resize(fitting(self, FIRST_SIZE))
        count = counted("{count} student", "{count} students", len(results.students))
        title = lesson_text(results.lesson).title
        head = QLabel(str(message("{lesson}: {count}", lesson=title, count=count)))
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.tabs = QTabWidget()
        answers = str(message("Answers"))
        table = _table(answers, class_heads(results), class_rows(results))
        for column, prompt in enumerate(class_prompts(results), start=1):
            head_of = table.horizontalHeaderItem(column)
            if head_of is not None:
                head_of.setToolTip(plain_tip(prompt))
        self.tabs.addTab(table, answers)
        heads = (str(message_in("of a race", "place")), str(message("student")), str(message("number")))
        for key, name in race_titles(results).items():
            title = str(message("Race: {name}", name=name))
            self.tabs.addTab(_table(title, heads, race_rows(results, key)), title)
        self._add_left_out([*left_out, *results.left_out])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save = buttons.addButton(str(message("&Save as CSV…")), QDialogButtonBox.ButtonRole.ActionRole)
        assert save is not None
        save.clicked.connect(lambda _checked: self.save())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Have columns as wide as their words are in the type of the window."""
        super().showEvent(a0)
        for table in self.findChildren(QTableWidget):
            table.resizeColumnsToContents()

    def save(self) -> None:
        """Ask for a file and write the table with all answers."""
        name = f"{self._results.lesson.name}-class"
        title = str(message("Save the results of the class"))
        filters = [f"CSV (*{SUFFIX})"]
        path = ask_path(self, self._session.settings, title, filters, SUFFIX, name)
        if path is None:
            return
        try:
            write_class_results(self._results, path)
        except MomentumLabError as error:
            tell_error(self, str(message("The table could not be written")), str(error))
        else:
            self._session.said.emit(str(message("Wrote {path}", path=path)))

    def _add_left_out(self, sentences: Sequence[Message]) -> None:
        if sentences:
            title = str(message("Left out ({count})", count=len(sentences)))
            text = QPlainTextEdit("\n".join(one_line(str(each)) for each in sentences))
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setAccessibleName(str(message("what is left out, and why")))
            self.tabs.addTab(text, title)


def _table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(heads))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            table.setItem(y, x, QTableWidgetItem(cell))
    below = table.verticalHeader()
    if below is not None:
        below.hide()
    return table


def ask_class_results(window: QWidget, session: Session) -> None:
    """Ask for what a class has handed in, and show it put together."""
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    title = str(message("What the class has handed in"))
    folder = session.settings.text("class_folder", str(Path.home()))
    chosen, _ = QFileDialog.getOpenFileNames(
        window, title, folder, f"{words('Reports and results')} ({kinds})"
    )
    if chosen:
        session.settings.put("class_folder", str(Path(chosen[0]).parent))
        show_class_results(window, session, [Path(each) for each in chosen])


def show_class_results(window: QWidget, session: Session, paths: Sequence[Path]) -> None:
    """Read files of a class under a progress bar, and show what came of them."""
    found: list[tuple[ClassResults, list[Message]]] = []

    def read(progress: Progress) -> None:
        files, left_out = read_results(paths, part(progress, 0, 2))
        if not files:
            raise InputError(
                "none of the files has the results of a lesson in it: {why}",
                why="; ".join(str(each) for each in left_out[:3]),
            )
        lesson = _lesson_of(session, lesson_of_most(files))
        found.append((class_results(lesson, files, part(progress, 1, 2)), left_out))

    failure = str(message("The results could not be read"))
    if worked_on(window, session.clock, str(message("Reading the results…")), failure, read) is None:
        results, left_out = found[0]
        dialog = ClassDialog(window, session, results, left_out)
        dialog.exec()
        dialog.deleteLater()


def _lesson_of(session: Session, name: str) -> Lesson:
    """Return the lesson that is open if it is of that name, or else the one that is found by it."""
    present = session.lessons.lesson
    return present if present is not None and present.name == name else find_lesson(name)
