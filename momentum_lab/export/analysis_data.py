"""Maps, ensembles and sweeps as files of numbers: CSV with one row a cell, JSON and NPZ with all there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import chain, product
from pathlib import Path
from typing import Final

import numpy as np

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison, Outcome
from momentum_lab.analysis.ensemble import SHARES, BallEnsemble, Ensemble
from momentum_lab.analysis.grid import Cells
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.analysis.sweep import SweepResult
from momentum_lab.core.arrays import AnyArray
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.embedded.companion import PREAMBLE
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.export.dataset import CsvRow, Dataset, ball_columns, write_dataset
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Status

_CELLS: Final = {"last": "last_finite_step", "reached": "steps_to_tolerance"}
"""What the fields of cells are called in files, where that is not their own name."""
_REGIMES: Final = ("same rate", "own best")
_STRETCH: Final = 50_000
"""Rows that are made ready at a time, so that no list is as long as a sweep."""
_CELL_COLUMNS: Final = ("loss", "steps_to_tolerance", "minimum", "last_finite_step", "status")


def write_stability(result: StabilityMap, path: Path) -> None:
    """Write a stability map in the format that the name of ``path`` ends in; the whole file or none.

    Raises
    ------
    InputError
        The ending is not one of those that runs have.
    WriteError
        The file cannot be written.
    """
    names = [axis.name for axis in result.axes]
    arrays = {
        "ball": np.array(result.ball),
        "axes": np.array(names),
        "first": result.first,
        "second": result.second,
        **_arrays(result.cells),
    }
    if result.theory is not None:
        arrays["eigenvalues"] = np.array(result.theory.eigenvalues)
        arrays["theory_converges"] = result.theory.converges
        arrays["theory_border"] = result.theory.border

    def rows() -> Iterator[CsvRow]:
        places = product(result.second.tolist(), result.first.tolist())
        for (second, first), cell in zip(places, _cell_rows(result.cells), strict=True):
            yield first, second, *cell

    write_dataset(Dataset(result.experiment, arrays, (*names, *_CELL_COLUMNS), rows), path)


def write_basins(maps: Sequence[BasinMap], path: Path) -> None:
    """Write the basins of some balls over the same starts; arrays are (ball, ny, nx).

    Raises
    ------
    InputError, WriteError
        As :func:`write_stability` does.
    """
    experiment, starts = maps[0].experiment, maps[0].starts
    cells = [_arrays(each.cells) for each in maps]
    arrays = {
        "balls": np.array([each.ball for each in maps]),
        "label": np.array([experiment.labels[each.ball] for each in maps]),
        "axes": np.array([axis.name for axis in maps[0].axes]),
        **{axis.name: values for axis, values in zip(maps[0].axes, starts, strict=True)},
        **{name: np.stack([each[name] for each in cells]) for name in cells[0]},
        "minima_position": np.array([m.position for m in maps[0].minima]).reshape(-1, len(starts)),
        "minima_loss": np.array([m.loss for m in maps[0].minima], dtype=np.float64),
    }

    def rows() -> Iterator[CsvRow]:
        seconds: list[object] = list(starts[1].tolist()) if len(starts) > 1 else [""]
        for each in maps:
            head = ball_columns(experiment, each.ball)
            places = product(seconds, starts[0].tolist())
            for (y, x), cell in zip(places, _cell_rows(each.cells), strict=True):
                yield *head, x, y, *cell

    header = ("ball", "label", "optimizer", "x", "y", *_CELL_COLUMNS)
    write_dataset(Dataset(experiment, arrays, header, rows), path)


def write_ensemble(result: Ensemble, path: Path) -> None:
    """Write an ensemble; arrays are (ball, …), CSV has one row a ball and kept step.

    Raises
    ------
    InputError, WriteError
        As :func:`write_stability` does.
    """
    balls = result.balls
    arrays = {
        "balls": np.array([each.ball for each in balls]),
        "label": np.array([each.label for each in balls]),
        "axes": np.array(["ball", "quantile", "step"]),
        "quantile": np.array(SHARES),
        "step": balls[0].steps,
        "seeds": np.stack([each.seeds for each in balls]),
        "loss_quantiles": np.stack([each.quantiles for each in balls]),
        "noiseless_loss": np.stack([each.noiseless for each in balls]),
        "end_position": np.stack([each.ends for each in balls]),
        "status": np.stack([each.status for each in balls]),
        "noise_floor": np.array([each.floor for each in balls]),
    }

    def rows() -> Iterator[CsvRow]:
        return chain.from_iterable(_ensemble_rows(result.experiment, each) for each in balls)

    quantiles = [f"loss_{100 * share:.0f}" for share in SHARES]
    header = ("ball", "label", "optimizer", "step", *quantiles, "noiseless_loss")
    write_dataset(Dataset(result.experiment, arrays, header, rows), path)


def _ensemble_rows(experiment: Experiment, ball: BallEnsemble) -> Iterator[CsvRow]:
    head = ball_columns(experiment, ball.ball)
    table = np.column_stack((ball.quantiles.T, ball.noiseless)).tolist()
    for step, row in zip(ball.steps.tolist(), table, strict=True):
        yield *head, step, *row


def write_comparison(result: Comparison, path: Path) -> None:
    """Write how good each ball is, at one rate for all and at its best; arrays are (regime, ball).

    A CSV has one row a regime and ball. Numbers that a ball does not have are empty there and NaN in arrays.
    Arrays have besides the seeds over which the numbers are medians, none without noise, and the ranges that
    were searched, one a ball and hyperparameter.

    Raises
    ------
    InputError, WriteError
        As :func:`write_stability` does.
    """
    experiment = result.experiment
    balls = [row.ball for row in result.rows]
    searched = [(row.ball, *each) for row in result.rows for each in row.tried.items()]
    regimes = [[row.same for row in result.rows], [row.best for row in result.rows]]
    arrays = {
        "balls": np.array(balls),
        "label": np.array([row.label for row in result.rows]),
        "axes": np.array(["regime", "ball"]),
        "regime": np.array(_REGIMES),
        "runs": np.array(result.runs),
        "seeds": np.array(result.seeds, dtype=np.uint64),
        "searched_ball": np.array([ball for ball, _, _ in searched], dtype=np.int64),
        "searched_name": np.array([name for _, name, _ in searched], dtype=np.str_),
        "searched_range": np.array([between for _, _, between in searched]).reshape(-1, 2),
        "learning_rate": _numbers([[o.learning_rate for o in each] for each in regimes]),
        "memory": _numbers([[o.momentum for o in each] for each in regimes]),
        "memory_name": np.array([[o.momentum_parameter for o in each] for each in regimes]),
        "steps_to_tolerance": np.array([[_reached(o) for o in each] for each in regimes]),
        "loss": np.array([[o.loss for o in each] for each in regimes]),
        "status": np.array([[o.status for o in each] for each in regimes], dtype=np.int8),
    }

    def rows() -> Iterator[CsvRow]:
        for regime, outcomes in zip(_REGIMES, regimes, strict=True):
            for ball, o in zip(balls, outcomes, strict=True):
                values = (
                    o.learning_rate,
                    o.momentum_parameter,
                    o.momentum,
                    _reached(o),
                    o.loss,
                    o.status.key,
                )
                yield regime, *ball_columns(experiment, ball), *values

    measured = ("learning_rate", "memory_name", "memory", "steps_to_tolerance", "loss", "status")
    header = ("regime", "ball", "label", "optimizer", *measured)
    write_dataset(Dataset(experiment, arrays, header, rows), path)


def _numbers(values: list[list[float | None]]) -> AnyArray:
    return np.array(values, dtype=np.float64)


def _reached(outcome: Outcome) -> int:
    return -1 if outcome.steps_to_tolerance is None else outcome.steps_to_tolerance


def write_sweep(result: SweepResult, path: Path) -> None:
    """Write a sweep; arrays have one dimension for each hyperparameter, and the seeds as the last.

    A CSV has one row a run. It begins with lines after ``#`` that say what the columns are and hold the
    experiment.

    Raises
    ------
    InputError, WriteError
        As :func:`write_stability` does.
    """
    sweep = result.sweep
    names = [axis.name for axis in sweep.axes]
    declared = OPTIMIZERS[sweep.experiment.balls[sweep.ball].optimizer].hyperparameters
    arrays = {
        "ball": np.array(sweep.ball),
        "label": np.array(sweep.experiment.labels[sweep.ball]),
        "axes": np.array([*names, "seed"]),
        "axis_scales": np.array([*(axis.scale for axis in sweep.axes), "linear"]),
        "axis_meanings": np.array([*(declared[name].help for name in names), "of the noise"]),
        **{f"axis_{axis.name}": axis.values for axis in sweep.axes},
        "axis_seed": sweep.seed_values,
        "end_position": result.positions,
        **_arrays(result.cells),
    }
    places = ("x", "y")[: result.positions.shape[-1]]
    header = (*names, "seed", *places, *_CELL_COLUMNS)
    preamble = (
        f"momentum-lab {__version__}",
        f"ball {sweep.ball}: {sweep.experiment.labels[sweep.ball]}",
        *(f"{a.name}: {declared[a.name].help}; {a.points} values, {a.scale}" for a in sweep.axes),
        f"seed: of the noise; {sweep.seeds} values, linear",
        PREAMBLE,
        *dumps(sweep.experiment).splitlines(),
    )
    write_dataset(Dataset(sweep.experiment, arrays, header, lambda: _sweep_rows(result), preamble), path)


def _sweep_rows(result: SweepResult) -> Iterator[CsvRow]:
    sweep = result.sweep
    values = [*(axis.values for axis in sweep.axes), sweep.seed_values]
    positions = result.positions.reshape(sweep.size, -1)
    for first in range(0, sweep.size, _STRETCH):
        rows = slice(first, min(first + _STRETCH, sweep.size))
        places = np.unravel_index(np.arange(rows.start, rows.stop), sweep.shape)
        columns = [v[place].tolist() for v, place in zip(values, places, strict=True)]
        heads = zip(*columns, *positions[rows].T.tolist(), strict=True)
        for head, cell in zip(heads, _cell_rows(result.cells, rows), strict=True):
            yield *head, *cell


def _arrays(cells: Cells) -> dict[str, AnyArray]:
    return {_CELLS.get(f.name, f.name): getattr(cells, f.name) for f in fields(Cells)}


def _cell_rows(cells: Cells, rows: slice = slice(None)) -> Iterator[CsvRow]:
    arrays = _arrays(cells)
    words = {int(status): status.key for status in Status}
    for *numbers, status in zip(
        *(arrays[name].ravel()[rows].tolist() for name in _CELL_COLUMNS), strict=True
    ):
        yield *numbers, words[status]
