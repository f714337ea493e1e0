"""Projector mode: large, on a white ground, the views alone; and then everything as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import OpenWindow
from driving import key
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PyQt6.QtGui import QColor, QFontInfo
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.grid import BALLS
from momentum_lab.figures.themes import DARK
from momentum_lab.gui.panels.step_counter import StepCounter
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.blank import Blank
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
from momentum_lab.session.look import Looks
from momentum_lab.session.settings import Settings

QUESTIONS = 25


def layout_of(window: MainWindow) -> list[object]:
    """Where everything is that is seen, and how large."""
    seen: list[object] = [window.geometry(), window.windowState(), window.menuBar().isVisible()]
    frames, docks = window.view_area.frames, window.docks
    seen += [(name, frame.geometry()) for name, frame in frames.items() if frame.isVisible()]
    seen += [(name, dock.isFloating(), dock.size()) for name, dock in docks.items() if dock.isVisible()]
    parts = [part for part in window.parts.values() if isinstance(part, QWidget) and part.isVisible()]
    seen += [(type(part).__name__, part.size()) for part in parts]
    return [*seen, QFontInfo(window.parts["panel"].font()).pointSizeF()]


def rested(window: MainWindow) -> Callable[[], bool]:
    """Tells whether nothing in a window moves any more: for some questions in a row."""
    last: list[list[object]] = []

    def is_so() -> bool:
        last.append(layout_of(window))
        return len(last) > QUESTIONS and all(each == last[-1] for each in last[-QUESTIONS:])

    return is_so


def blanks(window: MainWindow) -> list[Blank]:
    return [blank for blank in window.findChildren(Blank) if blank.isVisible()]


@pytest.mark.parametrize("before", ["dark and large", "folded", "docks", "one view", "full screen"])
def test_that_everything_is_as_before_when_it_is_left(
    open_window: OpenWindow, qtbot: QtBot, before: str
) -> None:
    window = open_window("ravine", size=(1300, 860))
    session = window.session
    match before:
        case "dark and large":
            session.looks.set_theme("dark")
            session.looks.set_type_size(1.3)
        case "folded":
            key(window, Qt.Key.Key_F9)
            key(window, Qt.Key.Key_F7)
            key(window, Qt.Key.Key_F8)
        case "docks":
            key(window, Qt.Key.Key_T)
            key(window, Qt.Key.Key_X)
        case "one view":
            session.toggle_maximized("contour")
        case "full screen":
            key(window, Qt.Key.Key_F11)
    qtbot.waitUntil(rested(window))
    look, was = session.look, layout_of(window)
    key(window, Qt.Key.Key_F5)
    assert session.look.is_projected
    for code in (Qt.Key.Key_E, Qt.Key.Key_F9, Qt.Key.Key_F7, Qt.Key.Key_G, Qt.Key.Key_G):
        key(window, code)  # what is called meanwhile goes again
    session.toggle_maximized("loss")
    assert layout_of(window) != was
    key(window, Qt.Key.Key_Escape if before == "docks" else Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: layout_of(window) == was)
    assert session.look == look


@pytest.mark.parametrize("size", [(1024, 768), (1600, 1000)])
def test_that_only_views_and_a_large_step_are_seen_on_a_white_ground(
    open_window: OpenWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = open_window("ravine", size=size)
    window.session.looks.set_theme("dark")
    key(window, Qt.Key.Key_F5)
    window.session.go_to(42)
    qtbot.waitUntil(lambda: window.parts["step_counter"].isVisible())
    for name in ("panel", "transport", "status", "notes"):
        assert not window.parts[name].isVisible()
    assert not window.menuBar().isVisible()
    counter = window.parts["step_counter"]
    assert counter.step.text() == "step 42 of 100"
    assert QFontInfo(counter.step.font()).pointSizeF() >= 36.0
    for label in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        if label.isVisible():
            assert QFontInfo(label.font()).pointSizeF() >= 17.9, label
    image = window.grab().toImage()
    ground = [image.pixelColor(QPoint(x, y)) for x, y in ((2, 2), (window.width() - 3, window.height() - 3))]
    assert ground == [QColor("#ffffff")] * 2
    assert window.session.look.theme == DARK.name


@pytest.mark.parametrize("grid", [BALLS, "balls.0.learning_rate=0.001,0.002"])
@pytest.mark.parametrize("is_projected_first", [True, False])
def test_that_side_by_side_leaves_the_screen_to_the_views_as_well(
    open_window: OpenWindow, qtbot: QtBot, grid: str, is_projected_first: bool
) -> None:
    window = open_window("ravine", size=(1300, 860))
    choice = window.session.side_by_side
    if is_projected_first:
        key(window, Qt.Key.Key_F5)
        choice.show(grid)
    else:
        choice.show(grid)
        key(window, Qt.Key.Key_F5)
    area = window.view_area.multiples.area
    qtbot.waitUntil(lambda: len(area.frames) >= 2)
    bar = area.bar
    asking = [bar, bar.kind, bar.view, bar.varied, bar.values, bar.close_button]
    assert not any(widget.isVisible() for widget in asking)
    assert not any(widget.isVisible() for widget in area.findChildren(QComboBox))
    key(window, Qt.Key.Key_A)
    assert bar.keys.isVisible()  # as the legend is
    assert not any(widget.isVisible() for widget in asking[1:])
    window.session.go_to(3)
    window.session.editor.move_start((1.5, 1.0))
    qtbot.waitUntil(lambda: window.session.clock.is_settled)
    assert not any(widget.isVisible() for widget in asking[1:])
    key(window, Qt.Key.Key_F5)
    assert bar.kind.isVisible()
    assert bar.close_button.isVisible()
    assert bar.values.isVisible() == (grid != BALLS)
    key(window, Qt.Key.Key_A)
    assert bar.isVisible()


def test_that_keys_work_and_docks_are_large(open_window: OpenWindow, qtbot: QtBot, settled) -> None:
    window = open_window("ravine", size=(1300, 860))
    session = window.session
    key(window, Qt.Key.Key_F5)
    key(window, Qt.Key.Key_End)
    assert session.step == 100
    key(window, Qt.Key.Key_Left)
    assert session.step == 99
    key(window, Qt.Key.Key_Space)
    assert session.is_playing
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_T)
    table = window.parts["numbers"]
    qtbot.waitUntil(lambda: table.isVisible() and table.rowCount() == 4)
    assert QFontInfo(table.font()).pointSizeF() >= 18.0
    assert table.columnWidth(1) > table.fontMetrics().horizontalAdvance("−8.8888e−88")
    key(window, Qt.Key.Key_F9)
    assert window.parts["panel"].isVisible()
    assert session.settings.flag("panel", True)


def test_that_a_trail_is_three_pixels_wide_at_least_and_balls_are_larger(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("double_well", size=(1300, 860), only="loss")
    session = window.session
    session.go_to(150)
    view = window.views["loss"]

    def ink(step: float) -> int:
        """Pixels of the first ball's colour on the upright through a step."""
        canvas, run = view.canvas, session.run
        assert run is not None
        at = view.pixel_of(step, float(run.loss[0, round(step)]))
        image, color = canvas.grab().toImage(), QColor(session.experiment.balls[0].color)
        column = [image.pixelColor(round(at.x()), round(at.y()) + dy) for dy in range(-20, 21)]
        return sum(abs(c.hue() - color.hue()) < 12 and c.saturation() > 120 for c in column)

    thin, ball = ink(100), ink(150)
    key(window, Qt.Key.Key_F5)
    qtbot.wait(60)
    assert ink(100) >= 3 > thin - 1
    assert ink(150) > 1.3 * ball


@pytest.mark.parametrize("code", [Qt.Key.Key_B, Qt.Key.Key_Period])
def test_that_a_key_blanks_the_screen_and_any_key_brings_it_back(
    open_window: OpenWindow, qtbot: QtBot, code: Qt.Key
) -> None:
    window = open_window("ravine")
    key(window, code)
    assert blanks(window) == []  # it is for presenting
    key(window, Qt.Key.Key_F5)
    session = window.session
    key(window, Qt.Key.Key_T)
    window.docks["numbers"].setFloating(True)
    key(window, code)
    (blank,) = blanks(window)
    assert window.docks["numbers"].isHidden()
    image = window.grab().toImage()
    assert image.pixelColor(window.width() // 2, window.height() // 2) == QColor("#000000")
    assert blank.geometry() == window.rect()
    before = session.step, session.is_playing
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert blanks(window) == []
    assert (session.step, session.is_playing) == before
    assert window.docks["numbers"].isVisible()
    key(window, Qt.Key.Key_Right)
    assert session.step == before[0] + 1


def test_that_there_is_one_blank_screen_and_it_goes_with_projector_mode(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    window.session.looks.set_projected(True)
    for _ in range(3):
        window.actions_by_name["blank"].trigger()
    assert len(window.findChildren(Blank)) == len(blanks(window)) == 1
    window.session.looks.set_projected(False)
    assert blanks(window) == []


def test_that_a_blank_screen_ends_also_if_what_had_the_focus_is_gone(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    window.session.looks.set_projected(True)
    had_focus = QLineEdit(window.view_area)
    had_focus.show()
    had_focus.setFocus()
    window.actions_by_name["blank"].trigger()
    had_focus.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    blanks(window)[0].end()
    assert blanks(window) == []


def test_that_closing_remembers_the_layout_from_before(
    open_window: OpenWindow, qtbot: QtBot, settings_path
) -> None:
    window = open_window("ravine", size=(1200, 800))
    key(window, Qt.Key.Key_T)
    qtbot.wait(30)
    shown = {name: frame.geometry() for name, frame in window.view_area.frames.items() if frame.isVisible()}
    key(window, Qt.Key.Key_F5)
    window.session.model.mark_saved()
    window.close()
    second = open_window("ravine", size=None)
    assert not second.session.look.is_projected
    assert (second.width(), second.height()) == (1200, 800)
    assert second.docks["numbers"].isVisible()
    assert second.parts["panel"].isVisible()
    assert {n for n, f in second.view_area.frames.items() if f.isVisible()} == {*shown}


def test_that_an_app_can_begin_so(qtbot: QtBot, settings_path) -> None:
    session = Session(preset("double_well"), stored_settings(settings_path))
    session.looks.set_projected(True)
    window = MainWindow(session)
    with qtbot.waitExposed(window):
        window.show()
    assert window.isFullScreen()
    assert not window.menuBar().isVisible()
    assert window.parts["step_counter"].isVisible()
    session.looks.set_projected(False)
    qtbot.waitUntil(lambda: not window.isFullScreen() and window.parts["panel"].isVisible())
    session.model.mark_saved()
    window.close()
    window.deleteLater()


def test_that_type_grows_from_what_is_large_enough_and_comes_back() -> None:
    settings = Settings()
    looks = Looks(settings)
    looks.set_type_size(0.8)
    before = looks.look
    looks.set_projected(True)
    assert looks.look.size == 1.0
    looks.change_type_size(-1)
    assert looks.look.size == 1.0
    looks.change_type_size(2)
    assert looks.look.size == 1.3
    assert Looks(settings).look == before  # nothing of it is remembered
    looks.set_projected(False)
    assert looks.look.type_size == 0.8


def test_that_what_is_said_is_read_in_the_room_and_covers_neither_the_step_nor_what_is_clicked(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1024, 700))
    session = window.session
    counter = window.parts["step_counter"]
    assert isinstance(counter, StepCounter)
    session.said.emit("Before.")
    assert not counter.said.isVisible()
    session.looks.set_projected(True)
    qtbot.waitUntil(rested(window))
    layout = layout_of(window)
    long = "Locked in this lesson: " + ", ".join(["the learning rate of each of the balls"] * 8)
    for sentence in ("This is the last page of the lesson.", "<b>x</b> & y", long):
        session.said.emit(sentence)
        banner = counter.said
        QApplication.processEvents()
        assert banner.isVisible()
        assert banner.text() == sentence
        assert banner.textFormat() == Qt.TextFormat.PlainText
        assert banner.height() >= banner.heightForWidth(banner.width())
        assert QFontInfo(banner.font()).pointSizeF() >= 18.0
        around = banner.parentWidget()
        assert around is not None
        assert around.rect().contains(banner.geometry())
        assert not counter.geometry().intersects(banner.geometry())
        assert banner.width() == counter.width()
    assert layout_of(window) == layout
    session.looks.set_projected(False)
    assert not counter.said.isVisible()
