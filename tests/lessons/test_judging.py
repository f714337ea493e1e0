"""Predictions are right if the run says so, and are off by what lies between."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from momentum_lab.core.errors import InputError
from momentum_lab.experiment import preset
from momentum_lab.lessons.judging import (
    curve_in,
    curve_steps,
    is_logarithmic,
    judged,
    order_in,
    wrong_pairs,
)
from momentum_lab.lessons.lesson import AnswerChoice, AnswerKind, Check, Measure, Prediction
from momentum_lab.simulation import simulate

RUN = simulate(preset("book_ravine_0.6"))
FOUR = simulate(preset("four_spellings"))
finite = st.floats(-1e6, 1e6)
CHOICE = Prediction(
    AnswerKind.CHOICE,
    (
        AnswerChoice("diverges", (Check(Measure(0), status="diverged"),)),
        AnswerChoice("arrives", (Check(Measure(0), status="converged"),)),
    ),
)


def test_that_the_choice_that_holds_is_right():
    right, wrong = judged(RUN, CHOICE, "diverges"), judged(RUN, CHOICE, "arrives")
    assert (right.value, right.is_right) == ("diverges", True)
    assert (wrong.value, wrong.is_right) == ("diverges", False)


def test_that_the_choice_that_is_named_is_right_whatever_the_run():
    named = Prediction(AnswerKind.CHOICE, (AnswerChoice("a"), AnswerChoice("b")), right="b")
    assert judged(RUN, named, "b").is_right
    assert judged(RUN, named, "a").is_right is False


def test_that_nothing_is_right_where_no_choice_holds_or_several_do():
    none = replace(CHOICE, choices=CHOICE.choices[1:] * 2)
    both = replace(CHOICE, choices=(CHOICE.choices[0], replace(CHOICE.choices[0], id="too")))
    for prediction in (none, both):
        assert judged(RUN, prediction, prediction.choices[0].id).is_right is None


@given(st.permutations(range(4)), st.integers(0, FOUR.computed))
def test_that_an_order_is_off_by_the_share_of_wrong_pairs(given_order, step):
    prediction = Prediction(AnswerKind.ORDER, measure=Measure(quantity="loss", step=step))
    values = order_in(FOUR, prediction)
    outcome = judged(FOUR, prediction, tuple(given_order))
    pairs = [(values[a], values[b]) for a, b in itertools.combinations(given_order, 2)]
    differing = [(a, b) for a, b in pairs if a != b]
    wanted = sum(a > b for a, b in differing) / len(differing) if differing else 0.0
    assert outcome.distance == wanted
    assert outcome.is_right == (wanted == 0.0)
    assert judged(FOUR, prediction, outcome.value).is_right
    assert sorted(outcome.value) == [0, 1, 2, 3]


@given(st.lists(finite, min_size=2, max_size=8, unique=True))
def test_that_the_share_of_wrong_pairs_is_kendalls(values):
    tau = kendalltau(range(len(values)), values).statistic
    assert wrong_pairs(values) == pytest.approx((1.0 - tau) / 2.0)
    assert wrong_pairs(values) + wrong_pairs(values[::-1]) == pytest.approx(1.0)
    assert wrong_pairs(sorted(values)) == 0.0


def test_that_balls_that_never_arrive_come_last_in_an_order():
    prediction = Prediction(AnswerKind.ORDER, measure=Measure(result="steps_to_tolerance"), balls=(0, 1))
    outcome = judged(RUN, prediction, (1, 0))
    assert (outcome.value, outcome.is_right) == ((1, 0), True)
    assert judged(RUN, prediction, (0, 1)).distance == 1.0


@given(finite, st.floats(0.0, 2.0))
def test_that_a_number_is_right_within_its_share(number, near):
    value = float(RUN.position[0, 2, 0])
    prediction = Prediction(AnswerKind.NUMBER, measure=Measure(0, quantity="x", step=2), near=near)
    outcome = judged(RUN, prediction, number)
    assert outcome.value == value
    assert outcome.distance == pytest.approx(abs(number - value) / abs(value))
    assert outcome.is_right == (outcome.distance <= near)
    assert judged(RUN, prediction, value).is_right


def test_that_a_number_that_is_nought_is_off_by_what_there_is():
    prediction = Prediction(AnswerKind.NUMBER, measure=Measure(0, quantity="path_length", step=0), near=0.1)
    assert judged(RUN, prediction, 0.1).is_right
    assert not judged(RUN, prediction, 0.2).is_right


def test_that_never_is_a_number_that_can_be_right():
    prediction = Prediction(AnswerKind.NUMBER, measure=Measure(0, result="steps_to_tolerance"), near=0.1)
    assert judged(RUN, prediction, math.inf).is_right
    outcome = judged(RUN, prediction, 40.0)
    assert (outcome.is_right, outcome.distance) == (False, math.inf)


@given(st.tuples(finite, finite), st.floats(0.0, 10.0), st.integers(0, RUN.computed))
def test_that_a_point_is_right_within_its_distance(point, near, step):
    prediction = Prediction(AnswerKind.POINT, measure=Measure(1, step=step), near=near)
    place = RUN.position[1, step]
    outcome = judged(RUN, prediction, point)
    assert outcome.value == tuple(place)
    assert outcome.distance == pytest.approx(math.dist(place, point))
    assert outcome.is_right == (outcome.distance <= near)


@given(st.integers(2, 200), st.floats(-3.0, 3.0))
def test_that_a_curve_is_off_by_powers_of_ten_where_it_is_logarithmic(count, shift):
    prediction = Prediction(AnswerKind.CURVE, measure=Measure(0, quantity="loss"), near=0.3)
    truth = curve_in(RUN, prediction, count)
    assert is_logarithmic(prediction, truth)
    outcome = judged(RUN, prediction, tuple(truth * 10.0**shift))
    assert outcome.distance == pytest.approx(abs(shift), abs=1e-9)
    assert judged(RUN, prediction, tuple(truth)).is_right


@given(st.integers(2, 200), st.floats(-3.0, 3.0))
def test_that_a_curve_is_off_by_shares_of_its_height_where_it_is_even(count, shift):
    prediction = Prediction(AnswerKind.CURVE, measure=Measure(1, quantity="y"), near=0.3)
    truth = curve_in(RUN, prediction, count)
    assume(np.ptp(truth) > 0.0)
    outcome = judged(RUN, prediction, tuple(truth + shift * np.ptp(truth)))
    assert outcome.distance == pytest.approx(abs(shift), abs=1e-9)


@given(st.integers(2, 200), st.none() | st.integers(1, 50))
def test_that_a_curve_is_looked_at_evenly_from_the_start_on(count, step):
    prediction = Prediction(AnswerKind.CURVE, measure=Measure(0, quantity="x", step=step))
    places = curve_steps(RUN, prediction, count)
    assert (places[0], places[-1], len(places)) == (0, 50 if step is None else step, count)
    assert np.array_equal(curve_in(RUN, prediction, count), RUN.position[0, places, 0])


def test_that_what_was_not_drawn_of_a_curve_does_not_count():
    prediction = Prediction(AnswerKind.CURVE, measure=Measure(0, quantity="loss"), near=0.0)
    drawn = curve_in(RUN, prediction, 51).copy()
    drawn[30:] = np.nan
    assert judged(RUN, prediction, tuple(drawn)).is_right
    assert judged(RUN, prediction, (math.nan,) * 51).is_right is None


def test_that_a_ball_that_is_lost_has_a_curve_as_long_as_it_lasts():
    wild = RUN.experiment.with_ball(0, RUN.experiment.balls[0].with_values(learning_rate=1e6))
    run = simulate(replace(wild, steps=100))
    prediction = Prediction(AnswerKind.CURVE, measure=Measure(0, quantity="loss"), near=0.1)
    truth = curve_in(run, prediction, 101)
    assert truth[-1] == math.inf
    assert judged(run, prediction, tuple(np.where(np.isfinite(truth), truth, 1.0))).is_right


@pytest.mark.parametrize(
    ("kind", "given_answer"),
    [
        (AnswerKind.CHOICE, "nothing"),
        (AnswerKind.CHOICE, 1.0),
        (AnswerKind.ORDER, (0,)),
        (AnswerKind.ORDER, (0, 0)),
        (AnswerKind.ORDER, (0, 2)),
        (AnswerKind.ORDER, "0"),
        (AnswerKind.NUMBER, "1"),
        (AnswerKind.NUMBER, True),
        (AnswerKind.NUMBER, (1.0,)),
        (AnswerKind.POINT, (1.0,)),
        (AnswerKind.POINT, 1.0),
        (AnswerKind.POINT, ("a", "b")),
        (AnswerKind.CURVE, (1.0,)),
        (AnswerKind.CURVE, "x"),
    ],
)
def test_that_what_is_no_answer_is_refused(kind, given_answer):
    measure = Measure(0, quantity="" if kind is AnswerKind.POINT else "loss")
    prediction = replace(CHOICE, answer=kind, measure=measure)
    with pytest.raises(InputError, match=r"allowed (is|are) "):
        judged(RUN, prediction, given_answer)
