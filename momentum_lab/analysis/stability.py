"""Stability maps: what becomes of a ball over any two of its hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.best_values import best_values
from momentum_lab.analysis.grid import STRIDES, Axis, Cells, refined_cells
from momentum_lab.analysis.quadratic import eigenvalues, has_theory, largest_rate
from momentum_lab.analysis.standing import Standing
from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number, Scale
from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.core.quadratic_theory import BestPoint
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch import Batch

Axes = tuple[Axis, Axis]

POINTS: Final = 256
_BELOW: Final = 100.0
"""The default axis of rates begins at this share below the ball's own rate …"""
_ABOVE: Final = 10.0
"""… and ends at this many times it."""
_BORDER_POINTS: Final = 257


@dataclass(frozen=True)
class StabilityTheory:
    """What theory says of a map on a quadratic with a minimum.

    Attributes
    ----------
    eigenvalues
        Of the Hessian, ascending.
    converges
        (rows, columns): whether the ball converges with the values of a cell.
    border
        (n, 2): points (first, second) of the curve on whose side of small rates it converges; without a
        learning rate among the axes, (0, 2).
    best
        The values with which it converges fastest, whether or not the map shows them, as they are proposed;
        None if unknown.
    """

    eigenvalues: tuple[float, ...]
    converges: Bools
    border: Floats
    best: BestPoint | None


@dataclass(frozen=True)
class StabilityMap:
    """What becomes of a ball over two hyperparameters; arrays are (len(second), len(first)).

    Attributes
    ----------
    experiment, ball
        What was run, and which of its balls.
    axes
        The whole grid: its columns, its rows.
    stride
        1 if all its cells are here; otherwise each cell here stands for so many in both directions, and is
        what the whole grid has at the values that are given here.
    first, second
        The values of the columns and of the rows.
    cells
        Last finite step, loss, steps to tolerance, minimum and status.
    theory
        On a quadratic, for an optimizer whose border is known.
    """

    experiment: Experiment
    ball: int
    axes: Axes
    stride: int
    first: Floats
    second: Floats
    cells: Cells
    theory: StabilityTheory | None

    def values_at(self, row: int, column: int) -> Mapping[str, float]:
        """Return the hyperparameters of a cell, by their names."""
        return {
            self.axes[0].name: float(self.first[column]),
            self.axes[1].name: float(self.second[row]),
        }

    def best(self) -> tuple[int, int] | None:
        """Return row and column of the cell that arrives soonest at the lowest minimum; None if none does."""
        standing = self.standing
        row, column = standing.best()
        return (row, column) if standing.has_arrived[row, column] else None

    @property
    def standing(self) -> Standing:
        """Which cells are better than others."""
        return Standing.of(self.experiment.landscape.build(), self.experiment.steps, self.cells)


def numbers_of(ball: Ball) -> tuple[str, ...]:
    """Return the hyperparameters that a map can have: numbers, the most telling first."""
    rule = OPTIMIZERS[ball.optimizer]
    names = [name for name, d in rule.hyperparameters.items() if isinstance(d, Number)]
    order = {LEARNING_RATE: 0, rule.momentum_parameter: 1}
    return tuple(sorted(names, key=lambda n: (order.get(n, 2), _number(ball, n).is_rare)))


def default_axis(experiment: Experiment, ball: int, name: str, points: int = POINTS) -> Axis:
    """Return an axis that shows what is of interest in one hyperparameter.

    Learning rates run from a hundredth to ten times the ball's own and the one that suits the landscape;
    others over the range of their sliders.

    Raises
    ------
    InputError
        There is no such number among the ball's hyperparameters.
    """
    choice = experiment.balls[ball]
    declared = _number(choice, name)
    low, high = declared.slider_range
    if name == LEARNING_RATE and declared.scale == "log":
        own = float(choice.hyperparameters[LEARNING_RATE])
        suited = experiment.landscape.build().learning_rates.get(choice.optimizer, own)
        low, high = (float(f"{rate:.3g}") for rate in (min(own, suited) / _BELOW, max(own, suited) * _ABOVE))
        low, high = max(low, declared.low), min(high, declared.high)
    return Axis(name, low, high, points, _scale(declared, low))


def axis_between(experiment: Experiment, ball: int, name: str, low: float, high: float, points: int) -> Axis:
    """Return an axis of a hyperparameter from ``low`` to ``high``, spaced as suits it.

    Raises
    ------
    InputError
        There is no such number among the ball's hyperparameters, or the values are out of its bounds.
    """
    declared = _number(experiment.balls[ball], name)
    axis = Axis(name, low, high, points, _scale(declared, low))
    _check_bounds(declared, axis)
    return axis


def default_axes(
    experiment: Experiment, ball: int, points: int = POINTS, x: Axis | None = None, y: Axis | None = None
) -> Axes:
    """Return axes for a map: the learning rate by the momentum, or by what there is instead.

    Where one of the axes is given, or both, only the other is found, or neither.

    Raises
    ------
    InputError
        The optimizer has fewer than two numbers among its hyperparameters.
    """
    choice = experiment.balls[ball]
    given = {axis.name for axis in (x, y) if axis is not None}
    free = [name for name in numbers_of(choice) if name not in given]
    if len(free) < (x, y).count(None):
        raise InputError(
            "{optimizer} has fewer than two numbers that a map could show", optimizer=choice.optimizer
        )
    others = (default_axis(experiment, ball, name, points) for name in free)
    return x or next(others), y or next(others)


def stability_map(
    experiment: Experiment, ball: int, axes: Axes | None = None, progress: Progress = unwatched
) -> StabilityMap:
    """Return the whole map at once.

    Raises
    ------
    InputError, CancelledError
        As :func:`refined` does.
    """
    (result,) = refined(experiment, ball, axes, progress, strides=(1,))
    return result


def refined(
    experiment: Experiment,
    ball: int,
    axes: Axes | None = None,
    progress: Progress = unwatched,
    strides: Sequence[int] = STRIDES,
) -> Iterator[StabilityMap]:
    """Return an iterator over maps that become finer.

    Parameters
    ----------
    experiment, ball
        What to run, and which of its balls.
    axes
        Hyperparameters of the columns and of the rows; :func:`default_axes` if not given.
    progress
        Is told the share of all the cells that is done; returning False cancels.
    strides
        One cell in so many in both directions is computed first, and so on, to 1.

    Raises
    ------
    InputError
        An axis is no number among the ball's hyperparameters, or leaves its bounds; both are the same.
    CancelledError
        ``progress`` returned False.
    """
    chosen = axes or default_axes(experiment, ball)
    _check_axes(experiment.balls[ball], chosen)
    return _maps(experiment, ball, chosen, progress, strides)


def _maps(
    experiment: Experiment, ball: int, axes: Axes, progress: Progress, strides: Sequence[int]
) -> Iterator[StabilityMap]:
    first, second = axes
    choice = experiment.balls[ball]
    curvatures = (eigenvalues(experiment.landscape.build()) or ()) if has_theory(choice) else ()
    is_bowl = bool(curvatures) and curvatures[0] > 0.0

    def balls_at(row: Ints, column: Ints) -> Batch:
        values = {first.name: first.values[column], second.name: second.values[row]}
        return Batch(experiment, ball, values=values)

    for stride, cells in refined_cells(first, second, balls_at, strides, progress):
        columns, rows = first.values[first.picked(stride)], second.values[second.picked(stride)]
        theory = _theory(choice, curvatures, axes, columns, rows) if is_bowl else None
        yield StabilityMap(experiment, ball, axes, stride, columns, rows, cells, theory)


def _theory(
    ball: Ball, curvatures: tuple[float, ...], axes: Axes, first: Floats, second: Floats
) -> StabilityTheory:
    names = (axes[0].name, axes[1].name)
    border = np.empty((0, 2))
    if LEARNING_RATE not in names:
        rate = float(ball.hyperparameters[LEARNING_RATE])
        limits = [_limits(ball.with_values(**{names[1]: v}), curvatures, names[0], first) for v in second]
        converges = rate < np.array(limits)
    elif names[0] == LEARNING_RATE:
        converges = first[np.newaxis, :] < _limits(ball, curvatures, names[1], second)[:, np.newaxis]
        border = _border(ball, curvatures, axes[1])
    else:
        converges = second[:, np.newaxis] < _limits(ball, curvatures, names[0], first)[np.newaxis, :]
        border = _border(ball, curvatures, axes[0])[:, ::-1]
    return StabilityTheory(curvatures, converges, border, best_values(ball, curvatures))


def _limits(ball: Ball, curvatures: tuple[float, ...], name: str, values: Floats) -> Floats:
    """Return the rate below which the ball converges, for each value of another hyperparameter."""
    return np.array([largest_rate(ball.with_values(**{name: float(v)}), curvatures) for v in values])


def _border(ball: Ball, curvatures: tuple[float, ...], other: Axis) -> Floats:
    """Return (n, 2): the rates at which convergence ends, and the values of the other axis."""
    values = replace(other, points=_BORDER_POINTS).values
    rates = _limits(ball, curvatures, other.name, values)
    return np.column_stack((rates, values))[rates > 0.0]


def _check_axes(ball: Ball, axes: Axes) -> None:
    for axis in axes:
        _check_bounds(_number(ball, axis.name), axis)
    if axes[0].name == axes[1].name:
        raise InputError("found {name} twice, allowed are two different hyperparameters", name=axes[0].name)


def _check_bounds(declared: Number, axis: Axis) -> None:
    with located(axis.name):
        declared.checked(axis.low)
        declared.checked(axis.high)


def _number(ball: Ball, name: str) -> Number:
    declared = OPTIMIZERS[ball.optimizer].hyperparameters.get(name)
    if not isinstance(declared, Number):
        raise InputError(
            unknown(
                message("unknown number of {optimizer} {name}", optimizer=ball.optimizer),
                name,
                numbers_of(ball),
            )
        )
    return declared


def _scale(declared: Number, low: float) -> Scale:
    """Return how a map spaces the values: by factors as the slider does, or else evenly, as in the books."""
    return "log" if declared.scale == "log" and low > 0.0 else "linear"
