"""HTML: experiments are links that save them, results are data that no browser runs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html import escape
from itertools import chain
from typing import Final

from momentum_lab.containers.attachments import LARGEST_ATTACHMENT, Attachment, check_all, marked
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import LARGEST_PART, decoded
from momentum_lab.core.errors import InputError

_LINK_BEGIN, _LINK_END = b'<a class="attachment" ', b">"
_LINK: Final = re.compile(
    rb'<a class="attachment" download="([a-z0-9][a-z0-9_-]{0,80}\.[a-z]{1,5})" '
    rb'href="data:[a-z/]{1,40};base64,([A-Za-z0-9+/=]*)">'
)
_DATA_BEGIN, _DATA_END = b'<script type="application/json" ', b"</script>"
_DATA: Final = re.compile(
    rb'<script type="application/json" id="([a-z0-9][a-z0-9_-]{0,80}\.json)">([^<]*)</script>'
)
_LONGEST_HEAD: Final = 1000
"""Bytes in which a document says that it is HTML, and more than stand around what is attached."""
_IN_SCRIPT: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
"""What could end a script, written as JSON allows."""


def link(attachment: Attachment, words: str) -> str:
    """Return a link that saves an attachment as a file of its name."""
    address = data_uri(attachment)
    return f'<a class="attachment" download="{attachment.name}" href="{address}">{escape(words)}</a>'


def data(attachment: Attachment) -> str:
    """Return an attachment that is JSON as a block of data, which is not shown and never run."""
    text = attachment.content.decode().translate(_IN_SCRIPT)
    return f'<script type="application/json" id="{attachment.name}">{text}</script>'


def data_uri(attachment: Attachment) -> str:
    """Return an attachment as an address that holds its bytes."""
    return f"data:{attachment.kind};base64,{base64.b64encode(attachment.content).decode()}"


def found(source: Source) -> str | None:
    """Return the text of the first experiment."""
    _check_kind(source)
    experiments = (each for each in _links(source, LARGEST_PART) if each.is_experiment)
    first = next(experiments, None)
    return None if first is None else decoded(first.content)


def attached(source: Source) -> tuple[Attachment, ...]:
    """Return the experiments and results in a document: what its links save, then its blocks of data."""
    _check_kind(source)
    files: list[Attachment] = []
    for each in chain(_links(source, LARGEST_ATTACHMENT), _blocks(source)):
        files.append(each)
        check_all(files)
    return tuple(files)


def _check_kind(source: Source) -> None:
    source.go_to(0)
    head = source.stream.read(_LONGEST_HEAD).lower()
    if b"<html" not in head and not head.startswith(b"<!doctype html"):
        raise InputError("is not an HTML document, as its name says; its first bytes are others")


def _links(source: Source, largest: int) -> Iterator[Attachment]:
    longest = largest * 4 // 3 + _LONGEST_HEAD
    for found in map(_LINK.fullmatch, marked(source, _LINK_BEGIN, _LINK_END, longest)):
        if found is not None:
            try:
                content = base64.b64decode(found[2], validate=True)
            except binascii.Error as error:
                raise InputError("a file in it is damaged ({error})", error=str(error)) from error
            yield Attachment(found[1].decode(), content)


def _blocks(source: Source) -> Iterator[Attachment]:
    longest = LARGEST_ATTACHMENT + _LONGEST_HEAD
    for found in map(_DATA.fullmatch, marked(source, _DATA_BEGIN, _DATA_END, longest)):
        if found is not None:
            yield Attachment(found[1].decode(), found[2])
