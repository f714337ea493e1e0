"""Where balls leave the map for good: there their trails end, in an arrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.core.messages import Message, message
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.figures.scene_trail import Trail
from momentum_lab.landscapes import Ground

AT_THE_EDGE: Final = 0.01
"""A ball that ends no farther beyond the edge than this share of the map stands upon it, and has not left."""
BACK: Final = 1e-6
"""The share of the map that an arrow begins before its tip, at least: else it would have no direction."""
_LEFT: Final = message("{ball} left the map at step {left}. At step {step} it is at {place}.")


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """Where a ball leaves the map and does not come back.

    Attributes
    ----------
    step
        The last step at which it is on the map.
    tail, tip
        Where it is then, and where its next step crosses the edge of the map, (coordinate,): two places.
    """

    ball: int
    step: int
    tail: Floats
    tip: Floats


def exit_of(trail: Trail, ground: Ground) -> Exit | None:
    """Return where a ball leaves the map for good; None for one that comes back, or never was on it.

    For good means by all that has been computed: near or far, what is off the map in the end has left it.
    """
    low, high = np.array(ground.domain).T
    dimension = ground.dimension
    rest = AT_THE_EDGE * (high - low)
    if not len(trail.points) or _are_inside(trail.points[-1:, :dimension], low - rest, high + rest)[0]:
        return None
    rows = np.flatnonzero(_are_inside(trail.points[:, :dimension], low, high))
    if not rows.size:
        return None
    before, after = (int(trail.steps[row]) for row in (rows[-1], rows[-1] + 1))
    steps, way = trail.all_between(before, after)
    last = int(np.flatnonzero(_are_inside(way[:, :dimension], low, high))[-1])
    tail, beyond = way[last], way[last + 1]
    tip = _edge_between(tail, beyond, ground)
    return Exit(trail.ball, int(steps[last]), _set_back(tail, tip, beyond, ground), tip)


def exit_sentence(trail: Trail, found: Exit, step: int, dimension: int) -> Message:
    """Return what became of a ball that has left a map of a dimension by a step."""
    now = min(step, trail.last)
    at = trail.at(now)[0, :dimension]
    x, y = (ToldNumber(float(coordinate), 3) for coordinate in at[[0, -1]])
    place = f"x = {x}" if dimension == 1 else f"({x}, {y})"
    return _LEFT.filled(ball=trail.label, left=found.step + 1, step=now, place=place)


def _are_inside(places: Floats, low: Floats, high: Floats) -> Bools:
    return np.asarray(((places >= low) & (places <= high)).all(axis=1))


def _set_back(tail: Floats, tip: Floats, beyond: Floats, ground: Ground) -> Floats:
    """Return where an arrow to the edge begins: at the tail, or right before it if that lies on the edge."""
    low, high = np.array(ground.domain).T
    dimension = ground.dimension
    share = np.abs(tip - tail)[:dimension] / (high - low)
    if share.max() >= BACK:
        return tail
    way = (beyond - tail)[:dimension] / (high - low)
    moved = tail.copy()
    moved[:dimension] -= BACK * way / np.abs(way).max() * (high - low)
    return moved


def _edge_between(tail: Floats, beyond: Floats, ground: Ground) -> Floats:
    """Return where a way from the map to beyond crosses its edge.

    Seen from the side that is the ground at the edge; a ball that floats keeps its height.
    """
    dimension = ground.dimension
    low, high = np.array(ground.domain).T
    start, way = tail[:dimension], beyond[:dimension] - tail[:dimension]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shares = np.where(way > 0.0, (high - start) / way, np.where(way < 0.0, (low - start) / way, np.inf))
    tip = tail.copy()
    tip[:dimension] = np.clip(start + float(shares.min()) * way, low, high)
    if dimension == 1 and ground.is_exact:
        tip[1] = np.nan
    return tip
