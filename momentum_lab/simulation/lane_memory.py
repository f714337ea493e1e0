"""What a ball remembers, as arrays that machine code works on, and as the states that Python has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.simulation.lane_source import LaneSource


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ball is, in Python's numbers: ``hessian`` is empty where the rule needs none."""

    position: Sequence[float]
    gradient: Sequence[float]
    hessian: tuple[float, ...]
    states: Sequence[NumberTuple]


@dataclass(frozen=True, slots=True)
class LaneMemory:
    """The states of a ball: ``own`` (fields, lanes), and ``shared`` (fields,) by all lanes."""

    own: Floats
    shared: Floats

    @classmethod
    def of(cls, lanes: LaneSource, states: Sequence[NumberTuple]) -> LaneMemory:
        """Return states, one for each lane, as arrays."""
        fields = dict(zip(states[0]._fields, zip(*states, strict=True), strict=True))
        own = [fields[name] for name in lanes.own_fields]
        shared = [fields[name][0] for name in lanes.shared_fields]
        own_fields = np.array(own, dtype=np.float64).reshape(len(own), len(states))
        return cls(own_fields, np.array(shared, dtype=np.float64))

    def copy(self) -> LaneMemory:
        """Return others with the same numbers."""
        return LaneMemory(self.own.copy(), self.shared.copy())

    def states(self, lanes: LaneSource) -> list[NumberTuple]:
        """Return them as states, one for each lane."""
        make: Callable[..., NumberTuple] = type(lanes.first_state)
        count = self.own.shape[1]
        columns = dict(zip(lanes.own_fields, self.own.tolist(), strict=True))
        columns |= {
            name: [value] * count
            for name, value in zip(lanes.shared_fields, self.shared.tolist(), strict=True)
        }
        names = lanes.first_state._fields
        return [make(*(columns[name][lane] for name in names)) for lane in range(count)]
