"""The five minutes of the README, by the keys that it names, in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import ALT, CTRL, SHIFT, key
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog, QWidget

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import load
from momentum_lab.experiment.presets import presets
from momentum_lab.figures.themes import DARK
from momentum_lab.gui.dialogs.change_dialog import ChangeDialog
from momentum_lab.gui.exporting.dialog import ExportDialog
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.landscapes import LANDSCAPES

pytestmark = pytest.mark.usefixtures("_own_landscapes")

Key = Qt.Key


def written(window: MainWindow, text: str) -> None:
    """Type a text where the focus is, and press Return."""
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)
    key(window, Key.Key_Return)


def in_dialog(kind: type[QDialog], do: Callable[[QDialog], None]) -> None:
    """Have something done in the next dialog of a kind, which keeps whoever opens it waiting."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isActiveWindow() and dialog.focusWidget() is not None:
            try:
                do(dialog)
            except BaseException:
                dialog.reject()  # or whoever has opened it would wait for ever
                raise
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def press(dialog: QWidget, code: Qt.Key) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, code)


def rate(experiment: Experiment, ball: int) -> object:
    return experiment.balls[ball].hyperparameters["learning_rate"]


def test_that_balls_are_watched_and_changed_by_keys(open_window: OpenWindow, settled, qtbot) -> None:
    window = open_window("ravine", size=(1440, 860))
    session, panel = window.session, window.parts["panel"]
    session.play()
    qtbot.waitUntil(lambda: session.step > 2)
    key(window, Key.Key_Space)
    at = session.step
    key(window, Key.Key_Right)
    key(window, Key.Key_Left)
    assert (session.step, session.is_playing) == (at, False)
    key(window, Key.Key_End)
    assert session.step == 100
    key(window, Key.Key_Home)
    assert session.step == 0

    key(window, Key.Key_0, ALT)
    written(window, "-4")
    assert session.experiment.start == (-4.0, -2.0)
    settled(window)

    before = rate(session.experiment, 0)
    key(window, Key.Key_1, ALT)
    written(window, "0.51")
    assert rate(session.experiment, 0) == 0.51
    settled(window)
    key(window, Key.Key_End)
    assert "rate too high" in window.parts["status"].text
    key(window, Key.Key_Z, CTRL)
    assert rate(session.experiment, 0) == before

    for momentum in ("0.5", "0.99"):
        key(window, Key.Key_2, ALT)
        key(window, Key.Key_Tab)
        key(window, Key.Key_Tab)
        assert QApplication.focusWidget() is panel.cards[1].editors["momentum"].box
        written(window, momentum)
        assert session.experiment.balls[1].hyperparameters["momentum"] == float(momentum)
        settled(window)
    key(window, Key.Key_Space)
    assert session.is_playing


def test_that_a_preset_is_opened_and_left_by_keys(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine", size=(1440, 860))
    tried = window.session.experiment
    QTest.keyClick(window, Key.Key_P, ALT)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyClick(QApplication.activePopupWidget(), Key.Key_Down)
    QTest.keyClick(QApplication.activePopupWidget(), Key.Key_Return)
    assert window.session.experiment == list(presets())[1][1]
    key(window, Key.Key_Z, CTRL)
    assert window.session.experiment == tried


def test_that_a_formula_is_typed_used_and_saved_by_keys(open_window: OpenWindow, settled, qtbot) -> None:
    window = open_window("ravine", size=(1440, 860))
    typed = "sin(3*x) + a*x**2 + y**2"

    def use(editor: QDialog) -> None:
        assert isinstance(editor, FormulaEditor)
        QTest.keyClicks(editor.focusWidget(), typed)
        qtbot.waitUntil(lambda: editor.is_checked and editor.use.isEnabled())
        press(editor, Key.Key_Return)

    in_dialog(FormulaEditor, use)
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment.landscape.formula == typed
    assert "a" in window.parts["panel"].landscape._parameters
    settled(window)

    def save(editor: QDialog) -> None:
        assert isinstance(editor, FormulaEditor)
        qtbot.waitUntil(lambda: editor.is_checked)
        while editor.focusWidget() is not editor.save:
            press(editor, Key.Key_Tab)
        in_dialog(NameDialog, name)
        press(editor, Key.Key_Space)

    def name(dialog: QDialog) -> None:
        QTest.keyClicks(dialog.focusWidget(), "waves")
        press(dialog, Key.Key_Return)

    in_dialog(FormulaEditor, save)
    key(window, Key.Key_F, CTRL)
    assert window.session.experiment.landscape.name == "waves"
    assert "waves" in LANDSCAPES


def test_that_explore_is_entered_and_left_by_keys(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1440, 860))
    explore = window.parts["explore"]
    key(window, Key.Key_X)
    for _ in range(4):
        key(window, Key.Key_F6)
        if explore.isAncestorOf(QApplication.focusWidget()):
            break
    front = explore.tabs.currentIndex()
    key(window, Key.Key_Right)
    assert explore.tabs.currentIndex() == front + 1
    assert window.session.step == 0
    key(window, Key.Key_Escape)
    key(window, Key.Key_Right)
    assert window.session.step == 1


def test_that_a_ball_is_changed_on_the_way_by_keys(open_window: OpenWindow, settled, qtbot) -> None:
    window = open_window()
    session = window.session
    for _ in range(3):
        key(window, Key.Key_Right, SHIFT)
    key(window, Key.Key_2, ALT)
    key(window, Key.Key_Escape)
    key(window, Key.Key_K)
    panel = window.findChild(ChangeDialog)
    assert panel is not None
    qtbot.waitUntil(lambda: panel.isActiveWindow() and panel.focusWidget() is not None)
    QTest.keyClicks(panel.focusWidget(), "0.001")
    QTest.keyClick(panel.focusWidget(), Key.Key_Return)
    settled(window)
    (change,) = session.experiment.balls[1].changes
    assert (change.step, change.values["learning_rate"]) == (30, 0.001)
    QTest.keyClick(panel, Key.Key_Z, CTRL)
    assert session.experiment.balls[1].changes == ()
    QTest.keyClick(panel, Key.Key_Y, CTRL)
    assert session.experiment.balls[1].changes == (change,)
    QTest.keyClick(panel, Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    key(window, Key.Key_Home)
    key(window, Key.Key_K, CTRL)
    assert session.step == 30
    key(window, Key.Key_Delete)
    assert session.experiment.balls[1].changes == ()


def test_that_a_picture_is_taken_and_opened_by_keys(open_window, dialogs, settled, tmp_path: Path) -> None:
    window = open_window("ravine", size=(1440, 860))
    taken, picture = window.session.experiment, tmp_path / "ravine.png"
    dialogs.file = str(picture)
    in_dialog(ExportDialog, lambda dialog: press(dialog, Key.Key_Return))
    key(window, Key.Key_E, CTRL)
    assert picture.is_file()
    dialogs.file = str(tmp_path / "mine.toml")
    key(window, Key.Key_S, CTRL)
    assert load(tmp_path / "mine.toml") == taken
    window.session.document.new()
    dialogs.file = str(picture)
    key(window, Key.Key_O, CTRL)
    assert window.session.experiment == taken
    settled(window)
    in_dialog(QDialog, lambda dialog: press(dialog, Key.Key_Escape))
    key(window, Key.Key_F1)
    key(window, Key.Key_T, CTRL)
    assert window.session.look.theme == DARK.name
