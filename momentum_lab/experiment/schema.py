"""Files of earlier schemas, brought forward before they are read.

A file says by which schema it was written. :data:`UPGRADES` has one function a schema, which makes the next
of it; those that a file needs are run in order on its plain table, and what comes out is read as strictly as
a file of today. A new schema is one function and one row here, and what it reads is in the corpus of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final, TypeAlias

from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.messages import message
from momentum_lab.core.tables import Table, TableReader

Place: TypeAlias = tuple[str, ...]
"""The keys that lead to a value, outermost first; of a list, the number of the entry."""


class OlderTable:
    """The table of a file on its way to the newest schema; it remembers what stood where in the file.

    Nothing in it has been checked. What an upgrade does not find, or does not find to be what it should be,
    it leaves as it is: the reader refuses it.

    Attributes
    ----------
    schema
        By which schema it is written by now.
    table
        What there is by now. The table of the file itself is not changed.
    """

    def __init__(self, table: Table, schema: int) -> None:
        self.schema = schema
        self.table = table
        self._file = table
        self._came_from: dict[Place, Place] = {}
        self._changed: set[Place] = set()

    def places(self, *pattern: str) -> Iterator[Place]:
        """Yield the places that there are for a pattern, in which * stands for every entry of a list."""
        found: list[tuple[Place, object]] = [((), self.table)]
        for key in pattern:
            found = [((*place, step), inner) for place, outer in found for step, inner in _inside(outer, key)]
        return (place for place, _ in found)

    def move(self, old: Place, new: Place) -> None:
        """Give a key of a table another place, making tables where there are none; if there is such a key.

        Raises
        ------
        InputError
            There is a value at the new place: the file has a key that its schema does not know.
        """
        if not any(self.places(*old)):
            return
        if any(self.places(*new)):
            raise InputError(f"unknown key {new[-1]!r} in a file of schema {self.schema}", *new[:-1])
        inside = [place for place in self._came_from if place[: len(old)] == old]
        moved = {new + place[len(old) :]: self._came_from.pop(place) for place in inside}
        self._came_from |= {new: self._place_in_file(old), **moved}
        value = _at(self.table, old)
        self.table = _with(_without(self.table, old), new, value)

    def change(self, place: Place, function: Callable[[object], object]) -> None:
        """Give a value another form, if it is there; ``function`` returns what it does not know as it is."""
        if any(self.places(*place)):
            self._changed.add(self._place_in_file(place))
            self.table = _with(self.table, place, function(_at(self.table, place)))

    def add(self, place: Place, value: object) -> None:
        """Say what a file of the older schema means by leaving a key out; nothing if it has the key."""
        if not any(self.places(*place)):
            self.table = _with(self.table, place, value)

    @contextmanager
    def as_written(self) -> Iterator[None]:
        """Let every :class:`InputError` that leaves the block speak of what stands in the file."""
        try:
            yield
        except InputError as error:
            place = self._place_in_file(error.place)
            written = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in self._changed), None)
            problem = error.problem
            if written is not None:
                says = quoted(_at(self._file, written))
                problem = message("{problem}; the file says {says}", problem=problem, says=says)
            raise InputError(problem, *place, column=error.column) from error

    def _place_in_file(self, place: Place) -> Place:
        for length in range(len(place), 0, -1):
            if place[:length] in self._came_from:
                return self._came_from[place[:length]] + place[length:]
        return place


Upgrade: TypeAlias = Callable[[OlderTable], None]

UPGRADES: Final[Mapping[int, Upgrade]] = MappingProxyType({})
"""By the number of a schema: what makes the next of it."""


def newest_schema() -> int:
    """Return the number of the schema that is written."""
    return len(UPGRADES) + 1


def brought_forward(table: object) -> OlderTable:
    """Return the table of a file of any schema in the form of the newest.

    Raises
    ------
    InputError
        It is no table, does not say its schema, or one that is not known here.
    """
    reader = TableReader(table)
    schema = reader.take("schema", _checked_schema)
    older = OlderTable({"schema": schema, **reader.rest()}, schema)
    while older.schema < newest_schema():
        with older.as_written():
            UPGRADES[older.schema](older)
        older.schema += 1
        older.table = {**older.table, "schema": older.schema}
    return older


def _checked_schema(value: object) -> int:
    newest = newest_schema()
    known = "1" if newest == 1 else f"1 to {newest}"
    if isinstance(value, str):
        raise InputError(f"found the text {quoted(value)}, which has to be a number; allowed is {known}")
    if isinstance(value, float):
        raise InputError(f"found {quoted(value)}, which has to be a whole number; allowed is {known}")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"found {quoted(value)}, which is no number; allowed is {known}")
    if value < 0:
        raise InputError(f"found {quoted(value)}, which is negative; allowed is {known}")
    if value == 0:
        raise InputError(f"found 0, but schemas are counted from 1; allowed is {known}")
    if value > newest:
        raise InputError(f"found {quoted(value)}, written by a newer Momentum Lab; this one reads {known}")
    return value


def _inside(outer: object, key: str) -> Iterator[tuple[str, object]]:
    """Yield what a key leads to, which is nothing where there is no such key; * leads to all of a list."""
    if isinstance(outer, dict) and key in outer:
        yield key, outer[key]
    if isinstance(outer, list):
        yield from ((str(i), inner) for i, inner in enumerate(outer) if key in ("*", str(i)))


def _at(outer: object, place: Place) -> object:
    for key in place:
        ((_, outer),) = _inside(outer, key)
    return outer


def _without(table: Table, place: Place) -> Table:
    """Return a copy of a table without one of its keys, or of those of the tables in it."""
    *outer, key = place
    if not outer:
        return {name: value for name, value in table.items() if name != key}
    inner = _at(table, tuple(outer))
    assert isinstance(inner, dict)
    return _with(table, tuple(outer), _without(inner, (key,)))


def _with(table: Table, place: Place, value: object) -> Table:
    """Return a copy of a table with a value at a place in it, or in the tables and lists in it."""
    key, inner = place[0], place[1:]
    with located(key):
        return {**table, key: _within(table.get(key, {}), inner, value)}


def _within(outer: object, place: Place, value: object) -> object:
    if not place:
        return value
    if isinstance(outer, list) and place[0].isdecimal():
        index = int(place[0])
        return [*outer[:index], _within(outer[index], place[1:], value), *outer[index + 1 :]]
    return _with(TableReader(outer).rest(), place, value)
