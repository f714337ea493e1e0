"""Small multiples: a run for each ball, or for each value of something that is varied."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from momentum_lab.core.errors import InputError, Progress, go_on
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.overrides import with_setting
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.native_ball import NativeSource, source_for
from momentum_lab.simulation.run import Run

BALLS: Final = "balls"
MOST_CELLS: Final = 36
SLICE: Final = 1000
"""Steps between two words of progress."""
_COMMA: Final = re.compile(r",(?![^\[]*\])")
"""Between two values; not within a position such as [1, 2]."""
_OF_A_BALL: Final = re.compile(r"balls\.(\d{1,9})\..+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One of many pictures: its run, and what sets it apart from the others."""

    run: Run
    caption: str


def check_grid(grid: str) -> None:
    """Raise :class:`InputError` unless a grid is empty, "balls" or "KEY=VALUE,VALUE"."""
    if grid and grid != BALLS:
        _parts(grid)


def cells_of(run: Run, grid: str, progress: Progress = lambda share: True) -> list[Cell]:
    """Return the cells of a grid; a run of each value is made as the experiment's own was.

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
    source = source_for(*(each for _caption, each in found))
    return [
        Cell(_simulated(each, source, partial(_part_done, progress, number, len(found))), caption)
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
            raise InputError(f"found {len(shown)} visible balls, allowed are 1 to {MOST_CELLS}")
        return [(experiment.labels[index], _alone(experiment, index)) for index in shown]
    key, values = _parts(grid)
    name = key.rpartition(".")[2].replace("_", " ")
    varied = {f"{name} = {value}": with_setting(experiment, key, value) for value in values}
    if matched := _OF_A_BALL.fullmatch(key):
        return [(caption, _alone(each, int(matched[1]))) for caption, each in varied.items()]
    return list(varied.items())


def _part_done(progress: Progress, done: int, count: int, share: float) -> bool:
    return progress((done + share) / count)


def _parts(grid: str) -> tuple[str, list[str]]:
    key, equals, rest = grid.partition("=")
    values = [value.strip() for value in _COMMA.split(rest)]
    if not (equals and key.strip() and all(values)):
        raise InputError(
            f"found {grid!r}, allowed is {BALLS!r}, or values such as balls.0.momentum=0,0.5,0.9"
        )
    if len(values) > MOST_CELLS:
        raise InputError(f"found {len(values)} values, allowed are {MOST_CELLS}")
    return key.strip(), values


def _alone(experiment: Experiment, ball: int) -> Experiment:
    """Return an experiment of which one ball alone is to be seen, with the looks that it has among all."""
    balls = (replace(each, visible=index == ball) for index, each in enumerate(experiment.balls))
    return replace(experiment, balls=tuple(balls))


def _simulated(experiment: Experiment, source: NativeSource, progress: Progress) -> Run:
    with rule_errors(experiment):
        simulation = Simulation(experiment, source)
        while not simulation.is_complete:
            simulation.advance(SLICE)
            go_on(progress, simulation.computed / experiment.steps)
        return simulation.snapshot()
