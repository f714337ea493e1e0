"""Markdown: the experiment is a comment of HTML, which is not shown."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.containers.source import Source
from momentum_lab.containers.text import BEGINNING

_HTML: Final = re.compile(f"<!--\n({re.escape(BEGINNING)}[^<>]*)-->")


def comment(text: str) -> str:
    """Return the experiment as a comment of HTML, and so of Markdown; it has no sign that could end it."""
    return f"<!--\n{text}-->\n"


def found(source: Source) -> str | None:
    """Return the text of the first comment of HTML that is an experiment."""
    match = _HTML.search(source.text())
    return match[1] if match else None
