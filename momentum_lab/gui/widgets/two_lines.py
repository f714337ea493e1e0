"""Titles of several words in two lines, as heads of columns have them."""

from __future__ import annotations


def in_two_lines(title: str) -> str:
    """Return a title of several words broken where its two halves are about as long."""
    words = title.split(" ")
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return "\n".join(min(ways, key=lambda way: max(map(len, way)), default=(title,)))
