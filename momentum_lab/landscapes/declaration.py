"""Reading the file of a landscape: every key is known, every value has its type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.files import read_text
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LARGEST_RATE, SMALLEST_RATE
from momentum_lab.core.tables import TableReader, flag, list_of, number, parse_toml, text
from momentum_lab.formulas import check_parameter_name
from momentum_lab.landscapes.checks import checked_interval, checked_number, checked_point
from momentum_lab.landscapes.entry import LandscapeEntry, Place, Quantity, StatedMinimum, check_formulas
from momentum_lab.landscapes.grammar import LIMITS, PLANE
from momentum_lab.landscapes.landscape import Parameter
from momentum_lab.landscapes.minima import Point

_KEYS: Final = (
    *("title", "formula", "x", "y", "start", "tags", "teaches", "reference"),
    *("parameters", "minima", "saddles", "minima_at_defaults", "learning_rates"),
)
LARGEST_FILE: Final = 65536
MOST_PARAMETERS: Final = 12
LONGEST_TITLE: Final = 60
LONGEST_TEXT: Final = 300
"""What it teaches, and its reference."""
LONGEST_HELP: Final = 100
MOST_PLACES: Final = 64
"""How many minima, and how many saddles, a file may state."""
TAGS: Final = (
    "convex",  # wherever the formula is defined, with the default parameters
    "ill-conditioned",
    "curved valley",
    "saddle",
    "plateau",
    "two minima",
    "many minima",
    "noisy-looking",  # its minima are ripples on something larger
    "non-smooth",
)
"""What kind of landscape it may be; one of one dimension shows by itself."""


def read_entry(path: Path) -> LandscapeEntry:
    """Return what the file of a landscape declares; its name is that of the file.

    Raises
    ------
    InputError
        The file cannot be read, is not TOML, or a key is missing, unknown, of the wrong type, or holds a
        formula that cannot be used. The place is the file, then the key.
    """
    content = read_text(path, LARGEST_FILE)
    with located(str(path)):
        return entry_of_text(path.stem, content)


def entry_of_text(name: str, content: str) -> LandscapeEntry:
    """Return what the text of a file declares, under a name.

    Raises
    ------
    InputError
        As :func:`read_entry` does; the place is the key.
    """
    entry = _entry(name, TableReader(parse_toml(content), _KEYS))
    check_formulas(entry)
    return entry


def _entry(name: str, table: TableReader) -> LandscapeEntry:
    title, formula = (
        table.take("title", _words(LONGEST_TITLE)),
        table.take("formula", _words(LIMITS.characters)),
    )
    x, y = table.take("x", checked_interval), table.take("y", checked_interval, None)
    domain = (x,) if y is None else (x, y)

    def start(value: object) -> Point:
        return checked_point(value, len(domain))

    places = list_of(_place(len(domain)), 0, MOST_PLACES)
    return LandscapeEntry(
        name=name,
        title=title,
        formula=formula,
        dimension=len(domain),
        domain=domain,
        start=table.take("start", start),
        tags=table.take("tags", _tags, ()),
        teaches=table.take("teaches", _words(LONGEST_TEXT)),
        reference=table.take("reference", _words(LONGEST_TEXT)),
        parameters=table.take("parameters", _parameters, FrozenMapping()),
        minima=table.take("minima", list_of(_minimum(len(domain)), 0, MOST_PLACES), ()),
        saddles=table.take("saddles", places, ()),
        minima_at_defaults=table.take("minima_at_defaults", flag, False),
        learning_rates=table.take("learning_rates", _rates, FrozenMapping()),
    )


def _tags(value: object) -> tuple[str, ...]:
    tags = list_of(_tag, 1, len(TAGS))(value)
    for i, tag in enumerate(tags):
        if tag in tags[:i]:
            raise InputError(f"found {tag!r} twice")
    return tags


def _tag(value: object) -> str:
    if not isinstance(value, str):
        raise InputError(f"found {quoted(value)}, allowed is a text")
    if value not in TAGS:
        raise InputError(unknown("tag", value, TAGS))
    return value


def _parameters(value: object) -> FrozenMapping[Parameter]:
    declared = TableReader(value).rest()
    if len(declared) > MOST_PARAMETERS:
        raise InputError(f"found {len(declared):,} parameters, allowed are {MOST_PARAMETERS}")
    result = {}
    for name, table in declared.items():
        with located(name):
            check_parameter_name(name, PLANE)
            result[name] = _parameter(name, TableReader(table, ("default", "low", "high", "help")))
    return FrozenMapping(result)


def _parameter(name: str, table: TableReader) -> Parameter:
    low, high = table.take("low", checked_number), table.take("high", checked_number)
    if not low < high:
        raise InputError(f"found {quoted(high)}, allowed is a number above {low:g}", "high")
    default = table.take("default", number(low, high))
    return Parameter(name, default, low, high, table.take("help", _words(LONGEST_HELP)))


def _minimum(dimension: int) -> Callable[[object], StatedMinimum]:
    def check(value: object) -> StatedMinimum:
        table = TableReader(value, ("at", "value", "kind"))
        at, loss = table.take("at", _place(dimension)), table.take("value", _quantity)
        return StatedMinimum(at, loss, table.take("kind", _kind))

    return check


def _kind(value: object) -> Literal["global", "local"]:
    match value:
        case "global" | "local" as kind:
            return kind
    raise InputError(f"found {quoted(value)}, allowed is 'global' or 'local'")


def _place(dimension: int) -> Callable[[object], Place]:
    return list_of(_quantity, dimension, dimension)


def _quantity(value: object) -> Quantity:
    return _words(LIMITS.characters)(value) if isinstance(value, str) else checked_number(value)


def _rates(value: object) -> FrozenMapping[float]:
    check, rates = number(SMALLEST_RATE, LARGEST_RATE), {}
    for optimizer, rate in TableReader(value).rest().items():
        with located(optimizer):
            rates[optimizer] = check(rate)
    return FrozenMapping(rates)


def _words(limit: int) -> Callable[[object], str]:
    """Return a check for a text that says something, without the space around it."""
    check = text(limit)

    def check_words(value: object) -> str:
        words = check(value.strip() if isinstance(value, str) else value)
        if not words:
            raise InputError(f"found {quoted(value)}, allowed is a text")
        return words

    return check_words
