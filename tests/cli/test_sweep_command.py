"""The command ``sweep``, and ``basins`` on a cluster: what they write, and what they say."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from clusters import local_cluster
from laboratory import eventually

from momentum_lab import __version__
from momentum_lab.experiment import find, loads, save
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.simulation import Status, simulate

ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}
SETTINGS = ("--set", "run.noise=0.2", "--set", "run.steps=30")
RATES = ("--vary", "learning_rate", "0.001", "1", "6")
MOMENTA = ("--vary", "momentum", "0", "0.9", "4")
SMALL = ("ravine", "--ball", "1", *RATES, *MOMENTA, "--seeds", "2", *SETTINGS)


def arrays(path):
    with np.load(path, allow_pickle=False) as content:
        return dict(content)


def assert_same_numbers(first, second):
    one, other = arrays(first), arrays(second)
    assert list(one) == list(other)
    for name, array in one.items():
        assert array.tobytes() == other[name].tobytes(), name


def test_that_npz_holds_the_numbers_and_what_they_mean(lab, tmp_path):
    path = tmp_path / "out.npz"
    assert lab("sweep", *SMALL, "-o", path) == (0, "", "")
    assert [file.name for file in tmp_path.iterdir()] == ["out.npz"]
    content = arrays(path)
    experiment = with_overrides(find("ravine"), SETTINGS[1::2])
    assert loads(str(content["experiment"])) == experiment
    assert str(content["version"]) == __version__
    assert (int(content["ball"]), str(content["label"])) == (1, experiment.labels[1])
    assert content["axes"].tolist() == ["learning_rate", "momentum", "seed"]
    assert content["axis_scales"].tolist() == ["log", "linear", "linear"]
    assert content["axis_meanings"].tolist()[0] == "length of a step along the gradient"
    rates, momenta, seeds = (content[f"axis_{name}"] for name in content["axes"])
    assert rates == pytest.approx(np.geomspace(0.001, 1.0, 6), rel=1e-12)
    assert momenta.tolist() == pytest.approx([0.0, 0.3, 0.6, 0.9])
    assert seeds.tolist() == [0, 1]
    assert content["loss"].shape == (6, 4, 2)
    settings = [f"balls.1.learning_rate={rates[2]!s}", f"balls.1.momentum={momenta[3]!s}", "run.seed=1"]
    run = simulate(with_overrides(experiment, settings))
    last = int(run.last[1])
    assert content["last_finite_step"][2, 3, 1] == last
    assert content["loss"][2, 3, 1] == run.loss[1, last]
    assert content["end_position"][2, 3, 1].tobytes() == run.position[1, last].tobytes()
    assert content["status"][2, 3, 1] == run.status[1, -1]


def test_that_csv_holds_the_same(lab, tmp_path):
    path = tmp_path / "out.csv"
    assert lab("sweep", *SMALL, "-o", path) == (0, "", "")
    assert lab("sweep", *SMALL, "-o", tmp_path / "out.npz") == (0, "", "")
    content = arrays(tmp_path / "out.npz")
    lines = path.read_text(encoding="utf-8").splitlines()
    notes = [line[1:].removeprefix(" ") for line in lines if line.startswith("#")]
    assert notes[:6] == [
        f"momentum-lab {__version__}",
        "ball 1: Momentum",
        "learning_rate: length of a step along the gradient; 6 values, log",
        "momentum: share of the velocity that is kept; 4 values, linear",
        "seed: of the noise; 2 values, linear",
        "the experiment:",
    ]
    assert tomllib.loads("\n".join(notes[6:])) == tomllib.loads(str(content["experiment"]))
    rows = list(csv.DictReader(lines[len(notes) :]))
    assert len(rows) == 48
    for name in ("loss", "steps_to_tolerance", "minimum", "last_finite_step"):
        assert np.array([float(row[name]) for row in rows]).tolist() == content[name].ravel().tolist()
    assert [row["status"] for row in rows] == [Status(s).name.lower() for s in content["status"].ravel()]
    ends = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    assert ends.tobytes() == content["end_position"].tobytes()
    places = [[float(row[name]) for row in rows] for name in ("learning_rate", "momentum", "seed")]
    grid = np.meshgrid(*(content[f"axis_{name}"] for name in content["axes"]), indexing="ij")
    assert places == [values.ravel().tolist() for values in grid]


def test_that_one_dimension_has_no_y(lab, tmp_path):
    path = tmp_path / "out.csv"
    assert lab("sweep", "double_well", *RATES, "-o", path) == (0, "", "")
    header = next(line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    assert header.split(",")[:4] == ["learning_rate", "seed", "x", "loss"]


@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is sent as POSIX does")
def test_that_an_interrupted_sweep_goes_on(lab, tmp_path):
    path, folder = tmp_path / "out.npz", tmp_path / "out.npz.parts"
    long = (*SMALL, "--set", "run.steps=100000", "--set", "run.noise=0", "--seeds", "10000", "--chunk", "64")
    process = subprocess.Popen(
        [sys.executable, "-m", "momentum_lab", "sweep", *long, "-o", str(path)],
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert eventually(lambda: len(list(folder.glob("0*.npy"))) > 1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=110)[1]
    assert process.returncode == 130
    assert said.splitlines() == [
        f"momentum-lab: what is finished is in {folder}; the same command goes on",
        "momentum-lab: interrupted",
    ]
    status, out, err = lab("sweep", *SMALL, "-o", path)
    assert (status, out) == (2, "")
    assert err.startswith(
        f"momentum-lab: {folder}: holds the chunks of another sweep (of another experiment);"
    )
    assert not path.exists()


def test_that_nothing_is_lost_when_the_file_cannot_be_written(lab, tmp_path, monkeypatch):
    def full(*arguments, **more):
        raise OSError(28, "No space left on device")

    path, folder = tmp_path / "out.npz", tmp_path / "out.npz.parts"
    with monkeypatch.context() as patch:
        patch.setattr("momentum_lab.export.analysis_data.np.savez_compressed", full)
        status, _, err = lab("sweep", *SMALL, "-o", path)
    assert (status, err.count("\n")) == (1, 1)
    assert len(list(folder.glob("0*.npy"))) == 1
    monkeypatch.setattr("momentum_lab.simulation.chunks.run_batch", full)
    assert lab("sweep", *SMALL, "-o", path) == (0, "", "")
    assert [file.name for file in tmp_path.iterdir()] == ["out.npz"]


WRONG = [
    ((), "--vary"),
    (("--vary", "learning_rate", "1", "0", "5"), "--vary: learning_rate: found 1 to 0, allowed is a range"),
    (("--vary", "rate", "0", "1", "5"), "--vary: unknown number of momentum 'rate'; "),
    (("--vary", "form", "0", "1", "5"), "--vary: unknown number of momentum 'form'; "),
    (("--vary", "momentum", "0", "1", "-5"), "--vary: momentum: found '-5', allowed is a whole number of"),
    (("--vary", "momentum", "0", "1", "²"), "--vary: momentum: found '²', allowed is a whole number of"),
    (("--vary", "momentum", "0", "x", "5"), "--vary: momentum: found 'x', allowed is a number"),
    (("--vary", "momentum", "nan", "1", "5"), "--vary: momentum: found nan to 1, allowed is a range"),
    (("--vary", "momentum", "0", "2", "5"), "--vary: momentum: found 2.0, allowed is a number from 0 to 1"),
    ((*RATES, *RATES), "found learning_rate twice, allowed are different hyperparameters"),
    ((*RATES, *MOMENTA) * 3, "found 6 hyperparameters, allowed are 1 to 4"),
    ((*RATES, "--chunk", "0"), "--chunk: found 0, allowed is a whole number from 1 to 131,072"),
    ((*RATES, "--seeds", "0"), "seeds: found 0, allowed is a whole number from 1 to 10,000"),
    ((*RATES, "--ball", "7"), "--ball: found 7, allowed is a whole number from 0 to 3"),
    ((*RATES, "--scheduler", "here"), "--scheduler: found 'here', allowed is an address such as tcp://"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=lambda v: " ".join(v) if v is not str else v)
def test_that_what_is_wrong_is_said_before_anything_is_done(lab, tmp_path, arguments, said):
    status, out, err = lab("sweep", "ravine", "--ball", "1", *arguments, "-o", tmp_path / "out.npz")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_that_the_file_is_checked_before_anything_is_done(lab, tmp_path):
    status, _, err = lab("sweep", "ravine", *RATES, "-o", tmp_path / "out.txt")
    assert (status, "found the ending '.txt'" in err) == (2, True)
    (tmp_path / "out.npz").mkdir()
    status, _, err = lab("sweep", "ravine", *RATES, "-o", tmp_path / "out.npz")
    assert (status, "it is a folder" in err) == (1, True)
    assert [file.name for file in tmp_path.iterdir()] == ["out.npz"]


@pytest.mark.parametrize("command", [("sweep", "ravine", *RATES), ("basins", "ravine")], ids=lambda c: c[0])
def test_that_a_missing_package_is_said(lab, tmp_path, monkeypatch, command):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert lab(*command, "-o", tmp_path / "out.npz", "--scheduler", "127.0.0.1:8786") == (
        1,
        "",
        "momentum-lab: a cluster needs the package distributed: pip install 'momentum-lab[cluster]'\n",
    )


@pytest.mark.filterwarnings("default")  # what Dask warns of is not ours
def test_that_a_cluster_writes_the_same_files(lab, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    ravine = find("ravine")
    save(replace(ravine, balls=ravine.balls[1:2]), tmp_path / "one.toml")
    basins = ("basins", tmp_path / "one.toml", "--points", "12", *SETTINGS)
    assert lab("sweep", *SMALL, "-o", tmp_path / "here.npz") == (0, "", "")
    assert lab(*basins, "-o", tmp_path / "basins.npz") == (0, "", "")
    with local_cluster(tmp_path, workers=1) as cluster:
        there = ("--scheduler", cluster.address, "--chunk", "10")
        assert lab("sweep", *SMALL, "-o", tmp_path / "there.npz", *there)[0] == 0
        assert lab(*basins, "-o", tmp_path / "basins_there.npz", *there)[0] == 0
        (tmp_path / "mine.npz.parts").mkdir()
        (tmp_path / "mine.npz.parts" / "letter.txt").touch()
        status, _, err = lab("sweep", *SMALL, "-o", tmp_path / "mine.npz", *there)
        assert status == 2
        assert err.splitlines()[-1].startswith(
            f"momentum-lab: {tmp_path / 'mine.npz.parts'}: is there, but is"
        )
    assert_same_numbers(tmp_path / "here.npz", tmp_path / "there.npz")
    assert_same_numbers(tmp_path / "basins.npz", tmp_path / "basins_there.npz")
    monkeypatch.setattr("momentum_lab.simulation.cluster.TIMEOUT", 0.5)
    status, _, err = lab("sweep", *SMALL, "-o", tmp_path / "no.npz", "--scheduler", "127.0.0.1:1")
    assert (status, err) == (1, "momentum-lab: no scheduler answers at 127.0.0.1:1\n")


def test_that_the_cluster_is_imported_only_for_a_cluster(tmp_path):
    code = (
        "import sys; from momentum_lab.cli.main import main; main(sys.argv[1:]); print('dask' in sys.modules)"
    )
    arguments = [sys.executable, "-c", code, "sweep", *SMALL, "-o", str(tmp_path / "out.npz")]
    done = subprocess.run(arguments, capture_output=True, text=True, env=ENVIRONMENT, timeout=110)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
