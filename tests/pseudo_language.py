"""A language in which every text that a translator has is marked and longer, so that others are seen.

Its letters are not those of English: what is still written in these has escaped the catalogue. Texts that are
looked up, but are in no template, stay as they are.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from momentum_lab.core.messages import LANGUAGE
from translating.catalogues import all_texts
from translating.texts import Texts

CODE = "qps"
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
KEPT = re.compile(r"(\{[^{}]*\}|</?[a-z][^<>]*>|&\w+;|\$[^$\n]+\$|%(?:\(\w+\))?[a-z])")
"""What a translation has as it is: places, tags, entities, formulas."""
LONGER = 0.4
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def pseudo(text: str) -> str:
    """Return a text marked, in other letters, and longer by two fifths."""
    parts = KEPT.split(text)
    turned = "".join(part if index % 2 else part.translate(LETTERS) for index, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    core = turned.rstrip()
    ending = turned[len(core) :]
    dots = "…" if core.endswith("…") else ""
    return f"⟦{core.removesuffix('…')}{'·' * max(1, round(LONGER * letters) - 2)}⟧{dots}{ending}"


class PseudoCatalogue(gettext.NullTranslations):
    """Says all that is in the template, and nothing else, in the marked language."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts
        self.missed: set[tuple[str, str]] = set()

    def _said(self, context: str, key: str, text: str) -> str:
        if (context, key) in self.texts:
            return pseudo(text)
        self.missed.add((context, key))
        return text

    def gettext(self, message: str) -> str:
        return self._said("", message, message)

    def pgettext(self, context: str, message: str) -> str:
        return self._said(context, message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._said("", msgid1, msgid1 if n == 1 else msgid2)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._said(context, msgid1, msgid1 if n == 1 else msgid2)


@lru_cache(maxsize=1)
def template_texts() -> Texts:
    """All that the program says; it takes a second to find."""
    return all_texts()[0]


@contextmanager
def spoken_pseudo() -> Iterator[PseudoCatalogue]:
    """Speak the marked language for a while."""
    catalogue, before = PseudoCatalogue(template_texts()), (LANGUAGE.code, LANGUAGE.catalogue)
    LANGUAGE.speak(CODE, catalogue)
    try:
        yield catalogue
    finally:
        LANGUAGE.speak(*before)


def english_in(shown: str, allowed: re.Pattern[str] | None = None) -> list[str]:
    """Return the words of a shown text that are in English letters, but for those that are allowed."""
    plain = re.sub(r"<[^<>]*>|&\w+;", " ", shown)
    if allowed is not None:
        plain = allowed.sub(" ", plain)
    return ENGLISH.findall(plain)
