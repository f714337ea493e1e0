"""Schedule, warm-up and clipping in a ball's card."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from driving import CTRL, key, type_into
from laboratory import ball, on_library
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.file import dumps
from momentum_lab.experiment.modifiers import UNCLIPPED, UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.gui.panels.modifiers_section import ModifiersSection
from momentum_lab.schedules import SCHEDULES


def section_of(window, index: int = 0) -> ModifiersSection:
    return window.parts["panel"].cards[index].modifiers


def choose(editor, option: str) -> None:
    index = editor._options.index(option)
    editor.chooser.setCurrentIndex(index)
    editor.chooser.activated.emit(index)


def two_balls():
    return on_library("elliptic_bowl", ball("momentum", learning_rate=0.1), ball("physical_ball"), steps=60)


@pytest.mark.parametrize("name", [n for n in SCHEDULES if n != "constant"])
def test_that_a_chosen_schedule_suits_the_run_and_bends_the_path(
    open_window: OpenWindow, settled, name: str
) -> None:
    window = open_window(two_balls(), only="contour")
    before = window.session.run
    choose(section_of(window).schedule, name)
    settled(window)
    schedule = window.session.experiment.balls[0].schedule
    assert schedule.name == name
    assert dict(schedule.hyperparameters) == SCHEDULES[name].suited(60)
    assert (window.session.run.position[0] != before.position[0]).any()
    key(window, Qt.Key.Key_Z, CTRL)
    assert window.session.experiment.balls[0].schedule == UNSCHEDULED


def test_that_the_rate_is_drawn_as_a_curve_in_the_balls_colour(open_window: OpenWindow) -> None:
    cosine = RateSchedule("cosine", FrozenMapping(period=60.0), warmup=9)
    window = open_window(
        on_library("elliptic_bowl", ball("momentum", learning_rate=0.1, schedule=cosine), steps=60),
        only="contour",
    )
    curve = section_of(window).curve
    assert curve.isVisible()
    assert curve.ends == pytest.approx((0.01, 0.1 * cosine.factors()(59)))
    image = curve.grab().toImage()
    color = QColor(window.session.experiment.balls[0].color)

    def height(share: float) -> int:
        """The row at which the curve is found in a column of the picture."""
        column = round(share * (image.width() - 1))
        rows = [y for y in range(image.height()) if is_like(image.pixelColor(column, y), color)]
        assert rows, f"no curve at {share}"
        return sum(rows) // len(rows)

    assert height(9 / 59) < height(0.5) < height(0.8)
    assert height(9 / 59) < height(0.03)


def is_like(color: QColor, wanted: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    return all(abs(a - b) < 60 for a, b in pairs)


def test_that_warm_up_and_values_are_edited_and_undone_one_by_one(open_window: OpenWindow, settled) -> None:
    window = open_window(two_balls(), only="contour")
    section = section_of(window)
    choose(section.schedule, "cosine")
    window.parts["panel"].cards[0].more.click()
    assert section.isVisible()
    type_into(section.warmup, "12")
    type_into(section._values["floor"].box, "0.25")
    settled(window)
    schedule = window.session.experiment.balls[0].schedule
    assert schedule == RateSchedule("cosine", FrozenMapping(period=60.0, floor=0.25), 12)
    key(window, Qt.Key.Key_Z, CTRL)
    assert window.session.experiment.balls[0].schedule.hyperparameters["floor"] == 0.0
    assert section._values["floor"].box.value == 0.0


def test_that_the_gradient_is_clipped_at_the_chosen_limit(open_window: OpenWindow, settled) -> None:
    window = open_window(two_balls(), only="contour")
    section = section_of(window, 1)
    assert not section.limit.isVisibleTo(section)
    choose(section.clipping, "norm")
    assert window.session.experiment.balls[1].clipping == Clipping("norm", 1.0)
    assert section.limit.isVisibleTo(section)
    type_into(section.limit.box, "0.5")
    settled(window)
    assert window.session.experiment.balls[1].clipping == Clipping("norm", 0.5)
    choose(section.clipping, "off")
    assert window.session.experiment.balls[1].clipping == UNCLIPPED
    assert not section.limit.isVisible()
    assert "clipping" not in dumps(window.session.experiment)
    choose(section.clipping, "value")
    assert window.session.experiment.balls[1].clipping == Clipping("value", 0.5)


def test_that_what_has_no_rate_has_no_schedule_to_choose(open_window: OpenWindow) -> None:
    window = open_window(two_balls(), only="contour")
    for card in window.parts["panel"].cards:
        card.more.click()
    with_rate, without = (card.modifiers for card in window.parts["panel"].cards)
    assert with_rate.schedule.isVisible()
    assert not without.schedule.isVisible()
    assert without.clipping.isVisible()


def test_that_there_is_no_button_where_nothing_is_folded(open_window: OpenWindow) -> None:
    window = open_window(two_balls(), only="contour")
    card = window.parts["panel"].cards[1]
    assert card.more.isVisible()
    choose(card.modifiers.clipping, "norm")
    assert card.modifiers.isVisible()
    assert not card.more.isVisible()
    choose(card.modifiers.clipping, "off")
    assert card.more.isVisible()


def test_that_another_optimizer_keeps_schedule_and_clipping_where_it_can(open_window: OpenWindow) -> None:
    wrapped = ball("momentum", schedule=RateSchedule("step"), clipping=Clipping("value", 3.0))
    window = open_window(on_library("elliptic_bowl", wrapped), only="contour")
    chooser = window.parts["panel"].cards[0].chooser

    def change(name: str) -> None:
        chooser = window.parts["panel"].cards[0].chooser
        chooser.be_whole()
        chooser.setCurrentIndex(chooser.findData(name))
        chooser.activated.emit(chooser.currentIndex())

    assert chooser.currentData() == "momentum"
    change("adam")
    assert window.session.experiment.balls[0].schedule == RateSchedule("step")
    change("physical_ball")
    assert window.session.experiment.balls[0].schedule == UNSCHEDULED
    assert window.session.experiment.balls[0].clipping == Clipping("value", 3.0)
    change("gradient_descent")
    assert window.session.experiment.balls[0].schedule == RateSchedule("step")
    change("physical_ball")
    window.session.undo()
    choose(window.parts["panel"].cards[0].modifiers.schedule, "constant")
    change("adam")
    assert window.session.experiment.balls[0].schedule == UNSCHEDULED


def test_that_what_a_ball_has_not_is_made_when_it_is_unfolded(open_window: OpenWindow) -> None:
    card = open_window("ravine").parts["panel"].cards[0]
    assert card.findChildren(ModifiersSection) == []
    card.more.click()
    (section,) = card.findChildren(ModifiersSection)
    assert section.isVisible()
    card.more.click()
    assert card.findChildren(ModifiersSection) == [section]
    assert not section.isVisible()
