"""What a learning-rate schedule is: a factor of the learning rate for every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Final, Generic, TypeAlias

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Declared, Hyperparameter, HyperT, NumberTuple, declared
from momentum_lab.core.messages import Message, message_in
from momentum_lab.core.values import dataclass

IN_PHRASE: Final = "schedule of the learning rate, within a phrase"
"""The context of what schedules are called there."""


@dataclass(frozen=True, slots=True)
class Schedule(Declared[HyperT], Generic[HyperT]):
    """A rule by which the learning rate changes from step to step.

    Attributes
    ----------
    name, title
        The identifier in files and commands, and the name on the screen.
    hyper
        NamedTuple class whose fields are ``Annotated`` with their declarations.
    factor
        ``factor(step, hyper)``: what the learning rate is multiplied by in the step that leads from position
        number ``step`` (a float; the start is 0) to the next. Only floats and ``math``.
    suited
        ``suited(steps)``: hyperparameters that make something of a run of so many steps.
    equation, teaches, reference
        As for an optimizer.
    """

    name: str
    title: str
    hyper: type[HyperT]
    factor: Callable[[float, HyperT], float]
    suited: Callable[[int], Mapping[str, float]]
    equation: str
    teaches: str
    reference: str
    hyperparameters: Mapping[str, Hyperparameter] = field(init=False)

    @property
    def in_phrase(self) -> Message:
        """What it is called within a phrase: "cosine" in "a cosine schedule"."""
        return message_in(IN_PHRASE, self.title.lower())

    def __hash__(self) -> int:
        """Return a number that is soon had, as that of an optimizer."""
        return hash(self.name)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hyperparameters", FrozenMapping(declared(self.hyper)))


AnySchedule: TypeAlias = Schedule[NumberTuple]
"""A schedule of which it is only known that its hyperparameters are numbers."""
