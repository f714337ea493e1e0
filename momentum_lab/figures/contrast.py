"""What can be told from what: contrast as WCAG 2.1 defines it, and the edge that sets a line off."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats

EDGES: Final = ("#0b0f14", "#ffffff")
"""What the edge of a line can be: dark or light."""
SHADES: Final = 64
"""So many are looked at between the lowest colour of a landscape and the highest."""


def contrast(one: str, other: str) -> float:
    """Return how much two colours ``#rrggbb`` differ in luminance, from 1 to 21."""
    lights = _luminance(np.array([_channels(one), _channels(other)]))
    return float((lights.max() + 0.05) / (lights.min() + 0.05))


@lru_cache(maxsize=512)
def least_contrast(colors: tuple[str, ...], ground: tuple[str, ...]) -> float:
    """Return the contrast of a ground with the best of some colours, at the shade where that is least.

    The ground's colours run evenly from one of ``ground`` to the next.
    """
    stops = np.array([_channels(color) for color in ground])
    at = np.linspace(0.0, len(stops) - 1.0, SHADES if len(stops) > 1 else 1)
    shades = np.stack([np.interp(at, np.arange(len(stops)), stops[:, i]) for i in range(3)], axis=-1)
    behind = _luminance(shades)[:, None] + 0.05
    drawn = _luminance(np.array([_channels(color) for color in colors])) + 0.05
    return float(np.maximum(behind / drawn, drawn / behind).max(axis=1).min())


@lru_cache(maxsize=512)
def edge_for(color: str, ground: tuple[str, ...], enough: float) -> str:
    """Return the colour of the edge with which a line can be told from a ground everywhere.

    It is empty where the line alone has ``enough`` contrast with all of it.
    """
    if least_contrast((color,), ground) >= enough:
        return ""
    return max(EDGES, key=lambda edge: least_contrast((color, edge), ground))


def _channels(color: str) -> list[float]:
    return [channel / 255.0 for channel in bytes.fromhex(color[1:])]


def _luminance(channels: Floats) -> Floats:
    """Return the relative luminance of colours (…, 3), 0 to 1."""
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
