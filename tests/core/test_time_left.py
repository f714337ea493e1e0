from __future__ import annotations

import pytest

from momentum_lab.core.time_left import TimeLeft


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
