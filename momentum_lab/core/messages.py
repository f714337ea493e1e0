"""What is said to a person, as a value: its words are made when it is shown, in the language of that moment.

A message is a whole sentence, or a phrase that stands by itself, with named places for what is different each
time. Languages put the places where they want them; so nothing is glued from parts, and nothing is recognised
by its words.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field, replace
from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.told_number import ToldNumber

ENGLISH: Final = "en"
"""The code of the language that texts are written in."""


class Language:
    """The language that messages are shown in: English, which needs no catalogue, to begin with.

    Attributes
    ----------
    code
        Which one it is: ``en``, ``zh_TW``.
    catalogue
        What texts are in it.
    changed
        Another one is spoken from now on; its code.
    """

    def __init__(self) -> None:
        self.code = ENGLISH
        self.catalogue = gettext.NullTranslations()
        self.changed: Event[str] = Event()

    def speak(self, code: str, catalogue: gettext.NullTranslations | None = None) -> None:
        """Speak another language from now on, or the same one out of another catalogue."""
        self.code, self.catalogue = code, catalogue or gettext.NullTranslations()
        self.changed.emit(code)


LANGUAGE: Final = Language()
"""The one language of the process."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places, not yet in any language.

    Attributes
    ----------
    text
        The English sentence, with places as ``str.format`` has them: ``{found}``, ``{share:.0%}``. It is
        the key in the catalogue.
    places
        What stands in the places: numbers, texts that are data, and other messages.
    context
        Tells two meanings of one English text apart.
    plural
        The English sentence for other numbers than one, chosen by the place ``count``; empty where nothing
        is counted.
    """

    text: str
    places: FrozenMapping[object] = field(default_factory=FrozenMapping)
    context: str = ""
    plural: str = ""

    def __str__(self) -> str:
        if not self.places:
            return self._template()
        plain = {name: _unsigned(value) for name, value in self.places.items()}
        try:
            return self._template().format(**plain)
        except (LookupError, ValueError, AttributeError, TypeError):
            if LANGUAGE.code == ENGLISH:
                raise
            return self._english().format(**plain)  # a translator has mistaken a place

    @property
    def english(self) -> str:
        """What it is in English, as files have it, whatever is spoken; so is what stands in its places."""
        if not self.places:
            return self.text
        values = {
            name: v.english if isinstance(v, Message | ToldNumber) else v for name, v in self.places.items()
        }
        return self._english().format(**{name: _unsigned(value) for name, value in values.items()})

    def _english(self) -> str:
        return self.plural if self.plural and self.places["count"] != 1 else self.text

    def filled(self, **places: object) -> Message:
        """Return this message with something in its places."""
        return replace(self, places=self.places.updated(**places))

    def _template(self) -> str:
        catalogue = LANGUAGE.catalogue
        if self.plural:
            count = int(str(self.places["count"]))
            if self.context:
                return catalogue.npgettext(self.context, self.text, self.plural, count)
            return catalogue.ngettext(self.text, self.plural, count)
        if self.context:
            return catalogue.pgettext(self.context, self.text)
        return catalogue.gettext(self.text) if self.text else ""  # the empty text is the catalogue's head


def _unsigned(value: object) -> object:
    """Return what stands in a place: a zero has no sign where people read it."""
    return value + 0.0 if isinstance(value, float) else value


def message(text: str, /, **places: object) -> Message:
    """Return a message: ``message("found {found}, allowed is a number", found=text)``.

    Without places, ``text`` is taken as it is: braces in it are braces.
    """
    return Message(text, FrozenMapping(places))


def message_in(context: str, text: str, /, **places: object) -> Message:
    """Return a message whose English text has another meaning elsewhere; ``context`` says which is meant."""
    return Message(text, FrozenMapping(places), context)


def counted(singular: str, plural: str, /, count: int, **places: object) -> Message:
    """Return a message about a number of things, which is the place ``count``."""
    return Message(singular, FrozenMapping(places | {"count": count}), plural=plural)


def as_written(text: str) -> Message:
    """Return a message that says in all languages what a person has written."""
    return message("{text}", text=text)


def words(text: str, /, **places: object) -> str:
    """Return what ``message(text, **places)`` says now: for what is made in the language of the moment."""
    return str(message(text, **places))


def words_in(context: str, text: str, /, **places: object) -> str:
    """Return what ``message_in(context, text, **places)`` says now."""
    return str(message_in(context, text, **places))


def counted_words(singular: str, plural: str, /, count: int, **places: object) -> str:
    """Return what ``counted(singular, plural, count, **places)`` says now."""
    return str(counted(singular, plural, count, **places))


NOTHING: Final = Message("")
"""Nothing to say."""
