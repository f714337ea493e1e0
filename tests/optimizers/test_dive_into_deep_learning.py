"""The figures that are printed in the notebooks of Dive into Deep Learning, chapter 12."""

from __future__ import annotations

import pytest
from laboratory import ball, on_formula

from momentum_lab.simulation import simulate

HALF_A_DIGIT = 5e-7
RAVINE = "0.1*x**2 + 2*y**2"

# The book adds 1e-6 under the root, also of AdaGrad's sum: to start the sum there is the same.
TRAIN_2D = [
    ("x**2 + 2*y**2", ball("gradient_descent", learning_rate=0.1), (-0.057646, -0.000073)),
    (RAVINE, ball("gradient_descent", learning_rate=0.4), (-0.943467, -0.000073)),
    (RAVINE, ball("gradient_descent", learning_rate=0.6), (-0.387814, -1673.365109)),
    (RAVINE, ball("momentum", learning_rate=0.6, momentum=0.5), (0.007188, 0.002553)),
    (RAVINE, ball("momentum", learning_rate=0.6, momentum=0.25), (-0.126340, -0.186632)),
    (
        RAVINE,
        ball("adagrad", learning_rate=0.4, initial_accumulator=1e-6, epsilon=0.0),
        (-2.382563, -0.158591),
    ),
    (
        RAVINE,
        ball("adagrad", learning_rate=2.0, initial_accumulator=1e-6, epsilon=0.0),
        (-0.002295, -0.000000),
    ),
    (
        RAVINE,
        ball("rmsprop", learning_rate=0.4, decay=0.9, epsilon=1e-6, epsilon_in_root=True),
        (-0.010599, 0.000000),
    ),
]
GD = [
    ("x**2", 0.2, 0.060466),
    ("x**2", 0.05, 3.486784),
    ("x**2", 1.1, 61.917364),
    ("x*cos(0.15*pi*x)", 2.0, -1.528166),
]


@pytest.mark.parametrize(("formula", "body", "end"), TRAIN_2D)
def test_that_twenty_steps_from_the_books_start_end_where_the_book_says(formula, body, end):
    run = simulate(on_formula(formula, (-5.0, -2.0), body, steps=20))
    assert run.position[0, 20] == pytest.approx(end, rel=0, abs=HALF_A_DIGIT)


@pytest.mark.parametrize(("formula", "rate", "end"), GD)
def test_that_ten_steps_in_one_dimension_end_where_the_book_says(formula, rate, end):
    run = simulate(on_formula(formula, (10.0,), ball("gradient_descent", learning_rate=rate), steps=10))
    assert run.position[0, 10, 0] == pytest.approx(end, rel=0, abs=HALF_A_DIGIT)


def test_that_the_first_two_steps_on_a_parabola_are_those_of_the_book():
    run = simulate(on_formula("x**2/2", (1.0,), ball("momentum", learning_rate=0.01, momentum=0.9), steps=2))
    assert run.position[0, :, 0] == pytest.approx([1.0, 0.99, 0.9711], rel=1e-15)
