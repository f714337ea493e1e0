"""Two themes, light and dark: every colour that the window and the views use, but for the balls' own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Singles
from momentum_lab.core.messages import Message, message_in
from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#rrggbb``.

    ``window`` lies behind panels, ``base`` behind views and entry fields, ``raised`` is a card. ``text``
    and ``muted`` are written on them; ``line`` divides, ``border`` is around what can be filled in.
    ``accent`` marks what is active. ``outline`` goes around balls so that they stand out from the landscape,
    whose colours run through ``landscape`` from the lowest to the highest loss. ``is_grey``: colours are told
    apart by their lightness alone.
    """

    name: str
    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    border: str
    accent: str
    on_accent: str
    warning: str
    outline: str
    minimum: str
    landscape: tuple[str, ...]
    is_grey: bool = False

    @property
    def is_dark(self) -> bool:
        """Whether light is written on dark."""
        channels = rgb(self.base)
        return max(channels) + min(channels) < 255

    def landscape_colors(self, values: Floats) -> Singles:
        """Return colours (…, 4) in 0 to 1, for values from 0 (lowest) to 1 (highest); none for NaN."""
        stops = np.array([(*rgb(color), 255) for color in self.landscape], np.float32) / np.float32(255)
        places = np.linspace(0.0, 1.0, len(stops))
        clipped = np.nan_to_num(np.clip(values, 0.0, 1.0), nan=1.0)
        channels = [np.interp(clipped, places, stops[:, i]) for i in range(4)]
        channels[3] = np.where(np.isnan(values), 0.0, channels[3])
        return np.stack(channels, axis=-1).astype(np.float32)


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#rrggbb``, from 0 to 255."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


LIGHT: Final = Theme(
    name="light",
    window="#f1f3f5",
    base="#ffffff",
    raised="#ffffff",
    text="#1d2530",
    muted="#5c6773",
    line="#cfd6dd",
    border="#838c97",
    accent="#2463a8",
    on_accent="#ffffff",
    warning="#a33a00",
    outline="#1d2530",
    minimum="#1d2530",
    landscape=("#f4f8fa", "#d5e3ea", "#a9c3d2", "#7899b0", "#4d6b88"),
)
DARK: Final = Theme(
    name="dark",
    window="#1b2027",
    base="#12161c",
    raised="#242b34",
    text="#e8ecf1",
    muted="#9aa7b5",
    line="#3a434f",
    border="#6b7787",
    accent="#5aa2ea",
    on_accent="#0c1016",
    warning="#ff9d5c",
    outline="#ffffff",
    minimum="#ffffff",
    landscape=("#131c2b", "#20344d", "#365676", "#5b7f9f", "#7b97ac"),
)
PROJECTED: Final = Theme(
    name="projected",
    window="#ffffff",
    base="#ffffff",
    raised="#ffffff",
    text="#000000",
    muted="#33393f",
    line="#aab3bc",
    border="#555e68",
    accent="#0b4a96",
    on_accent="#ffffff",
    warning="#9a2f00",
    outline="#000000",
    minimum="#000000",
    landscape=("#ffffff", "#e4eef4", "#c4d7e2", "#9dbacb", "#7497b0"),
)
"""For a room, whatever theme was chosen: what is black is not projected, and what is pale is not seen."""
THEMES: Final[Mapping[str, Theme]] = MappingProxyType({theme.name: theme for theme in (LIGHT, DARK)})

THEME_TITLES: Final[Mapping[str, Message]] = MappingProxyType(
    {LIGHT.name: message_in("a theme", "Light"), DARK.name: message_in("a theme", "Dark")}
)
"""What they are called."""


def theme_of(name: str) -> Theme:
    """Return the theme of a name, the light one for a name that no theme has."""
    return THEMES.get(name, LIGHT)
