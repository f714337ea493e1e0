"""Texts in columns, as a terminal and an editor set them: some letters are two wide, some stand on others."""

from __future__ import annotations

import unicodedata
from typing import Final

_WIDE: Final = frozenset("WF")
_ON_OTHERS: Final = frozenset(("Mn", "Me", "Cf"))


def width_of(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(_width(character) for character in text)


def left(text: str, width: int) -> str:
    """Return a text with blanks after it, as wide as a column."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Return a text with blanks before it, as wide as a column."""
    return " " * (width - width_of(text)) + text


def _width(character: str) -> int:
    if unicodedata.category(character) in _ON_OTHERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
