"""A language's catalogue: the file ``.po`` that translators edit, read as it is, with no step in between."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.values import dataclass

BETWEEN: Final = "\4"
"""What stands between a context and its text in the keys of a catalogue."""
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPED: Final = re.compile(r"\\(.)")
_PLURAL: Final = re.compile(r"^Plural-Forms:[^\n]*\bplural=([^;\n]+)", re.MULTILINE)
_PLAIN: Final = re.compile(r'(?:#(?!,.*fuzzy)(?!~).*\n)*msgid "(.+)"\nmsgstr "(.*)"\n?')
"""An entry of one line each, which is sure."""
_FORMATTER: Final = string.Formatter()
OLD_PLACE: Final = re.compile(r"%(?:\(\w+\))?[a-z]\b")
"""A place as the operator ``%`` fills it, which ``argparse`` uses."""
_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(.*)"')


@dataclass(slots=True)
class CatalogueEntry:
    """A text of a catalogue, and what it is in the language.

    Attributes
    ----------
    line
        Where its key stands in the file, from 1.
    parts
        What is written after each of its words: ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr`` and
        ``msgstr[0]``, ``msgstr[1]``, …
    flags
        What is noted of it: ``fuzzy`` if it is not sure.
    """

    line: int = 0
    parts: dict[str, str] = field(default_factory=dict)
    flags: str = ""

    @property
    def forms(self) -> list[str]:
        """What it is in the language: one text, or one for each plural form."""
        return [said for part, said in self.parts.items() if part.startswith("msgstr")]

    @property
    def is_translated(self) -> bool:
        """Whether all of it is there, and sure."""
        return "fuzzy" not in self.flags and all(self.forms)


class Catalogue(gettext.NullTranslations):
    """The translations in the text of a file ``.po``; what is missing in it, or not sure, is English.

    Parameters
    ----------
    text
        What is in the file.
    is_checked
        Whether it is known that translations have the places of their texts, and no others. Else those that
        have not are English: what stands in a place may do harm.

    Attributes
    ----------
    form
        Which plural form a number of things has.

    Raises
    ------
    InputError
        It cannot be read; the place is the number of a line.
    """

    def __init__(self, text: str, is_checked: bool = False) -> None:
        super().__init__()
        self._is_checked = is_checked
        self._said: dict[str, str] = {}
        self._forms: dict[str, list[str]] = {}
        self.form: Callable[[int], int] = lambda count: int(count != 1)
        for block in text.replace("\r\n", "\n").split("\n\n"):
            plain = _PLAIN.fullmatch(block)  # most are: this makes a whole catalogue a matter of milliseconds
            if plain is None:
                self._take_block(block, text)
            elif plain[2]:
                self._put(_unescaped(plain[1]), _unescaped(plain[2]))

    def _take_block(self, block: str, text: str) -> None:
        try:
            for entry in entries(block):
                if entry.is_translated:
                    self._take(entry)
        except InputError:
            for entry in entries(text):  # this time with the numbers of lines as they are in the file
                self._take(entry)
            raise

    def _take(self, entry: CatalogueEntry) -> None:
        parts = entry.parts
        key = parts["msgid"]
        if not key:
            self.form = _plural_form(parts["msgstr"], entry.line)
            return
        context = f"{parts['msgctxt']}{BETWEEN}" if "msgctxt" in parts else ""
        if "msgid_plural" not in parts:
            self._put(key, parts["msgstr"], context)
        elif self._is_checked or all(
            has_no_other_fields(parts["msgid_plural"], said) for said in entry.forms
        ):
            self._forms[f"{context}{key}"] = entry.forms

    def _put(self, text: str, said: str, context: str = "") -> None:
        if self._is_checked or has_no_other_fields(text, said):
            self._said[f"{context}{text}"] = said

    def gettext(self, message: str) -> str:
        """Return a text in this language, or itself."""
        return self._said.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        """Return a text that has another meaning elsewhere."""
        return self._said.get(f"{context}{BETWEEN}{message}", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for a number of things."""
        return self._counted(msgid1, msgid1, msgid2, n)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for a number of things, of a text that has another meaning elsewhere."""
        return self._counted(f"{context}{BETWEEN}{msgid1}", msgid1, msgid2, n)

    def _counted(self, key: str, singular: str, plural: str, count: int) -> str:
        forms, form = self._forms.get(key, ()), self.form(abs(count))
        if form < len(forms):
            return forms[form]
        return singular if count == 1 else plural


def fields_of(text: str) -> list[tuple[str, str, str]] | None:
    """Return what ``str.format`` would fill: names, format specifications, conversions; None if it fails."""
    try:
        parts = [part for part in _FORMATTER.parse(text) if part[1] is not None]
    except ValueError:
        return None
    return [(name or "", spec or "", conversion or "") for _, name, spec, conversion in parts]


def has_no_other_fields(text: str, said: str) -> bool:
    """Whether what is said for a text asks for nothing that the text does not ask for."""
    if "%" in text and (old := OLD_PLACE.findall(text)):
        return sorted(old) == sorted(OLD_PLACE.findall(said)) and text.count("%") == said.count("%")
    if "{" not in said:
        return True
    wanted, found = fields_of(text), fields_of(said)
    return wanted is found if wanted is None or found is None else {*found} <= {*wanted}


def entries(text: str) -> Iterator[CatalogueEntry]:
    """Yield what is in a file ``.po``, its head first; what is commented out is not.

    Raises
    ------
    InputError
        A line is none of such a file, or an entry is not whole; the place is the number of the line.
    """
    entry, part = _Gathered(), ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line[0] == "#":
            if part:
                yield entry.whole()
                entry, part = _Gathered(), ""
            if line[:2] == "#,":
                entry.flags.append(line)
            continue
        head, said = _parts(number, line)
        if head in ("msgctxt", "msgid") and "msgid" in entry.parts:
            yield entry.whole()
            entry = _Gathered()
        part = head or part
        if not part or (head and head in entry.parts):
            raise _unreadable(number, line)
        entry.line = entry.line or number
        entry.parts.setdefault(part, []).append(said)
    if part:
        yield entry.whole()


class _Gathered:
    """An entry whose lines are read one after the other; they may be very many."""

    def __init__(self) -> None:
        self.line = 0
        self.parts: dict[str, list[str]] = {}
        self.flags: list[str] = []

    def whole(self) -> CatalogueEntry:
        """Return the entry, if it has a key and something said of it."""
        translated = "msgstr[0]" if "msgid_plural" in self.parts else "msgstr"
        if "msgid" not in self.parts or translated not in self.parts:
            raise InputError("found an entry without a translation or a text", str(self.line))
        parts = {part: "".join(pieces) for part, pieces in self.parts.items()}
        return CatalogueEntry(self.line, parts, "".join(self.flags))


def _parts(number: int, line: str) -> tuple[str, str]:
    """Return the word of a line, empty where it goes on with the one before, and the text in quotes."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise _unreadable(number, line)
    return found[1] or "", _unescaped(found[2])


def _unescaped(said: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), said) if "\\" in said else said


def _unreadable(number: int, line: str) -> InputError:
    return InputError("found {found}, which is no line of a catalogue", str(number), found=quoted(line))


def _plural_form(head: str, line: int) -> Callable[[int], int]:
    """Return which form a number of things has, as the head of a catalogue says it."""
    found = _PLURAL.search(head)
    if found is None:
        return lambda count: int(count != 1)
    try:
        rule = gettext.c2py(found[1])
    except ValueError:
        raise InputError(
            "found the plural forms {found}, which cannot be read", str(line), found=quoted(found[1].strip())
        ) from None

    def form(count: int) -> int:
        try:
            return max(rule(count), 0)
        except ArithmeticError:
            return 0

    return form
