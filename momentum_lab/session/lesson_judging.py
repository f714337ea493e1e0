"""Judging a run for a page of a lesson: at once where that is quick, beside the window where it is long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from momentum_lab.core.event import Event
from momentum_lab.core.job_thread import LatestWins
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.file import dumps
from momentum_lab.lessons.lesson import Lesson, LessonStep
from momentum_lab.lessons.record import Answered, AnswerOutcome, Given
from momentum_lab.lessons.record_file import LONGEST_EXPERIMENT
from momentum_lab.session.clock import Clock
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:  # the window starts without what judges
    from momentum_lab.lessons.checking import CheckFinding
    from momentum_lab.lessons.task_work import TaskResult

QUICK: Final = 20_000
"""Steps of all balls together that are judged at once."""
POLL: Final = 0.03
"""Seconds between two looks at what is judged in the thread."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be judged.

    Attributes
    ----------
    lesson
        Of which lesson.
    run
        On what: a whole run.
    page
        The id of the page for which it is asked.
    attempt
        Which time a page is shown that is, counted over all pages of all lessons.
    given
        Predictions, with what was predicted.
    tasks
        Steps with a task.
    """

    lesson: Lesson
    run: Run
    page: str
    attempt: int
    given: tuple[tuple[LessonStep, Given], ...] = ()
    tasks: tuple[LessonStep, ...] = ()

    @property
    def is_quick(self) -> bool:
        """Whether nobody would notice how long it takes."""
        return self.run.experiment.steps * len(self.run.experiment.balls) <= QUICK


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What was found of what was asked, by the ids of steps: outcomes, and of tasks all findings.

    ``done`` has the results of tasks that are done in this run; ``locked`` has the names of what was changed
    though it is locked, of tasks that are not done for that alone.
    """

    asked: Asked
    outcomes: Mapping[str, AnswerOutcome]
    findings: Mapping[str, tuple[CheckFinding, ...]]
    done: Mapping[str, Answered]
    locked: tuple[str, ...] = ()


def verdict(asked: Asked) -> PageVerdict:
    """Return what is found of a run."""
    from momentum_lab.lessons.judging import judged
    from momentum_lab.lessons.task_work import task_result

    outcomes: dict[str, AnswerOutcome] = {}
    for step, given in asked.given:
        if step.prediction is not None:
            outcomes[step.id] = judged(asked.run, step.prediction, given)
    results = {
        step.id: task_result(asked.lesson, asked.page, step.task, asked.run)
        for step in asked.tasks
        if step.task is not None
    }
    done = {name: _answered(asked.run, result) for name, result in results.items() if result.is_done}
    locked = {name for result in results.values() for name in result.locked}
    findings = {name: result.findings for name, result in results.items()}
    return PageVerdict(asked, outcomes, findings, done, tuple(sorted(locked)))


def _answered(run: Run, result: TaskResult) -> Answered:
    """Return what is written down of a task that is done: what was measured, and the experiment."""
    values = tuple(each.value for each in result.findings)
    experiment = dumps(run.experiment)
    kept = experiment if len(experiment) <= LONGEST_EXPERIMENT else ""
    return Answered(values, experiment=kept, race=result.race)


class LessonJudge(LatestWins[Asked]):
    """Judges the run asked for last; what takes long is done in a thread.

    Attributes
    ----------
    found
        What was asked for last is judged.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__("lessons")
        self.found: Event[PageVerdict] = Event()
        self._clock = clock
        self._result: tuple[int, PageVerdict | Exception] | None = None
        self._is_awaited = False

    def ask(self, asked: Asked) -> None:
        """Have a run judged."""
        if asked.is_quick:
            self.forget()
            self.found.emit(verdict(asked))
        else:
            self._want(asked)
            self._is_awaited = True
            self._clock.remind(POLL, self._look)

    def forget(self) -> None:
        """Tell nothing of what was asked for: nobody waits for it any more."""
        self._want(None)
        self._result, self._is_awaited = None, False

    def _do(self, job: Asked, number: int) -> None:
        try:
            self._result = number, verdict(job)
        except Exception as error:  # noqa: BLE001 - the window must hear of it, and the thread go on
            self._result = number, error

    def _look(self) -> None:
        """Tell what was found, or look again in a while; what goes wrong is the program's own fault."""
        result, self._result = self._result, None
        if result is not None and not self._is_stale(result[0]):
            self._is_awaited = False
            if isinstance(result[1], Exception):
                raise result[1]
            self.found.emit(result[1])
        elif self._is_awaited:
            self._clock.remind(POLL, self._look)
