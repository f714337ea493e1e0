"""Numbers as they are told."""

from __future__ import annotations

from typing import TypeAlias

from momentum_lab.core.messages import Message
from momentum_lab.core.told_number import ToldNumber

CellText: TypeAlias = ToldNumber | Message | str
"""What stands in a cell of a table; as a text it is as people read it."""


def told_number(value: float, digits: int = 4) -> str:
    """Return a number as it is told: so many digits at the most, a real minus sign, no zeros in exponents."""
    return str(ToldNumber(value, digits))


def plain_cell(cell: CellText) -> str:
    """Return a cell with its number as spreadsheets, terminals and programs read it."""
    return str(cell.english if isinstance(cell, ToldNumber) else cell)
