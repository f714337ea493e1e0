"""Computing runs beside the program: the latest experiment wins, and what is stale is dropped."""

from __future__ import annotations

import time
from typing import Final

from momentum_lab.core.job_thread import LatestWins
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.hidden import start_only
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.run import Run

SLICE: Final = 0.004
"""Seconds of computing after which the other threads get a turn."""
FIRST: Final = 256
"""Steps in the first slice in plain Python …"""
FIRST_COMPILED: Final = 2_048
"""… and as machine code, which takes less time for them: mostly the whole run."""
PUBLISH: Final = 0.3
"""Seconds between two pictures of a run that takes long."""
GROWTH: Final = 1.3
"""How much longer a run has to be than in its last picture: a long one costs much to draw."""


@dataclass(frozen=True, slots=True)
class WantedRun:
    """What is to be computed: the whole run of an experiment, or its start alone."""

    experiment: Experiment
    is_start: bool = False


class Runner(LatestWins[WantedRun]):
    """A thread that simulates the experiment submitted last and publishes runs in one slot.

    Nothing is signalled: :meth:`latest` is polled, once a frame.
    """

    def __init__(self, source: NativeSource = interpreted) -> None:
        super().__init__("simulation")
        self._source = source
        self._run: tuple[int, Run] | None = None
        self._error: tuple[int, BaseException] | None = None

    def submit(self, experiment: Experiment, is_start: bool = False) -> int:
        """Ask for the run of an experiment, or for its start alone; return its number.

        What was asked for before is given up.
        """
        return self._want(WantedRun(experiment, is_start))

    def latest(self) -> Run | None:
        """Return the newest run of the experiment submitted last, as far as it is computed, or None."""
        published = self._run
        return published[1] if published and not self._is_stale(published[0]) else None

    def failure(self) -> BaseException | None:
        """Return what went wrong with the experiment submitted last, or None."""
        error = self._error
        return error[1] if error and not self._is_stale(error[0]) else None

    def _do(self, job: WantedRun, number: int) -> None:
        try:
            if job.is_start:
                self._run = (number, start_only(job.experiment))
            else:
                self._compute(job.experiment, number)
        except BaseException as error:  # noqa: BLE001 - the window must hear of it, and the thread go on
            self._error = (number, error)

    def _compute(self, experiment: Experiment, number: int) -> None:
        simulation = Simulation(experiment, self._source)
        chunk = FIRST_COMPILED if simulation.is_compiled else FIRST
        published, shown = time.monotonic(), 0
        while not simulation.is_complete:
            if self._is_stale(number):
                return
            began = time.thread_time()  # what others compute meanwhile does not make a slice too long
            simulation.advance(chunk)
            if simulation.is_complete:
                break
            chunk = _next_chunk(chunk, time.thread_time() - began)
            now = time.monotonic()
            if now - published > PUBLISH and simulation.computed > GROWTH * shown:
                self._run = (number, simulation.snapshot())
                published, shown = now, simulation.computed
            time.sleep(0.0002)  # lets the window have the interpreter
        self._run = (number, simulation.snapshot())


def _next_chunk(chunk: int, seconds: float) -> int:
    """Return how many steps make a slice, from what the last one took; at most eight times as many."""
    return max(1, chunk // 2, min(8 * chunk, round(chunk * SLICE / max(seconds, 1e-6))))
