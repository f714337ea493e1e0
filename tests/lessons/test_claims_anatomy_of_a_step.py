"""What the lesson on the anatomy of a step claims beyond the numbers that the program checks itself."""

from __future__ import annotations

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_of

from momentum_lab.api import anatomy, torch_script
from momentum_lab.lessons import find_lesson, judged

LESSON = "anatomy_of_a_step"


def test_that_the_sheet_of_paper_and_the_run_agree():
    position, velocity, by_hand = 1.0, 0.0, []
    for _ in range(2):
        velocity = 0.9 * velocity + position
        position = position - 0.01 * velocity
        by_hand.append(position)
    assert by_hand == pytest.approx([0.99, 0.9711], rel=1e-12)
    assert run_of(LESSON, "one").position[0, 1] == pytest.approx(0.99, rel=1e-12)
    run = run_of(LESSON, "two")
    assert run.position[0, 1:, 0] == pytest.approx(by_hand, rel=1e-12)
    assert run.position[1, 1, 0] == run.position[0, 1, 0], "the first step is gradient descent's"
    assert run.position[1, 2, 0] == pytest.approx(0.99 - 0.01 * 0.99, rel=1e-12)


def test_that_the_wrong_answers_are_told_from_the_right_one():
    steps = [step for page in find_lesson(LESSON).pages for step in page.steps if step.id == "second"]
    prediction = steps[0].prediction
    assert prediction is not None
    run = run_of(LESSON, "two")
    assert judged(run, prediction, 0.9711).is_right
    without_velocity, with_the_gradient_of_the_start = 0.9801, 0.99 - 0.01 * (0.9 * 1.0 + 1.0)
    assert with_the_gradient_of_the_start == pytest.approx(0.9710)
    for wrong in (without_velocity, with_the_gradient_of_the_start):
        assert not judged(run, prediction, wrong).is_right


def test_that_nobody_can_read_ahead_on_the_pages_by_hand():
    assert experiment_of(LESSON, "one").steps == 1
    assert experiment_of(LESSON, "two").steps == 2


def test_that_the_two_arrows_are_as_told():
    run = run_of(LESSON, "parts")
    first = anatomy(run, 0, 1)
    assert is_claimed(LESSON, "gradient_x", first.gradient_part[0])
    assert is_claimed(LESSON, "gradient_y", first.gradient_part[1])
    assert is_claimed(LESSON, "carried_x", first.carried[0])
    assert first.carried[1] == 0.0
    assert np.add(first.gradient_part, first.carried) == pytest.approx(first.update)


def test_that_from_the_second_step_on_the_carried_part_is_a_share_of_the_last_movement():
    run = run_of(LESSON, "parts")
    for step in range(2, 20):
        assert anatomy(run, 0, step).carried == pytest.approx(0.8 * run.update[0, step - 1], rel=1e-9)


def test_that_a_gradient_counts_by_the_momentum_to_the_power_of_its_age():
    run = run_of(LESSON, "floor")
    moves = run.update[1, 1:, 0]
    assert moves == pytest.approx(0.5 * 0.9 ** np.arange(80), rel=1e-9)
    assert not run.gradient[:, 1:].any(), "all other gradients are zero"
    assert run.position[0, 1:, 0] == pytest.approx(run.position[0, 1, 0]), "gradient descent stops"
    for name, index in (("ravine", 0), ("floor", 1)):
        run = run_of(LESSON, name)
        kept = run.experiment.balls[index].hyperparameters["momentum"]
        gradients = run.gradient[index, :25]
        weights = kept ** np.arange(24, -1, -1)
        assert run.velocity[index, 25] == pytest.approx(weights @ gradients, rel=1e-9, abs=1e-12)


def test_that_equal_gradients_and_alternating_ones_have_the_sums_that_are_told():
    kept = 0.9 ** np.arange(1000)
    assert kept.sum() == pytest.approx(10.0)
    assert is_claimed(LESSON, "alternating", float((kept * (-1.0) ** np.arange(1000)).sum()))


def test_that_momentum_is_behind_where_the_steps_are_equal_in_the_end():
    run = run_of(LESSON, "equal")
    assert run.update[0, 100, 0] == pytest.approx(run.update[1, 100, 0], rel=1e-3)
    assert run.position[1, 100, 0] < run.position[0, 100, 0]
    rates = [ball.hyperparameters["learning_rate"] for ball in run.experiment.balls]
    assert rates[0] == pytest.approx(rates[1] / (1.0 - 0.9))


def test_that_the_parts_of_the_second_step_in_the_ravine_are_as_told():
    second = anatomy(run_of(LESSON, "ravine"), 0, 2)
    assert is_claimed(LESSON, "descent_x", second.gradient_part[0])
    assert is_claimed(LESSON, "descent_y", second.gradient_part[1])
    assert is_claimed(LESSON, "ravine_carried_x", second.carried[0])
    assert is_claimed(LESSON, "ravine_carried_y", second.carried[1])


def test_that_pytorch_is_told_the_same_values():
    assert "SGD(p, lr=0.4, momentum=0.5)" in torch_script(experiment_of(LESSON, "ravine"))


def test_that_swings_have_steps_uphill():
    loss = run_of(LESSON, "parts").loss[0]
    assert np.count_nonzero(np.diff(np.sign(np.diff(loss))) > 0) > 1, "the loss rises more than once"


def test_that_half_of_the_weight_is_gone_between_six_and_seven_steps():
    assert 0.9**7 < 0.5 < 0.9**6
