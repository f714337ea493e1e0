"""How long something will still take, in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

SOON: Final = 2.0
"""Seconds of work before anything is said about the rest."""
LEAST_SHARE: Final = 0.01


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
        return "a few seconds left"
    if seconds < 90.0:
        return f"about {5 * round(seconds / 5)} seconds left"
    if seconds < 90.0 * 60.0:
        return f"about {round(seconds / 60)} minutes left"
    return f"about {round(seconds / 3600)} hours left"
