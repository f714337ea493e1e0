"""Texts in columns, as a terminal and an editor set them: some letters are two wide, some stand on others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_WIDE: Final = frozenset("WF")
_CLOSING: Final = frozenset("，。、；：？！）」』”’》〉】…—·,.;:?!)]}%")
_OPENING: Final = frozenset("（「『“‘《〈【([{")
"""What no line begins with, and what none ends with."""
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


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns.

    They are broken at blanks, and between letters that are two wide, but not before a sign that closes or
    after one that opens. A word that is wider than a line is broken anywhere.
    """
    lines, line = list[str](), ""
    for piece in _pieces(" ".join(text.split())):
        if line and width_of((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        for character in piece if width_of(piece.rstrip()) > width else [piece]:
            if line and width_of((line + character).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += character
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text between which a line may be broken, with the blanks after them."""
    piece = ""
    for before, character in pairwise(["", *text]):
        is_wide = _width(before) == 2 or _width(character) == 2 if before else False
        may_break = is_wide and character not in _CLOSING and before not in _OPENING and character != " "
        if piece and (before == " " or may_break):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece
