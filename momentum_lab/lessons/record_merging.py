"""What two who are at work on the same record have done, in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from momentum_lab.lessons.record import LessonRecord, ReportFigure

Value = TypeVar("Value")


def with_changes(theirs: LessonRecord, before: LessonRecord, now: LessonRecord) -> LessonRecord:
    """Return somebody else's record with what has changed in one's own: of the same answer, one's own counts.

    Parameters
    ----------
    theirs
        What another one has made of the record.
    before, now
        What it was for oneself, and has become.
    """
    return replace(
        theirs,
        student=theirs.student if now.student == before.student else now.student,
        page=theirs.page if now.page == before.page else now.page,
        answers=_merged(theirs.answers, before.answers, now.answers),
        figures=_merged_figures(theirs.figures, before.figures, now.figures),
        finished=(theirs.finished - (before.finished - now.finished)) | (now.finished - before.finished),
        votes=_merged(theirs.votes, before.votes, now.votes),
        at=max(theirs.at, now.at),
    )


def _merged(
    theirs: Mapping[str, Value], before: Mapping[str, Value], now: Mapping[str, Value]
) -> dict[str, Value]:
    changed = {key: value for key, value in now.items() if key not in before or before[key] != value}
    gone = before.keys() - now.keys()
    return {**{key: value for key, value in theirs.items() if key not in gone}, **changed}


def _merged_figures(
    theirs: tuple[ReportFigure, ...], before: tuple[ReportFigure, ...], now: tuple[ReportFigure, ...]
) -> tuple[ReportFigure, ...]:
    """Return one's own figures in their order, and after them what the other one has added."""
    if now == before:
        return theirs
    return *now, *(figure for figure in theirs if figure not in before and figure not in now)
