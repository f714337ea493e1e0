"""The colours of maps: soon and late, one of some minima, never, diverged."""

from __future__ import annotations

import colorsys
from typing import Final

import numpy as np
from PyQt6.QtGui import QColor

from momentum_lab.core.arrays import Bools, Bytes, Floats, Ints
from momentum_lab.figures.themes import Theme

_SOON: Final = {
    False: ("#08306b", "#2463a8", "#6ea6d6", "#cfe1f0"),
    True: ("#d6ecff", "#7ab8ef", "#33679c", "#1d3247"),
}
"""By whether light is written on dark, as are the greys."""
_GREYS: Final = {
    False: ("#000000", "#3c3c3c", "#6a6a6a", "#969696"),
    True: ("#ffffff", "#c4c4c4", "#949494", "#6c6c6c"),
}
_GREYS_OF_MINIMA: Final = (0.12, 0.52, 0.32, 0.64, 0.22, 0.42)
_HUES: Final = (0.57, 0.08, 0.41, 0.86, 0.14, 0.74, 0.30, 0.98)
"""Of the minima: blue, orange, green, pink, and so on around the circle."""
_LATEST: Final = 0.78
"""How far the colour of the latest has faded into the background."""
_LATEST_GREY: Final = 0.2
"""Less than that: the shades of four minima must not run into each other."""


def never_color(theme: Theme) -> QColor:
    """Return the grey of a ball that stays on the map and is at no minimum in the end."""
    if theme.is_grey:
        return QColor("#464646" if theme.is_dark else "#c2c2c2")
    return QColor("#4b525b" if theme.is_dark else "#b3b8be")


def diverged_color(theme: Theme) -> QColor:
    """Return the colour of a ball that leaves the map."""
    if theme.is_grey:
        return QColor("#1c1c1c" if theme.is_dark else "#f2f2f2")
    return QColor("#7d3326" if theme.is_dark else "#e9a48f")


def scale_colors(share: Floats, theme: Theme) -> Bytes:
    """Return colours (…, 3) of shares from 0, the soonest or lowest, to 1."""
    stops = np.array(
        [QColor(c).getRgb()[:3] for c in (_GREYS if theme.is_grey else _SOON)[theme.is_dark]],
        dtype=np.float64,
    )
    places = np.linspace(0.0, 1.0, len(stops))
    clipped = np.clip(np.nan_to_num(share, nan=1.0), 0.0, 1.0)
    channels = [np.interp(clipped, places, stops[:, i]) for i in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def scale_entry_colors(theme: Theme) -> tuple[QColor, ...]:
    """Return the scale in some stops, for a legend."""
    return tuple(QColor(*color) for color in scale_colors(np.linspace(0.0, 1.0, 16), theme).tolist())


def minimum_color(index: int, theme: Theme) -> QColor:
    """Return the full colour of a minimum by its number."""
    if theme.is_grey:
        lightness = _GREYS_OF_MINIMA[index % len(_GREYS_OF_MINIMA)]
        return QColor.fromHslF(0.0, 0.0, 1.0 - lightness if theme.is_dark else lightness)
    hue = (_HUES[index % len(_HUES)] + 0.04 * (index // len(_HUES))) % 1.0
    red, green, blue = colorsys.hls_to_rgb(hue, 0.62 if theme.is_dark else 0.36, 0.75)
    return QColor.fromRgbF(red, green, blue)


def minimum_colors(minimum: Ints, share: Floats, theme: Theme) -> Bytes:
    """Return colours (…, 3): the hue of the minimum, fading with the share of time it took; grey for -1."""
    count = int(minimum.max(initial=-1)) + 1
    full = np.array(
        [minimum_color(i, theme).getRgb()[:3] for i in range(count)] or [(0, 0, 0)], dtype=np.float64
    )
    base = np.array(QColor(theme.base).getRgb()[:3], dtype=np.float64)
    fade = (_LATEST_GREY if theme.is_grey else _LATEST) * np.clip(share, 0.0, 1.0)[..., None]
    colors = full[np.maximum(minimum, 0)] * (1.0 - fade) + base * fade
    colors[minimum < 0] = never_color(theme).getRgb()[:3]
    return colors.astype(np.uint8)


def shades_of_minimum(index: int, theme: Theme) -> tuple[QColor, ...]:
    """Return the colours of a minimum from the soonest to the latest, for a legend."""
    numbers, shares = np.full(16, index, dtype=np.int64), np.linspace(0.0, 1.0, 16)
    return tuple(QColor(*color) for color in minimum_colors(numbers, shares, theme).tolist())


def painted(colors: Bytes, where: Bools, color: QColor) -> Bytes:
    """Return the colours with one put where it belongs."""
    colors[where] = color.getRgb()[:3]
    return colors
