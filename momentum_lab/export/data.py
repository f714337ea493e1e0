"""A run as a file of numbers that read back to the same doubles."""

from __future__ import annotations

import csv
import json
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, TextIO

import numpy as np
from numpy.typing import NDArray

from momentum_lab.analysis.quantities import Quantity, known_quantity
from momentum_lab.containers.formats import NUMBERS, format_of
from momentum_lab.core.files import replacing
from momentum_lab.core.progress import Progress, go_on, part, unwatched
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.embedded.companion import replacing_with_experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.table import to_table
from momentum_lab.export.columns import comment, described
from momentum_lab.simulation.run import Run, Steps

CSV_HEAD: Final = ("ball", "label", "optimizer", "step")
"""What each row of a CSV begins with."""
CSV_QUANTITIES: Final = ("x", "y", "loss", "gradient_x", "gradient_y")
"""What follows, unless other quantities are asked for."""

ARRAYS: Final = ("position", "loss", "gradient", "velocity", "update", "status")
"""What there is of each step."""
_JSON_COLUMNS: Final = ("label", "optimizer", "last_finite_step", *ARRAYS)

STRETCH: Final = 5_000
"""Steps that are written between two looks at whether to go on."""


def write_data(
    run: Run,
    path: Path,
    progress: Progress = unwatched,
    quantities: Sequence[str] = CSV_QUANTITIES,
) -> None:
    """Write a run in the format that the name of ``path`` ends in; the whole file or none.

    The experiment is in it, and in a file of its own beside a CSV.

    ``progress`` is told the share that is written; returning False cancels. ``quantities`` are the columns
    of a CSV, by their keys in :data:`~momentum_lab.analysis.quantities.QUANTITIES`; the other formats have
    whole arrays.

    Raises
    ------
    InputError
        The ending is not one of :data:`~momentum_lab.containers.formats.NUMBERS`, or a quantity is not
        known.
    WriteError
        The file cannot be written.
    CancelledError
        ``progress`` returned False.
    """
    form = format_of(path, NUMBERS)
    columns = [known_quantity(key) for key in quantities]
    if form.suffix in _ARRAYS:
        with replacing(path) as temporary:
            _ARRAYS[form.suffix](run, temporary, progress)
        return
    notes = comment([*CSV_HEAD, *quantities])
    with replacing_with_experiment(path, run.experiment, notes) as temporary:
        _write_csv(run, temporary, progress, columns)


def _write_csv(run: Run, path: Path, progress: Progress, columns: Sequence[Quantity]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*CSV_HEAD, *(quantity.key for quantity in columns)])
        balls = len(run.experiment.balls)
        for ball in range(balls):
            for steps in _stretches(run, ball, part(progress, ball, balls)):
                writer.writerows(_csv_rows(run, ball, steps, columns))


def _stretches(run: Run, ball: int, progress: Progress) -> Iterator[Steps]:
    """Yield a ball's steps up to its last finite one in stretches, telling how far it has come."""
    end = run.last_step(ball, run.computed) + 1
    for first in range(0, end, STRETCH):
        go_on(progress, first / end)
        yield run.steps(ball, first, first + STRETCH)


def _csv_rows(run: Run, ball: int, steps: Steps, columns: Sequence[Quantity]) -> Iterator[list[object]]:
    """Yield some rows of a ball; what it does not have, as the y of a 1-D landscape, is empty."""
    head = [ball, run.experiment.labels[ball], run.experiment.balls[ball].optimizer]
    cells = [_cells(run, steps, quantity) for quantity in columns]
    for step, *values in zip(steps.step.tolist(), *cells, strict=True):
        yield [*head, step, *values]


def _cells(run: Run, steps: Steps, quantity: Quantity) -> list[float | str]:
    """Return what stands in a column; only of what every step has nan is a number."""
    if not quantity.is_known(run):
        return [""] * len(steps.step)
    values: list[float] = quantity.of(run, steps).tolist()
    return ["" if quantity.has_gaps and math.isnan(value) else value for value in values]


def _write_json(run: Run, path: Path, progress: Progress) -> None:
    with path.open("w", encoding="utf-8") as stream:
        head = {
            "version": __version__,
            "experiment": to_table(run.experiment),
            "columns": described(_JSON_COLUMNS),
        }
        stream.write(f'{_json(head)[:-1]}, "balls": [')
        balls = len(run.experiment.balls)
        for ball in range(balls):
            stream.write(", " if ball else "")
            _write_json_ball(run, ball, stream, part(progress, ball, balls))
        stream.write("]}\n")


def _write_json_ball(run: Run, ball: int, stream: TextIO, progress: Progress) -> None:
    """Write one ball as an object; its arrays in stretches, so that no list is as long as a run."""
    head = {
        "label": run.experiment.labels[ball],
        "optimizer": run.experiment.balls[ball].optimizer,
        "last_finite_step": int(run.last[ball]),
    }
    stream.write(_json(head)[:-1])
    for index, name in enumerate(ARRAYS):
        stream.write(f', "{name}": [')
        for steps in _stretches(run, ball, part(progress, index, len(ARRAYS))):
            numbers = getattr(steps, name)
            values = numbers.tolist()
            if not np.isfinite(numbers).all():  # a start without a finite loss: JSON has no number for it
                values = _finite(values)
            stream.write((", " if steps.step[0] else "") + _json(values)[1:-1])
        stream.write("]")
    stream.write("}")


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def _finite(values: object) -> object:
    """Return nested lists with None for what is not a finite number."""
    if isinstance(values, list):
        return [_finite(value) for value in values]
    return values if isinstance(values, float) and np.isfinite(values) else None


def _write_npz(run: Run, path: Path, progress: Progress) -> None:
    labels = np.array([run.experiment.labels[i] for i in range(len(run.experiment.balls))])
    with path.open("wb") as whole, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, name in enumerate(ARRAYS):
            with _member(archive, name) as stream:
                _write_npy(run, name, stream, part(progress, index, len(ARRAYS)))
        for name, value in (
            ("last_finite_step", run.last),
            ("label", labels),
            ("experiment", np.array(dumps(run.experiment))),
            ("version", np.array(__version__)),
            ("columns", np.array([*described(_JSON_COLUMNS).items()])),
        ):
            with _member(archive, name) as stream:
                np.lib.format.write_array(stream, value, allow_pickle=False)


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open an array of an archive for writing; it says nothing of when it was written."""
    info = zipfile.ZipInfo(f"{name}.npy")
    info.compress_type = archive.compression
    return archive.open(info, "w", force_zip64=True)


def _write_npy(run: Run, name: str, stream: IO[bytes], progress: Progress) -> None:
    """Write an array (ball, step, …) of all steps, in stretches: a long run has not kept them all."""
    kept: NDArray[Any] = getattr(run, name)
    shape = (len(kept), run.computed + 1, *kept.shape[2:])
    head = {"descr": kept.dtype.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_2_0(stream, head)
    for ball in range(len(kept)):
        for steps in _stretches(run, ball, part(progress, ball, len(kept))):
            stream.write(np.ascontiguousarray(getattr(steps, name)).tobytes())
        late = run.computed - int(run.last_step(ball, run.computed))
        end = np.nan if name != "status" else int(run.status_at(ball, run.computed))
        for first in range(0, late, STRETCH):
            rows = min(STRETCH, late - first)
            stream.write(np.full((rows, *kept.shape[2:]), end, dtype=kept.dtype).tobytes())


_ARRAYS: Final[Mapping[str, Callable[[Run, Path, Progress], None]]] = {
    ".json": _write_json,
    ".npz": _write_npz,
}
"""What writes all there is of a run, as arrays."""
