"""What is known of a rule that is linear in the gradient, on a quadratic.

Along an axis of the Hessian it is a linear recurrence of second order in the distance to the minimum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeAlias

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, HyperT
from momentum_lab.core.values import dataclass

Roots: TypeAlias = tuple[float, float]
"""The sum and the product of the two roots of the recurrence."""


@dataclass(frozen=True, slots=True)
class BestPoint:
    """The hyperparameters with which a ball converges fastest.

    Attributes
    ----------
    values
        Those that are not the ball's own, by name.
    convergence_factor
        What the error is multiplied by in a step, in the long run.
    """

    values: FrozenMapping[float]
    convergence_factor: float


@dataclass(frozen=True, slots=True)
class QuadraticTheory(Generic[HyperT]):
    """What an optimizer declares whose step and state are linear in gradient and state.

    Of a rule that remembers one number of each coordinate, or none, the roots are read off ``update`` where
    they are not given, and the limit off them (:mod:`momentum_lab.analysis.recurrence`):
    ``QuadraticTheory()`` is enough. Weight decay in the gradient is no concern of these functions: it is part
    of the curvature that they are given.

    Attributes
    ----------
    roots
        ``roots(hyper, curvature)`` along an axis; the learning rate in ``hyper`` is that of the step.
    stability_limit
        ``stability_limit(hyper)``: the product of learning rate and curvature from which on it diverges.
    best
        ``best(hyper, smallest, largest)``: what is best between two positive curvatures, with the other
        hyperparameters as they are; None where nothing is.
    step_parameter
        The hyperparameter that sets how long steps are.
    largest_step
        ``largest_step(hyper, curvature)``: the value of ``step_parameter`` from which on it diverges; the
        limit over the curvature unless given.
    """

    roots: Callable[[HyperT, float], Roots] | None = None
    stability_limit: Callable[[HyperT], float] | None = None
    best: Callable[[HyperT, float, float], BestPoint | None] | None = None
    step_parameter: str = LEARNING_RATE
    largest_step: Callable[[HyperT, float], float] | None = None
