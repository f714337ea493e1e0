"""What is shown over the steps, without a window: quantities by names, what is counted, gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import ball, on_formula

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.errors import InputError
from momentum_lab.figures.command import export_command
from momentum_lab.figures.curve_values import AT_ONCE, BEGINNING, CurveBook, CurveValues
from momentum_lab.figures.curves import LOSS, USUAL_CURVES, Counting, curves_known, curves_of, shown_curves
from momentum_lab.figures.grid import captioned
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.scene_chart import ChartScene
from momentum_lab.figures.targets import Measures
from momentum_lab.session.look import Looks
from momentum_lab.session.settings import Settings
from momentum_lab.simulation import simulate

BOWL = "0.1*x**2 + 0.4*y**2"
RUN = simulate(
    on_formula(BOWL, (-5.0, -2.0), ball("momentum", learning_rate=0.1), ball("newton"), ball("adam"))
)


def test_that_a_list_names_quantities_once_each_in_its_order() -> None:
    assert curves_of("overshoot, loss,overshoot") == ("overshoot", "loss")
    with pytest.raises(InputError, match="unknown quantity 'los'; did you mean 'loss'"):
        curves_of("overshoot,los")


@given(st.lists(st.sampled_from([*QUANTITIES, "", "lossy"])))
def test_that_what_is_remembered_is_a_list_of_known_quantities_and_never_empty(keys: list[str]) -> None:
    known = curves_known(keys)
    assert set(known) == (set(keys) & set(QUANTITIES) or {LOSS})
    assert list(known) == [key for key in QUANTITIES if key in known]


def test_that_a_run_shows_what_it_has() -> None:
    adam = simulate(on_formula("x**2", (1.0,), ball("adam")))
    assert [each.key for each in shown_curves(adam, ("y", "total_energy", "x"))] == ["x"]
    assert [each.key for each in shown_curves(adam, ("total_energy",))] == [LOSS]


def test_that_a_look_is_changed_by_one_verb_and_remembered() -> None:
    settings = Settings()
    looks = Looks(settings)
    looks.set_curve("overshoot", is_shown=True)
    looks.set_curve("x", is_shown=True)
    looks.set_evaluations(True)
    assert looks.look.curves == ("x", "loss", "overshoot")
    assert Looks(settings).look == looks.look
    for key in ("x", "loss", "overshoot"):
        looks.set_curve(key, is_shown=False)
    assert looks.look.curves == (LOSS,)


def test_that_steps_are_counted_by_what_they_cost() -> None:
    plain, costly = Counting.of(RUN, False), Counting.of(RUN, True)
    assert (plain.costs, costly.costs) == ((1, 1, 1), (1, 3, 1))
    assert costly.end(20) == 60
    assert costly.counts(1, np.array([0, 5])).tolist() == [0, 15]
    assert [costly.step_of(ball, 17.0) for ball in (0, 1)] == [17, 5]
    assert costly.step(17.4, 20) == 17
    assert costly.step(99.0, 20) == 20
    alone = Counting((1, 3), (3,))  # only the costly ball is to be seen
    assert alone.step(17.0, 20) == 6


def test_that_a_trail_has_a_place_at_every_step_though_numbers_are_missing() -> None:
    numbers = {0: [np.nan, 2.0, np.nan, np.nan, 5.0], 1: [np.nan] * 5, 2: [1.0, 2.0, 3.0, 4.0, 5.0]}

    def place(steps) -> np.ndarray:
        return np.stack([steps.step.astype(float), np.array(numbers[steps.ball])[steps.step]], axis=-1)

    run = simulate(on_formula(BOWL, (-5.0, -2.0), ball("adam"), ball("newton"), ball("momentum"), steps=4))
    trails = ChartScene(run, place).trails
    assert [trail.ball for trail in trails] == [0, 2]
    gappy = trails[0]
    assert [gappy.at(step)[0].tolist() for step in range(5)] == [[1, 2], [1, 2], [1, 2], [1, 2], [4, 5]]
    assert gappy.dots(4, 1, 100).tolist() == [[1, 2], [4, 5]]
    assert gappy.between(0, 4).tolist() == [[1, 2], [1, 2], [1, 2], [1, 2], [4, 5]]


def test_that_an_axis_must_hold_only_the_beginning_of_a_ball_that_is_lost() -> None:
    run = simulate(
        on_formula("x**2", (1.0,), ball("gradient_descent", learning_rate=3.0), ball("adam"), steps=90)
    )
    shown = CurveValues(run, QUANTITIES["update_norm"])
    assert [len(values) for values in shown.anchors] == [BEGINNING, 91]
    rows = run.rows(1)
    assert shown.at(rows) is shown.values[1]
    assert shown.at(rows[3:9]).tolist() == shown.values[1][3:9].tolist()


def test_that_pictures_say_which_curves_they_have() -> None:
    assert PictureOptions(view="loss").shown_curves == PictureOptions().shown_curves == (LOSS,)
    assert PictureOptions(view="curves").shown_curves == USUAL_CURVES
    options = PictureOptions(view="curves", curves="x,y", counts_evaluations=True)
    assert options.shown_curves == ("x", "y")
    command = export_command("ravine", "a.png", options, Measures(800, 480, "px", 12.0, 300))
    assert "--view curves" in command
    assert "--curves x,y --evaluations" in command
    with pytest.raises(InputError, match="curves: is for the views curves and all"):
        PictureOptions(view="loss", curves="x")
    with pytest.raises(InputError, match="unknown quantity 'los'"):
        PictureOptions(view="all", curves="los")


COSTLY = sorted(key for key, quantity in QUANTITIES.items() if quantity.is_costly)


@pytest.mark.parametrize("key", COSTLY)
def test_that_costly_values_come_by_and_by_and_are_those_that_are_asked_for_at_once(key: str) -> None:
    hidden = replace(ball("yogi"), visible=False)
    balls = (ball("adam", learning_rate=0.01), ball("rmsprop", learning_rate=0.01), hidden)
    run = simulate(on_formula(BOWL, (-5.0, -2.0), *balls, steps=2 * AT_ONCE))
    book, quantity = CurveBook([run]), QUANTITIES[key]
    found, rounds = book.values(run, quantity), 1
    assert book.values(run, quantity) is found
    assert not found.is_whole
    while not found.is_whole:
        before = sum(map(len, found.known.values()))
        found.go_on()
        rounds += 1
        assert 0 < sum(map(len, found.known.values())) - before <= AT_ONCE + 1  # the start costs nothing
    assert rounds == 4  # two of each ball
    assert set(found.values) == {0, 1}
    for index, values in found.values.items():
        np.testing.assert_array_equal(values, quantity.of(run, run.rows(index)))


@pytest.mark.parametrize("key", COSTLY)
def test_that_costly_values_of_a_long_run_are_told_here_and_there(key: str) -> None:
    run = simulate(on_formula(BOWL, (-5.0, -2.0), ball("adam", learning_rate=1e-4), steps=20_000))
    quantity = QUANTITIES[key]
    found = CurveValues(run, quantity)
    assert len(found.values[0]) == len(run.rows(0).step)
    while not found.is_whole:
        found.go_on()
    (told,) = np.nonzero(np.isfinite(found.values[0]))
    steps = run.rows(0).step
    assert np.diff(steps[told]).max() < 50
    for row in (told[1], told[-1], told[len(told) // 2]):
        assert quantity.of(run, run.at(0, int(steps[row])))[0] == found.values[0][row]


@pytest.mark.parametrize("key", COSTLY)
def test_that_nothing_is_computed_again_of_a_run_that_goes_on_or_is_shown_by_another(
    key: str, monkeypatch
) -> None:
    run = simulate(on_formula(BOWL, (-5.0, -2.0), ball("adam"), ball("rmsprop"), steps=40))
    asked: list[int] = []
    quantity = replace(QUANTITIES[key], of=lambda run, steps: _noted(QUANTITIES[key], run, steps, asked))
    first = CurveBook([run])
    whole = first.values(run, quantity)
    assert whole.is_whole
    assert sum(asked) == 2 * 41
    alone = [replace(run, experiment=each) for _, each in captioned(run.experiment, "balls")]
    second = CurveBook(alone, first)
    for index, shown in enumerate(second.beside(quantity)):
        assert shown.is_whole
        np.testing.assert_array_equal(shown.values[index], whole.values[index])
    assert sum(asked) == 2 * 41
    other = simulate(on_formula(BOWL, (-5.0, -2.0), ball("adam", learning_rate=0.3), steps=40))
    CurveBook([other], second).values(other, quantity)
    assert sum(asked) == 3 * 41


def _noted(quantity, run, steps, asked):
    asked.append(len(steps.step))
    return quantity.of(run, steps)
