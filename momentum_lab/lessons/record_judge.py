"""What somebody has done, judged anew: a record says what was answered, and is not believed in all else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Final

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.messages import Message, message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.file import loads
from momentum_lab.lessons.judging import judged
from momentum_lab.lessons.lesson import Lesson, LessonStep, Page
from momentum_lab.lessons.page_runs import PageRuns, run_of
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord, key_of
from momentum_lab.lessons.revealing import is_revealed
from momentum_lab.lessons.task_work import TaskResult, task_result

MOST_WORK: Final = 1_000_000
"""Steps of all balls of a student's experiment that is run again; what would take longer is not believed."""


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A record as it can be shown to whoever has made it.

    Attributes
    ----------
    record
        With the outcomes that are revealed and no others, and without what is refused.
    refused
        Why answers are not taken, by "page/step".
    """

    record: LessonRecord
    refused: Mapping[str, Message] = field(default_factory=dict)


class RecordJudge:
    """Judges answers; each page's run is computed once, and each experiment that is handed in."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._runs = PageRuns(lesson)

    def outcome(self, page: Page, step: LessonStep, answered: Answered) -> AnswerOutcome:
        """Return what came of a prediction, or of what was seen.

        Raises
        ------
        MomentumLabError
            It is no answer to that.
        """
        assert step.prediction is not None
        return judged(self._runs.of_page(page.id), step.prediction, answered.given)

    def task(self, page: Page, step: LessonStep, answered: Answered) -> TaskResult:
        """Return what became of a task.

        Raises
        ------
        MomentumLabError
            There is no experiment in the answer, or one that would take too long.
        """
        assert step.task is not None
        experiment = loads(answered.experiment)
        work = experiment.steps * len(experiment.balls)
        if work > MOST_WORK:
            raise InputError(
                "its experiment has {work:,} steps of balls, allowed are {most:,}", work=work, most=MOST_WORK
            )
        return task_result(self._lesson, page.id, step.task, run_of(experiment))


def steps_by_key(lesson: Lesson) -> Iterator[tuple[str, Page, LessonStep]]:
    """Yield the steps of a lesson with their keys in records, and their pages."""
    for page in lesson.pages:
        for step in page.steps:
            yield key_of(page.id, step.id), page, step


def why_locked(result: TaskResult) -> Message:
    """Return why a task does not count as done, of which something is changed that is locked."""
    said = message("it does not count as done: changed is {names}, which is locked there")
    return said.filled(names=", ".join(result.locked))


def judged_record(lesson: Lesson, record: LessonRecord, progress: Progress = unwatched) -> JudgedRecord:
    """Return a record as it can be shown: judged by the lesson's own runs, tasks by what was made of them.

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    judge, answers, refused = RecordJudge(lesson), dict(record.answers), dict[str, Message]()
    steps = [each for each in steps_by_key(lesson) if each[0] in record.answers]
    for number, (key, page, step) in enumerate(steps, start=1):
        try:
            answers[key] = _judged(judge, page, step, record)
        except MomentumLabError as error:
            del answers[key]
            refused[key] = message("{problem}", problem=error.problem)
        go_on(progress, number / len(steps))
    return JudgedRecord(replace(record, answers=answers), refused)


def _judged(judge: RecordJudge, page: Page, step: LessonStep, record: LessonRecord) -> Answered:
    answered = record.answers[key_of(page.id, step.id)]
    if step.prediction is not None:
        outcome = judge.outcome(page, step, answered)
        return replace(answered, outcome=outcome if is_revealed(page, step, record) else None)
    if step.task is None:
        return answered
    result = judge.task(page, step, answered)
    if result.locked:
        raise InputError(why_locked(result))
    if not result.is_done:
        raise InputError("its experiment does not do it")
    return replace(answered, race=result.race)
