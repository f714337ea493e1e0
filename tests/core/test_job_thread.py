"""A thread for jobs goes on when one does not come back."""

from __future__ import annotations

import threading
from collections.abc import Callable

from laboratory import eventually

from momentum_lab.core.job_thread import LatestWins


class GoneError(BaseException):
    """What is raised in a job that is given up."""


class Jobs(LatestWins[Callable[[], None]]):
    def __init__(self) -> None:
        super().__init__("jobs under test")
        self.errors: list[type[BaseException]] = []

    def submit(self, job: Callable[[], None]) -> None:
        self._want(job)

    def _do(self, job: Callable[[], None], number: int) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - what is raised is looked at
            self.errors.append(type(error))


def threads() -> int:
    return sum(thread.name == "jobs under test" for thread in threading.enumerate())


def test_that_a_job_that_loops_is_ended_and_the_next_one_is_done() -> None:
    jobs, done, entered = Jobs(), threading.Event(), threading.Event()

    def loop() -> None:
        entered.set()
        while True:
            pass

    jobs.submit(loop)
    assert entered.wait(60.0)
    jobs.submit(done.set)
    assert not jobs.abandon(GoneError)  # another one is wanted already
    assert done.wait(60.0)
    assert eventually(lambda: jobs.errors == [GoneError])
    assert eventually(lambda: threads() == 1)
    assert jobs.close()
    assert threads() == 0


def test_that_a_job_that_waits_is_left_to_itself() -> None:
    jobs, done, entered, freed = Jobs(), threading.Event(), threading.Event(), threading.Event()

    def wait() -> None:
        entered.set()
        freed.wait()

    jobs.submit(wait)
    assert entered.wait(60.0)
    assert jobs.abandon(GoneError)
    jobs.submit(done.set)
    assert done.wait(60.0)
    assert jobs.close()
    freed.set()
    assert eventually(lambda: threads() == 0)


def test_that_a_job_can_be_waited_for_but_not_for_ever() -> None:
    jobs, freed = Jobs(), threading.Event()
    assert jobs.await_end(0.0)  # nothing is wanted
    jobs.submit(lambda: None)
    assert jobs.await_end(60.0)
    jobs.submit(freed.wait)
    assert not jobs.await_end(0.01)
    freed.set()
    assert jobs.await_end(60.0)
    jobs.submit(lambda: 1 // 0)
    assert jobs.await_end(60.0)
    assert jobs.errors == [ZeroDivisionError]
    assert jobs.close()
