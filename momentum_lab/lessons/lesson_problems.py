"""What is wrong with a lesson: with its files, or with claims that its own runs do not bear out."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from momentum_lab.analysis.quantities import known_quantity
from momentum_lab.core.errors import InputError, one_line
from momentum_lab.core.messages import Message, message
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.lessons.checking import is_done, task_findings
from momentum_lab.lessons.complaints import Complaints
from momentum_lab.lessons.facts import rounded_like, shown_number
from momentum_lab.lessons.files import read_files
from momentum_lab.lessons.judging import curve_in, holding, order_in
from momentum_lab.lessons.layout import STRUCTURE
from momentum_lab.lessons.lesson import (
    AnswerKind,
    Check,
    Fact,
    Lesson,
    LessonStep,
    Measure,
    Page,
    Prediction,
    Task,
)
from momentum_lab.lessons.mathematics import note_formulas
from momentum_lab.lessons.measuring import is_told, measured
from momentum_lab.lessons.reading import lesson_of
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.lessons.task_work import changed_though_locked
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class LessonProblem:
    """Something that is wrong with a lesson.

    Attributes
    ----------
    place
        Where it is, outermost first: the folder or zip if that is known, a file, then keys.
    said
        What was found, and what is allowed.
    """

    place: tuple[str, ...]
    said: Message

    def __str__(self) -> str:
        return one_line(": ".join((*self.place, str(self.said))))


def examined(
    source: str | os.PathLike[str], progress: Progress = unwatched
) -> tuple[Lesson | None, list[LessonProblem]]:
    """Return the lesson in a folder or a zip, None if it cannot be read; and all that is wrong with it."""
    try:
        files = read_files(Path(source))
    except InputError as error:
        return None, [_problem(error)]
    lesson, errors = lesson_of(files)
    if lesson is None:
        return None, [*map(_problem, errors)]
    found = problems(lesson, progress)
    return lesson, [LessonProblem((files.place, *problem.place), problem.said) for problem in found]


def problems(lesson: Lesson, progress: Progress = unwatched) -> list[LessonProblem]:
    """Return what the runs of a lesson's experiments do not bear out, and which formulas cannot be set.

    Raises
    ------
    MomentumLabError
        An experiment cannot be computed.
    CancelledError
        ``progress`` returned False.
    """
    return _Examination(lesson, _runs(lesson, progress)).problems()


def _runs(lesson: Lesson, progress: Progress) -> Mapping[str, Run]:
    found, count = {}, len(lesson.experiments)
    for index, (name, experiment) in enumerate(lesson.experiments.items()):
        with rule_errors(experiment):
            found[name] = simulate(experiment, source_for(experiment), part(progress, index, count))
    return found


def _problem(error: InputError) -> LessonProblem:
    return LessonProblem(error.place, error.problem)


class _Examination:
    """Compares what a lesson says with the runs of its experiments."""

    def __init__(self, lesson: Lesson, runs: Mapping[str, Run]) -> None:
        self._lesson, self._runs = lesson, runs
        self._complaints = Complaints()

    def problems(self) -> list[LessonProblem]:
        with self._complaints.at(STRUCTURE):
            for page in self._lesson.pages:
                self._look_at_page(page)
            for fact in self._lesson.facts:
                with self._complaints.at("facts", fact.id):
                    self._look_at_fact(fact)
        note_formulas(self._lesson, self._complaints)
        return [*map(_problem, self._complaints.found)]

    def _look_at_page(self, page: Page) -> None:
        name = experiment_of_page(self._lesson.pages, page.id)
        with self._complaints.at("pages", page.id):
            if not name:
                return
            run = self._runs[name]
            with self._complaints.at("step"):
                _check_step(run, page.step)
            for step in page.steps:
                with self._complaints.at("steps", step.id):
                    self._look_at_step(page, step, run)

    def _look_at_step(self, page: Page, step: LessonStep, run: Run) -> None:
        if step.prediction is not None:
            _check_prediction(run, step.prediction)
        if step.task is not None:
            self._look_at_task(page, step.task, run)

    def _look_at_task(self, page: Page, task: Task, run: Run) -> None:
        if is_done(task_findings(run, task)):
            self._complaints.note(InputError("all checks are met at the start already", "checks"))
        solution = self._runs[task.solution]
        for index, finding in enumerate(task_findings(solution, task)):
            if not finding.is_met:
                said = message(
                    "{solution} does not meet it; what is compared is {value}",
                    solution=task.solution,
                    value=_told(finding.value),
                )
                self._complaints.note(InputError(said, "checks", str(index)))
        for name in changed_though_locked(self._lesson, page.id, solution.experiment):
            said = message(
                "{solution} changes {name}, which is locked here", solution=task.solution, name=name
            )
            self._complaints.note(InputError(said, "solution"))
        if task.race is not None:
            with self._complaints.at("race"):
                _check_measure(solution, task.race)

    def _look_at_fact(self, fact: Fact) -> None:
        if fact.measure is None:
            return
        run = self._runs[fact.experiment]
        _check_measure(run, fact.measure)
        value = measured(run, fact.measure)
        if not shown_number(fact.shown).is_said_of(value):
            said = message(
                "found {shown}, and the run of {experiment} gives {value}; allowed is {right}",
                shown=fact.shown,
                experiment=fact.experiment,
                value=_told(value),
                right=rounded_like(fact.shown, value),
            )
            raise InputError(said, "shown")


def _check_prediction(run: Run, prediction: Prediction) -> None:
    """Raise :class:`InputError` unless the run has an answer to a prediction, and only one."""
    match prediction.answer:
        case AnswerKind.CHOICE:
            _check_choices(run, prediction)
        case AnswerKind.ORDER:
            for ball in prediction.balls:
                _check_ball(run, ball)
            _check_step(run, prediction.measure.step)
            if len(set(order_in(run, prediction).values())) < 2:
                raise InputError("all balls have the same place in the order", "measure")
        case AnswerKind.NUMBER:
            _check_measure(run, prediction.measure)
        case AnswerKind.POINT:
            _check_ball(run, prediction.measure.ball)
            _check_step(run, prediction.measure.step)
        case AnswerKind.CURVE:
            _check_ball(run, prediction.measure.ball)
            _check_step(run, prediction.measure.step)
            if not any(map(math.isfinite, curve_in(run, prediction))):
                raise InputError("the run has no such curve", "measure")


def _check_choices(run: Run, prediction: Prediction) -> None:
    for choice in prediction.choices:
        for check in choice.holds:
            for measure in _measures(check):
                _check_ball(run, measure.ball)
                _check_step(run, measure.step)
    found = [choice.id for choice in holding(run, prediction)]
    if not found:
        raise InputError("none of them holds of the run; allowed is one that does", "choices")
    if len(found) > 1:
        said = "these hold of the run: {names}; allowed is one that does"
        raise InputError(said, "choices", names=", ".join(found))


def _measures(check: Check) -> Iterator[Measure]:
    yield check.measure
    if check.than is not None:
        yield check.than


def _check_measure(run: Run, measure: Measure) -> None:
    """Raise :class:`InputError` unless a run has the number that is measured."""
    _check_ball(run, measure.ball)
    _check_step(run, measure.step)
    quantity = known_quantity(measure.quantity) if measure.quantity else None
    ball = int(measure.ball)
    if (quantity and not is_told(run, ball, quantity)) or math.isnan(measured(run, measure)):
        raise InputError("the run has no such number")


def _check_ball(run: Run, ball: int | str) -> None:
    count = len(run.experiment.balls)
    if isinstance(ball, int) and ball >= count:
        raise InputError("found ball {ball}, allowed is 0 to {last}", ball=ball, last=count - 1)


def _check_step(run: Run, step: int | None) -> None:
    if step is not None and step > run.experiment.steps:
        raise InputError("found step {step}, allowed is 0 to {last}", step=step, last=run.experiment.steps)


def _told(value: float) -> str:
    return "nothing" if math.isnan(value) else f"{value:.8g}"
