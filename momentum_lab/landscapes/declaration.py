"""Reading the file of a landscape: every key is known, every value has its type."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.files import read_text
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.landscapes.checks import AXES, checked_interval, checked_number, checked_point
from momentum_lab.landscapes.entry import LandscapeEntry, Quantity, StatedMinimum
from momentum_lab.landscapes.expression import check_parameter_name
from momentum_lab.landscapes.landscape import Parameter

LARGEST_FILE: Final = 65536
_TEXTS: Final = ("title", "formula", "teaches", "reference")
_REQUIRED: Final = (*_TEXTS, "x", "start", "tags")
_KEYS: Final = (*_REQUIRED, "y", "parameters", "minima", "saddles", "learning_rates")


def read_entry(path: Path) -> LandscapeEntry:
    """Return what the file of a landscape declares; its name is that of the file.

    Raises
    ------
    InputError
        The file cannot be read, is not TOML, or a key is missing, unknown, or of the wrong type. The place
        is the file, then the key.
    """
    text = read_text(path, LARGEST_FILE)
    with located(str(path)):
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InputError(f"is not TOML ({error})") from error
        _check_keys(table, _KEYS, _REQUIRED)
        return _entry(path.stem, table)


def _entry(name: str, table: Mapping[str, object]) -> LandscapeEntry:
    domain = []
    for axis in AXES:
        if axis in table:
            with located(axis):
                domain.append(checked_interval(table[axis]))
    dimension = len(domain)
    with located("start"):
        start = checked_point(table["start"], dimension)
    return LandscapeEntry(
        name=name,
        dimension=dimension,
        domain=tuple(domain),
        start=start,
        tags=tuple(_text(tag, key) for key, tag in _items(table["tags"], "tags")),
        parameters=FrozenMapping(_parameters(table.get("parameters", {}))),
        minima=tuple(_minimum(m, key, dimension) for key, m in _items(table.get("minima", []), "minima")),
        saddles=tuple(_place(s, key, dimension) for key, s in _items(table.get("saddles", []), "saddles")),
        learning_rates=FrozenMapping(_rates(table.get("learning_rates", {}))),
        **{key: _text(table[key], key) for key in _TEXTS},
    )


def _parameters(value: object) -> dict[str, Parameter]:
    result = {}
    for name, declared in _table(value, "parameters").items():
        key = f"parameters.{name}"
        with located(key):
            check_parameter_name(name)
        table = _table(declared, key)
        with located(key):
            _check_keys(table, *[("default", "low", "high", "help")] * 2)
        default, low, high = (_number(table[end], f"{key}.{end}") for end in ("default", "low", "high"))
        result[name] = Parameter(name, default, low, high, _text(table["help"], f"{key}.help"))
        with located(key):
            result[name].checked(default)
    return result


def _minimum(value: object, key: str, dimension: int) -> StatedMinimum:
    table = _table(value, key)
    with located(key):
        _check_keys(table, *[("at", "value", "kind")] * 2)
    kind: Literal["global", "local"]
    match table["kind"]:
        case "global" | "local" as kind:
            at = _place(table["at"], f"{key}.at", dimension)
            return StatedMinimum(at, _quantity(table["value"], f"{key}.value"), kind)
    raise InputError(f"found {quoted(table['kind'])}, allowed is 'global' or 'local'", f"{key}.kind")


def _place(value: object, key: str, dimension: int) -> tuple[Quantity, ...]:
    place = tuple(_quantity(quantity, inner) for inner, quantity in _items(value, key))
    if len(place) != dimension:
        raise InputError(f"found {len(place)} coordinates, allowed is {dimension}", key)
    return place


def _rates(value: object) -> dict[str, float]:
    rates = {}
    for optimizer, rate in _table(value, "learning_rates").items():
        key = f"learning_rates.{optimizer}"
        rates[optimizer] = _number(rate, key)
        if rates[optimizer] <= 0.0:
            raise InputError(f"found {quoted(rate)}, allowed is a number above 0", key)
    return rates


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], required: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise InputError(unknown("key", key, known))
    for key in required:
        if key not in table:
            raise InputError(f"the key {key!r} is missing")


def _table(value: object, key: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InputError(f"found {quoted(value)}, allowed is a table", key)
    return value


def _items(value: object, key: str) -> Iterator[tuple[str, object]]:
    """Yield the elements of a list, each with its own key."""
    if not isinstance(value, list):
        raise InputError(f"found {quoted(value)}, allowed is a list", key)
    return ((f"{key}.{i}", element) for i, element in enumerate(value))


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"found {quoted(value)}, allowed is a text", key)
    return value.strip()


def _number(value: object, key: str) -> float:
    with located(key):
        return checked_number(value)


def _quantity(value: object, key: str) -> Quantity:
    return value if isinstance(value, str) else _number(value, key)
