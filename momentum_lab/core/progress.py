"""Progress of long work: who does it tells the share that is done; who wanted it may have had enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar

from momentum_lab.core.errors import CancelledError
from momentum_lab.core.messages import counted_words, words

Progress: TypeAlias = Callable[[float], bool]
"""Is told the share that is done, from 0 to 1; returning False cancels."""

SOON: Final = 2.0
"""Seconds of work before anything is said about the rest."""
LEAST_SHARE: Final = 0.01
BEAT: Final = 0.02
"""Seconds after which it is told again that work goes on."""

T = TypeVar("T")


def unwatched(share: float) -> bool:
    """Go on whatever is done: nobody watches."""
    return True


def go_on(progress: Progress, share: float) -> None:
    """Tell the share that is done; raise :class:`CancelledError` if that is enough."""
    if not progress(share):
        raise CancelledError("cancelled")


def part(progress: Progress, before: float, whole: float, width: float = 1.0) -> Progress:
    """Return the progress of a part that is ``width`` of ``whole``, and comes after ``before`` of it."""
    return lambda share: progress((before + share * width) / whole)


def by_turns(progress: Progress, count: int) -> list[Progress]:
    """Return the progress of each of several things that are as long, and go on by turns."""
    shares = [0.0] * count

    def turn(index: int) -> Progress:
        def tell(share: float) -> bool:
            shares[index] = share
            return progress(sum(shares) / count)

        return tell

    return [turn(index) for index in range(count)]


def done_aside(work: Callable[[], T], progress: Progress, share: float = 1.0) -> T:
    """Return what some work gives that cannot be done in slices, but lets others run meanwhile.

    It is done in a thread. ``progress`` is told all the time that so much is done.

    Raises
    ------
    CancelledError
        ``progress`` returned False; the work was brought to its end all the same.
    """
    if progress is unwatched:
        return work()
    from concurrent.futures import ThreadPoolExecutor, wait  # which the first frame need not wait for

    is_wanted = True
    with ThreadPoolExecutor(1, "aside") as threads:
        done = threads.submit(work)
        while wait([done], BEAT).not_done:
            is_wanted = progress(share) and is_wanted
    if not is_wanted:
        raise CancelledError("cancelled")
    return done.result()


class TimeLeft:
    """Tells the time left from the share that is done, as if the rest went on as it did so far."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = now()

    def __call__(self, share: float) -> str:
        """Return words such as "about 20 seconds left"; none while nothing can be known."""
        spent = self._now() - self._began
        if spent < SOON or not LEAST_SHARE <= share < 1.0:
            return ""
        return _in_words(spent * (1.0 - share) / share)


def _in_words(seconds: float) -> str:
    if seconds < 5.0:
        return words("a few seconds left")
    if seconds < 90.0:
        return counted_words(
            "about {count} second left", "about {count} seconds left", 5 * round(seconds / 5)
        )
    if seconds < 90.0 * 60.0:
        return counted_words("about {count} minute left", "about {count} minutes left", round(seconds / 60))
    return counted_words("about {count} hour left", "about {count} hours left", round(seconds / 3600))
