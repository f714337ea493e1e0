"""What is near, low and steep on a landscape: what positions, losses and slopes are measured by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.landscapes import Landscape
from momentum_lab.landscapes.problem import Problem

NEAR: Final = 1e-3
"""Near a minimum: within this share of the map's diagonal."""
_GRID: Final = (65, 33)
"""Places along each axis, in one dimension and in two, whose losses say how much they differ on a map."""
_DIRECTIONS: Final = 64
"""In which one looks around a minimum in the plane; elsewhere it is along the axes."""
AS_LONG_AGAIN: Final = 1.25
"""So many times the steps at which it has been near, as long as the last one, must not lead a ball out."""
_TURNED: Final = 4.0
"""What goes that many times as far as there is room for straight on has turned round."""
_SAME: Final = 1e-12
"""Losses that differ by less than this share of what they differ by on the map are the same …"""
_ROUNDING: Final = 8.0
"""… and those that differ by so many units in the last place."""


def diagonal(landscape: Landscape) -> float:
    """Return the length of the diagonal of the shown domain, the yardstick of "near"."""
    return float(np.sqrt(sum((high - low) ** 2 for low, high in landscape.domain)))


def length(vectors: Floats) -> Floats:
    """Return the lengths of vectors (…, dimension); infinite where a square is too large for a double."""
    with np.errstate(over="ignore"):
        return np.sqrt(_square(vectors))


def _square(vectors: Floats) -> Floats:
    """Return the squares of the lengths of vectors (…, dimension)."""
    squares = vectors[..., 0] * vectors[..., 0]
    for axis in range(1, vectors.shape[-1]):
        squares += vectors[..., axis] * vectors[..., axis]
    return squares


def distance_to_minimum(position: Floats, landscape: Landscape) -> Floats:
    """Return the distance of positions (…, dimension) to the nearest known minimum; inf without one."""
    result = np.full(position.shape[:-1], np.inf)
    for minimum in landscape.minima:
        np.minimum(result, length(position - np.asarray(minimum.position)), out=result)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Yardstick:
    """The measures of one landscape.

    Attributes
    ----------
    size, tolerance
        The map's diagonal, and the distance within which a minimum is near.
    steepness
        By how much losses differ on the map, over its diagonal. Poles and needles count little: of a grid's
        losses a twentieth may be higher, and as many lower, but minima are never left out.
    lowest
        The loss of the lowest known minimum; inf without one.
    floor
        Between which losses a ball is on the level floor that nothing known is below; none if it is empty.
    places, rims
        (minima, dimension) and (minima,): where minima are, and the lowest loss around each at the
        tolerance; inf where there is nothing higher around it.
    """

    size: float
    tolerance: float
    steepness: float
    lowest: float
    floor: tuple[float, float]
    places: Floats
    rims: Floats

    @staticmethod
    def of(landscape: Landscape) -> Yardstick:
        """Return the measures of a landscape; they are computed once."""
        return _measured(landscape)

    def is_on_floor(self, loss: Floats) -> Bools:
        """Return for losses whether they are those of the floor."""
        low, high = self.floor
        return (loss >= low) & (loss <= high)

    def nearest(self, position: Floats) -> tuple[Floats, Floats]:
        """Return the square of the distance to the nearest minimum, and its rim."""
        squares = self._squares(position)
        return np.fmin.reduce(squares, axis=0), self.rims[np.argmin(squares, axis=0)]

    def nearness(self, position: Floats, loss: Floats) -> Bools:
        """Return whether balls at positions (…, dimension) are near a minimum."""
        if len(self.places) == 0:
            return np.zeros(loss.shape, dtype=np.bool_)
        is_near = np.sqrt(np.fmin.reduce(self._squares(position), axis=0)) <= self.tolerance
        if self.floor[0] <= self.floor[1]:
            is_near |= self.is_on_floor(loss)
        return np.asarray(is_near)

    def _above_floor(self, loss: Floats) -> Floats:
        """Return how far losses on the floor are from its lowest place, as on the sides of a parabola."""
        low, high = self.floor
        return np.asarray(self.tolerance * np.sqrt((loss - low) / (high - low)))

    def _squares(self, position: Floats) -> Floats:
        """Return the squares of the distances to all minima, (minima, …)."""
        places = self.places.T.reshape(self.places.shape[1], -1, *[1] * (position.ndim - 1))
        apart = position[..., 0] - places[0]
        squares: Floats = apart * apart
        for axis in range(1, len(places)):
            apart = position[..., axis] - places[axis]
            squares += apart * apart
        return squares

    @property
    def turns(self) -> tuple[float, float]:
        """The squares of the ways that are too long to go straight on: near a minimum, and across a floor.

        A floor may be as wide as the map; it is taken for a gorge by those whose steps are short.
        """
        narrow, wide = _TURNED * self.tolerance, _TURNED * self.size
        return narrow * narrow, wide * wide

    def settles(self, position: Floats, loss: Floats, update: Floats, steps: Ints) -> Bools:
        """Return whether balls that have been near a minimum for some steps show that they stay.

        As the loop of many balls does: see ``batch_source``.

        Parameters
        ----------
        position, loss
            Where they are (…, dimension), and how high.
        update
            (…, dimension): the last step.
        steps
            For how many they have been near.
        """
        on_floor, way = self.is_on_floor(loss), _square(update)
        square, rim = self.nearest(position)
        narrow, wide = self.turns
        with np.errstate(over="ignore", invalid="ignore"):
            is_wide = on_floor & (np.sqrt(way) * AS_LONG_AGAIN > self.tolerance)
            turned = way * (steps * steps) >= np.where(is_wide, wide, narrow)
            apart = np.where(on_floor, self._above_floor(loss), np.sqrt(square))
            to_go = np.sqrt(way) * (AS_LONG_AGAIN * (steps + 1.0))
            is_short = apart + to_go <= self.tolerance
        return np.asarray(turned | (is_short & (on_floor | (loss <= rim))))


def largest_square(root: float) -> float:
    """Return the largest number whose square root is not above ``root``."""
    square = root * root
    while math.sqrt(square) > root:
        square = math.nextafter(square, 0.0)
    while math.sqrt(above := math.nextafter(square, math.inf)) <= root:
        square = above
    return square


@lru_cache(maxsize=48)
def _measured(landscape: Landscape) -> Yardstick:
    size, minima = diagonal(landscape), landscape.minima
    places = np.array([minimum.position for minimum in minima], dtype=np.float64)
    places = places.reshape(-1, landscape.dimension)
    losses = np.array([minimum.loss for minimum in minima], dtype=np.float64)
    around = _losses_around(landscape, places, NEAR * size)
    isolated = np.array([minimum.is_isolated for minimum in minima], dtype=np.bool_)
    lowest = float(losses.min(initial=np.inf))
    difference = _difference(landscape, lowest)
    is_floor = ~isolated & np.array([minimum.kind == "global" for minimum in minima], dtype=np.bool_)
    floor = (np.inf, -np.inf)
    if is_floor.any():
        rounding = max(_ROUNDING * float(np.spacing(abs(lowest))), _SAME * difference)
        height = float(np.nanmin(np.nanmax(around[is_floor], axis=1))) - lowest
        floor = (lowest - rounding, lowest + max(height, rounding))
    return Yardstick(
        size=size,
        tolerance=NEAR * size,
        steepness=difference / size,
        lowest=lowest,
        floor=floor,
        places=places,
        rims=np.where(isolated, np.fmin.reduce(around, axis=1, initial=np.inf), np.inf),
    )


def _losses_around(problem: Problem, places: Floats, radius: float) -> Floats:
    """Return the losses (places, directions) at a distance around places; nan where there are none."""
    directions = _axes(problem.dimension)
    if problem.dimension == 2:
        angles = np.linspace(0.0, 2.0 * np.pi, _DIRECTIONS, endpoint=False)
        directions = np.column_stack([np.cos(angles), np.sin(angles)])
    points = places[:, np.newaxis] + radius * directions
    if isinstance(problem, Landscape) and problem.is_formula:
        return problem.bound.loss_over(*np.moveaxis(points, -1, 0))
    losses = [problem.losses_and_gradients(around)[0] for around in points]
    return np.array(losses, dtype=np.float64).reshape(points.shape[:-1])


def _axes(dimension: int) -> Floats:
    """Return directions up and down the axes, evenly some of them where there are many."""
    chosen = np.unique(np.linspace(0, dimension - 1, min(dimension, _DIRECTIONS)).astype(np.int64))
    axes = np.zeros((len(chosen), dimension))
    axes[np.arange(len(chosen)), chosen] = 1.0
    return np.concatenate([axes, -axes])


def _difference(landscape: Landscape, lowest: float) -> float:
    """Return by how much losses differ on the map, without the highest and the lowest few."""
    ground = landscape.ground
    count = _GRID[len(ground.domain) - 1]
    grid = ground.loss_grid(*(np.linspace(low, high, count) for low, high in ground.domain))
    losses = grid[np.isfinite(grid)]
    if losses.size == 0:
        return 0.0
    low, high = np.quantile(losses, (0.05, 0.95))
    difference = float(high - min(low, lowest))
    return difference if difference > 0.0 else float(losses.max() - losses.min())
