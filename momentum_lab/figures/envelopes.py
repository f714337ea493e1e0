"""The lines between which balls swing along a coordinate, as theory has it."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.analysis.envelope import envelope
from momentum_lab.core.arrays import Ints
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.primitives import Polyline
from momentum_lab.simulation.run import Run

WIDTH: Final = 1.2
OPACITY: Final = 0.75
DASH: Final = (3.0, 3.0)
MOST: Final = 600
"""Points of a line."""


def envelope_lines(run: Run, coordinate: int, counting: Counting) -> list[Polyline]:
    """Return the envelopes of a coordinate of all visible balls that have one, in counts and values.

    They reach as far as the run does: of one that nobody may see yet, there is only the start.
    """
    if run.computed < 1:
        return []
    steps = _points(run.computed)
    lines = []
    for index, ball in enumerate(run.experiment.balls):
        found = envelope(run, index) if ball.visible else None
        if found is None or not found.has(coordinate):
            continue
        reach, centre = found.at(coordinate, steps), float(found.centre[coordinate])
        for side in (1.0, -1.0):
            points = np.stack([counting.counts(index, steps), centre + side * reach], axis=-1)
            lines.append(Polyline(points, ball.color, WIDTH, OPACITY, DASH, 1.0, has_round_ends=False))
    return lines


def _points(steps: int) -> Ints:
    """Return steps at which lines have points: all, or as many as can be told apart."""
    return np.unique(np.linspace(0, steps, min(steps + 1, MOST)).astype(np.int64))
