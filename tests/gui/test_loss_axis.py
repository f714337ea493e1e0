from __future__ import annotations

import numpy as np
import pytest
from conftest import OpenWindow
from driving import has_near, picture_of
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.value_axis import KINDS, ValueAxis, choose_kind, value_axis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate

LOSS = st.floats(-1e300, 1e300)
LOSSES = arrays(np.float64, st.integers(0, 12), elements=LOSS)
KIND = st.sampled_from(KINDS)


def fitting(kind: str, losses: np.ndarray) -> ValueAxis:
    return value_axis(kind, losses, losses[:1])


@given(KIND, LOSSES)
@example("symlog", np.array([5e-324, 0.0]))
@example("linear", np.array([5e-324, 0.0]))
@example("symlog", np.array([1e-310, -1e-310]))
def test_that_every_run_has_an_axis_with_two_ends(kind, losses) -> None:
    axis = fitting(kind, losses)
    low, high = axis.ends
    assert np.isfinite(low)
    assert np.isfinite(high)
    assert low < high


@given(KIND, LOSSES, LOSS, LOSS)
def test_that_a_higher_loss_is_higher_on_the_axis(kind, losses, one: float, other: float) -> None:
    assume(one <= other)
    axis = fitting(kind, losses)
    if kind == "log" and 0 < other <= 1e-2 * axis.low:
        return  # below what the axis shows
    low, high = axis.forward(np.array([one, other]))
    assert low <= high


@given(KIND, LOSSES, st.integers(1, 12))
@example("symlog", np.array([5e-324, 0.0]), 6)
@example("symlog", np.array([1e-310, -1e-310]), 6)
@example("log", np.array([4.62e16, 4.68e16]), 12)
@example("log", np.array([1234.1, 1234.2]), 6)
@example("log", np.array([1e16, 1e16 + 2.0]), 6)
def test_that_ticks_are_distinct_and_say_their_loss(kind, losses, most: int) -> None:
    axis = fitting(kind, losses)
    if kind == "linear":
        return  # pyqtgraph's own
    ticks = axis.ticks(most)
    places = [place for place, _ in ticks]
    assert places == sorted(set(places))
    assert len({text for _, text in ticks}) == len(ticks)
    for place, text in ticks:
        value = float(text.replace("−", "-"))
        there = np.log10(value) if kind == "log" else float(axis.forward(value))
        assert place == pytest.approx(there, abs=0.05)


@pytest.mark.parametrize(
    ("losses", "kind"),
    [
        ([10.0, 1.0, 0.0], "log"),
        ([], "log"),
        ([0.0], "linear"),
        ([0.0, -0.0, 0.0], "linear"),
        ([2.0, -1.0, -1.5], "linear"),
        ([1.0, -1.0, -2.0, -1e5], "symlog"),
    ],
)
def test_that_the_axis_is_chosen_by_the_losses(losses: list[float], kind: str) -> None:
    assert choose_kind(np.array(losses)) == kind


def test_that_a_divergence_does_not_squeeze_the_rest() -> None:
    losses = np.array([10.0, 1.0, 0.1, 1e300])
    assert value_axis("log", losses, losses[:1]).high == 1e5
    assert value_axis("linear", losses, losses[:1]).high == 1e5


@pytest.mark.parametrize("slope", [-0.5, 3.0])
def test_that_all_losses_are_shown_of_a_ball_that_starts_at_none(slope: float) -> None:
    losses = slope * np.arange(40.0)
    axis = value_axis(choose_kind(losses), losses, losses[:1])
    assert axis.high == losses.max()
    assert axis.low == losses.min() or axis.kind == "log"
    assert axis.low <= losses[losses != 0.0].min()


def test_that_losses_that_vanish_stay_on_the_paper() -> None:
    axis = value_axis("log", np.array([10.0, 1e-3, 0.0]), np.array([10.0]))
    assert np.isfinite(axis.forward(0.0))
    assert axis.ends[0] < axis.forward(0.0) == axis.forward(1e-3)  # along the lower edge
    assert fitting("log", np.array([5e-324])).ends[0] < 0
    assert fitting("log", np.zeros(3)).high == 1.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ravine", "double_well", "saddle"])
def test_that_markers_are_at_step_and_loss_on_every_axis(qtbot, kind, name: str) -> None:
    run = simulate(preset(name))
    view = LossView()
    qtbot.addWidget(view.widget)
    view.widget.resize(620, 320)
    view.set_look(LIGHT, Drawing(loss_axis=kind))
    view.show_run(run, 0)
    view.widget.show()
    for step in (0, run.computed // 3):
        view.show_step(step)
        image = picture_of(view.widget)
        at = view.pixel_of(step, float(run.loss[0, step]))
        if image.rect().contains(at.toPoint()):
            assert has_near(image, at, run.experiment.balls[0].color, reach=1)


def test_that_the_menu_chooses_the_axis(open_window: OpenWindow) -> None:
    window = open_window("double_well")
    axis = window.views["loss"]._axis
    automatic = axis.axis.kind
    for kind in KINDS:
        window.actions_by_name[f"axis_{kind}"].trigger()
        assert axis.axis.kind == kind
        assert window.actions_by_name[f"axis_{kind}"].isChecked()
        window.views["loss"].widget.grab()
        size = axis.size().height()
        low, high = axis.axis.ends
        for _, values in axis.tickValues(low, high, size):
            assert all(low <= value <= high for value in values)
    window.actions_by_name["axis_auto"].trigger()
    assert axis.axis.kind == automatic
    assert not window.actions_by_name["axis_linear"].isChecked()


@pytest.mark.parametrize("most", [2, 3, 6, 9])
@given(low=st.floats(1e-280, 1e280), decades=st.floats(0.01, 15.0))
def test_that_every_tick_of_a_logarithmic_axis_stands_where_its_loss_is(most, low, decades):
    axis = ValueAxis("log", low, low * 10.0**decades)
    bottom, top = axis.ends
    for place, text in axis.ticks(most):
        assert bottom <= place <= top
        assert 10.0**place == pytest.approx(float(text.replace("−", "-")), rel=0.06)
