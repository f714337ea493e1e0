"""What is written down of somebody who takes a lesson, and kept at every change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.event import Event
from momentum_lab.core.files import WriteError
from momentum_lab.core.messages import message
from momentum_lab.core.tables import text
from momentum_lab.lessons.lesson import Lesson, Page
from momentum_lab.lessons.record import Answered, LessonRecord, ReportFigure
from momentum_lab.lessons.record_file import (
    LONGEST_NAME,
    MOST_FIGURES,
    MOST_VOTES,
    cleaned_figure,
    proven_text,
)
from momentum_lab.session.clock import Clock
from momentum_lab.session.lesson_fits import fitting, lacks_prediction, without_seen
from momentum_lab.session.lesson_records import Begun, RecordKeeper, begun_lessons

PAUSE: Final = 0.4
"""Seconds after which what is typed is kept, and between two looks at whether it could be."""
RETRY: Final = 5.0
"""Seconds after which what could not be kept is tried again."""
SHARED: Final = message(
    "Somebody else is at work on this lesson, too: what both do is kept, and of the same answer the last one."
)


class LessonBook:
    """Holds the record of the lesson that is open, and has it kept in a folder of its own.

    What the lesson has no place for any more is kept as it is, and not shown.

    Parameters
    ----------
    folder
        Where records are kept, a folder for each lesson; nowhere if it is None.
    said
        Where a sentence for the person goes.

    Attributes
    ----------
    changed
        Something else is written down than before.
    record
        What is written down and fits the lesson.
    """

    def __init__(self, clock: Clock, said: Event[str], folder: Path | None) -> None:
        self.changed: Event[[]] = Event()
        self.record = LessonRecord("")
        self._clock, self._said, self._folder = clock, said, folder
        self._lesson: Lesson | None = None
        self._whole = LessonRecord("")
        self._keeper: RecordKeeper | None = None
        self._is_kept, self._is_told, self._is_shared = True, False, False

    def begun(self) -> list[Begun]:
        """Return the lessons that were begun, the one of the last time first."""
        return [] if self._folder is None else begun_lessons(self._folder)

    @property
    def folder(self) -> Path | None:
        """Where the record of the open lesson is kept, with its pictures; None if it is not."""
        return None if self._keeper is None else self._keeper.folder

    def open(self, lesson: Lesson, key: str) -> None:
        """Go on with the record of a lesson, kept as a key; one that cannot be read is put aside."""
        self.close()
        self._lesson, self._whole = lesson, LessonRecord(lesson.name)
        self._is_kept, self._is_told, self._is_shared = True, False, False
        if self._folder is not None:
            self._keeper = RecordKeeper(self._folder / key)
            try:
                self._whole = self._keeper.load(lesson.name)
            except InputError as error:
                told = message("What was kept of this lesson cannot be read and is put aside: {error}")
                self._said.emit(str(told.filled(error=error)))
        self.record = fitting(self._whole, lesson)

    def begin_anew(self) -> None:
        """Put the record aside, in another file beside it, and begin another one."""
        self.keep()
        if self._keeper is not None:
            self._keeper.put_aside()
        if self._lesson is not None:
            self._whole = self.record = LessonRecord(self._lesson.name)

    def close(self) -> bool:
        """Write down what is not kept yet, and hold nothing any more; return whether that was in time."""
        is_in_time = True
        if self._keeper is not None:
            is_in_time = self.keep() and self._keeper.close()
        self._lesson, self._keeper = None, None
        self._whole = self.record = LessonRecord("")
        return is_in_time

    def put(self, record: LessonRecord) -> None:
        """Have another record than :attr:`record`, with what has come to it; it is kept within a second."""
        whole = self._whole
        self._whole = replace(
            record,
            answers={**whole.answers, **record.answers},
            votes={**whole.votes, **record.votes},
            finished=whole.finished | record.finished,
        )
        self.record = record
        self._is_kept = False
        self._clock.remind(PAUSE, self._look)
        self.changed.emit()

    def put_page(self, page: str) -> None:
        """Write down which page is shown."""
        self.put(replace(self.record, page=page))

    def put_finished(self, page: str) -> None:
        """Write down that the run of a page was seen to its end."""
        self.put(replace(self.record, finished=self.record.finished | {page}))

    def lacks(self, page: Page) -> bool:
        """Whether a prediction of a page is not written down."""
        return lacks_prediction(self.record, page)

    def put_answer(self, key: str, answered: Answered) -> None:
        """Write down an answer, or another one in its place."""
        self.put(replace(self.record, answers={**self.record.answers, key: answered}))

    def forget_seen(self, page: Page) -> None:
        """Strike out what was said of the run of a page, and that it was seen, before it is predicted."""
        self._whole = without_seen(self._whole, page)
        if (record := without_seen(self.record, page)) != self.record:
            self.put(record)

    def set_student(self, name: str) -> None:
        """Write down who it is.

        Raises
        ------
        InputError
            The name is too long, or has characters that none may have.
        """
        student = text(LONGEST_NAME)(name.strip())
        if student != self.record.student:
            self.put(replace(self.record, student=student))

    def votes(self, key: str, choices: int) -> tuple[int, ...]:
        """Return how many have voted for each of the choices of a step."""
        return self.record.votes.get(key, (0,) * choices)

    def vote(self, key: str, choices: int, choice: int, count: int) -> None:
        """Count so many votes more for a choice of a step, or fewer."""
        counts = list(self.votes(key, choices))
        counts[choice] = min(max(counts[choice] + count, 0), MOST_VOTES)
        self.put(replace(self.record, votes={**self.record.votes, key: tuple(counts)}))

    def clear_votes(self, key: str, choices: int) -> None:
        """Count votes for the choices of a step anew."""
        self.put(replace(self.record, votes={**self.record.votes, key: (0,) * choices}))

    def add_figure(self, figure: ReportFigure, png: bytes | None) -> bool:
        """Take a figure into the report, with its picture if it has one, and keep it; if not, say why.

        Return whether it is in the report.
        """
        if len(self.record.figures) >= MOST_FIGURES:
            told = message("There are {most} figures in this report already.", most=MOST_FIGURES)
            self._said.emit(str(told))
            return False
        if png is not None and self._keeper is not None:
            figure = replace(figure, file=f"figure-{os.urandom(6).hex()}.png")
        record = self._with_figures((*self.record.figures, figure))
        if record is None:
            return False
        if png is not None and self._keeper is not None:
            try:
                self._keeper.write_picture(figure.file, png)
            except WriteError as error:
                self._tell_unkept(error)
                return False
        self.put(record)
        self.keep()
        return True

    def set_figures(self, figures: Sequence[ReportFigure]) -> bool:
        """Have other figures in the report, or in another order, or with other captions; if not, say why.

        Return whether they are in the report.
        """
        record = self._with_figures(figures)
        if record is None:
            return False
        if self._keeper is not None:
            files = {figure.file for figure in self._whole.figures if figure.file}
            self._keeper.drop_pictures(files - {figure.file for figure in figures})
        self.put(record)
        return True

    def _with_figures(self, figures: Sequence[ReportFigure]) -> LessonRecord | None:
        """Return the record with other figures, if it could be read again; if not, say why."""
        record = replace(self.record, figures=tuple(map(cleaned_figure, figures)))
        try:
            proven_text(record)
        except InputError as error:
            told = message("This cannot be taken into the report: {error}", error=error)
            self._said.emit(str(told))
            return None
        return record

    def keep(self) -> bool:
        """Wait until all is kept that is written down; return whether that was in time."""
        if self._keeper is None:
            return True
        if not self._is_kept:
            self._keeper.keep(self._whole)
            self._is_kept = True
        is_in_time = self._keeper.finish()
        self._look()
        return is_in_time

    def _look(self) -> None:
        """Keep what has been written down meanwhile, and tell if the last could not be."""
        keeper = self._keeper
        if keeper is None:
            return
        if not self._is_kept:
            keeper.keep(self._whole)
            self._is_kept = True
        if not keeper.is_done:
            self._clock.remind(PAUSE, self._look)
        elif keeper.failure is not None:
            if not self._is_told:
                self._tell_unkept(keeper.failure)
            self._is_told, self._is_kept = True, False
            self._clock.remind(RETRY, self._look)
        else:
            self._is_told = False
            if keeper.is_shared and not self._is_shared:
                self._said.emit(str(SHARED))
            self._is_shared = keeper.is_shared

    def _tell_unkept(self, error: WriteError) -> None:
        self._said.emit(str(message("What is done in this lesson cannot be kept: {error}", error=error)))
