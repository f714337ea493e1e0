"""How losses become heights of a surface, and colours of a map: what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.core.messages import Message, message

SUITED, LINEAR, LOG = "auto", "linear", "log"
HEIGHTS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        SUITED: message("As it suits the landscape"),
        LINEAR: message("Linear"),
        LOG: message("Logarithmic"),
    }
)
"""Evenly, by powers of ten above the lowest, or whichever of the two shows more; and what that is called."""
