"""Whether a task is done, by the run of what somebody has made of its page's experiment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.checking import CheckFinding, is_done, task_findings
from momentum_lab.lessons.lesson import Lesson, Page, Task
from momentum_lab.lessons.locks import changed_controls, is_locked
from momentum_lab.lessons.measuring import measured
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.lessons.words import told_experiment
from momentum_lab.simulation.run import Run

LANDSCAPE: Final = "landscape"
BALLS: Final = "balls"


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What became of a task.

    Attributes
    ----------
    is_done
        Whether all its checks are met, and nothing is changed that is locked.
    race
        Its number in the race, if it is done and has one.
    locked
        The controls that are locked on its page, and with which it was changed all the same.
    findings
        What came of each check.
    """

    is_done: bool
    race: float | None = None
    locked: tuple[str, ...] = ()
    findings: tuple[CheckFinding, ...] = ()


def task_result(lesson: Lesson, page: str, task: Task, run: Run) -> TaskResult:
    """Return what became of a task of a page, by the id of that, in a run."""
    findings = task_findings(run, task)
    locked = changed_though_locked(lesson, page, run.experiment) if is_done(findings) else ()
    if locked or not is_done(findings):
        return TaskResult(False, None, locked, findings)
    race = None if task.race is None else measured(run, task.race)
    return TaskResult(True, None if race is None or not math.isfinite(race) else race, (), findings)


def changed_though_locked(lesson: Lesson, page: str, experiment: Experiment) -> tuple[str, ...]:
    """Return the controls that are locked on a page, and in which an experiment differs from the page's.

    A page that sets no experiment has what was left of the page before: of that nothing is asked but what was
    locked there, too. What the balls are called in one of the lesson's languages is no change. A landscape
    that is not locked is the page's own still if its name and its formula are.
    """
    name = experiment_of_page(lesson.pages, page)
    if not name:
        return ()
    pages = _pages_since(lesson, page)
    made = [experiment]
    if not _is_locked(lesson, pages, BALLS):
        made += _arranged(lesson.experiments[name], experiment)
    candidates = [
        [each for each in changed_controls(before, after) if _is_locked(lesson, pages, each)]
        for before in (told_experiment(lesson, name, language) for language in lesson.texts)
        for after in made
    ]
    found = {*min(candidates, key=len)}
    own, other = lesson.experiments[name].landscape, experiment.landscape
    if pages[-1].experiment and (own.name, own.formula) != (other.name, other.formula):
        found.add(LANDSCAPE)
    return tuple(sorted(found))


def _pages_since(lesson: Lesson, page: str) -> list[Page]:
    """Return a page and those before it, from the last on that sets an experiment."""
    found: list[Page] = []
    for each in lesson.pages:
        found = [each] if each.experiment else [*found, each]
        if each.id == page:
            break
    return found


def _is_locked(lesson: Lesson, pages: list[Page], control: str) -> bool:
    return is_locked(control, lesson.locks) or all(is_locked(control, page.locks) for page in pages)


def _arranged(before: Experiment, after: Experiment) -> Iterator[Experiment]:
    """Yield an experiment with those of its balls alone that look as before, in their order, if any do.

    Where balls may come, go and change places, that tells which has become of which.
    """
    looks = {(ball.color, ball.marker): ball for ball in after.balls}
    same = tuple(looks[b.color, b.marker] for b in before.balls if (b.color, b.marker) in looks)
    if same:
        yield replace(after, balls=same)
