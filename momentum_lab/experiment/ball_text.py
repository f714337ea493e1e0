"""Balls as text: what is copied and pasted; read as strictly as a file."""

from __future__ import annotations

from collections.abc import Sequence

import tomli_w

from momentum_lab.containers.text import LARGEST_TEXT
from momentum_lab.core.errors import InputError
from momentum_lab.core.tables import parse_toml
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.table import balls_from_table, balls_table
from momentum_lab.landscapes import Landscape


def balls_text(balls: Sequence[Ball]) -> str:
    """Return balls as TOML, a table ``[[balls]]`` each."""
    return tomli_w.dumps(balls_table(balls))


def read_balls(text: str, landscape: Landscape) -> tuple[Ball, ...]:
    """Return the balls in a text: of a whole experiment, or of balls alone for ``landscape``.

    Raises
    ------
    InputError
        It is no such text; the error says the key, what was found and allowed.
    """
    if len(text) > LARGEST_TEXT:
        raise InputError(
            "is larger than the {largest_text:,} characters that are allowed", largest_text=LARGEST_TEXT
        )
    return balls_from_table(parse_toml(text), landscape)
