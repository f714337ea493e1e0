"""The same rule in another library: what it is called there, and with which arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue

Argument: TypeAlias = HyperValue | tuple[HyperValue, ...]
Values: TypeAlias = Mapping[str, HyperValue]


class LeftOutError(MomentumLabError):
    """The other library has no rule that takes this path; the text says why."""


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
    """

    name: str
    arguments: Mapping[str, str | tuple[str, ...]] = field(default_factory=FrozenMapping)
    zero_by_default: Set[str] = frozenset()
    only: Mapping[str, tuple[HyperValue, str]] = field(default_factory=FrozenMapping)
    adapted: Callable[[Values, bool], Values] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", FrozenMapping(self.arguments))
        object.__setattr__(self, "zero_by_default", frozenset(self.zero_by_default))
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

    def _named(self) -> dict[str, tuple[str, tuple[str, ...] | None]]:
        """Return each hyperparameter's argument, and those that it is a tuple of."""
        named: dict[str, tuple[str, tuple[str, ...] | None]] = {}
        for argument, of in self.arguments.items():
            if isinstance(of, str):
                named[of] = argument, None
            else:
                named |= dict.fromkeys(of, (argument, of))
        return named
