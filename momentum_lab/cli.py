"""The command ``momentum-lab``: every command without a window, and the app when none is named.

Qt is imported only by what draws: ``export`` and the app.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from momentum_lab import __version__
from momentum_lab.analysis.summary import COLUMNS, rows, summarize
from momentum_lab.analysis_commands import ANALYSIS_COMMANDS, add_analysis_commands
from momentum_lab.command_line import (
    TerminalProgress,
    add_experiment,
    chosen_experiment,
    source_for,
    warn_about_companion,
)
from momentum_lab.core.errors import InputError, MomentumLabError, one_line, quoted
from momentum_lab.core.files import reason
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import find, saved_at
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.export.data import DATA_FORMATS, check_data_format, write_data
from momentum_lab.export.listing import LISTINGS, listing_text, listings, problems, text_table
from momentum_lab.export.results import TABLE_FORMATS, check_table_format, write_table
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.pictures import FilmOptions

VIEWS: Final = ("all", "contour", "surface", "loss")
STILLS, FILMS = ".png, .svg, .pdf", ".gif, .webp, .apng, .mp4"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line and exit status 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{one_line(message)} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 done, 1 could not be done, 2 bad input or usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="replace")  # a console without Greek letters still gets its table
    try:
        status = _dispatch(arguments)
        print(end="", flush=True)  # what cannot be written shall fail here, not when the interpreter ends
        return status
    except MomentumLabError as error:
        print(f"momentum-lab: {error}", file=sys.stderr)
        return error.exit_status
    except MemoryError:
        print("momentum-lab: there is not enough memory for that", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has gone: nobody is left to tell
        _drop_output()
        return 1
    except OSError as error:
        print(f"momentum-lab: the output cannot be written ({reason(error)})", file=sys.stderr)
        _drop_output()
        return 1
    except KeyboardInterrupt:
        print("momentum-lab: interrupted", file=sys.stderr)
        return 130


def _drop_output() -> None:
    """Let go of what could not be written, so that the interpreter does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(arguments: list[str]) -> int:
    parser = _command_parser()
    if arguments and arguments[0] in COMMANDS:
        options = parser.parse_args(arguments)
        return COMMANDS[options.command](options)
    for flag in ("-h", "--help", "--version"):
        if flag in arguments:
            parser.parse_args([flag])
    options = _app_parser().parse_args(arguments)
    experiment = None if options.experiment is None else find(options.experiment)
    from momentum_lab.gui.app import run_app  # Qt is for those who want a window

    return run_app(experiment, saved_at(options.experiment) if options.experiment else None)


def _app_parser() -> argparse.ArgumentParser:
    parser = _Parser("momentum-lab", add_help=False)
    parser.add_argument("experiment", nargs="?", metavar="FILE|PRESET")
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "momentum-lab",
        description="A laboratory for gradient descent with momentum. "
        "Without a command: momentum-lab [FILE|PRESET] opens the app.",
    )
    parser.add_argument("--version", action="version", version=f"momentum-lab {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="simulate, and print a table or write the numbers")
    add_experiment(run)
    run.add_argument("-o", "--out", type=Path, metavar="OUT", help=f"a file: {', '.join(DATA_FORMATS)}")
    run.add_argument("--table", type=Path, help=f"a file for the table: {', '.join(TABLE_FORMATS)}")

    export = commands.add_parser("export", help="write a picture or a film")
    add_experiment(export)
    export.add_argument(
        "out", type=Path, metavar="OUT", help=".png, .svg, .pdf; or a film: .gif, .webp, .apng, .mp4"
    )
    export.add_argument("--view", choices=VIEWS, default="all", help="what to draw (all)")
    export.add_argument("--step", type=int, metavar="N", help="the step to draw up to (the last)")
    export.add_argument("--size", type=_size, metavar="WxH", help="in logical pixels (what suits the view)")
    export.add_argument("--scale", type=float, default=1.0, metavar="S", help="pixels for each of them (1)")
    export.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (light)")
    _add_film_options(export)

    add_analysis_commands(commands)

    listing = commands.add_parser("list", help="show what there is to choose from")
    listing.add_argument("what", choices=listings())
    listing.add_argument("--json", action="store_true", help="for programs")
    return parser


def _add_film_options(export: argparse.ArgumentParser) -> None:
    films = export.add_argument_group("films")
    films.add_argument("--fps", dest="rate", type=int, metavar="N", help="frames a second (25)")
    films.add_argument("--seconds", type=float, metavar="S", help="its length (what suits the steps)")
    films.add_argument("--easing", metavar="NAME", help="linear, ease-in-out or slow-beginning (linear)")
    films.add_argument("--orbit", type=float, metavar="DEGREES", help="how far to go around a surface (0)")
    films.add_argument("--hold", type=float, metavar="S", help="how long the end is shown (1.5)")
    films.add_argument("--once", dest="loops", action="store_false", default=None, help="without a loop")


def _film_options(options: argparse.Namespace) -> FilmOptions:
    from momentum_lab.gui.pictures import FilmOptions
    from momentum_lab.gui.pictures.films import FILM_FORMATS

    flags = {"rate": "--fps", "loops": "--once"}
    names = [field.name for field in fields(FilmOptions)]
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    if given and options.out.suffix.lower() not in FILM_FORMATS:
        name = next(iter(given))
        problem = f"is for films ({', '.join(FILM_FORMATS)}), not for {quoted(options.out.name)}"
        raise InputError(problem, flags.get(name, f"--{name}"))
    return FilmOptions(**given)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and max(len(width), len(height)) <= 5):
        raise argparse.ArgumentTypeError(f"found {quoted(text)}, allowed is WIDTHxHEIGHT such as 960x720")
    return int(width), int(height)


def _run(options: argparse.Namespace) -> int:
    experiment = chosen_experiment(options)
    if options.out is not None:
        check_data_format(options.out)
    if options.table is not None:
        check_table_format(options.table)
        if options.table == options.out:
            raise InputError("is the file of the numbers already", "--table")
    run = _simulated(experiment)
    if options.out is not None:
        write_data(run, options.out, progress=TerminalProgress("writing"))
        warn_about_companion(options.out, experiment)
    if options.table is not None:
        write_table(run, options.table)
        warn_about_companion(options.table, experiment)
    if options.out is not None or options.table is not None:
        return 0
    print(f"{experiment.title or 'Experiment'}: {experiment.steps:,} steps")
    print(text_table(COLUMNS, rows(summarize(run))))
    return 0


def _export(options: argparse.Namespace) -> int:
    from momentum_lab.gui.pictures import PictureOptions, check_picture, export_picture
    from momentum_lab.gui.views.surface import opengl_available

    wanted = PictureOptions(
        view=options.view,
        step=options.step,
        size=options.size,
        scale=options.scale,
        theme=options.theme,
    )
    film = _film_options(options)
    check_picture(options.out, wanted, film)
    run = _simulated(chosen_experiment(options))
    progress = TerminalProgress("drawing")
    with progress.interruptible():
        note = export_picture(run, options.out, wanted, progress=progress, film=film)
    if note:
        print(f"momentum-lab: {note}", file=sys.stderr)
    if wanted.view == "all" and run.dimension == 2 and not opengl_available():
        print("momentum-lab: the surface is left out: there is no OpenGL here", file=sys.stderr)
    return 0


def _list(options: argparse.Namespace) -> int:
    for problem in problems():
        print(f"momentum-lab: left out: {problem}", file=sys.stderr)
    items = LISTINGS[options.what]()
    print(json.dumps(items, indent=2) if options.json else listing_text(items))
    return 0


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "run": _run,
    "export": _export,
    **ANALYSIS_COMMANDS,
    "list": _list,
}


def _simulated(experiment: Experiment) -> Run:
    progress = TerminalProgress("simulating")
    with rule_errors(experiment):
        simulation = Simulation(experiment, source_for(experiment))
        while not simulation.is_complete:
            simulation.advance(2000)
            progress(simulation.computed / experiment.steps)
        return simulation.snapshot()
