"""Which program has written something, as it is said in whatever is written."""

from typing import Final

from momentum_lab import __version__

PROGRAM: Final = "Momentum Lab"
RELEASE: Final = f"{PROGRAM} {__version__}"
HEADING: Final = f"# {RELEASE}\n"
"""The first line of a text in which # begins a comment."""
