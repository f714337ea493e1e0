"""The command ``export``: one picture, or a whole set of them into a folder.

Qt is imported only when something is drawn.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from momentum_lab.cli.common import TerminalProgress, add_experiment, add_settings, simulated
from momentum_lab.core.errors import (
    CancelledError,
    InputError,
    MomentumLabError,
    located,
    quoted,
    unknown,
    words,
)
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.experiment.presets import find
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.pictures import FilmOptions, PictureOptions
    from momentum_lab.gui.pictures.targets import Unit

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_SIZE: Final = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)x(\d{1,5}(?:\.\d{1,3})?)(mm)?")
STILLS: Final = (".png", ".svg", ".pdf")
FILMS: Final = (".gif", ".webp", ".apng", ".mp4")
"""The endings that help lists without loading Qt; a test compares them with the tables of formats."""
PRINT_TYPE: Final = 8.0
"""Points, where millimetres are given and nothing else is said."""


def add_export(commands: argparse._SubParsersAction[Parser], is_batch: bool) -> None:
    """Add the command; with ``--out`` it takes many experiments in place of one and its file."""
    parser = commands.add_parser(
        "export",
        help="write a picture or a film, or a set of them",
        epilog="A set: momentum-lab export PRESET… --out DIR --format png,svg",
    )
    if is_batch:
        parser.add_argument("experiments", nargs="+", metavar="FILE|PRESET", help="what to draw")
        add_settings(parser)
    else:
        add_experiment(parser)
        endings = f"{', '.join(STILLS)}; or a film: {', '.join(FILMS)}"
        parser.add_argument("file", type=Path, metavar="OUT", help=endings)
    parser.add_argument("--out", dest="folder", type=Path, metavar="DIR", help="a folder, for a set")
    parser.add_argument("--format", metavar="LIST", help="of a set, such as png,svg (png)")
    parser.add_argument(
        "--view", default="all", metavar="NAME", help="all, contour, surface, loss …; of a set, a list (all)"
    )
    parser.add_argument("--step", type=int, metavar="N", help="the step to draw up to (the last)")
    parser.add_argument("--dots", type=int, default=0, metavar="N", help="a dot every N steps")
    parser.add_argument("--grid", default="", metavar="WHAT", help="balls, or KEY=VALUE,VALUE…: one of each")
    add_look(parser)
    parser.add_argument("--table", action="store_true", help="a table of the balls below")
    parser.add_argument("--no-legend", action="store_true", help="not which line is which ball")
    _add_film_options(parser)


def _add_film_options(export: argparse.ArgumentParser) -> None:
    films = export.add_argument_group("films")
    films.add_argument("--fps", type=int, metavar="N", help="frames a second (25)")
    films.add_argument("--seconds", type=float, metavar="S", help="its length (what suits the steps)")
    films.add_argument("--easing", metavar="NAME", help="linear, ease-in-out or slow-beginning (linear)")
    films.add_argument("--orbit", type=float, metavar="DEGREES", help="how far to go around a surface (0)")
    films.add_argument("--hold", type=float, metavar="S", help="how long the end is shown (1.5)")
    films.add_argument("--once", dest="loops", action="store_false", default=None, help="without a loop")


def add_look(parser: argparse.ArgumentParser) -> None:
    """Let a command draw: sizes and colours."""
    parser.add_argument("--target", metavar="NAME", help="made for: column, page, slide, poster")
    parser.add_argument("--size", type=_size, metavar="WxH[mm]", help="logical pixels, or millimetres")
    parser.add_argument("--scale", type=float, metavar="S", help="pixels for each logical one (1)")
    parser.add_argument("--type", type=float, metavar="SIZE", help="height of type: points, or pixels")
    parser.add_argument("--dpi", type=int, metavar="N", help="pixels to an inch of paper (300)")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (light)")
    parser.add_argument("--transparent", action="store_true", help="nothing behind the picture")
    parser.add_argument("--grey", action="store_true", help="can be told apart without colours")
    parser.add_argument("--no-title", action="store_true", help="nothing above the picture")


def _size(text: str) -> tuple[float, float, bool]:
    """Return width, height, and whether they are millimetres."""
    found = _SIZE.fullmatch(text.lower())
    if found is None:
        raise argparse.ArgumentTypeError(
            f"found {quoted(text)}, allowed is WIDTHxHEIGHT such as 960x720 or 85x70mm"
        )
    return float(found[1]), float(found[2]), bool(found[3])


def measures_of(
    options: argparse.Namespace, view: str
) -> tuple[tuple[float, float] | None, float, float, bool, Unit]:
    """Return size, scale, points, whether it may grow, and unit, as :class:`PictureOptions` wants them."""
    from momentum_lab.gui.pictures.targets import PRINT_DPI, TARGETS, Measures

    width, height, is_paper = options.size or (0.0, 0.0, False)
    if options.target is None and options.type is None and not is_paper:
        if options.dpi is not None:
            raise InputError("--dpi is for sizes in millimetres")
        return (
            (width, height) if options.size else None,
            1.0 if options.scale is None else options.scale,
            0.75,
            False,
            "px",
        )
    if options.scale is not None:
        raise InputError("--scale is for sizes in logical pixels; here --dpi says how fine a picture is")
    if options.target is None and not options.size:
        raise InputError("--type wants --target or --size")
    if options.target not in (None, *TARGETS):
        raise InputError(unknown("target", options.target, TARGETS))
    dpi = PRINT_DPI if options.dpi is None else options.dpi
    if options.target is None:
        type_size = PRINT_TYPE if options.type is None else options.type
        measures = Measures(width, height, "mm" if is_paper else "px", type_size, dpi)
    else:
        usual = TARGETS[options.target].measures(view, dpi)
        if options.size and is_paper != (usual.unit == "mm"):
            raise InputError(f"--size: allowed are {usual.unit} for the target {options.target}")
        size = (width, height) if options.size else (usual.width, usual.height)
        type_size = usual.type_size if options.type is None else options.type
        measures = Measures(*size, usual.unit, type_size, dpi)
    grows = not options.size and not TARGETS[options.target].is_fixed
    return measures.size, measures.scale, measures.point, grows, measures.unit


def options_of(options: argparse.Namespace, view: str) -> PictureOptions:
    """Return what was asked for, checked, for one of the views."""
    from momentum_lab.gui.pictures import PictureOptions

    size, scale, point, is_growing, unit = measures_of(options, view)
    return PictureOptions(
        view=view,
        step=options.step,
        size=size,
        scale=scale,
        point=point,
        theme=options.theme,
        is_transparent=options.transparent,
        is_grey=options.grey,
        dots=options.dots,
        has_title=not options.no_title,
        has_legend=not options.no_legend,
        has_table=options.table,
        grid=options.grid,
        is_growing=is_growing,
        unit=unit,
    )


def film_options(options: argparse.Namespace, *files: Path) -> FilmOptions:
    """Return what was asked for; none of the files being a film, nothing may be."""
    from momentum_lab.gui.pictures import FilmOptions
    from momentum_lab.gui.pictures.command import flag_of
    from momentum_lab.gui.pictures.films import FILM_FORMATS

    names = [field.name for field in fields(FilmOptions)]
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    if given and not any(file.suffix.lower() in FILM_FORMATS for file in files):
        name = next(iter(given))
        problem = f"is for films ({', '.join(FILM_FORMATS)}), not for {quoted(files[0].name)}"
        raise InputError(problem, flag_of(name))
    return FilmOptions(**given)


def export(options: argparse.Namespace) -> int:
    """Run the command; return its exit status."""
    if options.folder is not None:
        return _export_set(options)
    from momentum_lab.gui.pictures import check_picture, export_picture
    from momentum_lab.gui.pictures.writing import checked_step

    if options.format is not None:
        raise InputError("--format is for a set, with --out DIR; one picture has the format of its name")
    wanted = options_of(options, options.view)
    film = film_options(options, options.file)
    check_picture(options.file, wanted, film)
    run = simulated(with_overrides(find(options.experiment), options.settings))
    progress = TerminalProgress("drawing")
    checked_step(run, wanted)
    if _has_surface(wanted, run):
        _tell_painter("is")
    with progress.interruptible():
        _tell(export_picture(run, options.file, wanted, progress=progress, film=film))
    return 0


@dataclass(frozen=True, slots=True)
class _Task:
    """One picture of a set: the experiment's name on the command line, what is drawn, and where to."""

    experiment: str
    wanted: PictureOptions
    path: Path


def _export_set(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from momentum_lab.gui.pictures import check_picture, export_picture
    from momentum_lab.gui.pictures.plots import let_go

    tasks = list(_tasks(options))
    film = film_options(options, *(task.path for task in tasks))
    for task in tasks:
        check_picture(task.path, task.wanted, film)
    options.folder.mkdir(parents=True, exist_ok=True)
    failed, has_surface, runs = 0, False, dict[str, Run | MomentumLabError]()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    interrupted = TerminalProgress("drawing")
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with interrupted.interruptible(), progress as bar:
        line = bar.add_task("", total=len(tasks))
        for task in tasks:
            if interrupted.is_interrupted:
                raise CancelledError("cancelled")
            bar.update(line, description=task.path.name)
            try:
                run = _run_of(task.experiment, options.settings, runs)
                export_picture(
                    run, task.path, task.wanted, lambda _share: not interrupted.is_interrupted, film=film
                )
                has_surface = has_surface or _has_surface(task.wanted, run)
            except CancelledError:
                raise
            except (MomentumLabError, MemoryError) as error:
                failed += 1
                print(f"momentum-lab: {task.path.name}: {words(error)}", file=sys.stderr)
            let_go()
            bar.advance(line)
    if has_surface:
        _tell_painter("was")
    done = len(tasks) - failed
    print(f"{done:,} of {len(tasks):,} pictures written to {options.folder}")
    return 1 if failed else 0


def _run_of(name: str, settings: list[str], runs: dict[str, Run | MomentumLabError]) -> Run:
    """Return the run of an experiment, computed once; what went wrong goes wrong again for each picture."""
    if name not in runs:
        runs.clear()  # tasks of one experiment follow each other
        try:
            runs[name] = simulated(with_overrides(find(name), settings))
        except MomentumLabError as error:
            runs[name] = error
    found = runs[name]
    if isinstance(found, MomentumLabError):
        raise found
    return found


def _tasks(options: argparse.Namespace) -> Iterator[_Task]:
    """Yield the pictures of a set, after everything but the experiments has been checked."""
    from momentum_lab.gui.pictures import PICTURE_FORMATS

    views, formats = (list(dict.fromkeys(s.split(","))) for s in (options.view, options.format or "png"))
    with located("--format"):
        for suffix in formats:
            if f".{suffix}" not in PICTURE_FORMATS:
                raise InputError(unknown("format", suffix, [known[1:] for known in PICTURE_FORMATS]))
    wanted = {view: options_of(options, view) for view in views}
    middle = {view: "" if len(views) == 1 else f"-{view}" for view in views}
    ends = [(view, f"{middle[view]}.{suffix}") for view in views for suffix in formats]
    taken = set[str]()
    for experiment in dict.fromkeys(options.experiments):
        name = _free_name(Path(experiment).stem, [end for _view, end in ends], taken)
        for view, end in ends:
            yield _Task(experiment, wanted[view], options.folder / f"{name}{end}")


def _free_name(stem: str, ends: list[str], taken: set[str]) -> str:
    """Return the stem, with a number if need be, of files that are not taken, and take them."""
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        names = {f"{name}{end}".lower() for end in ends}  # some disks know no capitals
        if not names & taken:
            break
    taken |= names
    return name


def _has_surface(wanted: PictureOptions, run: Run) -> bool:
    return run.ground.dimension == 2 and wanted.view in ("all", "surface")


def _tell(note: str) -> None:
    if note:
        print(f"momentum-lab: {note}", file=sys.stderr)


def _tell_painter(verb: str) -> None:
    from momentum_lab.gui.views.surface import opengl_available
    from momentum_lab.gui.widgets.qt_application import application

    application()
    who = "OpenGL" if opengl_available() else "the program itself, there is no OpenGL here"
    _tell(f"the surface {verb} drawn by {who}")
