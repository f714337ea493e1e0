"""The commands stability, basins, compare and ensemble."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.stability import numbers_of
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment import preset
from momentum_lab.experiment.embedded import read
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"}


def test_that_stability_prints_the_border_beside_that_of_theory(lab):
    status, out, err = lab("stability", "ravine", "--ball", "1", "--points", "6", "--set", "run.steps=30")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "A ravine, Momentum: 6 × 6 runs of 30 steps"
    assert lines[1].split("  ")[0] == "momentum"
    assert lines[1].endswith("off the map from  theory")
    assert lines[3].split()[-1] == "0.5"
    assert len(lines) == 3 + 6 + 2
    best = "learning_rate 0.82644628, momentum 0.66942149"
    assert lines[-1] == f"in theory fastest: {best}, error × 0.8182 a step"


def test_that_stability_takes_its_axes(lab, tmp_path):
    path = tmp_path / "map.npz"
    flags = ["--x", "momentum", "0", "0.5", "--y", "weight_decay", "0", "0.1", "--points", "3"]
    assert lab("stability", "ravine", "--ball", "1", *flags, "-o", str(path)) == (0, "", "")
    with np.load(path) as content:
        assert content["axes"].tolist() == ["momentum", "weight_decay"]
        assert content["first"].tolist() == [0.0, 0.25, 0.5]
        assert content["loss"].shape == (3, 3)
    path = tmp_path / "other.npz"
    flags = ["--y", "learning_rate", "0.01", "1", "--points", "3"]
    assert lab("stability", "ravine", "--ball", "1", *flags, "-o", str(path)) == (0, "", "")
    with np.load(path) as content:
        assert content["axes"].tolist() == ["momentum", "learning_rate"]
        assert content["second"] == pytest.approx([0.01, 0.1, 1.0])


@pytest.fixture
def one_s_own(monkeypatch):
    """An optimizer of one's own with a single number, in one's own folder."""
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(Path(__file__).parents[1] / "plugins" / "own"))
        OPTIMIZERS.reload()
        yield
    OPTIMIZERS.reload()


@pytest.mark.usefixtures("one_s_own")
@pytest.mark.parametrize(
    "optimizer", ["third_way", "gradient_descent", "newton", "momentum", "physical_ball"]
)
def test_that_stability_takes_one_axis_or_both_or_none_however_many_numbers_a_ball_has(
    lab, tmp_path, optimizer
):
    experiment = on_formula("x**2 + y**2", (3.0, 1.0), ball(optimizer), steps=2)
    file, path = tmp_path / "experiment.toml", tmp_path / "map.npz"
    file.write_text(dumps(experiment), encoding="utf-8")
    names = numbers_of(experiment.balls[0])
    for x, y in product((None, *names), repeat=2):
        given = [
            part
            for flag, name in (("--x", x), ("--y", y))
            if name is not None
            for part in (flag, name, "0.01", "0.5")
        ]
        found = lab("stability", file, "--points", "2", *given, "-o", path)
        if x is not None and x == y:
            words = f"found {x} twice, allowed are two different hyperparameters"
            assert found == (2, "", f"momentum-lab: {words}\n")
        elif len(names) < 2:
            words = f"{optimizer} has fewer than two numbers that a map could show"
            assert found == (2, "", f"momentum-lab: {words}\n")
        else:
            assert found == (0, "", "")
            free = iter(name for name in names if name not in (x, y))
            with np.load(path) as content:
                assert content["axes"].tolist() == [x or next(free), y or next(free)]


def test_that_basins_prints_shares_that_add_up(lab):
    status, out, err = lab("basins", "two_basins", "--points", "4", "--set", "run.steps=400")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "Two basins: 16 starts, 400 steps"
    shares = [float(part[:-1]) for line in lines[3:] for part in line.split() if part.endswith("%")]
    assert sum(shares) == pytest.approx(200.0)
    assert lines[3].startswith("Gradient descent  (")


def test_that_compare_prints_both_regimes(lab):
    status, out, err = lab("compare", "ravine", "--runs", "12", "--set", "run.steps=40")
    assert (status, err) == (0, "")
    title, same, best, searched = out.split("\n\n")
    assert title == "A ravine: 40 steps, 12 runs to search for each ball"
    assert same.startswith("The same rate for all, ")
    assert best.startswith("Each at its best:\n")
    for part in (same, best):
        assert [line.split("  ")[0] for line in part.splitlines()[3:]] == [
            *("Gradient descent", "Momentum", "Nesterov", "Adam")
        ]
    first, common, *ranges = searched.splitlines()
    assert first.startswith("Searched with 12 settings for each ball: ")
    assert re.fullmatch(r"The same rate for all: [0-9.e−]+ to [0-9.e−]+", common)
    assert [line.split(":")[0] for line in ranges] == ["Gradient descent", "Momentum", "Nesterov", "Adam"]
    assert re.fullmatch(r"Momentum: learning_rate \S+ to \S+, momentum \S+ to \S+", ranges[1])


def test_that_ensemble_prints_the_noise_floor(lab):
    status, out, err = lab("ensemble", "noisy_gradients", "--seeds", "5", "--set", "run.steps=40")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "Noisy gradients: 5 seeds, 40 steps"
    assert "noise floor" in lines[1]
    assert lines[3].endswith("0 of 5")


def test_that_eigenvalues_are_printed_with_their_regime(lab):
    status, out, err = lab("eigenvalues", "ravine", "--ball", "1", "--over", "momentum")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "A ravine, Momentum:"
    assert " ".join(lines[1].split()) == "curvature eigenvalues left per step motion what it does"
    assert lines[3].startswith("0.04       0.947 ± 0.05649 i  0.9487")
    assert len(lines) == 5
    status, out, err = lab("eigenvalues", "ravine", "--ball", "0", "--place", "ball", "--step", "9")
    assert (status, err) == (0, "")
    assert "−0.84" in out


def test_that_a_ball_without_eigenvalues_says_why_and_writes_none(lab, tmp_path):
    status, out, err = lab("eigenvalues", "ravine", "--ball", "3")
    assert (status, err) == (0, "")
    assert "not proportional to the gradient" in out
    refused = lab("eigenvalues", "ravine", "--ball", "3", "-o", tmp_path / "x.png")
    assert refused == (2, "", "momentum-lab: Adam has no eigenvalues to write here\n")
    assert list(tmp_path.iterdir()) == []


def test_that_a_filter_prints_its_gain_at_both_ends_and_the_strongest_swings(lab):
    status, out, err = lab("filter", "ravine", "--ball", "1")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[3] == "velocity, step ÷ rate  10 = 1 / (1 − β)  0.5263 = 1 / (1 + β)"
    _, along_y, _, _ = (line.split() for line in lines[6:10])  # across the ravine, a turn in each 7.7 steps
    assert lines[4].split("  ")[0] == "strongest swing of"
    assert lines[10].startswith("Spectra of 100 steps")
    run = simulate(preset("ravine"))
    sizes = np.abs(np.fft.rfft(run.gradient[1, :100, 1] * (1 + np.cos(np.pi * np.arange(100) / 100)) / 2))
    assert along_y[:3] == ["gradient", "along", "y"]
    assert float(along_y[3]) == np.fft.rfftfreq(100)[sizes.argmax()]


@pytest.mark.parametrize("ending", ["csv", "json", "npz"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("stability", "--points", "2"),
        ("basins", "--points", "2"),
        ("compare", "--runs", "10"),
        ("ensemble", "--seeds", "2"),
        ("eigenvalues", "--over", "learning_rate"),
        ("filter",),
    ],
    ids=lambda a: a[0],
)
def test_that_numbers_are_written(lab, tmp_path, arguments, ending):
    name, *flags = arguments
    path = tmp_path / f"out.{ending}"
    assert lab(name, "double_well", *flags, "--set", "run.steps=3", "-o", str(path)) == (0, "", "")
    beside = ["out.toml"] if ending == "csv" else []
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"out.{ending}", *beside]
    assert read(path) == with_overrides(preset("double_well"), ["run.steps=3"])
    assert path.stat().st_size > 100


RATE = "learning_rate"
NAN = "--x: learning_rate: found 1 to nan, allowed is a range that rises"
ZERO = "--x: learning_rate: found 0.0, allowed is a number from 1e-12 to 1e+06"
ENDING = "x.gif: found the ending '.gif', allowed are .csv, .json, .npz, .png, .svg, .pdf"
NO_FOLDER = "no/x.csv: cannot be written (No such file or directory)"
WRONG = [
    (("stability", "ravin"), 2, "unknown preset 'ravin'; did you mean 'ravine'?"),
    (("stability", "ravine", "--ball", "4"), 2, "--ball: found 4, allowed is a whole number from 0 to 3"),
    (("stability", "ravine", "--ball", "x"), 2, None),
    (("stability", "ravine", "--x", RATE, "1"), 2, None),
    (("stability", "ravine", "--x", RATE, "a", "1"), 2, "--x: found 'a', allowed is a number"),
    (("stability", "ravine", "--x", RATE, "1", "nan"), 2, NAN),
    (("stability", "ravine", "--x", RATE, "0", "1"), 2, ZERO),
    (
        ("stability", "ravine", "--y", "momentum", "0", "1"),
        2,
        "--y: unknown number of gradient_descent 'momentum'; known: learning_rate, weight_decay",
    ),
    (
        ("stability", "ravine", "--points", "2", "--x", RATE, "1", "2", "--y", RATE, "1", "2"),
        2,
        "found learning_rate twice, allowed are two different hyperparameters",
    ),
    (("stability", "ravine", "-o", "x.gif"), 2, ENDING),
    (("stability", "ravine", "--points", "2", "-o", "no/x.csv"), 1, NO_FOLDER),
    (("basins", "ravine", "--points", "1"), 2, "points: found 1, allowed is a whole number from 2 to 1,024"),
    (("basins", "ravine", "--points", "many"), 2, None),
    (("compare", "ravine", "--runs", "1"), 2, "runs: found 1, allowed is a whole number from 10 to 100,000"),
    (
        ("ensemble", "ravine"),
        2,
        "the following arguments are required: --seeds (see momentum-lab ensemble --help)",
    ),
    (
        ("eigenvalues", "ravine", "--over", "momentum"),
        2,
        "--over: unknown number of gradient_descent 'momentum'; known: learning_rate",
    ),
    (("filter", "ravine", "--step", "101"), 2, "--step: found 101, allowed is a whole number from 0 to 100"),
    (("ensemble", "ravine", "--seeds", "0"), 2, "seeds: found 0, allowed is a whole number from 1 to 10,000"),
]


@pytest.mark.parametrize(
    ("arguments", "status", "line"), WRONG, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_that_what_is_wrong_is_said_in_one_line(lab, tmp_path, monkeypatch, arguments, status, line):
    monkeypatch.chdir(tmp_path)
    returned, out, err = lab(*arguments)
    assert (returned, out, err.count("\n")) == (status, "", 1)
    assert err.startswith("momentum-lab: ")
    if line is not None:
        assert err == f"momentum-lab: {line}\n"
    assert list(tmp_path.iterdir()) == []


WITHOUT_QT = """
import sys
from momentum_lab.cli.main import main
for arguments in (
    ("stability", "ravine", "--points", "2"),
    ("basins", "double_well", "--points", "2"),
    ("compare", "double_well", "--runs", "10"),
    ("ensemble", "double_well", "--seeds", "2", "-o", "out.npz"),
    ("eigenvalues", "double_well"),
    ("filter", "double_well"),
):
    assert main(arguments) == 0
drawing = {"PyQt6", "pyqtgraph", "OpenGL", "contourpy", "PIL"}
print("imported:", *sorted(drawing & {name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_that_nothing_that_draws_is_imported(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=110,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "imported:\n")


INTERRUPTED = """
import sys
import momentum_lab.cli.progress as commands
from momentum_lab.cli.main import main
told = commands.TerminalProgress.__call__

def first(self, share):
    commands.TerminalProgress.__call__ = told
    print("working", flush=True)
    return told(self, share)

commands.TerminalProgress.__call__ = first
sys.exit(main(["basins", "himmelblau.toml", "--points", "1000", "-o", "out.csv"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_that_ctrl_c_ends_the_work_and_leaves_no_file(tmp_path):
    (tmp_path / "himmelblau.toml").write_text(
        'schema = 1\n[landscape]\nname = "himmelblau"\n[run]\nsteps = 3000\n[[balls]]\noptimizer = "adam"\n'
    )
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "working\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=110)
    assert (process.returncode, err) == (130, "momentum-lab: interrupted\n")
    assert time.monotonic() - began < 30.0
    assert [p.name for p in tmp_path.iterdir()] == ["himmelblau.toml"]
