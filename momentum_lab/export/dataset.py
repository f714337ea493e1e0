"""Files of arrays: CSV with rows, JSON and NPZ with all there is, each with its experiment."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from momentum_lab.containers.formats import NUMBERS, format_of
from momentum_lab.core.arrays import AnyArray
from momentum_lab.core.files import replacing
from momentum_lab.core.provenance import __version__
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.embedded.companion import replacing_with_experiment
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.simulation.run import Status

CsvRow = Sequence[object]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a file holds.

    Attributes
    ----------
    experiment
        What was run; written as the text of its own file.
    arrays
        By name, for JSON and NPZ.
    header, rows
        The same for CSV.
    preamble
        Lines that a CSV begins with, each after ``# ``.
    """

    experiment: Experiment
    arrays: Mapping[str, AnyArray]
    header: tuple[str, ...]
    rows: Callable[[], Iterator[CsvRow]]
    preamble: tuple[str, ...] = ()


def ball_columns(experiment: Experiment, ball: int) -> tuple[object, ...]:
    """Return number, label and optimizer of a ball: what its rows begin with."""
    return ball, experiment.labels[ball], experiment.balls[ball].optimizer


def write_dataset(numbers: Dataset, path: Path) -> None:
    """Write what a file holds, in the format that its name ends in; the whole file or none.

    Raises
    ------
    InputError
        The ending is not one of those that runs have.
    WriteError
        The file cannot be written.
    """
    form = format_of(path, NUMBERS)
    is_apart = form.is_apart and not numbers.preamble
    whole = replacing_with_experiment(path, numbers.experiment) if is_apart else replacing(path)
    with whole as temporary:
        _WRITERS[form.suffix](numbers, temporary)


def _write_csv(numbers: Dataset, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"# {line}".rstrip() + "\n" for line in numbers.preamble)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(numbers.header)
        writer.writerows(numbers.rows())


def _write_json(numbers: Dataset, path: Path) -> None:
    head = {
        "version": __version__,
        "experiment": dumps(numbers.experiment),
        "status_names": [status.key for status in Status],
    }
    with path.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(head, ensure_ascii=False)[:-1])
        for name, array in numbers.arrays.items():
            stream.write(f', "{name}": {json.dumps(_plain(array), allow_nan=False, ensure_ascii=False)}')
        stream.write("}\n")


def _plain(array: AnyArray) -> object:
    """Return nested lists, with null for what is not a finite number: JSON has none for it."""
    if not np.issubdtype(array.dtype, np.floating):
        return array.tolist()
    plain = array.astype(object)
    plain[~np.isfinite(array.astype(np.float64))] = None
    return plain.tolist()


def _write_npz(numbers: Dataset, path: Path) -> None:
    texts = {
        "experiment": np.array(dumps(numbers.experiment)),
        "version": np.array(__version__),
        "status_names": np.array([status.key for status in Status]),
    }
    with path.open("wb") as stream:
        np.savez_compressed(stream, **numbers.arrays, **texts)  # type: ignore[arg-type]


_WRITERS: Final[Mapping[str, Callable[[Dataset, Path], None]]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".npz": _write_npz,
}
