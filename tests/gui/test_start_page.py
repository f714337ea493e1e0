"""The start page: lessons and presets as a gallery, by mouse and by keys."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, SHIFT, has_near, key
from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui import application
from momentum_lab.gui.start.cards import wrapped
from momentum_lab.gui.start.offers import Offer, OfferKind, first_sentence, offers
from momentum_lab.gui.start.page import StartPage
from momentum_lab.gui.start.reading import OfferReader
from momentum_lab.gui.views.run_sketch import run_thumbnail
from momentum_lab.gui.widgets.breaking import breakable
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons import find_lesson, lesson_names
from momentum_lab.session import lesson_book
from momentum_lab.session.lesson_records import Begun
from momentum_lab.simulation.engine import simulate

Key = Qt.Key
BOWL = Path(__file__).parents[1] / "data" / "lessons" / "bowl"


@pytest.fixture
def own_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A lesson among a person's own things."""
    folder = tmp_path / "own"
    shutil.copytree(BOWL, folder / "lessons" / "bowl")
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(folder))
    return "bowl"


def page_of(window: MainWindow, qtbot: QtBot) -> StartPage:
    """The start page of a window, once it is there."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(StartPage)))
    (page,) = (each for each in window.findChildren(StartPage) if each.isVisible())
    page.activateWindow()
    qtbot.waitUntil(page.search.hasFocus)
    qtbot.waitUntil(lambda: not page.is_reading)
    return page


def drawn(qtbot: QtBot, page: StartPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading)
    page.repaint()
    qtbot.waitUntil(lambda: not page.grid.thumbnails.is_drawing)
    QTest.qWait(20)


def names(page: StartPage) -> list[str]:
    return [offer.name for offer in page.grid.cards.entries]


def test_that_it_offers_lessons_and_then_presets_and_ctrl_shift_l_opens_it(
    open_window: OpenWindow, qtbot: QtBot, own_lesson: str
) -> None:
    window = open_window("ravine")
    key(window, Key.Key_L, CTRL | SHIFT)
    page = page_of(window, qtbot)
    assert names(page) == [*lesson_names(), *preset_names()]
    assert own_lesson in names(page)
    offer = next(each for each in page.grid.cards.entries if each.name == own_lesson)
    lesson = find_lesson(own_lesson)
    assert offer.facts == f"lesson of {lesson.minutes} minutes"
    assert offer.sentence == lesson.texts["en"].summary
    key(page.search, Key.Key_Escape)
    assert not page.isVisible()


def test_that_a_preset_is_found_by_typing_and_taken_by_return(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    key(window, Key.Key_L, CTRL | SHIFT)
    page = page_of(window, qtbot)
    QTest.keyClicks(page.search, "two basins")
    assert names(page) == ["two_basins"]
    assert page.begin.text() == "Open the preset"
    assert "two" in page.search.accessibleDescription().lower()
    key(page.search, Key.Key_Return)
    assert window.session.experiment == preset("two_basins")


def test_that_a_lesson_is_chosen_by_the_arrows_and_is_at_work_then(
    open_window: OpenWindow, qtbot: QtBot, own_lesson: str
) -> None:
    window = open_window("ravine")
    key(window, Key.Key_L, CTRL | SHIFT)
    page = page_of(window, qtbot)
    page.kinds[OfferKind.LESSON].click()
    assert names(page) == [*lesson_names()]
    for _ in range(names(page).index(own_lesson)):
        key(page.search, Key.Key_Right)
    key(page.search, Key.Key_Return)
    lessons = window.session.lessons
    assert lessons.lesson is not None
    assert lessons.lesson.name == own_lesson
    assert lessons.page_number == 0


def test_that_what_was_worked_on_last_comes_first_and_goes_on_where_it_was(own_lesson: str) -> None:
    lesson = find_lesson(own_lesson)
    last = lesson.pages[-1].id
    first, *others = offers(lambda: [Begun(own_lesson, last, 5.0, 1, own_lesson)])
    assert first.heading == f"Continue: {lesson.texts['en'].title}"
    assert first.page == len(lesson.pages) - 1
    assert f"page {len(lesson.pages)} of {len(lesson.pages)}" in first.facts
    assert not any(each.is_last for each in others)
    assert own_lesson not in [each.name for each in others]


def test_that_a_lesson_from_a_folder_is_offered_again_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "bowl"
    shutil.copytree(BOWL, folder)
    begun = Begun("bowl", find_lesson(str(folder)).pages[0].id, 5.0, 0, "bowl-0", str(folder))
    assert next(offers(lambda: [begun])).name == str(folder)
    shutil.rmtree(folder)
    assert all(not each.is_last for each in offers(lambda: [begun]))


def test_that_what_was_written_down_is_read_beside_the_window(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("ravine", only="contour")
    seen: list[threading.Thread] = []

    def begun(_folder: Path) -> list[Begun]:
        seen.append(threading.current_thread())
        return []

    monkeypatch.setattr(lesson_book, "begun_lessons", begun)
    window.session.lessons.book._folder = Path("records")
    key(window, Key.Key_L, CTRL | SHIFT)
    page_of(window, qtbot).close()
    assert len(seen) == 1
    assert seen[0] is not threading.main_thread()


def test_that_the_picture_of_a_lesson_shows_no_run_that_is_to_be_foretold(own_lesson: str) -> None:
    offer = next(each for each in offers(list) if each.name == own_lesson)
    lesson = find_lesson(own_lesson)
    asks = any(step.prediction is not None for step in lesson.pages[0].steps)
    assert offer.may_be_run is not asks


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_a_picture_shows_balls_where_they_start_or_where_they_have_been(theme) -> None:
    experiment = preset("book_ravine_0.4")
    size = QSize(200, 120)
    before = run_thumbnail(experiment, False, theme, size, 1.0)
    after = run_thumbnail(experiment, True, theme, size, 2.0)
    assert (after.width(), after.height()) == (400, 240)
    (left, right), (bottom, top) = experiment.landscape.build().domain

    def spot(place: Sequence[float]) -> QPointF:
        return QPointF(200 * (place[0] - left) / (right - left), 120 * (top - place[1]) / (top - bottom))

    color = experiment.balls[0].color
    on_the_way = simulate(experiment).position[0, 5]
    assert has_near(before, spot(experiment.start), color, 3)
    assert has_near(after, spot(on_the_way), color)
    assert not has_near(before, spot(on_the_way), color)


def test_that_all_fits_into_a_small_window_with_large_type(
    qtbot: QtBot, dialog_parent: QWidget, settings_path: Path, own_lesson: str
) -> None:
    font = dialog_parent.font()
    font.setPointSizeF(1.5 * font.pointSizeF())
    dialog_parent.setFont(font)
    page = StartPage(dialog_parent, stored_settings(settings_path), DARK, offers(list))
    hint = page.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 700
    page.resize(1024, 700)
    with qtbot.waitExposed(page):
        page.show()
    drawn(qtbot, page)
    assert page.grid.columns >= 2
    card = page.grid.visualRect(page.grid.cards.index(0))
    assert page.grid.viewport().rect().contains(card)
    seen = page.grid.viewport().grab(card).toImage()
    assert has_near(seen, QPointF(card.width() / 2, card.height() - 12), DARK.raised, 4)
    page.close()


@pytest.mark.parametrize("share", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("width", [560, 760, 1024, 1300, 1900])
def test_that_cards_fill_the_width_in_type_of_any_size(
    qtbot: QtBot, dialog_parent: QWidget, settings_path: Path, width: int, share: float
) -> None:
    font = dialog_parent.font()
    font.setPointSizeF(share * font.pointSizeF())
    dialog_parent.setFont(font)
    page = StartPage(dialog_parent, stored_settings(settings_path), LIGHT, offers(list))
    page.resize(width, 640)
    with qtbot.waitExposed(page):
        page.show()
    grid = page.grid
    for _ in range(2):  # wider, then narrower again
        qtbot.waitUntil(lambda: len(grid.cards.entries) > grid.columns)
        qtbot.waitUntil(lambda: grid.visualRect(grid.cards.index(0)).size() == grid.card_size)
        row = [grid.visualRect(grid.cards.index(column)) for column in range(grid.columns)]
        assert len({card.top() for card in row}) == 1
        assert grid.visualRect(grid.cards.index(grid.columns)).top() > row[0].top()
        assert grid.maximumViewportSize().width() - row[-1].right() <= 30
        assert row[-1].right() <= grid.viewport().width()
        assert 0.85 <= grid.picture_size.width() / grid.usual_picture.width() < 1.85
        page.resize(width + 130, 640)
    page.close()


def test_that_a_double_click_takes_a_card(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    window.actions_by_name["start"].trigger()
    page = page_of(window, qtbot)
    row = names(page).index("saddle")
    page.grid.choose(row)
    at = page.grid.visualRect(page.grid.cards.index(row)).center()
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(page.grid.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: window.session.experiment == preset("saddle"))


def test_that_it_comes_by_itself_once_and_then_only_if_it_shall(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", wait=False)
    application.offer_start(window)
    window.update()
    page = page_of(window, qtbot)
    assert window.session.run is not None
    assert not page.always.isChecked()
    key(page.search, Key.Key_Escape)
    assert not window.session.settings.wants_start
    window.actions_by_name["start"].trigger()
    page = page_of(window, qtbot)
    page.always.click()
    page.close()
    assert window.session.settings.wants_start


def test_that_sentences_are_cut_at_words_and_titles_are_whole(qtbot: QtBot, dialog_parent: QWidget) -> None:
    metrics = dialog_parent.fontMetrics()
    text = "Four balls start together, high on the wall of a ravine that is steep."
    lines = wrapped(text, metrics, 120, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(metrics.horizontalAdvance(line) <= 120 for line in lines)
    assert " ".join(wrapped(text, metrics, 120, 20)) == text
    assert wrapped("", metrics, 120, 3) == [""]
    assert first_sentence("On 0.1 x² it rolls. Then it stops.") == "On 0.1 x² it rolls."


def test_that_two_offers_differ_by_more_than_their_pictures() -> None:
    (one, *_) = (each for each in offers(list) if each.kind is OfferKind.PRESET)
    assert one != replace(one, name="another")
    assert one == replace(one, experiment=preset("saddle"))


def test_that_the_lab_panel_leads_to_it_while_no_lesson_is_open(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine")
    window.docks["lab"].show()
    buttons = window.parts["lab"].none.findChildren(QPushButton)
    next(each for each in buttons if each.text() == "Choose a lesson…").click()
    page_of(window, qtbot).close()


def test_that_what_cannot_be_read_of_the_offers_is_raised_and_what_was_read_is_shown(
    dialog_parent: QWidget, qtbot: QtBot
) -> None:
    def broken() -> Iterator[Offer]:
        yield Offer(OfferKind.PRESET, "one", "One", "The first.", preset("ravine"))
        raise OSError("the disk is gone")

    reader = OfferReader(broken())
    qtbot.waitUntil(lambda: len(reader.found) == 1)
    with pytest.raises(OSError, match="the disk is gone"):
        qtbot.waitUntil(lambda: reader.is_done)
    qtbot.waitUntil(lambda: reader.is_done)


def test_that_closing_the_page_ends_its_reading(qtbot: QtBot) -> None:
    taken, go_on = [], threading.Event()

    def endless() -> Iterator[Offer]:
        while True:
            taken.append(1)
            yield Offer(OfferKind.PRESET, f"{len(taken)}", "One", "The first.", preset("ravine"))
            go_on.wait(0.01)

    reader = OfferReader(endless())
    assert not reader.is_done
    reader.stop()
    qtbot.waitUntil(lambda: reader.is_done)


def test_that_chinese_sentences_use_all_lines(dialog_parent: QWidget) -> None:
    metrics, text = (
        dialog_parent.fontMetrics(),
        "为什么陡的方向会妨碍平的方向使用合适的学习率，动量又改变了什么。",
    )
    width = metrics.horizontalAdvance(text) // 3
    lines = wrapped(text, metrics, width, 20)
    assert "".join(lines) == text
    assert 3 <= len(lines) <= 5
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert breakable("a 小球") == ["a ", "小", "球"]
