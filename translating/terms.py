"""Terms of the field: one term, one translation, wherever a text has it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("terms.toml")
_NO_WORDS: Final = re.compile(
    r"`[^`]*`|\{[^{}]*\}|\$[^$]*\$|--[a-z-]+|\[\w+\]|(?<!\w)'\w+'|"
    r"momentum-lab(?: [a-z]+)+|\b[A-Z]{3,}\b|\w+(?:,\w+)+|\b\w+(?:\.\w+)+"
)
"""What names code, and is no term."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field.

    Attributes
    ----------
    english
        The term.
    said
        By the code of a language, how it may be said in it; beginnings of words where words are inflected.
    besides
        Phrases in which the English word is no term.
    """

    english: str
    said: dict[str, list[str]]
    besides: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Whether an English text has the term."""
        words = _NO_WORDS.sub(" ", text.replace("&", "")).casefold()
        for phrase in self.besides:
            words = words.replace(phrase, " ")
        return re.search(rf"(?<![\w_.-]){re.escape(self.english.casefold())}s?(?![\w_-])", words) is not None

    def is_said(self, text: str, code: str) -> bool:
        """Whether a translation says it as agreed; languages without an agreement are free."""
        plain = re.sub(r"\(&\w\)|&", "", text).casefold()
        return code not in self.said or any(each in plain for each in self.said[code])


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Return the terms of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["term"]
    return tuple(
        Term(
            row["english"],
            {key: said for key, said in row.items() if key not in ("english", "besides")},
            tuple(row.get("besides", ())),
        )
        for row in rows
    )
