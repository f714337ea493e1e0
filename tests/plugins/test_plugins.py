"""Optimizers and landscapes that somebody else adds: one file each, or a package with entry points."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from laboratory import refusals

from momentum_lab.core.errors import InputError
from momentum_lab.core.registry import ItemSource, Registry
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def installed(package: Path, place: Path) -> Path:
    """Put a package where Python finds it, with its entry points, as an installer does."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copytree(package / "src", place, ignore=shutil.ignore_patterns("__pycache__"))
    info = place / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")
    return place


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Files in a folder of one's own, and a package that is installed."""
    shutil.copytree(HERE / "own", tmp_path / "own")
    packages = installed(HERE / "example_package", tmp_path / "packages")
    paths = os.pathsep.join([str(ROOT), str(packages)])
    return {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1", OWN_FOLDER: str(tmp_path / "own")}


def lab(environment: dict[str, str], *arguments: str) -> tuple[str, str]:
    """What a command writes, and what it complains about."""
    done = subprocess.run(
        [sys.executable, "-m", "momentum_lab", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    return done.stdout, done.stderr


def listed(environment: dict[str, str], what: str) -> dict[str, dict[str, object]]:
    out, complaints = lab(environment, "list", what, "--json")
    assert complaints == ""
    return {item["name"]: item for item in json.loads(out)}


def test_that_they_are_listed_after_those_of_the_program(environment: dict[str, str]) -> None:
    optimizers, landscapes = listed(environment, "optimizers"), listed(environment, "landscapes")
    assert list(optimizers) == [*OPTIMIZERS.built_in, "slow_average", "third_way", "halfway"]
    assert list(landscapes) == [*LANDSCAPES.built_in, "crooked_bowl", "tilted_bowl"]
    assert optimizers["halfway"]["equation"] == ["v = v/2 + g", "x = x - learning_rate*v"]
    assert landscapes["tilted_bowl"]["minima"] == [{"position": [0.0, 0.0], "loss": 0.0, "kind": "global"}]


@pytest.mark.parametrize(("optimizer", "kept"), [("third_way", 1 / 3), ("halfway", 0.5)])
@pytest.mark.parametrize("landscape", ["crooked_bowl", "tilted_bowl"])
def test_that_they_run(
    environment: dict[str, str], tmp_path: Path, optimizer: str, kept: float, landscape: str
) -> None:
    def last_row(*settings: str) -> list[float]:
        given = [f"landscape.name={landscape}", *settings, "balls.0.learning_rate=0.02", "run.steps=30"]
        sets = [part for setting in given for part in ("--set", setting)]
        out = tmp_path / "out.csv"
        lab(environment, "run", "ravine", *sets, "-o", str(out))
        with out.open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["ball"] == "0"]
        return [float(rows[-1][column]) for column in ("step", "x", "y", "loss", "gradient_x", "gradient_y")]

    ours = last_row(f"balls.0.optimizer={optimizer}")
    momentum = last_row("balls.0.optimizer=momentum", f"balls.0.momentum={kept!r}")
    assert ours == pytest.approx(momentum, rel=1e-12)


def test_that_a_long_run_of_an_own_rule_needs_no_more(environment: dict[str, str], tmp_path: Path) -> None:
    sets = ("--set", "balls.0.optimizer=third_way", "--set", "run.steps=110000")
    own_cache = {**environment, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for _ in range(2):  # with an empty cache, and from it
        out, complaints = lab(own_cache, "run", "ravine", *sets)
        assert set(complaints.splitlines()) <= {"momentum-lab: simulating…"}  # where that takes long
        assert "Third way" in out


def test_that_the_shared_suites_take_them_in(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA"),
            *("tests/optimizers/test_contract.py", "tests/optimizers/test_theory.py", "tests/landscapes"),
            *("-k", "slow_average or third_way or halfway or crooked_bowl or tilted_bowl"),
        ],
        cwd=ROOT,
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
    least = {"slow_average": 60, "third_way": 60, "halfway": 60, "crooked_bowl": 28, "tilted_bowl": 28}
    for name, count in least.items():
        assert sum(name in line for line in passed) >= count, name


BROKEN = {
    "optimizers/cut_short.py": ("def update(", "SyntaxError: '(' was never closed"),
    "optimizers/explodes.py": ("raise RuntimeError('not today')", "RuntimeError: not today"),
    "optimizers/leaves.py": ("raise SystemExit('enough')", "SystemExit: enough"),
    "optimizers/empty.py": ("", "the module defines no OPTIMIZER"),
    "optimizers/odd.py": (
        "OPTIMIZER = 42",
        "found 42, allowed is an Optimizer of momentum_lab",
    ),
    "optimizers/adam.py": (
        "from momentum_lab.optimizers.adam import OPTIMIZER",
        "there is another optimizer that is named 'adam'",
    ),
    "optimizers/coloured.py": (
        "import dataclasses\n"
        "from momentum_lab.optimizers.adam import OPTIMIZER as ADAM\n"
        r"OPTIMIZER = dataclasses.replace(ADAM, name='coloured', title='\x1b[31mRed')",
        "which has control characters in it",
    ),
    "landscapes/not_toml.toml": ("title = ", "is not valid TOML"),
    "landscapes/incomplete.toml": ('title = "Incomplete"', "the key 'formula' is missing"),
    "landscapes/Odd Name.toml": (None, "found 'Odd Name' as the name of a landscape; allowed are up to 60"),
    "landscapes/saddle.toml": (None, "there is another landscape that is named 'saddle'"),
}


def test_that_what_is_broken_is_left_out_with_a_reason(environment: dict[str, str]) -> None:
    own = Path(environment[OWN_FOLDER])
    sound = (own / "landscapes" / "crooked_bowl.toml").read_text(encoding="utf-8")
    for name, (content, _) in BROKEN.items():
        (own / name).write_text(sound if content is None else content, encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(own / "optimizers" / "pipe.py")
    out, complaints = lab(environment, "list", "optimizers", "--json")
    assert {"third_way", "halfway"} <= {item["name"] for item in json.loads(out)}
    lines = complaints.splitlines()
    assert sum("is not a regular file" in line for line in lines) == hasattr(os, "mkfifo")
    assert len(lines) == len(BROKEN) + hasattr(os, "mkfifo")
    for name, (_, reason) in BROKEN.items():
        (line,) = (line for line in lines if f"{own / name}: " in line)
        assert line.startswith("momentum-lab: left out: ")
        assert reason in line


def refused(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """The exit status of a command that fails, and the only line that it complains with.

    Where the machine is busy, another one says what takes long.
    """
    done = subprocess.run(
        [sys.executable, "-m", "momentum_lab", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    (line,) = (line for line in done.stderr.splitlines() if not line.endswith("…"))
    return done.returncode, line


@pytest.mark.parametrize(
    ("file", "content", "setting", "reason"),
    [
        ("optimizers/explodes.py", "raise OSError('no')", "balls.0.optimizer=explodes", "OSError: no"),
        ("landscapes/half.toml", 'title = "Half"', "landscape.name=half", "the key 'formula' is missing"),
    ],
)
def test_that_who_names_what_was_left_out_hears_why(
    environment: dict[str, str], file: str, content: str, setting: str, reason: str
) -> None:
    path = Path(environment[OWN_FOLDER]) / file
    path.write_text(content, encoding="utf-8")
    status, line = refused(environment, "run", "ravine", "--set", setting)
    assert status == 2
    assert f"is left out: {path}: {reason}" in line


@pytest.mark.parametrize(
    ("command", "before", "after", "problem"),
    [
        (("run",), "state.trace / 3.0", "trase / 3.0", "NameError: name 'trase' is not defined"),
        (
            ("basins", "--points", "2"),
            "state.trace / 3.0",
            "state.trace / '3'",
            "TypeError: unsupported operand",
        ),
        (("run",), "def update(gradient: float, ", "def update(", "TypeError: update() takes 3 positional"),
    ],
)
def test_that_a_rule_with_a_mistake_in_it_ends_in_one_line(
    environment: dict[str, str], before: str, after: str, problem: str, command: tuple[str, ...]
) -> None:
    path = Path(environment[OWN_FOLDER]) / "optimizers" / "third_way.py"
    code = path.read_text(encoding="utf-8")
    assert before in code
    path.write_text(code.replace(before, after), encoding="utf-8")
    name, *flags = command
    status, line = refused(environment, name, "ravine", *flags, "--set", "balls.0.optimizer=third_way")
    assert status == 1
    assert "the optimizer third_way cannot be computed with" in line
    assert problem in line


def test_that_without_a_folder_there_is_nothing_and_no_complaint(tmp_path: Path) -> None:
    environment = {**os.environ, OWN_FOLDER: str(tmp_path / "nowhere")}
    assert list(listed(environment, "optimizers")) == list(OPTIMIZERS.built_in)
    assert not (tmp_path / "nowhere").exists()


def test_that_a_registry_looks_again_and_still_knows_what_is_gone() -> None:
    there: dict[str, int] = {"two": 2}
    numbers = Registry(
        refusals("number"), {"one": 1}, lambda: [ItemSource("a shelf", lambda: list(there.items()))]
    )
    assert dict(numbers) == {"one": 1, "two": 2}
    there.clear()
    there["three"] = 3
    numbers.reload()
    assert dict(numbers) == {"one": 1, "three": 3}
    assert numbers["two"] == 2
    assert "two" not in numbers
    with pytest.raises(InputError, match="unknown number 'thre'; did you mean 'three'"):
        numbers["thre"]
