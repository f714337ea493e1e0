"""Which landscapes a search and some filters leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from momentum_lab.core.messages import Message
from momentum_lab.core.values import dataclass
from momentum_lab.gui.widgets.card_search import holds, plain
from momentum_lab.landscapes import LandscapeEntry
from momentum_lab.landscapes.user_library import is_own
from momentum_lab.wording.landscapes import OWN, TAG_TITLES, dimension_title, kind_titles


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: what stands on its button, and which landscapes it leaves."""

    title: Message
    leaves: Callable[[LandscapeEntry], bool]


def _tagged(tag: str) -> Filter:
    return Filter(TAG_TITLES[tag], lambda entry: tag in entry.tags)


FILTERS: Final[Mapping[str, Filter]] = {
    **{tag: _tagged(tag) for tag in ("convex", "ill-conditioned", "saddle", "many minima")},
    "1-D": Filter(dimension_title(1), lambda entry: entry.dimension == 1),
    "own": Filter(OWN, lambda entry: is_own(entry.name)),
}
"""The filters by their keys, in the order of their buttons."""


def matching(
    entries: Iterable[LandscapeEntry], search: str, filters: Collection[str]
) -> list[LandscapeEntry]:
    """Return the entries that pass every filter and hold every word of a search somewhere.

    Those whose titles hold the words come first.
    """
    words = search.split()
    left = [e for e in entries if all(FILTERS[key].leaves(e) for key in filters) and _holds(e, words)]
    return sorted(
        left, key=lambda e: not all(plain(word) in plain(f"{e.shown_title} {e.title}") for word in words)
    )


def _holds(entry: LandscapeEntry, words: Iterable[str]) -> bool:
    shown = (entry.shown_title, entry.shown_lesson, *kind_titles(entry))
    texts = (entry.title, entry.name, entry.teaches, entry.reference, *map(str, shown))
    formula = entry.formula.replace(" ", "")
    return holds(texts, [word for word in words if word not in formula])
