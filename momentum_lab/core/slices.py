"""Work that can be done a slice at a time, so that a window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Sliced: TypeAlias = Generator[None, None, T]
"""It yields after each slice, and returns what it has found."""


def result_of(work: Sliced[T]) -> T:
    """Do all of some work at once, and return what it finds."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found
