"""Which landscapes a search and some filters leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from momentum_lab.landscapes import LandscapeEntry
from momentum_lab.landscapes.user_library import is_own

Test = Callable[[LandscapeEntry], bool]


def _tagged(tag: str) -> Test:
    return lambda entry: tag in entry.tags


FILTERS: Final[Mapping[str, Test]] = {
    "convex": _tagged("convex"),
    "ill-conditioned": _tagged("ill-conditioned"),
    "saddle": _tagged("saddle"),
    "many minima": _tagged("many minima"),
    "1-D": lambda entry: entry.dimension == 1,
    "own": lambda entry: is_own(entry.name),
}
"""What each filter leaves, by the words on its button."""


def plain(text: str) -> str:
    """Return a text in lower case, in which hyphens and underscores are spaces."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def kinds_of(entry: LandscapeEntry) -> tuple[str, ...]:
    """Return what a person reads of the kind of a landscape: its dimension and its tags."""
    return (f"{entry.dimension}-D", *entry.tags)


def matching(
    entries: Iterable[LandscapeEntry], search: str, filters: Collection[str]
) -> list[LandscapeEntry]:
    """Return the entries that pass every filter and hold every word of a search somewhere.

    Those whose titles hold the words come first.
    """
    words = search.split()
    left = [e for e in entries if all(FILTERS[name](e) for name in filters) and _holds(e, words)]
    return sorted(left, key=lambda e: not all(plain(word) in plain(e.title) for word in words))


def _holds(entry: LandscapeEntry, words: Iterable[str]) -> bool:
    texts = (entry.title, entry.name, entry.teaches, entry.reference, *kinds_of(entry))
    read = "\n".join(map(plain, texts))
    formula = entry.formula.replace(" ", "")
    return all(plain(word) in read or word in formula for word in words)
