"""The commands that explore: maps and comparisons of many runs, and the theory of one.

``sweep`` has a module of its own and is listed here.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, TypeVar, get_args

from momentum_lab.analysis.basins import basin_maps
from momentum_lab.analysis.comparison import RUNS, compare
from momentum_lab.analysis.eigenvalues import checked_swept, plane
from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.analysis.frequencies import frequencies
from momentum_lab.analysis.grid import QUICK_POINTS, Axis
from momentum_lab.analysis.stability import (
    Axes,
    axis_between,
    default_axes,
    stability_map,
)
from momentum_lab.analysis.theory import Place
from momentum_lab.cli.common import (
    add_ball,
    add_experiment,
    add_scheduler,
    chosen_ball,
    chosen_chunk,
    chosen_experiment,
    computing,
    number_of,
    simulated,
    steps_said,
    title_said,
    warn_about_companion,
    work,
)
from momentum_lab.cli.drawing import draw_finding
from momentum_lab.cli.picture_options import add_look, map_options
from momentum_lab.cli.sweep import add_sweep, sweep
from momentum_lab.containers.formats import NUMBERS, STILLS, format_of
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.messages import Message, counted, message, words
from momentum_lab.core.tables import integer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.export.analysis_data import write_basins, write_comparison, write_ensemble, write_stability
from momentum_lab.export.listing import text_table
from momentum_lab.export.theory_data import write_frequencies, write_plane
from momentum_lab.figures.findings import BasinsFinding, Finding, StabilityFinding, experiment_of
from momentum_lab.figures.shadings import SHADINGS, STEPS
from momentum_lab.simulation.chunks import run_chunks
from momentum_lab.simulation.native_ball import source_for
from momentum_lab.wording.eigenvalues import EIGENVALUES, plane_notes, plane_rows
from momentum_lab.wording.explorations import (
    BASINS,
    COMPARISON,
    ENSEMBLE,
    basin_rows,
    comparison_rows,
    comparison_sentences,
    ensemble_rows,
    stability_columns,
    stability_rows,
    stability_sentences,
)
from momentum_lab.wording.frequencies import GAINS, SWINGS, frequency_sentences, gain_rows, swing_rows

Parser = TypeVar("Parser", bound=argparse.ArgumentParser)

_FORMATS: Final = {**NUMBERS, **STILLS}


def add_analysis_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to those of the program."""
    stability = commands.add_parser(
        "stability", help=words("what becomes of a ball over two hyperparameters")
    )
    add_experiment(stability)
    add_ball(stability)
    for flag, said in (
        ("--x", words("what the columns are, and its range")),
        ("--y", words("what the rows are, and its range")),
    ):
        stability.add_argument(flag, nargs=3, metavar=("NAME", "LOW", "HIGH"), help=said)
    _add_points(stability)
    _add_out(stability)
    stability.add_argument(
        "--colours", choices=tuple(SHADINGS), default=STEPS, help=words("what is coloured")
    )

    basins = commands.add_parser("basins", help=words("which minimum each ball reaches from where"))
    add_experiment(basins)
    _add_points(basins)
    add_scheduler(basins)
    _add_out(basins)

    comparison = commands.add_parser("compare", help=words("each ball at its best, and all at one rate"))
    add_experiment(comparison)
    comparison.add_argument(
        "--runs", type=int, default=RUNS, metavar="N", help=words("for each ball ({runs})", runs=RUNS)
    )
    _add_out(comparison)

    seeds = commands.add_parser("ensemble", help=words("the same experiment with many seeds"))
    add_experiment(seeds)
    seeds.add_argument("--seeds", type=int, required=True, metavar="N", help=words("how many"))
    _add_out(seeds)

    plane = commands.add_parser(
        "eigenvalues", help=words("where a ball's eigenvalues are in the complex plane")
    )
    add_experiment(plane)
    add_ball(plane)
    _add_place(plane)
    plane.add_argument(
        "--over", metavar="NAME", help=words("over which hyperparameter their ways are followed")
    )
    _add_out(plane)

    rule_filter = commands.add_parser(
        "filter", help=words("which swings of the gradient a ball lets through")
    )
    add_experiment(rule_filter)
    add_ball(rule_filter)
    _add_step(rule_filter)
    _add_out(rule_filter)

    add_sweep(commands)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--place",
        choices=get_args(Place),
        default="minimum",
        help=words("where the landscape is taken for a quadratic: at the ball's minimum, or where it is"),
    )
    _add_step(parser)


def _add_step(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--step", type=int, default=0, metavar="N", help=words("at which step (0)"))


def _chosen_step(options: argparse.Namespace, experiment: Experiment) -> int:
    with located("--step"):
        return integer(0, experiment.steps)(options.step)


def _add_points(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--points",
        type=int,
        default=QUICK_POINTS,
        metavar="N",
        help=words("cells a side ({quick_points})", quick_points=QUICK_POINTS),
    )


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help=words("a file: {formats}", formats=", ".join(_FORMATS))
    )
    add_look(parser)


def _check_out(options: argparse.Namespace) -> None:
    """Check the name of the file, and what a picture shall be like, before all else."""
    if options.out is not None and format_of(options.out, _FORMATS).suffix in STILLS:
        map_options(options)


def _written(options: argparse.Namespace, finding: Finding, write: Callable[[Path], None]) -> bool:
    """Write what was found as a picture or as numbers; return False if no file was asked for."""
    out: Path | None = options.out
    if out is None:
        return False
    if out.suffix.lower() in STILLS:
        draw_finding(finding, out, map_options(options))
    else:
        write(out)
        warn_about_companion(out, experiment_of(finding))
    return True


def _stability(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    ball = chosen_ball(options, experiment)
    axes = _axes(options, experiment, ball)
    with work(words("mapping"), experiment) as progress:
        result = stability_map(experiment, ball, axes, progress)
    finding = StabilityFinding(result, experiment.balls[ball], options.colours)
    if _written(options, finding, partial(write_stability, result)):
        return 0
    print(
        message(
            "{title}, {ball}: {columns} × {rows} runs of {steps}",
            title=title_said(experiment),
            ball=experiment.shown_labels[ball],
            columns=len(result.first),
            rows=len(result.second),
            steps=steps_said(experiment),
        )
    )
    print(text_table(stability_columns(result), stability_rows(result)))
    print("\n".join(map(str, stability_sentences(result))))
    return 0


def _axes(options: argparse.Namespace, experiment: Experiment, ball: int) -> Axes:
    """Return the axes that were asked for, and others in place of those that were not."""
    x, y = (
        None if given is None else _given_axis(flag, given, options.points, experiment, ball)
        for flag, given in (("--x", options.x), ("--y", options.y))
    )
    return default_axes(experiment, ball, options.points, x, y)


def _given_axis(flag: str, given: list[str], points: int, experiment: Experiment, ball: int) -> Axis:
    name, *limits = given
    with located(flag):
        low, high = map(number_of, limits)
        return axis_between(experiment, ball, name, low, high, points)


def _basins(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    with computing(options) as compute, work(words("mapping"), experiment) as progress:
        run = partial(run_chunks, compute=compute, size=chosen_chunk(options))
        maps = basin_maps(experiment, options.points, progress, run)
    if _written(options, BasinsFinding(tuple(maps)), partial(write_basins, maps)):
        return 0
    starts = counted("{count:,} start", "{count:,} starts", maps[0].minimum.size)
    print(_headline(experiment, starts, steps_said(experiment)))
    print(text_table(BASINS, basin_rows(maps)))
    return 0


def _compare(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    with work(words("searching"), experiment) as progress:
        result = compare(experiment, options.runs, progress, source_for(experiment))
    if _written(options, result, partial(write_comparison, result)):
        return 0
    runs = counted(
        "{count:,} run to search for each ball", "{count:,} runs to search for each ball", result.runs
    )
    print(_headline(experiment, steps_said(experiment), runs))
    if result.rate is not None:
        print(f"\n{words('The same rate for all, {rate:g}:', rate=result.rate)}")
        print(text_table(COMPARISON, comparison_rows(result, is_best=False)))
    print(f"\n{words('Each at its best:')}")
    print(text_table(COMPARISON, comparison_rows(result, is_best=True)))
    print("", *comparison_sentences(result), sep="\n")
    return 0


def _ensemble(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    with work(words("simulating"), experiment) as progress:
        result = ensemble(experiment, options.seeds, progress)
    if _written(options, result, partial(write_ensemble, result)):
        return 0
    seeds = counted("{count:,} seed", "{count:,} seeds", options.seeds)
    print(_headline(experiment, seeds, steps_said(experiment)))
    print(text_table(ENSEMBLE, ensemble_rows(result)))
    return 0


def _eigenvalues(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    ball, step = chosen_ball(options, experiment), _chosen_step(options, experiment)
    with located("--over"):
        checked_swept(experiment.balls[ball].optimizer, options.over)
    with work(words("simulating"), experiment) as progress:
        found = plane(simulated(experiment, progress), ball, step, options.over, options.place)
    if options.out is not None and not found.pairs:
        raise InputError("{ball} has no eigenvalues to write here", ball=experiment.shown_labels[ball])
    if _written(options, found, partial(write_plane, found)):
        return 0
    print(message("{title}, {ball}:", title=title_said(experiment), ball=experiment.shown_labels[ball]))
    if found.pairs:
        print(text_table(EIGENVALUES, plane_rows(found)))
    for sentence in plane_notes(found):
        print(sentence)
    return 0


def _filter(options: argparse.Namespace) -> int:
    _check_out(options)
    experiment = chosen_experiment(options)
    ball, step = chosen_ball(options, experiment), _chosen_step(options, experiment)
    with work(words("simulating"), experiment) as progress:
        found = frequencies(simulated(experiment, progress), ball, step)
    if _written(options, found, partial(write_frequencies, found)):
        return 0
    print(message("{title}, {ball}:", title=title_said(experiment), ball=experiment.shown_labels[ball]))
    if found.gain is not None:
        print(text_table(GAINS, gain_rows(found)))
    if found.spectra is not None:
        print(text_table(SWINGS, swing_rows(found)))
    for sentence in frequency_sentences(found):
        print(sentence)
    return 0


def _headline(experiment: Experiment, first: Message, second: Message) -> Message:
    """Return what is said above a table: of what it is, and how much was computed."""
    return message("{title}: {first}, {second}", title=title_said(experiment), first=first, second=second)


ANALYSIS_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "stability": _stability,
    "basins": _basins,
    "compare": _compare,
    "ensemble": _ensemble,
    "eigenvalues": _eigenvalues,
    "filter": _filter,
    "sweep": sweep,
}
