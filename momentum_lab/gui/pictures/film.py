"""Playing a run into a film: frames are stored as they are drawn, and none is drawn twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PyQt6.QtGui import QImage

from momentum_lab.containers.film import Pixels, Timeline
from momentum_lab.containers.formats import FilmFormat
from momentum_lab.core.errors import InputError, Progress, go_on
from momentum_lab.experiment.embedded import embedded_text, embedded_title
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.shots import Shot, durations, shots
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.still import draw_image

GLIMPSES: Final = 5


class Camera:
    """Takes shots of a figure."""

    def __init__(self, figure: Figure, scale: float) -> None:
        self._figure, self._scale = figure, scale
        self._shot: Shot | None = None
        self._angle = 0.0
        self._image: Pixels = np.empty((0, 0, 4), np.uint8)

    def take(self, shot: Shot) -> Pixels:
        """Return the picture of a shot; the same one for the same shot as before."""
        if shot != self._shot:
            if shot.angle != self._angle:
                self._figure.turn(shot.angle - self._angle)
                self._angle = shot.angle
            self._image = _pixels(draw_image(self._figure, shot.step, self._scale))
            self._shot = shot
        return self._image


def write_film(
    figure: Figure,
    last: int,
    scale: float,
    path: Path,
    form: FilmFormat,
    options: FilmOptions,
    progress: Progress,
) -> None:
    """Write a film of all steps up to ``last``.

    Raises
    ------
    InputError
        The camera shall go around, but there is no surface.
    CancelledError
        ``progress`` returned False.
    """
    if options.orbit and not figure.has_surface:
        raise InputError("there is no surface in this picture that a camera could go around", "orbit")
    plan = shots(last, options)
    camera = Camera(figure, scale)

    tell = partial(go_on, progress)

    def glimpses() -> Iterator[Pixels]:
        for index in np.linspace(0, len(plan) - 1, GLIMPSES).astype(int):
            tell(0.0)
            yield camera.take(plan[index])

    tell(0.0)
    first = camera.take(plan[0])
    height, width = first.shape[:2]
    title, comment = embedded_title(figure.run.experiment), embedded_text(figure.run.experiment)
    timeline = Timeline(path, (width, height), options.fps, options.loops, title, comment, glimpses)
    frames = list(durations(len(plan), options))
    with closing(form.writer()(timeline)) as writer:
        for done, (index, seconds) in enumerate(frames):
            tell(done / len(frames))
            image = camera.take(plan[index])
            tell(done / len(frames))
            writer.add(image, seconds)
        for _ in writer.finish():
            tell((len(frames) - 1) / len(frames))
    tell(1.0)


def _pixels(image: QImage) -> Pixels:
    packed = image.convertToFormat(QImage.Format.Format_RGBX8888)
    buffer = packed.constBits()
    assert buffer is not None
    flat = np.frombuffer(buffer.asstring(packed.sizeInBytes()), dtype=np.uint8)
    return flat.reshape(packed.height(), packed.width(), 4)
