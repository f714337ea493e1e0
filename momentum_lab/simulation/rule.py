"""An update rule as it is applied to a ball: to each coordinate or the whole, with the pull to the origin."""

from __future__ import annotations

from collections.abc import Sequence

from momentum_lab.core.hyperparameters import LEARNING_RATE, NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace, decayed_gradient, decayed_step


class Rule:
    """What a ball does with a gradient that is clipped already; it remembers nothing itself.

    Parameters
    ----------
    optimizer
        Whose rule it is.
    hyper
        Its hyperparameters, of which only the flag matters here that says where weight decay acts.
    """

    def __init__(self, optimizer: AnyOptimizer, hyper: NumberTuple) -> None:
        self.optimizer = optimizer
        names = [*optimizer.hyperparameters]
        place = optimizer.decay_place(hyper)
        self._pull = names.index(WEIGHT_DECAY) if place is DecayPlace.GRADIENT else None
        self._beside = (
            (names.index(WEIGHT_DECAY), names.index(LEARNING_RATE)) if place is DecayPlace.STEP else None
        )
        self._update = None if optimizer.needs_hessian else optimizer.coordinate_update

    def initial(self, dimension: int, hyper: NumberTuple) -> list[NumberTuple]:
        """Return the states before the first step: of each coordinate, or the one of the ball."""
        lanes = 1 if self.optimizer.needs_hessian else dimension
        return [self.optimizer.init(hyper) for _ in range(lanes)]

    def given(
        self, gradient: Sequence[float], position: Sequence[float], hyper: NumberTuple
    ) -> Sequence[float]:
        """Return the gradient that the rule gets: with the pull in it, if that is where it acts."""
        if self._pull is None:
            return gradient
        decay = hyper[self._pull]
        return [decayed_gradient(slope, x, decay) for slope, x in zip(gradient, position, strict=True)]

    def step(
        self,
        given: Sequence[float],
        hessian: tuple[float, ...],
        position: Sequence[float],
        states: Sequence[NumberTuple],
        hyper: NumberTuple,
    ) -> tuple[list[float], list[NumberTuple]]:
        """Return the step, with the pull beside it if that is where it acts, and the states after it.

        Raises
        ------
        ArithmeticError, ValueError
            The rule has no number for it.
        """
        if (update := self._update) is None:
            whole = self.optimizer.vector_update
            step, state = whole(tuple(given), hessian, tuple(position), states[0], hyper)
            return [*step], [state]
        steps, after = [], []
        for axis, slope in enumerate(given):
            length, new = update(slope, position[axis], states[axis], hyper)
            steps.append(length)
            after.append(new)
        if self._beside is not None:
            decay, rate = hyper[self._beside[0]], hyper[self._beside[1]]
            steps = [decayed_step(s, x, decay, rate) for s, x in zip(steps, position, strict=True)]
        return steps, after
