"""The dock with the numbers of all balls at the step that is shown."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import CTRL, SHIFT, key
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.quantities import QUANTITIES, known_quantities
from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment.appearance import MARKERS
from momentum_lab.experiment.presets import preset
from momentum_lab.export.step_numbers import step_numbers
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.docks.numbers import NumbersTable
from momentum_lab.gui.panels.ball_table import BallTable
from momentum_lab.gui.views.swatches import swatch
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation.engine import simulate


def dock_of(window: MainWindow) -> NumbersTable:
    part = window.parts["numbers"]
    assert isinstance(part, NumbersTable)
    return part


def shown(table: NumbersTable) -> list[list[str]]:
    """The texts of all cells."""
    items = [
        [table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())
    ]
    return [[item.text() if item else "" for item in row] for row in items]


def says(cells: list[list[str]], wanted: list[list[float]]) -> bool:
    """Whether a table has these numbers after the names, or a dash where there is none."""
    return len(cells) == len(wanted) and all(
        text == "—" or float(text.replace("−", "-")) == pytest.approx(value, rel=1e-4)
        for row, values in zip(cells, wanted, strict=True)
        for text, value in zip(row[1:], values, strict=True)
    )


@pytest.mark.parametrize("name", ["ravine", "double_well", "sgd_to_adam"])
def test_that_a_key_shows_every_number_of_every_ball_at_the_step(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    window = open_window(name, size=(1300, 860))
    session, table = window.session, dock_of(window)
    assert window.docks["numbers"].isHidden()
    key(window, Qt.Key.Key_T)
    run = session.run
    assert run is not None
    for step in (0, 7, run.computed):
        session.go_to(step)
        wanted = [
            [float(quantity.of(run, run.at(ball, step))[0]) for quantity in known_quantities(run)]
            for ball in range(len(run.experiment.balls))
        ]
        qtbot.waitUntil(lambda wanted=wanted: says(shown(table), wanted))
    assert [row[0] for row in shown(table)] == list(run.experiment.labels)
    key(window, Qt.Key.Key_T)
    assert window.docks["numbers"].isHidden()


def test_that_only_optimizers_with_a_velocity_have_one_in_the_table(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_T)
    table, run = dock_of(window), window.session.run
    assert run is not None
    column = 1 + [q.key for q in known_quantities(run)].index("velocity_x")
    qtbot.waitUntil(lambda: table.rowCount() == 4)
    texts = {row[0]: row[column] for row in shown(table)}
    assert texts["Gradient descent"] == "—"
    assert texts["Momentum"] != "—"


def test_that_hidden_balls_have_no_row_and_a_click_selects_a_ball(
    open_window: OpenWindow, qtbot: QtBot, settled
) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_T)
    table, session = dock_of(window), window.session
    session.editor.change_ball(1, replace(session.experiment.balls[1], visible=False))
    settled(window)
    qtbot.waitUntil(lambda: [row[0] for row in shown(table)] == ["Gradient descent", "Nesterov", "Adam"])
    table.cellClicked.emit(2, 0)
    assert session.selection.ball == 3
    assert {index.row() for index in table.selectedIndexes()} == {2}


def test_that_all_digits_can_be_copied(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    window.session.go_to(12)
    key(window, Qt.Key.Key_T, CTRL | SHIFT)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    run = window.session.run
    assert run is not None
    assert clipboard.text() == step_numbers(run, 12)


@pytest.mark.parametrize("name", ["ravine", "double_well"])
def test_that_the_text_reads_back_to_the_same_doubles(name: str) -> None:
    run = simulate(preset(name))
    rows = list(csv.DictReader(io.StringIO(step_numbers(run, 9)), dialect="excel-tab"))
    assert [row["label"] for row in rows] == list(run.experiment.labels)
    for row in rows:
        ball = int(row["ball"])
        for quantity in known_quantities(run):
            value = float(quantity.of(run, run.at(ball, 9))[0])
            assert row[quantity.key] == "" if math.isnan(value) else float(row[quantity.key]) == value


def test_that_movements_and_velocities_are_those_of_the_run() -> None:
    run = simulate(preset("ravine"))
    steps = run.steps(1, 0, 50)
    for axis, name in enumerate("xy"):
        movement = QUANTITIES[f"update_{name}"].of(run, steps)
        assert movement[1:] == pytest.approx(steps.position[1:, axis] - steps.position[:-1, axis], abs=1e-12)
        assert (QUANTITIES[f"velocity_{name}"].of(run, steps) == steps.velocity[:, axis]).all()


def test_that_tables_show_balls_with_their_own_markers(qapp: QApplication) -> None:
    images = [swatch(marker, "#0072b2", LIGHT.outline).toImage() for marker in MARKERS]
    pictures = {image.constBits().asarray(image.sizeInBytes()) for image in images}
    assert len(pictures) == len(MARKERS)
    run = simulate(preset("ravine"))
    for theme in (LIGHT, DARK):
        table = BallTable()
        table.set_theme(theme)
        table.show_summaries(run.experiment, summarize(run))
        shown = [label.pixmap().toImage() for label in table.findChildren(QLabel) if not label.text()]
        for ball in run.experiment.balls:
            marker = QLabel()
            marker.setPixmap(swatch(ball.marker, ball.color, theme.outline))
            assert marker.pixmap().toImage() in shown
        table.deleteLater()


def test_that_a_ball_of_the_same_colour_gets_its_other_marker_in_the_table(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine")
    key(window, Qt.Key.Key_T)
    table = dock_of(window)

    def picture() -> QImage:
        item = table.item(0, 0)
        assert item is not None
        return item.icon().pixmap(12, 12).toImage()

    qtbot.waitUntil(lambda: table.rowCount() > 0)
    before, ball = picture(), window.session.experiment.balls[0]
    window.session.editor.change_ball(0, replace(ball, marker="star"))
    qtbot.waitUntil(lambda: picture() != before)
