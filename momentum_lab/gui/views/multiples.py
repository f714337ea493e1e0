"""What small maps have in common, so that they can be compared: the part that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from momentum_lab.figures.grid import box_of_paths
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.simulation.run import Run


def part_with_paths(runs: Sequence[Run]) -> VisibleRange | None:
    """Return the part of the map that small maps show, so that paths are large enough to be seen.

    None for the whole of it.
    """
    box = box_of_paths(runs) if runs[0].ground.dimension == 2 else None
    if box is None:
        return None
    (left, right), (bottom, top) = box
    return VisibleRange(("x", "y"), left, bottom, right - left, top - bottom)
