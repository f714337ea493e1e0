"""Writing a picture: which format, checked beforehand, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, Progress, go_on, located, quoted
from momentum_lab.core.files import replacing
from momentum_lab.figures.scene import Overlay
from momentum_lab.gui.explore.shown import Shown
from momentum_lab.gui.pictures.figure import Figure, ViewsShown
from momentum_lab.gui.pictures.film_options import FilmOptions
from momentum_lab.gui.pictures.films import FILM_FORMATS
from momentum_lab.gui.pictures.films.film import check_film, size_note, write_film
from momentum_lab.gui.pictures.grid import Cell, captioned, cells_of
from momentum_lab.gui.pictures.maps import MapFigure
from momentum_lab.gui.pictures.options import PictureOptions
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.still import write_pdf, write_png, write_svg
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.simulation.run import Run

STILL_FORMATS: Final[Mapping[str, Callable[[Sheet, int, float, Path], None]]] = {
    ".png": write_png,
    ".svg": write_svg,
    ".pdf": write_pdf,
}
PICTURE_FORMATS: Final = (*STILL_FORMATS, *FILM_FORMATS)


def check_picture(path: Path, options: PictureOptions, film: FilmOptions) -> None:
    """Raise :class:`MomentumLabError`, before anything is computed, unless the name ends in a known format.

    What a format of films needs must be installed, and it must be able to show what is wanted.
    """
    suffix = path.suffix.lower()
    if suffix not in PICTURE_FORMATS:
        allowed = ", ".join(PICTURE_FORMATS)
        raise InputError(f"found the ending {quoted(path.suffix)}, allowed are {allowed}", str(path))
    if suffix in FILM_FORMATS:
        if options.is_transparent:
            raise InputError("a film cannot be transparent", str(path))
        check_film(FILM_FORMATS[suffix], options, film)


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
    if options.view == "surface" and run.ground.dimension == 1:
        raise InputError("a landscape of one dimension has no surface; its curve is the contour view", "view")
    if options.view == "curve" and run.ground.dimension == 2:
        raise InputError("the curve is of landscapes of one dimension", "view")
    if options.grid:
        with located("grid"):
            captioned(run.experiment, options.grid)
    return step


def export_map(
    shown: Shown, path: Path, options: PictureOptions, progress: Progress = lambda share: True
) -> None:
    """Write a picture of something that was explored.

    Raises
    ------
    InputError
        The ending is not that of a picture that stands still.
    WriteError
        The file cannot be written; what stood there before still stands there.
    CancelledError
        ``progress``, which is called before the file takes its place, returned False.
    """
    suffix = path.suffix.lower()
    if suffix not in STILL_FORMATS:
        raise InputError(
            f"found the ending {quoted(path.suffix)}, allowed are {', '.join(STILL_FORMATS)}", str(path)
        )
    application()
    figure = MapFigure(shown, options)
    try:
        with replacing(path) as temporary:
            STILL_FORMATS[suffix](figure, 0, options.scale, temporary)
            go_on(progress, 1.0)
    finally:
        figure.close()


def export_picture(
    run: Run,
    path: Path,
    options: PictureOptions,
    progress: Progress = lambda share: True,
    shown: ViewsShown = (),
    film: FilmOptions | None = None,
    grid: Sequence[Cell] | None = None,
    overlays: tuple[Overlay, ...] = (),
) -> str:
    """Write a picture of a run in the format that the name of ``path`` ends in.

    Returns a sentence about what is not quite as it was wanted, or an empty text.

    Parameters
    ----------
    run, path, options
        What to draw, where to, and how.
    shown
        Views of the window, whose camera and range the picture takes over.
    progress
        Called with the share that is done; returning False cancels.
    film
        How the run is played, for films.
    grid
        The cells of small multiples, where they have been made already.
    overlays
        What is shown besides the run, on its ground.

    Raises
    ------
    InputError
        The ending is not known, or the format cannot show what is wanted.
    WriteError
        The file cannot be written; what stood there before still stands there.
    MomentumLabError
        A film is wanted whose encoder is not installed.
    CancelledError
        ``progress`` returned False.
    """
    film = film or FilmOptions()
    check_picture(path, options, film)
    application()
    suffix = path.suffix.lower()
    step = checked_step(run, options)
    if options.grid and grid is None:
        grid = cells_of(run, options.grid, progress)
    figure = Figure(run, options, shown, grid, overlays)
    try:
        with replacing(path) as temporary:
            if suffix in STILL_FORMATS:
                STILL_FORMATS[suffix](figure, step, options.scale, temporary)
                go_on(progress, 1.0)
            else:
                write_film(figure, step, options.scale, temporary, FILM_FORMATS[suffix], film, progress)
    finally:
        figure.close()
    drawn = replace(options, size=(figure.width, figure.height))
    return size_note(FILM_FORMATS[suffix], drawn) if suffix in FILM_FORMATS else ""
