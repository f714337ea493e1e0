"""Films in tests: making them, and seeing them through readers that are not the program's own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from momentum_lab.containers.film import FilmWriter, Pixels, Timeline
from momentum_lab.containers.formats import FILMS
from momentum_lab.experiment.experiment import Ball

FORMATS = tuple(FILMS)
LOSSLESS = (".webp", ".apng")
FAR = Ball("gradient_descent", {"learning_rate": 1.0}, color="#d55e00")
"""Its first steps on the bowl are longer than its marker."""


class Seen(NamedTuple):
    """A frame (height, width, 3) and for how long it is shown."""

    image: NDArray[np.uint8]
    seconds: Fraction


def watch(path: Path) -> list[Seen]:
    """Return the frames of a film as Pillow or FFmpeg sees them."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as film:
            stream = film.streams.video[0]
            return [
                Seen(frame.to_ndarray(format="rgb24"), 1 / stream.average_rate)
                for frame in film.decode(stream)
            ]
    with Image.open(path) as film:
        seen = []
        for index in range(film.n_frames):
            film.seek(index)
            pixels = np.array(film.convert("RGB"))
            seen.append(Seen(pixels, Fraction(round(film.info["duration"]), 1000)))
        return seen


def length(seen: list[Seen]) -> Fraction:
    return sum((frame.seconds for frame in seen), Fraction(0))


def at(seen: list[Seen], time: float) -> NDArray[np.uint8]:
    """Return what is shown at a time."""
    for frame in seen:
        if time < frame.seconds:
            return frame.image
        time -= frame.seconds
    raise AssertionError("the film has ended")


def picture(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def begun(path: Path, *glimpses: Pixels, rate: int = 10, loops: bool = True, comment: str = "") -> FilmWriter:
    """Begin a film of frames as large as the first glimpse."""
    height, width = glimpses[0].shape[:2]
    timeline = Timeline(path, (width, height), rate, loops, "a <title>", comment, lambda: glimpses)
    return FILMS[path.suffix].writer()(timeline)


def plain(color: tuple[int, int, int], width: int = 48, height: int = 32) -> Pixels:
    """Return a frame of one colour."""
    return np.full((height, width, 4), (*color, 255), np.uint8)
