"""From where a landscape is looked at first: from where its valleys can be seen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.landscapes import minima_to_mark

AZIMUTHS: Final = (-60.0, -30.0, -120.0, -150.0, 30.0, 60.0, 120.0, 150.0)
"""In degrees, the preferred first: from there x runs to the right and y away from the eye."""
ELEVATIONS: Final = (32.0, 40.0, 48.0, 58.0)
GAIN: Final = 0.04
"""How much more of the landscape must be seen for each step away from what is preferred."""
PLACES: Final = 2.0
"""How much more it counts that starts and minima are seen."""
MOST_MINIMA: Final = 12
LOW: Final = 0.25
"""Which share of the landscape is low: there the balls roll."""
_SAMPLES: Final = 24
_STEPS: Final = 20
_FARTHEST: Final = 2.0


def best_viewpoint(heights: HeightMap, scene: GroundScene) -> tuple[float, float]:
    """Return the azimuth and elevation, in degrees, from which a run on a landscape is seen best.

    That is where its starts and the minima are not hidden, and as much as may be of the low parts. Once one
    is found from which so much is seen that no other can make up for being preferred less, it is that.
    """
    candidates = [(azimuth, elevation) for elevation in ELEVATIONS for azimuth in AZIMUTHS]
    costs = np.array([_steps_away(azimuth, elevation) for azimuth, elevation in candidates])
    low, places = _low_places(heights), _places_to_see(heights, scene)
    worth = np.full(len(candidates), -np.inf)
    for cost in sorted({*costs.tolist()}):
        if 1.0 + PLACES - GAIN * cost < worth.max():
            break
        these = np.flatnonzero(costs == cost)
        directions = [candidates[index] for index in these]
        seen = _shares_seen(heights, low, directions) + PLACES * _shares_seen(heights, places, directions)
        worth[these] = seen - GAIN * cost
    return candidates[int(np.argmax(worth))]


def _steps_away(azimuth: float, elevation: float) -> int:
    """Return how many steps a direction is away from the preferred one."""
    is_behind = math.sin(math.radians(azimuth)) > 0.0
    return 2 * ELEVATIONS.index(elevation) + (azimuth != AZIMUTHS[0]) + is_behind


def _low_places(heights: HeightMap) -> Floats:
    """Return places (n, 2) of the lowest part of a landscape."""
    xs, ys = (np.linspace(-half, half, _SAMPLES + 2)[1:-1] for half in heights.half)
    points = heights.on_surface(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
    points = points[np.argsort(points[:, 2])]
    return points[np.isfinite(points[:, 2])][: int(LOW * len(points)), :2]


def _places_to_see(heights: HeightMap, scene: GroundScene) -> Floats:
    """Return the places (n, 2) on the map where balls start, and where the lowest minima are."""
    minima = [np.array(minimum.position) for minimum in minima_to_mark(scene.ground)[:MOST_MINIMA]]
    places = heights.in_box(np.array([*(start[:2] for start in scene.starts), *minima]))
    return places[np.isfinite(heights.height_at(places))]


def _shares_seen(heights: HeightMap, places: Floats, candidates: list[tuple[float, float]]) -> Floats:
    """Return how many of the places (n, 2) no hill hides from each candidate, as a share."""
    if not len(places):
        return np.zeros(len(candidates))
    points = heights.on_surface(places)
    azimuth, elevation = np.radians(np.array(candidates)).T
    toward_eye = np.stack(
        [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)], axis=-1
    )
    reach = np.geomspace(0.05, _FARTHEST, _STEPS)
    ray = points[None, :, None] + toward_eye[:, None, None] * reach[None, None, :, None]
    hidden = (heights.height_at(ray[..., :2]) > ray[..., 2] + 0.01).any(axis=2)
    return np.asarray((~hidden).mean(axis=1))
