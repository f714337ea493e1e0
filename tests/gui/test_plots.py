"""A plot is a view box with axes around it, and nothing besides."""

from __future__ import annotations

import pytest
from driving import picture_of
from PyQt6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QListWidget, QMenu, QSlider
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.plot import Canvas, new_plot
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate


def shown(qtbot: QtBot) -> tuple[Canvas, Plot]:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    plot = new_plot(canvas, 0, 0)
    plot.setLabel("left", "loss")
    plot.vb.setRange(xRange=(0.0, 10.0), yRange=(0.0, 1.0), padding=0.0)
    canvas.resize(400, 300)
    with qtbot.waitExposed(canvas):
        canvas.show()
    picture_of(canvas)
    return canvas, plot


def test_that_a_plot_has_no_forms_and_menus(qtbot: QtBot) -> None:
    before = QApplication.allWidgets()
    canvas, plot = shown(qtbot)
    made = [widget for widget in QApplication.allWidgets() if widget not in before]
    assert canvas in made
    unseen = QMenu, QAbstractButton, QAbstractSpinBox, QListWidget, QSlider
    assert [widget for widget in made if isinstance(widget, unseen)] == []
    assert {*plot.axes} == {"left", "bottom"}


def test_that_an_axis_that_is_hidden_gives_its_room_back(qtbot: QtBot) -> None:
    canvas, plot = shown(qtbot)
    before = plot.vb.sceneBoundingRect()
    plot.showAxis("left", False)
    picture_of(canvas)
    assert plot.vb.sceneBoundingRect().left() < before.left() - 20
    assert plot.vb.sceneBoundingRect().bottom() == before.bottom()
    for show in (lambda: plot.showAxis("left"), lambda: plot.setLabel("left", "loss")):
        plot.showAxis("left", False)
        show()
        for _ in range(3):  # the room that numbers need is known when they are painted
            picture_of(canvas)
            QApplication.processEvents()
        assert plot.vb.sceneBoundingRect() == before


def test_that_a_side_without_an_axis_takes_no_room(qtbot: QtBot) -> None:
    canvas, plot = shown(qtbot)
    for side in ("left", "bottom"):
        plot.showAxis(side, False)
    picture_of(canvas)
    inside, margins = plot.vb.boundingRect(), plot.layout.getContentsMargins()
    for found, whole in zip(
        plot.vb.mapRectToParent(inside).getRect(), plot.boundingRect().getRect(), strict=True
    ):
        assert found == pytest.approx(whole + (margins[0] if whole == 0.0 else -2 * margins[0]), abs=0.51)


def test_that_there_is_room_above_where_it_is_wanted(qtbot: QtBot) -> None:
    canvas, plot = shown(qtbot)
    before = plot.vb.sceneBoundingRect().top()
    plot.layout.setRowFixedHeight(0, 30.0)
    picture_of(canvas)
    assert plot.vb.sceneBoundingRect().top() == pytest.approx(before + 30.0, abs=1.0)


def test_that_lines_are_drawn_at_the_numbers_of_one_axis(qtbot: QtBot) -> None:
    canvas, plot = shown(qtbot)
    bare = picture_of(canvas)
    inside = canvas.mapFromScene(plot.vb.sceneBoundingRect()).boundingRect().adjusted(3, 3, -3, -3)
    plot.showGrid(x=False, y=True, alpha=1.0)
    lined = picture_of(canvas)
    rows = [y for y in range(inside.top(), inside.bottom()) if differs(bare, lined, inside.center().x(), y)]
    columns = [x for x in range(inside.left(), inside.right()) if differs(bare, lined, x, rows[0] - 3)]
    assert len(rows) > 1
    assert columns == []


def differs(one, other, x: int, y: int) -> bool:
    return one.pixelColor(x, y) != other.pixelColor(x, y)


@pytest.mark.parametrize("name", ["ravine", "saddle", "four_spellings"])
def test_that_a_map_comes_to_rest_however_little_room_it_has(qtbot: QtBot, name: str) -> None:
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.set_look(LIGHT, Drawing(has_legend=False))
    view.show_run(simulate(preset(name)), 5)
    view.widget.setMinimumSize(1, 1)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    plot = view._plot
    changes: list[object] = []
    plot.vb.geometryChanged.connect(lambda: changes.append(plot.vb.geometry()))
    for width in range(96, 160, 3):
        view.widget.resize(width, 231)
        for _ in range(12):
            QApplication.processEvents()
        before = len(changes)
        for _ in range(8):
            QApplication.processEvents()
        assert len(changes) == before, width
        assert plot.vb.width() >= 8.0
