"""Asking a class: hands counted by keys and numbers, bars, and the right one after the run."""

from __future__ import annotations

import pytest
from conftest import OpenWindow
from drawn_lesson import CHOICE, POINT, lesson_of, two_balls
from driving import SHIFT, has_near, key, picture_of, type_into
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QFontInfo
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.lessons.ask_class import ClassVotes, asked_choice, right_choice
from momentum_lab.gui.lessons.step_widgets.choice import ChoiceStep
from momentum_lab.gui.lessons.vote_bar import VoteBar
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.lesson import StepText

Key = Qt.Key


def asked(window: MainWindow, qtbot: QtBot) -> ClassVotes:
    """Press H, and return what opens."""
    key(window, Key.Key_H)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(ClassVotes)))
    (dialog,) = (each for each in window.findChildren(ClassVotes) if each.isVisible())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def press(dialog: ClassVotes, *digits: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
    for digit in digits:
        QTest.keyClick(dialog, Key(Key.Key_0.value + digit), modifier)


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    shown = open_window(two_balls())
    shown.session.lessons.open(lesson_of(CHOICE))
    return shown


def test_that_digits_count_hands_and_shift_takes_one_back(window: MainWindow, qtbot: QtBot) -> None:
    dialog, lessons = asked(window, qtbot), window.session.lessons
    press(dialog, 1, 2, 2, 2, 3, 9)
    assert lessons.votes("choice") == (1, 3, 1)
    press(dialog, 2, 3, 3, modifier=SHIFT)
    assert lessons.votes("choice") == (1, 2, 0)
    assert [box.value for box in dialog.boxes] == [1, 2, 0]
    assert dialog.total.text().startswith("3 hands.")
    assert window.session.step == 0
    assert lessons.answered("choice") is None
    assert lessons.record.votes == {"draw/choice": (1, 2, 0)}
    dialog.clear.click()
    assert lessons.votes("choice") == (0, 0, 0)


def test_that_a_number_can_be_typed_and_digits_go_into_its_field_meanwhile(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog, lessons = asked(window, qtbot), window.session.lessons
    type_into(dialog.boxes[1], "12")
    assert lessons.votes("choice") == (0, 12, 0)
    assert dialog.isVisible()


def test_that_bars_are_as_long_as_their_hands_and_none_is_marked_before_the_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = asked(window, qtbot)
    press(dialog, 1, 1, 1, 1, 2, 2)
    long, half, none = (bar.bar().width() for bar in dialog.bars)
    assert half == pytest.approx(long / 2)
    assert none == 0.0
    for bar in dialog.bars[:2]:
        image, place = picture_of(bar), bar.bar()
        assert has_near(image, QPointF(place.right() - 4, place.center().y()), LIGHT.accent)
        assert not has_near(image, QPointF(place.right() + 3, place.top() + 3), LIGHT.accent, 1)
    assert right_choice(window.session, CHOICE) is None
    assert [bar.accessibleName() for bar in dialog.bars] == ["4 hands", "2 hands", "0 hands"]


def test_that_it_is_large_enough_for_a_room(window: MainWindow, qtbot: QtBot) -> None:
    dialog = asked(window, qtbot)
    usual = QFontInfo(window.font()).pointSizeF()
    assert all(QFontInfo(each.font()).pointSizeF() >= 1.5 * usual for each in (dialog, *dialog.bars))
    assert dialog.width() > 0.8 * window.width()
    assert all(bar.height() >= dialog.fontMetrics().height() for bar in dialog.bars)
    dialog.reject()
    window.session.looks.set_projected(True)
    again = asked(window, qtbot)
    assert QFontInfo(again.bars[0].font()).pointSizeF() >= 18.0
    assert again.width() <= window.width()


def test_that_what_most_say_is_kept_and_the_right_bar_marked_after_the_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog, session = asked(window, qtbot), window.session
    press(dialog, 1, 2)
    assert not dialog.keep.isEnabled()  # as many say the one as the other
    press(dialog, 1)
    dialog.keep.click()
    assert not dialog.isVisible()
    answered = session.lessons.answered("choice")
    assert answered is not None
    assert answered.given == "fast"
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    session.go_to_last()
    qtbot.waitUntil(lambda: right_choice(session, CHOICE) == 1)
    dialog = asked(window, qtbot)
    assert not dialog.keep.isVisible()
    assert [bar.accessibleName() for bar in dialog.bars] == [
        "2 hands, not right",
        "1 hand, right",
        "0 hands, not right",
    ]
    wrong, right = (picture_of(bar) for bar in dialog.bars[:2])
    spots = [bar.bar().center() for bar in dialog.bars[:2]]
    assert has_near(wrong, spots[0], LIGHT.line)
    assert has_near(right, spots[1], LIGHT.accent)


def test_that_the_right_one_is_known_as_well_where_a_teacher_shows_the_run_at_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    session.lessons.lift_seal()
    assert right_choice(session, CHOICE) is None
    session.lessons.run_page()
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    session.go_to_last()
    qtbot.waitUntil(lambda: right_choice(session, CHOICE) == 1)


def test_that_without_such_a_prediction_it_says_so(open_window: OpenWindow) -> None:
    window = open_window(two_balls())
    sentences: list[str] = []
    window.session.said.subscribe(sentences.append)
    key(window, Key.Key_H)
    window.session.lessons.open(lesson_of(POINT))
    key(window, Key.Key_H)
    assert asked_choice(window.session) is None
    assert sentences.count("This page asks for no prediction with answers to choose from.") == 2
    assert not [each for each in window.findChildren(ClassVotes) if each.isVisible()]


def test_that_hands_are_seen_beside_the_choices_in_the_panel(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    widget = ChoiceStep(session, CHOICE, StepText("What?", {"fast": "Fast"}, ""))
    qtbot.addWidget(widget)
    widget.set_theme(DARK)
    widget.resize(360, 300)
    widget.show_state()
    with qtbot.waitExposed(widget):
        widget.show()
    assert not any(bar.isVisible() for bar in widget.bars)
    for place, hands in ((0, 3), (1, 6)):
        session.lessons.vote("choice", place, hands)
    widget.show_state()
    assert all(bar.isVisible() for bar in widget.bars)
    bar: VoteBar = widget.bars[1]
    assert has_near(picture_of(bar), bar.bar().center(), DARK.accent)
    assert widget.bars[0].bar().width() == pytest.approx(bar.bar().width() / 2)
