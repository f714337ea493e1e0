"""Reading a TOML table strictly: every key is asked for, checked, and nothing may be left over."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from momentum_lab.core.checks import checked_flag, checked_number
from momentum_lab.core.errors import InputError, located, parser_words, quoted, unknown

Table = dict[str, object]
Result = TypeVar("Result")


class _Required:
    """The mark of a key that must be there."""


CONTROL: Final = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of what steers a terminal or ends a line."""
_REFUSED: Final = CONTROL | {"Cs"}
_BREAK: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
"""What parts lines, in whatever was copied from elsewhere."""
MOST_PARTS: Final = 16
"""How many parts a key may have."""
_PART: Final = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS},}}")
REQUIRED: Final = _Required()


def parse_toml(text: str) -> Table:
    """Return the table that a TOML text holds; :class:`InputError` says line and column."""
    if long := _LONG_KEY.search(text):  # keys of thousands of parts cost tomllib minutes and gigabytes
        line = text.count("\n", 0, long.start()) + 1
        raise InputError(
            "line {line}: found {found}, allowed are keys of {most_parts} parts",
            line=line,
            found=quoted(long[0]),
            most_parts=MOST_PARTS,
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        what = parser_words(error)
        raise InputError("is not valid TOML ({what})", what=what) from error


class TableReader:
    """Takes the keys of one table; :meth:`finish` refuses what nobody asked for.

    With ``known`` given, that is at once: a misspelt key is named, not the one that is missing for it.
    """

    def __init__(self, table: object, known: Iterable[str] = ()) -> None:
        if not isinstance(table, dict):
            raise InputError("found {found}, allowed is a table of keys and values", found=quoted(table))
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
                raise InputError("the key {key!r} is missing", key=key)
            return default
        with located(key):
            return check(self._left.pop(key))

    def rest(self, known: Iterable[str] | None = None) -> Table:
        """Return the keys that are left, which have to be among ``known`` if that is given."""
        self._asked += known or ()
        for key in self._left if known is not None else ():
            if key not in self._asked:
                raise InputError(unknown("unknown key {name}", key, self._asked))
        rest, self._left = self._left, {}
        return rest

    def finish(self) -> None:
        """Raise :class:`InputError` for the first key that nobody asked for."""
        for key in self._left:
            if key not in self._asked:
                raise InputError(unknown("unknown key {name}", key, self._asked))


def text(limit: int = 200, is_multiline: bool = False) -> Callable[[object], str]:
    """Return a check for a text of at most ``limit`` characters, on one line unless said otherwise."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise InputError("found {found}, allowed is a text", found=quoted(value))
        if len(value) > limit:
            raise InputError(
                "found {count:,} characters, allowed are {limit:,}", count=len(value), limit=limit
            )
        for character in "" if value.isprintable() else value:
            if unicodedata.category(character) == "Cs":
                raise InputError(
                    "found {found}, which has bytes in it that are not UTF-8 text", found=quoted(value)
                )
            if unicodedata.category(character) in CONTROL and not (is_multiline and character in "\n\t"):
                raise InputError("found {found}, which has control characters in it", found=quoted(value))
        return value

    return check


def cleaned(value: str, is_multiline: bool = False) -> str:
    """Return a text without the characters that :func:`text` refuses; one line has spaces for its breaks."""
    end = "\n" if is_multiline else " "
    value = _BREAK.sub(end, value)
    kept = end + ("\t" if is_multiline else "")
    return "".join(each for each in value if each in kept or unicodedata.category(each) not in _REFUSED)


def number(low: float, high: float) -> Callable[[object], float]:
    """Return a check for a real number from ``low`` to ``high``, both included."""
    return lambda value: checked_number(value, low, high)


def integer(low: int, high: int) -> Callable[[object], int]:
    """Return a check for a whole number from ``low`` to ``high``, both included."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise InputError(
                "found {found}, allowed is a whole number from {low:,} to {high:,}",
                found=quoted(value),
                low=low,
                high=high,
            )
        return value

    return check


def flag(value: object) -> bool:
    """Check a truth value."""
    return checked_flag(value)


def list_of(
    check: Callable[[object], Result], shortest: int, longest: int
) -> Callable[[object], tuple[Result, ...]]:
    """Return a check for a list of ``shortest`` to ``longest`` entries that each pass ``check``."""

    def check_all(value: object) -> tuple[Result, ...]:
        if not isinstance(value, list):
            raise InputError("found {found}, allowed is a list", found=quoted(value))
        if not shortest <= len(value) <= longest:
            if shortest == longest:
                raise InputError(
                    "found a list of {count}, allowed are {longest} entries",
                    count=len(value),
                    longest=longest,
                )
            raise InputError(
                "found a list of {count}, allowed are {shortest} to {longest} entries",
                count=len(value),
                shortest=shortest,
                longest=longest,
            )
        result = []
        for index, entry in enumerate(value):
            with located(str(index)):
                result.append(check(entry))
        return tuple(result)

    return check_all
