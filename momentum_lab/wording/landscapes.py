"""Kinds of landscapes in words: what files call "many minima" has a title of its own in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.landscapes import LandscapeEntry

TAG_TITLES: Final[Mapping[str, Message]] = {
    "convex": message("convex"),
    "ill-conditioned": message("ill-conditioned"),
    "curved valley": message("curved valley"),
    "saddle": message("saddle"),
    "plateau": message("plateau"),
    "two minima": message("two minima"),
    "many minima": message("many minima"),
    "noisy-looking": message("noisy-looking"),
    "non-smooth": message("non-smooth"),
}
OWN: Final = message_in("landscapes of a person", "own")


def dimension_title(dimension: int) -> Message:
    """Return what a number of dimensions is called."""
    return message("{count}-D", count=dimension)


def kind_titles(entry: LandscapeEntry) -> tuple[Message, ...]:
    """Return what a person reads of the kind of a landscape: its dimension and its tags."""
    return (dimension_title(entry.dimension), *(TAG_TITLES[tag] for tag in entry.tags))
