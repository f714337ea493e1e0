"""What an optimizer in a person's own folder says of itself is known everywhere, from its one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.analysis.search import search
from momentum_lab.analysis.stability import default_axes, stability_map
from momentum_lab.analysis.theory import Theory, theory
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment import Ball
from momentum_lab.export.listing import LISTINGS
from momentum_lab.export.torch_script import torch_script
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.maps.facts import best_in_words, facts_table
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

OWN = Path(__file__).parent / "own"
RAVINE, START = "0.1*x**2 + 2*y**2", (-5.0, -2.0)


@pytest.fixture(autouse=True)
def own_optimizers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The optimizers in the folder, as if it were one's own."""
    with monkeypatch.context() as patched:
        patched.setenv(OWN_FOLDER, str(OWN))
        OPTIMIZERS.reload()
        yield
    OPTIMIZERS.reload()


def told(body: Ball, steps: int = 400) -> Theory:
    return theory(simulate(on_formula(RAVINE, START, body, steps=steps)), 0, 0)


def test_that_the_theory_tab_has_its_facts_with_its_symbols() -> None:
    found = told(ball("slow_average", learning_rate=0.8))
    assert found.predicted_factor == pytest.approx(np.sqrt(0.8))
    assert found.measured_factor == pytest.approx(found.predicted_factor, rel=0.01)
    assert found.stable == {"learning_rate": pytest.approx(3.6 / 0.2 / 4.0)}
    shown = facts_table(found, LIGHT).replace("&nbsp;", " ")
    assert "η = 4.5" in shown
    assert "κ = 0.4026" in shown
    assert best_in_words(found) == "learning rate 1.118034, kept 0.4026055"


def test_that_its_best_values_keep_their_promise() -> None:
    body = ball("slow_average")
    best = told(body).best
    assert best is not None
    tried = told(body.with_values(**best.values), steps=600)
    assert tried.measured_factor == pytest.approx(best.convergence_factor, rel=0.01)


def test_that_its_weight_decay_counts_as_curvature_and_pulls() -> None:
    found = told(ball("slow_average", learning_rate=0.8, weight_decay=1.0))
    assert found.stable == {"learning_rate": pytest.approx(3.6 / 0.2 / 5.0)}
    run = simulate(on_formula("0*x", (2.0,), ball("slow_average", weight_decay=0.5), steps=5))
    assert 0.0 < run.position[0, -1, 0] < 2.0


def test_that_a_map_has_its_border_over_its_momentum() -> None:
    experiment = on_formula(RAVINE, START, ball("slow_average"), steps=1500)
    assert [axis.name for axis in default_axes(experiment, 0)] == ["learning_rate", "kept"]
    axes = (Axis("learning_rate", 0.02, 12.0, 9, "log"), Axis("kept", 0.0, 0.9, 5))
    result = stability_map(experiment, 0, axes)
    assert result.theory is not None
    measured = result.cells.loss < experiment.landscape.build().loss(START)
    assert np.array_equal(measured, result.theory.converges)
    rate, kept = result.theory.border.T
    assert rate * 4.0 == pytest.approx((2.0 + 2.0 * kept) / (1.0 - kept), rel=1e-9)


def test_that_its_momentum_is_searched_and_compared() -> None:
    experiment = on_formula(RAVINE, START, ball("slow_average"), steps=60)
    found = search(experiment, 0, 40)
    assert len({candidate.values["kept"] for candidate in found[1:]}) > 3
    (row,) = compare(experiment, 20).rows
    assert row.best.momentum_parameter == "kept"
    assert row.best.momentum is not None


def test_that_pytorch_gets_its_script_and_says_what_it_cannot() -> None:
    body = ball("slow_average", learning_rate=0.5, kept=0.8, weight_decay=0.1)
    experiment = on_formula(RAVINE, START, body)
    rate = 0.5 * (1.0 - 0.8)
    assert f"torch.optim.SGD(p, lr={rate!r}, momentum=0.8, weight_decay=0.1)" in torch_script(experiment)
    # The rule of which PyTorch vouches for the path, with these arguments.
    sum_of_gradients = ball("momentum", learning_rate=rate, momentum=0.8, weight_decay=0.1)
    ours, theirs = simulate(experiment), simulate(replace(experiment, balls=(sum_of_gradients,)))
    assert ours.position == pytest.approx(theirs.position, rel=1e-12)
    endless = on_formula(RAVINE, START, ball("slow_average", kept=1.0))
    assert "(an average that nothing enters is no sum)" in torch_script(endless)


def test_that_it_is_listed_with_its_symbols_and_its_name_in_pytorch() -> None:
    (listed,) = (o for o in LISTINGS["optimizers"]() if o["name"] == "slow_average")
    assert (listed["torch"], listed["optax"]) == ("SGD", None)
    hyperparameters = listed["hyperparameters"]
    assert isinstance(hyperparameters, list)
    assert [h["symbol"] for h in hyperparameters] == ["η", "κ", "λ"]


def test_that_without_a_formula_its_theory_is_read_off_its_arithmetic() -> None:
    found = told(ball("third_way", learning_rate=0.3))
    assert found.measured_factor == pytest.approx(found.predicted_factor, rel=0.01)
    assert found.stable == {"learning_rate": pytest.approx((2.0 + 2.0 / 3.0) / 4.0)}
    assert found.best is None
    third_way = OPTIMIZERS["third_way"]
    limit = stability_limit(third_way, third_way.pack(third_way.checked({})))
    assert limit == pytest.approx(8.0 / 3.0, rel=1e-12)
