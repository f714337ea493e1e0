"""The parts of a step as arrows: where they are, how large, and what is left out. No window, no Qt."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from laboratory import ball, on_formula
from test_scene import INKS

from momentum_lab.core.errors import InputError
from momentum_lab.figures.arrow_choice import AUTO_ZOOM, CHOSEN, EVERY, OFF, ZOOMS, zoom_of
from momentum_lab.figures.arrow_keys import BOX, LOOK_AHEAD, keys_of
from momentum_lab.figures.primitives import Area, Arrow, Caption, Marker, Polyline
from momentum_lab.figures.step_arrows import LONGEST, StepArrows, arrow_inks, arrows_of, part_inside
from momentum_lab.figures.themes import THEMES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomy, steps_taken

SEEN = ((-10.0, 10.0), (-10.0, 10.0))
COLORS = arrow_inks(INKS)


def run_of(*balls, formula="0.3*x**2 + y**2", start=(3.0, -2.0), steps=12):
    return simulate(on_formula(formula, start, *balls, steps=steps))


def shown(run, step, ball=0, zoom=1.0, seen=None):
    return list(StepArrows(ball, zoom)(run, step, INKS, seen or run.ground.domain))


def arrows_in(primitives):
    return {each.color: each for each in primitives if isinstance(each, Arrow)}


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_that_the_arrows_of_every_rule_lead_head_to_tail_to_where_the_step_leads(name) -> None:
    run = run_of(
        ball(name, learning_rate=0.05) if "learning_rate" in OPTIMIZERS[name].hyperparameters else ball(name)
    )
    for step in (0, 3):
        for zoom in (1.0, 5.0):
            inside, found = anatomy(run, 0, step + 1), arrows_in(shown(run, step, zoom=zoom))
            start = np.array(inside.position)
            whole, turn = found[COLORS.movement], start + zoom * np.array(inside.gradient_part)
            np.testing.assert_array_equal(whole.tail, start)
            np.testing.assert_allclose(whole.tip, start + zoom * np.array(inside.update), rtol=1e-12)
            if COLORS.gradient in found:
                np.testing.assert_array_equal(found[COLORS.gradient].tail, start)
                np.testing.assert_allclose(found[COLORS.gradient].tip, turn, rtol=1e-12)
            if any(inside.carried):
                np.testing.assert_allclose(found[COLORS.carried].tail, turn, rtol=1e-12)
                np.testing.assert_allclose(found[COLORS.carried].tip, whole.tip, rtol=1e-9, atol=1e-12)
            else:
                assert COLORS.carried not in found


def test_that_the_next_step_begins_at_the_ball_and_leads_to_where_it_will_be() -> None:
    run = run_of(ball("momentum", learning_rate=0.1))
    whole = arrows_in(shown(run, 4))[COLORS.movement]
    np.testing.assert_array_equal(whole.tail, run.at(0, 4).position[0])
    np.testing.assert_allclose(whole.tip, run.at(0, 5).position[0], rtol=1e-14)
    last = arrows_in(shown(run, 12))[COLORS.movement]
    np.testing.assert_allclose(last.tip, run.at(0, 12).position[0], rtol=1e-14)


def test_that_the_parts_lie_over_their_sum_and_all_are_set_off() -> None:
    every = [
        each for each in shown(run_of(ball("momentum", learning_rate=0.1)), 3) if isinstance(each, Arrow)
    ]
    assert [each.color for each in every] == [COLORS.movement, COLORS.gradient, COLORS.carried]
    assert every[0].width > every[1].width == every[2].width
    assert all(each.casing is not None for each in every)


def test_that_it_is_said_which_step_it_is_and_how_much_it_is_enlarged() -> None:
    run = run_of(ball("momentum", learning_rate=0.1))
    said = [each.text for each in shown(run, 3, zoom=5.0) if isinstance(each, Caption)]
    assert said == ["step 4: arrows ×5"]


@pytest.mark.parametrize(
    ("formula", "rate", "is_seen"),
    [("log(x) + y**2", 1.0, True), ("x**4 + y**4", 1e6, False)],
    ids=["undefined beside its last step", "far off the map"],
)
def test_that_each_step_whose_arrows_are_seen_is_said_and_no_other(formula, rate, is_seen) -> None:
    slow = ball("momentum", learning_rate=0.001)
    balls = ball("gradient_descent", learning_rate=rate), slow, slow
    run = simulate(on_formula(formula, (0.5, 1.0), *balls, steps=12))
    last = steps_taken(run, 0)
    assert last < 9
    assert any(isinstance(part, Arrow) for part in shown(run, 8)) == is_seen
    for step, who, steps in (
        (0, None, "step 1"),
        (8, 1, "step 9"),
        (8, None, f"steps {last}, 9" if is_seen else "step 9"),
    ):
        captions = [part.text for part in shown(run, step, ball=who) if isinstance(part, Caption)]
        assert captions == [f"{steps}: arrows ×1"]


def test_that_all_visible_balls_or_the_chosen_one_are_shown_and_a_hidden_one_is_not() -> None:
    run = run_of(ball("momentum", learning_rate=0.1), ball("adam", learning_rate=0.1))
    hidden = run_of(ball("momentum", learning_rate=0.1, visible=False), ball("adam", learning_rate=0.1))
    assert StepArrows(None).balls(run) == [1, 0]
    assert StepArrows(1).balls(run) == [1]
    assert StepArrows(None).balls(hidden) == [1]
    assert shown(hidden, 3, ball=0) == []
    assert arrows_of(OFF, 0, None, 2.0) is None
    assert arrows_of(CHOSEN, 1, None, 2.0) == StepArrows(1, None, 2.0)
    assert arrows_of(EVERY, 1, 5.0, 2.0) == StepArrows(None, 5.0, 2.0)


def test_that_the_zoom_that_suits_is_a_round_one_with_which_steps_can_be_seen() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.3), steps=40)
    zooms = [StepArrows(0).zoom_at(run, step, SEEN) for step in range(41)]
    assert set(zooms) <= set(ZOOMS)
    assert zooms == sorted(zooms)
    assert zooms[0] == 2.0
    assert zooms[-1] == ZOOMS[-1]
    for step in range(40):
        length = float(np.linalg.norm(run.at(0, step + 1).update)) * zooms[step]
        assert length <= LONGEST * 20.0
        assert length >= 0.05 * LONGEST * 20.0 or zooms[step] == ZOOMS[-1]


def test_that_less_is_enlarged_where_less_is_seen_and_what_is_chosen_stays() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.3), steps=40)
    near = ((-1.0, 1.0), (-1.0, 1.0))
    assert StepArrows(0).zoom_at(run, 8, near) < StepArrows(0).zoom_at(run, 8, SEEN)
    assert StepArrows(0, 7.0).zoom_at(run, 8, near) == 7.0


def test_that_a_ball_at_rest_has_no_arrows_and_nothing_is_said() -> None:
    assert shown(run_of(ball("momentum", learning_rate=0.1), start=(0.0, 0.0)), 3) == []


def test_that_an_arrow_off_the_map_is_cut_at_its_edge_and_says_so() -> None:
    run = run_of(ball("gradient_descent", learning_rate=1.2), formula="3*x**2 + y**2")
    whole = arrows_in(shown(run, 0, zoom=3.0))[COLORS.movement]
    assert whole.is_cut
    assert np.isclose(np.abs(whole.tip).max(), 10.0)
    assert not arrows_in(shown(run, 0, zoom=0.1))[COLORS.movement].is_cut


def test_that_a_ball_that_is_lost_has_no_arrows() -> None:
    run = run_of(ball("gradient_descent", learning_rate=1e5), formula="x**4 + y**2", steps=60)
    assert run.last[0] < 60
    assert shown(run, 60) == []


def test_that_on_a_line_arrows_lie_above_each_other_at_the_height_of_the_ball() -> None:
    run = run_of(ball("momentum", learning_rate=0.1), formula="x**2", start=(3.0,))
    found = arrows_in(shown(run, 3))
    heights = {arrow.offset for arrow in found.values()}
    assert len(heights) == 3
    assert all(right == 0.0 and down < 0.0 for right, down in heights)
    for arrow in found.values():
        assert arrow.tail[1] == arrow.tip[1] == run.at(0, 3).loss[0]


def test_that_nesterovs_look_ahead_leads_from_the_textbooks_ball_to_the_end_of_the_step() -> None:
    run = run_of(ball("nesterov", learning_rate=0.1))
    inside, every = anatomy(run, 0, 5), shown(run, 4, zoom=2.0)
    (ring,) = (each for each in every if isinstance(each, Marker))
    (way,) = (each for each in every if isinstance(each, Polyline))
    start, update = np.array(inside.position), np.array(inside.update)
    np.testing.assert_allclose(ring.at, start + 2.0 * update)
    np.testing.assert_allclose(way.points, [start + 2.0 * (update - inside.look_ahead), ring.at])
    assert LOOK_AHEAD in keys_of(run, StepArrows(0))


def test_that_the_sides_of_the_box_are_to_each_other_as_the_rates() -> None:
    run = run_of(ball("adam", learning_rate=0.1), start=(6.0, -2.0))
    inside, every = anatomy(run, 0, 5), shown(run, 4, zoom=2.0)
    (area,) = (each for each in every if isinstance(each, Area))
    sides = area.points.max(axis=0) - area.points.min(axis=0)
    assert np.isclose(sides[0] / sides[1], inside.scale[0] / inside.scale[1])
    assert np.isclose(np.linalg.norm(sides) / 2, 2.0 * np.linalg.norm(inside.update))
    np.testing.assert_allclose(area.points.mean(axis=0), inside.position)
    assert BOX in keys_of(run, StepArrows(0))
    assert BOX not in keys_of(run_of(ball("momentum", learning_rate=0.1)), StepArrows(0))
    assert keys_of(run, None) == ()


def test_that_a_step_of_a_long_run_that_is_not_kept_is_shown_as_well() -> None:
    run = run_of(ball("momentum", learning_rate=1e-4, momentum=0.5), steps=60_000)
    step = int(run.kept[-2]) + 1
    assert step not in run.kept
    whole = arrows_in(shown(run, step, zoom=None))[COLORS.movement]
    np.testing.assert_allclose(whole.tail, run.at(0, step).position[0])


@pytest.mark.parametrize(
    ("tail", "tip", "inside"),
    [
        ((0.0, 0.0), (0.5, 0.5), ((0.0, 0.0), (0.5, 0.5), False)),
        ((0.0, 0.0), (2.0, 1.0), ((0.0, 0.0), (1.0, 0.5), True)),
        ((-2.0, 0.0), (0.5, 0.0), ((-1.0, 0.0), (0.5, 0.0), False)),
        ((-2.0, 0.0), (2.0, 0.0), ((-1.0, 0.0), (1.0, 0.0), True)),
        ((-2.0, 2.0), (2.0, 2.0), None),
        ((2.0, 0.0), (3.0, 0.0), None),
        ((0.0, 0.0), (0.0, 0.0), None),
        ((0.0, 0.0), (np.inf, 0.0), ((0.0, 0.0), (1.0, 0.0), True)),
        ((0.0, 0.0), (np.nan, 0.0), None),
        ((np.inf, 0.0), (0.0, 0.0), None),
        ((0.0, 0.0), (5e-324, 0.5), ((0.0, 0.0), (5e-324, 0.5), False)),
        ((0.5, 0.0), (1e300, 1e-310), ((0.5, 0.0), (1.0, 0.0), True)),
    ],
)
def test_that_of_a_way_the_part_on_the_map_is_shown(tail, tip, inside) -> None:
    found = part_inside(np.array(tail), np.array(tip), np.full(2, -1.0), np.full(2, 1.0))
    if inside is None:
        assert found is None
    else:
        for mine, wanted in zip(found[:2], inside[:2], strict=True):
            np.testing.assert_allclose(mine, wanted)
        assert found[2] is inside[2]


def test_that_a_zoom_is_a_number_or_what_suits() -> None:
    assert zoom_of(AUTO_ZOOM) is None
    assert zoom_of("2.5") == 2.5
    for text in ("", "0", "-1", "nan", "inf", "x", "1e9"):
        with pytest.raises(InputError, match="allowed is auto, or a number"):
            zoom_of(text)


SIGHTS = {
    "all colours": np.eye(3),
    "no red": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "no green": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "no blue": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}
"""Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision"."""


def lab(color, sight):
    """The colour as CIELAB, as somebody sees it."""
    channels = np.array(list(bytes.fromhex(color[1:]))) / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHTS[sight]) @ linear, 0.0, 1.0)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_that_arrows_are_told_apart_whatever_colours_one_sees(theme, sight) -> None:
    inks = arrow_inks(THEMES[theme])
    colors = [lab(color, sight) for color in (inks.gradient, inks.carried, inks.movement)]
    assert min(np.linalg.norm(one - other) for one, other in combinations(colors, 2)) > 20.0


def test_that_without_colours_arrows_differ_in_lightness() -> None:
    inks = arrow_inks(replace(THEMES["light"], is_grey=True))
    lights = sorted(lab(color, "all colours")[0] for color in (inks.gradient, inks.carried, inks.movement))
    assert min(np.diff(lights)) > 25.0
