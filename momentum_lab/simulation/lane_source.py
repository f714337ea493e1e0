"""The source of a step of one ball: a loop over its lanes, which has the same text for any number of them.

A lane is a coordinate with its state. A rule that takes the whole vector has one state and no such loop: its
arithmetic is on tuples, which have a length, so that its text is made for a number of coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.simulation.kernel_source import RuleSource

UNROLLED: Final = 2
"""Dimensions up to which steps, and what is derived of them, are compiled for that dimension alone."""


@dataclass(frozen=True, slots=True)
class LaneSource:
    """Source for one optimizer, on these numbers, each behind the address of the first.

    ``numbers``
        Position, loss, gradient, then second derivatives where the rule needs them; of each field of which
        each lane has its own, those of all lanes; then the fields that are equal in all lanes, which are
        computed once.
    ``hyper_``
        Hyperparameters as numbers, then 0, 1 for the norm or 2 for the components, and their bound.

    ``size`` is the number of coordinates that it is made for, None for any.

    Attributes
    ----------
    first_state
        The state of a lane before the first step.
    own_fields, shared_fields
        Its fields of which each lane has its own, and those that are equal in all, in their order.
    """

    optimizer: AnyOptimizer
    size: int | None
    first_state: NumberTuple = field(init=False, compare=False, repr=False)
    own_fields: tuple[str, ...] = field(init=False, compare=False, repr=False)
    shared_fields: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first = self.rule.first_state
        shared = () if self.optimizer.needs_hessian else tuple(self.optimizer.shared_state)
        object.__setattr__(self, "first_state", first)
        object.__setattr__(self, "shared_fields", shared)
        object.__setattr__(self, "own_fields", tuple(name for name in first._fields if name not in shared))

    @staticmethod
    def of(optimizer: AnyOptimizer, dimension: int) -> LaneSource:
        """Return the source for so many coordinates: the same one where the number does not matter."""
        alone = optimizer.needs_hessian or dimension <= UNROLLED
        return _made(optimizer, dimension if alone else None)

    @property
    def rule(self) -> RuleSource:
        """The pieces of which the number of coordinates is known."""
        return RuleSource(self.optimizer, (self.size if self.optimizer.needs_hessian else None) or 1)

    @property
    def name(self) -> str:
        """What a function made of it is called."""
        return f"move_{self.optimizer.name}"

    @property
    def velocity_field(self) -> int | None:
        """Which of its own fields is a lane's velocity."""
        name = self.optimizer.velocity
        if name is None or self.optimizer.needs_hessian:
            return None
        return self.own_fields.index(name)

    def first_velocity(self, size: int) -> int | None:
        """Return which of the numbers of a ball of so many coordinates is the first of its velocity."""
        field = self.velocity_field
        return None if field is None else (2 + field) * size + 1

    def lanes(self, size: int) -> int:
        """Return how many states a ball of so many coordinates has."""
        return 1 if self.optimizer.needs_hessian else size

    def move(self) -> list[str]:
        """Return the lines that move a ball of ``size_`` coordinates with the gradient that it has.

        ``factor`` is what the learning rate is multiplied by.
        """
        rule, end = self.rule, len(self.optimizer.hyperparameters)
        first, lanes = f"2 * size + {1 + rule.seconds}", self.lanes(0) or "size"
        own = [f"own{i} = shifted(numbers, {first} + {i} * {lanes})" for i, _ in enumerate(self.own_fields)]
        return [
            f"size = {self.size or 'size_'}",
            "xs, gs = numbers, shifted(numbers, size + 1)",
            *own,
            f"ends = shifted(numbers, {first} + {len(own)} * {lanes})",
            *(f"shared{i} = ends[{i}]" for i, _ in enumerate(self.shared_fields)),
            *(f"choice{i} = hyper_[{i}]" for i in rule.choices),
            f"rate = {'1.0' if rule.rate is None else f'hyper_[{rule.rate}] * factor'}",
            f"hyper = {rule.hyper('hyper_[#]')}",
            f"clip, limit = hyper_[{end}], hyper_[{end + 1}]",
            "share = norm_share(numba.carray(gs, size), limit) if clip == 1.0 else 1.0",
            *(self._whole_vector() if self.optimizer.needs_hessian else self._lanes()),
            *(f"ends[{i}] = shared{i}" for i, _ in enumerate(self.shared_fields)),
        ]

    def _lanes(self) -> list[str]:
        """Return the loop over the lanes."""
        fields = self.rule.state_fields
        move = self.rule.move_one("c", "x", self._state("lane"), "state")
        lines = [
            "c, x = gs[lane], xs[lane]",
            *_clipped("c"),
            *move,
            "xs[lane] = x",
            *(f"own{i}[lane] = state[{fields.index(name)}]" for i, name in enumerate(self.own_fields)),
        ]
        return [
            "for lane in range(size):",
            *(f"    {line}" for line in lines),
            *(f"shared{i} = state[{fields.index(name)}]" for i, name in enumerate(self.shared_fields)),
        ]

    def _whole_vector(self) -> list[str]:
        """Return the lines that move all coordinates together."""
        rule = self.rule
        seconds = (f"h{i} = numbers[{2 * rule.dimension + 1 + i}]" for i in range(rule.seconds))
        return [
            *(f"c{axis}, x{axis} = gs[{axis}], xs[{axis}]" for axis in rule.axes),
            *(line for axis in rule.axes for line in _clipped(f"c{axis}")),
            *seconds,
            f"state0 = {self._state('0')}",
            *rule.move(),
            *(f"xs[{axis}] = x{axis}" for axis in rule.axes),
            *(f"own{i}[0] = state0[{i}]" for i in range(rule.fields)),
        ]

    def _state(self, lane: str) -> str:
        """Return the expression for the state of a lane."""
        own, shared = self.own_fields, self.shared_fields
        parts = (
            f"shared{shared.index(name)}" if name in shared else f"own{own.index(name)}[{lane}]"
            for name in self.rule.state_fields
        )
        return f"State({', '.join(parts)})"


@lru_cache(maxsize=MOST_KEPT)
def _made(optimizer: AnyOptimizer, size: int | None) -> LaneSource:
    return LaneSource(optimizer, size)


def _clipped(name: str) -> list[str]:
    """Return the lines that clip one coordinate of a gradient."""
    return [
        "if clip == 1.0:",
        f"    {name} = {name} * share",
        "elif clip == 2.0:",
        f"    {name} = clipped_value({name}, limit)",
    ]
