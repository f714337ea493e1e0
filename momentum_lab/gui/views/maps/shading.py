"""How the cells of a stability map are coloured, and what their colours are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PyQt6.QtGui import QColor

from momentum_lab.analysis.grid import Cells
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.core.arrays import Bytes
from momentum_lab.figures.shadings import LOSS, STATUS, STEPS
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.maps.colors import (
    diverged_color,
    never_color,
    painted,
    scale_colors,
    scale_entry_colors,
)
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.maps import (
    AT_A_MINIMUM,
    FINAL_LOSS,
    FINAL_LOSS_ABOVE,
    LOST_BALLS,
    MOST_STEPS,
    cell_sentence,
    not_in,
)

DEEPEST: Final = 1e-16
"""Losses are told apart down to this share of the highest."""
Shaded = tuple[Bytes, tuple[MapEntry, ...]]


def shade(found: StabilityMap, shading: str, theme: Theme) -> Shaded:
    """Return the colours (rows, columns, 3) of a map by one of ``SHADINGS``, and its legend's entries."""
    return _SHADES[shading](found, theme)


def cell_words(cells: Cells, row: int, column: int) -> str:
    """Return what became of a cell, in words."""
    return str(cell_sentence(cells, row, column, tick_text(float(cells.loss[row, column]))))


def gone(cells: Cells) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which balls have left the map."""
    return np.isin(cells.status, tuple(LOST)) | ~np.isfinite(cells.loss)


def _by_steps(found: StabilityMap, theme: Theme) -> Shaded:
    cells, most = found.cells, found.experiment.steps
    there = cells.reached[cells.reached >= 0]
    least = int(there.min(initial=most)) if there.size else 0
    colors = scale_colors((cells.reached - least) / max(most - least, 1), theme)
    painted(colors, cells.reached < 0, never_color(theme))
    painted(colors, gone(cells), diverged_color(theme))
    scale = MapEntry(scale_entry_colors(theme), str(MOST_STEPS.filled(steps=most)), f"{least:,}")
    return colors, (scale, MapEntry((never_color(theme),), str(not_in(most))), _diverged(theme))


def _by_loss(found: StabilityMap, theme: Theme) -> Shaded:
    cells, left = found.cells, gone(found.cells)
    losses = np.where(left, np.nan, cells.loss)
    finite = losses[np.isfinite(losses)]
    base = min((m.loss for m in found.experiment.landscape.build().minima), default=np.inf)
    base = min(base, float(finite.min(initial=np.inf)))
    above = losses - base
    high = float(np.nanmax(above, initial=0.0)) if finite.size else 0.0
    positive = above[above > DEEPEST * high] if high > 0.0 else np.array([1.0])
    low = max(float(positive.min()), DEEPEST * high)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.log10(np.maximum(above, low)) - np.log10(low)) / max(np.log10(max(high, low) / low), 1e-9)
    colors = painted(scale_colors(share, theme), left, diverged_color(theme))
    above_what = FINAL_LOSS if abs(base) < 1e-12 else FINAL_LOSS_ABOVE.filled(base=tick_text(base))
    return colors, (
        MapEntry(scale_entry_colors(theme), str(above_what.filled(loss=tick_text(high))), tick_text(low)),
        _diverged(theme),
    )


def _by_status(found: StabilityMap, theme: Theme) -> Shaded:
    cells = found.cells
    wanted = (
        (cells.reached >= 0, QColor(theme.accent), AT_A_MINIMUM),
        (cells.reached < 0, never_color(theme), not_in(found.experiment.steps)),
        (gone(cells), diverged_color(theme), LOST_BALLS),
    )
    colors = np.zeros((*cells.reached.shape, 3), dtype=np.uint8)
    for where, color, _ in wanted:
        painted(colors, where, color)
    return colors, tuple(MapEntry((color,), str(meaning)) for _, color, meaning in wanted)


def _diverged(theme: Theme) -> MapEntry:
    return MapEntry((diverged_color(theme),), str(LOST_BALLS))


_SHADES: Final[Mapping[str, Callable[[StabilityMap, Theme], Shaded]]] = {
    STEPS: _by_steps,
    LOSS: _by_loss,
    STATUS: _by_status,
}
