"""Whose a key is: typed in a field, it is the field's; after Return, or Escape, it is the window's again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, SHIFT, bowl, key, type_into
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.widgets.field_keys import CONTROLS
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.window.main_window import MainWindow

Key = Qt.Key
SHOWN = ("ravine", "double_well", "noisy_gradients", bowl(Ball("newton"), Ball("physical_ball")))
REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.MouseFocusReason)


def focusable(window: MainWindow) -> Iterator[QWidget]:
    """Yield all that can have the focus and is seen."""
    for widget in window.findChildren(QWidget):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if widget.window() is window and widget.isVisible() and widget.isEnabled() and takes_focus:
            yield widget


def unfold(window: MainWindow) -> None:
    window.resize(1500, 900)
    for card in window.parts["panel"].cards:
        if card.more.isVisible():
            card.more.click()
    if window.docks["explore"].isHidden():
        key(window, Key.Key_X)
    QApplication.processEvents()


def assert_keys_are_the_windows(window: MainWindow, what: str) -> None:
    """Press the keys that play, step and undo, where the focus is."""
    session = window.session
    session.pause()
    session.clock.go_to(3)
    for code, modifier, step in ((Key.Key_Right, None, 4), (Key.Key_Left, None, 3), (Key.Key_End, None, -1)):
        key(window, code, modifier or Qt.KeyboardModifier.NoModifier)
        assert session.step == (session.clock.computed if step < 0 else step), what
    key(window, Key.Key_Home)
    assert session.step == 0, what
    key(window, Key.Key_Space)
    assert session.is_playing, what
    session.pause()
    before = session.experiment
    session.editor.describe("Another title", "")
    key(window, Key.Key_Z, CTRL)
    assert session.experiment == before, what
    key(window, Key.Key_Z, CTRL | SHIFT)
    assert session.experiment.title == "Another title", what
    key(window, Key.Key_Z, CTRL)


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_that_after_return_the_keys_are_the_windows_wherever_it_was_pressed(
    open_window: OpenWindow, settled, shown
) -> None:
    window = open_window(shown, size=None)
    unfold(window)
    seen: set[type[QWidget]] = set()
    for leave_by in (Key.Key_Return, Key.Key_Escape):
        for number, widget in enumerate(list(focusable(window))):
            what = f"{type(widget).__name__} {widget.accessibleName()} {widget.toolTip()[:40]!r}"
            widget.setFocus(REASONS[number % 2])
            if not widget.hasFocus():
                continue
            seen.add(type(widget))
            was = window.session.experiment
            if isinstance(widget, NumberBox):
                QTest.keyClicks(widget, "1" if leave_by == Key.Key_Return else "77")
            elif isinstance(widget, QLineEdit):
                QTest.keyClicks(widget, " x2")
            key(window, leave_by)
            if leave_by == Key.Key_Escape:
                assert window.session.experiment == was, what
            if widget.property("wrong"):
                key(window, Key.Key_Escape)
            assert not isinstance(QApplication.focusWidget(), CONTROLS), what
            while window.session.experiment != was:
                key(window, Key.Key_Z, CTRL)
            settled(window)
            assert_keys_are_the_windows(window, what)
    for kind in (NumberBox, QLineEdit, QAbstractButton, QComboBox, QAbstractSlider, QTabBar):
        assert any(issubclass(each, kind) for each in seen), kind


def test_that_a_number_that_nobody_types_in_leaves_the_keys_to_the_window(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    for box in window.findChildren(NumberBox):
        if box.isVisible():
            box.setFocus()
            assert_keys_are_the_windows(window, box.accessibleName())
            assert box.hasFocus()


def test_that_what_is_typed_has_its_keys_while_it_is_typed(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    window.session.go_to(5)
    box = window.parts["panel"].cards[0].editors["learning_rate"].box
    type_into(box, "0.4", confirm=False)
    for code in (Key.Key_Left, Key.Key_Home, Key.Key_Right, Key.Key_End, Key.Key_Space):
        key(window, code)
    assert box.text() == "0.4 "
    key(window, Key.Key_Z, CTRL)
    assert box.text() != "0.4 "
    assert (window.session.step, window.session.is_playing) == (5, False)
    key(window, Key.Key_Escape)
    assert (box.text(), box.hasFocus()) == ("0.46", False)


@pytest.mark.parametrize("shown", ["ravine", bowl()], ids=["library", "own formula"])
def test_that_no_key_that_writes_something_fires_a_shortcut(open_window: OpenWindow, shown) -> None:
    window = open_window(shown, size=None)
    unfold(window)
    session = window.session
    session.go_to(2)
    speed, loops = session.clock.playhead.speed, session.clock.playhead.loops
    for field in list(focusable(window)):
        if isinstance(field, QLineEdit | QAbstractSpinBox):
            QTest.mouseClick(field, LEFT, pos=QPoint(8, field.height() // 2))
            assert field.hasFocus()
            QTest.keyClicks(field, "x^2+y^2-l=r*p 1")
            head, look = session.clock.playhead, session.look
            assert (head.speed, head.loops, head.step, head.is_playing) == (speed, loops, 2, False)
            assert not look.path_ahead
            assert window.docks["explore"].isVisible()
            key(window, Key.Key_Escape)
    assert session.experiment == session.model.origin.source.saved


def test_that_the_formula_of_the_library_is_a_line_of_text_that_says_how_it_is_changed(open_window) -> None:
    window = open_window("ravine")
    section = window.parts["panel"].landscape
    height = section.formula.height()
    QTest.mouseClick(section.formula, LEFT)
    QTest.keyClicks(section.formula, "x")
    assert section.formula.text() == "a*x**2 + b*y**2"
    assert "Edit…" in section.problem.text()
    assert not section.problem.is_wrong
    key(window, Key.Key_Escape)
    section.chooser.be_whole()
    section.chooser.activated.emit(section.chooser.findData(None))
    QApplication.processEvents()
    assert section.formula.height() == height
    type_into(section.formula, "x**2 + y**2")
    assert window.session.experiment.landscape.formula == "x**2 + y**2"


@pytest.mark.parametrize("way", ["preset", "new", "file", "reset"])
def test_that_opening_leaves_no_control_with_the_focus(open_window, dialogs, tmp_path, way: str) -> None:
    window = open_window("ravine")
    window.documents.open_preset("four_spellings")
    panel, documents = window.parts["panel"], window.documents
    window.session.document.save(tmp_path / "one.toml")
    ways = {
        "preset": lambda: documents.open_preset("ravine"),
        "new": documents.new,
        "file": lambda: documents.open(tmp_path / "one.toml"),
        "reset": window.actions_by_name["reset"].trigger,
    }
    card = panel.cards[0]
    for number in range(5):
        widget = (card.chooser, card.look, card.name, panel.run.seed, window.parts["transport"].speed)[number]
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        ways[way]()
        assert not isinstance(QApplication.focusWidget(), CONTROLS)
        card = panel.cards[0]
        was_playing = window.session.is_playing
        key(window, Key.Key_Space)
        assert window.session.is_playing is not was_playing


def test_that_what_is_taken_away_hands_the_focus_to_nobody(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    panel = window.parts["panel"]
    panel.cards[1].remove.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_Space)
    assert len(panel.cards) == 3
    assert not isinstance(QApplication.focusWidget(), CONTROLS)
    panel.cards[0].look.setFocus(Qt.FocusReason.TabFocusReason)
    window.session.editor.change_optimizer(0, "adam")
    assert not isinstance(QApplication.focusWidget(), CONTROLS)
    panel.landscape._parameters["a"].box.setFocus()
    window.session.editor.choose_landscape("rosenbrock")
    QApplication.processEvents()
    assert not isinstance(QApplication.focusWidget(), CONTROLS)


def test_that_tab_goes_on_from_where_it_was_left(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    card = window.parts["panel"].cards[2]
    type_into(card.editors["learning_rate"].box, "0.02")
    assert not isinstance(QApplication.focusWidget(), CONTROLS)
    key(window, Key.Key_Tab)
    assert QApplication.focusWidget() is card.editors["learning_rate"].slider


def test_that_a_click_beside_a_field_leaves_it(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    box = window.parts["panel"].cards[0].editors["learning_rate"].box
    frame = window.view_area.frames["loss"]
    for place, at in ((frame, QPoint(12, 6)), (window.parts["panel"].widget(), QPoint(2, 2))):
        type_into(box, "0.03", confirm=False)
        QTest.mouseClick(place, LEFT, pos=at)
        assert not isinstance(QApplication.focusWidget(), CONTROLS)
    assert window.session.experiment.balls[0].hyperparameters["learning_rate"] == 0.03


def test_that_escape_leaves_a_field_and_then_full_screen(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine")
    key(window, Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    box = window.parts["panel"].run.start[0]
    type_into(box, "3", confirm=False)
    key(window, Key.Key_Escape)
    assert window.isFullScreen()
    assert not box.hasFocus()
    key(window, Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not window.actions_by_name["leave_full_screen"].isEnabled()


def test_that_escape_goes_back_to_what_was_taken_last(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    section, name = window.parts["panel"].landscape, window.parts["panel"].cards[0].name
    for field, taken, wrong in ((section.formula, "x**2 + y**2", "x**2 +"), (name, "Mine", "Other")):
        type_into(field, taken)
        before = window.session.experiment
        type_into(field, wrong, confirm=field is section.formula)
        key(window, Key.Key_Escape)
        assert field.text() == taken
        assert not isinstance(QApplication.focusWidget(), CONTROLS)
        assert window.session.experiment == before
    assert not section.problem.isVisible()
