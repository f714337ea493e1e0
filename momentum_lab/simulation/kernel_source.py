"""The source of stepping loops: a rule's arithmetic of one coordinate, mapped over all of them.

The text is made from declarations alone: how many hyperparameters there are, and fields of a state.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from momentum_lab.core.clipping import clipped_value, norm_share
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number, NumberTuple
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.core.weight_decay import (
    DECOUPLED,
    WEIGHT_DECAY,
    DecayPlace,
    decayed_gradient,
    decayed_step,
)


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Pieces of source for one optimizer in so many dimensions.

    States are held in ``lanes``: one for each coordinate, or one for the whole vector.
    """

    optimizer: AnyOptimizer
    dimension: int

    @property
    def state_fields(self) -> tuple[str, ...]:
        """The fields of the state."""
        return self.first_state._fields

    @property
    def first_state(self) -> NumberTuple:
        """The state of a lane before the first step."""
        return _first_state(self.optimizer)

    @property
    def lanes(self) -> int:
        """How many states a ball has."""
        return 1 if self.optimizer.needs_hessian else self.dimension

    @property
    def fields(self) -> int:
        """How many numbers a state has."""
        return len(self.state_fields)

    @property
    def velocity(self) -> int | None:
        """Which of them is the velocity."""
        name = self.optimizer.velocity
        return None if name is None else self.state_fields.index(name)

    @property
    def axes(self) -> range:
        """The coordinates."""
        return range(self.dimension)

    @property
    def seconds(self) -> int:
        """How many second derivatives the rule needs."""
        return self.dimension * (self.dimension + 1) // 2 if self.optimizer.needs_hessian else 0

    def state(self, place: Callable[[int, int], str], lane: int) -> str:
        """Return the expression for the state of a lane, whose fields are at ``place(lane, field)``.

        What is the same for all lanes comes from the first: the compiler then computes it once.
        """
        parts = (
            place(0 if name in self.optimizer.shared_state else lane, field)
            for field, name in enumerate(self.state_fields)
        )
        return f"State({', '.join(parts)})"

    def names(self) -> dict[str, object]:
        """What the source refers to."""
        return {
            "State": type(self.first_state),
            "Hyper": self.optimizer.hyper,
            "update": self.optimizer.update,
            "init": self.optimizer.init,
            "norm_share": norm_share,
            "clipped_value": clipped_value,
            "decayed_gradient": decayed_gradient,
            "decayed_step": decayed_step,
        }

    def hyper(self, place: str, width: int = 1) -> str:
        """Return the expression for the hyperparameters at ``place``, with # for their number times a width.

        The learning rate is the variable ``rate``, and those that are no numbers are ``choice0``, … by their
        number: the same for all balls, so that the compiler makes a loop for each choice.
        """
        parts = []
        for index, (name, declaration) in enumerate(self.optimizer.hyperparameters.items()):
            value = place.replace("#", str(width * index))
            if not isinstance(declaration, Number):
                value = f"choice{index}"
            parts.append("rate" if name == LEARNING_RATE else value)
        return f"Hyper({', '.join(parts)})"

    @property
    def choices(self) -> list[int]:
        """Which hyperparameters are flags and choices."""
        declared = self.optimizer.hyperparameters.values()
        return [i for i, declaration in enumerate(declared) if not isinstance(declaration, Number)]

    @property
    def rate(self) -> int | None:
        """Which hyperparameter is the learning rate."""
        names = list(self.optimizer.hyperparameters)
        return names.index(LEARNING_RATE) if LEARNING_RATE in names else None

    def each(self, text: str, separator: str = ", ") -> str:
        """Return ``text`` once for each coordinate, with its number for ``#``."""
        return separator.join(text.replace("#", str(axis)) for axis in self.axes)

    def clip(self) -> list[str]:
        """Return the lines that make clipped gradients ``c0``, … of ``g0``, …."""
        return [
            "share = 1.0",
            "if clip == 1:",
            f"    share = norm_share(({self.each('g#')},), limit)",
            *(f"c{axis} = g{axis} * share" for axis in self.axes),
            "if clip == 2:",
            *(f"    c{axis} = clipped_value(g{axis}, limit)" for axis in self.axes),
        ]

    def move(self) -> list[str]:
        """Return the lines that move ``x0``, … by a step with ``hyper``."""
        if not self.optimizer.needs_hessian:
            return [line for axis in self.axes for line in self._move_along(axis)]
        hessian = ", ".join(f"h{i}" for i in range(self.seconds))
        gradient, position = self.each("c#"), self.each("x#")
        return [
            f"steps, state0 = update(({gradient},), ({hessian},), ({position},), state0, hyper)",
            *(f"x{axis} = x{axis} + steps[{axis}]" for axis in self.axes),
        ]

    def _move_along(self, axis: int) -> list[str]:
        """Return the lines that move one coordinate."""
        state = f"state{axis}"
        return self.move_one(f"c{axis}", f"x{axis}", state, state)

    def move_one(self, c: str, x: str, before: str, after: str) -> list[str]:
        """Return the lines that move one coordinate, pulled to the origin where the rule says so.

        ``c`` and ``x`` name its gradient and its place, ``before`` is the expression for its state, and
        ``after`` names the state after the step.
        """
        in_gradient = f"{c} = decayed_gradient({c}, {x}, hyper.{WEIGHT_DECAY})"
        beside = f"step = decayed_step(step, {x}, hyper.{WEIGHT_DECAY}, hyper.{LEARNING_RATE})"
        place, is_decoupled = self.optimizer.weight_decay, f"hyper.{DECOUPLED}"
        earlier = {
            DecayPlace.GRADIENT: [in_gradient],
            DecayPlace.CHOSEN: [f"if not {is_decoupled}:", f"    {in_gradient}"],
        }
        later = {DecayPlace.STEP: [beside], DecayPlace.CHOSEN: [f"if {is_decoupled}:", f"    {beside}"]}
        return [
            *(earlier.get(place, []) if place else []),
            f"step, {after} = update({c}, {x}, {before}, hyper)",
            *(later.get(place, []) if place else []),
            f"{x} = {x} + step",
        ]


@lru_cache(maxsize=MOST_KEPT)
def _first_state(optimizer: AnyOptimizer) -> NumberTuple:
    return optimizer.init(optimizer.pack(optimizer.checked({})))


def indented(lines: list[str], depth: int) -> str:
    """Return lines, which may hold several each, moved to the right."""
    pad = "    " * depth
    return "\n".join(pad + line for text in lines for line in text.split("\n"))
