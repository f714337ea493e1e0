"""How the 3-D view looks, whatever draws it."""

from __future__ import annotations

from typing import Final

from momentum_lab.figures.themes import Theme

LEVELS: Final = 19
"""Iso-height lines: those of LossScale.levels() and the two ends, which are not drawn."""
LINES: Final = 0.3
"""Their opacity."""


def surface_light(theme: Theme) -> tuple[float, float]:
    """Return the shares of light from everywhere, and from the lamp, on the landscape."""
    return (0.72, 0.45) if theme.is_dark else (0.66, 0.40)
