"""Dots on the trails, on the screen: where steps are, as many as are wanted, and quick."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import around, bowl, color_at, has_near, key, picture_of
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.dots import ENOUGH, suiting_dots
from momentum_lab.figures.scene import FLAT, RunScene
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.session import Session
from momentum_lab.session.look import AUTO_DOTS
from momentum_lab.simulation.engine import simulate


@pytest.mark.parametrize("steps", [1, 20, 60, 61, 100, 300, 5_000, 1_000_000])
def test_that_as_many_dots_as_suit_are_round_and_neither_few_nor_many(steps: int) -> None:
    every = suiting_dots(steps)
    assert str(every)[0] in "125"
    assert set(str(every)[1:]) <= {"0"}
    assert steps / every <= ENOUGH
    assert every == 1 or steps / every > ENOUGH / 3


def test_that_dots_stay_where_they_are_while_a_long_trail_is_walked() -> None:
    run = simulate(bowl(Ball("momentum", {"learning_rate": 0.2}), steps=9_000))
    (trail,) = RunScene(run, lambda steps: steps.position).trails
    whole = trail.dots(9_000, 1, FLAT.most_dots)
    assert len(whole) <= FLAT.most_dots
    for step in (0, 10, 500, 4_000):
        part = trail.dots(step, 1, FLAT.most_dots)
        assert np.array_equal(part, whole[: len(part)])


def test_that_each_dot_on_the_screen_is_at_its_step(qtbot: QtBot) -> None:
    run = simulate(bowl(Ball("gradient_descent", {"learning_rate": 1.0}, color="#d55e00")))
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(620, 460)
    view.set_look(LIGHT, Drawing(dots=1))
    view.show_run(run, 6)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    image = picture_of(view.widget)
    spots = [view.pixel_of(tuple(run.position[0, step])) for step in range(1, 4)]
    view.set_look(LIGHT, Drawing())
    plain = picture_of(view.widget)
    view.set_look(LIGHT, Drawing(dots=2))
    every_second = picture_of(view.widget)
    for step, spot in enumerate(spots, 1):
        assert has_near(image, spot, "#d55e00", reach=1)
        assert looks_other(image, plain, spot)
        assert looks_other(every_second, plain, spot) is (step % 2 == 0)


def looks_other(one: QImage, other: QImage, at: QPointF) -> bool:
    """Whether two pictures differ around a place."""
    return any(color_at(one, spot) != color_at(other, spot) for spot in around(at, 3))


def test_that_a_key_shows_dots_as_they_were_chosen_and_they_are_remembered(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="contour")
    session = window.session
    session.go_to(50)
    plain = picture_of(window.views["contour"].widget)
    key(window, Qt.Key.Key_D)
    assert session.look.dots == AUTO_DOTS
    assert picture_of(window.views["contour"].widget) != plain
    window.actions_by_name["dots_10"].trigger()
    assert window.actions_by_name["dots_10"].isChecked()
    assert session.look.dots == 10
    key(window, Qt.Key.Key_D)
    assert session.look.dots == 0
    assert window.actions_by_name["dots_0"].isChecked()
    key(window, Qt.Key.Key_D)
    assert session.look.dots == 10
    again = Session(preset("ravine"), session.settings)
    assert again.look.dots == 10
    again.close()


def test_that_the_surface_has_dots_too(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", only="surface")
    window.session.go_to(60)
    view = window.views["surface"]

    def dark_pixels() -> int:
        image = view.widget.grab().toImage()
        outline = [
            image.pixelColor(x, y).lightness() < 60
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        ]
        return sum(outline)

    picture_of(view.widget)
    before = dark_pixels()
    window.session.looks.set_dots(1)
    qtbot.waitUntil(lambda: dark_pixels() > before + 20)


def test_that_a_longer_run_gets_other_dots_where_what_suits_is_wanted(open_window, settled) -> None:
    window = open_window("ravine", only="contour")
    window.session.looks.set_dots(AUTO_DOTS)
    area = window.view_area
    assert area.drawing.dots == suiting_dots(100)
    window.session.editor.change(replace(window.session.experiment, steps=3000))
    settled(window)
    assert area.drawing.dots == suiting_dots(3000)
