"""What a command says beside its results: on stderr, a line each, after the name of the program."""

from __future__ import annotations

import sys


def tell(said: object) -> None:
    """Say something on stderr."""
    print(f"momentum-lab: {said}", file=sys.stderr)
