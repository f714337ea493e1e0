"""From where a landscape is looked at first: from where its valleys can be seen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.views.gl.heightmap import HeightMap

AZIMUTHS: Final = (-60.0, -30.0, -120.0, -150.0, 30.0, 60.0, 120.0, 150.0)
"""In degrees, the preferred first: from there x runs to the right and y away from the eye."""
ELEVATIONS: Final = (32.0, 40.0, 48.0)
GAIN: Final = 0.04
"""How much more of the landscape must be seen for each step away from what is preferred."""
LOW: Final = 0.25
"""Which share of the landscape is low: there the balls roll."""
_SAMPLES: Final = 24
_STEPS: Final = 20
_FARTHEST: Final = 2.0


def best_viewpoint(heights: HeightMap) -> tuple[float, float]:
    """Return the azimuth and elevation, in degrees, from which the low parts of a landscape are seen best."""
    candidates = [(azimuth, elevation) for elevation in ELEVATIONS for azimuth in AZIMUTHS]
    seen = _shares_seen(heights, candidates)
    cost = [
        2 * ELEVATIONS.index(elevation) + (azimuth != AZIMUTHS[0]) + (math.sin(math.radians(azimuth)) > 0.0)
        for azimuth, elevation in candidates
    ]
    return candidates[int(np.argmax(seen - GAIN * np.array(cost)))]


def _shares_seen(heights: HeightMap, candidates: list[tuple[float, float]]) -> Floats:
    """Return how much of the lowest part of a landscape no hill hides from each candidate."""
    xs, ys = (np.linspace(-half, half, _SAMPLES + 2)[1:-1] for half in heights.half)
    points = heights.on_surface(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
    points = points[np.argsort(points[:, 2])]
    points = points[np.isfinite(points[:, 2])][: int(LOW * len(points))]
    if not len(points):
        return np.zeros(len(candidates))
    azimuth, elevation = np.radians(np.array(candidates)).T
    toward_eye = np.stack(
        [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)], axis=-1
    )
    reach = np.geomspace(0.05, _FARTHEST, _STEPS)
    ray = points[None, :, None] + toward_eye[:, None, None] * reach[None, None, :, None]
    hidden = (heights.height_at(ray[..., :2]) > ray[..., 2] + 0.01).any(axis=2)
    return np.asarray((~hidden).mean(axis=1))
