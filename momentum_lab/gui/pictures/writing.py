"""Writing a picture, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from momentum_lab.containers.formats import PICTURES, STILLS, FilmFormat, format_of
from momentum_lab.core.files import replacing
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.figures.checks import check_picture, checked_step, size_note
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.findings import Finding
from momentum_lab.figures.grid import Cell, cells_of
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.scene import NO_OVERLAYS, Overlays
from momentum_lab.gui.pictures.figure import Figure, ViewsShown
from momentum_lab.gui.pictures.film import write_film
from momentum_lab.gui.pictures.maps import MapFigure
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.still import write_pdf, write_png, write_svg
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.simulation.run import Run

_STILL_WRITERS: Final[Mapping[str, Callable[[Sheet, int, float, Path, Progress], None]]] = {
    ".png": write_png,
    ".svg": write_svg,
    ".pdf": write_pdf,
}


def export_map(finding: Finding, path: Path, options: PictureOptions, progress: Progress = unwatched) -> None:
    """Write a picture of something that was found by exploring.

    Raises
    ------
    InputError
        The ending is not that of a picture that stands still.
    WriteError
        The file cannot be written; what stood there before still stands there.
    CancelledError
        ``progress``, which is called before the file takes its place, returned False.
    """
    form = format_of(path, STILLS)
    application()
    figure = MapFigure(finding, options)
    try:
        with replacing(path) as temporary:
            _STILL_WRITERS[form.suffix](figure, 0, options.scale, temporary, progress)
            go_on(progress, 1.0)
    finally:
        figure.close()


def export_picture(
    run: Run,
    path: Path,
    options: PictureOptions,
    progress: Progress = unwatched,
    shown: ViewsShown = (),
    film: FilmOptions | None = None,
    grid: Sequence[Cell] | None = None,
    overlays: Overlays = NO_OVERLAYS,
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
        What is shown besides the run.

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
    form = format_of(path, PICTURES)
    step = checked_step(run, options)
    if options.grid and grid is None:
        grid = cells_of(run, options.grid, progress)
    figure = Figure(run, options, shown, grid, overlays)
    try:
        with replacing(path) as temporary:
            if isinstance(form, FilmFormat):
                write_film(figure, step, options.scale, temporary, form, film, progress)
            else:
                _STILL_WRITERS[form.suffix](figure, step, options.scale, temporary, progress)
                go_on(progress, 1.0)
    finally:
        figure.close()
    drawn = replace(options, size=(figure.width, figure.height))
    return size_note(form, drawn) if isinstance(form, FilmFormat) else ""
