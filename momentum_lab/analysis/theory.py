"""Theory beside practice: what the curvature promises a ball, and what its run has kept of that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, Literal

import numpy as np

from momentum_lab.analysis.best_values import best_values
from momentum_lab.analysis.local_quadratic import is_locally_quadratic
from momentum_lab.analysis.measured_convergence import measured_convergence_factor
from momentum_lab.analysis.modes import Mode, Regime, is_linear, mode
from momentum_lab.analysis.quadratic import eigenvalues, largest_stable
from momentum_lab.core.arrays import Floats
from momentum_lab.core.quadratic_theory import BestPoint
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment, Position
from momentum_lab.landscapes import Landscape, Minimum
from momentum_lab.simulation.run import LOST, Run

Place = Literal["minimum", "ball"]
_SINGULAR: Final = 1e-12
"""An eigenvalue below this share of the largest counts as zero."""


class Caveat(Enum):
    """What a prediction does not know of; the value is its key in code and tests."""

    NOT_LINEAR = "not_linear"
    """The steps are not proportional to the gradient: there is no prediction."""
    NOT_QUADRATIC = "not_quadratic"
    """The loss around the place is not the quadratic of its second derivatives: there is no prediction."""
    SCHEDULE = "schedule"
    CLIPPING = "clipping"
    NOISE = "noise"
    WEIGHT_DECAY = "weight_decay"
    CHANGES = "changes"
    """Hyperparameters change in the course of the run, or the ball is kicked: it is for those in force."""


@dataclass(frozen=True)
class Curvature:
    """The matrix of second derivatives at a place, seen along its own axes.

    Attributes
    ----------
    eigenvalues
        (dimension,), the smallest first.
    axes
        (dimension, dimension): row ``i`` is the unit vector that belongs to eigenvalue ``i``.
    """

    place: Position
    hessian: Floats
    eigenvalues: Floats
    axes: Floats

    @property
    def is_bowl(self) -> bool:
        """Whether the landscape curves upwards in every direction, so that the theory's best values exist."""
        return bool(self.eigenvalues[0] > _SINGULAR * self.eigenvalues[-1])

    @property
    def condition(self) -> float | None:
        """The largest eigenvalue over the smallest; inf with a level direction, None on a saddle or a top."""
        low, high = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        if self.is_bowl:
            return high / low
        return float("inf") if high > 0.0 and low >= -_SINGULAR * high else None


@dataclass(frozen=True)
class Theory:
    """What is known of one ball.

    Attributes
    ----------
    optimizer
        The ball's.
    minimum
        The one that the ball has reached or is nearest to; None where none is known.
    curvature
        At the place that was asked for; None where it is not defined, or tells nothing of the loss around it.
    modes
        What the ball does along each axis, with its present values; empty for a rule that is not linear in
        the gradient.
    stable
        The hyperparameter that sets the length of a step, and its value from which on the ball diverges.
    best
        The best values on this quadratic; None where they are not known, or it is no bowl.
    predicted_factor
        What is left of the error after a step in the long run; None without a prediction.
    measured_factor
        What was left of it in this run, see :mod:`~momentum_lab.analysis.measured_convergence`.
    caveats
        What the prediction does not know of.
    """

    ball: int
    optimizer: str
    step: int
    minimum: Minimum | None
    curvature: Curvature | None
    modes: tuple[Mode, ...]
    stable: Mapping[str, float]
    best: BestPoint | None
    predicted_factor: float | None
    measured_factor: float | None
    caveats: tuple[Caveat, ...]


def theory(run: Run, ball: int, step: int, place: Place = "minimum") -> Theory:
    """Return what the curvature at the ball's minimum, or where it is at a step, promises it.

    It is for the hyperparameters in force there, where they change in the course of the run.
    """
    landscape, at = run.experiment.landscape.build(), run.last_step(ball, step)
    choice = run.experiment.balls[ball].as_of(at)
    minimum = reached_minimum(run, ball, step)
    curvature, is_quadratic = local_curvature(landscape, place_of(run, ball, step, place))
    modes: tuple[Mode, ...] = ()
    stable: Mapping[str, float] = {}
    best = None
    if curvature is not None and is_linear(choice.optimizer):
        factor = choice.schedule.factors()(at)
        size = float(np.abs(curvature.eigenvalues).max())
        curvatures = tuple(curvature.eigenvalues.tolist())
        modes = tuple(
            mode(choice.optimizer, choice.hyperparameters, value, factor, size) for value in curvatures
        )
        stable = largest_stable(choice, curvatures[-1])
        best = best_values(choice, curvatures) if curvature.is_bowl else None
    factors = [m.convergence_factor for m in modes if m.regime is not Regime.FLAT]
    return Theory(
        ball,
        choice.optimizer,
        at,
        minimum,
        curvature,
        modes,
        stable,
        best,
        max(factors, default=None),
        None if minimum is None else measured_convergence_factor(run, ball, minimum),
        caveats(run.experiment, ball, is_quadratic, at),
    )


def curvature_at(landscape: Landscape, place: Position) -> Curvature | None:
    """Return the curvature at a place; None where it is not defined."""
    try:
        hessian = np.array(landscape.hessian(place), dtype=np.float64)
    except (ArithmeticError, ValueError):
        return None
    if not np.all(np.isfinite(hessian)):
        return None
    eigenvalues, columns = np.linalg.eigh(hessian)
    return Curvature(place, hessian, eigenvalues, np.ascontiguousarray(columns.T))


def place_of(run: Run, ball: int, step: int, place: Place) -> Position:
    """Return where a landscape is taken for a quadratic: at the ball's minimum, or where it is at a step."""
    minimum = reached_minimum(run, ball, step) if place == "minimum" else None
    if minimum is not None:
        return minimum.position
    return tuple(run.at(ball, run.last_step(ball, step)).position[0].tolist())


def local_curvature(landscape: Landscape, place: Position) -> tuple[Curvature | None, bool]:
    """Return the curvature at a place if it tells of the loss around it, and whether it does.

    There is none either where it is not defined.
    """
    curvature = curvature_at(landscape, place)
    is_so = curvature is None or is_locally_quadratic(landscape, np.array(place), curvature.hessian)
    return (curvature if is_so else None), is_so


def reached_minimum(run: Run, ball: int, step: int) -> Minimum | None:
    """Return the minimum that the ball is nearest to at its end, or, if it got lost, at a step."""
    landscape = run.experiment.landscape.build()
    if not landscape.minima:
        return None
    last = run.last_step(ball, run.computed)
    is_lost = run.status_at(ball, run.computed) in LOST
    position = run.at(ball, step if is_lost else last).position[0]
    with np.errstate(over="ignore", invalid="ignore"):
        apart = [float(np.linalg.norm(position - np.array(m.position))) for m in landscape.minima]
    return landscape.minima[int(np.argmin(apart))]


def mode_errors(
    run: Run, ball: int, curvature: Curvature, minimum: Minimum, rows: slice = slice(None)
) -> Floats:
    """Return how far the ball was from a minimum along each axis, (modes, rows); nan after its end.

    ``rows`` are some of those of the steps that the run has kept.
    """
    path = run.position[ball, rows]
    with np.errstate(over="ignore", invalid="ignore"):
        errors: Floats = np.abs(curvature.axes @ (path - np.array(minimum.position)).T)
    return errors


def holds_throughout(run: Run, ball: int) -> bool:
    """Whether a ball does what theory says from the first step to the last: as it is, and on a quadratic."""
    landscape = run.experiment.landscape.build()
    return eigenvalues(landscape) is not None and not caveats(run.experiment, ball, is_quadratic=True)


def caveats(experiment: Experiment, ball: int, is_quadratic: bool, step: int = 0) -> tuple[Caveat, ...]:
    """Return what a prediction for a ball as it is at a step does not know of, or why there is none."""
    choice = experiment.balls[ball].as_of(step)
    if not is_linear(choice.optimizer) or not is_quadratic:
        none = {
            Caveat.NOT_LINEAR: not is_linear(choice.optimizer),
            Caveat.NOT_QUADRATIC: not is_quadratic,
        }
        return tuple(caveat for caveat, is_so in none.items() if is_so)
    holds = {
        Caveat.SCHEDULE: not choice.schedule.is_constant,
        Caveat.CLIPPING: choice.clipping.by != "off",
        Caveat.NOISE: experiment.noise > 0.0,
        Caveat.WEIGHT_DECAY: choice.weight_decay > 0.0,
        Caveat.CHANGES: bool(experiment.balls[ball].changes),
    }
    return tuple(caveat for caveat, is_so in holds.items() if is_so)
