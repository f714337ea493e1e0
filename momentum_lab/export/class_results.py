"""The results of a class as CSV: a row a student, which a spreadsheet shows and never computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.files import write_text
from momentum_lab.lessons.class_results import ClassResults, StudentResult
from momentum_lab.lessons.lesson import LessonStep
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.wording.answers import AnswerWords

SUFFIX: Final = ".csv"
DIGITS: Final = 4
"""Of a share, after the point."""
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may take for a formula."""

CsvCell = str | float | int | None


def write_class_results(results: ClassResults, path: Path) -> None:
    """Write the table; the whole file or none.

    Raises
    ------
    InputError
        The name does not end in ".csv".
    WriteError
        The file cannot be written.
    """
    check_class_path(path)
    write_text(path, class_csv(results))


def check_class_path(path: Path) -> None:
    """Raise :class:`InputError` if the name of a file does not end in ".csv"."""
    if path.suffix.lower() != SUFFIX:
        raise InputError("found the ending {found}, allowed is .csv", str(path), found=quoted(path.suffix))


def class_csv(results: ClassResults) -> str:
    """Return the table as CSV, and in its last row what share of the class was right."""
    stream = io.StringIO()
    rows = [_row(results, each) for each in results.students]
    heads = list(_row(results, _NOBODY))
    writer = csv.DictWriter(stream, heads, lineterminator="\n", restval="")
    writer.writeheader()
    for row in [*rows, _shares(results)]:
        writer.writerow({head: safe_cell(cell) for head, cell in row.items()})
    return stream.getvalue()


def safe_cell(cell: CsvCell) -> str | float | int:
    """Return a cell that a spreadsheet shows as it is: a text is never a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULAS):
        return f"'{cell}"
    return cell


_NOBODY: Final = StudentResult("", "", {}, {}, {}, {})


def _row(results: ClassResults, student: StudentResult) -> dict[str, CsvCell]:
    row: dict[str, CsvCell] = {"student": student.student, "file": student.file}
    for key, step in results.questions.items():
        row |= _answer(results, student, key, step)
    for key, step in results.tasks.items():
        task = student.tasks.get(key)
        row[f"{key} done"] = None if task is None else int(task.is_done)
        if step.task is not None and step.task.race is not None:
            row[f"{key} race"] = None if task is None else task.race
    for key in _texts(results):
        row[f"{key} text"] = student.texts.get(key)
    return row


def _answer(
    results: ClassResults, student: StudentResult, key: str, step: LessonStep
) -> Mapping[str, CsvCell]:
    assert step.prediction is not None
    lesson = results.lesson
    named = experiment_of_page(lesson.pages, key.partition("/")[0])
    words = AnswerWords(step.prediction, {}, lesson.experiments.get(named))
    answered, outcome = student.answers.get(key), student.outcomes.get(key)
    right = None if outcome is None or outcome.is_right is None else int(outcome.is_right)
    return {
        f"{key} predicted": None if answered is None else words.told(answered.given),
        f"{key} came": None if outcome is None else words.told(outcome.value),
        f"{key} right": right,
        f"{key} off": None if outcome is None else outcome.distance,
    }


def _texts(results: ClassResults) -> Iterable[str]:
    known = {*results.questions, *results.tasks}
    steps = (f"{page.id}/{step.id}" for page in results.lesson.pages for step in page.steps)
    return [key for key in steps if key not in known]


def _shares(results: ClassResults) -> dict[str, CsvCell]:
    """Return the row of the class."""
    row: dict[str, CsvCell] = {"student": "(all)"}
    for key in results.questions:
        share = results.share(key).value
        row[f"{key} right"] = None if share is None else round(share, DIGITS)
    for key in results.tasks:
        row[f"{key} done"] = round(results.done(key) / max(len(results.students), 1), DIGITS)
    return row
