from __future__ import annotations

import logging
import re
import signal
import sys
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import CTRL, bowl, key, notes_text
from platformdirs import user_state_path
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from momentum_lab import __version__
from momentum_lab.cli.main import main
from momentum_lab.core.app_flags import PROJECTOR_FLAG, AppFlags
from momentum_lab.core.ending import Ended
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.start_marks import OPENGL_FLAG
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset, presets
from momentum_lab.gui import application as app
from momentum_lab.gui.menus.shortcuts_dialog import ShortcutsDialog
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.optimizers import OPTIMIZERS


@pytest.fixture
def restored_hooks():
    hook, handler = sys.excepthook, signal.getsignal(signal.SIGINT)
    log = logging.getLogger("momentum_lab")
    handlers = list(log.handlers)
    yield
    sys.excepthook = hook
    signal.signal(signal.SIGINT, handler)
    for added in set(log.handlers) - set(handlers):
        log.removeHandler(added)
        added.close()


@pytest.mark.usefixtures("restored_hooks")
def test_that_the_app_opens_on_the_ravine_and_plays(qtbot: QtBot, monkeypatch, tmp_path) -> None:
    seen = {}

    def use_for_a_while(_app: object = None) -> int:
        (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        qtbot.waitUntil(lambda: window.session.step > 5)
        seen["title"] = window.windowTitle()
        seen["experiment"] = window.session.experiment
        window.close()
        window.deleteLater()
        return 0

    monkeypatch.setattr(QApplication, "exec", use_for_a_while)
    assert app.run_app(None) == 0
    assert seen["title"].startswith("A ravine")
    assert seen["experiment"] == preset("ravine")
    assert (tmp_path / "home" / "momentum-lab" / "settings.ini").is_file()


@pytest.mark.usefixtures("restored_hooks", "qapp")
@pytest.mark.parametrize("error", [Ended(signal.SIGTERM), KeyboardInterrupt(), ZeroDivisionError()])
def test_that_a_start_that_ends_in_order_is_no_crash(monkeypatch, error) -> None:
    folder = user_state_path("momentum-lab", appauthor=False) / "starts"
    opened = []

    def end(window: MainWindow) -> None:
        opened.append(window)
        assert len(list(folder.iterdir())) == 1
        raise error

    monkeypatch.setattr(MainWindow, "show", end)
    with pytest.raises(type(error)):
        app.run_app(None)
    assert list(folder.iterdir()) == []
    opened[0].close()
    opened[0].deleteLater()


@pytest.mark.usefixtures("qapp")
def test_that_the_app_opens_as_was_asked_for_after_a_bad_argument(monkeypatch) -> None:
    told, opened = [], []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    monkeypatch.setattr(app, "run_app", lambda *given, **named: opened.append((*given, named)))
    for flags in ([], [OPENGL_FLAG], [PROJECTOR_FLAG]):
        app.main([*flags, "no such experiment"])
    assert "no such experiment" in told[0]
    wanted = (AppFlags(), AppFlags(tries_opengl=True), AppFlags(is_projected=True))
    assert opened == [(None, {"flags": flags}) for flags in wanted]


def test_that_the_command_hands_on_how_the_app_shall_begin(monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(app, "run_app", lambda *given, **named: opened.append((*given, named)) or 0)
    assert main([PROJECTOR_FLAG]) == main(["double_well", PROJECTOR_FLAG, OPENGL_FLAG]) == 0
    assert opened == [
        (None, {"flags": AppFlags(is_projected=True)}),
        (
            *(preset("double_well"), None, AppFlags(tries_opengl=True, is_projected=True)),
            {"lesson": None, "report": None},
        ),
    ]


def test_that_without_a_display_the_app_says_what_can_be_done(monkeypatch) -> None:
    monkeypatch.setattr(app, "has_display", lambda: False)
    with pytest.raises(MomentumLabError, match="no display"):
        app.run_app(None)


@pytest.mark.usefixtures("restored_hooks", "qapp")
def test_that_what_nobody_has_caught_is_told_and_logged(monkeypatch, tmp_path, capsys) -> None:
    told = []
    monkeypatch.setattr(QMessageBox, "critical", lambda *args: told.append(args[2]))
    app.install_crash_handler()
    try:
        raise ZeroDivisionError("one over nothing")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ZeroDivisionError: one over nothing" in told[0]
    assert "still open" in told[0]
    (log,) = (tmp_path / "home").rglob("momentum-lab.log")
    assert "test_that_what_nobody_has_caught" in log.read_text()
    assert "one over nothing" in capsys.readouterr().err


def test_that_title_cards_notes_and_status_tell_of_the_experiment(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    experiment = window.session.experiment
    assert window.windowTitle() == "A ravine[*] — Momentum Lab"
    assert not window.isWindowModified()
    assert [card.optimizer for card in window.parts["panel"].cards] == [b.optimizer for b in experiment.balls]
    assert [card.name.placeholderText() for card in window.parts["panel"].cards] == [
        "Gradient descent",
        "Momentum",
        "Nesterov momentum" if "Nesterov momentum" in window.parts["status"].text else "Nesterov",
        "Adam",
    ]
    assert experiment.title in notes_text(window)
    assert experiment.description in notes_text(window)
    sentences = window.parts["status"].text.split("; ")
    assert len(sentences) == 4
    assert all(re.fullmatch(r"[\w ]+: loss [\d.e+-]+ at step 0", s) for s in sentences), sentences
    window.session.go_to_last()
    assert "at step 100" in window.parts["status"].text


def test_that_the_status_bar_says_who_diverged_first_and_why(open_window: OpenWindow) -> None:
    window = open_window("book_ravine_0.6")
    window.session.go_to_last()
    first = window.parts["status"].text.split("; ")[0]
    assert first.startswith("Gradient descent: diverged at step 9: rate too high for the curvature")
    assert "0.6 × 4 = 2.4, stable below 2" in first
    assert "diverged, 9" in notes_text(window)
    states = [label.toolTip() for label in window.parts["notes"].findChildren(ElidedLabel)]
    assert any(told.startswith("Gradient descent: diverged at step 9: rate too high") for told in states)
    assert "at a minimum since step" in window.parts["status"].text


def test_that_a_diverged_ball_is_shown_at_every_step_without_a_warning(open_window, qtlog) -> None:
    window = open_window("book_ravine_0.6", size=(1024, 640))
    window.session.toggle_maximized("contour")  # test_surface looks at the third dimension
    for step in range(window.session.clock.end + 1):
        window.session.clock.go_to(step)
        if step % 10 == 0:
            window.views["contour"].widget.grab()
            window.views["loss"].widget.grab()
    assert [r.message for r in qtlog.records] == []


def test_that_a_ball_that_leaves_the_range_of_doubles_is_shown_without_a_warning(open_window, qtlog) -> None:
    window = open_window(bowl(Ball("gradient_descent", {"learning_rate": 9.0}), steps=3000))
    run = window.session.run
    assert run is not None
    assert run.last[0] < 3000
    for step in (1, 100, int(run.last[0]), int(run.last[0]) + 1, 3000):
        window.session.clock.go_to(step)
        window.grab()
        window.views["contour"].intents.hovered.emit((0.0, 0.0))
    assert "diverged" in window.parts["status"].text
    assert [r.message for r in qtlog.records] == []


@pytest.mark.parametrize("start", [(-0.5,), (2.0,)], ids=["outside", "inside"])
def test_that_a_formula_is_shown_where_it_is_a_number(open_window: OpenWindow, qtlog, start) -> None:
    experiment = bowl(Ball("gradient_descent", {"learning_rate": 0.5}), steps=20, start=(0.0, 0.0))
    choice = type(experiment.landscape)(formula="log(x)", domain=((-1.0, 3.0),))
    window = open_window(type(experiment)(choice, start, experiment.balls, steps=20))
    for step in range(0, 21, 4):
        window.session.clock.go_to(step)
        window.grab()
    if start == (-0.5,):
        assert "the loss or its gradient at its start is not a finite number" in window.parts["status"].text
    assert [r.message for r in qtlog.records] == []


def test_that_the_views_suit_the_dimension_of_the_landscape(open_window: OpenWindow, settled) -> None:
    window = open_window("ravine")
    frames = window.view_area.frames

    def shown() -> set[str]:
        return {name for name, frame in frames.items() if frame.isVisible()}

    assert shown() == {"surface", "contour", "loss", "notes"}
    window.documents.open_preset("double_well")
    settled(window)
    assert shown() == {"curve", "loss", "notes"}
    assert [box.isVisible() for box in window.parts["panel"].run.start] == [True, False]
    assert not window.parts["panel"].landscape.rotation.isVisible()
    window.documents.open_preset("saddle")
    settled(window)
    assert shown() == {"surface", "contour", "loss", "notes"}
    assert all(box.isVisible() for box in window.parts["panel"].run.start)


def test_that_a_view_can_have_the_whole_space(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine")
    frames = window.view_area.frames

    def shown() -> set[str]:
        return {name for name, frame in frames.items() if frame.isVisible()}

    everything = shown()
    for code, name in ((Qt.Key.Key_1, "surface"), (Qt.Key.Key_2, "contour"), (Qt.Key.Key_4, "loss")):
        key(window, code, CTRL)
        assert shown() == {name}
        key(window, code, CTRL)
        assert shown() == everything
    key(window, Qt.Key.Key_3, CTRL)  # the curve cannot show two dimensions
    assert shown() == everything
    qtbot.mouseClick(frames["notes"].button, Qt.MouseButton.LeftButton)
    assert shown() == {"notes"}
    key(window, Qt.Key.Key_0, CTRL)
    assert shown() == everything
    qtbot.mouseDClick(frames["contour"], Qt.MouseButton.LeftButton, pos=frames["contour"].rect().topLeft())
    assert shown() == {"contour"}


def test_that_a_maximised_view_gives_way_when_it_cannot_show_the_next_experiment(
    open_window: OpenWindow, settled
) -> None:
    window = open_window("ravine")
    key(window, Qt.Key.Key_2, CTRL)
    window.documents.open_preset("double_well")
    settled(window)
    assert window.view_area.frames["curve"].isVisible()
    key(window, Qt.Key.Key_3, CTRL)
    assert window.session.selection.maximized == "curve"
    window.documents.open_preset("saddle")
    settled(window)
    assert window.view_area.frames["contour"].isVisible()


def test_that_a_view_that_was_hidden_is_up_to_date_when_it_comes_back(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Qt.Key.Key_2, CTRL)
    window.session.go_to_last()
    key(window, Qt.Key.Key_2, CTRL)
    assert window.views["loss"]._step == window.session.clock.end


def test_that_the_help_lists_every_key_of_every_action(open_window: OpenWindow, monkeypatch) -> None:
    window = open_window("double_well")
    shown = []

    def read(dialog: ShortcutsDialog) -> int:
        shown.append(dialog.browser.toPlainText())
        dialog.deleteLater()
        return 0

    monkeypatch.setattr(ShortcutsDialog, "exec", read)
    key(window, Qt.Key.Key_F1)
    (text,) = shown
    actions = [a for a in window.findChildren(QAction) if a.shortcuts()]
    assert len(actions) > 25
    for action in actions:
        for shortcut in action.shortcuts():
            assert shortcut.toString(QKeySequence.SequenceFormat.NativeText) in text, action.text()
        assert action.text().replace("&", "").rstrip("…") in text
    assert "Drop a file" in text


def test_that_no_key_does_two_things(open_window: OpenWindow) -> None:
    window = open_window("double_well")
    keys = [s.toString() for a in window.findChildren(QAction) for s in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_that_the_menu_of_presets_has_all_of_them_and_opens_them(open_window: OpenWindow, settled) -> None:
    window = open_window("double_well")
    bar = window.menuBar()
    assert bar is not None
    menu = bar.actions()[1].menu()
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions()}
    assert list(entries) == [experiment.title for _, experiment in presets()]
    entries[preset("saddle").title].trigger()
    settled(window)
    assert window.session.experiment == preset("saddle")
    assert window.session.is_playing


def test_that_full_screen_is_switched_by_its_key(open_window: OpenWindow) -> None:
    window = open_window("double_well")
    key(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    key(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_that_quitting_by_its_key_closes_the_window(open_window: OpenWindow) -> None:
    window = open_window("double_well")
    key(window, Qt.Key.Key_Q, CTRL)
    assert not window.isVisible()


def test_that_the_about_box_names_the_version(open_window: OpenWindow, monkeypatch) -> None:
    window = open_window("double_well")
    told = []
    monkeypatch.setattr(QMessageBox, "about", lambda *args: told.append(args[2]))
    window.actions_by_name["about"].trigger()
    assert __version__ in told[0]


def test_that_a_simulation_that_fails_is_told(open_window: OpenWindow, dialogs) -> None:
    window = open_window("double_well")
    window.session.clock.failed.emit(MomentumLabError("no way"))
    assert dialogs.take_error() == ("This experiment could not be run", "no way")
    window.session.clock.failed.emit(MemoryError())
    assert dialogs.take_error()[1] == "there is not enough memory for that"


def test_that_the_mistake_in_somebody_elses_rule_is_told(
    open_window: OpenWindow, dialogs, monkeypatch, qtbot
) -> None:
    def update(*given: object) -> None:
        raise NameError("name 'trase' is not defined")

    wrong = replace(OPTIMIZERS["momentum"], name="wrong", update=update)
    monkeypatch.setitem(OPTIMIZERS._added(), "wrong", wrong)
    window = open_window("double_well")
    failures: list[Exception] = []
    window.session.clock.failed.subscribe(failures.append)
    window.session.editor.change(window.session.experiment.with_ball(0, Ball("wrong")))
    qtbot.waitUntil(lambda: bool(failures))
    title, text = dialogs.take_error()
    assert title == "This experiment could not be run"
    assert text == "the optimizer wrong cannot be computed with (NameError: name 'trase' is not defined)"
    window.session.undo()
