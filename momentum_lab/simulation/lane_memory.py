"""Where a ball is and what it remembers: as arrays that machine code works on, and as Python's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.simulation.lane_source import LaneSource


@dataclass(frozen=True, slots=True)
class LaneMemory:
    """Where a ball is, and its states.

    Attributes
    ----------
    place
        Position, loss, gradient, then second derivatives where the rule needs them.
    own, shared
        (fields, lanes) of its states, and (fields,) of those that are equal in all lanes.
    size
        The number of coordinates.
    """

    place: Floats
    own: Floats
    shared: Floats
    size: int

    @classmethod
    def of(
        cls,
        lanes: LaneSource,
        position: Sequence[float],
        gradient: Sequence[float],
        hessian: Sequence[float],
        states: Sequence[NumberTuple],
    ) -> LaneMemory:
        """Return numbers and states, one for each lane, as arrays; the loss is not among them."""
        place = np.array([*position, np.nan, *gradient, *hessian], dtype=np.float64)
        table = np.array(states, dtype=np.float64).reshape(len(states), -1)
        names = lanes.first_state._fields
        own = table[:, [names.index(name) for name in lanes.own_fields]].T.copy()
        shared = table[0, [names.index(name) for name in lanes.shared_fields]]
        return cls(place, own, shared, len(position))

    def copy(self) -> LaneMemory:
        """Return the same in arrays of its own."""
        return LaneMemory(self.place.copy(), self.own.copy(), self.shared.copy(), self.size)

    @property
    def position(self) -> Floats:
        """Where the ball is: a view."""
        return self.place[: self.size]

    @property
    def gradient(self) -> Floats:
        """The gradient there: a view."""
        return self.place[self.size + 1 : 2 * self.size + 1]

    @property
    def hessian(self) -> Floats:
        """The second derivatives there: a view."""
        return self.place[2 * self.size + 1 :]

    def states(self, lanes: LaneSource) -> list[NumberTuple]:
        """Return the states, one for each lane."""
        make: Callable[..., NumberTuple] = type(lanes.first_state)
        columns = dict(zip(lanes.own_fields, self.own.tolist(), strict=True))
        shared = zip(lanes.shared_fields, self.shared.tolist(), strict=True)
        columns |= {name: [value] * self.own.shape[1] for name, value in shared}
        if not columns:
            return [make() for _ in range(self.own.shape[1])]
        fields = (columns[name] for name in lanes.first_state._fields)
        return [make(*state) for state in zip(*fields, strict=True)]
