"""The lab report: who it is of, which pictures and tables it has, how it looks, and writing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from PyQt6.QtCore import QSize, Qt, QTimer, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.containers.formats import REPORTS, FileFormat
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import file_name, write_text
from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress, part
from momentum_lab.export.document import Paper
from momentum_lab.export.lesson_report import ReportPictures, lesson_report
from momentum_lab.gui.dialogs.messages import sentence
from momentum_lab.gui.exporting.conversations import worked_on
from momentum_lab.gui.exporting.files import ask_path
from momentum_lab.gui.reports.document_view import DocumentView
from momentum_lab.gui.reports.drawings import answer_pictures, task_pictures
from momentum_lab.gui.reports.figure_list import FigureList
from momentum_lab.gui.reports.record_figures import RecordPictures
from momentum_lab.gui.reports.worksheets import write_document
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.lessons.record_file import LONGEST_NAME, record_text
from momentum_lab.lessons.record_judge import JudgedRecord, judged_record
from momentum_lab.session import Session

FIRST_SIZE: Final = QSize(1040, 720)
NO_PICTURES: Final = ReportPictures()
DRAWING: Final = message("Drawing the report…")
QUIET: Final = 250
"""Milliseconds without a change after which the report is shown anew."""
RESULT: Final = FileFormat(".json", message("Result for the teacher"))
KINDS: Final = {**REPORTS, RESULT.suffix: RESULT}
"""What can be written, by the endings of files."""


_ForReport: TypeAlias = tuple[ReportPictures, JudgedRecord | None]


class ReportDialog(QDialog):
    """Asks for everything that a report has besides what was done, shows it, and writes it.

    ``draw`` returns what is found for it once it is seen: the pictures of predictions, and of the experiments
    that did tasks; and what came of the answers in the record.
    """

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        draw: Callable[[QWidget], _ForReport] = lambda _parent: (NO_PICTURES, None),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(message("Lab report")))
        self._session, self._drawn = session, NO_PICTURES
        self._figures = RecordPictures(session.lessons.book.folder)
        self._judged: JudgedRecord | None = None
        self._draw: Callable[[QWidget], _ForReport] | None = draw
        self.student = QLineEdit(session.lessons.record.student)
        self.student.setMaxLength(LONGEST_NAME)
        self.student.setAccessibleName(str(message("name")))
        self.figures = FigureList(session.lessons)
        self.format = QComboBox()
        self.format.setAccessibleName(str(message("format")))
        for form in KINDS.values():
            self.format.addItem(str(form.title), form.suffix)
        self.opens = QCheckBox(str(message("&Open it afterwards")))
        self.opens.setChecked(True)
        self.view = DocumentView(str(message("the report")))
        self.view.setPlainText(str(DRAWING))
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setVisible(False)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self.show_report)
        self._lay_out()
        self.student.textEdited.connect(self._take_name)
        self.figures.changed.connect(self._quiet.start)
        self.student.setFocus()

    def report(self) -> Paper:
        """Return the report as it is now."""
        lessons = self._session.lessons
        assert lessons.lesson is not None
        pictures = replace(self._drawn, figures=self._figures.of(lessons.record))
        result = record_text(lessons.record).encode()
        today = date.today()  # noqa: DTZ011  (the day where the report is written)
        judged = self._judged = self._judged or judged_record(lessons.lesson, lessons.record)
        judged = replace(judged, record=replace(lessons.record, answers=judged.record.answers))
        return lesson_report(lessons.lesson, lessons.text, judged, pictures, today, result)

    def show_report(self) -> None:
        """Show the report as it is now."""
        self._draw_once()
        self.view.show_document(self.report())

    def write(self) -> None:
        """Ask for a file and write the report; close when it is there."""
        self._draw_once()
        suffix = str(self.format.currentData())
        record = self._session.lessons.record
        name = file_name(f"{record.student} {record.lesson}")
        title = str(message("Write the report"))
        path = ask_path(self, self._session.settings, title, [KINDS[suffix].filter], suffix, name)
        if path is None:
            return
        failure = str(message("The report could not be written"))
        told = worked_on(
            self,
            self._session.clock,
            str(message("Writing the report…")),
            failure,
            lambda p: self._write(path, p),
        )
        if told is None:
            said = message("Wrote {path}", path=path)
            if self.opens.isChecked() and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                said = message("Wrote {path}; there is no program here that opens such a file", path=path)
            self._session.said.emit(str(said))
            self.accept()

    def done(self, a0: int) -> None:
        """Draw no more."""
        self._quiet.stop()
        super().done(a0)

    def resizeEvent(self, a0: object) -> None:
        """Set the report for another width."""
        super().resizeEvent(a0)  # type: ignore[arg-type]
        self._quiet.start()

    def _draw_once(self) -> None:
        """Draw the pictures, unless they are drawn or being drawn."""
        draw, self._draw = self._draw, None
        if draw is not None:
            self._drawn, self._judged = draw(self)

    def _write(self, path: Path, progress: Progress) -> None:
        if path.suffix.lower() == RESULT.suffix:
            write_text(path, record_text(self._session.lessons.record))
        else:
            write_document(self.report(), path)

    def _take_name(self, name: str) -> None:
        """Write down the name, or say why it cannot be one."""
        try:
            self._session.lessons.set_student(name)
        except InputError as error:
            self._tell(sentence(str(error)))
        else:
            self._tell("")
            self._quiet.start()

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(str(message("&Name")), self.student)
        form.addRow(self.problem)
        form.addRow(str(message("Pictures and &tables")), self.figures)
        form.addRow(str(message("&Format")), self.format)
        form.addRow(self.opens)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addLayout(form, 2)
        upper.addWidget(self.view, 4)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        write = buttons.addButton(str(message("&Write…")), QDialogButtonBox.ButtonRole.ActionRole)
        assert write is not None
        write.clicked.connect(lambda _checked: self.write())
        write.setDefault(True)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(upper, 1)
        whole.addWidget(buttons)
        self.resize(fitting(self, FIRST_SIZE))


def show_report(window: QWidget, session: Session) -> None:
    """Show the report of the lesson that is open, and write it if that is wanted."""
    lessons = session.lessons
    if lessons.lesson is None:
        return
    lesson, record = lessons.lesson, lessons.record

    def draw(parent: QWidget) -> _ForReport:
        found: list[_ForReport] = [(NO_PICTURES, None)]

        def work(progress: Progress) -> None:
            judged = judged_record(lesson, record, part(progress, 0, 3))
            answers = answer_pictures(lesson, judged.record, part(progress, 1, 3))
            tasks = task_pictures(lesson, judged.record, part(progress, 2, 3))
            found.append((ReportPictures({}, tasks, answers), judged))

        failure = str(message("The pictures of the report could not be drawn"))
        worked_on(parent, session.clock, str(DRAWING), failure, work)
        return found[-1]

    dialog = ReportDialog(window, session, draw)
    dialog.exec()
    dialog.deleteLater()
