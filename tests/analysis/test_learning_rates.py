"""The search for a learning rate, and whether the library's are what it finds."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis import learning_rates
from momentum_lab.analysis.learning_rates import (
    CANDIDATES,
    good_rate,
    good_rates,
    good_rates_of_entry,
    moved_to,
    suited_values,
    with_suited_rates,
)
from momentum_lab.core.errors import CancelledError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.resources import OWN_FOLDER, resources_folder
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.user_library import write_entry
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Status, simulate
from momentum_lab.simulation.native_ball import compiled

FILES = resources_folder() / "landscapes"
SQUARE = ((-4.0, 4.0), (-4.0, 4.0))


def formula(text: str, domain: tuple[tuple[float, float], ...] = SQUARE) -> LandscapeChoice:
    return LandscapeChoice(formula=text, domain=domain)


def rolled(choice: LandscapeChoice, optimizer: str, rate: float, steps: int = 200):
    values = OPTIMIZERS[optimizer].at_rate(rate)
    return simulate(Experiment(choice, choice.build().start, (ball(optimizer, **values),), steps=steps))


@pytest.mark.parametrize("text", ["x**2 + 30*y**2", "x**4 + y**2 - x", "sin(x)*cos(y) + x**2/10 + y**2/20"])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam", "rmsprop", "physical_ball"])
def test_that_a_ball_with_the_rate_that_is_found_stays_on_the_map_and_gets_down(text, optimizer) -> None:
    choice = formula(text)
    rate = good_rate(choice, optimizer)
    assert rate in CANDIDATES
    run = rolled(choice, optimizer, rate)
    assert np.all(np.abs(run.position) <= 4.0)
    lowest = min(minimum.loss for minimum in choice.build().minima)
    assert run.loss[0, -1] - lowest < 0.1 * (run.loss[0, 0] - lowest)


def test_that_a_rate_stays_below_what_gradient_descent_can_bear_at_the_minimum() -> None:
    choice = LandscapeChoice("rosenbrock")
    curvature = np.linalg.eigvalsh(choice.build().hessian((1.0, 1.0)))[-1]
    rate = LANDSCAPES["rosenbrock"].learning_rates["gradient_descent"]
    assert rate * curvature < 2.0


@pytest.mark.parametrize("landscape", ["bumpy_valley", "many_hills", "levy", "rosenbrock"])
def test_that_gradient_descent_comes_to_rest_with_the_librarys_rate(landscape) -> None:
    choice = LandscapeChoice(landscape)
    run = rolled(choice, "gradient_descent", choice.build().learning_rates["gradient_descent"], 20_000)
    assert run.status[0, -1] in (Status.CONVERGED, Status.STALLED)
    assert np.abs(run.update[0, -1]).max() < 1e-6


def test_that_the_default_is_kept_where_it_does_as_well() -> None:
    default = OPTIMIZERS["gradient_descent"].hyperparameters["learning_rate"].default
    assert good_rate(formula("40*x**2 + 40*y**2"), "gradient_descent") == default
    assert default == 0.01
    assert good_rate(formula("x**2 + y**2"), "gradient_descent") > default


def test_that_the_other_hyperparameters_and_the_start_count() -> None:
    bowl = formula("x**2/2 + 5*y**2")
    plain, heavy = (good_rate(bowl, "momentum", FrozenMapping(momentum=m)) for m in (0.0, 0.9))
    assert heavy < plain
    steep = formula("x**4 + y**4")
    near, far = (good_rate(steep, "gradient_descent", start=(x, 0.1)) for x in (0.2, 3.9))
    assert far < near


def test_that_the_search_tells_how_far_it_is_and_can_be_cancelled() -> None:
    choice, names, told = formula("x**2 + y**2"), ["adam", "momentum", "newton"], []
    found = good_rates(choice, names, lambda share: told.append(share) is None)
    assert list(found) == names
    assert told == pytest.approx([0.0, 1 / 3, 2 / 3])
    with pytest.raises(CancelledError):
        good_rates(choice, names, lambda share: share < 0.5)


def test_that_an_own_landscape_that_changes_is_searched_anew(tmp_path, monkeypatch) -> None:
    bowl = replace(LANDSCAPES["booth"], name="my_bowl", learning_rates=FrozenMapping(), minima=(), saddles=())
    choice = LandscapeChoice("my_bowl")
    with monkeypatch.context() as context:
        context.setenv(OWN_FOLDER, str(tmp_path))
        rates = []
        for text in ("x**2 + y**2", "1000*x**2 + 1000*y**2"):
            write_entry(tmp_path / "landscapes", replace(bowl, formula=text))
            LANDSCAPES.reload()
            rates.append(suited_values(choice, "gradient_descent")["learning_rate"])
    LANDSCAPES.reload()
    assert rates[1] < rates[0] / 100


def test_that_what_is_searched_once_is_not_searched_again(monkeypatch) -> None:
    choice = formula("x**2 + 3*y**2 + x*y/7")
    first = good_rate(choice, "adam")
    monkeypatch.setattr(learning_rates, "rolled", None)
    assert good_rate(LandscapeChoice(formula=choice.formula, domain=choice.domain), "adam") == first


@pytest.mark.parametrize(("low", "high", "default"), [(100.0, 1000.0, 300.0), (1e-9, 1e-6, 1e-7)])
def test_that_a_rule_whose_rates_are_none_of_the_candidates_keeps_its_default(
    monkeypatch, low, high, default
) -> None:
    rule = replace(OPTIMIZERS["gradient_descent"])
    declared = replace(
        rule.hyperparameters["learning_rate"], default=default, low=low, high=high, slider=None
    )
    object.__setattr__(rule, "hyperparameters", FrozenMapping(learning_rate=declared))
    monkeypatch.setitem(OPTIMIZERS.built_in._made, "gradient_descent", rule)
    assert good_rate(formula("x**2 + y**2"), "gradient_descent") == default


def test_that_a_ball_that_cannot_get_down_has_no_rate() -> None:
    assert good_rate(formula("3 + 0*x + 0*y"), "momentum") is None
    assert suited_values(formula("3 + 0*x + 0*y"), "momentum") == {}


def test_that_newton_has_no_rate_where_it_climbs() -> None:
    assert good_rate(formula("x**2 + y**2"), "newton") == 1.0
    hill = formula("-cos(x) - cos(y)")
    assert good_rate(hill, "newton", start=(2.5, 2.4)) is None
    assert good_rate(hill, "newton", start=(0.8, 0.9)) == 1.0


CHANGED = [
    {"conditioning": 100.0},
    {"parameters": FrozenMapping(b=10.0)},
    {"parameters": FrozenMapping(a=10.0, b=10.0), "conditioning": 10.0},
]


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov", "qhm"])
@pytest.mark.parametrize("changed", CHANGED, ids=str)
def test_that_a_new_ball_on_a_landscape_that_was_made_steeper_does_not_diverge(optimizer, changed) -> None:
    choice = LandscapeChoice("elliptic_bowl", **changed)
    (rate,) = suited_values(choice, optimizer).values()
    assert rate <= choice.build().learning_rates[optimizer]
    run = rolled(choice, optimizer, rate)
    assert run.loss[0, -1] < 0.5 * run.loss[0, 0]


def test_that_the_files_rate_is_taken_at_its_defaults_and_after_a_turn_alone() -> None:
    for choice in (LandscapeChoice("elliptic_bowl"), LandscapeChoice("elliptic_bowl", rotation=30.0)):
        assert suited_values(choice, "momentum") == {}
    assert suited_values(LandscapeChoice("elliptic_bowl", conditioning=2.0), "momentum")


def test_that_moving_to_a_landscape_without_rates_searches_them_and_keeps_schedules() -> None:
    schedule = RateSchedule("cosine", FrozenMapping(period=60.0))
    before = on_formula("x**2", (1.0,), ball("adam", schedule=schedule), ball("momentum", start=(2.0,)))
    choice = formula("50*x**2 + 80*y**2")
    after = moved_to(before, choice)
    assert after.start == choice.build().start
    for body in after.balls:
        assert body.hyperparameters["learning_rate"] == good_rate(choice, body.optimizer)
    assert after.balls[0].schedule == schedule
    assert with_suited_rates(after) == after


def chosen_by_hand() -> dict[str, dict[str, str]]:
    """Why a rate was chosen by hand: the comment behind it in the file of its landscape."""
    comments = {}
    for path in FILES.glob("*.toml"):
        table = path.read_text(encoding="utf-8").partition("[learning_rates]\n")[2]
        comments[path.stem] = dict(re.findall(r"^(\w+) = [^#\n]*# (.+)$", table, re.MULTILINE))
    return comments


@pytest.mark.parametrize("landscape", LANDSCAPES.built_in)
def test_that_the_library_has_the_rates_that_are_found_or_says_why_not(landscape) -> None:
    chosen = chosen_by_hand()[landscape]
    assert all(len(reason) > 20 for reason in chosen.values())
    names = [name for name in OPTIMIZERS.built_in if name not in chosen]
    stored = dict(LANDSCAPES[landscape].learning_rates)
    found = dict(good_rates(LandscapeChoice(landscape), names, source=compiled))
    assert found == {name: rate for name, rate in stored.items() if name not in chosen}


def test_that_few_rates_are_chosen_by_hand() -> None:
    by_hand = {(name, rule) for name, rules in chosen_by_hand().items() for rule in rules}
    assert by_hand == {
        *(("double_well", name) for name in ("gradient_descent", "momentum")),
        *(("two_basins", name) for name in ("gradient_descent", "momentum")),
        ("plateau", "gradient_descent"),
        ("three_hump_camel", "gradient_descent"),
    }


def test_that_machine_code_and_files_elsewhere_give_the_same_rates() -> None:
    names = ["gradient_descent", "newton"]
    for landscape in ("ackley", "double_well"):
        by_name = good_rates(LandscapeChoice(landscape), names)
        assert good_rates(LandscapeChoice(landscape), names, source=compiled) == by_name
        assert good_rates_of_entry(LANDSCAPES[landscape], names) == by_name


@pytest.fixture
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "find_learning_rates.py"
    spec = importlib.util.spec_from_file_location("find_learning_rates", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_that_the_script_searches_the_file_itself_and_keeps_comments(script, tmp_path, monkeypatch) -> None:
    content = (FILES / "parabola.toml").read_text(encoding="utf-8")
    before = content.partition("[learning_rates]")[0]
    steeper = before.replace('formula = "', 'formula = "1000*')
    table = "[learning_rates]\n# found by trying\nadam = 0.3\nmomentum = 0.5  # somebody wants it so\n"
    path = tmp_path / "parabola.toml"
    names = ("adam", "gradient_descent", "momentum")
    monkeypatch.setattr(script, "OPTIMIZERS", {name: OPTIMIZERS[name] for name in names})
    path.write_text(steeper + table, encoding="utf-8")
    script.main([str(path)])
    kept = path.read_text(encoding="utf-8")
    assert kept.startswith((steeper + table).rstrip("\n"))
    rates = tomllib.loads(kept)["learning_rates"]
    assert (rates["adam"], rates["momentum"]) == (0.3, 0.5)
    assert rates["gradient_descent"] < 0.01 < LANDSCAPES["parabola"].learning_rates["gradient_descent"]
    script.main(["--again", str(path)])
    again = path.read_text(encoding="utf-8")
    assert "# found by trying\n" in again
    assert "momentum = 0.5  # somebody wants it so\n" in again
    assert tomllib.loads(again)["learning_rates"]["adam"] != 0.3
    script.main(["--again", str(path)])
    assert path.read_text(encoding="utf-8") == again
