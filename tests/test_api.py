"""The library: what ``import momentum_lab`` offers, what it costs, and that the examples are true."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import momentum_lab as lab
from momentum_lab import api
from momentum_lab.containers.formats import FILMS, NUMBERS, STILLS, TABLES
from momentum_lab.simulation import simulate

pytestmark = pytest.mark.usefixtures("qapp")

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
NAMES = sorted({*lab.__all__} - {"__version__"})


def test_that_the_page_tells_the_truth(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried > 30
    assert failed == 0


@pytest.mark.parametrize("module", ["", ".experiments", ".runs", ".steps", ".exports", ".speaking"])
def test_that_the_examples_in_docstrings_are_true(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testmod(import_module(f"momentum_lab.api{module}"), extraglobs={"lab": lab})
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("name", NAMES)
def test_that_every_name_is_there_and_on_the_page(name):
    assert getattr(lab, name) is getattr(api, name)
    assert f"lab.{name}" in PAGE.read_text("utf-8") or f"`{name}`" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_that_every_name_says_what_it_is(name):
    value = getattr(lab, name)
    assert not (inspect.isclass(value) or inspect.isfunction(value)) or inspect.getdoc(value)


def test_that_the_names_are_listed_where_tools_look():
    assert {*lab.__all__} == {*api.__all__, "__version__"}
    assert {*lab.__all__} <= {*dir(lab)}
    with pytest.raises(AttributeError, match="module 'momentum_lab' has no attribute 'simulat'"):
        _ = lab.simulat


def loaded_after(code):
    """What is imported by a program of one line."""
    program = f"import sys; before = {{*sys.modules}}; {code}; print(*({{*sys.modules}} - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {*done.stdout.split()}


def test_that_importing_it_costs_nothing():
    loaded = loaded_after("import momentum_lab as lab; lab.__version__; dir(lab)")
    own = {name for name in loaded if name.startswith("momentum_lab")}
    assert own == {"momentum_lab", "momentum_lab.core", "momentum_lab.core.provenance"}
    assert "numpy" not in loaded


def test_that_a_run_needs_neither_qt_nor_a_compiler():
    loaded = loaded_after("import momentum_lab as lab; lab.simulate(lab.open('ravine'))")
    assert not loaded & {"PyQt6", "pyqtgraph", "OpenGL", "numba"}
    assert not any(name.startswith("momentum_lab.gui") for name in loaded)


def test_that_the_window_does_not_need_the_library():
    assert "momentum_lab.api" not in loaded_after("import momentum_lab.gui.application")


def test_that_described_experiments_are_those_that_are_written_out():
    choice = lab.LandscapeChoice("rosenbrock")
    suited = choice.build().learning_rates["momentum"]
    described = lab.describe(
        "rosenbrock", "momentum", lab.ball("adam", beta1=0.8), steps=9, seed=3, noise=0.5
    )
    assert described.landscape == choice
    assert described.start == choice.build().start
    assert (described.steps, described.seed, described.noise) == (9, 3, 0.5)
    assert described.balls[0].hyperparameters["learning_rate"] == suited
    assert described.balls[1].hyperparameters["learning_rate"] == 0.01
    assert described.balls[1].hyperparameters["beta1"] == 0.8
    assert np.array_equal(lab.simulate(described).position, simulate(described).position)


SMALL = lab.describe("himmelblau", "momentum", "adam", steps=5, noise=0.1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            lambda: lab.describe("rosenbrok", "adam"),
            "unknown landscape 'rosenbrok'; did you mean",
        ),
        (lambda: lab.describe("rosenbrock", "adm"), "unknown optimizer 'adm'; did you mean 'adam'"),
        (lambda: lab.describe("rosenbrock"), "balls: found 0, allowed are 1 to 64"),
        (lambda: lab.describe("rosenbrock", "adam", steps=0), "run: steps: found 0"),
        (lambda: lab.ball("adam", speed=1.0), "unknown hyperparameter of adam 'speed'"),
        (lambda: lab.landscape(), "exactly one of the keys 'name' and 'formula' must be there"),
        (lambda: lab.landscape(formula="x**2"), "a formula needs them"),
        (lambda: lab.open("ravin"), "unknown preset 'ravin'; did you mean 'ravine'"),
        (lambda: lab.open(Path("ravine")), "ravine: cannot be read"),
        (
            lambda: lab.stability(SMALL, x=("speed", 0.0, 1.0)),
            "unknown number of momentum",
        ),
        (lambda: lab.sweep(lab.open("ravine"), {}), "found 0 hyperparameters, allowed are 1 to 4"),
        (lambda: lab.ensemble(lab.open("ravine"), 0), "seeds: found 0"),
        (
            lambda: lab.export_data(lab.simulate(lab.open("ravine")), "x.txt"),
            "x.txt: found the ending '.txt'",
        ),
        (
            lambda: lab.export_picture(lab.simulate(lab.open("ravine")), "x.txt"),
            "x.txt: found the ending '.txt'",
        ),
    ],
)
def test_that_what_is_wrong_is_said_in_one_sentence(wrong, words):
    with pytest.raises(lab.InputError, match=words) as refusal:
        wrong()
    assert isinstance(refusal.value, lab.MomentumLabError)


FINDINGS = {
    "run": lambda: lab.simulate(SMALL),
    "stability": lambda: lab.stability(SMALL, points=2),
    "basins": lambda: lab.basins(SMALL, points=2),
    "comparison": lambda: lab.compare(SMALL, runs=10),
    "ensemble": lambda: lab.ensemble(SMALL, seeds=2),
    "eigenvalues": lambda: lab.eigenvalues(lab.simulate(SMALL)),
    "filter": lambda: lab.frequencies(lab.simulate(SMALL)),
    "sweep": lambda: lab.sweep(SMALL, {"learning_rate": (0.001, 0.01, 2)}),
}


@pytest.mark.parametrize("what", FINDINGS)
def test_that_whatever_is_found_is_written_and_opened_again(tmp_path, what):
    found = FINDINGS[what]()
    for suffix in NUMBERS:
        lab.export_data(found, tmp_path / f"numbers{suffix}")
        assert lab.open(tmp_path / f"numbers{suffix}") == SMALL
        assert lab.open(str(tmp_path / f"numbers{suffix}")) == SMALL
    for suffix in STILLS if what != "sweep" else ():
        options = lab.PictureOptions(view="contour", size=(400, 900))
        assert lab.export_picture(found, tmp_path / f"picture{suffix}", options) == ""
        assert lab.open(tmp_path / f"picture{suffix}") == SMALL


def test_that_tables_and_films_are_written_and_opened_again(tmp_path):
    run = lab.simulate(SMALL)
    for suffix in TABLES:
        lab.export_table(run, tmp_path / f"table{suffix}")
        assert lab.open(tmp_path / f"table{suffix}") == SMALL
    for suffix in FILMS:
        path, film = tmp_path / f"film{suffix}", lab.FilmOptions(fps=5, seconds=0.4, hold=0.0)
        lab.export_picture(run, path, lab.PictureOptions(view="loss", size=(240, 200)), film)
        assert lab.open(path) == SMALL


def test_that_one_axis_of_a_map_is_found_where_the_other_is_given():
    descent = lab.describe("elliptic_bowl", "gradient_descent", steps=5)
    first, second = ("learning_rate", 0.1, 1.0), ("weight_decay", 0.0, 0.5)
    for given, names in (
        ({}, ("learning_rate", "weight_decay")),
        ({"x": second}, ("weight_decay", "learning_rate")),
        ({"y": first}, ("weight_decay", "learning_rate")),
        ({"x": first, "y": second}, ("learning_rate", "weight_decay")),
    ):
        assert tuple(axis.name for axis in lab.stability(descent, points=2, **given).axes) == names


def test_that_a_sweep_goes_on_in_its_folder(tmp_path):
    vary, shares = {"learning_rate": (0.001, 0.01, 3)}, []
    once = lab.sweep(SMALL, vary, folder=tmp_path / "parts")
    again = lab.sweep(SMALL, vary, folder=tmp_path / "parts", progress=lambda share: not shares.append(share))
    assert np.array_equal(once.cells.loss, again.cells.loss, equal_nan=True)
    assert not any(share < 1.0 for share in shares)
    with pytest.raises(lab.InputError):
        lab.sweep(SMALL, vary, seeds=2, folder=tmp_path / "parts")


def test_that_a_script_is_run_by_the_library_alone(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(lab.python_script(SMALL), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert "Momentum" in done.stdout
    imports = [line for line in script.read_text("utf-8").splitlines() if "import" in line]
    assert imports == ["import momentum_lab as lab"]
