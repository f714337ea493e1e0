"""What the cells of a stability map can be coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

STEPS: Final = "steps"
LOSS: Final = "loss"
STATUS: Final = "status"
SHADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {STEPS: "steps to a minimum", LOSS: "final loss", STATUS: "what becomes of it"}
)
"""Titles by key; the first is the usual one."""
