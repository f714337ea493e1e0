"""The same rule in another library: what it is called there, and with which arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import TypeAlias

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.values import dataclass

Argument: TypeAlias = HyperValue | tuple[HyperValue, ...]
Values: TypeAlias = Mapping[str, HyperValue]


class LeftOutError(MomentumLabError):
    """The other library has no rule that takes this path; the text says why."""


def once(values: Values) -> float:
    """Return that a kick is the same there."""
    return 1.0


def never(values: Values) -> bool:
    """Return that it is not."""
    return False


@dataclass(frozen=True, slots=True)
class KickPlace:
    """Where the other library keeps the velocity that a kick is added to.

    Attributes
    ----------
    name
        What it is called in the state of a parameter.
    is_there_first
        ``is_there_first(values)``: whether it may be put there before the first step.
    share
        ``share(values)``: what a kick is multiplied by there; it may raise :class:`LeftOutError`.
    """

    name: str
    is_there_first: Callable[[Values], bool] = never
    share: Callable[[Values], float] = once


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A class or function of another library that takes the same path.

    Attributes
    ----------
    name
        What it is called there.
    arguments
        Its arguments, each with the hyperparameter that it is here, or with several of which it is a tuple;
        those that have the same name need not be given.
    zero_by_default
        Arguments that are 0 or off where they are not given, so that they need not be.
    only
        Hyperparameters that it does not have: the value that it stands for, and why no other is possible.
    adapted
        ``adapted(values, is_rate_constant)``: the hyperparameters, and arguments, that stand for others of
        the same path; for what the above cannot say. It may raise :class:`LeftOutError`.
    kept_from_start
        Arguments for which it keeps something only if they are on from the first step: they cannot be
        switched on in the middle of a run.
    powers
        Hyperparameters of which it takes powers by the number of steps, as if they had been the same from the
        start; here it is their running product.
    changed
        ``changed(before, after)`` of the hyperparameters in the middle of a run: raises :class:`LeftOutError`
        where the other library goes on in another way.
    kicked
        Where it keeps the velocity; None where it has none.
    """

    name: str
    arguments: Mapping[str, str | tuple[str, ...]] = field(default_factory=FrozenMapping)
    zero_by_default: AbstractSet[str] = frozenset()
    only: Mapping[str, tuple[HyperValue, str]] = field(default_factory=FrozenMapping)
    adapted: Callable[[Values, bool], Values] | None = None
    kept_from_start: AbstractSet[str] = frozenset()
    powers: AbstractSet[str] = frozenset()
    changed: Callable[[Values, Values], None] | None = None
    kicked: KickPlace | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", FrozenMapping(self.arguments))
        object.__setattr__(self, "zero_by_default", frozenset(self.zero_by_default))
        object.__setattr__(self, "kept_from_start", frozenset(self.kept_from_start))
        object.__setattr__(self, "powers", frozenset(self.powers))
        object.__setattr__(self, "only", FrozenMapping(self.only))

    def arguments_for(self, values: Values, is_rate_constant: bool = True) -> dict[str, Argument]:
        """Return the arguments that stand for an optimizer's hyperparameters, in their order.

        Parameters
        ----------
        values
            All of them.
        is_rate_constant
            Whether no schedule changes the learning rate.

        Raises
        ------
        LeftOutError
            It cannot take that path.
        """
        there = dict(values if self.adapted is None else self.adapted(values, is_rate_constant))
        for name, (value, reason) in self.only.items():
            if there.pop(name) != value:
                raise LeftOutError(reason)
        found: dict[str, Argument] = {}
        named = self._named()
        for name, value in there.items():
            argument, members = named.get(name, (name, None))
            found[argument] = value if members is None else tuple(there[member] for member in members)
        return {a: v for a, v in found.items() if v or a not in self.zero_by_default}

    def changed_arguments(
        self, before: Values, after: Values, is_rate_constant: bool = True
    ) -> dict[str, Argument]:
        """Return the arguments that are others after a change in the middle of a run.

        Raises
        ------
        LeftOutError
            It cannot take that path.
        """
        if self.changed is not None:
            self.changed(before, after)
        for hyperparameter in sorted(self.powers):
            if before[hyperparameter] != after[hyperparameter]:
                raise LeftOutError(
                    "{name} corrects as if {hyperparameter} had been the same from the start",
                    name=self.name,
                    hyperparameter=hyperparameter,
                )
        old = self.arguments_for(before, is_rate_constant)
        new = self.arguments_for(after, is_rate_constant)
        off: dict[str, Argument] = {a: False if isinstance(v, bool) else 0.0 for a, v in old.items()}
        found = {a: v for a, v in {**off, **new}.items() if old.get(a, 0.0) != v}
        for argument in sorted(self.kept_from_start & set(found)):
            if not old.get(argument):
                raise LeftOutError(
                    "{name} keeps what {argument} needs only if it is on from the first step",
                    name=self.name,
                    argument=argument,
                )
        return found

    def _named(self) -> dict[str, tuple[str, tuple[str, ...] | None]]:
        """Return each hyperparameter's argument, and those that it is a tuple of."""
        named: dict[str, tuple[str, tuple[str, ...] | None]] = {}
        for argument, of in self.arguments.items():
            if isinstance(of, str):
                named[of] = argument, None
            else:
                named |= dict.fromkeys(of, (argument, of))
        return named
