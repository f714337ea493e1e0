"""What the words on the screen mean: one glossary, read from ``resources/glossary``.

Optimizers and schedules say themselves what they are; their sentences are taken from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.messages import LANGUAGE, Message, message
from momentum_lab.core.resources import resources_folder
from momentum_lab.core.tables import TableReader, list_of, parse_toml, text
from momentum_lab.core.text_columns import width_of
from momentum_lab.core.values import dataclass
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES

MOST_WORDS: Final = 1_000
MOST_NAMES: Final = 12
LONGEST: Final = 600
"""Characters of what is said of a word."""
_BESIDE: Final = re.compile(r"[\w’'-]")
"""What a word does not end or begin beside: it is a part of another one there."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the screen.

    Attributes
    ----------
    term
        How it is written.
    says
        What it means, in a sentence or a few.
    also
        Its other names.
    of
        What of the program's own lists it explains, as ``kind.key``: ``quantity.loss``.
    """

    term: Message
    says: Message
    also: tuple[Message, ...] = ()
    of: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, as they are written in the language of the moment."""
        return str(self.term), *map(str, self.also)


class Glossary:
    """Words, found by what they are called or by what they explain.

    Raises
    ------
    InputError
        Two of them have one name, or explain the same thing.
    """

    def __init__(self, words: Iterable[Word]) -> None:
        self.words: Final = tuple(sorted(words, key=lambda word: str(word.term).casefold()))
        self._of: Final[dict[str, Word]] = {}
        for word in self.words:
            for key in word.of:
                if key in self._of:
                    raise InputError("{key!r} is explained twice", key=key)
                self._of[key] = word
        self._named: Final = _by_name(self.words)

    def of(self, kind: str, key: str) -> Word | None:
        """Return the word for an entry of one of the program's lists; None for what has none."""
        return self._of.get(f"{kind}.{key}")

    def named(self, name: str) -> Word | None:
        """Return the word of a name, however it is capitalised; None for what is no word."""
        return self._named.get(_plain(name))

    def found_in(self, said: str) -> list[Word]:
        """Return the words that occur in a text, each once, in their order there; the longest names count."""
        found: dict[Word, None] = {}
        lowered, place = _plain(said), 0
        while place < len(lowered):
            word, place = self._word_at(lowered, place)
            if word is not None:
                found.setdefault(word)
        return list(found)

    def searched(self, wanted: str) -> list[Word]:
        """Return the words that a person may mean: those that are called so, then those that say it."""
        plain = _plain(wanted)
        called = [word for name, word in self._named.items() if name == plain]
        begins = [w for w in self.words if any(_plain(name).startswith(plain) for name in w.names)]
        holds = [w for w in self.words if any(plain in _plain(name) for name in w.names)]
        says = [w for w in self.words if plain in str(w.says).casefold()]
        return list(dict.fromkeys([*called, *begins, *holds, *says]))

    @cached_property
    def _starts(self) -> Mapping[str, list[str]]:
        """The names that may be found in a text, by their first letters, the longest first."""
        starts: dict[str, list[str]] = {}
        for name in sorted(filter(_can_be_found, self._named), key=len, reverse=True):
            starts.setdefault(name[0], []).append(name)
        return starts

    def _word_at(self, lowered: str, place: int) -> tuple[Word | None, int]:
        """Return the word that begins at a place, and where to look on."""
        before = lowered[place - 1 : place] if place else ""
        for name in self._starts.get(lowered[place], ()):
            end = place + len(name)
            for after in (end, end + 1 if lowered[end : end + 1] == "s" else end):
                is_whole = not (_joins(before, name[0]) or _joins(lowered[after : after + 1], name[-1]))
                if is_whole and lowered.startswith(name, place):
                    return self._named[name], after
        return None, place + 1


def _by_name(words: Iterable[Word]) -> Mapping[str, Word]:
    """Return words by their names in the language of the moment; of two with one name the first counts."""
    english: dict[str, Word] = {}
    found: dict[str, Word] = {}
    for word in words:
        for name in (_plain(each.english) for each in (word.term, *word.also)):
            if english.setdefault(name, word) is not word:
                raise InputError("{name!r} is the name of two words", name=name)
        for name in map(_plain, word.names):
            found.setdefault(name, word)
    return found


def glossary() -> Glossary:
    """Return the program's own glossary, with what optimizers and schedules say of themselves."""
    return _glossary(LANGUAGE.code)


@lru_cache(maxsize=1)
def _glossary(_language: str) -> Glossary:
    """Return the glossary as it is sorted and found in a language, which is the one of the moment."""
    words = read_words(resources_folder() / "glossary" / "words.toml")
    taken = {_plain(name.english) for word in words for name in (word.term, *word.also)}
    told: dict[str, Word] = {}
    for word in (*map(_optimizer_word, OPTIMIZERS), *map(_schedule_word, SCHEDULES)):
        name = _plain(word.term.english)
        if name not in taken:  # of what has the name of another, that is explained
            told.setdefault(name, word)
    return Glossary([*words, *told.values()])


def read_words(path: Path) -> tuple[Word, ...]:
    """Return the words of a file.

    Raises
    ------
    InputError
        It is no TOML, or has other keys than a word has.
    """
    with located(path.name):
        reader = TableReader(parse_toml(path.read_text(encoding="utf-8")), ("word",))
        return reader.take("word", list_of(_word, 1, MOST_WORDS))


def _word(table: object) -> Word:
    reader = TableReader(table, ("term", "also", "of", "says"))
    names = list_of(text(), 0, MOST_NAMES)
    none: tuple[str, ...] = ()
    return Word(
        message(reader.take("term", text())),
        message(reader.take("says", text(LONGEST))),
        tuple(map(message, reader.take("also", names, none))),
        reader.take("of", names, none),
    )


def _optimizer_word(name: str) -> Word:
    optimizer = OPTIMIZERS[name]
    return Word(optimizer.shown_title, optimizer.shown_lesson, of=(f"optimizer.{name}",))


def _schedule_word(name: str) -> Word:
    schedule = SCHEDULES[name]
    title = message("{title} schedule", title=schedule.in_phrase)
    return Word(title, schedule.shown_lesson, of=(f"schedule.{name}",))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").rstrip(":… ").split())


def _joins(beside: str, end: str) -> bool:
    """Whether a letter belongs to the word that ends in another one; words of wide letters touch."""
    return _BESIDE.match(beside) is not None and width_of(end) == 1 == width_of(beside)


def _can_be_found(name: str) -> bool:
    """Whether a name can be told from other words in a sentence: single letters cannot."""
    return width_of(name) > 2
