"""Worksheets of lessons as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from momentum_lab.containers.formats import REPORTS, format_of
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.export.document import Document
from momentum_lab.export.document_html import write_html
from momentum_lab.export.worksheet import AnswerKey, worksheet
from momentum_lab.gui.reports.drawings import prediction_pictures
from momentum_lab.gui.reports.paper import write_pdf_document
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.right_answers import right_answers
from momentum_lab.lessons.words import lesson_text

WRITERS: Final[Mapping[str, Callable[[Document, Path], None]]] = {
    ".html": write_html,
    ".pdf": write_pdf_document,
}
"""What writes documents, by the endings of files."""


def write_document(document: Document, path: Path) -> None:
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
) -> Document:
    """Return the worksheet of a lesson as a document, with its pictures."""
    text = lesson_text(lesson, language)
    if not is_key:
        return worksheet(lesson, text, prediction_pictures(lesson, progress=progress))
    answers = right_answers(lesson, part(progress, 0, 2))
    pictures = prediction_pictures(lesson, True, part(progress, 1, 2))
    return worksheet(lesson, text, {}, AnswerKey(answers, pictures))
