"""What draws for the commands; Qt is imported here alone, and only when something is drawn."""

from __future__ import annotations

from pathlib import Path

from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.telling import tell
from momentum_lab.core.messages import message, words
from momentum_lab.core.progress import Progress
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.findings import Finding
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.views import kinds_shown
from momentum_lab.simulation.run import Run


def draw_run(run: Run, path: Path, options: PictureOptions, film: FilmOptions, progress: Progress) -> str:
    """Write a picture or a film of a run; return a sentence about what is not as wanted, or nothing."""
    from momentum_lab.gui.pictures import export_picture
    from momentum_lab.gui.pictures.plots import let_go

    try:
        return export_picture(run, path, options, progress, film=film)
    finally:
        let_go()


def draw_finding(finding: Finding, path: Path, options: PictureOptions) -> None:
    """Write a picture of something that was explored."""
    from momentum_lab.gui.pictures import export_map

    with TerminalProgress(words("drawing")) as progress, progress.interruptible():
        export_map(finding, path, options, progress)


def has_surface(options: PictureOptions, run: Run) -> bool:
    """Return whether a picture of a run, of a view that can show it, has a surface in it."""
    return any(kind.has_camera for kind in kinds_shown(options.view, run.ground.dimension))


def tell_painter(is_over: bool) -> None:
    """Say on stderr who draws the surface, or has drawn it."""
    from momentum_lab.gui.views.surface import opengl_available
    from momentum_lab.gui.widgets.qt_application import application

    application()
    match is_over, opengl_available():
        case False, True:
            tell(message("the surface is drawn by OpenGL"))
        case False, False:
            tell(message("the surface is drawn by the program itself, there is no OpenGL here"))
        case True, True:
            tell(message("the surface was drawn by OpenGL"))
        case True, False:
            tell(message("the surface was drawn by the program itself, there is no OpenGL here"))
