"""The command ``export``: one picture, or a whole set of them into a folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TypeVar

from momentum_lab.cli.common import add_experiment, add_settings, simulated
from momentum_lab.cli.drawing import draw_run, has_surface, tell_painter
from momentum_lab.cli.picture_options import add_content, add_film, film_options, run_options
from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.telling import tell
from momentum_lab.containers.formats import FILMS, PICTURES, STILLS
from momentum_lab.core.errors import (
    CancelledError,
    InputError,
    MomentumLabError,
    error_words,
    located,
    unknown,
)
from momentum_lab.core.messages import counted, message, words
from momentum_lab.core.progress import Progress, go_on, part
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.experiment.presets import find
from momentum_lab.figures.arrow_choice import OFF
from momentum_lab.figures.checks import check_picture, checked_step
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.shots import shots
from momentum_lab.figures.views import ALL, view_kind
from momentum_lab.simulation.run import Run

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)


def add_export(commands: argparse._SubParsersAction[Parser], is_batch: bool) -> None:
    """Add the command; with ``--out`` it takes many experiments in place of one and its file."""
    parser = commands.add_parser(
        "export",
        help=words("write a picture or a film, or a set of them"),
        epilog=words("A set: momentum-lab export PRESET… --out DIR --format png,svg"),
    )
    if is_batch:
        parser.add_argument("experiments", nargs="+", metavar="FILE|PRESET", help=words("what to draw"))
        add_settings(parser)
    else:
        add_experiment(parser)
        endings = words("{stills}; or a film: {films}", stills=", ".join(STILLS), films=", ".join(FILMS))
        parser.add_argument("file", type=Path, metavar="OUT", help=endings)
    parser.add_argument("--out", dest="folder", type=Path, metavar="DIR", help=words("a folder, for a set"))
    parser.add_argument("--format", metavar="LIST", help=words("of a set, such as png,svg (png)"))
    add_content(parser)
    add_film(parser)


def export(options: argparse.Namespace) -> int:
    """Run the command; return its exit status."""
    if options.folder is not None:
        return _export_set(options)
    if options.format is not None:
        raise InputError("--format is for a set, with --out DIR; one picture has the format of its name")
    wanted = run_options(options, options.view)
    _check_arrows(options, (options.view,))
    film = film_options(options, options.file)
    check_picture(options.file, wanted, film)
    with TerminalProgress(words("simulating")) as progress:
        run = simulated(with_overrides(find(options.experiment), options.settings), progress)
    checked_step(run, wanted)
    if has_surface(wanted, run):
        tell_painter(is_over=False)
    what = message("drawing")
    if options.file.suffix.lower() in FILMS:
        last = run.computed if wanted.step is None else wanted.step
        count = len(shots(last, film))
        what = counted("drawing {count:,} picture", "drawing {count:,} pictures", count)
    with TerminalProgress(str(what)) as progress, progress.interruptible():
        note = draw_run(run, options.file, wanted, film, progress)
    if note:
        tell(note)
    return 0


@dataclass(frozen=True, slots=True)
class _Task:
    """One picture of a set: the experiment's name on the command line, what is drawn, and where to."""

    experiment: str
    wanted: PictureOptions
    path: Path


def _check_arrows(options: argparse.Namespace, views: Sequence[str]) -> None:
    """Refuse arrows where none of the views shows the landscape."""
    if options.arrows != OFF and not any(view == ALL or view_kind(view).has_ground for view in views):
        raise InputError("is for views of the landscape, not for {views}", "--arrows", views=", ".join(views))


def _export_set(options: argparse.Namespace) -> int:
    tasks = list(_tasks(options))
    film = film_options(options, *(task.path for task in tasks))
    for task in tasks:
        check_picture(task.path, task.wanted, film)
    options.folder.mkdir(parents=True, exist_ok=True)
    failed, is_surface_drawn, runs = 0, False, dict[str, Run | MomentumLabError]()
    with TerminalProgress(words("drawing")) as progress, progress.interruptible():
        for number, task in enumerate(tasks):
            progress.what = words(
                "{name} ({number} of {count})", name=task.path.name, number=number + 1, count=len(tasks)
            )
            within = part(progress, number, len(tasks))
            go_on(within, 0.0)
            try:
                run = _run_of(task.experiment, options.settings, runs, part(within, 0.0, 2.0))
                draw_run(run, task.path, task.wanted, film, part(within, 1.0, 2.0))
                is_surface_drawn = is_surface_drawn or has_surface(task.wanted, run)
            except CancelledError:
                raise
            except (MomentumLabError, MemoryError) as error:
                failed += 1
                tell(f"{task.path.name}: {error_words(error)}")
    if is_surface_drawn:
        tell_painter(is_over=True)
    done = len(tasks) - failed
    print(
        counted(
            "{done:,} of {count:,} picture written to {folder}",
            "{done:,} of {count:,} pictures written to {folder}",
            len(tasks),
            done=done,
            folder=options.folder,
        )
    )
    return 1 if failed else 0


def _run_of(
    name: str, settings: list[str], runs: dict[str, Run | MomentumLabError], progress: Progress
) -> Run:
    """Return the run of an experiment, computed once; what went wrong goes wrong again for each picture."""
    if name not in runs:
        runs.clear()  # tasks of one experiment follow each other
        try:
            runs[name] = simulated(with_overrides(find(name), settings), progress)
        except MomentumLabError as error:
            runs[name] = error
    found = runs[name]
    if isinstance(found, MomentumLabError):
        raise found
    return found


def _tasks(options: argparse.Namespace) -> Iterator[_Task]:
    """Yield the pictures of a set, after everything but the experiments has been checked."""
    views, formats = (list(dict.fromkeys(s.split(","))) for s in (options.view, options.format or "png"))
    with located("--format"):
        for suffix in formats:
            if f".{suffix}" not in PICTURES:
                raise InputError(unknown("unknown format {name}", suffix, [known[1:] for known in PICTURES]))
    wanted = {view: run_options(options, view) for view in views}
    _check_arrows(options, views)
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
