"""What the commands share: an experiment, and where it is computed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.telling import tell
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.messages import Message, counted, message, words
from momentum_lab.core.progress import Progress
from momentum_lab.core.tables import integer
from momentum_lab.experiment.embedded.companion import left_alone
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.experiment.presets import DEFAULT_PRESET, find
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation.chunks import MOST_CHUNK, Compute, compute_here
from momentum_lab.simulation.cluster import checked_address, connected
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.simulation.run import Run


def add_experiment(parser: argparse.ArgumentParser) -> None:
    """Let a command take an experiment, and settings that change it."""
    parser.add_argument(
        "experiment",
        metavar="FILE|PRESET",
        help=words("such as {default_preset}", default_preset=DEFAULT_PRESET),
    )
    add_settings(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Let a command change its experiment."""
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=words("change a value of the file, such as balls.0.learning_rate=0.1; may be repeated"),
    )


def chosen_experiment(options: argparse.Namespace) -> Experiment:
    """Return the experiment that a command was given, with its settings."""
    return with_overrides(find(options.experiment), options.settings)


def simulated(experiment: Experiment, progress: Progress) -> Run:
    """Return the run of an experiment."""
    with rule_errors(experiment):
        return simulate(experiment, source_for(experiment), progress)


def add_ball(parser: argparse.ArgumentParser) -> None:
    """Let a command take one of the balls."""
    parser.add_argument(
        "--ball", type=int, default=0, metavar="N", help=words("which ball, counted from 0 (0)")
    )


def chosen_ball(options: argparse.Namespace, experiment: Experiment) -> int:
    """Return the number of the ball that a command was given."""
    with located("--ball"):
        return integer(0, len(experiment.balls) - 1)(options.ball)


def add_scheduler(parser: argparse.ArgumentParser) -> None:
    """Let a command compute on a cluster."""
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help=words("compute on a Dask cluster, such as tcp://10.0.0.1:8786")
    )
    parser.add_argument("--chunk", type=int, metavar="BALLS", help=words("how many are computed in one go"))


def chosen_chunk(options: argparse.Namespace) -> int | None:
    """Return how many balls are computed in one go, or None if nothing was said."""
    with located("--chunk"):
        return None if options.chunk is None else integer(1, MOST_CHUNK)(options.chunk)


@contextmanager
def computing(options: argparse.Namespace) -> Iterator[Compute]:
    """Give what computes chunks: this machine, or the cluster that was asked for."""
    if options.scheduler is None:
        yield compute_here
        return
    with located("--scheduler"):
        address = checked_address(options.scheduler)
    with connected(address) as cluster:
        if not cluster.threads:
            tell(message("waiting for the first worker of the cluster"))
        yield cluster.compute


def number_of(content: str) -> float:
    """Return the number that a text holds, or raise :class:`InputError`."""
    try:
        return float(content)
    except ValueError:
        raise InputError("found {found}, allowed is a number", found=quoted(content)) from None


def title_said(experiment: Experiment) -> Message | str:
    """Return what an experiment is called above a table."""
    return experiment.shown_title or message("Experiment")


def steps_said(experiment: Experiment) -> Message:
    """Return how many steps an experiment has."""
    return counted("{count:,} step", "{count:,} steps", experiment.steps)


@contextmanager
def work(what: str, experiment: Experiment) -> Iterator[TerminalProgress]:
    """Give a progress that Ctrl+C ends."""
    with TerminalProgress(what) as progress, progress.interruptible(), rule_errors(experiment):
        yield progress


def warn_about_companion(out: Path, experiment: Experiment) -> None:
    """Say on stderr if the experiment of a table could not be written beside it."""
    if sentence := left_alone(out, experiment):
        tell(sentence)
