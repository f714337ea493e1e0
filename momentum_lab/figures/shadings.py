"""What the cells of a stability map can be coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.core.messages import Message, message

STEPS: Final = "steps"
LOSS: Final = "loss"
STATUS: Final = "status"
SHADINGS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        STEPS: message("steps to a minimum"),
        LOSS: message("final loss"),
        STATUS: message("what becomes of it"),
    }
)
"""Titles by key; the first is the usual one."""
