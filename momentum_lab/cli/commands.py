"""Every command without a window, and what the words of a command line mean.

Qt is imported only by what draws: ``export``, maps as pictures, and the app.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from momentum_lab.analysis.quantities import QUANTITIES, known_quantity
from momentum_lab.analysis.results import ball_results
from momentum_lab.cli.analyses import ANALYSIS_COMMANDS, add_analysis_commands
from momentum_lab.cli.argparse_words import let_argparse_speak
from momentum_lab.cli.common import (
    add_experiment,
    chosen_experiment,
    simulated,
    steps_said,
    title_said,
    warn_about_companion,
)
from momentum_lab.cli.export import add_export, export
from momentum_lab.cli.lesson import add_lesson, lesson
from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.cli.step import add_step, step
from momentum_lab.cli.telling import tell
from momentum_lab.cli.wide_help import WideHelp, columns
from momentum_lab.containers.formats import NUMBERS, TABLES, format_of
from momentum_lab.core.app_flags import PROJECTOR_FLAG, app_flags
from momentum_lab.core.errors import InputError, located, one_line, unknown
from momentum_lab.core.foreign_code import NO_PLUGINS_FLAG
from momentum_lab.core.languages import FLAG as LANGUAGE_FLAG
from momentum_lab.core.languages import languages
from momentum_lab.core.messages import message, words
from momentum_lab.core.provenance import __version__
from momentum_lab.core.start_marks import OPENGL_FLAG
from momentum_lab.experiment.presets import find, report_at, saved_at
from momentum_lab.export.data import CSV_QUANTITIES, write_data
from momentum_lab.export.listing import LISTINGS, listing_json, listing_text, problems, text_table
from momentum_lab.export.results import write_table
from momentum_lab.session.lesson_start import lesson_at
from momentum_lab.wording.results import result_heads, result_rows

let_argparse_speak()


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line and exit status 2."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **{"formatter_class": WideHelp} | options)

    def error(self, message: str) -> NoReturn:
        raise InputError("{message} (see {prog} --help)", message=one_line(message), prog=self.prog)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command, or the app on a file; return the exit status."""
    parser = command_parser(arguments)
    if arguments[0] in COMMANDS:
        options = parser.parse_args(arguments)
        return COMMANDS[options.command](options)
    for flag in ("-h", "--help", "--version"):
        if flag in arguments:
            parser.parse_args([flag])
    flags, arguments = app_flags(arguments)
    if len(arguments) > 1:
        raise InputError(
            "{unknown} (see momentum-lab --help)",
            unknown=unknown("unknown command {name}", arguments[0], COMMANDS),
        )
    named = _app_parser().parse_args(arguments).experiment
    start = lesson_at(named)
    experiment, path = (find(named), saved_at(named)) if start is None else (None, None)
    report = report_at(named) if start is None else None
    from momentum_lab.gui.application import run_app  # Qt is for those who want a window

    return run_app(experiment, path, flags, lesson=start, report=report)


def _app_parser() -> argparse.ArgumentParser:
    parser = _Parser("momentum-lab", add_help=False)
    parser.add_argument("experiment", metavar="FILE|PRESET|LESSON")
    return parser


def command_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return what reads a command line; the arguments tell whether one picture is wanted or a set."""
    parser = _Parser(
        "momentum-lab",
        description=words(
            "A laboratory for gradient descent with momentum. "
            "Without a command: momentum-lab [FILE|PRESET|LESSON] opens the app."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"momentum-lab {__version__}",
        help=words("show program's version number and exit"),
    )
    parser.add_argument(
        OPENGL_FLAG,
        action="store_true",
        help=words("the app: draw by OpenGL even if the last start died of it"),
    )
    parser.add_argument(PROJECTOR_FLAG, action="store_true", help=words("the app: begin in projector mode"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help=words("simulate, and print a table or write the numbers"))
    add_experiment(run)
    run.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help=words("a file: {numbers}", numbers=", ".join(NUMBERS))
    )
    run.add_argument(
        "--columns",
        metavar="LIST",
        help=words("of a CSV: some of {quantities}", quantities=", ".join(QUANTITIES)),
    )
    run.add_argument(
        "--table", type=Path, help=words("a file for the table: {tables}", tables=", ".join(TABLES))
    )

    add_step(commands)
    add_export(commands, is_batch=any(a.partition("=")[0] == "--out" for a in arguments))
    add_analysis_commands(commands)
    add_lesson(commands, arguments)

    listing = commands.add_parser("list", help=words("show what there is to choose from"))
    listing.add_argument("what", choices=[*LISTINGS], metavar="|".join(LISTINGS))
    listing.add_argument("--json", action="store_true", help=words("for programs"))
    for each in (parser, *commands.choices.values()):
        # Heeded before anything is loaded; here for the help.
        with suppress(argparse.ArgumentError):  # a worksheet has one of its own
            each.add_argument(
                LANGUAGE_FLAG, metavar="CODE", help=words("speak {codes}", codes=", ".join(languages()))
            )
        each.add_argument(
            NO_PLUGINS_FLAG,
            action="store_true",
            help=words("run no code of others: own optimizers, other packages"),
        )
    return parser


def _run(options: argparse.Namespace) -> int:
    experiment = chosen_experiment(options)
    if options.out is not None:
        format_of(options.out, NUMBERS)
    columns = _columns(options)
    if options.table is not None:
        format_of(options.table, TABLES)
        if options.table == options.out:
            raise InputError("is the file of the numbers already", "--table")
    with TerminalProgress(words("simulating")) as progress:
        run = simulated(experiment, progress)
    if options.out is not None:
        with TerminalProgress(words("writing")) as progress:
            write_data(run, options.out, progress, columns)
        warn_about_companion(options.out, experiment)
    if options.table is not None:
        write_table(run, options.table)
        warn_about_companion(options.table, experiment)
    if options.out is not None or options.table is not None:
        return 0
    print(message("{title}: {steps}", title=title_said(experiment), steps=steps_said(experiment)))
    print(text_table(result_heads(), result_rows(ball_results(run))))
    return 0


def _columns(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the quantities that the CSV shall have."""
    if options.columns is None:
        return CSV_QUANTITIES
    with located("--columns"):
        if options.out is None or options.out.suffix.lower() != ".csv":
            raise InputError("is for a CSV, with -o; other files have all there is")
        keys = (known_quantity(key.strip()).key for key in options.columns.split(","))
        return tuple(dict.fromkeys(keys))


def _list(options: argparse.Namespace) -> int:
    for problem in problems():
        tell(message("left out: {problem}", problem=problem))
    items = LISTINGS[options.what]()
    print(listing_json(items) if options.json else listing_text(items, columns()))
    return 0


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "run": _run,
    "step": step,
    "export": export,
    **ANALYSIS_COMMANDS,
    "lesson": lesson,
    "list": _list,
}
