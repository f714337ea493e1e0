"""Animations: one picture after the other, encoded as they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from PyQt6.QtGui import QImage

from momentum_lab.core.errors import CancelledError, Progress
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.still import draw_image

MOST_FRAMES = 240
END_SECONDS = 1.5
"""How long the last picture is shown before the animation begins again."""


def frame_steps(last: int) -> list[int]:
    """Return the steps to draw: all, or as many as an animation bears, evenly; first and last among them."""
    if last < MOST_FRAMES:
        return list(range(last + 1))
    return np.unique(np.linspace(0, last, MOST_FRAMES).round().astype(int)).tolist()


def write_gif(
    figure: Figure, last: int, scale: float, path: Path, frames_per_second: int, progress: Progress
) -> None:
    """Write an animated GIF of all steps up to ``last``.

    All pictures share the palette of the last one, which has every colour in it, so that nothing flickers.
    """
    steps = frame_steps(last)
    palette = _pillow(draw_image(figure, last, scale)).quantize(255, dither=Image.Dither.NONE)
    duration = max(20, round(1000 / frames_per_second))

    def frames() -> Iterator[Image.Image]:
        for index, step in enumerate(steps):
            if not progress(index / len(steps)):
                raise CancelledError("cancelled")
            frame = _pillow(draw_image(figure, step, scale))
            yield frame.quantize(palette=palette, dither=Image.Dither.NONE)

    drawn = frames()
    with path.open("wb") as stream:
        next(drawn).save(
            stream,
            format="GIF",
            save_all=True,
            append_images=drawn,
            duration=[duration] * (len(steps) - 1) + [round(1000 * END_SECONDS)],
            loop=0,
            disposal=1,
        )
    progress(1.0)


def _pillow(image: QImage) -> Image.Image:
    pixels = image.convertToFormat(QImage.Format.Format_RGB888)
    buffer = pixels.constBits()
    assert buffer is not None
    rows = np.frombuffer(buffer.asstring(pixels.sizeInBytes()), dtype=np.uint8)
    packed = rows.reshape(pixels.height(), pixels.bytesPerLine())[:, : 3 * pixels.width()]
    return Image.fromarray(packed.reshape(pixels.height(), pixels.width(), 3))
