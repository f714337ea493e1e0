"""Worksheets of lessons as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PyQt6.QtWidgets import QWidget

from momentum_lab.containers.formats import REPORTS, format_of
from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.export.document import Paper
from momentum_lab.export.document_html import write_html
from momentum_lab.export.worksheet import AnswerKey, worksheet
from momentum_lab.gui.exporting.conversations import worked_on
from momentum_lab.gui.exporting.files import ask_path
from momentum_lab.gui.reports.drawings import prediction_pictures
from momentum_lab.gui.reports.paper import write_pdf_document
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.right_answers import right_answers
from momentum_lab.lessons.words import lesson_text
from momentum_lab.session import Session

WRITERS: Final[Mapping[str, Callable[[Paper, Path], None]]] = {
    ".html": write_html,
    ".pdf": write_pdf_document,
}
"""What writes documents, by the endings of files."""


def write_document(document: Paper, path: Path) -> None:
    """Write a document in the format that the name of a file ends in; the whole file or none.

    Raises
    ------
    InputError
        The ending is not one of :data:`~momentum_lab.containers.formats.REPORTS`.
    WriteError
        The file cannot be written.
    """
    WRITERS[format_of(path, REPORTS).suffix](document, path)


def write_worksheet(
    lesson: Lesson, path: Path, language: str = "", is_key: bool = False, progress: Progress = unwatched
) -> None:
    """Write the worksheet of a lesson, or the teacher's with answers and notes; the whole file or none.

    Raises
    ------
    InputError
        The ending is not one of :data:`~momentum_lab.containers.formats.REPORTS`.
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    format_of(path, REPORTS)
    write_document(worksheet_of(lesson, language, is_key, progress), path)


def worksheet_of(
    lesson: Lesson, language: str = "", is_key: bool = False, progress: Progress = unwatched
) -> Paper:
    """Return the worksheet of a lesson as a document, with its pictures."""
    text = lesson_text(lesson, language)
    if not is_key:
        return worksheet(lesson, text, prediction_pictures(lesson, progress=progress))
    answers = right_answers(lesson, part(progress, 0, 2))
    pictures = prediction_pictures(lesson, True, part(progress, 1, 2))
    return worksheet(lesson, text, {}, AnswerKey(answers, pictures))


def ask_worksheet(window: QWidget, session: Session, is_key: bool = False) -> None:
    """Ask for a file, and write the worksheet of the lesson that is open, or its answer key."""
    lesson = session.lessons.lesson
    if lesson is None:
        return
    name = f"{lesson.name}-key" if is_key else f"{lesson.name}-worksheet"
    title = str(message("Write the answer key") if is_key else message("Write the worksheet"))
    filters = [form.filter for form in REPORTS.values()]
    path = ask_path(window, session.settings, title, filters, ".pdf", name)
    if path is None:
        return
    language = session.lessons.text.language

    def write(progress: Progress) -> None:
        write_worksheet(lesson, path, language, is_key, progress)

    failure = str(message("The worksheet could not be written"))
    if worked_on(window, session.clock, str(message("Drawing the worksheet…")), failure, write) is None:
        session.said.emit(str(message("Wrote {path}", path=path)))
