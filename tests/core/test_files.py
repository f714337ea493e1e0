"""Names that no file can have are refused in words, wherever a file is read or written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import momentum_lab as lab
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import check_replaceable, read_text, write_text

NAMES = {
    "nul": "a\0b",
    "long": "x" * 300,
    "long in bytes": "é" * 200,
    "deep": "x/" * 3000 + "y",
    "surrogate": "\ud800",
}
EXPERIMENT = lab.describe("parabola", "momentum", steps=5)
USES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "read": (".toml", lambda path: read_text(path, 100)),
    "write": (".toml", lambda path: write_text(path, "text")),
    "check": (".toml", check_replaceable),
    "open": (".toml", lambda path: lab.open(str(path))),
    "open a picture": (".png", lambda path: lab.open(str(path))),
    "save": (".toml", lambda path: lab.save(EXPERIMENT, path)),
    "numbers": (".csv", lambda path: lab.export_data(lab.simulate(EXPERIMENT), path)),
    "arrays": (".npz", lambda path: lab.export_data(lab.simulate(EXPERIMENT), path)),
    "table": (".md", lambda path: lab.export_table(lab.simulate(EXPERIMENT), path)),
    "sweep": ("", lambda path: lab.sweep(EXPERIMENT, {"learning_rate": (0.1, 0.2, 2)}, folder=path)),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("use", USES)
def test_that_a_name_that_no_file_can_have_is_refused(tmp_path: Path, use: str, name: str) -> None:
    suffix, do = USES[use]
    with pytest.raises(InputError) as caught:
        do(tmp_path / (NAMES[name] + suffix))
    said = str(caught.value)
    assert "cannot be the name of a file (" in said
    assert len(said) < 300
    assert "\n" not in said
    assert list(tmp_path.iterdir()) == []


def test_that_a_name_that_is_only_just_short_enough_is_taken(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250 + ".toml")
    lab.save(EXPERIMENT, path)
    assert lab.open(str(path)) == EXPERIMENT
