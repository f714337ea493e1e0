"""Balls are told apart: their labels, colours and markers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ball, on_library

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import Ball
from momentum_lab.experiment.appearance import COLORS, DASHES, MARKERS, color_name, told_apart
from momentum_lab.experiment.experiment import (
    MOST_BALLS,
    LandscapeChoice,
    new_ball,
    on_landscape,
    with_optimizer,
)
from momentum_lab.landscapes import LANDSCAPES


def of(*balls):
    return on_library("beale", *balls)


def labels(*balls):
    return list(of(*balls).labels)


def test_that_different_optimizers_go_by_their_titles():
    assert labels(ball("adam"), ball("momentum")) == ["Adam", "Momentum"]


def test_that_balls_of_one_optimizer_are_told_apart_by_what_differs():
    slow, fast = ball("momentum", learning_rate=0.01), ball("momentum", learning_rate=0.1)
    assert labels(slow, fast, ball("adam")) == ["Momentum, rate 0.01", "Momentum, rate 0.1", "Adam"]
    assert labels(ball("momentum", momentum=0.5), ball("momentum", momentum=0.9)) == [
        "Momentum, momentum 0.5",
        "Momentum, momentum 0.9",
    ]
    assert labels(ball("momentum", form="leaky"), ball("momentum", form="ema_corrected")) == [
        "Momentum, leaky",
        "Momentum, ema corrected",
    ]
    assert labels(ball("adam", amsgrad=True), ball("adam")) == ["Adam, amsgrad on", "Adam, amsgrad off"]


def test_that_at_most_two_differences_are_named():
    first = ball("adam", learning_rate=0.1, beta1=0.5, beta2=0.9)
    second = ball("adam", learning_rate=0.2, beta1=0.6, beta2=0.99)
    assert labels(first, second) == ["Adam, rate 0.1, beta1 0.5", "Adam, rate 0.2, beta1 0.6"]


def test_that_balls_whose_labels_would_be_the_same_are_numbered():
    assert labels(ball("adam"), ball("momentum"), ball("adam", start=(0.0, 0.0))) == [
        "Adam (1)",
        "Momentum",
        "Adam (2)",
    ]
    alike = [
        ball("adam", learning_rate=r, beta1=0.5, beta2=b) for r, b in ((0.1, 0.9), (0.1, 0.99), (0.2, 0.9))
    ]
    assert len(set(labels(*alike, ball("adam", learning_rate=0.3, beta1=0.6)))) == 4


def test_that_an_own_label_is_kept_and_does_not_burden_the_others():
    assert labels(ball("adam", label="mine", learning_rate=0.5), ball("adam")) == ["mine", "Adam"]


def test_that_every_ball_of_an_experiment_has_a_colour_and_a_marker_of_its_own():
    balls = of(*[ball("adam")] * len(COLORS)).balls
    assert {b.color for b in balls} == set(COLORS)
    assert {b.marker for b in balls} == set(MARKERS)


def test_that_colours_are_easy_to_tell_apart_and_every_marker_has_a_dash_of_its_own():
    assert len(set(COLORS)) == len(COLORS) == len(MARKERS) == 8
    assert len(set(DASHES.values())) == len(DASHES)


def test_that_a_colour_that_is_given_is_not_given_again():
    taken = replace(ball("adam"), color=COLORS[1], marker=MARKERS[1])
    first, second, third = of(taken, ball("adam"), ball("adam")).balls
    assert (first.color, first.marker) == (COLORS[1], MARKERS[1])
    assert len({first.color, second.color, third.color}) == 3
    assert len({first.marker, second.marker, third.marker}) == 3


def test_that_more_balls_than_colours_are_possible():
    balls = of(*[ball("adam")] * 20).balls
    assert all(b.color in COLORS and b.marker in MARKERS for b in balls)
    assert balls[0].color == balls[8].color == balls[16].color


@pytest.mark.parametrize("count", [9, 16, 17, MOST_BALLS])
def test_that_more_balls_than_colours_have_a_colour_with_another_marker(count):
    looks = [(b.color, b.marker) for b in of(*[ball("adam")] * count).balls]
    assert len(set(looks)) == count
    for values in zip(*looks, strict=True):  # each colour and each marker is there about equally often
        uses = [values.count(value) for value in set(values)]
        assert max(uses) - min(uses) <= 1


def distinct_of(given):
    """How many different pairs balls can have at most, some of whose colours and markers are given."""
    ways = [
        {(c, m) for c in ([color] if color else COLORS) for m in ([marker] if marker else MARKERS)}
        for color, marker in given
    ]
    owners = {}

    def settle(index, asked):
        for pair in ways[index] - asked:
            asked.add(pair)
            if pair not in owners or settle(owners[pair], asked):
                owners[pair] = index
                return True
        return False

    return sum(settle(index, set()) for index in range(len(given)))


LOOKS = st.tuples(
    st.sampled_from(["", "", *COLORS[:3], "#010203", "#040506"]), st.sampled_from(["", "", *MARKERS[:3]])
)


@settings(max_examples=200)
@given(st.lists(LOOKS, min_size=1, max_size=MOST_BALLS))
def test_that_no_two_balls_look_alike_unless_they_were_given_too_much_alike(given):
    looks = told_apart(given)
    assert all(
        c in ("", color) and m in ("", marker) for (c, m), (color, marker) in zip(given, looks, strict=True)
    )
    assert all(marker in MARKERS and color for color, marker in looks)
    assert len(set(looks)) == distinct_of(given)
    assert told_apart(looks) == looks


@pytest.mark.parametrize("gone", range(4))
def test_that_the_others_keep_their_looks_when_one_ball_goes(gone):
    before = of(ball("adam"), ball("momentum"), ball("nesterov"), ball("rmsprop"))
    left = before.balls[:gone] + before.balls[gone + 1 :]
    after = replace(before, balls=left)
    assert after.balls == left


def test_that_a_ball_that_comes_after_one_that_went_does_not_look_like_those_that_stayed():
    before = of(ball("adam"), ball("momentum"), ball("nesterov"))
    after = replace(before, balls=(*before.balls[1:], ball("rmsprop")))
    assert after.balls[:2] == before.balls[1:]
    assert len({b.color for b in after.balls}) == len({b.marker for b in after.balls}) == 3


def test_that_a_colour_is_kept_in_small_letters():
    assert Ball("adam", color="#ABCDEF").color == "#abcdef"


@pytest.mark.parametrize("color", ["red", "#12345", "#1234567", "123456", "#12345g", "#12345\n"])
def test_that_other_colours_are_refused(color):
    with pytest.raises(InputError, match="allowed is a colour like"):
        Ball("adam", color=color)


def test_that_a_new_ball_takes_the_rate_that_suits_the_landscape():
    landscape = LANDSCAPES["plateau"].landscape()
    assert (
        new_ball("momentum", landscape).hyperparameters["learning_rate"]
        == landscape.learning_rates["momentum"]
    )
    assert new_ball("momentum", landscape, {"learning_rate": 0.1}).hyperparameters["learning_rate"] == 0.1


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [("momentum", 1e9), ("momentum", math.nan), ("physical_ball", 1e9), ("physical_ball", -1.0)],
)
def test_that_a_rate_that_the_optimizer_cannot_take_is_passed_over(monkeypatch, optimizer, rate):
    entry = replace(LANDSCAPES["plateau"], name="hostile", learning_rates=FrozenMapping({optimizer: rate}))
    plain = Ball(optimizer)
    assert new_ball(optimizer, entry.landscape()) == plain
    monkeypatch.setitem(LANDSCAPES._added(), "hostile", entry)
    moved = on_landscape(of(plain), LandscapeChoice("hostile"))
    assert moved.balls[0].hyperparameters == plain.hyperparameters


def test_that_a_ball_that_changes_its_optimizer_keeps_look_and_start():
    landscape = LANDSCAPES["plateau"].landscape()
    old = replace(ball("adam", start=(1.0, 2.0), visible=False), color="#010203", marker="star")
    new = with_optimizer(old, "momentum", landscape)
    assert new.optimizer == "momentum"
    assert (new.color, new.marker, new.start, new.visible) == ("#010203", "star", (1.0, 2.0), False)


def test_that_on_another_landscape_own_starts_are_given_up_and_other_values_kept():
    before = of(ball("adam", beta1=0.5, start=(1.0, 2.0)))
    after = on_landscape(before, LandscapeChoice("double_well"))
    assert after.start == LANDSCAPES["double_well"].start
    assert after.balls[0].start is None
    assert after.balls[0].hyperparameters["beta1"] == 0.5
    assert after.balls[0].color == before.balls[0].color


def test_that_every_colour_of_the_palette_has_a_name_and_any_other_is_called_what_it_is() -> None:
    names = [color_name(color) for color in COLORS]
    assert len(set(names)) == len(names)
    assert not any("#" in name for name in names)
    assert color_name("#0072B2") == color_name("#0072b2") == "blue"
    assert color_name("#123456") == "#123456"
