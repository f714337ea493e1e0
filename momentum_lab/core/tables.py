"""Reading a TOML table strictly: every key is asked for, checked, and nothing may be left over."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from momentum_lab.core.errors import InputError, located, quoted, unknown

Table = dict[str, object]
Result = TypeVar("Result")


class _Required:
    """The mark of a key that must be there."""


CONTROL: Final = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of what steers a terminal or ends a line."""
MOST_PARTS: Final = 16
"""How many parts a key may have."""
_PART: Final = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS},}}")
REQUIRED: Final = _Required()


def parse_toml(text: str) -> Table:
    """Return the table that a TOML text holds; :class:`InputError` says line and column."""
    if long := _LONG_KEY.search(text):  # keys of thousands of parts cost tomllib minutes and gigabytes
        line = text.count("\n", 0, long.start()) + 1
        raise InputError(f"line {line}: found {quoted(long[0])}, allowed are keys of {MOST_PARTS} parts")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"is not valid TOML ({what})") from error


class TableReader:
    """Takes the keys of one table; :meth:`finish` refuses what nobody asked for.

    With ``known`` given, that is at once: a misspelt key is named, not the one that is missing for it.
    """

    def __init__(self, table: object, known: Iterable[str] = ()) -> None:
        if not isinstance(table, dict):
            raise InputError(f"found {quoted(table)}, allowed is a table of keys and values")
        self._left: Table = dict(table)
        self._asked: list[str] = list(known)
        if self._asked:
            self.finish()

    def take(
        self, key: str, check: Callable[[object], Result], default: Result | _Required = REQUIRED
    ) -> Result:
        """Return the checked value of ``key``, or ``default`` when it is absent."""
        self._asked.append(key)
        if key not in self._left:
            if isinstance(default, _Required):
                raise InputError(f"the key {key!r} is missing")
            return default
        with located(key):
            return check(self._left.pop(key))

    def rest(self, known: Iterable[str] | None = None) -> Table:
        """Return the keys that are left, which have to be among ``known`` if that is given."""
        self._asked += known or ()
        for key in self._left if known is not None else ():
            if key not in self._asked:
                raise InputError(unknown("key", key, self._asked))
        rest, self._left = self._left, {}
        return rest

    def finish(self) -> None:
        """Raise :class:`InputError` for the first key that nobody asked for."""
        for key in self._left:
            if key not in self._asked:
                raise InputError(unknown("key", key, self._asked))


def text(limit: int = 200, is_multiline: bool = False) -> Callable[[object], str]:
    """Return a check for a text of at most ``limit`` characters, on one line unless said otherwise."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise InputError(f"found {quoted(value)}, allowed is a text")
        if len(value) > limit:
            raise InputError(f"found {len(value):,} characters, allowed are {limit:,}")
        for character in "" if value.isprintable() else value:
            if unicodedata.category(character) == "Cs":
                raise InputError(f"found {quoted(value)}, which has bytes in it that are not UTF-8 text")
            if unicodedata.category(character) in CONTROL and not (is_multiline and character in "\n\t"):
                raise InputError(f"found {quoted(value)}, which has control characters in it")
        return value

    return check


def number(low: float, high: float) -> Callable[[object], float]:
    """Return a check for a real number from ``low`` to ``high``, both included."""

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise InputError(f"found {quoted(value)}, allowed is a number from {low:g} to {high:g}")
        return float(value)

    return check


def integer(low: int, high: int) -> Callable[[object], int]:
    """Return a check for a whole number from ``low`` to ``high``, both included."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise InputError(f"found {quoted(value)}, allowed is a whole number from {low:,} to {high:,}")
        return value

    return check


def flag(value: object) -> bool:
    """Check a truth value."""
    if not isinstance(value, bool):
        raise InputError(f"found {quoted(value)}, allowed is true or false")
    return value


def list_of(
    check: Callable[[object], Result], shortest: int, longest: int
) -> Callable[[object], tuple[Result, ...]]:
    """Return a check for a list of ``shortest`` to ``longest`` entries that each pass ``check``."""

    def check_all(value: object) -> tuple[Result, ...]:
        if not isinstance(value, list):
            raise InputError(f"found {quoted(value)}, allowed is a list")
        if not shortest <= len(value) <= longest:
            allowed = str(shortest) if shortest == longest else f"{shortest} to {longest}"
            raise InputError(f"found a list of {len(value)}, allowed are {allowed} entries")
        result = []
        for index, entry in enumerate(value):
            with located(str(index)):
                result.append(check(entry))
        return tuple(result)

    return check_all
