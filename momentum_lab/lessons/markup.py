"""What the texts of a lesson may not have in them: HTML, pictures, links to anything but the web."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.lessons.facts import without_formulas

_CODE: Final = re.compile(r"```.*?(?:```|\Z)|(?<!`)(`{1,2})(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<[!?]")
_PICTURE: Final = re.compile(r"!\[[^\[\]]*\]")
_LINK: Final = re.compile(r"\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\[\]\n]+\]:\s*<?(\S*)", re.MULTILINE)
_AUTOMATIC: Final = re.compile(r"<([A-Za-z][\w+.-]*:[^\s<>\"'=]*)>")
"""A link that is its own text, which looks like a tag."""
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's signs that embed, override or isolate a direction of writing."""
_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_SIGN: Final = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
"""What a text may have in it that Markdown, or what it may be set with, takes for a mark."""
WEB: Final = ("https://", "http://")
"""How the addresses begin to which links may lead."""


def check_markup(text: str) -> None:
    """Raise :class:`InputError` if a text has HTML or a picture in it, or a link that leads elsewhere.

    So has one whose letters would stand in another order than they are typed in.
    """
    check_direction(text)
    plain = without_formulas(_CODE.sub(" ", text))
    for found in _TAG.finditer(plain):
        link = _AUTOMATIC.fullmatch(found[0])
        if link is None:
            raise InputError("found {found}, allowed is Markdown without HTML", found=quoted(found[0]))
        _check_link(link[1])
    if picture := _PICTURE.search(plain):
        raise InputError("found {found}, allowed is Markdown without pictures", found=quoted(picture[0]))
    for found in _LINK.finditer(plain):
        _check_link(found[1] or found[2] or "")


def check_direction(text: str) -> None:
    """Raise :class:`InputError` if a text has signs in it that turn the direction of others."""
    if _TURNING.search(text):
        raise InputError("found {found}, which has control characters in it", found=quoted(text))


def has_loose_dollar(text: str) -> bool:
    """Whether a text has a dollar in it that neither begins nor ends a formula, and is not escaped."""
    return "$" in _ESCAPED.sub("", without_formulas(_CODE.sub(" ", text)))


def _check_link(target: str) -> None:
    if not target.lower().startswith(WEB):
        raise InputError("found a link to {found}, allowed are pages of the web", found=quoted(target))


def literally(words: str) -> str:
    """Return words, such as the label of a ball, as Markdown within a line that shows them as they are."""
    return _SIGN.sub(r"\\\1", words)
