"""The command ``step``: what is inside one step of one ball."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TypeVar

from momentum_lab.cli.common import add_ball, add_experiment, chosen_ball, chosen_experiment, title_said, work
from momentum_lab.core.errors import located
from momentum_lab.core.messages import message, words
from momentum_lab.core.progress import Progress, go_on
from momentum_lab.core.tables import integer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.export.opened_step import step_text, step_values
from momentum_lab.simulation.anatomy import check_taken
from momentum_lab.simulation.engine import SLICE, Simulation
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.simulation.run import Run

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)


def add_step(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to those of the program."""
    step = commands.add_parser("step", help=words("what is inside a step: its equations, parts and memory"))
    add_experiment(step)
    add_ball(step)
    step.add_argument(
        "--step",
        type=int,
        required=True,
        metavar="N",
        help=words("which one, counted from 1: it leads from position N - 1 to position N"),
    )
    step.add_argument("--json", action="store_true", help=words("for programs"))


def step(options: argparse.Namespace) -> int:
    """Print what is inside a step."""
    experiment = chosen_experiment(options)
    ball, number = chosen_ball(options, experiment), options.step
    with located("--step"):
        integer(1, experiment.steps)(number)
    with work(words("simulating"), experiment) as progress:
        run = _run_up_to(experiment, ball, number, progress)
        with located("--step"):
            check_taken(run, 0, number)
        if options.json:
            said = json.dumps(step_values(run, 0, number), indent=2, allow_nan=False, ensure_ascii=False)
        else:
            title = message(
                "{title}: {ball}", title=title_said(experiment), ball=experiment.shown_labels[ball]
            )
            said = f"{title}\n{step_text(run, 0, number)}"
    print(said)
    return 0


def _run_up_to(experiment: Experiment, ball: int, step: int, progress: Progress) -> Run:
    """Return the run of one ball alone, as far as a step."""
    source = source_for(replace(experiment, balls=(experiment.balls[ball],), steps=step))
    simulation = Simulation(experiment, source, only=ball)
    while simulation.computed < step:
        simulation.advance(min(SLICE, step - simulation.computed))
        go_on(progress, simulation.computed / step)
    return simulation.snapshot()
