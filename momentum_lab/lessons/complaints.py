"""What is wrong with a lesson: all of it, each with its place, not just the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.registry import NAME

Result = TypeVar("Result")


class Complaints:
    """Collects what is wrong while reading goes on as far as it can.

    Attributes
    ----------
    found
        The errors in the order in which they were found, each with its whole place.
    """

    def __init__(self) -> None:
        self.found: list[InputError] = []
        self._place: tuple[str, ...] = ()

    @contextmanager
    def at(self, *place: str) -> Iterator[None]:
        """Note an :class:`InputError` that ends the block, and whatever is noted in it, at a place."""
        outside = self._place
        self._place = (*outside, *place)
        try:
            yield
        except InputError as error:
            self.note(error)
        finally:
            self._place = outside

    def note(self, error: InputError) -> None:
        """Note an error that was found at the place of the moment."""
        self.found.append(InputError(error.problem, *self._place, *error.place, column=error.column))

    def each(
        self, entries: object, read: Callable[[object], Result], shortest: int, longest: int
    ) -> tuple[Result, ...]:
        """Return what is read of the entries of a list, but not of those that are wrong.

        In places, an entry is named by its id.

        Raises
        ------
        InputError
            It is no list, or has too few entries or too many.
        """
        if not isinstance(entries, list):
            raise InputError("found {found}, allowed is a list", found=quoted(entries))
        if not shortest <= len(entries) <= longest:
            raise InputError(
                "found a list of {count}, allowed are {shortest} to {longest} entries",
                count=len(entries),
                shortest=shortest,
                longest=longest,
            )
        found = []
        for index, entry in enumerate(entries):
            with self.at(entry_name(entry, index)):
                found.append(read(entry))
        return tuple(found)


def entry_name(entry: object, index: int) -> str:
    """Return how an entry of a list is named in a place: by its id, or by its number from 0."""
    name = entry.get("id") if isinstance(entry, dict) else None
    return name if isinstance(name, str) and NAME.fullmatch(name) else str(index)
