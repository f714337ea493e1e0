"""A run as a file of numbers that read back to the same doubles."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from momentum_lab import __version__
from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.files import replacing
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.table import to_table
from momentum_lab.simulation.run import Run

CSV_COLUMNS: Final = (
    "ball",
    "label",
    "optimizer",
    "step",
    "x",
    "y",
    "loss",
    "gradient_x",
    "gradient_y",
)


def write_data(run: Run, path: Path) -> None:
    """Write a run in the format that the name of ``path`` ends in; the whole file or none.

    Raises
    ------
    InputError
        The ending is not one of :data:`DATA_FORMATS`.
    WriteError
        The file cannot be written.
    """
    check_data_format(path)
    with replacing(path) as temporary:
        DATA_FORMATS[path.suffix.lower()](run, temporary)


def check_data_format(path: Path) -> None:
    """Raise :class:`InputError` unless the name ends in a known format, before anything is computed."""
    if path.suffix.lower() not in DATA_FORMATS:
        raise InputError(
            f"found the ending {quoted(path.suffix)}, allowed are {', '.join(DATA_FORMATS)}", str(path)
        )


def _write_csv(run: Run, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        for ball in range(len(run.experiment.balls)):
            writer.writerows(_csv_rows(run, ball))


def _csv_rows(run: Run, ball: int) -> Iterator[list[object]]:
    """Yield the rows of a ball up to its last finite step; what a 1-D landscape does not have is empty."""
    head = [ball, run.experiment.labels[ball], run.experiment.balls[ball].optimizer]
    missing = [""] * (2 - run.dimension)
    rows = slice(0, int(run.last[ball]) + 1)
    columns = (run.position[ball, rows], run.loss[ball, rows], run.gradient[ball, rows])
    for step, (position, loss, gradient) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        yield [*head, step, *position, *missing, loss, *gradient, *missing]


def _write_json(run: Run, path: Path) -> None:
    balls = []
    for ball, choice in enumerate(run.experiment.balls):
        rows = slice(0, int(run.last[ball]) + 1)
        balls.append(
            {
                "label": run.experiment.labels[ball],
                "optimizer": choice.optimizer,
                "last_finite_step": int(run.last[ball]),
                **{
                    name: _finite(getattr(run, name)[ball, rows].tolist())
                    for name in ("position", "loss", "gradient", "velocity", "update")
                },
                "status": run.status[ball, rows].tolist(),
            }
        )
    content = {"version": __version__, "experiment": to_table(run.experiment), "balls": balls}
    with path.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, allow_nan=False, ensure_ascii=False)


def _finite(values: object) -> object:
    """Return nested lists with None for what JSON has no number for (a start without a finite loss)."""
    if isinstance(values, list):
        return [_finite(value) for value in values]
    return values if isinstance(values, float) and np.isfinite(values) else None


def _write_npz(run: Run, path: Path) -> None:
    with path.open("wb") as stream:
        np.savez_compressed(
            stream,
            position=run.position,
            loss=run.loss,
            gradient=run.gradient,
            velocity=run.velocity,
            update=run.update,
            status=run.status,
            last_finite_step=run.last,
            label=np.array([run.experiment.labels[i] for i in range(len(run.experiment.balls))]),
            experiment=np.array(dumps(run.experiment)),
            version=np.array(__version__),
        )


DATA_FORMATS: Final[Mapping[str, Callable[[Run, Path], None]]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".npz": _write_npz,
}
