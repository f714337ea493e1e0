"""The file of a record: JSON, read strictly, for anybody may have written it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from momentum_lab.core.errors import InputError, located, parser_words, quoted
from momentum_lab.core.files import read_text, write_text
from momentum_lab.core.tables import Table, TableReader, cleaned, flag, integer, list_of, number, text
from momentum_lab.experiment.experiment import MOST_STEPS
from momentum_lab.lessons.record import Answered, AnswerOutcome, Given, LessonRecord, ReportFigure

Read = TypeVar("Read")

VERSION: Final = 1
RECORD_FILE: Final = "record.json"
LARGEST_RECORD: Final = 6_000_000
"""Bytes of a file that is read."""
LONGEST_ANSWER: Final = 20_000
LONGEST_NAME: Final = 200
LONGEST_CAPTION: Final = 2_000
LONGEST_EXPERIMENT: Final = 200_000
MOST_ANSWERS: Final = 2_000
MOST_VALUES: Final = 10_000
MOST_FIGURES: Final = 300
MOST_ROWS: Final = 200
MOST_COLUMNS: Final = 40
MOST_VOTES: Final = 100_000
_LATEST: Final = 1e11
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}/[a-z][a-z0-9_]{0,63}")
_PICTURE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.png")
_SPECIAL: Final = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""Numbers that JSON has not: each stands as a table with one of these words."""


def record_text(record: LessonRecord) -> str:
    """Return the text of a record's file."""
    table: Table = {
        "schema": VERSION,
        "lesson": record.lesson,
        "student": record.student,
        "page": record.page,
        "at": record.at,
        "answers": {key: _answered_table(answered) for key, answered in record.answers.items()},
        "figures": [_figure_table(figure) for figure in record.figures],
        "finished": sorted(record.finished),
        "votes": {key: list(counts) for key, counts in record.votes.items()},
    }
    return json.dumps(table, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def record_of(content: str) -> LessonRecord:
    """Return the record that a text holds.

    Raises
    ------
    InputError
        It is not JSON, not a record, or larger than a record may be.
    """
    if len(content.encode("utf-8", "surrogatepass")) > LARGEST_RECORD:
        raise InputError("is larger than the {most:,} bytes that are allowed", most=LARGEST_RECORD)
    reader = TableReader(_parsed(content))
    reader.take("schema", integer(VERSION, VERSION))
    record = LessonRecord(
        lesson=reader.take("lesson", _matching(_NAME)),
        student=reader.take("student", text(LONGEST_NAME), ""),
        page=reader.take("page", _name_or_nothing, ""),
        answers=reader.take("answers", _by_key(_answered, MOST_ANSWERS), {}),
        figures=reader.take("figures", list_of(_figure, 0, MOST_FIGURES), ()),
        finished=reader.take("finished", _names, frozenset()),
        votes=reader.take("votes", _by_key(list_of(integer(0, MOST_VOTES), 0, 100), MOST_ANSWERS), {}),
        at=reader.take("at", number(0.0, _LATEST), 0.0),
    )
    reader.finish()
    return record


def load_record(path: Path) -> LessonRecord:
    """Return the record in a file; errors begin with its path."""
    content = read_text(path, LARGEST_RECORD)
    with located(str(path)):
        return record_of(content)


def save_record(record: LessonRecord, path: Path) -> None:
    """Write a record; the old file or the new, never half, and never one that could not be read.

    Raises
    ------
    WriteError
        It cannot be written.
    InputError
        Its file could not be read.
    """
    write_text(path, proven_text(record), is_private=True)


def proven_text(record: LessonRecord) -> str:
    """Return the text of a record's file, which is read as it was.

    Raises
    ------
    InputError
        There is something in the record that is not read.
    """
    content = record_text(record)
    record_of(content)
    return content


def cleaned_figure(figure: ReportFigure) -> ReportFigure:
    """Return a figure whose caption and cells have no characters that are not read, and are not too long."""
    return replace(
        figure,
        caption=cleaned(figure.caption, is_multiline=True)[:LONGEST_CAPTION],
        table=tuple(tuple(cleaned(cell)[:LONGEST_NAME] for cell in row) for row in figure.table),
    )


def checked_answer(given: object) -> Given:
    """Return an answer that somebody has given, or a file holds.

    Raises
    ------
    InputError
        It is no text, number or list of one kind of them, or too long.
    """
    if isinstance(given, str):
        return text(LONGEST_ANSWER, is_multiline=True)(given)
    if isinstance(given, list | tuple):
        return _checked_list(list(given))
    return _real(given)


def _checked_list(given: list[object]) -> Given:
    if all(isinstance(each, str) for each in given):
        return list_of(text(LONGEST_NAME), 0, MOST_VALUES)(given)
    if all(isinstance(each, int) for each in given):
        return list_of(integer(0, MOST_VALUES), 0, MOST_VALUES)(given)
    return list_of(_real, 0, MOST_VALUES)(given)


def _parsed(content: str) -> object:
    def refuse(constant: str) -> object:
        raise InputError("found {found}, allowed are numbers", found=quoted(constant))

    def table(pairs: list[tuple[str, object]]) -> Table:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise InputError("found a key twice")
        return made

    try:
        return json.loads(content, parse_constant=refuse, object_pairs_hook=table)
    except (ValueError, RecursionError) as error:
        what = parser_words(error)
        raise InputError("is not valid JSON ({what})", what=what) from error


def _matching(pattern: re.Pattern[str]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise InputError("found {found}, which is no name that a record may have", found=quoted(value))
        return value

    return check


def _names(value: object) -> frozenset[str]:
    return frozenset(list_of(_matching(_NAME), 0, MOST_ANSWERS)(value))


def _name_or_nothing(value: object) -> str:
    return "" if value == "" else _matching(_NAME)(value)


def _by_key(check: Callable[[object], Read], most: int) -> Callable[[object], dict[str, Read]]:
    """Return a check for a table with keys such as "page/step"."""

    def check_all(value: object) -> dict[str, Read]:
        given = TableReader(value).rest()
        if len(given) > most:
            raise InputError("found {count:,} entries, allowed are {most:,}", count=len(given), most=most)
        found = {}
        for key, entry in given.items():
            with located(quoted(key)):
                found[_matching(_KEY)(key)] = check(entry)
        return found

    return check_all


def _real(value: object) -> float:
    """Check a number that may also be infinite or none at all."""
    if isinstance(value, dict):
        reader = TableReader(value)
        word = reader.take("number", text(4))
        reader.finish()
        if word not in _SPECIAL:
            raise InputError("found {found}, allowed are nan, inf and -inf", found=quoted(word))
        return _SPECIAL[word]
    if isinstance(value, float) and not math.isfinite(value):
        return value
    return number(-math.inf, math.inf)(value)


def _given_table(given: Given) -> object:
    """Return an answer as JSON has it."""
    if isinstance(given, tuple):
        return [_given_table(each) for each in given]
    if isinstance(given, float) and not math.isfinite(given):
        return {"number": next(word for word, value in _SPECIAL.items() if repr(value) == repr(given))}
    return given


def _answered_table(answered: Answered) -> Table:
    table: Table = {"given": _given_table(answered.given)}
    if (outcome := answered.outcome) is not None:
        table["outcome"] = {
            "value": _given_table(outcome.value),
            "is_right": outcome.is_right,
            "distance": None if outcome.distance is None else _given_table(outcome.distance),
        }
    if answered.experiment:
        table["experiment"] = answered.experiment
    if answered.race is not None:
        table["race"] = _given_table(answered.race)
    return table


def _answered(value: object) -> Answered:
    reader = TableReader(value)
    answered = Answered(
        given=reader.take("given", checked_answer),
        outcome=reader.take("outcome", _outcome, None),
        experiment=reader.take("experiment", text(LONGEST_EXPERIMENT, is_multiline=True), ""),
        race=reader.take("race", _real, None),
    )
    reader.finish()
    return answered


def _outcome(value: object) -> AnswerOutcome:
    reader = TableReader(value)
    outcome = AnswerOutcome(
        value=reader.take("value", checked_answer),
        is_right=reader.take("is_right", _or_none(flag), None),
        distance=reader.take("distance", _or_none(_real), None),
    )
    reader.finish()
    return outcome


def _or_none(check: Callable[[object], Read]) -> Callable[[object], Read | None]:
    return lambda value: None if value is None else check(value)


def _figure_table(figure: ReportFigure) -> Table:
    return {
        "page": figure.page,
        "caption": figure.caption,
        "experiment": figure.experiment,
        "step": figure.step,
        "file": figure.file,
        "table": [list(row) for row in figure.table],
    }


def _figure(value: object) -> ReportFigure:
    reader = TableReader(value)
    row = list_of(text(LONGEST_NAME), 0, MOST_COLUMNS)
    empty: tuple[tuple[str, ...], ...] = ()
    figure = ReportFigure(
        page=reader.take("page", _name_or_nothing),
        caption=reader.take("caption", text(LONGEST_CAPTION, is_multiline=True), ""),
        experiment=reader.take("experiment", text(LONGEST_EXPERIMENT, is_multiline=True)),
        step=reader.take("step", integer(0, MOST_STEPS), 0),
        file=reader.take("file", _picture_or_nothing, ""),
        table=reader.take("table", list_of(row, 0, MOST_ROWS), empty),
    )
    reader.finish()
    return figure


def _picture_or_nothing(value: object) -> str:
    return "" if value == "" else _matching(_PICTURE)(value)
