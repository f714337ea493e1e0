"""The plan of a film: which step each frame shows, from where, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from momentum_lab.core.values import dataclass
from momentum_lab.figures.film_options import EASINGS, FilmOptions


@dataclass(frozen=True, slots=True)
class Shot:
    """What one frame shows: a step, from a camera that has gone around by some degrees."""

    step: int
    angle: float


def shots(last: int, options: FilmOptions) -> list[Shot]:
    """Return what each frame shows from the first step to the last, without the rest at the end."""
    count = max(2, round(options.length(last) * options.fps))
    share_of_steps = EASINGS[options.easing].share_of_steps
    shares = [index / (count - 1) for index in range(count)]
    return [
        Shot(min(last, int(share_of_steps(share, last) * (last + 1))), options.orbit * share)
        for share in shares
    ]


def durations(count: int, options: FilmOptions) -> Iterator[tuple[int, Fraction]]:
    """Yield which of ``count`` shots are shown for how long: each for a frame, the last for longer."""
    frame = Fraction(1, options.fps)
    for index in range(count):
        yield index, frame
    left = Fraction(options.hold).limit_denominator(1000)
    while left > 0:  # a frame at a time, so that it can be cancelled
        yield count - 1, min(frame, left)
        left -= frame
