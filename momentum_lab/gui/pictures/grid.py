"""Small multiples: a run for each ball, or for each value of something that is varied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from momentum_lab.core.errors import CancelledError, InputError, Progress
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.overrides import with_setting
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.run import Run

BALLS: Final = "balls"
MOST_CELLS: Final = 36
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
        The key does not exist, or a value is not allowed.
    CancelledError
        ``progress`` returned False.
    """
    experiment = run.experiment
    if grid == BALLS:
        shown = [i for i, ball in enumerate(experiment.balls) if ball.visible]
        return [Cell(_with_only(run, i), experiment.labels[i]) for i in shown[:MOST_CELLS]]
    cells = []
    varied = varied_by(experiment, grid)
    for number, (caption, each) in enumerate(varied.items()):
        made = _simulated(each, partial(_part_done, progress, number, len(varied)))
        cells.append(Cell(made, caption))
    return cells


def varied_by(experiment: Experiment, grid: str) -> dict[str, Experiment]:
    """Return the experiment with each value of a grid "KEY=VALUE,VALUE", by its caption.

    Raises
    ------
    InputError
        The key does not exist, or a value is not allowed.
    """
    key, values = _parts(grid)
    name = key.rpartition(".")[2].replace("_", " ")
    varied = {f"{name} = {value}": with_setting(experiment, key, value) for value in values}
    if matched := _OF_A_BALL.fullmatch(key):
        varied = {caption: _alone(each, int(matched[1])) for caption, each in varied.items()}
    return varied


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


def _with_only(run: Run, ball: int) -> Run:
    return replace(run, experiment=_alone(run.experiment, ball))


def _alone(experiment: Experiment, ball: int) -> Experiment:
    """Return an experiment of which one ball alone is to be seen, with the looks that it has among all."""
    balls = (replace(each, visible=index == ball) for index, each in enumerate(experiment.balls))
    return replace(experiment, balls=tuple(balls))


def _simulated(experiment: Experiment, progress: Progress) -> Run:
    with rule_errors(experiment):
        simulation = Simulation(experiment)
        for _ in _slices(simulation):
            if not progress(simulation.computed / experiment.steps):
                raise CancelledError("cancelled")
        return simulation.snapshot()


def _slices(simulation: Simulation) -> Iterator[None]:
    while not simulation.is_complete:
        simulation.advance(1000)
        yield
