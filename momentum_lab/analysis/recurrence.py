"""The recurrence that a rule linear in the gradient is along one axis of a quadratic.

Its optimizer declares the two roots and where they leave the unit circle, or they are read off ``update``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from momentum_lab.core.hyperparameters import LEARNING_RATE, NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.quadratic_theory import Roots

_SETTLED: Final = 1000
"""Steps after which what a state counts, such as a power of the momentum, no longer matters."""


def roots(rule: AnyOptimizer, hyper: NumberTuple, curvature: float) -> Roots:
    """Return sum and product of the roots for a curvature, which has the weight decay in it.

    Parameters
    ----------
    rule
        One with a theory.
    hyper
        Its hyperparameters, with the learning rate of the step.
    curvature
        Along the axis.
    """
    assert rule.theory is not None
    if rule.theory.roots is not None:
        return rule.theory.roots(hyper, curvature)
    return read_roots(rule, hyper, curvature)


def stability_limit(rule: AnyOptimizer, hyper: NumberTuple) -> float | None:
    """Return the product of learning rate and curvature from which on a quadratic diverges.

    None for a rule without a theory, or without a learning rate.
    """
    if rule.theory is None or LEARNING_RATE not in rule.hyperparameters:
        return None
    if rule.theory.stability_limit is not None:
        return rule.theory.stability_limit(hyper)
    return limit_of_roots(rule, hyper)


def read_roots(rule: AnyOptimizer, hyper: NumberTuple, curvature: float) -> Roots:
    """Return what :func:`roots` does, read off the arithmetic of a rule that remembers one number, or none.

    It is the trace and the determinant of the matrix that takes position and memory one step on.
    """
    update, start = rule.coordinate_update, settled(rule, hyper)
    remembered = [start._fields.index(name) for name in memories(rule, hyper)]

    def after(position: float, memory: float) -> tuple[float, float]:
        make: Callable[..., NumberTuple] = type(start)
        state = make(*(memory if i in remembered else value for i, value in enumerate(start)))
        step, state = update(curvature * position, position, state, hyper)
        return position + step, state[remembered[0]] if remembered else 0.0

    (kept, pushed), (moved, faded) = after(1.0, 0.0), after(0.0, 1.0) if remembered else (0.0, 0.0)
    return kept + faded, kept * faded - moved * pushed


def opening(rule: AnyOptimizer, hyper: NumberTuple, curvature: float) -> tuple[float, float]:
    """Return where a ball is after one step and after two that starts at 1, at rest."""
    position, state, places = 1.0, rule.init(hyper), []
    for _ in range(2):
        step, state = rule.coordinate_update(curvature * position, position, state, hyper)
        position += step
        places.append(position)
    return places[0], places[1]


def limit_of_roots(rule: AnyOptimizer, hyper: NumberTuple) -> float:
    """Return what :func:`stability_limit` does, found from the roots.

    Their sum and product are straight lines over the curvature, so that it is told exactly where the
    first of the roots leaves the unit circle: at -1, or two complex ones where their product is 1.
    """
    rate = hyper[list(rule.hyperparameters).index(LEARNING_RATE)]
    total, product = roots(rule, hyper, 0.0)
    total_after, product_after = roots(rule, hyper, 1.0 / rate)
    rise, fall = product_after - product, (total_after + product_after) - (total + product)
    never_forgets = product > 1.0 or (product == 1.0 and rise >= 0.0)  # nor does going down make it
    if never_forgets or product_after - total_after <= product - total:  # or it climbs
        return 0.0
    at_minus_one = -(1.0 + total + product) / fall if fall < 0.0 else math.inf
    as_a_pair = (1.0 - product) / rise if rise > 0.0 else math.inf
    return min(at_minus_one, as_a_pair)


def memories(rule: AnyOptimizer, hyper: NumberTuple) -> tuple[str, ...]:
    """Return the state's fields in which each coordinate remembers a number of its own."""
    return tuple(name for name in rule.init(hyper)._fields if name not in rule.shared_state)


def settled(rule: AnyOptimizer, hyper: NumberTuple) -> NumberTuple:
    """Return the state of a ball that has rested for long at the minimum."""
    update, state = rule.coordinate_update, rule.init(hyper)
    for _ in range(_SETTLED if rule.shared_state else 0):
        _, state = update(0.0, 0.0, state, hyper)
    return state
