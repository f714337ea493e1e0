"""What is wrong with a translation that a program can see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from momentum_lab.core.catalogue import OLD_PLACE, Catalogue, CatalogueEntry, entries
from momentum_lab.core.errors import InputError
from translating.places import places_of
from translating.terms import terms

COUNTS: Final = range(200)
"""Numbers of things that are tried to see which form is for more than one."""
_KEPT: Final = {
    "a formula": re.compile(r"(?<!\\)\$(?=\S)[^$\n]+(?<![\s\\])\$"),
    "code": re.compile(r"`[^`\n]+`"),
    "a tag": re.compile(r"</?[a-z][^<>\n]*>"),
    "an option": re.compile(r"(?<![\w-])--[a-z][a-z-]*"),
    "an address": re.compile(r"https?://[^\s)>\]]+"),
    "bold type": re.compile(r"\*\*"),
    "a paragraph": re.compile(r"\n+"),
    "a name of a file": re.compile(r"(?<![\w.])\*?\.(?:toml|csv|json|png|svg|pdf|zip|html|npz|mp4|gif)\b"),
    "a place": OLD_PLACE,
    "a brace": re.compile(r"[{}]"),
}
"""What stands in a translation as it does in the text, in whatever order."""
_MNEMONIC: Final = re.compile(r"(?<!&)(?:&&)*&(?=[^\s&;#]|$)(?!\w+;)")
_ENDS: Final = {"…": ("…",), ":": (":", "："), ".": (".", "。"), "?": ("?", "？")}
"""How a text may end in other languages that ends so."""
_HAN: Final = "\u4e00-\u9fff"
_HALF_WIDTH: Final = re.compile(f"[{_HAN}][,;:?!](?![/\\w])")
_ENCODINGS: Final = {"zh_CN": "gb2312", "zh_TW": "cp950"}
"""What has the characters of one Chinese and not those of the other."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the translation of a text.

    Attributes
    ----------
    line
        Of the text in the file.
    text
        What was to be translated.
    problem
        What is wrong.
    """

    line: int
    text: str
    problem: str

    def __str__(self) -> str:
        short = self.text if len(self.text) <= 70 else f"{self.text[:69]}…"
        return f"line {self.line}: {short!r}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Report:
    """How far a catalogue is.

    Attributes
    ----------
    translated, fuzzy, untranslated
        Numbers of texts: what is there and sure; not sure; not there.
    faults
        What is wrong with those that are there.
    """

    translated: int
    fuzzy: int
    untranslated: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.fuzzy or self.untranslated or self.faults)


def report(path: Path, code: str) -> Report:
    """Return how far a language's catalogue is, and what is wrong with it."""
    text = path.read_text(encoding="utf-8")
    try:
        catalogue = Catalogue(text)
    except InputError as error:
        return Report(0, 0, 0, (Fault(int((*error.place, "0")[0]), "", str(error.problem)),))
    found = [entry for entry in entries(text) if entry.parts["msgid"]]
    fuzzy = sum("fuzzy" in entry.flags and any(entry.forms) for entry in found)
    whole = sum(entry.is_translated for entry in found)
    faults = tuple(fault for entry in found for fault in faults_of(entry, code, catalogue.form))
    return Report(whole, fuzzy, len(found) - whole - fuzzy, faults)


def faults_of(entry: CatalogueEntry, code: str, form: Callable[[int], int]) -> Iterator[Fault]:
    """Yield what is wrong with an entry that is translated; ``form`` is which form a number of things has."""
    text, plural = entry.parts["msgid"], entry.parts.get("msgid_plural", "")
    said = entry.forms
    if plural and any(said):
        wanted = max(map(form, COUNTS)) + 1
        if len(said) != wanted or not all(said):
            yield Fault(entry.line, text, f"has not all of {wanted} plural forms")
            return
    for index, each in enumerate(said):
        if each:
            is_of_one = not plural or sum(form(count) == index for count in COUNTS) == 1
            english = text if not plural or (index == 0 and is_of_one) else plural
            problems = [*_place_problems(english, text, plural, each, is_of_one), *_kept(english, each)]
            problems += [*_style_problems(each, code), *_term_problems(english, each, code)]
            yield from (Fault(entry.line, text, problem) for problem in problems)


def _place_problems(english: str, text: str, plural: str, said: str, is_of_one: bool) -> Iterator[str]:
    """Yield what is wrong with the places; which things are counted may be left out where it is one."""
    wanted, found = places_of(english), places_of(said)
    if plural and is_of_one:
        counts = {place for place in places_of(plural) if place[0] == "count"}
        wanted, found = (Counter({p: n for p, n in c.items() if p not in counts}) for c in (wanted, found))
    if set(wanted) != set(found):
        yield f"has the places {_listed(found)} in place of {_listed(wanted)}"


def _listed(places: Counter[tuple[str, str, str]]) -> str:
    shown = (
        "{" + name + (f"!{turned}" if turned else "") + (f":{spec}" if spec else "") + "}"
        for name, spec, turned in places
    )
    return " ".join(shown) or "none"


def _kept(english: str, said: str) -> Iterator[str]:
    """Yield what is not in a translation as it is in the text."""
    for what, pattern in _KEPT.items():
        if what == "a brace" and places_of(english):
            continue
        wanted, found = Counter(pattern.findall(english)), Counter(pattern.findall(said))
        if wanted != found:
            differs = [*(wanted - found), *(found - wanted)]
            yield f"has another number of {', '.join(map(repr, differs))} ({what})"
    if len(_MNEMONIC.findall(english)) != len(_MNEMONIC.findall(said)):
        yield "has another number of mnemonics (&)"
    if (english[:1].isspace(), english[-1:].isspace()) != (said[:1].isspace(), said[-1:].isspace()):
        yield "begins or ends with a space, and the text does not, or the other way round"
    ending = english[-1:]
    if ending in _ENDS and not said.endswith(_ENDS[ending]):
        yield f"does not end with {' or '.join(_ENDS[ending])}"
    if said.endswith("…") and ending != "…":
        yield "ends with …, and the text does not"


def _style_problems(said: str, code: str) -> Iterator[str]:
    """Yield characters that do not belong into a language."""
    if code in _ENCODINGS:
        strange = {c for c in said if "\u4e00" <= c <= "\u9fff" and not _is_in(c, _ENCODINGS[code])}
        if strange:
            yield f"has characters of the other Chinese: {' '.join(sorted(strange))}"
        if found := _HALF_WIDTH.search(said):
            yield f"has a narrow sign in {found[0]!r}; Chinese has wide ones: ，；：？！"
    if "\ufffd" in said or any(ord(c) < 32 and c not in "\n\t" for c in said):
        yield "has characters that cannot be shown"


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _term_problems(english: str, said: str, code: str) -> Iterator[str]:
    """Yield terms that are translated as something else."""
    for term in terms():
        if term.is_in(english) and not term.is_said(said, code):
            yield f"says {term.english!r} otherwise than {' or '.join(term.said[code])}"
