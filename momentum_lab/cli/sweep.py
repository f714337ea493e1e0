"""The command ``sweep``: a grid of hyperparameters and seeds, which goes on where it was interrupted."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from momentum_lab.analysis.chunk_store import parts_folder, remove_parts
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.stability import axis_between
from momentum_lab.analysis.sweep import MOST_AXES, Sweep, run_sweep
from momentum_lab.cli.common import (
    add_ball,
    add_experiment,
    add_scheduler,
    chosen_ball,
    chosen_chunk,
    chosen_experiment,
    computing,
    number_of,
    work,
)
from momentum_lab.cli.telling import tell
from momentum_lab.containers.formats import NUMBERS, format_of
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.files import check_replaceable
from momentum_lab.core.messages import message, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.export.analysis_data import write_sweep
from momentum_lab.simulation.cluster import ClusterError

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_VARY: Final = ("NAME", "LOW", "HIGH", "POINTS")


def add_sweep(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to those of the program."""
    parser = commands.add_parser("sweep", help=words("what becomes of a ball over a grid of hyperparameters"))
    add_experiment(parser)
    add_ball(parser)
    parser.add_argument(
        "--vary",
        nargs=4,
        action="append",
        required=True,
        metavar=_VARY,
        help=words(
            "a hyperparameter, its range and how many values; up to {most_axes} times", most_axes=MOST_AXES
        ),
    )
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help=words("how many for each of them (1)")
    )
    add_scheduler(parser)
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help=words("a file: {numbers}", numbers=", ".join(NUMBERS)),
    )


def sweep(options: argparse.Namespace) -> int:
    """Run the command; return its exit status."""
    out: Path = options.out
    format_of(out, NUMBERS)
    check_replaceable(out)
    experiment = chosen_experiment(options)
    ball = chosen_ball(options, experiment)
    axes = tuple(_axis(given, experiment, ball) for given in options.vary)
    wanted = Sweep(experiment, ball, axes, options.seeds)
    chunk, folder = chosen_chunk(options), parts_folder(out)
    try:
        with computing(options) as compute, work(words("sweeping"), experiment) as progress:
            result = run_sweep(wanted, folder, progress, compute, chunk)
    except (KeyboardInterrupt, ClusterError):
        if folder.is_dir():
            tell(message("what is finished is in {folder}; the same command goes on", folder=folder))
        raise
    finally:
        with suppress(OSError):  # nothing is finished: there is nothing to go on from
            folder.rmdir()
    write_sweep(result, out)
    remove_parts(folder)
    return 0


def _axis(given: list[str], experiment: Experiment, ball: int) -> Axis:
    name, *limits, points = given
    with located("--vary"):
        if not (points.isascii() and points.isdigit() and len(points) <= 9):
            raise InputError("found {found}, allowed is a whole number of values", name, found=quoted(points))
        with located(name):
            low, high = map(number_of, limits)
        return axis_between(experiment, ball, name, low, high, int(points))
