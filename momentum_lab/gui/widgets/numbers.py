"""Kinds of numbers that a person types: how they are read, written, and stepped through."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Protocol, TypeVar

N = TypeVar("N", int, float)

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?!\d).*")
_INTEGER = re.compile(r"\+?(?:\d{1,30}|\d{1,3}(?:([,\s'’])\d{3})(?:\1\d{3}){0,8})")
_POWER = re.compile(r"\+?\d{1,30}(?:\.\d{1,30})?[eE]\+?\d{1,2}")


def number_text(value: float) -> str:
    """Return the shortest text that reads back as ``value``."""
    text = repr(value)
    text = text.removesuffix(".0")
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}" if e else text


class Numbers(Protocol[N]):
    """The numbers from ``low`` to ``high``; ``widest`` is a text that should fit into a box for them."""

    @property
    def low(self) -> N:
        """The least of them."""
        ...

    @property
    def high(self) -> N:
        """The greatest of them."""
        ...

    @property
    def widest(self) -> str:
        """A text that should fit into a box."""
        ...

    def read(self, text: str) -> N | None:
        """Return the number that a text is, within the bounds or not; None for no number of this kind."""
        ...

    def is_finished(self, text: str) -> bool:
        """Return whether a text that is a number may be meant as it stands."""
        ...

    def text(self, number: N) -> str:
        """Return how a number is shown."""
        ...

    def stepped(self, number: N, steps: int) -> N:
        """Return the number so many steps away, within the bounds or not."""
        ...


@dataclass(frozen=True, slots=True)
class Reals:
    """Floats, kept as the doubles that were typed; steps are powers or even."""

    low: float
    high: float
    is_log: bool = False
    widest: ClassVar[str] = "0.00012345"

    def read(self, text: str) -> float | None:
        """Return the number, with a decimal point or comma.

        A comma that may be meant to set off thousands, as in 1,000, is not read at all.
        """
        text = text.strip()
        if text.count(",") == 1 and "." not in text and not _GROUPED.fullmatch(text):
            text = text.replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def is_finished(self, text: str) -> bool:
        """Return whether nothing more is expected: 1,00 may become 1,000."""
        return "," not in text

    def text(self, number: float) -> str:
        """Return the shortest text that reads back as the number."""
        return number_text(number)

    def stepped(self, number: float, steps: int) -> float:
        """Step by a twentieth of a power of ten, or by a nice part of the number."""
        if self.is_log and number > 0:
            return float(f"{number * 10 ** (steps / 20):.3g}")
        size = 10.0 ** math.floor(math.log10(max(abs(number), 1e-2)) - 0.5)
        return round(number + steps * size, 12)


@dataclass(frozen=True, slots=True)
class Integers:
    """Integers from 0 on, however large.

    Attributes
    ----------
    low, high
        The bounds.
    has_nice_steps
        Whether a step changes the second digit, rather than the last.
    written
        How they are shown: for thousands set off as a language has them.
    """

    low: int
    high: int
    has_nice_steps: bool = False
    written: Callable[[int], str] = str
    widest: ClassVar[str] = "1,000,000"

    def read(self, text: str) -> int | None:
        """Return the integer, perhaps as 1e6 or with its thousands set off."""
        text = text.strip()
        digits = re.sub(r"\D", "", text)[:15]
        if digits and text == self.written(int(digits)):
            return int(digits)
        if _INTEGER.fullmatch(text):
            return int(re.sub(r"\D", "", text))
        if _POWER.fullmatch(text):
            number = Decimal(text)
            return int(number) if number == int(number) else None
        return None

    def is_finished(self, text: str) -> bool:
        """Return whether nothing more is expected: an integer is one at every digit."""
        return True

    def text(self, number: int) -> str:
        """Return the integer as it is shown."""
        return self.written(number)

    def stepped(self, number: int, steps: int) -> int:
        """Step by one, or by a power of ten that is a tenth to a hundredth of the number."""
        if not self.has_nice_steps:
            return number + steps
        size: int = 10 ** max(0, len(str(max(number - (steps < 0), 0))) - 2)
        return number + steps * size
