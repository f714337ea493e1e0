"""Documents as data: what reports and worksheets are made of, before they become HTML or pages."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final, Literal, TypeAlias

from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.values import dataclass

Sign: TypeAlias = Literal["", "right", "wrong"]
Role: TypeAlias = Literal["question", "hint"] | Sign


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a part; the title of the whole document has level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """Words of a lesson: Markdown with mathematics."""

    markdown: str
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody has written, shown as it is: nothing in it means anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the program's own; ``verdict`` where it tells whether something was right."""

    text: str
    verdict: Sign = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts; the first row and, where ``has_names``, the first column are heads."""

    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    has_names: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes
    ----------
    png
        Its bytes, which carry its experiment.
    caption
        What stands below it, as somebody has written it.
    words
        What is told of it to those who do not see it.
    attachment
        The name of the attachment that is its experiment; empty if there is none.
    width
        The share of the page's width that it has.
    """

    png: bytes
    caption: str = ""
    words: str = ""
    attachment: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers, with a box to tick; its words are Markdown with mathematics."""

    markdown: str
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """Answers to choose from."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to write on; a ``label`` stands before the first, which alone is short if it ``is_short``."""

    lines: int = 1
    label: str = ""
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class SheetBreak:
    """What follows begins on another sheet of paper."""


MOST_COLUMNS: Final = 6
"""Of a table that a sheet of paper is wide enough for."""


def turned_grid(rows: tuple[tuple[str, ...], ...], caption: str = "") -> Grid:
    """Return a table whose first row and column are heads, turned if it is too wide and would not be then."""
    widest = max(map(len, rows), default=0)
    if widest <= MOST_COLUMNS or len(rows) >= widest:
        return Grid(rows, caption)
    return Grid(tuple(zip_longest(*rows, fillvalue="")), caption, has_names=True)


Block: TypeAlias = Heading | Prose | Words | Said | Grid | Picture | Options | Blanks | SheetBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A document.

    Attributes
    ----------
    title
        What it is called, and stands at its head.
    language
        The code of the language that its words are in, such as "en".
    facts
        What is told at its head: name and value.
    blocks
        What it is made of, in order.
    attachments
        Experiments and results that it brings along.
    """

    title: str
    language: str
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
