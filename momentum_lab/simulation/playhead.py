"""The playhead: which step is shown, and how it moves with time."""

from __future__ import annotations

from typing import Final

SLOWEST: Final = 1.0
FASTEST: Final = 1000.0
REST: Final = 0.6
"""Seconds for which the end is shown before a loop begins again."""


class Playhead:
    """A step between 0 and the end of the run; it plays, loops, and waits for a run that still grows."""

    def __init__(self, speed: float = 20.0) -> None:
        self._exact = 0.0
        self._speed = speed
        self._rested = 0.0
        self.is_playing = False
        self.loops = False

    @property
    def step(self) -> int:
        """The step that is shown."""
        return int(self._exact)

    @property
    def speed(self) -> float:
        """Steps a second while it plays, from 1 to 1,000."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = min(max(speed, SLOWEST), FASTEST)

    def play(self, end: int) -> None:
        """Play; from the start again when the end was reached."""
        if self.step >= end:
            self._exact = 0.0
        self.is_playing = True

    def pause(self) -> None:
        """Stay where it is."""
        self.is_playing = False

    def go_to(self, step: int, end: int) -> None:
        """Show a step, within the run."""
        self._exact = float(min(max(step, 0), end))

    def tick(self, seconds: float, computed: int, end: int) -> bool:
        """Move on by some time; return whether another step is shown.

        Parameters
        ----------
        seconds
            Time since the last tick.
        computed
            The last step that is there; the playhead waits for those that are not yet computed.
        end
            The last step of the experiment; playing ends there, or begins again.
        """
        before = self.step
        self._exact = min(self._exact, float(end))
        if self.is_playing and self._exact >= end:
            self._wait_at_end(seconds, end)
        elif self.is_playing:
            ahead = min(self._exact + seconds * self._speed, float(min(computed, end)))
            self._exact = max(self._exact, ahead)  # a run that begins anew catches up with it
            self._rested = 0.0
        return self.step != before

    def _wait_at_end(self, seconds: float, end: int) -> None:
        self._rested += seconds
        if not self.loops:
            self.is_playing = False
        elif self._rested >= REST:
            self._exact = 0.0
