"""Help whose lines are as wide as a terminal shows them: some letters are two columns wide."""

from __future__ import annotations

import argparse

from momentum_lab.core.text_columns import wrapped


class WideHelp(argparse.HelpFormatter):
    """Breaks descriptions and what is said of options where the language allows it."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class WideHelpWithLines(WideHelp):
    """Keeps the lines of descriptions as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in text.splitlines())
