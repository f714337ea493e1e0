"""Another language while the window is open: a new window goes on where the old one was, which is gone."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Dialogs
from driving import bowl
from laboratory import ball
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QScrollArea
from pytestqt.qtbot import QtBot
from shown_texts import shown_texts

from momentum_lab.core.languages import VARIABLE, set_language
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.dialogs.change_dialog import ChangeDialog
from momentum_lab.gui.explore import stability
from momentum_lab.gui.views.outlook import Viewpoint, VisibleRange
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.qt_words import let_qt_speak
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.gui.window.renewal import ShownWindow
from momentum_lab.lessons.library import LESSONS
from momentum_lab.session import Session
from momentum_lab.session.spoken import SYSTEM, choose_language, chosen_language

Settle = Callable[[MainWindow], None]


@pytest.fixture
def speaking() -> Iterator[None]:
    yield
    LANGUAGE.speak("en")
    let_qt_speak()


@pytest.fixture
def shown(
    qtbot: QtBot, settings_path: Path, dialogs: Dialogs, settled: Settle, speaking: None
) -> Iterator[Callable[..., ShownWindow]]:
    """Shows a window that is made anew where the language changes; nobody here holds the first one."""
    made: list[ShownWindow] = []

    def show(experiment: str | Experiment = "ravine", size: tuple[int, int] = (1280, 800)) -> ShownWindow:
        chosen = preset(experiment) if isinstance(experiment, str) else experiment
        window = MainWindow(Session(chosen, stored_settings(settings_path)))
        made.append(ShownWindow(window))
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        settled(window)
        qtbot.wait(20)
        return made[-1]

    yield show
    for one in made:
        one.stop()
        one.window.session.model.mark_saved()
        one.window.close()
        one.window.deleteLater()


def speak(shown: ShownWindow, code: str, qtbot: QtBot) -> MainWindow:
    """Speak another language, and return the window that there is then."""
    before = shown.window
    set_language(code)
    qtbot.waitUntil(lambda: shown.window is not before)
    with qtbot.waitExposed(shown.window):
        pass
    return shown.window


@pytest.fixture
def left_out() -> Iterator[None]:
    """What there was before is not looked through for rubbish: that takes seconds, and finds none of it."""
    rubbish_gone()
    gc.freeze()
    yield
    gc.unfreeze()


def rubbish_gone() -> None:
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        gc.collect()


def test_that_another_language_makes_the_window_anew(left_out, shown, qtbot) -> None:
    one = shown()
    assert one.window.menuBar().actions()[0].text() == "&File"
    former = weakref.ref(one.window)
    set_language("ru")
    qtbot.waitUntil(lambda: one.window is not former())
    rubbish_gone()
    assert former() is None
    assert one.window.isVisible()
    assert one.window.session.viewers.is_anyone_there


def test_that_switching_leaves_nothing_behind(left_out, shown, qtbot) -> None:
    one = shown(bowl())
    one.window.session.play()
    counts = []
    for code in ("ru", "zh_CN", "zh_TW", "en", "ru", "en"):
        speak(one, code, qtbot)
        rubbish_gone()
        counts.append((len(QApplication.allWidgets()), len(LANGUAGE.changed._listeners)))
    assert one.window.session.is_playing
    assert len(set(counts[1:])) == 1
    windows = [each for each in gc.get_objects() if issubclass(type(each), MainWindow)]
    assert windows == [one.window]


def test_that_switching_keeps_no_object_of_python(left_out, shown, qtbot, settled) -> None:
    """After each language was spoken twice, what is kept of them (shapes of letters, icons) is there."""
    one = shown(bowl())
    one.window.session.play()
    counts = []
    for _ in range(4):
        for code in ("ru", "zh_CN", "en"):
            one.window.session.play()
            speak(one, code, qtbot)
        one.window.session.pause()  # nothing comes and goes while it is counted
        settled(one.window)
        rubbish_gone()
        rubbish_gone()
        kept = [each for each in gc.get_objects() if is_ours(each)]
        counts.append(Counter(type(each).__qualname__ for each in kept))
        del kept
    assert counts[-1] - counts[1] == Counter()


def is_ours(thing: object) -> bool:
    # a type made in C may have no name of a module, but a descriptor of it
    module = type(thing).__module__
    return isinstance(module, str) and module.startswith(("momentum_lab", "PyQt6", "pyqtgraph", "weakref"))


def test_that_playing_and_undo_go_on(shown, qtbot, settled) -> None:
    one = shown(bowl())
    session = one.window.session
    session.editor.take_values(0, {"learning_rate": 0.2})
    session.settle()
    settled(one.window)
    session.go_to(17)
    session.play()
    speak(one, "zh_TW", qtbot)
    assert session.is_playing
    assert session.step >= 17
    qtbot.waitUntil(lambda: session.step > 20)
    session.undo()
    assert session.experiment.balls[0].hyperparameters["learning_rate"] != 0.2
    session.redo()
    assert session.experiment.balls[0].hyperparameters["learning_rate"] == 0.2


def test_that_place_docks_and_folding_stay(shown, qtbot) -> None:
    one = shown(size=(1300, 820))
    one.window.move(90, 70)
    one.window.docks["numbers"].toggle()
    one.window.docks["inspector"].toggle()
    one.window.actions_by_name["panel"].trigger()
    qtbot.wait(50)
    frame, sizes = one.window.geometry(), [dock.geometry() for dock in one.window.docks.values()]
    open_docks = [key for key, dock in one.window.docks.items() if not dock.isHidden()]
    window = speak(one, "ru", qtbot)
    qtbot.waitUntil(lambda: window.geometry() == frame)
    assert [key for key, dock in window.docks.items() if not dock.isHidden()] == open_docks
    assert not window._middle.is_unfolded
    qtbot.waitUntil(
        lambda: all(
            (a.width(), a.height()) == (b.width(), b.height())
            for key, a, b in zip(
                window.docks, sizes, [dock.geometry() for dock in window.docks.values()], strict=True
            )
            if key in open_docks
        )
    )


def test_that_cameras_and_zoom_stay(shown, qtbot) -> None:
    one = shown()
    views = one.window.views
    wanted = {
        "surface": Viewpoint(77.0, 21.0, 1.5, (0.0, 0.0, 0.0)),
        "contour": VisibleRange(("x", "y"), -3.0, -1.0, 2.0, 1.0),
    }
    for name, outlook in wanted.items():
        views[name].look_as(outlook)
    before = {name: view.outlook for name, view in views.items()}
    assert all(before[name] is not None for name in wanted)
    window = speak(one, "zh_CN", qtbot)
    for name, outlook in before.items():
        after = window.views[name].outlook
        assert type(after) is type(outlook)
        if isinstance(outlook, Viewpoint):
            assert after.azimuth == pytest.approx(outlook.azimuth)
            assert after.zoom == pytest.approx(outlook.zoom)
        elif isinstance(outlook, VisibleRange):
            assert (after.left, after.bottom) == pytest.approx((outlook.left, outlook.bottom), abs=0.05)


def test_that_what_was_explored_is_not_computed_again(shown, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(stability, "POINTS", 24)
    one = shown(bowl(ball("momentum")))
    one.window.docks["explore"].toggle()
    explore = one.window.parts["explore"]
    explore.show_tab("stability")
    tab = explore.page
    assert isinstance(tab, stability.StabilityTab)
    tab.shading.setCurrentIndex(1)
    qtbot.waitUntil(lambda: tab in explore._finished)
    found = tab.map
    window = speak(one, "ru", qtbot)
    after = window.parts["explore"]
    assert after.tab_seen == "stability"
    assert after.page.map is found
    assert after.page.shading.currentIndex() == 1
    qtbot.wait(400)
    assert after.page.map is found
    assert not after._poll.isActive()


def test_that_what_is_scrolled_sorted_and_in_focus_stays(shown, qtbot) -> None:
    one = shown(bowl(*(ball("adam") for _ in range(6))), size=(1100, 720))
    one.window.docks["results"].toggle()
    table = one.window.parts["results"]
    table.sort_by(1)
    table.sort_by(1)
    one.window.parts["panel"].cards[3].show_more(True)
    qtbot.wait(30)
    areas = [area for area in one.window.findChildren(QScrollArea) if area.verticalScrollBar().maximum() > 50]
    assert areas
    areas[0].verticalScrollBar().setValue(41)
    box = one.window.parts["panel"].cards[0].findChild(NumberBox)
    box.setFocus()
    place = areas[0].verticalScrollBar().value()
    window = speak(one, "zh_TW", qtbot)
    assert window.parts["results"]._sorted == (1, True)
    assert [card.shows_more for card in window.parts["panel"].cards] == [False] * 3 + [True] + [False] * 2
    assert window.focusWidget() is window.parts["panel"].cards[0].findChild(NumberBox)
    bars = [area.verticalScrollBar() for area in window.findChildren(QScrollArea)]
    assert place in [bar.value() for bar in bars]


def test_that_a_dialog_beside_the_window_stays_open(shown, qtbot) -> None:
    one = shown()
    one.window.session.go_to(12)
    one.window.actions_by_name["change"].trigger()
    dialog = one.window.findChild(ChangeDialog)
    place = dialog.geometry()
    window = speak(one, "ru", qtbot)
    again = window.findChild(ChangeDialog)
    assert again.isVisible()
    assert again.step.value == 12
    assert again.geometry().size() == place.size()
    again.close()


def test_that_a_page_of_a_lesson_stays(shown, qtbot) -> None:
    one = shown()
    lesson = LESSONS["ravine"]
    one.window.session.lessons.open(lesson)
    one.window.session.lessons.next_page()
    qtbot.waitUntil(lambda: one.window.parts["lab"].page is not None)
    number = one.window.session.lessons.page_number
    window = speak(one, "ru", qtbot)
    assert window.parts["lab"].page is not None
    assert window.session.lessons.page_number == number
    russian = lesson.texts["ru"].pages[lesson.pages[number].id].title
    assert window.session.lessons.page_text.title == russian
    assert russian in [text for _, text in shown_texts(window.parts["lab"])]
    assert not window.docks["lab"].isHidden()


def test_that_it_waits_while_a_dialog_is_open(shown, qtbot) -> None:
    one = shown()
    former = one.window

    def change() -> None:
        set_language("ru")
        qtbot.wait(150)
        assert one.window is former
        QApplication.activeModalWidget().close()

    QTimer.singleShot(100, change)
    former.actions_by_name["shortcuts"].trigger()
    qtbot.waitUntil(lambda: one.window is not former)


def test_that_the_menu_offers_the_languages_and_remembers_the_choice(
    shown, qtbot, settings_path, monkeypatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    one = shown()
    menu = next(m for m in one.window.findChildren(QMenu) if m.title() == "Language")
    menu.aboutToShow.emit()
    entries = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert entries["language_zh_TW"].text() == "繁體中文"
    assert [name for name, action in entries.items() if action.isChecked()] == ["language_of_system"]
    former = one.window
    entries["language_zh_TW"].trigger()
    qtbot.waitUntil(lambda: one.window is not former)
    settings = one.window.session.settings
    assert chosen_language(settings) == LANGUAGE.code == "zh_TW"
    choose_language(settings, SYSTEM)
    assert chosen_language(settings) == SYSTEM


def test_that_qt_speaks_it_too(shown, qtbot) -> None:
    one = shown()
    speak(one, "ru", qtbot)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.buttons()[0].text() == "Отмена"
    speak(one, "en", qtbot)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.buttons()[0].text().replace("&", "") == "Cancel"
