"""What is done on the page of a lesson that is shown: answers, votes, figures for the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from momentum_lab.core.event import Event
from momentum_lab.core.tables import integer
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.lessons.lesson import LessonStep
from momentum_lab.lessons.record import Answered, Given, LessonRecord, ReportFigure
from momentum_lab.session.clock import Clock
from momentum_lab.session.lesson_answers import LessonAnswers
from momentum_lab.session.lesson_book import LessonBook
from momentum_lab.session.lesson_seal import RunSeal

if TYPE_CHECKING:  # the window starts without what judges
    from momentum_lab.lessons.checking import CheckFinding


class PageWork:
    """The work on one page; which one it is, :class:`LessonPlay` says.

    Attributes
    ----------
    predicted
        The last prediction of the page is made, and kept.
    book
        What is written down.
    """

    def __init__(
        self, model: ExperimentModel, clock: Clock, book: LessonBook, seal: RunSeal, said: Event[str]
    ) -> None:
        self.predicted: Event[[]] = Event()
        self.book = book
        self._model, self._clock = model, clock
        self._answers = LessonAnswers(book, clock, seal, said)

    @property
    def record(self) -> LessonRecord:
        """What is written down of the lesson that is open."""
        return self.book.record

    @property
    def is_finished(self) -> bool:
        """Whether the run of the page has been seen to its end."""
        return self._answers.is_finished

    def is_open(self, step: LessonStep | str) -> bool:
        """Whether a step of this page can be answered now.

        Predictions can one after the other, until the run is shown; what was seen, when it was to the end;
        all else, when predictions are made.
        """
        return self._answers.is_open(self._answers.step(step if isinstance(step, str) else step.id))

    def answer(self, step_id: str, given: Given) -> None:
        """Write down an answer; after the last prediction, show the run from its start.

        Where the step's turn has not come, or is over, that is said.

        Raises
        ------
        InputError
            It is not the kind of answer that the step asks for.
        """
        if self._answers.answer(self._answers.step(step_id), given):
            self.book.keep()
            self.predicted.emit()

    def answered(self, step_id: str) -> Answered | None:
        """Return the answer to a step of this page, if there is one; of a task, that it is done."""
        return self._answers.answered(self._answers.step(step_id))

    def findings(self, step_id: str) -> tuple[CheckFinding, ...]:
        """Return what is found of the checks of a task in the newest run; nothing while there is none."""
        return self._answers.findings(self._answers.step(step_id))

    def is_revealed(self, step_id: str) -> bool:
        """Whether it can be told how it came.

        That is so of a prediction and of what was seen when the run was, and all is said of it; of a task,
        when it is done; of all else, when there is an answer.
        """
        return self._answers.is_revealed(self._answers.step(step_id))

    def set_student(self, name: str) -> None:
        """Write down who takes the lesson.

        Raises
        ------
        InputError
            The name is too long, or has characters that none may have.
        """
        self.book.set_student(name)

    def add_figure(
        self,
        png: bytes | None = None,
        table: Sequence[Sequence[str]] = (),
        caption: str = "",
        step: int | None = None,
    ) -> bool:
        """Take a picture or a table into the report, with the experiment and the step that are shown.

        Return whether it is there; if it is not, that is said.
        """
        rows = tuple(tuple(row) for row in table)
        experiment = dumps(self._model.experiment)
        step = self._clock.playhead.step if step is None else step
        figure = ReportFigure(self._answers.page_id, caption, experiment, step, table=rows)
        return self.book.add_figure(figure, png)

    def votes(self, step_id: str) -> tuple[int, ...]:
        """Return how many of a class have chosen each of the choices of a step."""
        step = self._answers.step(step_id)
        return self.book.votes(self._answers.key(step), _choices(step))

    def vote(self, step_id: str, choice: int, count: int = 1) -> None:
        """Count votes for one of the choices of a step; a negative number takes some back.

        Raises
        ------
        InputError
            There is no such choice.
        """
        step = self._answers.step(step_id)
        integer(0, _choices(step) - 1)(choice)
        self.book.vote(self._answers.key(step), _choices(step), choice, count)

    def clear_votes(self, step_id: str) -> None:
        """Count the votes for the choices of a step anew."""
        step = self._answers.step(step_id)
        self.book.clear_votes(self._answers.key(step), _choices(step))


def _choices(step: LessonStep) -> int:
    return 0 if step.prediction is None else len(step.prediction.choices)
