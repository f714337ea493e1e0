"""Markdown and LaTeX: the experiment is a comment, which is not shown."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.experiment.embedded.source import Source
from momentum_lab.experiment.embedded.text import BEGINNING, LARGEST_PART

LARGEST_TEXT: Final = 2 * LARGEST_PART
"""Bytes of a text that are looked through."""
_HTML: Final = re.compile(f"<!--\n({re.escape(BEGINNING)}[^<>]*)-->")
_PERCENT: Final = re.compile(f"^% {re.escape(BEGINNING)}.*(?:\n%.*)*", re.MULTILINE)


def html_comment(text: str) -> str:
    """Return the experiment as a comment of HTML, and so of Markdown; it has no sign that could end it."""
    return f"<!--\n{text}-->\n"


def percent_comment(text: str) -> str:
    """Return the experiment as a comment of LaTeX."""
    return "".join(f"% {line}".rstrip() + "\n" for line in text.splitlines())


def found_in_markdown(source: Source) -> str | None:
    """Return the text of the first comment of HTML that is an experiment."""
    match = _HTML.search(_text(source))
    return match[1] if match else None


def found_in_latex(source: Source) -> str | None:
    """Return the first lines of comment that are an experiment."""
    match = _PERCENT.search(_text(source))
    return re.sub("^% ?", "", match[0], flags=re.MULTILINE) if match else None


def _text(source: Source) -> str:
    """Return the text as far as it is looked through; what is not UTF-8 is refused only in an experiment."""
    return source.stream.read(LARGEST_TEXT).decode(errors="surrogateescape").replace("\r\n", "\n")
