"""What a rule makes of one gradient and of what it remembers, read off its arithmetic step by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from operator import mul
from typing import Final

from momentum_lab.core.hyperparameters import LEARNING_RATE, NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer, Gathered, Vector
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.run import Run

STRETCH: Final = 256
"""Steps that are gone through together: a run has marks between such stretches."""


@dataclass(frozen=True, slots=True)
class Response:
    """What one step makes of a gradient of 1, and of each remembered number if that is 1.

    Attributes
    ----------
    kept
        For each remembered number after the step, its response to each of those before.
    taken
        The response of each of them to the gradient.
    moved, pushed
        The response of the step to each of those before, and to the gradient.
    """

    kept: tuple[Vector, ...]
    taken: Vector
    moved: Vector
    pushed: float


class Probe:
    """Asks a rule of one coordinate how it responds.

    Attributes
    ----------
    optimizer
        Whose rule it is.
    is_linear
        Whether all of it is linear in the gradients, and not only its velocity.
    fields
        The places in its state of the numbers that are remembered in a linear way.
    velocity
        The place of the velocity among those, or None if it gathers nothing.
    """

    def __init__(self, optimizer: AnyOptimizer, sample: NumberTuple) -> None:
        self.optimizer = optimizer
        names = sample._fields
        self.is_linear = optimizer.theory is not None
        gathering = [] if optimizer.velocity is None or optimizer.gathered is None else [optimizer.velocity]
        remembered = [name for name in names if name not in optimizer.shared_state]
        linear = remembered if self.is_linear else gathering
        self.fields = tuple(names.index(name) for name in linear)
        self.velocity = linear.index(gathering[0]) if gathering else None
        self._others = tuple(names.index(name) for name in remembered if name not in linear)
        self._update = optimizer.coordinate_update
        self._make: Callable[..., NumberTuple] = type(sample)
        self._last: tuple[NumberTuple, Response, NumberTuple] | None = None

    def next_response(self, state: NumberTuple, hyper: NumberTuple) -> tuple[Response, NumberTuple]:
        """Return how the rule responds in a step, and a state that has counted it.

        Of the state before, only what is the same for all coordinates matters: a rule that counts no steps
        responds the same as long as its hyperparameters stay.
        """
        last = self._last
        if last is None or last[0] != hyper or self.optimizer.shared_state:
            self._last = last = (hyper, *self._responded(state, hyper))
        return last[1], last[2]

    def _responded(self, state: NumberTuple, hyper: NumberTuple) -> tuple[Response, NumberTuple]:
        numbers = [*state]
        for place in self.fields:
            numbers[place] = 0.0
        for place in self._others:
            numbers[place] = 1.0  # averages of squares and the like, by which the rule may divide
        rest = self._make(*numbers)
        pushed, after = self._step(1.0, rest, hyper)
        taken = [after[place] for place in self.fields]
        if self.velocity is not None and self.optimizer.gathered is Gathered.SCALED:
            taken[self.velocity] /= self._scale(rest, after, hyper)
        moved, columns = [], []
        for place in self.fields:
            numbers[place] = 1.0
            step, held = self._step(0.0, self._make(*numbers), hyper)
            numbers[place] = 0.0
            moved.append(step)
            columns.append([held[row] for row in self.fields])
        kept = tuple(zip(*columns, strict=True))
        return Response(kept, tuple(taken), tuple(moved), pushed), after

    def _step(self, gradient: float, state: NumberTuple, hyper: NumberTuple) -> tuple[float, NumberTuple]:
        """Return a step at the origin, where nothing pulls; NaN where the rule has no number."""
        try:
            return self._update(gradient, 0.0, state, hyper)
        except (ArithmeticError, ValueError):
            return math.nan, self._make(*(math.nan for _ in state))

    def _scale(self, before: NumberTuple, after: NumberTuple, hyper: NumberTuple) -> float:
        """Return what a gradient of 1 is multiplied by before the velocity gathers it."""
        rate = self.optimizer.effective_rate
        learning_rate = hyper[[*self.optimizer.hyperparameters].index(LEARNING_RATE)]
        return math.nan if rate is None else rate(1.0, before, after, hyper) / learning_rate


def responses_newest_first(run: Run, ball: int, step: int, probe: Probe) -> Iterator[Response]:
    """Yield how the rule of a ball responded in a step, in the one before it, and so on to the first."""
    end = step
    while end > 0:
        first = (end - 1) // STRETCH * STRETCH
        rolling = run.replay.rolling(ball, first)
        state, found = rolling.mark.states[0], []
        for hyper in rolling.hypers(end - first):
            response, state = probe.next_response(state, hyper)
            found.append(response)
        yield from reversed(found)
        end = first


class PastWeights:
    """Weights of the past in some quantity, found from the newest gradient back.

    Parameters
    ----------
    row
        The response of the quantity to each number that was remembered after the step that is taken next.
    weights
        Those that are known already, of newer gradients.
    """

    def __init__(self, row: Sequence[float], weights: Sequence[float] = ()) -> None:
        self.row, self.weights = tuple(row), [*weights]

    def take(self, response: Response) -> None:
        """Go back over a step."""
        self.weights.append(self.of(response.taken))
        self.row = tuple(map(self.of, zip(*response.kept, strict=True)))

    def of(self, numbers: Sequence[float]) -> float:
        """Return what is in the quantity of some remembered numbers."""
        return math.fsum(map(mul, self.row, numbers))

    @property
    def is_spent(self) -> bool:
        """Whether nothing at all is left of what was remembered before."""
        return not any(self.row)

    def end(self, count: int) -> None:
        """Have so many weights: the gradients that were not gone back to weigh nothing."""
        self.weights += [0.0] * (count - len(self.weights))
