"""The inspector: equations with numbers, memory and all numbers of a step, as seen and as copied."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import key
from fitting import misfits, settle
from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.linear_response import STRETCH
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.slices import Sliced
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import THEMES
from momentum_lab.gui.docks import inspected_step
from momentum_lab.gui.docks.inspected_step import InspectedStep
from momentum_lab.gui.docks.inspector import Inspector
from momentum_lab.gui.widgets.mathematics import FormulaLabel
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation.run import Run
from momentum_lab.wording.inspection import Inspection, exact, inspecting, inspection


def area_of(window: MainWindow) -> Inspector:
    part = window.parts["inspector"]
    assert isinstance(part, Inspector)
    return part


def dock_of(window: MainWindow) -> InspectedStep:
    return area_of(window).inside


def seen(dock: InspectedStep, qtbot: QtBot, ball: int, step: int) -> Inspection:
    """What is shown, once it is that of a ball and a step."""

    def is_there() -> bool:
        shown = dock.shown
        return shown is not None and (shown.anatomy.ball, shown.anatomy.step) == (ball, step)

    qtbot.waitUntil(is_there)
    assert dock.shown is not None
    return dock.shown


def opened(
    open_window: OpenWindow, what: object = "ravine", **options: object
) -> tuple[MainWindow, InspectedStep]:
    window = open_window(what, **options)
    key(window, Qt.Key.Key_I)
    dock = dock_of(window)
    assert dock.isVisible()
    return window, dock


def texts(dock: InspectedStep) -> dict[str, list[str]]:
    """The cells beside each name in the table."""
    table = dock.table
    cells = [[table.item(r, c) for c in range(table.columnCount())] for r in range(table.rowCount())]
    rows = [[item.text() if item else "" for item in row] for row in cells]
    return {row[0]: row[1:] for row in rows}


def clipboard() -> str:
    board = QApplication.clipboard()
    assert board is not None
    return board.text()


def test_that_a_key_shows_the_step_that_begins_where_the_chosen_ball_is(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    session = window.session
    for ball, step in ((1, 7), (3, 12), (0, 0)):
        session.select_ball(ball)
        session.go_to(step)
        shown = seen(dock, qtbot, ball, step + 1)
        assert dock.title.text() == f"Step {step + 1}: from position {step} to {step + 1}"
        blocks = dock.equations.blocks
        assert [block.line.accessibleName() for block in blocks] == [each.text for each in shown.equations]
        for block, equation in zip(blocks, shown.equations, strict=True):
            wanted = [f"{axis}: {equation.text_with_numbers(i)}" for i, axis in enumerate("xy")]
            assert [label.accessibleName() for label in block.numbers] == wanted
            assert all(label.is_mathematics for label in (block.line, *block.numbers))
        place = [float(text.replace("−", "-")) for text in texts(dock)["before the step"]]
        assert place == pytest.approx(shown.anatomy.position, rel=1e-4)
        assert dock.bars.weights == shown.weights
    key(window, Qt.Key.Key_I)
    assert window.docks["inspector"].isHidden()


def test_that_buttons_and_keys_step_on_and_back_and_the_ball_is_chosen_here_too(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    session = window.session
    session.go_to(5)
    seen(dock, qtbot, 0, 6)
    dock.on.click()
    seen(dock, qtbot, 0, 7)
    dock.back.click()
    dock.back.click()
    seen(dock, qtbot, 0, 5)
    key(window, Qt.Key.Key_Right)
    seen(dock, qtbot, 0, 6)
    assert dock.chooser.count() == len(session.experiment.balls)
    dock.chooser.activated.emit(2)
    seen(dock, qtbot, 2, 6)
    assert session.selection.ball == dock.chooser.currentIndex() == 2


def test_that_what_is_the_same_in_all_coordinates_is_said_once(
    open_window: OpenWindow, qtbot: QtBot, settled
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    session = window.session
    session.editor.change_optimizer(0, "radam")
    settled(window)
    session.go_to(8)
    qtbot.waitUntil(lambda: dock.shown is not None and dock.shown.run is session.run)
    shown = seen(dock, qtbot, 0, 9)
    rows = {
        each.target: len(b.numbers) for each, b in zip(shown.equations, dock.equations.blocks, strict=True)
    }
    assert (rows["rho_inf"], rows["rho"], rows["m"], rows["x"]) == (1, 1, 2, 2)
    label = dock.equations.blocks[[*rows].index("rho_inf")].numbers[0]
    assert label.accessibleName() == "rho_inf = 2/(1 - 0.999) - 1 = 1999"


def test_that_it_follows_a_change_of_the_experiment(open_window: OpenWindow, qtbot: QtBot, settled) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    session = window.session
    session.go_to(5)
    before = seen(dock, qtbot, 0, 6)
    ball = session.experiment.balls[0].with_values(learning_rate=0.3, weight_decay=0.1)
    session.editor.change_ball(0, replace(ball, label="Changed"))
    settled(window)
    session.go_to(5)
    qtbot.waitUntil(lambda: dock.shown is not None and dock.shown.run is session.run)
    assert dock.shown is not None
    assert dock.shown.anatomy.hyperparameters["learning_rate"] == 0.3
    assert len(dock.equations.blocks) == len(before.equations) + 1
    assert dock.chooser.itemText(0) == "Changed"


def test_that_nothing_is_computed_while_it_cannot_be_seen(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        inspected_step,
        "inspecting",
        lambda run, ball, step: asked.append(step) or inspecting(run, ball, step),
    )
    window = open_window("ravine")
    dock = dock_of(window)
    for step in (3, 9):
        window.session.go_to(step)
        QApplication.processEvents()
    assert asked == []
    assert dock.equations.blocks == []
    key(window, Qt.Key.Key_I)
    seen(dock, qtbot, 0, 10)
    assert asked
    key(window, Qt.Key.Key_I)
    asked.clear()
    window.session.go_to(20)
    QApplication.processEvents()
    assert asked == []


def test_that_it_follows_while_it_plays_and_shows_one_step_at_a_time(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    window.session.select_ball(3)
    window.session.go_to(0)
    seen(dock, qtbot, 3, 1)
    window.session.play()
    steps: list[int] = []

    def is_further() -> bool:
        assert dock.shown is not None
        step = dock.shown.anatomy.step
        if not steps or steps[-1] != step:
            steps.append(step)
            assert dock.title.text().startswith(f"Step {step}:")
            line = dock.shown.equations[0]
            assert dock.equations.blocks[0].numbers[0].accessibleName() == f"x: {line.text_with_numbers(0)}"
        return len(steps) >= 4

    qtbot.waitUntil(is_further)
    window.session.pause()
    seen(dock, qtbot, 3, window.session.step + 1)


def test_that_no_slice_of_the_work_sets_more_than_a_line(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    window.session.select_ball(3)
    shown = seen(dock, qtbot, 3, window.session.step + 1)
    lines = 1 + len(shown.axes)
    assert len([*dock.equations.prepare(shown.equations)]) == lines * len(shown.equations)
    more = replace(shown, equations=(*shown.equations, shown.equations[0]))
    dock.equations.show_equations(more.equations, more.axes)
    assert dock.equations.blocks[-1].line.accessibleName() == shown.equations[0].text
    dock.equations.show_equations(shown.equations[:1], shown.axes[:1])
    assert len(dock.equations.blocks) == len(dock.equations.blocks[0].numbers) == 1


def test_that_every_value_can_be_copied_alone_and_with_all_others(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    window.session.select_ball(1)
    window.session.go_to(7)
    shown = seen(dock, qtbot, 1, 8)
    table = dock.table
    copied = []
    for row in range(table.rowCount()):
        menu = table.menu_for(row)
        for action in menu.actions()[:-1]:
            action.trigger()
            copied.append(clipboard())
        menu.deleteLater()
    for group in shown.groups:
        for line in group.rows:
            assert all(exact(value) in copied for value in line.values)
            assert "\t".join([str(line.name), *map(exact, line.values)]) in copied
    table.setFocus()
    table.selectRow(1)
    key(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "\t".join(["before the step", *map(repr, shown.anatomy.position)])
    dock.copy.click()
    qtbot.waitUntil(lambda: clipboard() == shown.copied())


def test_that_the_window_starts_without_what_is_in_it() -> None:
    code = (
        "import sys, momentum_lab.gui.window.main_window as m; "
        "sys.exit(any('inspect' in name.rpartition('.')[2] and name.startswith('momentum_lab.wording') "
        "for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_that_copying_does_not_need_the_dock(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    window.session.go_to(4)
    dock_of(window).copy_all()
    run = window.session.run
    assert run is not None
    found = inspection(run, 0, 4)
    assert found is not None
    qtbot.waitUntil(lambda: clipboard() == found.copied())


def test_that_the_window_goes_on_while_a_long_memory_is_walked_through(
    open_window: OpenWindow, qtbot: QtBot, settled
) -> None:
    body = Ball("momentum", FrozenMapping({"learning_rate": 1e-6, "momentum": 1.0}))
    choice = LandscapeChoice(formula="x**2 + 5*y**2", domain=((-3.0, 3.0), (-3.0, 3.0)))
    window, dock = opened(open_window, Experiment(choice, (1.0, 1.0), (body,), steps=6_000))
    settled(window)
    turns: list[int] = []
    ticking = QTimer(window)
    ticking.timeout.connect(lambda: turns.append(0))
    window.session.go_to(5_990)
    ticking.start(0)
    shown = seen(dock, qtbot, 0, 5_991)
    assert len(shown.memory.in_velocity) == 5_991
    assert len(turns) > 5_991 / STRETCH
    turns.clear()
    dock.copy_all()
    qtbot.waitUntil(lambda: clipboard() == shown.copied())
    assert len(turns) > 5_991 / STRETCH


def test_that_why_nothing_is_shown_is_of_now(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(run: Run, ball: int, playhead: int) -> Sliced[Inspection | None]:
        yield
        raise InputError("the rule fails")

    def has_none(run: Run, ball: int, playhead: int) -> Sliced[Inspection | None]:
        yield
        return None

    monkeypatch.setattr(inspected_step, "inspecting", refuses)
    window, dock = opened(open_window, size=(1300, 860))
    qtbot.waitUntil(lambda: dock.nothing.text() == "the rule fails")
    monkeypatch.setattr(inspected_step, "inspecting", has_none)
    window.session.go_to(3)
    qtbot.waitUntil(lambda: dock.nothing.text() == "There is no step to look into yet.")
    assert dock.nothing.isVisible()


def assert_whole(dock: InspectedStep) -> None:
    """Nothing of the dock is cut off at its side, and every formula has the height that it needs."""
    port = dock.parentWidget()
    assert port is not None
    assert dock.width() <= port.width()
    assert dock.height() >= dock.heightForWidth(dock.width())
    for label in dock.findChildren(FormulaLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.accessibleName()
    numbers = dock.table
    metrics = numbers.fontMetrics()
    for row in range(numbers.rowCount()):
        for column in range(1, numbers.columnCount()):
            item = numbers.item(row, column)
            if item is not None:
                assert metrics.horizontalAdvance(item.text()) < numbers.columnWidth(column)
    assert numbers.height() >= numbers.sizeHint().height()
    assert [*misfits(dock.window())] == []


@pytest.mark.parametrize(
    ("type_size", "optimizers"), [(1.0, ("momentum", "radam", "rprop")), (1.5, ("newton", "nadam"))]
)
def test_that_nothing_is_cut_off_in_a_small_window(
    open_window: OpenWindow, qtbot: QtBot, settled, type_size: float, optimizers: tuple[str, ...]
) -> None:
    window, dock = opened(open_window, size=(1024, 700))
    session = window.session
    session.looks.set_type_size(type_size)
    for optimizer in optimizers:
        session.editor.change_optimizer(0, optimizer)
        settled(window)
        session.go_to(0)
        session.go_to(1)
        qtbot.waitUntil(lambda: dock.shown is not None and dock.shown.run is session.run)
        shown = seen(dock, qtbot, 0, 2)
        settle()
        assert_whole(dock)
        assert len(dock.equations.blocks) == len(shown.equations)
        assert all(label.is_mathematics for label in dock.equations.findChildren(FormulaLabel))


def colors(image: QImage, place: QPoint, wide: int, high: int) -> set[str]:
    return {image.pixelColor(place.x() + x, place.y() + y).name() for x in range(wide) for y in range(high)}


@pytest.mark.parametrize("theme", list(THEMES))
def test_that_bars_are_as_high_as_the_weights_and_arrows_point_where_gradients_do(
    open_window: OpenWindow, qtbot: QtBot, theme: str
) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    session = window.session
    session.looks.set_theme(theme)
    session.select_ball(1)
    session.go_to(11)
    shown, bars = seen(dock, qtbot, 1, 12), dock.bars
    area_of(window).ensureWidgetVisible(bars)
    settle()
    image = bars.grab().toImage()
    ratio = image.devicePixelRatio()
    color = QColor(session.experiment.balls[1].color)
    for index, weight in enumerate(shown.weights):
        whole, bar = bars.column(index), bars.bar(index)
        assert bar.height() == pytest.approx(weight * whole.height() / max(shown.weights))
        x = round(bar.center().x() * ratio)
        assert image.pixelColor(x, round((bar.top() + 2) * ratio)).name() == color.name()
        if bar.top() > whole.top() + 4:
            assert image.pixelColor(x, round((bar.top() - 3) * ratio)).name() != color.name()
    lengths = [float(np.hypot(*gradient)) for gradient in shown.past_gradients]
    longest = int(np.argmax(lengths))
    tail, tip = bars.arrow(longest)
    gradient = shown.past_gradients[longest]
    way = np.array([tip.x() - tail.x(), tail.y() - tip.y()])
    assert way / np.hypot(*way) == pytest.approx(np.array(gradient) / lengths[longest], abs=1e-6)
    middle = (tail + tip) / 2
    ink = QColor(THEMES[theme].text)
    x, y = round(middle.x() * ratio), round(middle.y() * ratio)
    found = [image.pixelColor(x + right, y).lightness() for right in (-1, 0, 1)]  # a line between two pixels
    assert min(abs(each - ink.lightness()) for each in found) < 100
    told = bars.told(0)
    assert told.startswith("gradient of step 12: (")
    assert told.endswith("weight 1")


def test_that_tab_goes_through_the_controls_from_top_to_bottom(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, dock = opened(open_window, size=(1300, 860))
    seen(dock, qtbot, 0, window.session.step + 1)
    order = [dock.chooser, dock.back, dock.on, dock.copy, dock.table]
    assert all(widget.accessibleName() for widget in order)
    dock.chooser.setFocus(Qt.FocusReason.TabFocusReason)
    for after in order[1:]:
        focused = QApplication.focusWidget()
        assert focused is not None
        key(focused, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is after


def test_that_a_ball_that_takes_no_step_says_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    lost = replace(
        preset("ravine"),
        landscape=LandscapeChoice(formula="log(x) + y**2", domain=((0.5, 4.0), (-2.0, 2.0))),
        start=(-1.0, 0.0),
    )
    window, dock = opened(open_window, lost, size=(1300, 860), wait=False)
    qtbot.waitUntil(dock.nothing.isVisible)
    assert not dock.table.isVisible()
    dock.copy.click()
    assert window.session.run is None or not dock.equations.blocks
