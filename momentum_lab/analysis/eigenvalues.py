"""The eigenvalues of a linear rule in the complex plane, and the ways they take as a hyperparameter is swept.

Along one axis of a quadratic a rule takes position and memory one step on by a matrix: of two rows, or of one
where it remembers nothing. Within the unit circle an error shrinks.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from momentum_lab.analysis.modes import Mode, added_curvature, is_linear, mode
from momentum_lab.analysis.recurrence import memories, roots
from momentum_lab.analysis.theory import Caveat, Curvature, Place, caveats, local_curvature, place_of
from momentum_lab.core.arrays import Complexes, Floats, Indices
from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.hyperparameters import HyperValue, Number, NumberTuple
from momentum_lab.core.messages import message
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run

_RESOLUTION: Final = 0.008
"""How far apart two points of a way may be within the unit circle; farther out, by the square of how far."""
_FIRST: Final = 49
_HALVINGS: Final = 14
_MOST: Final = 1_500
"""Points of a way at first, how often the gaps are halved, and how many points there may be after that …"""
_FEW: Final = 96
"""… and where each costs a thousand steps: where roots are read off a rule whose state has to settle."""


@dataclass(frozen=True, slots=True)
class Eigenvalues:
    """Those of one axis, and what the ball does along it.

    Attributes
    ----------
    values
        One or two; of two, the upper one or, if they are real, the larger one comes first.
    mode
        The curvature of the axis, what is left per step, and how the ball moves.
    """

    values: tuple[complex, ...]
    mode: Mode

    @property
    def leading(self) -> complex:
        """The one whose size is what is left per step: the largest that has a part in the path."""
        return min(self.values, key=lambda value: abs(abs(value) - self.mode.convergence_factor))

    @property
    def radius(self) -> float | None:
        """The root of the product of two, on whose circle they lie as a complex pair; None without one."""
        product = float(np.prod(self.values).real) if len(self.values) > 1 else 0.0
        return math.sqrt(product) if product > 0.0 else None


@dataclass(frozen=True, slots=True, eq=False)
class Locus:
    """The way that the eigenvalues of one axis take while a hyperparameter is swept.

    Attributes
    ----------
    name
        The hyperparameter.
    curvature
        Of the axis.
    values
        (point,), ascending: over its slider's range, and as far as its present value.
    eigenvalues
        (point, one or two), each in the order of :class:`Eigenvalues`.
    """

    name: str
    curvature: float
    values: Floats
    eigenvalues: Complexes

    def nearest(self, place: complex) -> float:
        """Return the value of the hyperparameter at which the way is nearest to a place of the plane."""
        starts, ends = self.eigenvalues[:-1], self.eigenvalues[1:]
        with np.errstate(all="ignore"):
            along = ends - starts
            shares = np.nan_to_num(((place - starts) * along.conj()).real / np.abs(along) ** 2)
            shares = np.clip(shares, 0.0, 1.0)
            apart = np.nan_to_num(np.abs(starts + shares * along - place), nan=np.inf)
        row, column = np.unravel_index(int(np.argmin(apart)), apart.shape)
        low, high = self.values[row], self.values[row + 1]
        return float(low + shares[row, column] * (high - low))


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The eigenvalues of one ball, an axis after the other, the flattest first.

    Attributes
    ----------
    choice
        The ball without changes, with the hyperparameters in force at the step that it was asked for.
    curvature
        The quadratic; None where there is none.
    pairs, loci
        Those of each axis; empty without a quadratic, and for a rule that is not linear in the gradient.
    caveats
        What they do not know of, or why there are none.
    """

    experiment: Experiment
    ball: int
    choice: Ball
    curvature: Curvature | None
    pairs: tuple[Eigenvalues, ...]
    loci: tuple[Locus, ...]
    caveats: tuple[Caveat, ...]


def eigenvalues(
    optimizer: str,
    values: Mapping[str, HyperValue],
    curvature: float,
    rate_factor: float = 1.0,
    largest: float = 0.0,
) -> Eigenvalues:
    """Return the eigenvalues of a linear rule along an axis; parameters as :func:`~.modes.mode` has them."""
    rule = OPTIMIZERS[optimizer]
    hyper = rule.with_rate_factor(rule.pack(values), rate_factor)
    found = _values(rule, hyper, curvature + added_curvature(rule, values))
    return Eigenvalues(found, mode(optimizer, values, curvature, rate_factor, largest))


def locus(ball: Ball, name: str, curvature: float, rate_factor: float = 1.0) -> Locus:
    """Return the way that the eigenvalues of an axis take over the values of a hyperparameter.

    Its points are the closer together, the faster the eigenvalues move.
    """
    rule = OPTIMIZERS[ball.optimizer]
    declared, place = rule.hyperparameters[name], list(rule.hyperparameters).index(name)
    assert isinstance(declared, Number)
    low, high = declared.slider_range
    present = float(ball.hyperparameters[name])
    low, high = min(low, present), max(high, present)
    is_log = declared.scale == "log" and low > 0.0

    packed = tuple(rule.pack(ball.hyperparameters))
    make: Callable[..., NumberTuple] = rule.hyper

    def at(points: Floats) -> Complexes:
        found = []
        for value in points.tolist():
            hyper = rule.with_rate_factor(make(*packed[:place], value, *packed[place + 1 :]), rate_factor)
            decay = added_curvature(rule, {**ball.hyperparameters, name: value})
            found.append(_values(rule, hyper, curvature + decay))
        return np.array(found, dtype=np.complex128)

    points = np.geomspace(low, high, _FIRST) if is_log else np.linspace(low, high, _FIRST)
    found = at(points)
    assert rule.theory is not None
    is_dear = rule.theory.roots is None and bool(rule.shared_state)
    for _ in range(_HALVINGS):
        gaps = _widest_gaps(found, (_FEW if is_dear else _MOST) - len(points))
        if not gaps.size:
            break
        ends = points[gaps], points[gaps + 1]
        halves = np.sqrt(ends[0] * ends[1]) if is_log else (ends[0] + ends[1]) / 2.0
        points = np.insert(points, gaps + 1, halves)
        found = np.insert(found, gaps + 1, at(halves), axis=0)
    return Locus(name, curvature, points, found)


def swept_numbers(optimizer: str) -> tuple[str, ...]:
    """Return the hyperparameters over which eigenvalues are followed: numbers, but for rare ones.

    None of a rule that has no eigenvalues.
    """
    rule = OPTIMIZERS[optimizer]
    if rule.theory is None:
        return ()
    numbers = {name: d for name, d in rule.hyperparameters.items() if isinstance(d, Number)}
    return tuple(n for n, d in numbers.items() if not d.is_rare or n == rule.theory.step_parameter)


def checked_swept(optimizer: str, name: str | None) -> str:
    """Return the name of a number that ways can be followed over: the first one if none is given.

    It is empty for a rule that has no eigenvalues.

    Raises
    ------
    InputError
        The optimizer has eigenvalues, but no such number.
    """
    names = swept_numbers(optimizer)
    if not names:
        return ""
    if name is not None and name not in names:
        what = message("unknown number of {owner} {name}", owner=optimizer)
        raise InputError(unknown(what, name, names))
    return name or names[0]


def plane(run: Run, ball: int, step: int, swept: str | None = None, place: Place = "minimum") -> Plane:
    """Return the eigenvalues of a ball at a step, where its landscape is taken for a quadratic.

    Parameters
    ----------
    run, ball, step, place
        As :func:`~momentum_lab.analysis.theory.theory` has them.
    swept
        The hyperparameter of the ways; the first one if not given.

    Raises
    ------
    InputError
        The ball's rule has no such number.
    """
    experiment = run.experiment
    found = local_curvature(experiment.landscape.build(), place_of(run, ball, step, place))
    return plane_at(experiment, ball, *found, run.last_step(ball, step), swept)


def plane_at(
    experiment: Experiment,
    ball: int,
    curvature: Curvature | None,
    is_quadratic: bool,
    step: int = 0,
    swept: str | None = None,
) -> Plane:
    """Return the eigenvalues of a ball on a quadratic that is known, or of which it is known that it is none.

    Raises
    ------
    InputError
        The ball's rule has no number of the name ``swept``.
    """
    choice = experiment.balls[ball].as_of(step)
    name = checked_swept(choice.optimizer, swept)
    told = caveats(experiment, ball, is_quadratic, step)
    if curvature is None or not is_linear(choice.optimizer):
        return Plane(experiment, ball, choice, curvature, (), (), told)
    factor = choice.schedule.factors()(step)
    largest = float(np.abs(curvature.eigenvalues).max())
    along = curvature.eigenvalues.tolist()
    pairs = tuple(
        eigenvalues(choice.optimizer, choice.hyperparameters, value, factor, largest) for value in along
    )
    ways = tuple(locus(choice, name, value, factor) for value in along)
    return Plane(experiment, ball, choice, curvature, pairs, ways, told)


def _values(rule: AnyOptimizer, hyper: NumberTuple, curvature: float) -> tuple[complex, ...]:
    """Return the eigenvalues for a curvature that has the weight decay in it."""
    total, product = roots(rule, hyper, curvature)
    if not memories(rule, hyper):
        return (complex(total),)
    half = total / 2.0
    apart = cmath.sqrt(half * half - product)
    if apart.imag:
        return complex(half, apart.imag), complex(half, -apart.imag)
    outer = half + math.copysign(apart.real, half)
    inner = product / outer if outer else 0.0  # the difference of two like numbers would have few digits
    return complex(max(outer, inner)), complex(min(outer, inner))


def _widest_gaps(found: Complexes, most: int) -> Indices:
    """Return in order the widest gaps between neighbours, of those that are wider than a line shows."""
    with np.errstate(all="ignore"):
        steps = np.abs(np.diff(found, axis=0))
        far = np.maximum(1.0, np.minimum(np.abs(found[1:]), np.abs(found[:-1])))
        widths = np.nan_to_num((steps / (far * far)).max(axis=1))
    order = np.argsort(-widths, kind="stable")[:most]
    return np.sort(order[widths[order] > _RESOLUTION])
