"""What was tried of a ball so far, and what is worth trying next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.candidates import Candidate, candidates_of, run_values, search_seeds
from momentum_lab.analysis.path_model import PathModel
from momentum_lab.analysis.search_space import Space
from momentum_lab.analysis.standing import floors_of
from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.experiment import Experiment

MOST_KEPT: Final = 500
"""Steps of a path that are kept, at most …"""
MOST_NUMBERS: Final = 20_000_000
"""… and steps of all the paths together, so that memory is bounded."""
_CLOUD: Final = 150
"""Places about a centre that are looked at, of which one is tried."""
_SHARES: Final = np.array([0.7548776662466927, 0.5698402909980532])
"""What is behind the points of the multiples of these fills a square evenly, however many there are."""
_NEIGHBOURS: Final = 2
"""Paths nearby from which others are predicted, for each dimension; and one more."""
_RADIUS: Final = 0.7
"""How far about a place the first refined one may be, in units of the spacing."""
_SHRINK: Final = 0.7
"""What is left of a radius after a place within it that is no better than its centre."""
_KNOWN: Final = 0.08
"""What is nearer to a known place than this share of the radius is not tried."""
_APART: Final = 0.9
"""Centres are farther apart than this share of their radii …"""
_LEAST_APART: Final = 0.15
"""… and of this radius."""


class Exploration:
    """The runs of a search: where they are in its space, and what came of them.

    Attributes
    ----------
    space
        What is searched.
    candidates
        What came of the runs.
    spacing
        (k,): how far apart places are before any are refined; the unit of radii.
    """

    def __init__(self, experiment: Experiment, ball: int, runs: int, progress: Progress) -> None:
        self.space = Space.of(experiment, ball)
        self.candidates: list[Candidate] = []
        self.spacing = np.ones(len(self.space.axes))
        self._places = np.empty((0, len(self.space.axes)))
        self._radii = np.empty(0)
        self._experiment, self._ball, self._runs, self._progress = experiment, ball, runs, progress
        self._seeds = search_seeds(experiment)
        self._landscape = experiment.landscape.build()
        self._model: PathModel | None = None
        self._stride = 0
        if self._seeds is None and self._landscape.minima:
            self._stride = -(-experiment.steps // max(1, min(MOST_KEPT, MOST_NUMBERS // runs)))
            self._model = PathModel(self._landscape, experiment.steps // self._stride + 1)

    @property
    def left(self) -> int:
        """How many runs are left."""
        return self._runs - len(self.candidates)

    def try_at(self, places: Floats, values: Sequence[Mapping[str, float]] | None = None) -> None:
        """Run the ball at some places, (n, k), which stand for ``values`` where these are given."""
        places = places[: self.left]
        if not len(places):
            return
        chosen = [self.space.values(place) for place in places] if values is None else values
        done = len(self.candidates)

        def progress(share: float) -> bool:
            return self._progress((done + share * len(places)) / self._runs)

        result = run_values(self._experiment, self._ball, chosen, self._seeds, progress, self._stride)
        self.candidates += candidates_of(self._experiment, chosen, result)
        self._places = np.concatenate([self._places, places])
        self._radii = np.append(self._radii, np.full(len(places), _RADIUS))
        if self._model is not None:
            self._model.add(result.positions)

    def spread(self, low: Floats, high: Floats, count: int) -> None:
        """Run the ball at ``count`` places that fill a box evenly."""
        self.spacing = (high - low) / max(count, 1) ** (1.0 / len(low))
        self.try_at(low + (high - low) * evenly(count, len(low)))

    def promising(self, share: float, factors: Sequence[float]) -> tuple[Floats, Floats]:
        """Return the corners of the box around those that are best for any multiple of the tolerance."""
        ranks = np.min([self.ranks(factor) for factor in factors], axis=0)
        best = self._places[np.argsort(ranks, kind="stable")[: max(3, round(share * len(ranks)))]]
        low, high = best.min(axis=0) - self.spacing / 2.0, best.max(axis=0) + self.spacing / 2.0
        return np.maximum(low, self.space.low), np.minimum(high, self.space.high)

    def refine(self, count: int, factor: float) -> None:
        """Run the ball once near each of the ``count`` best ones that are not too near to each other.

        Parameters
        ----------
        count
            How many.
        factor
            They are the best in coming within this many times the tolerance.
        """
        self._aim()
        before = self.ranks(factor)
        centres = self._centres(before, min(count, self.left))
        self.try_at(np.array([self._proposal(centre, factor) for centre in centres]))
        after = self.ranks(factor)
        for centre, number in zip(centres, range(len(before), len(after)), strict=True):
            if after[number] > after[centre]:
                self._radii[centre] *= _SHRINK
            self._radii[number] = self._radii[centre]

    def ranks(self, factor: float) -> Ints:
        """Return how many are better than each in coming within ``factor`` times the tolerance soon."""
        keys = [candidate.order for candidate in self.candidates]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        if self._model is not None:
            order = order[np.argsort(self._model.lateness(factor)[order], kind="stable")]
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        return ranks

    def _aim(self) -> None:
        """Look at the lowest minima that any have arrived at, and those below; at the lowest if none has."""
        if self._model is not None:
            arrived = [
                level
                for lost, level, is_away, *_ in (c.order for c in self.candidates)
                if not is_away and not lost
            ]
            floors = floors_of(self._landscape)
            chosen = floors <= min(arrived, default=-np.inf)
            positions = np.array([minimum.position for minimum in self._landscape.minima])
            self._model.aim_at(positions[chosen])

    def _centres(self, ranks: Ints, count: int) -> list[int]:
        """Return the best ones that are not too near to better ones."""
        chosen: list[int] = []
        for index in np.argsort(ranks, kind="stable").tolist():
            offsets = np.abs((self._places[chosen] - self._places[index]) / self.spacing).max(axis=1)
            radii = np.maximum(np.maximum(self._radii[chosen], self._radii[index]), _LEAST_APART)
            if (offsets > _APART * radii).all():
                chosen.append(index)
            if len(chosen) == count:
                break
        return chosen

    def _proposal(self, centre: int, factor: float) -> Floats:
        """Return the place near a centre where it arrives soonest, or else of which least is known."""
        radius, here = float(self._radii[centre]), self._places[centre]
        places = here + radius * self.spacing * (2.0 * evenly(_CLOUD, len(here)) - 1.0)
        places = np.clip(places, self.space.low, self.space.high)
        cloud = (places - here) / self.spacing
        known = (self._places - here) / self.spacing
        nearest = np.argsort(np.abs(known).max(axis=1), kind="stable")[: 2 * _NEIGHBOURS * len(here)]
        apart = np.abs(cloud[:, np.newaxis] - known[nearest]).max(axis=2).min(axis=1)
        if self._model is not None:
            whole = nearest[self._model.is_whole[nearest]][: _NEIGHBOURS * len(here) + 1]
            if len(whole) > len(here) and self._model.is_whole[centre]:
                late = self._model.predicted_lateness(centre, whole, known[whole], radius, cloud, factor)
                late[apart < min(_KNOWN * radius, apart.max())] = np.inf
                return np.asarray(places[np.argmin(late)])
        return np.asarray(places[np.argmax(apart)])


def evenly(count: int, dimension: int) -> Floats:
    """Return ``count`` places, (count, dimension), that fill the unit cube evenly."""
    shares = _SHARES[:dimension] if dimension > 1 else np.array([(np.sqrt(5.0) - 1.0) / 2.0])
    return np.asarray((0.5 + np.outer(np.arange(1, count + 1), shares)) % 1.0)
