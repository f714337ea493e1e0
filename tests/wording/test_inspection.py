"""A step from the inside, in names and numbers: nothing left out, nothing untrue."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.memory import memory
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.wording.inspection import MOST_WEIGHTS, Inspection, exact, inspection
from momentum_lab.wording.memory import memory_sentences

every = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda o: o.name)


def inspected(body: Ball, playhead: int, steps: int = 60, **experiment: float) -> Inspection:
    run = simulate(on_formula("x**2 + 2*y**2 + x*y/3", (1.0, -0.5), body, steps=steps, **experiment))
    found = inspection(run, 0, playhead)
    assert found is not None
    return found


def numbers(found: Inspection) -> dict[str, tuple[HyperValue, ...]]:
    return {f"{group.title}: {row.name}": row.values for group in found.groups for row in group.rows}


def said(body: Ball, playhead: int) -> str:
    return " ".join(map(str, memory_sentences(inspected(body, playhead).memory)))


@every
def test_that_every_number_of_a_step_has_a_name_of_its_own(optimizer: AnyOptimizer) -> None:
    found = inspected(ball(optimizer.name), 6)
    rows = [row for group in found.groups for row in group.rows]
    shown, step = numbers(found), found.anatomy
    assert len(shown) == len(rows)
    assert shown["Position: before the step"] == step.position
    assert shown["Step: whole step"] == step.update
    assert shown["Step: carried part"] == step.carried
    values = [row.values for row in rows]
    for field in step.state_before:
        for state in (step.state_before, step.state_after):
            assert state[field] in values or state[field][:1] in values
    for name in optimizer.hyperparameters:
        assert (step.hyperparameters[name],) in values
    for line in found.equations:
        told = [each for each in values if all(isinstance(value, float) for value in each)]
        assert any(line.value[: len(each)] == pytest.approx(each) for each in told), line.text


def test_that_what_is_done_to_the_gradient_is_told_where_something_is() -> None:
    plain = inspected(ball("momentum"), 3)
    assert [str(row.name) for row in plain.groups[1].rows] == ["of the landscape"]
    body = replace(ball("momentum", weight_decay=0.1), clipping=Clipping("norm", 0.2))
    found = inspected(body, 3, noise=0.3)
    assert [str(row.name) for row in found.groups[1].rows] == [
        *("of the landscape", "with noise", "clipped", "with weight decay")
    ]
    step = found.anatomy
    assert [row.values for row in found.groups[1].rows] == [
        *(step.gradient, step.noisy_gradient, step.clipped_gradient, step.decayed_gradient)
    ]


def test_that_the_step_that_begins_where_the_ball_is_seen_is_shown_and_none_before_there_is_one() -> None:
    run = simulate(on_formula("x**2", (1.0,), ball("momentum"), steps=4))
    shown = [inspection(run, 0, playhead) for playhead in range(5)]
    assert [each.anatomy.step for each in shown if each is not None] == [1, 2, 3, 4, 4]
    assert str(shown[1].title) == "Step 2: from position 1 to 2"
    assert shown[1].axes == ("x",)
    assert inspection(replace(run, computed=0), 0, 0) is None


@every
def test_that_all_that_is_copied_reads_back_to_the_same_doubles(optimizer: AnyOptimizer) -> None:
    found = inspected(ball(optimizer.name), 6)
    lines = [line.split("\t") for line in found.copied().splitlines()]
    copied = {cells[0]: cells[1:] for cells in lines if len(cells) > 1}
    for line in found.equations:
        assert [cells[1:] for cells in lines if cells[0] == line.text] == [[*map(repr, line.value)]]
    for group in found.groups:
        for row in group.rows:
            assert copied[str(row.name)] == [exact(value) for value in row.values]
    weights = lines[-len(found.weights) :] if found.weights else []
    assert [float(cells[0]) for cells in weights] == [*found.weights]
    assert [tuple(map(float, cells[1:])) for cells in weights] == [*found.past_gradients]


def test_that_the_past_gradients_make_the_velocity_with_their_weights() -> None:
    found = inspected(ball("momentum", momentum=0.7, learning_rate=0.05), 8)
    assert len(found.weights) == len(found.past_gradients) == 9
    for axis in range(2):
        pairs = zip(found.weights, found.past_gradients, strict=True)
        total = sum(weight * gradient[axis] for weight, gradient in pairs)
        assert total == pytest.approx(found.anatomy.state_after["trace"][axis], rel=1e-12)


def test_that_no_more_weights_are_shown_than_can_be_seen() -> None:
    assert len(inspected(ball("momentum", momentum=0.999), 58).weights) == MOST_WEIGHTS
    assert len(inspected(ball("momentum", momentum=0.5), 58).weights) < 12


@every
@pytest.mark.parametrize("kick", [None, (1e5, 0.0)])
def test_that_sentences_are_of_the_whole_memory_whatever_of_it_is_shown(
    optimizer: AnyOptimizer, kick: tuple[float, ...] | None
) -> None:
    changes = () if kick is None or not optimizer.has_velocity else (BallChange(10, kick=kick),)
    found = inspected(replace(ball(optimizer.name), changes=changes), 99, 120)
    whole = memory(found.run, 0, 100)
    assert found.memory == whole
    assert memory_sentences(found.memory) == memory_sentences(whole)
    told = " ".join(map(str, memory_sentences(whole)))
    assert (whole.correction != 1.0) == ("add up to 1 and not to" in told)
    assert any(whole.from_kicks) == ("Of the kicks" in told)


def test_that_the_share_the_start_and_a_kick_long_ago_are_told_as_they_are() -> None:
    momentum = replace(ball("momentum", momentum=0.9), changes=(BallChange(10, kick=(1e5, 0.0)),))
    assert "the newest 10 have 65% of the weight" in said(momentum, 99)
    assert "Of the kicks (" in said(momentum, 99)
    yogi = inspected(ball("yogi", beta1=0.9), 99, 120)
    share = 0.9**100 / (1.0 - 0.9**100) * yogi.anatomy.hyperparameters["initial_accumulator"]
    assert yogi.memory.from_start == pytest.approx(share, rel=1e-9)
    assert len(yogi.weights) < 60


@pytest.mark.parametrize(
    ("body", "playhead", "sentence"),
    [
        (ball("gradient_descent"), 4, "It remembers no gradients: its step is made of the newest alone."),
        (ball("newton"), 0, "It has no velocity in which gradients are gathered."),
        (ball("momentum", momentum=0.9), 40, r"1/\(1 − 0.9\) = 10 gradients; the newest 10 have 66% of the"),
        (ball("momentum", momentum=0.9), 3, "= 10 gradients, more than there have been"),
        (ball("momentum", momentum=1.0, learning_rate=1e-4), 3, "Nothing is ever forgotten"),
        (ball("momentum", momentum=0.0), 3, "Nothing of what was there is kept"),
        (ball("momentum"), 3, "the newest weighs 1. Of what was there 0.9 is kept."),
        (ball("adam"), 0, "divides it by 0.1, so that the weights add up to 1 and not to 0.1"),
        (ball("rmsprop", momentum=0.5), 5, "each times its effective rate"),
        (ball("physical_ball"), 5, "the newest weighs −0.04"),
        (ball("yogi"), 2, "Of what it began with"),
    ],
)
def test_that_memory_is_told_in_true_sentences(body: Ball, playhead: int, sentence: str) -> None:
    assert re.search(sentence, said(body, playhead))


def test_that_equations_which_are_not_those_of_the_code_are_called_so() -> None:
    found = inspected(ball("momentum"), 3)
    assert found.remark is None
    wrong = replace(found, anatomy=replace(found.anatomy, update=(1.0, 1.0)))
    assert "do not give what the code" in str(wrong.remark)
