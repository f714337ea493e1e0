"""A thread for jobs of which only the one submitted last counts."""

from __future__ import annotations

import ctypes
import threading
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

Job = TypeVar("Job")


class LatestWins(ABC, Generic[Job]):
    """A thread that does the job wanted last. Each has a number; one with an older number is given up.

    Nothing is signalled: what has been found is polled. The thread begins with the first job.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._wake = threading.Condition()
        self._wanted: Job | None = None
        self._number = self._ended = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    def close(self, timeout: float = 5.0) -> bool:
        """Stop the thread and wait for its end; return whether it ended in time."""
        self._stopping = True
        self._want(None)
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def thread(self) -> int | None:
        """The number of the thread, as the interpreter counts them; None before the first job."""
        return None if self._thread is None else self._thread.ident

    def await_end(self, seconds: float) -> bool:
        """Wait until what is wanted has been done, but no longer than so; return whether it has."""
        with self._wake:
            return self._wake.wait_for(lambda: self._ended == self._number, seconds)

    def abandon(self, error: type[BaseException]) -> bool:
        """Leave a job that does not come back to itself, and go on without it; return whether it was wanted.

        ``error`` is raised in its thread, which ends when it computes in Python again; the job wanted since
        has another one.
        """
        with self._wake:
            stuck, self._thread = self._thread, None
            if stuck is not None and stuck.ident is not None:
                raise_in_thread(stuck.ident, error)
            is_wanted = self._wanted is None
            if is_wanted:
                self._number += 1
            else:
                self._begin_thread()
            return is_wanted

    @abstractmethod
    def _do(self, job: Job, number: int) -> None:
        """Do a job, in the thread, until it is done or stale; errors are its own to tell."""

    def _begin(self, job: Job | None) -> None:  # not everybody has something to forget
        """Forget what has been found; nothing is put while it does."""

    def _start(self) -> None:
        """Make the thread ready, in it."""

    def _want(self, job: Job | None) -> int:
        """Have a job done instead of the one before, or none; return its number."""
        with self._wake:
            self._number += 1
            self._begin(job)
            self._wanted = job
            if job is not None and self._thread is None:
                self._begin_thread()
            self._wake.notify_all()
            return self._number

    def _is_stale(self, number: int) -> bool:
        return number != self._number

    def _is_over(self) -> bool:
        """Whether this thread has nothing to do any more: there is to be none, or another one."""
        return self._stopping or self._thread is not threading.current_thread()

    def _begin_thread(self) -> None:
        self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        self._start()
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._is_over() or self._wanted is not None)
                if self._is_over():
                    return
                job, number = self._wanted, self._number
                self._wanted = None
            assert job is not None
            self._do(job, number)
            del job  # it may hold much, and the next one may be long in coming
            with self._wake:
                self._ended = max(number, self._ended)  # one that was abandoned ends late
                self._wake.notify_all()


def raise_in_thread(thread: int, error: type[BaseException]) -> None:
    """Raise an error in another thread, as soon as it computes in Python again."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
