"""The Lab panel: a page of a lesson beside the views, answered by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import OpenWindow
from driving import ALT, LEFT, NONE, SHIFT, key
from fitting import misfits, settle
from lab_lesson import card_of, lab_lesson, lab_of, page_of
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.docks import lab
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.lessons import formula_object, page
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.gui.lessons.step_widgets.table import STEP_WIDGETS
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.window.blank import Blank
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons import LESSONS
from momentum_lab.lessons.controls import EXPLORE
from momentum_lab.lessons.lesson import AnswerKind, StepKind
from momentum_lab.lessons.markdown import formulas_in

Key = Qt.Key
TAB = Qt.FocusPolicy.TabFocus.value
Opens = Callable[..., MainWindow]


@pytest.fixture
def open_lab(open_window: OpenWindow, qtbot: QtBot) -> Opens:
    """Open a window with the small lesson at a page."""

    def open_one(page: int = 0, size: tuple[int, int] = (1300, 860)) -> MainWindow:
        window = open_window("ravine", size=size)
        window.session.lessons.open(lab_lesson(), page)
        qtbot.waitUntil(lambda: lab_of(window).page is not None)
        settle()
        return window

    return open_one


def see_to_the_end(window: MainWindow, qtbot: QtBot) -> None:
    """Let the run of the page be seen whole, quickly."""
    lessons = window.session.lessons
    qtbot.waitUntil(lambda: window.session.run is not None and window.session.run.is_complete)
    window.session.go_to_last()
    qtbot.waitUntil(lambda: lessons.is_finished)


def shown_words(widget: QWidget) -> str:
    """All that is seen of words in a widget."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    shown = [text for text in widget.findChildren(RichText) if text.isVisible()]
    texts = [f"{text.accessibleName()} {text.accessibleDescription()}" for text in shown]
    return "\n".join([*labels, *texts])


def test_that_the_panel_opens_by_itself_with_a_lesson_and_says_what_comes_of_it(open_lab: Opens) -> None:
    window = open_lab()
    assert not window.docks["lab"].isHidden()
    words = shown_words(page_of(window))
    for said in (
        "The small ravine",
        "A slow descent",
        "What keeps the ball from ∇f = 0?",
        "about 12 minutes",
    ):
        assert said in words
    about = page_of(window).about
    assert about is not None
    assert "compute 2/λ_max" in about.accessibleDescription()
    assert "After your prediction." in words  # what is not open yet


def test_that_a_page_is_answered_by_keyboard_alone(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    lessons = window.session.lessons
    key(window, Key.Key_J)  # it is there already: away
    assert window.docks["lab"].isHidden()
    key(window, Key.Key_J)
    assert lab_of(window).isAncestorOf(QApplication.focusWidget())
    key(window, Key.Key_Return)  # there is no answer yet
    assert lessons.is_sealed
    choice = card_of(window, "end")
    assert QApplication.focusWidget() is choice.widget.buttons[0]  # where one is chosen
    key(window, Key.Key_1)
    assert isinstance(QApplication.focusWidget(), QRadioButton)
    assert lessons.is_sealed
    key(window, Key.Key_Down)
    assert choice.widget.buttons[1].isChecked()
    key(window, Key.Key_Up)
    key(window, Key.Key_Return)
    assert lessons.answered("end").given == "far"
    assert not lessons.is_sealed
    qtbot.waitUntil(lambda: window.session.is_playing)  # the run follows
    see_to_the_end(window, qtbot)
    seen = card_of(window, "seen")
    assert not seen.waiting.isVisible()
    key(window, Key.Key_Return)
    assert window.session.is_playing  # again, for nothing is chosen that could be kept
    key(window, Key.Key_2)
    key(window, Key.Key_Return)
    assert lessons.answered("seen").given == "creeps"
    qtbot.waitUntil(lambda: choice.reveal.isVisible() and "Right" in shown_words(choice.reveal))
    assert "You predicted: Far away" in shown_words(choice.reveal)
    assert "The error shrinks by only 1 %" in shown_words(choice.reveal)


def test_that_a_page_that_asks_has_the_keyboard_and_leaves_the_window_its_keys(
    open_lab: Opens, qtbot: QtBot
) -> None:
    window = open_lab(2)
    session, lab = window.session, lab_of(window)
    window.view_area.setFocus()
    session.go_to(3)
    key(window, Key.Key_PageUp)  # to a page with predictions
    qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
    assert lab.isAncestorOf(QApplication.focusWidget())
    key(window, Key.Key_PageUp)
    qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
    session.lessons.lift_seal()
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    key(window, Key.Key_Right)
    assert session.step == 1
    key(window, Key.Key_End)
    assert session.step == session.run.experiment.steps
    key(window, Key.Key_Space)
    assert session.is_playing
    key(window, Key.Key_Tab)  # past all texts
    assert isinstance(QApplication.focusWidget(), QRadioButton)


def test_that_a_page_takes_no_keys_from_somebody_who_writes(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(2)
    lab = lab_of(window)
    field = next(box for box in window.parts["panel"].findChildren(NumberBox) if box.isEnabled())
    field.setFocus(Qt.FocusReason.TabFocusReason)
    window.session.lessons.previous_page()
    qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
    assert QApplication.focusWidget() is field


def test_that_texts_are_no_stops_of_the_keyboard_unless_there_are_links_in_them(open_lab: Opens) -> None:
    window = open_lab()
    stops = [text for text in page_of(window).findChildren(RichText) if text.focusPolicy().value & TAB]
    assert stops == [page_of(window).question]
    text = page_of(window).body
    text.show_text("More of it [there](https://example.org).", LIGHT)
    assert text.focusPolicy().value & TAB


@pytest.mark.parametrize(
    ("typed", "given"), [("0,7", 0.7), ("5/8", 0.625), ("-1.5", -1.5), (".5", 0.5), ("1e-3", 0.001)]
)
def test_that_a_number_is_typed_at_once_and_kept_by_return(
    open_lab: Opens, qtbot: QtBot, typed: str, given: float
) -> None:
    window = open_lab(1)
    lessons = window.session.lessons
    key(window, Key.Key_Return)  # the order, as it stands
    card = card_of(window, "number")
    page_of(window).question.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not card.widget.keep.isEnabled()
    QTest.keyClicks(window.focusWidget(), typed[0])
    QTest.keyClicks(window.focusWidget(), typed[1:])
    assert card.widget.keep.isEnabled()
    key(window, Key.Key_Return)
    assert lessons.answered("number").given == given
    assert lab_of(window).isAncestorOf(QApplication.focusWidget())


def test_that_what_is_no_number_stays_with_the_reason_beside_the_button(open_lab: Opens) -> None:
    window = open_lab(1)
    lessons = window.session.lessons
    key(window, Key.Key_Return)
    widget = card_of(window, "number").widget
    widget.box.setFocus()
    for typed in ("1,000,0", "five"):
        widget.box.selectAll()
        QTest.keyClicks(widget.box, typed)
        for keep in (lambda: key(window, Key.Key_Return), lambda: QTest.mouseClick(widget.keep, LEFT)):
            keep()
            assert lessons.answered("number") is None
            assert widget.box.text() == typed
            remark = widget.box.remark
            assert remark.isVisible()
            assert not remark.geometry().intersects(
                widget.keep.geometry().translated(
                    widget.mapTo(remark.parentWidget(), widget.rect().topLeft())
                )
            )
    widget.box.selectAll()
    QTest.keyClicks(widget.box, "2")
    QTest.mouseClick(widget.keep, LEFT)
    assert lessons.answered("number").given == 2.0


def test_that_after_the_answer_it_is_said_what_comes_before_the_verdict(
    open_lab: Opens, qtbot: QtBot
) -> None:
    window = open_lab()
    window.session.set_loop(True)
    awaited = card_of(window, "end").widget.awaited
    assert not awaited.isVisible()
    key(window, Key.Key_1)
    key(window, Key.Key_Return)
    qtbot.waitUntil(awaited.isVisible)
    assert "Watch the run to its end" in awaited.text()
    window.session.set_speed(1000.0)
    qtbot.waitUntil(lambda: "Answer below what you saw" in awaited.text())
    assert window.session.is_playing  # for ever
    assert not card_of(window, "seen").waiting.isVisible()
    key(window, Key.Key_1)
    key(window, Key.Key_Return)
    qtbot.waitUntil(lambda: not awaited.isVisible())


def test_that_page_keys_lead_through_the_lesson_wherever_the_focus_is(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    lessons, lab = window.session.lessons, lab_of(window)
    key(window, Key.Key_PageDown)  # the focus is at the views
    assert lessons.page_number == 1
    qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
    page_of(window).question.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_PageDown)
    assert lessons.page_number == 2
    qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
    assert lab.isAncestorOf(QApplication.focusWidget())  # it stays with the reader
    box = card_of(window, "try").widget.box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_PageUp)  # it is typed in
    assert lessons.page_number == 2
    key(window, Key.Key_Escape)
    key(window, Key.Key_PageUp)
    assert lessons.page_number == 1
    slider = window.parts["transport"].findChildren(QWidget)[0]
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_PageUp)
    assert lessons.page_number == 0


def test_that_balls_are_put_in_order_by_keys_and_a_number_is_typed(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(1)
    lessons = window.session.lessons
    order = card_of(window, "order").widget
    assert isinstance(order, AnswerWidget)
    rows = order.findChild(QListWidget)
    assert rows is not None
    assert rows.item(0).text() == "1.  Gradient descent"
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_Down, ALT)
    assert [rows.item(i).text() for i in range(2)] == ["1.  Momentum", "2.  Gradient descent"]
    order.keep.click()
    assert lessons.answered("order").given == (1, 0)
    number = card_of(window, "number").widget
    assert not number.keep.isEnabled()  # nothing is typed yet
    number.box.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(number.box, "-1.5")
    assert number.keep.isEnabled()
    number.keep.click()
    assert lessons.answered("number").given == -1.5
    assert not rows.isEnabled()
    see_to_the_end(window, qtbot)
    reveal = card_of(window, "number").reveal
    qtbot.waitUntil(lambda: "You predicted: −1.5" in shown_words(reveal))


def test_that_a_row_is_dragged_to_its_place(open_lab: Opens) -> None:
    window = open_lab(1)
    rows = card_of(window, "order").widget.findChild(QListWidget)
    assert rows is not None
    model = rows.model()
    assert model is not None
    model.moveRow(rows.rootIndex(), 0, rows.rootIndex(), 2)  # what a drop within the list does
    assert [rows.item(i).text() for i in range(2)] == ["1.  Momentum", "2.  Gradient descent"]


def test_that_a_task_says_live_what_is_missing_and_that_it_is_done(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(2)
    session, card = window.session, card_of(window, "task")
    lines = card.widget.lines
    qtbot.waitUntil(lambda: "it is 0.1" in lines[0].text())
    assert [mark.accessibleName() for mark in card.widget.marks] == ["not met yet"] * 2
    assert not card.hint.isVisible()
    card.hint_button.click()
    assert card.hint.isVisible()
    session.editor.take_values(0, {"learning_rate": 1.0})
    qtbot.waitUntil(lambda: card.widget.done.isVisible())
    assert [mark.text() for mark in card.widget.marks] == ["✓", "✓"]
    assert "A larger rate." in shown_words(card.reveal)
    assert re.fullmatch(r"Done: the number of steps .* is \d+\. A better one .*", card.widget.done.text())
    session.editor.take_values(0, {"learning_rate": 0.05})
    qtbot.waitUntil(lambda: card.widget.marks[0].text() != "✓")
    assert card.widget.done.isVisible()  # done is done


def test_that_what_is_written_is_kept_while_it_is_typed_and_comes_back(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(2)
    lessons = window.session.lessons
    box = card_of(window, "try").widget.box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    for letter in "It flies rTx 1":
        QTest.keyClicks(box, letter)
    assert lessons.answered("try").given == "It flies rTx 1"  # no letter was a key of the window's
    assert not window.session.is_playing
    lessons.previous_page()
    lessons.next_page()
    qtbot.waitUntil(lambda: lab_of(window).page is not None)
    assert card_of(window, "try").widget.box.toPlainText() == "It flies rTx 1"


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x01", "\x85", "\ud800", "\u2028", "\r\n", "\x07\x1b"])
def test_that_what_is_pasted_is_kept_without_what_no_text_has(open_lab: Opens, odd: str) -> None:
    window = open_lab(2)
    step = card_of(window, "try").widget
    step.box.setPlainText("One")
    step.box.insertPlainText(f"{odd}Two")
    given = window.session.lessons.answered("try").given
    assert given.replace("\n", "") == "TwoOne"
    assert "Two" in step.box.toPlainText()
    assert not step.refusal.isVisible()
    step.box.insertPlainText("three")
    assert "Twothree" in window.session.lessons.answered("try").given


def test_that_what_is_too_long_to_be_kept_stays_and_is_told(open_lab: Opens) -> None:
    window = open_lab(2)
    lessons = window.session.lessons
    step = card_of(window, "try").widget
    step.box.setPlainText("x" * 20_000)
    step.box.insertPlainText("more")
    lessons.set_student("Ann")
    assert len(step.box.toPlainText()) == 20_004
    assert len(lessons.answered("try").given) == 20_000
    assert step.refusal.isVisible()
    assert "not kept" in step.refusal.text()
    assert "20,004" in step.refusal.text()
    step.box.setPlainText("less")
    assert not step.refusal.isVisible()
    assert lessons.answered("try").given == "less"


def test_that_reset_has_the_page_as_it_was_and_keeps_answers(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(2)
    session = window.session
    before = session.experiment
    session.editor.take_values(0, {"learning_rate": 0.3})
    QTest.keyClicks(card_of(window, "try").widget.box, "So")
    window.view_area.setFocus()
    key(window, Key.Key_R, SHIFT)
    assert session.experiment.balls == before.balls
    assert session.lessons.answered("try").given == "So"


def test_that_the_foot_leads_and_tells(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    lessons, foot = window.session.lessons, lab_of(window).navigation
    assert foot is not None
    assert foot.contents.text() == "Page 1 of 3"
    assert not foot.before.isEnabled()
    foot.after.click()
    assert lessons.page_number == 1
    menu = foot.contents.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    entries = [action.text() for action in menu.actions()]
    assert entries == [
        "1  A slow descent: 0 of 3 steps",
        "2  Which is first?: 0 of 2 steps",
        "3  Your turn: 0 of 2 steps",
    ]
    menu.actions()[2].trigger()
    assert lessons.page_number == 2
    assert not foot.after.isEnabled()


@pytest.mark.parametrize("page", [0, 1, 2])
def test_that_all_controls_of_a_page_have_names(open_lab: Opens, page: int) -> None:
    lab = lab_of(open_lab(page))
    fields = (QAbstractButton, QListWidget, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
    found = [each for each in lab.findChildren(QWidget) if isinstance(each, fields)]
    found = [each for each in found if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert len(found) > 8
    for each in found:
        name = each.accessibleName() or (each.text() if isinstance(each, QAbstractButton) else "")
        assert name.strip(), f"{type(each).__name__} in {type(each.parent()).__name__}"


def test_that_a_closed_lesson_leaves_an_offer(open_lab: Opens) -> None:
    window = open_lab()
    window.actions_by_name["close_lesson"].trigger()
    assert lab_of(window).none.isVisible()
    assert not window.actions_by_name["next_page"].isEnabled()
    assert lab_of(window).page is None


def test_that_all_kinds_of_steps_have_a_widget() -> None:
    done = {StepKind.TASK, StepKind.TRY, StepKind.EXPLAIN}
    assert {*STEP_WIDGETS} == {*AnswerKind} | done


def test_that_the_run_of_a_page_is_played_again(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    card = card_of(window, "end")
    assert not card.widget.run.isVisible()
    card.widget.buttons[0].click()
    card.widget.keep.click()
    see_to_the_end(window, qtbot)
    window.session.set_loop(False)
    assert card.widget.run.isVisible()
    card.widget.run.click()
    assert window.session.is_playing


def test_that_a_hidden_run_says_which_page_hides_it(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    lessons = window.session.lessons
    assert not page_of(window).hidden_by.isVisible()  # it asks itself
    key(window, Key.Key_PageDown)
    key(window, Key.Key_PageDown)
    qtbot.waitUntil(lambda: lab_of(window).page is not None)
    two = lab_lesson().experiments["slow"]
    window.session.document.show(two, "slow")
    assert page_of(window).hidden_by.isVisible()
    page_of(window).go_there.click()
    assert lessons.page_number == 0


@pytest.mark.parametrize("page", [0, 2])
def test_that_a_page_says_that_something_else_is_shown_and_leads_back(
    open_lab: Opens, qtbot: QtBot, page: int
) -> None:
    window = open_lab(page)
    session, own = window.session, window.session.experiment
    assert not page_of(window).elsewhere.isVisible()
    for leave in (
        lambda: session.document.open_preset("two_basins"),
        lambda: session.undo_list.go_to(0),
        lambda: session.editor.choose_landscape("himmelblau"),
    ):
        leave()
        assert page_of(window).elsewhere.isVisible()
        assert "not the page’s experiment" in page_of(window).elsewhere.text()
        page_of(window).go_back.click()
        qtbot.waitUntil(lambda: lab_of(window).page is not None)
        assert session.experiment == own
        assert not page_of(window).elsewhere.isVisible()


def test_that_a_task_speaks_of_the_page_while_something_else_is_shown(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(2)
    session, card = window.session, card_of(window, "task")
    qtbot.waitUntil(lambda: "it is 0.1" in card.widget.lines[0].text())
    label = session.experiment.labels[0]
    session.document.open_preset("two_basins")
    session.editor.change_ball(0, replace(session.experiment.balls[0], label="Another"))
    settle()
    assert label in card.widget.lines[0].text()
    assert "it is" not in card.widget.lines[0].text()
    assert [mark.text() for mark in card.widget.marks] == ["○", "○"]


def test_that_nothing_tells_of_a_hidden_run_as_if_it_were_over(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    session = window.session
    key(window, Key.Key_E)
    results, transport = window.parts["results"], window.parts["transport"]
    qtbot.waitUntil(lambda: results.rowCount() == 1 and session.run is not None)
    settle()
    cells = [results.item(0, column).text() for column in range(results.columnCount())]
    assert cells == [session.experiment.labels[0], *[""] * (len(cells) - 2), "hidden"]
    assert transport.number.text() in ("hidden", "hidden until you predict")
    assert "hidden" in window.parts["status"].text
    session.lessons.answer("end", "far")
    see_to_the_end(window, qtbot)
    qtbot.waitUntil(lambda: results.item(0, 1).text() != "")
    assert "20" in transport.number.text()
    assert "hidden" not in window.parts["status"].text


def test_that_it_is_said_once_a_drag_that_the_run_is_hidden(open_lab: Opens) -> None:
    window = open_lab()
    heard: list[str] = []
    window.session.said.subscribe(heard.append)
    scrubber = window.parts["transport"].scrubber
    height = scrubber.height() - 4
    for drags in (1, 2):
        QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(30, height))
        for x in range(40, scrubber.width(), 20):
            QTest.mouseMove(scrubber, QPoint(x, height))
        QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(scrubber.width() - 5, height))
        assert len(heard) == drags
        assert scrubber.value() == window.session.step == 0


def test_that_digits_and_letters_of_the_window_stay_its_own(open_lab: Opens) -> None:
    window = open_lab()
    page_of(window).body.setFocus(Qt.FocusReason.TabFocusReason)
    before = window.session.look.has_legend
    key(window, Key.Key_G)
    assert window.session.look.has_legend != before
    key(window, Key.Key_Right)  # one reads by the arrows
    assert page_of(window).body.textCursor().position() == 1
    assert window.session.step == 0


def test_that_a_tall_page_scrolls_by_keys(open_lab: Opens) -> None:
    window = open_lab(size=(1024, 700))
    bar = lab_of(window).area.verticalScrollBar()
    assert bar.maximum() > 0
    page_of(window).question.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_Down)
    assert bar.value() > 0
    window.view_area.setFocus()
    key(window, Key.Key_PageDown, SHIFT)
    assert bar.value() == bar.maximum()
    key(window, Key.Key_PageUp, SHIFT)
    assert bar.value() < bar.maximum()
    assert window.session.lessons.page_number == 0


def cuts(window: MainWindow) -> list[str]:
    """What of the panel is cut off."""
    lab = lab_of(window)
    found = [*misfits(window)]
    page = page_of(window)
    viewport = lab.area.viewport()
    assert viewport is not None
    if page.minimumSizeHint().width() > viewport.width():
        found.append(f"the page needs {page.minimumSizeHint().width()} of {viewport.width()}")
    for text in page.findChildren(RichText):
        if text.isVisible() and text.height() < text.heightForWidth(text.width()):
            found.append(
                f"{text.shown[:30]!r} is {text.height()} high of {text.heightForWidth(text.width())}"
            )
    for label in lab.findChildren(QLabel):
        if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width()):
            found.append(f"{label.text()!r} is cut")
        if label.isVisible() and not label.wordWrap() and label.width() < label.minimumSizeHint().width():
            found.append(f"{label.text()!r} is cut")
    return found


@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("size", [(1024, 700), (1366, 768), (1440, 900)], ids=str)
@pytest.mark.parametrize("kind", ["plain", "large type", "projector"])
def test_that_nothing_of_a_page_is_cut_off(
    open_lab: Opens, qtbot: QtBot, size: tuple[int, int], kind: str, page: int
) -> None:
    window = open_lab(page, size)
    if kind == "large type":
        window.session.looks.set_type_size(1.5)
    elif kind == "projector":
        window.session.looks.set_projected(True)
        qtbot.waitUntil(window.isFullScreen)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*size)
    window.session.lessons.lift_seal()
    qtbot.waitUntil(lambda: window.size().width() == size[0] and page_of(window).is_current)
    settle()
    assert cuts(window) == []
    assert window.width() == size[0]
    assert window.view_area.isVisible()
    assert window.view_area.width() >= 250


def test_that_long_numbers_of_steps_have_room_beside_the_page(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1024, 700))
    window.session.looks.set_projected(True)
    qtbot.waitUntil(window.isFullScreen)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1024, 700)
    lesson = LESSONS["noise"]
    place = next(
        i for i, page in enumerate(lesson.pages) if lesson.experiments[page.experiment].steps >= 1000
    )
    window.session.lessons.open(lesson, place)
    window.session.lessons.lift_seal()
    qtbot.waitUntil(lambda: lab_of(window).page is not None and window.width() == 1024)
    qtbot.waitUntil(lambda: cuts(window) == [])


def test_that_projector_mode_keeps_the_page_beside_the_views(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    before = window.docks["lab"].width()
    key(window, Key.Key_X)
    key(window, Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    assert window.docks["lab"].isVisible()
    assert window.docks["explore"].isHidden()
    qtbot.waitUntil(lambda: window.docks["lab"].width() > before)  # large type wants more room
    key(window, Key.Key_PageDown)
    qtbot.waitUntil(lambda: lab_of(window).page is not None and lab_of(window).page.is_current)
    assert "Which is first?" in shown_words(page_of(window))
    key(window, Key.Key_B)
    blank = window.findChild(Blank)
    assert blank is not None
    assert blank.geometry().contains(window.docks["lab"].geometry())
    QTest.keyClick(blank, Key.Key_Space)
    key(window, Key.Key_PageUp)
    assert window.session.lessons.page_number == 0
    key(window, Key.Key_F5)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    qtbot.waitUntil(lambda: window.docks["lab"].width() == before)
    assert window.docks["explore"].isVisible()


def test_that_what_a_lesson_hides_stays_hidden_when_projector_mode_is_left(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    history = window.docks["history"]
    history.show()
    key(window, Key.Key_F5)
    window.session.lessons.open(replace(lab_lesson(), hides=frozenset({"history"})))
    key(window, Key.Key_F5)
    qtbot.waitUntil(lambda: not window.menuBar().isHidden())
    assert history.isHidden()
    window.session.lessons.close()
    assert not history.isHidden()


def test_that_explore_is_not_opened_by_a_page_where_it_is_hidden(open_window: OpenWindow) -> None:
    window = open_window()
    lessons = window.session.lessons
    pages = [replace(page, explore="plane") for page in lab_lesson().pages]
    lessons.open(replace(lab_lesson(), pages=tuple(pages)))
    lessons.hide(["explore"])
    for number in (1, 2, 0):
        assert window.docks["explore"].isHidden()
        lessons.go_to_page(number)
    assert window.docks["explore"].isHidden()


def test_that_a_lesson_that_is_opened_in_projector_mode_stays_when_that_is_left(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    window.session.lessons.open(lab_lesson())
    qtbot.waitUntil(lambda: lab_of(window).page is not None)
    assert window.docks["lab"].isVisible()
    key(window, Key.Key_F5)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.docks["lab"].isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_mathematics_of_the_page_is_seen_in_both_themes(open_lab: Opens, theme: object) -> None:
    window = open_lab()
    window.session.looks.set_theme(theme.name)
    settle()
    body = page_of(window).body
    picture = body.grab().toImage()
    wanted = QColor(theme.text)
    found = sum(
        picture.pixelColor(x, y) == wanted for x in range(picture.width()) for y in range(picture.height())
    )
    assert found > 60
    assert picture.pixelColor(picture.width() - 2, picture.height() - 2) == QColor(theme.window)


def test_that_a_page_is_said_to_those_who_do_not_see_it(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab()
    key(window, Key.Key_F2)
    said = window.parts["said"]
    assert isinstance(said, QPlainTextEdit)
    lines = said.toPlainText().split("\n")
    assert lines[0] == "Page 1 of 3 of the lesson “The small ravine”: A slow descent."
    assert lines[1] == "What keeps the ball from ∇f = 0?"
    assert lines[2] == "The run is hidden until a prediction is made."
    key(window, Key.Key_PageUp)  # in the text, that reads
    window.session.lessons.next_page()
    told = "Page 2 of 3 of the lesson “The small ravine”: Which is first?."
    qtbot.waitUntil(lambda: said.toPlainText().startswith(told[:-1]))


class Hours:
    """In the place of the clock: so much time passes whenever it is looked at."""

    def __init__(self, passing: float) -> None:
        self.passing, self.now, self.looks = passing, 0.0, 0

    def perf_counter(self) -> float:
        self.now += self.passing
        self.looks += 1
        return self.now


@pytest.mark.parametrize(("passing", "at_once"), [(1.0, True), (0.0, False)])
def test_that_formulas_of_a_page_are_set_as_many_at_a_time_as_there_is_time_for(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, passing: float, at_once: bool
) -> None:
    """Each slice looks at the clock at its beginning and after each formula."""
    window = open_window("ravine", size=(1300, 860))
    hours, looks = Hours(passing), list[int]()
    monkeypatch.setattr(lab, "time", hours)
    monkeypatch.setattr(page, "prepare", lambda *_formula: looks.append(hours.looks))
    window.session.lessons.open(LESSONS["nesterov"])
    assert len(looks) == 1 if at_once else len(looks) >= 1
    assert (lab_of(window).page is None) is at_once
    qtbot.waitUntil(lambda: lab_of(window).page is not None)
    assert {later - before for before, later in pairwise(looks)} <= ({2} if at_once else {1, 2})


def test_that_all_formulas_of_a_page_are_set_before_it_is_shown(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("ravine", size=(1300, 860))
    lessons, made = window.session.lessons, set[tuple[str, bool]]()

    def prepare(latex: str, is_display: bool) -> bool:
        made.add((latex, is_display))
        return formula_object.prepare(latex, is_display)

    monkeypatch.setattr(page, "prepare", prepare)
    lessons.open(LESSONS["ravine"])
    for _ in LESSONS["ravine"].pages:
        qtbot.waitUntil(lambda: lab_of(window).page is not None and lab_of(window).page.is_current)
        texts = page_of(window).findChildren(RichText)
        shown = {
            formula
            for text in texts
            if text is not page_of(window).about
            for formula in formulas_in(text.shown)
        }
        assert shown <= made
        lessons.next_page()


def test_that_explore_is_opened_where_a_page_wants_it_and_has_room(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1440, 860))
    lesson = LESSONS["best_values"]
    place = next(i for i, page in enumerate(lesson.pages) if page.explore)
    window.session.lessons.open(lesson, place)
    explore = window.parts["explore"]
    assert isinstance(explore, Explore)
    assert window.docks["explore"].isVisible()
    assert EXPLORE[explore.tabs.currentIndex()] == lesson.pages[place].explore
    assert type(explore.page).__name__.lower() == f"{lesson.pages[place].explore}tab"
    none = next(i for i, page in enumerate(lesson.pages) if not page.explore)
    window.session.lessons.go_to_page(none)
    assert window.docks["explore"].isHidden()  # as before that page
    window.docks["explore"].show()
    window.session.lessons.go_to_page(place)
    window.session.lessons.go_to_page(none)
    assert window.docks["explore"].isVisible()  # it was not a page that had opened it
    assert not window.docks["lab"].isHidden()


def test_that_explore_and_the_page_share_a_place_where_there_is_no_room_for_both(
    open_lab: Opens, qtbot: QtBot
) -> None:
    window = open_lab(size=(1024, 700))
    window.session.looks.set_type_size(1.5)
    settle()
    lab, explore = window.docks["lab"], window.docks["explore"]
    key(window, Key.Key_X)
    qtbot.waitUntil(lambda: not explore.visibleRegion().isEmpty())
    assert window.width() == 1024
    assert lab.visibleRegion().isEmpty()
    key(window, Key.Key_X)
    qtbot.waitUntil(lambda: not lab.visibleRegion().isEmpty())
    assert explore.isHidden()
    assert window.tabifiedDockWidgets(lab) == []


def test_that_what_is_asked_next_is_seen(open_lab: Opens, qtbot: QtBot) -> None:
    window = open_lab(size=(1024, 700))
    card = card_of(window, "end")
    card.widget.buttons[0].click()
    card.widget.keep.click()
    see_to_the_end(window, qtbot)
    area = lab_of(window).area
    seen = card_of(window, "seen")

    def is_seen() -> bool:
        top = seen.mapTo(area, seen.rect().topLeft()).y()
        return top >= 0 and top + seen.height() <= area.height()

    qtbot.waitUntil(is_seen)


def scroll_areas(widget: QWidget) -> Iterator[QScrollArea]:
    yield from widget.findChildren(QScrollArea)


def test_that_the_wheel_scrolls_the_page_over_its_texts(open_lab: Opens) -> None:
    window = open_lab(size=(1024, 700))
    lab = lab_of(window)
    assert len([*scroll_areas(lab)]) == 1
    for text in page_of(window).findChildren(RichText):
        bar = text.verticalScrollBar()
        assert bar is not None
        assert bar.maximum() == 0 or not text.isVisible()


def test_that_no_key_is_needed_with_a_modifier_to_choose(open_lab: Opens) -> None:
    window = open_lab()
    page_of(window).question.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Key.Key_2, NONE)
    assert card_of(window, "end").widget.buttons[1].isChecked()
    card_of(window, "end").widget.keep.click()
    key(window, Key.Key_1, NONE)  # it is kept
    assert card_of(window, "end").widget.buttons[1].isChecked()


@pytest.mark.parametrize("is_floating", [False, True])
def test_that_what_is_offered_without_a_lesson_is_done_wherever_the_panel_is(
    open_window: OpenWindow, is_floating: bool
) -> None:
    window = open_window("ravine")
    dock, done = window.docks["lab"], []
    dock.setFloating(is_floating)
    dock.show()
    for name in ("start", "open_lesson"):
        action = window.actions_by_name[name]
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked, name=name: done.append(name))
    for button in lab_of(window).none.findChildren(QAbstractButton):
        button.click()
    assert done == ["start", "open_lesson"]
