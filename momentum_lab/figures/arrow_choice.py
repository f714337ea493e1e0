"""Whose steps are shown as arrows, and how much these are enlarged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.messages import Message, message, message_in

OFF, CHOSEN, EVERY = "off", "chosen", "all"
WHOSE: Final[Mapping[str, Message]] = MappingProxyType(
    {
        OFF: message_in("of arrows", "None"),
        CHOSEN: message("Of the chosen ball"),
        EVERY: message("Of all balls"),
    }
)
"""Whose arrows there can be, and what that is called."""
AUTO_ZOOM: Final = "auto"
"""In a command, in place of a number: what suits the steps."""
ZOOMS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
"""By what arrows are enlarged where that suits, and what is offered."""
LEAST_ZOOM, MOST_ZOOM = 0.01, 1e6
"""By what they can be."""


def zoom_of(text: str) -> float | None:
    """Return the number that a text is, None for :data:`AUTO_ZOOM`, or raise :class:`InputError`."""
    if text == AUTO_ZOOM:
        return None
    try:
        zoom = float(text)
    except ValueError:
        zoom = 0.0
    if not LEAST_ZOOM <= zoom <= MOST_ZOOM:
        raise InputError(
            "found {found}, allowed is {auto}, or a number from {least:g} to {most:g}",
            found=quoted(text),
            auto=AUTO_ZOOM,
            least=LEAST_ZOOM,
            most=MOST_ZOOM,
        )
    return zoom
