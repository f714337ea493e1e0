"""Asking a class: hands counted by keys and numbers, bars, and the right one after the run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from drawn_lesson import CHOICE, POINT, lesson_of, two_balls
from driving import ALT, SHIFT, has_near, key, picture_of, type_into
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QFontInfo
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.lessons.ask_class import ClassVotes
from momentum_lab.gui.lessons.class_questions import asked_choice, right_choice
from momentum_lab.gui.lessons.step_widgets.choice import ChoiceStep
from momentum_lab.gui.lessons.vote_bar import VoteBar
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.lesson import (
    AnswerChoice,
    AnswerKind,
    LessonStep,
    Prediction,
    StepKind,
    StepText,
)

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


def test_that_a_number_counts_while_it_is_typed_and_before_a_key_keeps_what_most_say(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog, lessons = asked(window, qtbot), window.session.lessons
    press(dialog, 2, 2)
    type_into(dialog.boxes[0], "12", confirm=False)
    assert lessons.votes("choice") == (12, 2, 0)
    assert dialog.total.text().startswith("14 hands.")
    assert dialog.bars[0].bar().width() > dialog.bars[1].bar().width()
    type_into(dialog.boxes[0], "1x", confirm=False)  # what is no number changes nothing
    assert lessons.votes("choice") == (1, 2, 0)
    type_into(dialog.boxes[0], "1e3", confirm=False)
    assert lessons.votes("choice") == (1000, 2, 0)
    QTest.keyClick(dialog.boxes[0], Key.Key_P, ALT)
    qtbot.waitUntil(lambda: lessons.answered("choice") is not None)
    answered = lessons.answered("choice")
    assert answered is not None
    assert answered.given == "fast"


def test_that_hands_are_counted_for_what_was_seen_once_the_run_was(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls())
    session, lessons = window.session, window.session.lessons
    seen = replace(CHOICE, id="seen", kind=StepKind.SEE)
    lessons.open(lesson_of(seen))
    said: list[str] = []
    session.said.subscribe(said.append)
    key(window, Key.Key_H)
    assert said == ["What was seen is asked when the run was seen to its end."]
    lessons.open(lesson_of(CHOICE, seen))
    assert asked_choice(session) == CHOICE
    dialog = asked(window, qtbot)
    assert not dialog.other.isVisible()
    press(dialog, 3)
    dialog.keep.click()
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    session.go_to_last()
    qtbot.waitUntil(lambda: lessons.is_finished)
    dialog = asked(window, qtbot)
    press(dialog, 1, 2, 2)
    assert (lessons.votes("choice"), lessons.votes("seen")) == ((0, 0, 1), (1, 2, 0))
    assert [bar.accessibleName() for bar in dialog.bars] == ["1 hand", "2 hands", "0 hands"]
    dialog.other.click()
    (former,) = (each for each in window.findChildren(ClassVotes) if each.isVisible())
    qtbot.waitUntil(lambda: former.bars[1].accessibleName() == "0 hands, right")
    former.other.click()
    (dialog,) = (each for each in window.findChildren(ClassVotes) if each.isVisible())
    dialog.keep.click()
    answered = lessons.answered("seen")
    assert answered is not None
    assert answered.given == "slow"
    qtbot.waitUntil(lambda: right_choice(session, seen) == 1)


@pytest.mark.parametrize("size", [(1024, 700), (1366, 768)])
@pytest.mark.parametrize("is_projected", [False, True])
def test_that_type_is_as_large_as_it_can_be_with_all_answers_seen(
    open_window: OpenWindow, qtbot: QtBot, size: tuple[int, int], is_projected: bool
) -> None:
    window = open_window(two_balls(), size)
    if is_projected:
        window.session.looks.set_projected(True)
    long = "It goes over the ridge between the valleys, and comes back to the deeper one of both"
    for count in (2, 4, 6):
        choices = tuple(AnswerChoice(f"c{number}") for number in range(count))
        step = LessonStep("choice", StepKind.PREDICT, Prediction(AnswerKind.CHOICE, choices, right="c0"))
        lesson = lesson_of(step)
        words = StepText("Where will it be?", {each.id: long for each in choices}, "So it is.")
        text = lesson.texts["en"]
        page = replace(text.pages["draw"], steps={"choice": words})
        window.session.lessons.open(replace(lesson, texts={"en": replace(text, pages={"draw": page})}))
        dialog = asked(window, qtbot)
        least, largest = QFontInfo(window.font()).pointSizeF(), 26.0
        points = QFontInfo(dialog.bars[0].font()).pointSizeF()
        bar = dialog.area.verticalScrollBar()
        assert bar is not None
        assert least - 0.5 <= points <= largest + 0.5
        if count == 2:
            assert points > least
        if points > least + 0.5:
            qtbot.waitUntil(lambda: not bar.isVisible())  # noqa: B023  (waited for here)
        dialog.reject()


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
    assert sentences == ["No lesson is open.", "This page asks nothing with answers to choose from."]
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
