"""Where a ball is and what it remembers, as numbers that machine code works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import addressof, c_char
from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.simulation.lane_source import LaneSource


@dataclass(frozen=True, slots=True, eq=False)
class Pinned:
    """Numbers, and the address of the first: while there is this there are they, where they are."""

    numbers: Floats
    address: int

    @classmethod
    def at(cls, numbers: Floats) -> Pinned:
        """Return an array and its address.

        Raises
        ------
        TypeError
            Its numbers are no doubles one after the other, for which machine code would take any bytes.
        """
        if numbers.dtype != np.float64 or not numbers.flags.c_contiguous:
            raise TypeError(f"found an array of {numbers.dtype}, allowed are contiguous ones of float64")
        if numbers.size and numbers.flags.writeable:  # in a fifth of the time
            return cls(numbers, addressof(c_char.from_buffer(numbers)))  # type: ignore[arg-type]
        return cls(numbers, numbers.ctypes.data)


@dataclass(frozen=True, slots=True, eq=False)
class BallStanding:
    """Where a ball is, and what it remembers.

    Attributes
    ----------
    lanes
        The rule, which says what the numbers are.
    size
        The number of coordinates.
    numbers
        Position, loss, gradient, and so on as :class:`~momentum_lab.simulation.lane_source.LaneSource` says.
    """

    lanes: LaneSource
    size: int
    numbers: Floats

    @classmethod
    def at(
        cls,
        lanes: LaneSource,
        position: Sequence[float],
        gradient: Sequence[float],
        hessian: Sequence[float],
        states: Sequence[NumberTuple],
    ) -> BallStanding:
        """Return that of a ball in Python's numbers; the loss is nobody's business.

        There is a state for each lane.
        """
        own = [getattr(state, name) for name in lanes.own_fields for state in states]
        shared = [getattr(states[0], name) for name in lanes.shared_fields]
        numbers = [*position, np.nan, *gradient, *hessian, *own, *shared]
        return cls(lanes, len(position), np.array(numbers, dtype=np.float64))

    def copy(self) -> BallStanding:
        """Return another with the same numbers."""
        return BallStanding(self.lanes, self.size, self.numbers.copy())

    @property
    def nbytes(self) -> int:
        """How much it takes."""
        return self.numbers.nbytes

    @property
    def position(self) -> Floats:
        """Where the ball is: a view."""
        return self.numbers[: self.size]

    @property
    def gradient(self) -> Floats:
        """The gradient there: a view."""
        return self.numbers[self.size + 1 : 2 * self.size + 1]

    @property
    def hessian(self) -> Floats:
        """The second derivatives there: a view."""
        return self.numbers[2 * self.size + 1 : self._first_state]

    @property
    def own(self) -> Floats:
        """The fields of which each lane has its own, (field, lane): a view."""
        end = len(self.numbers) - len(self.lanes.shared_fields)
        shape = len(self.lanes.own_fields), self.lanes.lanes(self.size)
        return self.numbers[self._first_state : end].reshape(shape)

    def states(self) -> list[NumberTuple]:
        """Return its states, one for each lane."""
        lanes, own = self.lanes, self.own.tolist()
        make: Callable[..., NumberTuple] = type(lanes.first_state)
        count = lanes.lanes(self.size)
        columns: dict[str, list[float]] = dict(zip(lanes.own_fields, own, strict=True))
        shared = zip(
            lanes.shared_fields,
            self.numbers[len(self.numbers) - len(lanes.shared_fields) :].tolist(),
            strict=True,
        )
        columns |= {name: [value] * count for name, value in shared}
        return [make(*(columns[name][lane] for name in lanes.first_state._fields)) for lane in range(count)]

    @property
    def _first_state(self) -> int:
        fields = len(self.lanes.own_fields) * self.lanes.lanes(self.size) + len(self.lanes.shared_fields)
        return len(self.numbers) - fields
