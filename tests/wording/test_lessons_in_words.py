"""Checks, what came of them, and how predictions came out, as sentences that are true of the run."""

from __future__ import annotations

import math

import pytest

from momentum_lab.experiment import preset
from momentum_lab.lessons.checking import met
from momentum_lab.lessons.judging import judged
from momentum_lab.lessons.lesson import AnswerChoice, AnswerKind, Check, Measure, Prediction, StepKind
from momentum_lab.lessons.measuring import RESULTS, THEORY
from momentum_lab.simulation import simulate
from momentum_lab.wording.lessons import (
    KINDS_OF_STEPS,
    check_words,
    finding_words,
    measure_words,
    near_words,
    outcome_words,
)

RUN = simulate(preset("book_ravine_0.6"))
LABELS = RUN.experiment.labels


def test_that_every_kind_of_step_has_a_head():
    assert {*KINDS_OF_STEPS} == {*StepKind}


def test_that_everything_that_can_be_measured_has_a_name():
    for result in RESULTS:
        assert str(measure_words(Measure(0, result=result), LABELS)).endswith(" of Gradient descent")
    for theory in THEORY:
        assert str(measure_words(Measure(0, theory=theory), LABELS)).endswith(" for Gradient descent")


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (
            Check(Measure(1, quantity="loss"), "<", 0.001, within=5),
            "The loss of Momentum 0.5 is less than 0.001, at some step up to 5 — it is {loss_3} at step 3",
        ),
        (
            Check(Measure(1, quantity="loss", step=0), ">=", 0.5),
            "The loss of Momentum 0.5 at step 0 is 0.5 or more",
        ),
        (
            Check(Measure("all", quantity="loss"), "<=", 1.0),
            "The loss of each ball is 1 or less — of Gradient descent it is {loss_descent} at step 50",
        ),
        (Check(Measure("any"), status="diverged"), "One of the balls has diverged"),
        (
            Check(Measure(0), status="converged", within=3),
            "Gradient descent is at a minimum, at some step up to 3 — it is on its way at step 3",
        ),
        (
            Check(Measure(0), optimizer="momentum"),
            "Gradient descent goes by Momentum — it goes by Gradient descent",
        ),
        (
            Check(Measure(0, setting="momentum"), ">", 0.5),
            "The momentum of Gradient descent is more than 0.5 — there is no such number",
        ),
        (
            Check(Measure(0, result="steps_to_tolerance"), "<=", 30),
            "The number of steps to tolerance of Gradient descent is 30 or less — it does not get there",
        ),
        (
            Check(Measure(9, quantity="x"), "<", 1.0),
            "The x of ball 10 is less than 1 — there is no such ball",
        ),
        (
            Check(Measure(1, quantity="loss"), "<", than=Measure(0, quantity="loss")),
            "The loss of Momentum 0.5 is less than the loss of Gradient descent",
        ),
    ],
)
def test_that_a_check_is_told_with_what_there_is_instead(check, said):
    losses = {"loss_3": f"{RUN.loss[1, 3]:.4g}", "loss_descent": f"{RUN.loss[0, -1]:.4g}".replace("e+", "e")}
    assert finding_words(met(RUN, check), LABELS) == said.format(**losses)
    assert said.startswith(check_words(check, LABELS))


CHOICE = Prediction(AnswerKind.CHOICE, (AnswerChoice("a"), AnswerChoice("b")), right="a")
X = Prediction(AnswerKind.NUMBER, measure=Measure(0, quantity="x", step=0), near=0.1)


@pytest.mark.parametrize(
    ("prediction", "answer", "said"),
    [
        (CHOICE, "a", "Right: It flies off."),
        (CHOICE, "b", "It came otherwise: It flies off."),
        (X, -5.0, "Right: it is −5, exactly as answered."),
        (X, -5.001, "Right: it is −5, and the answer was less than 1% off."),
        (X, -5.04, "Right: it is −5, and the answer was 1% off."),
        (X, -7.5, "It came otherwise: it is −5, and the answer was 50% off."),
        (
            Prediction(AnswerKind.NUMBER, measure=Measure(0, result="steps_to_tolerance"), near=0.1),
            30.0,
            "It came otherwise: it is ∞.",
        ),
        (
            Prediction(AnswerKind.ORDER, measure=Measure(quantity="loss"), balls=(0, 1)),
            (0, 1),
            "It came otherwise: Momentum 0.5, Gradient descent (100% of the pairs are in the other order).",
        ),
        (
            Prediction(AnswerKind.POINT, measure=Measure(0, step=0), near=0.1),
            (-5.0, -2.0),
            "Right: it is at (−5, −2), exactly as answered.",
        ),
        (
            Prediction(AnswerKind.CURVE, measure=Measure(0, quantity="loss", step=0), near=0.1),
            (105.0, 105.0),
            "It came otherwise: the drawn curve was 1 powers of ten off on average.",
        ),
        (
            Prediction(AnswerKind.CURVE, measure=Measure(1, quantity="loss"), near=0.1),
            (math.nan, math.nan),
            "This run does not tell.",
        ),
    ],
)
def test_that_an_outcome_is_told_as_a_sentence(prediction, answer, said):
    outcome = judged(RUN, prediction, answer)
    assert str(outcome_words(prediction, outcome, LABELS, {"a": "It flies off.", "b": "No"})) == said


def test_that_it_is_told_how_near_a_number_has_to_be_also_to_one_that_is_0():
    assert str(near_words(0.02)) == (
        "Right is what is off by no more than 2% of the number that comes, or by 0.02 if that is 0."
    )
