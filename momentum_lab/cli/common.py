"""What the commands share: an experiment, where it is computed, and a percentage that Ctrl+C can end."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from momentum_lab.core.errors import CancelledError, InputError, located, quoted
from momentum_lab.core.tables import integer
from momentum_lab.core.time_left import TimeLeft
from momentum_lab.experiment.embedded.companion import left_alone
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.experiment.presets import DEFAULT_PRESET, find
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation.chunks import MOST_CHUNK, Compute, compute_here
from momentum_lab.simulation.cluster import checked_address, connected
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.simulation.run import Run


def add_experiment(parser: argparse.ArgumentParser) -> None:
    """Let a command take an experiment, and settings that change it."""
    parser.add_argument("experiment", metavar="FILE|PRESET", help=f"such as {DEFAULT_PRESET}")
    add_settings(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Let a command change its experiment."""
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a value of the file, such as balls.0.learning_rate=0.1; may be repeated",
    )


def chosen_experiment(options: argparse.Namespace) -> Experiment:
    """Return the experiment that a command was given, with its settings."""
    return with_overrides(find(options.experiment), options.settings)


def simulated(experiment: Experiment) -> Run:
    """Return the run of an experiment, with a percentage while it is computed."""
    progress = TerminalProgress("simulating")
    with rule_errors(experiment):
        simulation = Simulation(experiment, source_for(experiment))
        while not simulation.is_complete:
            simulation.advance(2000)
            progress(simulation.computed / experiment.steps)
        return simulation.snapshot()


def add_ball(parser: argparse.ArgumentParser) -> None:
    """Let a command take one of the balls."""
    parser.add_argument("--ball", type=int, default=0, metavar="N", help="which ball, counted from 0 (0)")


def chosen_ball(options: argparse.Namespace, experiment: Experiment) -> int:
    """Return the number of the ball that a command was given."""
    with located("--ball"):
        return integer(0, len(experiment.balls) - 1)(options.ball)


def add_scheduler(parser: argparse.ArgumentParser) -> None:
    """Let a command compute on a cluster."""
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="compute on a Dask cluster, such as tcp://10.0.0.1:8786"
    )
    parser.add_argument("--chunk", type=int, metavar="BALLS", help="how many are computed in one go")


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
            print("momentum-lab: waiting for the first worker of the cluster", file=sys.stderr)
        yield cluster.compute


def number_of(content: str) -> float:
    """Return the number that a text holds, or raise :class:`InputError`."""
    try:
        return float(content)
    except ValueError:
        raise InputError(f"found {quoted(content)}, allowed is a number") from None


@contextmanager
def work(what: str, experiment: Experiment) -> Iterator[TerminalProgress]:
    """Give a progress that Ctrl+C ends."""
    progress = TerminalProgress(what)
    with progress.interruptible(), rule_errors(experiment):
        yield progress


def warn_about_companion(out: Path, experiment: Experiment) -> None:
    """Say on stderr if the experiment of a table could not be written beside it."""
    if sentence := left_alone(out, experiment):
        print(f"momentum-lab: {sentence}", file=sys.stderr)


class TerminalProgress:
    """A percentage and the time left on a terminal's last line, for work that takes longer than a moment."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._left = TimeLeft()
        self._shown = False
        self._is_interrupted = False

    @property
    def is_interrupted(self) -> bool:
        """Whether Ctrl+C was pressed."""
        return self._is_interrupted

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let Ctrl+C end the work at its next step: in the midst of Qt's painting it would be lost."""

        def interrupt(number: int, frame: object) -> None:
            self._is_interrupted = True

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        except CancelledError:
            raise KeyboardInterrupt from None
        finally:
            signal.signal(signal.SIGINT, before)

    def __call__(self, share: float) -> bool:
        """Show a share from 0 to 1; return whether to go on."""
        if sys.stderr.isatty() and time.monotonic() - self._began > 0.5:
            self._shown = True
            line = f"{self._what} {share:4.0%}  {self._left(share)}"
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
        if share >= 1.0 and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return not self._is_interrupted
