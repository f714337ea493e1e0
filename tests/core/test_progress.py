from __future__ import annotations

import threading

import pytest

from momentum_lab.core.errors import CancelledError
from momentum_lab.core.progress import TimeLeft, by_turns, done_aside, go_on, part, unwatched


def said(seconds: float, share: float) -> str:
    times = iter([100.0, 100.0 + seconds])
    return TimeLeft(lambda: next(times))(share)


@pytest.mark.parametrize(
    ("seconds", "share", "words"),
    [
        (1.9, 0.5, ""),
        (60.0, 0.0, ""),
        (60.0, 0.009, ""),
        (60.0, 1.0, ""),
        (4.0, 0.5, "a few seconds left"),
        (19.0, 0.5, "about 20 seconds left"),
        (30.0, 0.25, "about 2 minutes left"),
        (89.0, 0.5, "about 90 seconds left"),
        (36.0, 0.01, "about 59 minutes left"),
        (7200.0, 0.25, "about 6 hours left"),
    ],
)
def test_that_the_time_left_is_told_as_a_person_would(seconds: float, share: float, words: str) -> None:
    assert said(seconds, share) == words


class Watched:
    """A progress that keeps what it is told, and has enough at a share."""

    def __init__(self, enough: float = 2.0) -> None:
        self.told: list[float] = []
        self._enough = enough

    def __call__(self, share: float) -> bool:
        self.told.append(share)
        return share < self._enough


def test_that_parts_make_up_the_whole() -> None:
    watched = Watched()
    first, second = part(watched, 0, 4), part(watched, 1, 4, 3)
    for progress in (first, second):
        for share in (0.0, 0.5, 1.0):
            assert progress(share)
    assert watched.told == [0.0, 0.125, 0.25, 0.25, 0.625, 1.0]


def test_that_a_part_within_a_part_is_one_of_the_whole() -> None:
    watched = Watched()
    part(part(watched, 1, 2), 1, 4)(0.5)
    assert watched.told == [0.5 + 0.375 / 2]


def test_that_what_goes_on_by_turns_is_done_when_all_are() -> None:
    watched = Watched()
    one, other = by_turns(watched, 2)
    for progress, share in ((one, 0.5), (other, 0.5), (one, 1.0), (other, 1.0)):
        assert progress(share)
    assert watched.told == [0.25, 0.5, 0.75, 1.0]


def test_that_whoever_has_had_enough_ends_the_work() -> None:
    watched = Watched(enough=0.5)
    go_on(watched, 0.4)
    for progress, share in ((watched, 0.5), (part(watched, 1, 2), 0.0), (by_turns(watched, 1)[0], 0.7)):
        with pytest.raises(CancelledError):
            go_on(progress, share)
    go_on(unwatched, 0.9)


def test_that_what_is_done_aside_lets_others_go_on_and_gives_what_it_gives() -> None:
    told, may_end = [], threading.Event()

    def tell(share: float) -> bool:
        told.append(share)
        if len(told) == 3:
            may_end.set()
        return True

    def work() -> str:
        assert may_end.wait(60.0)
        return threading.current_thread().name

    assert done_aside(work, tell, 0.25) != threading.current_thread().name
    assert told[:3] == [0.25] * 3
    assert done_aside(lambda: threading.current_thread(), unwatched) is threading.current_thread()


def test_that_what_fails_aside_fails_and_what_is_not_wanted_is_brought_to_its_end() -> None:
    ended = threading.Event()

    def fail() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        done_aside(fail, lambda share: True)
    is_asked = threading.Event()

    def work() -> None:
        assert is_asked.wait(60.0)
        ended.set()

    def refuse(share: float) -> bool:
        is_asked.set()
        return False

    with pytest.raises(CancelledError):
        done_aside(work, refuse)
    assert ended.is_set()
