"""Writing a picture: which format, checked beforehand, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, Progress, located, quoted
from momentum_lab.core.files import replacing
from momentum_lab.gui.application import application
from momentum_lab.gui.explore.shown import Shown
from momentum_lab.gui.pictures.animation import write_gif
from momentum_lab.gui.pictures.figure import Figure, ViewsShown
from momentum_lab.gui.pictures.grid import BALLS, cells_of, varied_by
from momentum_lab.gui.pictures.maps import MapFigure
from momentum_lab.gui.pictures.options import PictureOptions
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.still import write_pdf, write_png, write_svg
from momentum_lab.simulation.run import Run

STILL_FORMATS: Final[Mapping[str, Callable[[Sheet, int, float, Path], None]]] = {
    ".png": write_png,
    ".svg": write_svg,
    ".pdf": write_pdf,
}
ANIMATION_FORMATS: Final[Mapping[str, Callable[[Figure, int, float, Path, int, Progress], None]]] = {
    ".gif": write_gif,
}
PICTURE_FORMATS: Final = (*STILL_FORMATS, *ANIMATION_FORMATS)


def check_picture(path: Path) -> None:
    """Raise :class:`InputError` unless the name ends in a known format, before anything is computed."""
    if path.suffix.lower() not in PICTURE_FORMATS:
        allowed = ", ".join(PICTURE_FORMATS)
        raise InputError(f"found the ending {quoted(path.suffix)}, allowed are {allowed}", str(path))


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
    if options.grid and options.grid != BALLS:
        with located("grid"):
            varied_by(run.experiment, options.grid)
    return step


def export_map(shown: Shown, path: Path, options: PictureOptions) -> None:
    """Write a picture of something that was explored.

    Raises
    ------
    InputError
        The ending is not that of a picture that stands still.
    WriteError
        The file cannot be written; what stood there before still stands there.
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
    finally:
        figure.close()


def export_picture(
    run: Run,
    path: Path,
    options: PictureOptions,
    progress: Progress = lambda share: True,
    shown: ViewsShown = (),
) -> None:
    """Write a picture of a run in the format that the name of ``path`` ends in.

    Parameters
    ----------
    run, path, options
        What to draw, where to, and how.
    shown
        Views of the window, whose camera and range the picture takes over.
    progress
        Called with the share that is done, for animations; returning False cancels.

    Raises
    ------
    InputError
        The ending is not known.
    WriteError
        The file cannot be written; what stood there before still stands there.
    CancelledError
        ``progress`` returned False.
    """
    check_picture(path)
    application()
    suffix = path.suffix.lower()
    step = checked_step(run, options)
    if options.is_transparent and suffix not in STILL_FORMATS:
        raise InputError("an animation cannot be transparent", str(path))
    grid = cells_of(run, options.grid, progress) if options.grid else None
    figure = Figure(run, options, shown, grid)
    try:
        with replacing(path) as temporary:
            if suffix in STILL_FORMATS:
                STILL_FORMATS[suffix](figure, step, options.scale, temporary)
            else:
                rate = options.frames_per_second
                ANIMATION_FORMATS[suffix](figure, step, options.scale, temporary, rate, progress)
    finally:
        figure.close()
