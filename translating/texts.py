"""What the program says, as it is found in its sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is shown, where it was found.

    Attributes
    ----------
    text, plural, context
        As of a ``Message``.
    place
        The file, from the root of the repository.
    comment
        What a translator has to know of it.
    """

    text: str
    place: str
    plural: str = ""
    context: str = ""
    comment: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is looked up by."""
        return self.context, self.text


@dataclass(frozen=True, slots=True)
class Unread:
    """A call that says something which cannot be read off the source."""

    place: str
    call: str


class Texts:
    """All that is said, each text once, in the order in which it was found."""

    def __init__(self, found: Iterable[Said]) -> None:
        self._found: dict[tuple[str, str], list[Said]] = {}
        for said in found:
            if said.text:  # the empty text is the head of a catalogue
                self._found.setdefault(said.key, []).append(said)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._found

    def all(self) -> Iterable[Said]:
        """Yield each text once, with the first plural that is said of it."""
        for sayings in self._found.values():
            first = next((said for said in sayings if said.plural), sayings[0])
            yield first

    def places(self, key: tuple[str, str]) -> list[str]:
        """Return the files in which a text is."""
        return list(dict.fromkeys(said.place for said in self._found[key]))

    def comments(self, key: tuple[str, str]) -> list[str]:
        """Return what translators are told of it."""
        return list(dict.fromkeys(said.comment for said in self._found[key] if said.comment))
