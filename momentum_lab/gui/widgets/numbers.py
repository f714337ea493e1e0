"""Kinds of numbers that a person types: how they are read, written, and stepped through."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar, Generic, Protocol, TypeVar

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.formulas import typed_number

N = TypeVar("N", int, float)

EXACT = 2.0**53
"""Up to here every whole number is a float."""
_INTEGER = re.compile(r"\+?(?:\d{1,30}|\d{1,3}(?:([,\s'’])\d{3})(?:\1\d{3}){0,8})")
_NEGATIVE = re.compile(r"[-−]\d+")
_DECIMAL = re.compile(r"[-−+]?[\d.,]*[.,][\d.,]*\s*%?")
_POWER = re.compile(r"\+?\d{1,30}(?:\.\d{1,30})?[eE]\+?\d{1,2}")


def number_text(value: float) -> str:
    """Return the shortest text that reads back as ``value``."""
    text = repr(value)
    text = text.removesuffix(".0")
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}" if e else text


@dataclass(frozen=True, slots=True)
class Reading(Generic[N]):
    """A number as it was read.

    Attributes
    ----------
    note
        How it was understood, where that is not plain.
    """

    number: N
    note: Message = NOTHING


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

    def read(self, text: str) -> Reading[N]:
        """Return the number that a text is, within the bounds or not.

        Raises
        ------
        InputError
            It is no number of this kind.
        """
        ...

    def is_finished(self, text: str) -> bool:
        """Return whether a text that is a number may be meant as it stands."""
        ...

    def text(self, number: N) -> str:
        """Return how a number is shown."""
        ...

    def shorter(self, number: N, digits: int) -> str:
        """Return how it is shown where there is no room for more than so many digits, if it may be."""
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

    def read(self, text: str) -> Reading[float]:
        """Return the number, with a decimal point or comma, or as arithmetic."""
        typed = typed_number(text)
        note = NOTHING if typed.is_plain else _read_as(number_text(typed.value))
        return Reading(typed.value, note)

    def is_finished(self, text: str) -> bool:
        """Return whether nothing more is expected: 1,00 may become 1,000."""
        return "," not in text

    def text(self, number: float) -> str:
        """Return the shortest text that reads back as the number."""
        return number_text(number)

    def shorter(self, number: float, digits: int) -> str:
        """Return the number in no more than so many digits."""
        return number_text(float(f"{number:.{digits}g}"))

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

    def read(self, text: str) -> Reading[int]:
        """Return the integer, perhaps as 1e6, with its thousands set off, or as arithmetic."""
        text = text.strip()
        digits = re.sub(r"\D", "", text)[:15]
        if digits and text == self.written(int(digits)):
            return Reading(int(digits))
        if _INTEGER.fullmatch(text):
            return Reading(int(re.sub(r"\D", "", text)))
        number = _power(text) if _POWER.fullmatch(text) else None
        if number is not None:
            return Reading(number)
        typed = typed_number(text)
        # A point or a comma without any arithmetic may set off thousands, wrongly.
        is_meant = not typed.is_plain or _NEGATIVE.fullmatch(text)
        if not is_meant or _DECIMAL.fullmatch(text) or typed.value % 1 or abs(typed.value) > EXACT:
            raise InputError("found {found}, allowed is a whole number", found=quoted(text))
        number = int(typed.value)
        return Reading(number, NOTHING if typed.is_plain else _read_as(self.written(number)))

    def is_finished(self, text: str) -> bool:
        """Return whether nothing more is expected: an integer is one at every digit."""
        return True

    def text(self, number: int) -> str:
        """Return the integer as it is shown."""
        return self.written(number)

    def shorter(self, number: int, digits: int) -> str:
        """Return all of it: an integer is none without its last digits."""
        return self.written(number)

    def stepped(self, number: int, steps: int) -> int:
        """Step by one, or by a power of ten that is a tenth to a hundredth of the number."""
        if not self.has_nice_steps:
            return number + steps
        size: int = 10 ** max(0, len(str(max(number - (steps < 0), 0))) - 2)
        return number + steps * size


def _power(text: str) -> int | None:
    """Return a number such as 2.5e3 if it is a whole one."""
    number = Decimal(text)
    return int(number) if number == int(number) else None


def _read_as(number: str) -> Message:
    return message("read as {number}", number=number)
