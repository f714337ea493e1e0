"""Small multiples: a run for each ball, or for each value of something that is varied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.overrides import with_setting
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.landscapes.minima import Domain
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import NativeSource, source_for
from momentum_lab.simulation.run import Run

BALLS: Final = "balls"
MOST_CELLS: Final = 36
AROUND: Final = 0.15
"""Room around paths, in the length of what they take."""
MOST_OF_IT: Final = 0.75
"""Paths that take more of a map than this are shown on all of it."""
_COMMA: Final = re.compile(r",(?![^\[]*\])")
"""Between two values; not within a position such as [1, 2]."""
_OF_A_BALL: Final = re.compile(r"balls\.(\d{1,9})\..+")
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One of many pictures: its run, and what sets it apart from the others."""

    run: Run
    caption: str


def check_grid(grid: str) -> None:
    """Raise :class:`InputError` unless a grid is empty, "balls" or "KEY=VALUE,VALUE"."""
    if grid and grid != BALLS:
        _parts(grid)


def cells_of(
    run: Run, grid: str, progress: Progress = unwatched, source: NativeSource | None = None
) -> list[Cell]:
    """Return the cells of a grid; a run of each value is made as the experiment's own was.

    ``source`` has machine code for them; without one, what is worth compiling is compiled here.

    Raises
    ------
    InputError
        As :func:`captioned` says.
    CancelledError
        ``progress`` returned False.
    """
    found = captioned(run.experiment, grid)
    if grid == BALLS:
        return [Cell(replace(run, experiment=each), caption) for caption, each in found]
    source = source or source_for(*(each for _caption, each in found))
    return [
        Cell(_simulated(each, source, part(progress, number, len(found))), caption)
        for number, (caption, each) in enumerate(found)
    ]


def captioned(experiment: Experiment, grid: str) -> list[tuple[str, Experiment]]:
    """Return the experiment of each cell of a grid, with its caption.

    Raises
    ------
    InputError
        The key does not exist, a value is not allowed, or there are no balls to be seen, or too many.
    """
    if grid == BALLS:
        shown = [index for index, ball in enumerate(experiment.balls) if ball.visible]
        if not 1 <= len(shown) <= MOST_CELLS:
            raise InputError(
                "found {count} visible balls, allowed are 1 to {most_cells}",
                count=len(shown),
                most_cells=MOST_CELLS,
            )
        return [(experiment.names[index], _alone(experiment, index)) for index in shown]
    key, values = _parts(grid)
    name = title_of(key.rpartition(".")[2])
    varied = {f"{name} = {value}": with_setting(experiment, key, value) for value in values}
    ball = ball_of(grid)
    if ball is not None:
        return [(caption, _alone(each, ball)) for caption, each in varied.items()]
    return list(varied.items())


def ball_of(grid: str) -> int | None:
    """Return the number of the ball of which a grid has values, if it is of one."""
    matched = _OF_A_BALL.fullmatch(grid.partition("=")[0].strip())
    return None if matched is None else int(matched[1])


def grid_after(grid: str, before: Experiment, after: Experiment) -> str:
    """Return a grid of the same ball, wherever that stands after a change; empty if the ball is gone."""
    ball = ball_of(grid)
    if ball is None or ball >= len(before.balls):
        return grid
    place = _place_after(ball, before.balls, after.balls)
    if place is None:
        return ""
    return _NUMBER.sub(str(place), grid, count=1)


def varied_keys(experiment: Experiment) -> list[tuple[str, int, str]]:
    """Return what can be varied of visible balls: its key, the number of the ball, and its name."""
    return [
        (f"balls.{index}.{name}", index, name)
        for index, ball in enumerate(experiment.balls)
        if ball.visible
        for name in ball.hyperparameters
    ]


def box_of_paths(runs: Sequence[Run]) -> Domain | None:
    """Return the part of a map on which the paths of all runs lie; None where that is most of it.

    The runs are on one ground of two dimensions. What is off the map is left out; where they start and the
    lowest minima are in it.
    """
    ground = runs[0].ground
    low, high = np.array(ground.domain).T
    places = [np.array(m.position) for m in ground.minima if m.kind == "global"]
    for run in runs:
        if run.ground.domain != ground.domain:
            return None
        shown = [index for index, ball in enumerate(run.experiment.balls) if ball.visible]
        places += [ground.to_plane(run.rows(index).position) for index in shown]
    every = np.concatenate([np.atleast_2d(each) for each in places])
    every = every[((every >= low) & (every <= high)).all(axis=1)]
    if not len(every):
        return None
    least, most = every.min(axis=0), every.max(axis=0)
    room = AROUND * float((most - least).max()) or AROUND * float((high - low).min())
    least, most = np.maximum(least - room, low), np.minimum(most + room, high)
    if ((most - least) > MOST_OF_IT * (high - low)).any():
        return None
    return tuple((float(one), float(other)) for one, other in zip(least, most, strict=True))


def _place_after(index: int, before: Sequence[Ball], after: Sequence[Ball]) -> int | None:
    """Return the number that a ball has after a change, or None.

    It is known by its look, which no other has; where that is new, by its place.
    """
    ball, looks = before[index], [(each.color, each.marker) for each in after]
    places = [i for i, each in enumerate(after) if each == ball]
    places = places or [i for i, look in enumerate(looks) if look == (ball.color, ball.marker)]
    if places:
        return index if index in places else places[0]
    former = {(each.color, each.marker) for each in before}
    return index if index < len(after) and looks[index] not in former else None


def _parts(grid: str) -> tuple[str, list[str]]:
    key, equals, rest = grid.partition("=")
    values = [value.strip() for value in _COMMA.split(rest)]
    if not (equals and key.strip() and all(values)):
        raise InputError(
            "found {grid!r}, allowed is {balls!r}, or values such as balls.0.momentum=0,0.5,0.9",
            grid=grid,
            balls=BALLS,
        )
    if len(values) > MOST_CELLS:
        raise InputError(
            "found {count} values, allowed are {most_cells}", count=len(values), most_cells=MOST_CELLS
        )
    return key.strip(), values


def _alone(experiment: Experiment, ball: int) -> Experiment:
    """Return an experiment of which one ball alone is to be seen, with the looks that it has among all."""
    balls = (replace(each, visible=index == ball) for index, each in enumerate(experiment.balls))
    return replace(experiment, balls=tuple(balls))


def _simulated(experiment: Experiment, source: NativeSource, progress: Progress) -> Run:
    with rule_errors(experiment):
        return simulate(experiment, source, progress)
