"""What is changed of a ball in the course of its run: hyperparameters from a step on, and kicks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.tables import integer, number
from momentum_lab.core.values import dataclass

LAST_CHANGE: Final = 999_999
"""The last position that a step can leave."""
MOST_CHANGES: Final = 1_000
LARGEST_KICK: Final = 1e6


@dataclass(frozen=True, slots=True)
class BallChange:
    """What is changed where a ball is after some steps; in force from the step that leaves that position.

    Attributes
    ----------
    step
        The number of the position: how many steps were taken before. 0 is the start.
    values
        Hyperparameters from then on; what is not given stays as it was.
    kick
        What is added to the velocity there, a number for each coordinate, in the units of the state's field
        that the optimizer declares as its velocity; None for no kick.
    """

    step: int
    values: FrozenMapping[HyperValue] = field(default_factory=FrozenMapping)
    kick: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        with located("step"):
            integer(0, LAST_CHANGE)(self.step)
        if not self.values and self.kick is None:
            raise InputError("found nothing that is changed, allowed are hyperparameters and kick")
        if self.kick is not None:
            with located("kick"):
                kick = tuple(number(-LARGEST_KICK, LARGEST_KICK)(by) for by in self.kick)
            object.__setattr__(self, "kick", kick)


def checked_changes(optimizer: AnyOptimizer, changes: Iterable[BallChange]) -> tuple[BallChange, ...]:
    """Return the changes of a ball in the order of their steps, one a step.

    Raises
    ------
    InputError
        A hyperparameter is not one of the optimizer's, or out of bounds; it has no velocity to kick; or two
        changes at one step say different things of the same.
    """
    found: dict[int, BallChange] = {}
    for index, change in enumerate(changes):
        with located(str(index)):
            checked = replace(change, values=_checked_values(optimizer, change.values))
            if change.kick is not None and not optimizer.has_velocity:
                raise InputError("{optimizer} has no velocity to be kicked", "kick", optimizer=optimizer.name)
            there = found.get(change.step)
            found[change.step] = checked if there is None else _together(there, checked)
    if len(found) > MOST_CHANGES:
        raise InputError("found {count}, allowed are {most} at most", count=len(found), most=MOST_CHANGES)
    return tuple(found[step] for step in sorted(found))


def _checked_values(optimizer: AnyOptimizer, values: Mapping[str, HyperValue]) -> FrozenMapping[HyperValue]:
    complete = optimizer.checked(values)
    return FrozenMapping({name: complete[name] for name in complete if name in values})


def _together(one: BallChange, other: BallChange) -> BallChange:
    """Return two changes at one step as one."""
    for name, value in other.values.items():
        if one.values.get(name, value) != value:
            raise InputError(
                "found {found} where another change at step {step} says {said}",
                name,
                found=value,
                step=one.step,
                said=one.values[name],
            )
    if one.kick is not None and other.kick is not None and one.kick != other.kick:
        raise InputError("found a second kick at step {step}", "kick", step=one.step)
    kick = one.kick if other.kick is None else other.kick
    return BallChange(one.step, one.values.updated(**other.values), kick)
