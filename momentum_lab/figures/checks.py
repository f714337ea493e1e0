"""Whether a picture can be as it is wanted: asked before anything is computed, or drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from momentum_lab.containers.formats import PICTURES, FilmFormat, format_of
from momentum_lab.core.errors import InputError, located
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.grid import captioned
from momentum_lab.figures.options import PictureOptions
from momentum_lab.simulation.run import Run

MOST_PIXELS: Final = 3840 * 2160
LONGEST_SIDE: Final = 8192
"""Of the frames of a film."""


def check_picture(path: Path, options: PictureOptions, film: FilmOptions) -> None:
    """Raise :class:`MomentumLabError`, before anything is computed, unless the name ends in a known format.

    What a format of films needs must be installed, and it must be able to show what is wanted.
    """
    form = format_of(path, PICTURES)
    if isinstance(form, FilmFormat):
        if options.is_transparent:
            raise InputError("a film cannot be transparent", str(path))
        check_film(form, options, film)


def check_film(form: FilmFormat, options: PictureOptions, film: FilmOptions) -> None:
    """Raise :class:`MomentumLabError` unless a format can be written here, and as it is wanted."""
    form.check_installed()
    if film.fps > form.fastest:
        raise InputError(f"found {film.fps}, allowed for {form.title}s is 1 to {form.fastest}", "fps")
    width, height = options.pixels
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise InputError(
            f"found {width:,} x {height:,} pixels, allowed for a film are {MOST_PIXELS:,} in all "
            f"(as many as 3,840 x 2,160) and {LONGEST_SIDE:,} on a side",
            "size",
        )


def size_note(form: FilmFormat, options: PictureOptions) -> str:
    """Return a sentence if a film is stored in another size than is wanted, or nothing."""
    width, height = options.pixels
    if not form.is_even or width % 2 == height % 2 == 0:
        return ""
    even = f"{width + width % 2} x {height + height % 2}"
    return f"{width} x {height} pixels became {even}: {form.title}s have even sizes"


def checked_step(run: Run, options: PictureOptions) -> int:
    """Return the step that a picture of a run shows.

    Raises
    ------
    InputError
        The run has no such step, no such view, or nothing that could be varied so.
    """
    step = run.computed if options.step is None else options.step
    if step > run.computed:
        raise InputError(f"found {step:,}, allowed is 0 to {run.computed:,}", "step")
    if options.view == "surface" and run.dimension == 1:
        raise InputError("a landscape of one dimension has no surface; its curve is the contour view", "view")
    if options.view == "curve" and run.dimension == 2:
        raise InputError("the curve is of landscapes of one dimension", "view")
    if options.grid:
        with located("grid"):
            captioned(run.experiment, options.grid)
    return step
