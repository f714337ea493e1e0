"""Numbers that are read off a run: of each step, of what came of a ball, of its settings, of theory."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from momentum_lab.analysis.quadratic import best_point
from momentum_lab.analysis.quantities import QUANTITIES, Quantity, known_quantity
from momentum_lab.analysis.results import BallResult, ball_results
from momentum_lab.analysis.theory import Theory, theory
from momentum_lab.core.arrays import Floats
from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.experiment.ball import Ball
from momentum_lab.lessons.lesson import Measure
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import WINDOW, Run, Status

NOTHING: Final = math.nan
"""Where there is no number."""
RESULTS: Final[Mapping[str, Callable[[BallResult], float | None]]] = MappingProxyType(
    {
        "loss": lambda result: result.summary.loss,
        "least_loss": lambda result: result.least_loss,
        "distance": lambda result: result.summary.distance,
        "steps_to_tolerance": lambda result: _or_never(result.summary.steps_to_tolerance),
        "gradient_evaluations": lambda result: result.gradient_evaluations,
        "path_length": lambda result: result.path_length,
    }
)
"""What came of a ball, by the keys of the columns of the table of results; steps never taken are infinite."""
_ENDLESS: Final = frozenset({"loss", "distance"})
"""Quantities that have no bound where a ball has diverged beyond all numbers."""


def _or_never(steps: int | None) -> float:
    return math.inf if steps is None else steps


def _eigenvalue(index: int) -> Callable[[Theory, Ball], float | None]:
    def of(found: Theory, _ball: Ball) -> float | None:
        return None if found.curvature is None else float(found.curvature.eigenvalues[index])

    return of


def _condition(found: Theory, _ball: Ball) -> float | None:
    return None if found.curvature is None else found.curvature.condition


def _best(found: Theory, ball: Ball, name: str | None) -> float | None:
    """Return the best value of a hyperparameter, as theory has it; of "", what the best leave of a step."""
    if found.curvature is None or not found.curvature.is_bowl:
        return None
    best = best_point(ball, tuple(found.curvature.eigenvalues.tolist()))
    if best is None or name is None:
        return None
    return best.values.get(name) if name else best.convergence_factor


THEORY: Final[Mapping[str, Callable[[Theory, Ball], float | None]]] = MappingProxyType(
    {
        "condition_number": _condition,
        "largest_curvature": _eigenvalue(-1),
        "least_curvature": _eigenvalue(0),
        "largest_rate": lambda found, _ball: found.stable.get(LEARNING_RATE),
        "best_rate": lambda found, ball: _best(found, ball, LEARNING_RATE),
        "best_momentum": lambda found, ball: _best(
            found, ball, OPTIMIZERS[ball.optimizer].momentum_parameter
        ),
        "best_factor": lambda found, ball: _best(found, ball, ""),
        "factor": lambda found, _ball: found.predicted_factor,
        "measured_factor": lambda found, _ball: found.measured_factor,
    }
)
"""What theory says of a ball on its landscape, at its minimum, or where it starts if none is known.

``factor`` is what its own values leave of the error after a step, ``best_factor`` what the best ones would,
``measured_factor`` what this run has left.
"""


def known_result(key: str) -> str:
    """Return the key of a result, or raise :class:`InputError`."""
    if key not in RESULTS:
        raise InputError(unknown("unknown result {name}", key, RESULTS))
    return key


def known_theory(key: str) -> str:
    """Return the key of a number of theory, or raise :class:`InputError`."""
    if key not in THEORY:
        raise InputError(unknown("theory has no number {name}", key, THEORY))
    return key


def measured(run: Run, measure: Measure) -> float:
    """Return the number that a measure finds in a run.

    It is nan where there is none: no such ball, none of its steps, no such setting. It is infinite for steps
    to a minimum that is never reached, and for the loss and the distance of a ball beyond all numbers.
    """
    value = _measured(run, measure)
    if measure.per is None:
        return value
    with np.errstate(all="ignore"):
        return float(np.float64(value) / measured(run, measure.per))


def _measured(run: Run, measure: Measure) -> float:
    ball = measure.ball
    if not isinstance(ball, int) or not 0 <= ball < len(run.experiment.balls):
        return NOTHING
    if measure.quantity:
        return _of_quantity(run, ball, measure)
    if measure.setting:
        value = run.experiment.balls[ball].hyperparameters.get(measure.setting)
        return float(value) if isinstance(value, int | float) else NOTHING
    if measure.step is not None and measure.step > run.computed:
        return NOTHING
    if measure.result:
        found = RESULTS[measure.result](ball_results(run, measure.step)[ball])
    elif measure.theory:
        choice = run.experiment.balls[ball]
        found = THEORY[measure.theory](theory(run, ball, measure.step or 0), choice)
    else:
        found = None
    return NOTHING if found is None else float(found)


def _of_quantity(run: Run, ball: int, measure: Measure) -> float:
    quantity = known_quantity(measure.quantity)
    step = run.computed if measure.step is None else measure.step
    if not is_told(run, ball, quantity) or step > run.computed:
        return NOTHING
    if measure.over:
        return _over(run, ball, quantity, measure, step)
    if step < quantity.first_step:
        return NOTHING
    if step > run.last_step(ball, step):
        return after_end(run, ball, quantity)
    return float(quantity.of(run, run.steps(ball, step, step + 1))[0])


def _over(run: Run, ball: int, quantity: Quantity, measure: Measure, step: int) -> float:
    """Return the least, the largest or the mean value of all steps, some at a time."""
    first, end = max(measure.since, quantity.first_step), run.last_step(ball, step) + 1
    parts = [
        quantity.of(run, run.steps(ball, begin, min(begin + WINDOW, end)))
        for begin in range(first, end, WINDOW)
    ]
    if end <= step:
        parts.append(np.array([after_end(run, ball, quantity)]))
    values = np.concatenate([np.empty(0), *parts])
    values = values[~np.isnan(values)]
    if not values.size:
        return NOTHING
    match measure.over:
        case "least":
            return float(values.min())
        case "most":
            return float(values.max())
        case _:
            return float(values.mean())


def is_told(run: Run, ball: int, quantity: Quantity) -> bool:
    """Whether a ball of a run has a quantity."""
    is_there = 0 <= ball < len(run.experiment.balls)
    return is_there and quantity.is_known(run) and quantity.is_of(run, ball)


def after_end(run: Run, ball: int, quantity: Quantity) -> float:
    """Return what a quantity is after the last step at which a ball has finite numbers."""
    is_endless = quantity.key in _ENDLESS and run.status_at(ball, run.computed) is Status.DIVERGED
    return math.inf if is_endless else NOTHING


def series(run: Run, ball: int, key: str) -> Floats:
    """Return a quantity of a ball at the steps that a run has kept, (row,); nan where it has none."""
    quantity = QUANTITIES[key]
    values = np.full(len(run.kept), np.nan)
    if is_told(run, ball, quantity):
        rows = run.rows(ball)
        values[: len(rows.step)] = quantity.of(run, rows)
        values[len(rows.step) :] = after_end(run, ball, quantity)
        values[run.kept < quantity.first_step] = np.nan
    return values
