"""Help whose lines are as wide as a terminal shows them: some letters are two columns wide."""

from __future__ import annotations

import argparse
import shutil
from typing import Any, Final

from momentum_lab.core.messages import words_in
from momentum_lab.core.text_columns import wrapped

MARGIN: Final = 2
"""Columns that stay empty at the right."""
LEAST: Final = 20


def columns() -> int:
    """Return how many columns a line of text may take: those of the terminal, as for the help."""
    return max(shutil.get_terminal_size().columns - MARGIN, LEAST)


class WideHelp(argparse.HelpFormatter):
    """Breaks lines where the language allows it, and writes colons as it does."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._headings = list[str]()

    def start_section(self, heading: str | None) -> None:
        """Begin a section, and keep its heading."""
        if heading:
            self._headings.append(heading)
        super().start_section(heading)

    def format_help(self) -> str:
        """Return the help with headings as the language writes them."""
        text = super().format_help()
        for heading in self._headings:
            said = words_in("heading of a list", "{heading}:", heading=heading)
            text = text.replace(f"\n{heading}:\n", "\n" + said + "\n")
        return text

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class WideHelpWithLines(WideHelp):
    """Keeps the lines of descriptions as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in text.splitlines())
