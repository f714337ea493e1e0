"""A rule, or its velocity alone, as what it is to its gradients: a linear filter.

It is read off the arithmetic of ``update``, so that it holds for every form, and for rules that are not the
program's own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final

import numpy as np

from momentum_lab.analysis.recurrence import memories, settled
from momentum_lab.core.arrays import Complexes, Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

_GRADIENTS: Final = (1.0, -0.7, 0.3), (0.2, 5.0, -3.0)
"""Two pasts, after which the other numbers of a state are not the same."""
_PROBES: Final = (-2.0, 0.0, 0.5, 3.0)
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class LinearFilter:
    """What goes from gradients to an output: ``m ← kept m + taken g``, and then ``carried m + passed g``.

    ``m`` on the right is what was remembered before the step; all of it once what a state counts, such as
    the correction of a start, no longer matters.

    Attributes
    ----------
    kept
        (memories, memories).
    taken, carried
        (memories,).
    passed
        A number.
    """

    kept: Floats
    taken: Floats
    carried: Floats
    passed: float

    def response(self, frequencies: Floats) -> Complexes:
        """Return what becomes of a swing of size 1, (n,), at frequencies in turns a step.

        It is complex: how large it is, and by which part of a turn it lags behind. inf where a swing grows
        for ever, as all do in a memory that grows by itself.
        """
        if self.kept.size and np.abs(np.linalg.eigvals(self.kept)).max() > 1.0:
            return np.full(np.shape(frequencies), np.inf, dtype=np.complex128)
        turn = np.exp(2j * np.pi * np.asarray(frequencies))
        steps = np.asarray(turn[:, None, None] * np.eye(len(self.taken)) - self.kept, np.complex128)
        never_ends = np.linalg.det(steps) == 0.0
        steps[never_ends] = np.eye(len(self.taken))
        remembered = np.linalg.solve(steps, np.broadcast_to(self.taken[:, None], (*steps.shape[:2], 1)))
        carried = remembered[..., 0] @ self.carried.astype(np.complex128)
        result = np.asarray(carried + self.passed, np.complex128)
        result[never_ends] = np.inf
        return result

    def weights(self, count: int) -> Floats:
        """Return the weights of the newest gradients in the output, (count,), the newest first."""
        result, memory = [self.passed], self.taken
        for _ in range(count - 1):
            result.append(float(self.carried @ memory))
            memory = self.kept @ memory
        return np.array(result[:count])


def step_filter(rule: AnyOptimizer, hyper: NumberTuple) -> LinearFilter | None:
    """Return what goes from gradients to steps; None for a rule without a theory, or where it fails."""
    if rule.theory is None or rule.needs_hessian:
        return None
    names = memories(rule, hyper)

    def after(gradient: float, remembered: Floats) -> tuple[float, Floats]:
        state = _with(start, dict(zip(names, remembered.tolist(), strict=True)))
        step, state = rule.coordinate_update(gradient, 0.0, state, hyper)
        return step, np.array([state[start._fields.index(name)] for name in names])

    try:
        start = settled(rule, hyper)
        passed, taken = after(1.0, np.zeros(len(names)))
        columns = [after(0.0, unit) for unit in np.eye(len(names))]
    except (ArithmeticError, ValueError):
        return None
    kept = np.array([memory for _, memory in columns]).reshape(len(names), len(names)).T
    return LinearFilter(kept, taken, np.array([step for step, _ in columns]), passed)


def velocity_filter(rule: AnyOptimizer, hyper: NumberTuple) -> LinearFilter | None:
    """Return what goes from gradients to the velocity, also of an adaptive rule; None where that is not one.

    It is one if the next velocity is the same sum of velocity and gradient whatever else there is in a state.
    """
    if rule.velocity is None or rule.needs_hessian:
        return None

    def following(past: NumberTuple, velocity: float, gradient: float) -> float:
        assert rule.velocity is not None
        state = _with(past, {rule.velocity: velocity})
        _, state = rule.coordinate_update(gradient, 0.0, state, hyper)
        return state[state._fields.index(rule.velocity)]

    try:
        pasts = [_after(rule, hyper, gradients) for gradients in _GRADIENTS]
        kept, taken = following(pasts[0], 1.0, 0.0), following(pasts[0], 0.0, 1.0)
        for past, velocity, gradient in product(pasts, _PROBES, _PROBES):
            parts = kept * velocity, taken * gradient
            apart = abs(following(past, velocity, gradient) - sum(parts))
            if not apart <= _ROUNDING * (abs(parts[0]) + abs(parts[1])):
                return None
    except (ArithmeticError, ValueError):
        return None
    return LinearFilter(np.array([[kept]]), np.array([taken]), np.array([kept]), taken)


def memory_of(ball: Ball) -> float | None:
    """Return the momentum of a ball, or what plays its part; None where there is none."""
    rule = OPTIMIZERS[ball.optimizer]
    if rule.heavy_ball is not None:
        return rule.heavy_ball.momentum(rule.pack(ball.hyperparameters))
    return None if rule.momentum_parameter is None else float(ball.hyperparameters[rule.momentum_parameter])


def _after(rule: AnyOptimizer, hyper: NumberTuple, gradients: tuple[float, ...]) -> NumberTuple:
    """Return a state that has settled, and then has had some gradients."""
    state = settled(rule, hyper)
    for gradient in gradients:
        _, state = rule.coordinate_update(gradient, 0.0, state, hyper)
    return state


def _with(state: NumberTuple, values: dict[str, float]) -> NumberTuple:
    make: Callable[..., NumberTuple] = type(state)
    return make(**{**state._asdict(), **values})
