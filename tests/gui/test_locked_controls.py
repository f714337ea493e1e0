"""What a lesson locks and hides, in the window: disabled with a sign and a sentence, or not there."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import replace

import pytest
from conftest import OpenWindow
from drawn_lesson import lesson_of, two_balls
from driving import CTRL, held, key, picture_of
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QHelpEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.widgets.lock import LockSign
from momentum_lab.gui.widgets.rubbish import collect
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.controls import HIDES
from momentum_lab.lessons.lesson import LessonStep, StepKind

Key = Qt.Key
FREE = LessonStep("free", StepKind.TRY)


def opened(window: MainWindow, locks: tuple[str, ...] = (), hides: tuple[str, ...] = ()) -> None:
    window.session.lessons.open(lesson_of(FREE, locks=frozenset(locks), hides=frozenset(hides)))
    QApplication.processEvents()


def controls(window: MainWindow) -> dict[str, list[QWidget]]:
    """The controls of the panel by the names of what they change."""
    panel = window.parts["panel"]
    card = panel.cards[1]
    return {
        "landscape": [panel.landscape.chooser, panel.landscape.browse, *panel.landscape.domain[0]],
        "start": [*panel.run.start, card.start.own],
        "steps": [panel.run.steps],
        "seed": [panel.run.seed],
        "noise": [panel.run.noise.box, panel.run.noise.slider],
        "balls": [panel.add, panel.choose, card.remove, card.duplicate, card.handle],
        "labels": [card.name],
        "optimizer": [card.chooser],
        "learning_rate": [card.editors["learning_rate"].box, card.editors["learning_rate"].slider],
        "momentum": [card.editors["momentum"].box],
        "schedule": [card.modifiers.schedule.chooser],
        "clipping": [card.modifiers.clipping.chooser],
        "changes": [card.changes.new],
    }


NAMES = [
    *("landscape", "start", "steps", "seed", "noise", "balls", "labels", "optimizer", "learning_rate"),
    *("momentum", "schedule", "clipping", "changes"),
]


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    shown = open_window(two_balls(), size=(1280, 900))
    for card in shown.parts["panel"].cards:
        card.more.click()
    return shown


def test_that_what_is_locked_is_disabled_and_says_why_and_nothing_else_is(window: MainWindow) -> None:
    for name in NAMES:
        check_lock(window, name)


def check_lock(window: MainWindow, name: str) -> None:
    window.session.lessons.close()
    before = {each: [w.isEnabled() for w in controls(window)[each]] for each in NAMES}
    opened(window, (name,))
    for other, widgets in controls(window).items():
        if other == name:
            assert not any(widget.isEnabled() for widget in widgets), other
            assert all("Locked in this lesson" in widget.accessibleDescription() for widget in widgets)
        else:
            assert [widget.isEnabled() for widget in widgets] == before[other], other
            assert not any("Locked" in widget.accessibleDescription() for widget in widgets)
    window.session.lessons.set_unlocked(True)
    assert {each: [w.isEnabled() for w in controls(window)[each]] for each in NAMES} == before
    assert not any("Locked" in w.accessibleDescription() for each in controls(window).values() for w in each)


def test_that_all_locks_everything_and_a_new_card_as_well(window: MainWindow) -> None:
    opened(window, ("all",))
    assert not any(w.isEnabled() for each in controls(window).values() for w in each)
    window.session.lessons.set_unlocked(True)
    window.session.editor.change_optimizer(1, "nesterov")
    window.session.lessons.set_unlocked(False)
    assert not any(w.isEnabled() for each in controls(window).values() for w in each)


def test_that_the_sign_of_a_lock_is_seen_beside_what_is_locked(window: MainWindow) -> None:
    for name in ("landscape", "optimizer", "learning_rate", "noise", "schedule"):
        check_sign(window, name)


def check_sign(window: MainWindow, name: str) -> None:
    panel = window.parts["panel"]
    window.session.lessons.close()
    assert not [sign for sign in panel.findChildren(LockSign) if sign.isVisible()]
    opened(window, (name,))
    signs = [sign for sign in panel.findChildren(LockSign) if not sign.isHidden()]
    assert signs
    sign = signs[0]
    assert "Locked in this lesson" in sign.accessibleName()
    panel.ensureWidgetVisible(sign)
    drawn = picture_of(sign)
    assert len({drawn.pixel(x, y) for x in range(drawn.width()) for y in range(drawn.height())}) > 1


def test_that_a_locked_field_has_the_sign_in_it(window: MainWindow) -> None:
    for name in ("start", "steps", "seed", "labels"):
        check_field(window, name)


def check_field(window: MainWindow, name: str) -> None:
    (field, *_) = controls(window)[name]
    edit = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    count = len(edit.actions())
    opened(window, (name,))
    assert len(edit.actions()) == count + 1
    window.session.lessons.set_unlocked(True)
    assert len(edit.actions()) == count


def test_that_the_tip_of_what_is_locked_says_so(window: MainWindow, monkeypatch) -> None:
    opened(window, ("learning_rate",))
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_rest: told.append(text))
    box = controls(window)["learning_rate"][0]
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(4, 4), box.mapToGlobal(QPoint(4, 4)))
    QApplication.sendEvent(box, event)
    assert told
    assert "Locked in this lesson" in told[0]


def test_that_what_is_hidden_is_not_there_and_comes_back(window: MainWindow) -> None:
    for name in NAMES:
        if name != "labels":
            check_hidden(window, name)


def check_hidden(window: MainWindow, name: str) -> None:
    def seen() -> dict[str, list[bool]]:
        return {each: [w.isVisibleTo(window) for w in controls(window)[each]] for each in NAMES}

    before = seen()
    opened(window, hides=(name,))
    now = seen()
    kept = 1 if name == "balls" else 0  # the handle by which cards are dragged
    assert sum(now[name]) == kept, name
    assert all(now[each] == before[each] for each in NAMES if each != name)
    window.session.lessons.close()
    assert seen() == before


@pytest.mark.parametrize("names", [("balls", "labels"), ("labels",), ("all",), tuple(NAMES)])
def test_that_what_was_locked_says_afterwards_what_it_said_before(
    window: MainWindow, names: tuple[str, ...]
) -> None:
    def said() -> list[str]:
        widgets = window.parts["panel"].findChildren(QWidget)
        return [f"{type(each).__name__} {each.accessibleDescription()}" for each in widgets]

    before = said()
    opened(window, names)
    assert said() != before
    opened(window, names[:1])
    window.session.lessons.close()
    QApplication.processEvents()
    assert said() == before


def test_that_what_was_locked_and_is_gone_is_held_by_nobody(window: MainWindow, qtbot: QtBot) -> None:
    section = window.parts["panel"].landscape
    rows: set[weakref.ref[NumberEditor]] = set()
    for name in ("rosenbrock", "plateau", "rosenbrock"):
        shown = replace(two_balls(), landscape=LandscapeChoice(name))
        window.session.lessons.open(lesson_of(FREE, experiment=shown, locks=frozenset({"landscape"})))
        qtbot.waitUntil(lambda name=name: window.session.experiment.landscape.name == name)
        rows |= {weakref.ref(each) for each in section.findChildren(NumberEditor)}
    number = 4  # two parameters, rotation and conditioning
    qtbot.waitUntil(lambda: len(section.findChildren(NumberEditor)) == number)
    collect()
    assert len(rows) > number
    assert len([row for row in rows if row() is not None]) == number


def test_that_a_locked_name_stays_to_be_read_where_names_are_hidden(window: MainWindow) -> None:
    opened(window, hides=("labels",))
    name = window.parts["panel"].cards[1].name
    assert name.isVisible()
    assert not name.isEnabled()


def said(window: MainWindow) -> list[str]:
    sentences: list[str] = []
    window.session.said.subscribe(sentences.append)
    return sentences


@pytest.mark.parametrize(
    ("name", "code", "modifier"),
    [
        ("landscape", Key.Key_L, CTRL),
        ("landscape", Key.Key_F, CTRL),
        ("balls", Key.Key_B, CTRL),
        ("changes", Key.Key_K, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_that_the_keys_of_what_is_locked_say_why_not(window: MainWindow, name: str, code, modifier) -> None:
    opened(window, (name,))
    before, sentences = window.session.experiment, said(window)
    key(window, code, modifier)
    assert window.session.experiment == before
    assert len(sentences) == 1
    assert "Locked in this lesson" in sentences[0]


def menu_names(window: MainWindow) -> set[str]:
    return {action.objectName() for menu in window.findChildren(QMenu) for action in menu.actions()}


def test_that_a_locked_entry_has_a_lock_and_a_free_one_has_none(window: MainWindow) -> None:
    opened(window, ("balls",))
    actions: dict[str, QAction] = window.actions_by_name
    assert not actions["add_ball"].icon().isNull()
    assert actions["landscapes"].icon().isNull()
    window.session.lessons.set_unlocked(True)
    assert actions["add_ball"].icon().isNull()


def test_that_a_hidden_dock_goes_is_not_offered_and_its_key_says_so(window: MainWindow) -> None:
    for name in ("explore", "inspector", "results", "numbers", "history"):
        check_dock(window, name)


def entries_of(menus: Iterable[QMenu]) -> dict[QMenu, list[str]]:
    """What menus offer by a name, and their lines; views that a dock has folded have none."""
    return {m: [a.objectName() for a in m.actions() if a.objectName() or a.isSeparator()] for m in menus}


def check_dock(window: MainWindow, name: str) -> None:
    window.session.lessons.close()
    order = entries_of(window.findChildren(QMenu))
    window.docks[name].show()
    opened(window, hides=(name,))
    assert window.docks[name].isHidden()
    assert name not in menu_names(window)
    sentences = said(window)
    window.actions_by_name[name].trigger()
    assert window.docks[name].isHidden()
    assert sentences == ["This lesson does without that."]
    window.session.lessons.close()
    assert not window.docks[name].isHidden()
    assert entries_of(order) == order
    window.docks[name].hide()


@pytest.mark.parametrize(("name", "entry"), [("panel", "panel"), ("notes", "show_notes")])
def test_that_the_panel_and_the_notes_can_be_left_out(window: MainWindow, name: str, entry: str) -> None:
    part = window.parts[name]
    assert part.isVisible()
    opened(window, hides=(name,))
    assert not part.isVisible()
    assert entry not in menu_names(window)
    window.actions_by_name[entry].trigger()
    assert not part.isVisible()
    window.session.lessons.close()
    QApplication.processEvents()
    assert part.isVisible()


def test_that_the_transport_can_be_left_out_and_playing_goes_on_by_keys(
    window: MainWindow, qtbot: QtBot
) -> None:
    opened(window, hides=("transport",))
    assert not window.parts["transport"].isVisible()
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.step > 0)
    window.session.lessons.close()
    assert window.parts["transport"].isVisible()


def test_that_every_part_that_lessons_hide_is_a_part_of_the_window(window: MainWindow) -> None:
    assert set(HIDES) <= {*window.parts, *window.docks}


def test_that_dragging_a_locked_start_says_why_not(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(two_balls(), only="contour")
    opened(window, ("start",))
    window.session.toggle_maximized("contour")
    qtbot.waitUntil(lambda: window.session.run is not None)
    view, sentences = window.views["contour"], said(window)
    with held(view.widget.viewport(), view.pixel_of((1.0, 1.0)), view.pixel_of((2.0, 1.0))):
        pass
    assert window.session.experiment.start == two_balls().start
    assert any("Locked in this lesson" in each for each in sentences)
