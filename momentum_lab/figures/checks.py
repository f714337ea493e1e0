"""Whether a picture can be as it is wanted: asked before anything is computed, or drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from momentum_lab.containers.formats import PICTURES, FilmFormat, format_of
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.messages import message
from momentum_lab.core.tables import integer
from momentum_lab.figures.arrow_choice import CHOSEN
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.grid import captioned
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.views import kinds_shown
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
        raise InputError(
            "found {fps}, allowed for {films} is 1 to {fastest}",
            "fps",
            fps=film.fps,
            films=form.plural,
            fastest=form.fastest,
        )
    width, height = options.pixels
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise InputError(
            "found {width:,} x {height:,} pixels, allowed for a film are {most_pixels:,} in "
            "all (as many as 3,840 x 2,160) and {longest_side:,} on a side",
            "size",
            width=width,
            height=height,
            most_pixels=MOST_PIXELS,
            longest_side=LONGEST_SIDE,
        )


def size_note(form: FilmFormat, options: PictureOptions) -> str:
    """Return a sentence if a film is stored in another size than is wanted, or nothing."""
    width, height = options.pixels
    if not form.is_even or width % 2 == height % 2 == 0:
        return ""
    return str(
        message(
            "{width} x {height} pixels became {even_width} x {even_height}: {films} have even sizes",
            width=width,
            height=height,
            even_width=width + width % 2,
            even_height=height + height % 2,
            films=form.plural,
        )
    )


def checked_step(run: Run, options: PictureOptions) -> int:
    """Return the step that a picture of a run shows.

    Raises
    ------
    InputError
        The run has no such step, no such view or ball, or nothing that could be varied so.
    """
    step = run.computed if options.step is None else options.step
    if step > run.computed:
        raise InputError(
            "found {step:,}, allowed is 0 to {computed:,}", "step", step=step, computed=run.computed
        )
    kinds_shown(options.view, run.ground.dimension)
    if options.arrows == CHOSEN and not options.grid:
        with located("ball"):
            integer(0, len(run.experiment.balls) - 1)(options.ball)
    if options.grid:
        with located("grid"):
            captioned(run.experiment, options.grid)
    return step
