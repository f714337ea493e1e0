"""Whether something holds of a run: comparisons of measures, statuses, optimizers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.core.values import dataclass
from momentum_lab.lessons.lesson import Check, ComparisonSign, Task
from momentum_lab.lessons.measuring import measured, series
from momentum_lab.simulation.run import Run, Status, final_status

_HOLDS: Final[Mapping[ComparisonSign, Callable[[Floats | float, Floats | float], Bools | bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """What came of a check.

    Attributes
    ----------
    is_met
        Whether it holds.
    ball
        Of which ball the rest is told: of those that were to be looked at, the one that has met it, or that
        has kept it from being met; where none of several has, the one that came nearest. None if there is
        no such ball.
    value
        What was compared; nan if there is none, as of a status.
    than
        With what.
    step
        At which step: of a check at any or each step, the one that decided, or came nearest.
    found
        The status or the optimizer that the ball has, where that is what is checked.
    """

    check: Check
    is_met: bool
    ball: int | None
    value: float = math.nan
    than: float = math.nan
    step: int | None = None
    found: str = ""


def met(run: Run, check: Check) -> CheckFinding:
    """Return whether a check holds of a run, and why.

    At each step, or at some, means those that a run has kept, which are all of the first ten thousand.
    """
    which, count = check.measure.ball, len(run.experiment.balls)
    balls = [which] if isinstance(which, int) else [*range(count)]
    findings = [_of_ball(run, check, ball) for ball in balls if ball < count]
    if not findings:
        return CheckFinding(check, False, None)
    wanted = [finding for finding in findings if finding.is_met is (which != "all")]
    return wanted[0] if wanted else min(findings, key=_miss)


def task_findings(run: Run, task: Task) -> tuple[CheckFinding, ...]:
    """Return what came of each check of a task; it is done if all are met."""
    return tuple(met(run, check) for check in task.checks)


def is_done(findings: tuple[CheckFinding, ...]) -> bool:
    """Whether a task is done."""
    return all(finding.is_met for finding in findings)


def _miss(finding: CheckFinding) -> float:
    """Return by how much a check was missed, to find the ball that came nearest."""
    gap = abs(finding.value - finding.than)
    return math.inf if math.isnan(gap) else gap


def _of_ball(run: Run, check: Check, ball: int) -> CheckFinding:
    if check.optimizer:
        found = run.experiment.balls[ball].optimizer
        return CheckFinding(check, found == check.optimizer, ball, found=found)
    if check.status:
        return _of_status(run, check, ball)
    if check.within is None and not check.always:
        return _of_number(run, check, ball)
    return _of_steps(run, check, ball)


def _of_status(run: Run, check: Check, ball: int) -> CheckFinding:
    wanted = Status[check.status.upper()]
    if check.within is None and not check.always:
        step = run.computed if check.measure.step is None else check.measure.step
        status = run.status_at(ball, step)
        is_met = step <= run.computed and status is wanted
        return CheckFinding(check, is_met, ball, step=step, found=status.key)
    rows = run.rows(ball)
    statuses = np.full(len(run.kept), final_status(int(rows.status[-1])), dtype=np.int8)
    statuses[: len(rows.status)] = rows.status
    is_met, row = _decided(run, check, statuses == wanted)
    found = Status(int(statuses[row])).key
    return CheckFinding(check, is_met, ball, step=int(run.kept[row]), found=found)


def _of_number(run: Run, check: Check, ball: int) -> CheckFinding:
    assert check.comparison is not None
    value, than = measured(run, replace(check.measure, ball=ball)), _than(run, check)
    is_met = bool(_HOLDS[check.comparison](value, than))
    step = run.computed if check.measure.step is None else check.measure.step
    return CheckFinding(check, is_met, ball, value, than, step)


def _of_steps(run: Run, check: Check, ball: int) -> CheckFinding:
    """Return what came of a check at some step, or at each."""
    assert check.comparison is not None
    values, others = series(run, ball, check.measure.quantity), _others(run, check)
    holds = np.asarray(_HOLDS[check.comparison](values, others))
    if check.always:
        holds |= np.isnan(values) & (run.kept < 1)  # what there is from step 1 on is not missed at the start
    is_met, row = _decided(run, check, holds)
    if not is_met and not check.always:
        row = _nearest(values, others, run.kept <= (check.within or 0))
    return CheckFinding(check, is_met, ball, float(values[row]), float(others[row]), int(run.kept[row]))


def _others(run: Run, check: Check) -> Floats:
    """Return what a quantity is compared with at each step that is kept: another one, or always the same."""
    than = check.than
    goes_along = than is not None and than.step is None and not than.over and than.per is None
    if than is not None and than.quantity and goes_along:
        return series(run, int(than.ball), than.quantity)
    return np.full(len(run.kept), _than(run, check))


def _decided(run: Run, check: Check, holds: Bools) -> tuple[bool, int]:
    """Return whether it holds at some step, or at each; and the row of the step that decided."""
    if check.always:
        wrong = np.flatnonzero(~holds)
        return not wrong.size, int(wrong[0]) if wrong.size else len(holds) - 1
    right = np.flatnonzero(holds & (run.kept <= (check.within or 0)))
    last = int(np.flatnonzero(run.kept <= (check.within or 0))[-1])
    return bool(right.size), int(right[0]) if right.size else last


def _nearest(values: Floats, others: Floats, looked_at: Bools) -> int:
    gaps = np.where(looked_at, np.abs(values - others), np.inf)
    gaps[np.isnan(gaps)] = np.inf
    return int(np.argmin(gaps))


def _than(run: Run, check: Check) -> float:
    if check.than is None:
        return math.nan if check.value is None else check.value
    return measured(run, check.than)
