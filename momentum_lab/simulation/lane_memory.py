"""Where a ball is and what it remembers, as arrays that machine code works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.lane_source import LaneSource


@dataclass(frozen=True, slots=True)
class LaneMemory:
    """The states of a ball: ``own`` (fields, lanes), and ``shared`` (fields,) by all lanes."""

    own: Floats
    shared: Floats

    @classmethod
    def of(cls, lanes: LaneSource, states: Sequence[NumberTuple]) -> LaneMemory:
        """Return states, one for each lane, as arrays."""
        table, names = np.array(states, dtype=np.float64).reshape(len(states), -1), lanes.first_state._fields
        own = np.ascontiguousarray(table.T[[names.index(name) for name in lanes.own_fields]])
        return cls(own, table[0, [names.index(name) for name in lanes.shared_fields]])

    def copy(self) -> LaneMemory:
        """Return others with the same numbers."""
        return LaneMemory(self.own.copy(), self.shared.copy())

    def states(self, lanes: LaneSource) -> list[NumberTuple]:
        """Return them as states, one for each lane."""
        make: Callable[..., NumberTuple] = type(lanes.first_state)
        count = self.own.shape[1]
        columns = dict(zip(lanes.own_fields, self.own.tolist(), strict=True))
        shared = zip(lanes.shared_fields, self.shared.tolist(), strict=True)
        columns |= {name: [value] * count for name, value in shared}
        names = lanes.first_state._fields
        return [make(*(columns[name][lane] for name in names)) for lane in range(count)]


@dataclass(frozen=True, slots=True)
class BallStanding:
    """Where a ball is, and what it remembers.

    Attributes
    ----------
    size
        The number of coordinates.
    place
        Position, loss, gradient, then second derivatives where the rule needs them.
    memory
        Its states.
    """

    size: int
    place: Floats
    memory: LaneMemory

    @classmethod
    def at(
        cls,
        position: Sequence[float],
        gradient: Sequence[float],
        hessian: Sequence[float],
        memory: LaneMemory,
    ) -> BallStanding:
        """Return that of a ball in Python's numbers; the loss is nobody's business."""
        place = np.array([*position, np.nan, *gradient, *hessian], dtype=np.float64)
        return cls(len(position), place, memory)

    def copy(self) -> BallStanding:
        """Return another with the same numbers."""
        return BallStanding(self.size, self.place.copy(), self.memory.copy())

    @property
    def nbytes(self) -> int:
        """How much it takes."""
        return self.place.nbytes + self.memory.own.nbytes + self.memory.shared.nbytes

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
