"""What is marked on the surface: stars where minima are, rings where balls start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.gl import marks
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import Stroke, rgba
from momentum_lab.gui.views.landscape_map import minima_to_mark
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Filled stars of global minima, and outlines: the first ``local`` are of local minima, then rings."""

    stars: Geometry | None
    outlines: Geometry
    local: int
    rings: int

    def strokes(self, theme: Theme) -> list[Stroke]:
        """Return how the outlines are drawn."""
        return [
            Stroke(0, self.local, rgba(theme.minimum), 1.3),
            Stroke(self.local, self.rings, rgba(theme.text), 1.5),
        ]


def starts_of(run: Run) -> tuple[tuple[float, ...], ...]:
    """Return where visible balls start, each place once."""
    own = [ball.start for ball in run.experiment.balls if ball.start is not None and ball.visible]
    return tuple(dict.fromkeys([run.experiment.start, *own]))


def places_of(run: Run, heights: HeightMap) -> Places:
    """Return the marks of a run's landscape and of its starts."""
    landscape = run.experiment.landscape.build()
    minima = [(heights.in_box(np.asarray(m.position)), m.kind == "global") for m in minima_to_mark(landscape)]
    stars = marks.star_outlines(heights, [place for place, is_global in minima if not is_global])
    rings = marks.start_rings(heights, [heights.in_box(np.asarray(place)) for place in starts_of(run)])
    return Places(
        marks.filled_stars(heights, [place for place, is_global in minima if is_global]),
        marks.lines_of([*stars, *rings]),
        sum(map(len, stars)),
        sum(map(len, rings)),
    )
