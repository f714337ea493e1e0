"""What is put around any optimizer: a schedule of its learning rate, a bound of its gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import integer, number
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.schedules import CONSTANT, SCHEDULES

MOST_WARMUP: Final = 1_000_000
SMALLEST_LIMIT: Final = 1e-12
LARGEST_LIMIT: Final = 1e12

ClippingKind = Literal["off", "norm", "value"]
CLIPPINGS: Final[tuple[str, ...]] = get_args(ClippingKind)
_CLIPPED: Final = {
    "norm": message("norm clipped at {limit}"),
    "value": message("value clipped at {limit}"),
}


@dataclass(frozen=True, slots=True)
class RateSchedule:
    """A schedule by its name, with its hyperparameters, after a linear warm-up.

    ``hyperparameters`` is complete and checked after construction. In the first ``warmup`` steps the rate
    rises linearly from 1 / (warmup + 1) of what is set; the schedule begins when they are over. That is
    ``SequentialLR`` of a ``LinearLR`` and the schedule, in PyTorch.
    """

    name: str = CONSTANT
    hyperparameters: FrozenMapping[HyperValue] = field(default_factory=FrozenMapping)
    warmup: int = 0

    def __post_init__(self) -> None:
        with located("name"):
            if not isinstance(self.name, str):
                raise InputError(unknown("unknown schedule {name}", self.name, SCHEDULES))
            schedule = SCHEDULES[self.name]
        object.__setattr__(self, "hyperparameters", schedule.checked(self.hyperparameters))
        with located("warmup"):
            integer(0, MOST_WARMUP)(self.warmup)

    @property
    def is_constant(self) -> bool:
        """Whether the learning rate stays as it is set."""
        return self.name == CONSTANT and self.warmup == 0

    @property
    def words(self) -> Message | None:
        """The schedule in a few words; None when the rate stays as it is set."""
        name = SCHEDULES[self.name].in_phrase if self.name != CONSTANT else None
        if not self.warmup:
            return name
        return message("warm-up") if name is None else message("{schedule} after a warm-up", schedule=name)

    def factors(self) -> Callable[[int], float]:
        """Return the function of the step that gives what the learning rate is multiplied by."""
        schedule, warmup = SCHEDULES[self.name], self.warmup
        rule, hyper = schedule.factor, schedule.pack(self.hyperparameters)

        def factor(step: int) -> float:
            if step < warmup:
                return (step + 1.0) / (warmup + 1.0)
            return rule(float(step - warmup), hyper)

        return factor


@dataclass(frozen=True, slots=True)
class Clipping:
    """A bound of the gradient that the optimizer gets.

    ``norm`` makes a gradient that is longer than ``limit`` as short as that, as ``clip_grad_norm_`` of
    PyTorch does; ``value`` cuts each component, as ``clip_grad_value_``. Without clipping there is no limit
    to keep: it becomes the default.
    """

    by: ClippingKind = "off"
    limit: float = 1.0

    def __post_init__(self) -> None:
        with located("by"):
            clipping_kind(self.by)
        with located("limit"):
            object.__setattr__(self, "limit", number(SMALLEST_LIMIT, LARGEST_LIMIT)(self.limit))
        if self.by == "off":
            object.__setattr__(self, "limit", 1.0)

    @property
    def words(self) -> Message | None:
        """The bound in a few words; None when there is none."""
        said = _CLIPPED.get(self.by)
        return None if said is None else said.filled(limit=ToldNumber(self.limit))


def clipping_kind(value: object) -> ClippingKind:
    """Return ``value`` if it is a way of clipping, or raise :class:`InputError`."""
    for kind in get_args(ClippingKind):
        if value == kind:
            return cast("ClippingKind", kind)
    raise InputError(
        "found {found}, allowed is one of {names}", found=quoted(value), names=", ".join(CLIPPINGS)
    )


UNSCHEDULED: Final = RateSchedule()
UNCLIPPED: Final = Clipping()
