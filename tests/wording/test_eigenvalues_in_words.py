"""What is said of eigenvalues and filters is true of their numbers, and says why there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.eigenvalues import plane
from momentum_lab.analysis.frequencies import frequencies
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.wording.eigenvalues import plane_rows, plane_sentences, root_of_memory, why_none
from momentum_lab.wording.frequencies import frequency_sentences, gain_rows

RAVINE = "0.1*x**2 + 2*y**2"


def told(body, formula=RAVINE, start=(-5.0, -2.0), steps=60, place="minimum"):
    return plane(simulate(on_formula(formula, start, body, steps=steps)), 0, 0, None, place)


def filtered(body, steps=60):
    return frequencies(simulate(on_formula(RAVINE, (-5.0, -2.0), body, steps=steps)), 0, 0)


def gains(body):
    return [tuple(map(str, row)) for row in gain_rows(filtered(body))]


def test_that_eigenvalues_are_written_as_pairs_or_one_by_one():
    creeping, alternating = plane_rows(told(ball("momentum", learning_rate=0.6, momentum=0.25)))
    assert tuple(map(str, creeping[1:4])) == ("0.8281, 0.3019", "0.8281", "overdamped")
    assert tuple(map(str, alternating[1:4])) == ("−0.2911, −0.8589", "0.8589", "overshoots")
    ((_, values, left, *_),) = plane_rows(
        told(ball("momentum", learning_rate=0.5, momentum=0.25), "x**2/2", (1.0,))
    )
    assert (values, left) == ("0.375 ± 0.3307 i", "0.5")


def test_that_a_sentence_has_all_of_an_axis():
    (first, _) = plane_sentences(told(ball("momentum", learning_rate=0.15, momentum=0.9)))
    assert str(first).startswith("Curvature 0.2: eigenvalues 0.935 ± ")
    assert str(first).endswith("0.9487 left per step; underdamped: swings through and back.")


@pytest.mark.parametrize("name", [name for name, rule in OPTIMIZERS.items() if rule.theory is None])
def test_that_adaptive_rules_are_said_to_have_none(name):
    assert "not proportional to the gradient" in str(why_none(told(ball(name), steps=3)))


def test_that_it_is_said_why_there_are_none_here():
    momentum = ball("momentum", learning_rate=0.01)
    assert "not the quadratic" in str(why_none(told(momentum, "sqrt(x**2 + y**2 + 1e-12)")))
    assert "not defined here" in str(why_none(told(momentum, "sqrt(x) + y**2", (-1.0, 1.0), place="ball")))
    assert str(why_none(told(momentum))) == ""


def test_that_the_circle_of_the_momentum_has_its_symbol():
    circle = root_of_memory(told(ball("momentum", momentum=0.81)))
    assert (str(circle.words), circle.radius) == ("√β = 0.9", pytest.approx(0.9))
    ball_of_mass = root_of_memory(told(ball("physical_ball", mass=1.0, friction=1.9, time_step=0.1)))
    assert str(ball_of_mass.words) == "√β = 0.9"
    assert root_of_memory(told(ball("gradient_descent"))) is None
    assert root_of_memory(told(ball("physical_ball", mass=1.0, friction=30.0, time_step=0.1))) is None


@pytest.mark.parametrize("step", [0, 9, 10, 39, 40, 60])
def test_that_the_circle_of_the_momentum_is_that_of_the_values_in_force(step):
    momenta = {0: 0.81, 10: 0.25, 40: 0.49}
    changes = [BallChange(at, FrozenMapping({"momentum": value})) for at, value in momenta.items() if at]
    body = replace(ball("momentum", momentum=0.81, learning_rate=0.5), changes=tuple(changes))
    found = plane(simulate(on_formula(RAVINE, (-5.0, -2.0), body, steps=60)), 0, step)
    momentum = momenta[max(at for at in momenta if at <= step)]
    circle = root_of_memory(found)
    assert circle.radius == pytest.approx(momentum**0.5)
    assert circle.radius in [pytest.approx(pair.radius) for pair in found.pairs]


def test_that_gains_have_the_forms_of_textbooks_where_they_are_so():
    assert gains(ball("momentum", momentum=0.9)) == [
        ("velocity, step ÷ rate", "10 = 1 / (1 − β)", "0.5263 = 1 / (1 + β)")
    ]
    assert gains(ball("momentum", momentum=0.9, form="ema")) == [
        ("velocity, step ÷ rate", "1", "0.05263 = (1 − β) / (1 + β)")
    ]
    assert gains(ball("nesterov", momentum=0.5)) == [
        ("velocity", "2 = 1 / (1 − β)", "0.6667 = 1 / (1 + β)"),
        ("step ÷ rate", "2 = 1 / (1 − β)", "1.333 = (1 + 2β) / (1 + β)"),
    ]
    assert gains(ball("momentum", momentum=0.9, dampening=0.5)) == [("velocity, step ÷ rate", "5", "0.2632")]
    assert gains(ball("adam", beta1=0.5)) == [("velocity", "1", "0.3333 = (1 − β₁) / (1 + β₁)")]
    assert gains(ball("momentum", momentum=1.0)) == [("velocity, step ÷ rate", "∞", "0.5")]
    assert gains(ball("rmsprop")) == []


def test_that_what_is_not_known_is_said():
    def said(*arguments, **more):
        return " ".join(map(str, frequency_sentences(filtered(*arguments, **more))))

    assert "is no filter" in said(ball("adagrad"))
    assert "its velocity alone is a filter" in said(ball("adam"))
    assert "fewer than 8 steps" in said(ball("momentum"), steps=5)
    assert "Spectra of 60 steps" in said(ball("momentum"))
    assert "runs away" in said(ball("gradient_descent", learning_rate=2.0))
    assert "before weight decay and clipping" in said(ball("momentum", clipping=Clipping("norm", 1.0)))
    assert "before weight decay and clipping" in said(ball("momentum", weight_decay=0.1))
    assert "before weight decay" not in said(ball("momentum"))


@pytest.mark.parametrize(
    ("first", "changed", "at", "expected"),
    [(0.0, 0.1, 30, True), (0.1, 0.0, 30, True), (0.0, 0.1, 60, False), (0.1, 0.0, 0, False)],
)
def test_that_weight_decay_is_told_of_if_it_was_in_force_in_some_step(first, changed, at, expected):
    change = BallChange(at, FrozenMapping({"weight_decay": changed}))
    found = filtered(replace(ball("momentum", weight_decay=first), changes=(change,)))
    assert ("before weight decay" in " ".join(map(str, frequency_sentences(found)))) == expected
