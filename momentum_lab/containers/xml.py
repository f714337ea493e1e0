"""The experiment as a description in XML: in the metadata of SVG, and in XMP packets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, NoReturn

from momentum_lab.containers.text import BEGINNING, LARGEST_PART, check_size
from momentum_lab.core.errors import InputError
from momentum_lab.core.provenance import RELEASE

DEEPEST: Final = 1000
"""Elements that an element may be in; a drawing has a few."""
MOST_ELEMENTS: Final = 100_000
"""Elements that are looked at; the parser keeps the name of each."""
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RDF: Final = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
</rdf:RDF>"""
_PACKET: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
{rdf}
</x:xmpmeta>
<?xpacket end="r"?>"""


def rdf(text: str, title: str) -> str:
    """Return the experiment as the description of something with a title."""
    named = escape(_IMPOSSIBLE.sub("", title), quote=False)
    return _RDF.format(title=named, program=RELEASE, text=escape(text, quote=False))


def packet(text: str, title: str) -> bytes:
    """Return the experiment as an XMP packet."""
    return _PACKET.format(rdf=rdf(text, title)).encode()


def text_within(pieces: Iterable[bytes]) -> str | None:
    """Return the text of the first element that is an experiment, or None; what follows is not read.

    Entities are not declared by anybody here: a document type is refused, so none can be expanded.
    """
    from xml.parsers import expat  # only who opens a picture needs it

    parser = expat.ParserCreate(intern=None)  # or each name is kept twice
    reader = _Reader()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.add
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            if reader.found is not None:
                break
        else:
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if reader.found is None:
            raise InputError(f"is not valid XML ({error})") from error
    return reader.found


class _Reader:
    """Keeps the text of the element that it is in, as much of it as an experiment may have."""

    def __init__(self) -> None:
        self.found: str | None = None
        self._parts: list[str] = []
        self._size = 0
        self._depth = self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise InputError(f"has no experiment in its first {MOST_ELEMENTS:,} elements; no more are read")
        if self._depth > DEEPEST:
            raise InputError(f"has elements within more than {DEEPEST:,} others, which is not allowed")
        self._forget()

    def add(self, text: str) -> None:
        self._size += len(text)
        if self._size <= LARGEST_PART:
            self._parts.append(text)

    def end(self, name: str) -> None:
        text = "".join(self._parts)
        if self.found is None and text.startswith(BEGINNING):
            check_size(self._size)
            self.found = text
        self._depth -= 1
        self._forget()

    def _forget(self) -> None:
        self._parts.clear()
        self._size = 0


def _refuse(*declaration: object) -> NoReturn:
    raise InputError("declares a document type (DOCTYPE), which is not allowed: it may hide what is read")
