"""What a film shall be like, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.containers.formats import FASTEST
from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.messages import Message, message_in
from momentum_lab.core.tables import integer, number
from momentum_lab.core.values import dataclass

MOST_FRAMES: Final = 3600
STEPS_A_SECOND: Final = 20.0
"""How fast a film goes through a run unless its length is given, within these seconds:"""
SHORTEST, LONGEST = 2.0, 12.0


@dataclass(frozen=True, slots=True)
class Easing:
    """How the playhead moves.

    ``share_of_steps`` goes from the share of the time, and the last step, to the share of the steps; both
    shares are from 0 to 1.
    """

    title: Message
    share_of_steps: Callable[[float, int], float]


def _linear(share: float, last: int) -> float:
    return share


def _ease_in_out(share: float, last: int) -> float:
    return share * share * (3.0 - 2.0 * share)


def _slow_beginning(share: float, last: int) -> float:
    """Go on by the same factor in every frame, as a logarithmic axis of the steps does."""
    grown: float = (last + 2.0) ** share
    return (grown - 1.0) / (last + 1.0)


EASINGS: Final[Mapping[str, Easing]] = MappingProxyType(
    {
        "linear": Easing(message_in("how a film runs", "even"), _linear),
        "ease-in-out": Easing(message_in("how a film runs", "slow at both ends"), _ease_in_out),
        "slow-beginning": Easing(message_in("how a film runs", "slow at the beginning"), _slow_beginning),
    }
)


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """How a run is played in a film.

    Attributes
    ----------
    fps
        Frames a second.
    seconds
        How long it takes from the first step to the last; None suits the number of steps.
    easing
        How the playhead moves: the name of one of ``EASINGS``.
    hold
        Seconds for which the last frame rests after that.
    loops
        Whether the film begins again at its end; MP4 leaves that to the player.
    orbit
        Degrees by which the camera goes around surfaces, evenly from the first step to the last.
    """

    fps: int = 25
    seconds: float | None = None
    easing: str = "linear"
    hold: float = 1.5
    loops: bool = True
    orbit: float = 0.0

    def __post_init__(self) -> None:
        with located("fps"):
            integer(1, FASTEST)(self.fps)
        with located("seconds"):
            if self.seconds is not None:
                number(0.1, MOST_FRAMES)(self.seconds)
        with located("hold"):
            number(0.0, 60.0)(self.hold)
        with located("orbit"):
            number(-3600.0, 3600.0)(self.orbit)
        if self.easing not in EASINGS:
            raise InputError(unknown("unknown easing {name}", self.easing, EASINGS), "easing")
        length = (self.seconds or LONGEST) + self.hold
        if length * self.fps > MOST_FRAMES:
            raise InputError(
                "found {length:g} seconds of {fps} frames, which are {count:,.0f}; allowed "
                "are {most_frames:,} frames in all",
                "seconds",
                length=length,
                fps=self.fps,
                count=length * self.fps,
                most_frames=MOST_FRAMES,
            )

    def length(self, last: int) -> float:
        """Return the seconds from step 0 to step ``last``."""
        if self.seconds is not None:
            return self.seconds
        return suited_seconds(last)


def suited_seconds(steps: int) -> float:
    """Return in how many seconds so many steps can be watched."""
    return min(max(steps / STEPS_A_SECOND, SHORTEST), LONGEST)
