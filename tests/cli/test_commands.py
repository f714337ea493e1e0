"""The commands: what they print, what they return, and one line for what is wrong."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from momentum_lab import __version__
from momentum_lab.cli.main import main
from momentum_lab.core.text_columns import width_of
from momentum_lab.experiment import find, preset, preset_names, save
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"}


def test_that_run_prints_a_table(lab):
    status, out, err = lab("run", "book_ravine_0.6")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "The ravine of the book, rate 0.6: 50 steps"
    assert lines[1].split("  ")[0] == "ball"
    assert lines[3].startswith("Gradient descent  ")
    assert lines[3].endswith(
        "diverged at step 9: rate too high for the curvature (0.6 × 4 = 2.4, stable below 2)"
    )
    assert lines[4].split() == [
        *("Momentum", "0.5"),
        *("1.20312e-14", "1.20312e-14", "1.9124e-07", "global,", "(0,", "0)"),
        *("20", "50", "16.5378", "at", "a", "minimum"),
    ]
    assert len(lines) == 6


def test_that_run_takes_a_file_and_settings(lab, tmp_path):
    path = tmp_path / "mine.toml"
    save(preset("double_well"), path)
    status, out, err = lab("run", str(path), "--set", "run.steps=3", "--set", "title=Mine")
    assert (status, err) == (0, "")
    assert out.startswith("Mine: 3 steps\n")


def test_that_csv_holds_what_simulate_gives_bit_by_bit(lab, tmp_path):
    settings = ["run.noise=0.1", "run.seed=5", "balls.1.momentum=0.8"]
    flags = [part for setting in settings for part in ("--set", setting)]
    path = tmp_path / "run.csv"
    assert lab("run", "sgd_to_adam", *flags, "-o", str(path)) == (0, "", "")
    run = simulate(with_overrides(find("sgd_to_adam"), settings))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 7 * 301
    numbers = np.array(
        [[float(row[c]) for c in ("x", "y", "loss", "gradient_x", "gradient_y")] for row in rows]
    ).reshape(7, 301, 5)
    assert numbers[..., :2].tobytes() == run.position.tobytes()
    assert numbers[..., 2].tobytes() == run.loss.tobytes()
    assert numbers[..., 3:].tobytes() == run.gradient.tobytes()


def test_that_runs_longer_than_a_slice_are_whole(lab, tmp_path):
    path = tmp_path / "run.npz"
    assert lab("run", "double_well", "--set", "run.steps=4500", "-o", str(path))[0] == 0
    with np.load(path) as content:
        assert content["position"].shape == (2, 4501, 1)
        assert np.isfinite(content["position"]).all()


@pytest.mark.parametrize(
    ("what", "names"),
    [("optimizers", list(OPTIMIZERS)), ("landscapes", list(LANDSCAPES)), ("presets", list(preset_names()))],
)
def test_that_list_names_everything_as_text_and_as_json(lab, what, names):
    status, out, err = lab("list", what, "--json")
    assert (status, err) == (0, "")
    items = json.loads(out)
    assert [item["name"] for item in items] == names
    status, text, err = lab("list", what)
    assert (status, err) == (0, "")
    headings = [line for line in text.splitlines() if not line.startswith(" ")]
    assert headings == [f"{item['name']}: {item['title']}" for item in items]


def test_that_list_shows_declarations_and_minima(lab):
    optimizers = {o["name"]: o for o in json.loads(lab("list", "optimizers", "--json")[1])}
    form = next(h for h in optimizers["momentum"]["hyperparameters"] if h["name"] == "form")
    assert (form["default"], form["options"]) == ("leaky", ["leaky", "velocity", "ema", "ema_corrected"])
    assert "    momentum = 0.9 (0 to 1): share of the velocity that is kept" in lab("list", "optimizers")[1]
    landscapes = {o["name"]: o for o in json.loads(lab("list", "landscapes", "--json")[1])}
    assert len(landscapes["himmelblau"]["minima"]) == 4
    assert landscapes["double_well"]["start"] == [-1.8]


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("run", "--help"), ("export", "-h"), ("list", "-h")]
)
def test_that_help_is_given(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    said = capsys.readouterr()
    assert caught.value.code == 0
    assert said.out.startswith("usage: momentum-lab")
    assert said.err == ""


def test_that_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"momentum-lab {__version__}\n"


WRONG = [
    (("run", "ravin"), 2, "unknown preset 'ravin'; did you mean 'ravine'?"),
    (("run", "no.toml"), 2, "no.toml: cannot be read (No such file or directory)"),
    (("run",), 2, "the following arguments are required: FILE|PRESET (see momentum-lab run --help)"),
    (("run", "ravine", "more"), 2, "unrecognized arguments: more (see momentum-lab --help)"),
    (("run", "ravine", "--frob"), 2, "unrecognized arguments: --frob (see momentum-lab --help)"),
    (("run", "ravine", "-o"), 2, "argument -o/--out: expected one argument (see momentum-lab run --help)"),
    (("run", "ravine", "-o", "x.txt"), 2, "x.txt: found the ending '.txt', allowed are .csv, .json, .npz"),
    (("run", "ravine", "-o", "no/x.csv"), 1, "no/x.csv: cannot be written (No such file or directory)"),
    (
        ("run", "ravine", "--set", "run.steps=x"),
        2,
        "--set run.steps=x: run: steps: found 'x', allowed is a whole number from 1 to 1,000,000",
    ),
    (
        ("run", "ravine", "--set", "balls.0.learning_rat=1"),
        2,
        "--set balls.0.learning_rat=1: balls: 0: unknown key 'learning_rat'; did you mean 'learning_rate'?",
    ),
    (("frobnicate",), 2, None),
    (
        ("list",),
        2,
        "the following arguments are required: optimizers|schedules|landscapes|presets|lessons "
        "(see momentum-lab list --help)",
    ),
    (
        ("exprot", "ravine", "x.png"),
        2,
        "unknown command 'exprot'; did you mean 'export'? (see momentum-lab --help)",
    ),
    (("run", ""), 2, "found an empty name, allowed are a preset or a file"),
    (("list", "balls"), 2, None),
    (
        ("export", "ravine", "x.jpg"),
        2,
        "x.jpg: found the ending '.jpg', allowed are .png, .svg, .pdf, .gif, .webp, .apng, .mp4",
    ),
    (
        ("export", "ravine", "x"),
        2,
        "x: found the ending '', allowed are .png, .svg, .pdf, .gif, .webp, .apng, .mp4",
    ),
    (
        ("export", "ravine", "x.png", "--size", "big"),
        2,
        "argument --size: found 'big', allowed is WIDTHxHEIGHT such as 960x720 or 85x70mm "
        "(see momentum-lab export --help)",
    ),
    (
        ("export", "ravine", "x.png", "--size", "1x1"),
        2,
        "size: found 1 px, allowed is 64 to 20000 px",
    ),
    (("export", "ravine", "x.png", "--size", "99999x100"), 2, None),
    (
        ("export", "ravine", "x.png", "--size", "100000x100000"),
        2,
        "size: found 1e+05 px, allowed is 64 to 20000 px",
    ),
    (("export", "ravine", "x.png", "--size", "20000x20000"), 2, None),
    (("export", "ravine", "x.png", "--size", "²x3"), 2, None),
    (
        ("export", "ravine", "x.png", "--scale", "nan"),
        2,
        "scale: found nan, allowed is a number from 0.1 to 20",
    ),
    (("export", "ravine", "x.gif", "--fps", "0"), 2, "fps: found 0, allowed is a whole number from 1 to 60"),
    (
        ("export", "ravine", "x.gif", "--fps", "60"),
        2,
        "fps: found 60, allowed for GIF animations is 1 to 50",
    ),
    (
        ("export", "ravine", "x.png", "--fps", "20"),
        2,
        "--fps: is for films (.gif, .webp, .apng, .mp4), not for 'x.png'",
    ),
    (
        ("export", "ravine", "x.svg", "--once"),
        2,
        "--once: is for films (.gif, .webp, .apng, .mp4), not for 'x.svg'",
    ),
    (("export", "ravine", "x.mp4", "--easing", "lin"), 2, None),
    (("export", "ravine", "x.mp4", "--size", "4000x3000"), 2, None),
    (
        ("export", "ravine", "x.mp4", "--view", "loss", "--orbit", "90"),
        2,
        "orbit: there is no surface in this picture that a camera could go around",
    ),
    (
        ("export", "ravine", "x.png", "--step", "-1"),
        2,
        "step: found -1, allowed is a whole number from 0 to 1,000,000,000",
    ),
    (("export", "ravine", "x.png", "--view", "loss", "--step", "x"), 2, None),
    (("export", "ravine", "x.png", "--view", "side"), 2, None),
    (("export", "nothing", "x.png"), 2, None),
]


@pytest.mark.parametrize(
    ("arguments", "status", "line"), WRONG, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_that_what_is_wrong_is_said_in_one_line(lab, tmp_path, monkeypatch, arguments, status, line):
    monkeypatch.chdir(tmp_path)
    returned, out, err = lab(*arguments)
    assert (returned, out) == (status, "")
    assert err.startswith("momentum-lab: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    if line is not None:
        assert err == f"momentum-lab: {line}\n"
    assert list(tmp_path.iterdir()) == []


def test_that_too_little_memory_is_said(lab, monkeypatch):
    def none_left(*arguments):
        raise MemoryError

    monkeypatch.setattr("momentum_lab.cli.common.simulate", none_left)
    assert lab("run", "ravine") == (1, "", "momentum-lab: there is not enough memory for that\n")


def test_that_an_interrupt_is_no_traceback(lab, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("momentum_lab.cli.common.simulate", interrupted)
    assert lab("run", "ravine") == (130, "", "momentum-lab: interrupted\n")


def fresh(*command, **options):
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=ENVIRONMENT, timeout=110, **options
    )


WITHOUT_QT = """
import sys
from momentum_lab.cli.main import main
from momentum_lab.core.text_columns import width_of
status = main({arguments!r})
drawing = {{"PyQt6", "pyqtgraph", "OpenGL", "contourpy", "PIL"}}
graphics = sorted(drawing & {{name.split(".")[0] for name in sys.modules}})
print("imported:", *graphics, file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize(
    "arguments",
    [("run", "ravine"), ("run", "double_well", "-o", "run.npz"), ("list", "landscapes")],
    ids=" ".join,
)
def test_that_headless_commands_import_nothing_that_draws(tmp_path, arguments):
    done = fresh("-c", WITHOUT_QT.format(arguments=list(arguments)), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "imported:\n")


def test_that_the_module_is_the_command():
    done = fresh("-m", "momentum_lab", "run", "double_well", "--set", "run.steps=2")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Over the hill: 2 steps\n")
    done = fresh("-m", "momentum_lab", "run", "ravin")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "momentum-lab: unknown preset 'ravin'; did you mean 'ravine'?\n"


def test_that_a_console_without_greek_letters_gets_its_table():
    done = subprocess.run(
        [sys.executable, "-m", "momentum_lab", "run", "book_ravine_0.6"],
        capture_output=True,
        env={**ENVIRONMENT, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        timeout=110,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"(0.6 ? 4 = 2.4, stable below 2)" in done.stdout


posix = pytest.mark.skipif(os.name != "posix", reason="pipes and devices are POSIX's")


@posix
@pytest.mark.parametrize("arguments", ["list landscapes --json", "run double_well"])
@pytest.mark.parametrize("reader", ["head -n 1", "true"])
def test_that_a_reader_that_goes_away_causes_no_complaint(arguments, reader):
    command = f"'{sys.executable}' -m momentum_lab {arguments} | {reader}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, timeout=110)
    assert done.stderr == ""


@posix
@pytest.mark.parametrize("arguments", ["list landscapes --json", "run double_well"])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_that_an_output_that_is_full_is_said_in_one_line(arguments):
    command = f"'{sys.executable}' -m momentum_lab {arguments} > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, timeout=110)
    assert done.returncode == 1
    assert done.stderr == "momentum-lab: the output cannot be written (No space left on device)\n"


@posix
def test_that_a_setting_that_is_not_text_is_refused():
    done = fresh("-m", "momentum_lab", "run", "ravine", "--set", b"title=\xff")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "not UTF-8 text" in done.stderr


def test_that_columns_stand_below_each_other_whatever_the_letters_are(lab):
    names = ("动量法", "e\u0301te\u0301", "plain")
    settings = [arg for i, name in enumerate(names) for arg in ("--set", f"balls.{i}.label={name}")]
    status, out, _ = lab("run", "ravine", *settings)
    assert status == 0
    lines = out.splitlines()
    rule = next(line for line in lines if line.startswith("──"))
    column = len(rule.split("  ")[0])
    for name in names:
        row = next(line for line in lines if line.startswith(name))
        shown = name + " " * (column - width_of(name))
        assert row.startswith(f"{shown}  ")
        assert row[len(shown) + 2] != " "
