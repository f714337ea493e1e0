"""The weights of past gradients: their arrows have room, wherever they point."""

from __future__ import annotations

import math

import numpy as np
import pytest
from driving import has_near, picture_of
from PyQt6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.gui.docks.memory_bars import MemoryBars

COLOR = "#0072b2"


def bars_of(qtbot: QtBot, gradients: list[tuple[float, ...]], width: int, theme: Theme = LIGHT) -> MemoryBars:
    bars = MemoryBars()
    qtbot.addWidget(bars)
    bars.set_theme(theme)
    bars.resize(width, bars.sizeHint().height())
    weights = tuple(0.9**index for index in range(len(gradients)))
    bars.show_weights(weights, tuple(gradients), len(gradients), COLOR)
    with qtbot.waitExposed(bars):
        bars.show()
    return bars


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("turn", range(0, 360, 30))
@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_that_every_arrow_has_its_head_whatever_way_it_points(
    qtbot: QtBot, count: int, turn: int, theme: Theme
) -> None:
    way = math.radians(turn)
    bars = bars_of(qtbot, [(math.cos(way), math.sin(way))] * count, 200, theme)
    image = picture_of(bars)
    inside = bars.rect().adjusted(1, 1, -1, -1)
    for index in {0, bars.shown - 1}:
        tail, tip = bars.arrow(index)
        for end in (tail, tip):
            assert inside.contains(end.toPoint()), (index, end)
        back = tip + (tail - tip) * 0.06
        assert has_near(image, back, theme.text, reach=1, tolerance=60)


@pytest.mark.parametrize("width", [160, 260, 420])
def test_that_what_is_pointed_at_is_the_column_that_is_drawn_there(qtbot: QtBot, width: int) -> None:
    rng = np.random.default_rng(7)
    bars = bars_of(qtbot, [tuple(each) for each in rng.normal(size=(60, 2)).tolist()], width)
    assert bars.column(bars.shown - 1).right() <= width
    image = picture_of(bars)
    for index in range(min(bars.shown, 8)):
        bar = bars.bar(index)
        assert has_near(image, QPointF(bar.center().x(), bar.bottom() - 3.0), COLOR, reach=1)


def test_that_a_gradient_of_one_coordinate_points_up_or_down_below_its_bar(qtbot: QtBot) -> None:
    bars = bars_of(qtbot, [(-2.0,), (1.0,)], 200)
    for index, is_up in ((0, False), (1, True)):
        tail, tip = bars.arrow(index)
        assert tip.x() == pytest.approx(tail.x()) == pytest.approx(bars.bar(index).center().x())
        assert (tip.y() < tail.y()) is is_up
        assert min(tip.y(), tail.y()) > bars.column(index).bottom()
