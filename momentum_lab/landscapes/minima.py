"""The minima of a formula for which nobody has stated them.

A grid over the domain shows where to begin. Newton's method goes to the bottom of what is smooth, a search on
circles to that of what is not; and circles around what they find say whether it is a minimum.
``docs/decisions/0021-minima.md`` says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.search.cells import Domain, DomainCells, Point
from momentum_lab.landscapes.search.circles import CircleSearch
from momentum_lab.landscapes.search.confirmation import at_pole, is_rough, verdicts
from momentum_lab.landscapes.search.grid import lowest_on_border, survey
from momentum_lab.landscapes.search.newton import Bottom, bottom

__all__ = ["MOST_MINIMA", "Domain", "Minimum", "Point", "find_minima", "with_isolation"]

MOST_MINIMA: Final = 32
_SAME: Final = 1e-2  # two minima closer than this, in cells, are one
_FAR: Final = 2.0  # from where it began, Newton's method may have left another minimum behind
_BATCH: Final = 16
_RADII: Final = (0.5, 0.1, 0.02, 0.004)  # of the first circles: of a search, and of those that begin again


@dataclass(frozen=True, slots=True)
class Minimum:
    """A point without a lower one around it.

    Attributes
    ----------
    position, loss
        Where it is, and how low.
    kind
        ``global`` if nothing known is lower: no other minimum, and no point on the border of the domain.
    is_isolated
        Whether the loss is higher all around. If it is not, the point is one of many: of a line, a ring or a
        plateau of minima, on which each point is as low.
    """

    position: Point
    loss: float
    kind: Literal["global", "local"]
    is_isolated: bool = True


@lru_cache(maxsize=48)
@np.errstate(all="ignore")
def find_minima(
    formula: BoundFormula,
    domain: Domain,
    known: tuple[Minimum, ...] = (),
    is_covered: Callable[[Point], bool] | None = None,
) -> tuple[Minimum, ...]:
    """Return the minima inside a domain, the lowest first: at most :data:`MOST_MINIMA` beside known ones.

    A minimum narrower than a cell of the grid, or on the border of the domain, is not found. Of a level
    floor some points are, which are not isolated. Where the loss falls without bound, as beside a pole,
    there is none, and of the others none is global. It never raises.

    Parameters
    ----------
    formula
        What is searched.
    domain
        Where, one (low, high) for each variable.
    known
        Minima that need not be searched, inside of the domain or not.
    is_covered
        Whether ``known`` holds all that there are at a point, which is true of a convex region.
    """
    search = _Search(DomainCells(formula, domain), is_covered)
    search.find([minimum.position for minimum in known])
    return search.ranked([*with_isolation(formula, domain, known), *search.minima()])


@lru_cache(maxsize=48)
@np.errstate(all="ignore")
def with_isolation(formula: BoundFormula, domain: Domain, known: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
    """Return minima that somebody has stated, with those marked that are not isolated.

    A file states where minima are, for all values of its parameters. For one of them a valley may be level.
    """
    cells = DomainCells(formula, domain)
    shown = verdicts(cells, np.array([minimum.position for minimum in known]).reshape(-1, cells.dimension))
    return tuple(
        replace(minimum, is_isolated=verdict.is_isolated or not verdict.is_minimum)
        for minimum, verdict in zip(known, shown, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Found:
    position: Point
    is_isolated: bool
    radius: float
    precision: float


class _Search:
    def __init__(self, cells: DomainCells, is_covered: Callable[[Point], bool] | None) -> None:
        self.cells = cells
        self.is_covered = is_covered
        self.survey = survey(cells, is_covered)
        self.is_bounded = self.survey.is_bounded
        self.circles = CircleSearch(cells)
        self.found: list[_Found] = []

    def find(self, known: Sequence[Point]) -> None:
        """Find what there is, beside known minima."""
        self.found = [_Found(position, True, 0.0, 0.0) for position in known]
        bottoms = [bottom(self.cells, candidate) for candidate in self.survey.candidates]
        lower = self._kept(b for b in bottoms if b.is_minimum and self.cells.is_inside(b.position))
        ends = zip(self.survey.candidates, bottoms, strict=True)
        starts = [*lower, *(start for start, end in ends if self._is_left_behind(start, end))]
        for first in range(0, len(starts), _BATCH):
            self._search_on_circles(starts[first : first + _BATCH])
        self.found = self.found[len(known) :]

    def _is_left_behind(self, start: Point, end: Bottom) -> bool:
        """Whether there may be another minimum near where Newton's method began than where it ended."""
        if not end.is_minimum and self.cells.is_inside(end.position):
            return True
        is_near = self.cells.distances(start, np.array([end.position]))[0] < _FAR
        return not (end.is_minimum and is_near) and is_rough(self.cells, start)

    def _search_on_circles(self, starts: Sequence[Point]) -> None:
        """Keep the minima to which searches on circles lead; begin again where one turns out to be none."""
        for radius in _RADII:
            if not starts or self.cells.is_exhausted:
                return
            known = np.array([found.position for found in self.found if found.is_isolated])
            known = known.reshape(-1, self.cells.dimension)
            ends = self.circles.ends(np.array(starts), known, radius)
            starts = self._kept(Bottom(tuple(end)) for end in ends.tolist())

    def _kept(self, ends: Iterable[Bottom]) -> list[Point]:
        """Keep the ends that are new minima; return lower points beside those that are none."""
        new: list[Bottom] = []
        for end in ends:
            is_covered = self.is_covered is not None and self.is_covered(end.position)
            if not is_covered and not self._is_taken(end.position, [other.position for other in new]):
                new.append(end)
        lower: list[Point] = []
        for first in range(0, len(new), _BATCH):
            lower += self._confirmed(new[first : first + _BATCH])
        return lower

    def _confirmed(self, ends: Sequence[Bottom]) -> list[Point]:
        lower = []
        found = verdicts(self.cells, np.array([end.position for end in ends]))
        for end, verdict in zip(ends, () if self.cells.is_exhausted else found, strict=False):
            point = end.position
            if verdict.lower is not None:
                lower.append(verdict.lower)
            elif verdict.is_minimum and at_pole(self.cells, np.array(point), self.survey.scale):
                self.is_bounded = False
            elif verdict.is_minimum:
                radius = verdict.radius if verdict.is_isolated else 0.0
                if not self._is_taken(point, reach=radius):
                    self.found.append(_Found(point, verdict.is_isolated, radius, 10.0 * end.precision))
        return lower

    def _is_taken(self, point: Point, others: Sequence[Point] = (), reach: float = 0.0) -> bool:
        """Whether a point is one of those that were found, or of some others, as far as one can tell."""
        positions = [found.position for found in self.found] + list(others)
        if not positions:
            return False
        radii = np.array([found.radius for found in self.found] + [0.0] * len(others))
        apart = self.cells.distances(point, np.array(positions))
        return bool((apart <= np.maximum(radii, max(reach, _SAME))).any())

    def minima(self) -> list[Minimum]:
        """Return the lowest of those that were found, where the formula is defined, not only its limit."""
        found = [Minimum(f.position, self.cells.loss(f.position), "local", f.is_isolated) for f in self.found]
        defined = [minimum for minimum in found if math.isfinite(minimum.loss)]
        return sorted(defined, key=lambda minimum: minimum.loss)[:MOST_MINIMA]

    def ranked(self, minima: Sequence[Minimum]) -> tuple[Minimum, ...]:
        """Return minima in order, those as global that nothing known is below, but by rounding."""
        if not minima:
            return ()
        points = np.array([minimum.position for minimum in minima])
        losses = np.array([minimum.loss for minimum in minima])
        precise = {found.position: found.precision for found in self.found}
        reach = np.array([[precise.get(minimum.position, 0.0)] for minimum in minima])
        doubt = 2.0 * self.cells.uncertainty(points, losses, reach)
        lowest = min(float((losses + doubt).min()), self.survey.lowest, lowest_on_border(self.cells))
        is_lowest = (losses - doubt <= lowest) & self.is_bounded
        ranked = [
            replace(minimum, kind="global" if is_global else "local")
            for minimum, is_global in zip(minima, is_lowest.tolist(), strict=True)
        ]
        return tuple(sorted(ranked, key=lambda minimum: minimum.loss))
