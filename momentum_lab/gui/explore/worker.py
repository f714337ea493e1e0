"""Computing maps beside the window: the latest job wins, and what is stale is dropped."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import Final

from momentum_lab.core.errors import CancelledError
from momentum_lab.core.job_thread import LatestWins
from momentum_lab.gui.explore.tab import Job
from momentum_lab.simulation.preparation import COMPILED_BY, Compiler

SLICE: Final = 0.004
"""Seconds of computing after which the window gets a turn."""
PAUSE: Final = 0.001
NICENESS: Final = 10


class Worker(LatestWins[Job]):
    """A thread that runs the job submitted last and keeps what it has found until it is taken.

    Nothing is signalled: :meth:`take` is polled. ``compiler`` has the machine code of its jobs made.
    """

    def __init__(self, compiler: Compiler) -> None:
        super().__init__("explore")
        self._compiler = compiler
        self._results: list[object] = []
        self._error: BaseException | None = None
        self._share = 0.0
        self._is_done = True

    def submit(self, job: Job) -> None:
        """Run a job instead of the one before, which is given up at its next word of progress."""
        self._want(job)

    def cancel(self) -> None:
        """Give up what is computed."""
        self._want(None)

    def take(self) -> list[object]:
        """Return what the job submitted last has found since this was asked before."""
        with self._wake:
            results, self._results = self._results, []
            return results

    @property
    def share(self) -> float:
        """How much of the job submitted last is done, from 0 to 1."""
        return self._share

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come of it."""
        return self._is_done

    @property
    def error(self) -> BaseException | None:
        """What went wrong with it, or None."""
        return self._error

    def _begin(self, job: Job | None) -> None:
        self._results, self._error = [], None
        self._share, self._is_done = 0.0, job is None

    def _start(self) -> None:
        """Let the window go first: on Linux a thread has a niceness, and so have those that it starts."""
        COMPILED_BY.set(self._compiler)
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)

    def _do(self, job: Job, number: int) -> None:
        error: BaseException | None = None
        try:
            self._run(job, number)
        except CancelledError:
            pass
        except BaseException as problem:  # noqa: BLE001 - the window must hear of it, and the thread go on
            error = problem
        with self._wake:
            if not self._is_stale(number):
                self._error, self._is_done = error, True

    def _run(self, job: Job, number: int) -> None:
        looked = time.monotonic()

        def progress(share: float) -> bool:
            nonlocal looked
            if self._is_stale(number):
                return False
            self._share = share
            if time.monotonic() - looked > SLICE:
                time.sleep(PAUSE)
                looked = time.monotonic()
            return True

        for result in job(progress):
            with self._wake:
                if self._is_stale(number):
                    return
                self._results.append(result)
