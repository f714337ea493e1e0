"""The source of a step of one ball: a loop over its lanes, which has the same text for any number of them.

A lane is a coordinate with its state. A rule that takes the whole vector has one state and no such loop: its
arithmetic is on tuples, which have a length, so that its text is made for a number of coordinates.
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache

from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.kernel_source import RuleSource


@dataclass(frozen=True, slots=True)
class LaneSource:
    """Pieces of source for one optimizer, on these arrays.

    ``place``
        Position, loss, gradient, then second derivatives where the rule needs them.
    ``states``
        (fields, lanes) of the fields of which each lane has its own.
    ``shared``
        (fields,) of those that are equal in all lanes: they are computed once a step.
    ``hyper_``, ``clip``, ``limit``
        Hyperparameters as numbers; 0, 1 for the norm or 2 for the components, and their bound.

    ``whole`` is the number of coordinates for a rule that needs the whole vector, and None for the others.

    Attributes
    ----------
    first_state
        The state of a lane before the first step.
    own_fields, shared_fields
        Its fields in the order of ``states``, and in that of ``shared``.
    """

    optimizer: AnyOptimizer
    whole: int | None
    first_state: NumberTuple = field(init=False, compare=False, repr=False)
    own_fields: tuple[str, ...] = field(init=False, compare=False, repr=False)
    shared_fields: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first, shared = self.rule.first_state, () if self.whole else tuple(self.optimizer.shared_state)
        object.__setattr__(self, "first_state", first)
        object.__setattr__(self, "shared_fields", shared)
        object.__setattr__(self, "own_fields", tuple(name for name in first._fields if name not in shared))

    @staticmethod
    def of(optimizer: AnyOptimizer, dimension: int) -> LaneSource:
        """Return the source for so many coordinates: the same one where the number does not matter."""
        return _made(optimizer, dimension if optimizer.needs_hessian else None)

    @property
    def rule(self) -> RuleSource:
        """The pieces of which the number of coordinates is known."""
        return RuleSource(self.optimizer, self.whole or 1)

    @property
    def velocity_field(self) -> int | None:
        """Which of its own fields is a lane's velocity."""
        name = self.optimizer.velocity
        return self.own_fields.index(name) if name is not None and self.whole is None else None

    def before(self) -> list[str]:
        """Return the lines before the first step, which name the parts of the arrays.

        Views begin at their first lane, so that the compiler need not think of indices below zero.
        """
        return [
            "xs, gs = place[:size], place[size + 1:2 * size + 1]",
            *(f"own{i} = states[{i}]" for i, _ in enumerate(self.own_fields)),
            *(f"shared{i} = shared[{i}]" for i, _ in enumerate(self.shared_fields)),
            *(f"choice{i} = hyper_[{i}]" for i in self.rule.choices),
        ]

    def step(self, factor: str) -> list[str]:
        """Return the lines that move the ball; ``factor`` is what the learning rate is multiplied by."""
        rule = self.rule
        rate = "1.0" if rule.rate is None else f"hyper_[{rule.rate}] * {factor}"
        return [
            f"rate = {rate}",
            f"hyper = {rule.hyper('hyper_[#]')}",
            "share = norm_share(gs, limit) if clip == 1 else 1.0",
            *(self._lanes() if self.whole is None else self._whole_vector()),
        ]

    def after(self) -> list[str]:
        """Return the lines after the last step."""
        return [f"shared[{i}] = shared{i}" for i, _ in enumerate(self.shared_fields)]

    def velocity(self, lane: str) -> str:
        """Return the expression for the velocity in a lane."""
        return "0.0" if (field := self.velocity_field) is None else f"own{field}[{lane}]"

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
        seconds = (f"h{i} = place[{2 * rule.dimension + 1 + i}]" for i in range(rule.seconds))
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
def _made(optimizer: AnyOptimizer, whole: int | None) -> LaneSource:
    return LaneSource(optimizer, whole)


def _clipped(name: str) -> list[str]:
    """Return the lines that clip one coordinate of a gradient."""
    return [
        "if clip == 1:",
        f"    {name} = {name} * share",
        "elif clip == 2:",
        f"    {name} = clipped_value({name}, limit)",
    ]
