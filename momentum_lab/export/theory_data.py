"""Eigenvalues, gains and spectra as files of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import numpy as np

from momentum_lab.analysis.eigenvalues import Locus, Plane
from momentum_lab.analysis.frequencies import Frequencies
from momentum_lab.core.arrays import AnyArray, Complexes
from momentum_lab.export.dataset import CsvRow, Dataset, ball_columns, write_dataset

_NOW, _WAY = "now", "way"
_COLUMNS: Final = ("eigenvalue", "real", "imaginary", "modulus", "left_per_step", "regime")


def write_plane(found: Plane, path: Path) -> None:
    """Write the eigenvalues of a ball, where there are any, and their ways; arrays are (axis, eigenvalue).

    The points of all ways follow each other in arrays, ``way_axis`` says whose they are. In a CSV, ``part``
    tells the present eigenvalues from the points of their ways.

    Raises
    ------
    InputError
        The ending is not one of those that runs have.
    WriteError
        The file cannot be written.
    """
    now = np.array([pair.values for pair in found.pairs], dtype=np.complex128)
    ways = found.loci
    name = ways[0].name if ways else ""
    along = np.concatenate([way.eigenvalues for way in ways]) if ways else now
    modes = [pair.mode for pair in found.pairs]
    arrays: dict[str, AnyArray] = {
        "ball": np.array(found.ball),
        "label": np.array(found.experiment.labels[found.ball]),
        "axes": np.array(["axis", "eigenvalue"]),
        "curvature": np.array([mode.eigenvalue for mode in modes]),
        "left_per_step": np.array([mode.convergence_factor for mode in modes]),
        "regime": np.array([mode.regime.value for mode in modes], dtype=np.str_),
        **_parts("", now),
        "over": np.array(name),
        "way_axis": np.repeat(np.arange(len(ways)), [len(way.values) for way in ways]),
        "way_value": np.concatenate([np.empty(0), *(way.values for way in ways)]),
        **_parts("way_", along),
        "caveats": np.array([caveat.value for caveat in found.caveats], dtype=np.str_),
    }
    header = ("ball", "label", "optimizer", "part", "axis", "curvature", name or "value", *_COLUMNS)
    write_dataset(Dataset(found.experiment, arrays, header, lambda: _plane_rows(found)), path)


def write_frequencies(found: Frequencies, path: Path) -> None:
    """Write what a rule lets through and what there was; arrays are (frequency,) or (coordinate, frequency).

    In a CSV, ``part`` tells the gain from the spectra, and what a row does not have is empty.

    Raises
    ------
    InputError, WriteError
        As :func:`write_plane` does.
    """
    gain, spectra = found.gain, found.spectra
    arrays: dict[str, AnyArray] = {
        "ball": np.array(found.ball),
        "label": np.array(found.experiment.labels[found.ball]),
        "axes": np.array(["coordinate", "frequency"]),
    }
    if gain is not None:
        arrays["gain_frequency"] = gain.frequencies
        for name, curve in (("velocity", gain.velocity), ("step", gain.step)):
            if curve is not None:
                arrays[f"gain_{name}"] = curve
        arrays["rate"] = np.array(np.nan if gain.rate is None else gain.rate)
    followed = "velocity"
    if spectra is not None:
        followed = spectra.follower
        arrays["spectrum_frequency"] = spectra.frequencies
        arrays["spectrum_gradient"] = spectra.gradient
        arrays[f"spectrum_{followed}"] = spectra.followed
        arrays["spectrum_steps"] = np.array(spectra.steps)
    places = ("x", "y")[: len(found.experiment.start)]
    header = (
        *("ball", "label", "optimizer", "part", "frequency", "gain_velocity", "gain_step"),
        *(f"{what}_{place}" for what in ("gradient", followed) for place in places),
    )
    write_dataset(Dataset(found.experiment, arrays, header, lambda: _frequency_rows(found)), path)


def _parts(prefix: str, values: Complexes) -> dict[str, AnyArray]:
    return {
        f"{prefix}real": values.real,
        f"{prefix}imaginary": values.imag,
        f"{prefix}modulus": np.abs(values),
    }


def _plane_rows(found: Plane) -> Iterator[CsvRow]:
    head = ball_columns(found.experiment, found.ball)
    for axis, (pair, way) in enumerate(zip(found.pairs, found.loci, strict=True)):
        present = found.choice.hyperparameters[way.name]
        said = pair.mode.convergence_factor, pair.mode.regime.value
        for number, value in enumerate(pair.values):
            yield *head, _NOW, axis, way.curvature, present, *_root(number, value), *said
    for axis, way in enumerate(found.loci):
        yield from ((*head, _WAY, axis, way.curvature, *row, "", "") for row in _points(way))


def _points(way: Locus) -> Iterator[CsvRow]:
    for value, roots in zip(way.values.tolist(), way.eigenvalues.tolist(), strict=True):
        yield from ((value, *_root(number, root)) for number, root in enumerate(roots))


def _root(number: int, value: complex) -> CsvRow:
    return number, value.real, value.imag, abs(value)


def _frequency_rows(found: Frequencies) -> Iterator[CsvRow]:
    head = ball_columns(found.experiment, found.ball)
    dimension = len(found.experiment.start)
    if (gain := found.gain) is not None:
        curves = [[] if curve is None else curve.tolist() for curve in (gain.velocity, gain.step)]
        for row in zip_longest(gain.frequencies.tolist(), *curves, fillvalue=""):
            yield *head, "gain", *row, *[""] * 2 * dimension
    if (spectra := found.spectra) is not None:
        columns = [spectra.frequencies.tolist(), *spectra.gradient.tolist(), *spectra.followed.tolist()]
        for frequency, *sizes in zip(*columns, strict=True):
            yield *head, "spectrum", frequency, "", "", *sizes
