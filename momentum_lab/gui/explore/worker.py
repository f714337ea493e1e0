"""Computing maps beside the window: the latest job wins, and what is stale is dropped."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import Final

from momentum_lab.core.errors import CancelledError
from momentum_lab.gui.explore.tab import Job

SLICE: Final = 0.004
"""Seconds of computing after which the window gets a turn."""
PAUSE: Final = 0.001
NICENESS: Final = 10


class Worker:
    """A thread that runs the job submitted last and keeps what it has found until it is taken.

    Nothing is signalled: :meth:`take` is polled.
    """

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._wanted: Job | None = None
        self._generation = 0
        self._results: list[object] = []
        self._error: Exception | None = None
        self._share = 0.0
        self._is_done = True
        self._stopping = False
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Run a job instead of the one before, which is given up at its next word of progress."""
        with self._wake:
            self._begin()
            self._wanted, self._is_done = job, False
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="explore", daemon=True)
                self._thread.start()
            self._wake.notify()

    def cancel(self) -> None:
        """Give up what is computed."""
        with self._wake:
            self._begin()
            self._wanted, self._is_done = None, True

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
    def error(self) -> Exception | None:
        """What went wrong with it, or None."""
        return self._error

    def close(self, timeout: float = 5.0) -> bool:
        """Stop the thread and wait for its end; return whether it ended in time."""
        with self._wake:
            self._begin()
            self._wanted, self._stopping, self._is_done = None, True, True
            self._wake.notify()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _begin(self) -> None:
        self._generation += 1
        self._results, self._error = [], None
        self._share = 0.0

    def _work(self) -> None:
        _step_back()
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping or self._wanted is not None)
                if self._stopping:
                    return
                job, generation = self._wanted, self._generation
                self._wanted = None
            assert job is not None
            error: Exception | None = None
            try:
                self._run(job, generation)
            except CancelledError:
                pass
            except Exception as problem:  # whatever it is, the window must hear of it and the thread go on
                error = problem
            with self._wake:
                if generation == self._generation:
                    self._error, self._is_done = error, True

    def _run(self, job: Job, generation: int) -> None:
        looked = time.monotonic()

        def progress(share: float) -> bool:
            nonlocal looked
            if generation != self._generation:
                return False
            self._share = share
            if time.monotonic() - looked > SLICE:
                time.sleep(PAUSE)
                looked = time.monotonic()
            return True

        for result in job(progress):
            with self._wake:
                if generation != self._generation:
                    return
                self._results.append(result)


def _step_back() -> None:
    """Let the window go first: on Linux a thread has a niceness, and so have those that it starts."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
