"""Two windows in one process: on two sessions, and on the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import Dialogs
from driving import CTRL, bowl, color_at, is_color, key, picture_of
from PyQt6.QtCore import QPointF, Qt, QTimer
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import InputError
from momentum_lab.core.event import Event
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.gui.dialogs.messages import Answer
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session

Open = Callable[[Session], MainWindow]
WINDOW = QPalette.ColorRole.Window


@pytest.fixture
def show(qtbot: QtBot, dialogs: Dialogs) -> Iterator[Open]:
    opened: list[MainWindow] = []

    def open_one(session: Session) -> MainWindow:
        window = MainWindow(session)
        opened.append(window)
        window.resize(1024, 700)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: session.clock.is_settled)
        return window

    yield open_one
    for window in opened:
        window.session.model.mark_saved()
        window.close()
        window.deleteLater()


def use(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def shows(window: MainWindow, theme: Theme) -> bool:
    panel = window.parts["panel"]
    corner = QPointF(panel.mapTo(window, panel.rect().bottomLeft())) + QPointF(3, -3)
    return all(
        (
            is_color(color_at(picture_of(window), corner), theme.window, 3),
            is_color(color_at(picture_of(window.views["loss"].widget), QPointF(2, 2)), theme.base, 3),
            is_color(window.palette().color(WINDOW), theme.window, 0),
        )
    )


def test_that_two_sessions_play_change_and_look_each_for_itself(show: Open, qtbot: QtBot) -> None:
    one, other = show(Session(bowl())), show(Session(preset("saddle")))
    other.session.looks.set_theme(DARK.name)
    assert shows(one, LIGHT)
    assert shows(other, DARK)
    use(one, qtbot)
    assert shows(one, LIGHT)
    assert shows(other, DARK)
    key(one, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: one.session.step > 3)
    assert other.session.step == 0
    assert other.parts["transport"].scrubber.value() == 0
    key(one, Qt.Key.Key_Space)
    use(other, qtbot)
    key(other, Qt.Key.Key_Right)
    assert other.session.step == 1
    key(other, Qt.Key.Key_B, CTRL)
    assert len(other.session.experiment.balls) == len(preset("saddle").balls) + 1
    assert one.session.experiment == bowl()
    assert not one.isWindowModified()
    one.close()
    key(other, Qt.Key.Key_Right)
    assert other.session.step == 2
    assert not other.session.clock._is_closed


def seen_while(qtbot: QtBot, window: MainWindow, open_it: Callable[[], object]) -> str:
    """Return the ground of the dialog that something opens over a window, or over its dialog."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        seen.append(dialog.palette().color(WINDOW).name())
        dialog.reject()

    QTimer.singleShot(150, look)
    open_it()
    return seen[0]


def test_that_dialogs_and_menus_have_the_colours_of_their_window(show: Open, qtbot: QtBot) -> None:
    light, dark = show(Session(bowl())), show(Session(bowl()))
    dark.session.looks.set_theme(DARK.name)
    for window, theme in ((light, LIGHT), (dark, DARK), (light, LIGHT)):
        use(window, qtbot)
        for opens_there in (
            window.menuBar().actions()[0].menu(),
            window.parts["panel"].cards[0].chooser.view(),
        ):
            qtbot.waitUntil(lambda w=opens_there, t=theme: w.palette().color(WINDOW).name() == t.window)
        # Also where the window is not the one that is in use.
        for over in (light, dark):
            use(over, qtbot)
            opened = seen_while(qtbot, window, lambda w=window: QMessageBox(w).exec())
            assert opened == theme.window


def test_that_the_dialog_of_a_dialog_has_their_colours_too(show: Open, qtbot: QtBot) -> None:
    light, dark = show(Session(bowl())), show(Session(bowl()))
    dark.session.looks.set_theme(DARK.name)
    use(light, qtbot)
    first = QDialog(dark)
    first.show()
    use(light, qtbot)
    assert first.palette().color(WINDOW).name() == DARK.window
    assert seen_while(qtbot, dark, lambda: QMessageBox(first).exec()) == DARK.window
    first.close()
    first.deleteLater()


def test_that_a_dock_that_floats_has_the_colours_of_its_window(show: Open, qtbot: QtBot) -> None:
    light, dark = show(Session(bowl())), show(Session(bowl()))
    dark.session.looks.set_theme(DARK.name)
    for window, theme in ((dark, DARK), (light, LIGHT)):
        use(window, qtbot)
        window.docks["explore"].toggle()
        qtbot.waitUntil(window.parts["explore"].page.isVisible)
        window.docks["explore"].switch_floating()
        use(light, qtbot)
        assert window.docks["explore"].palette().color(WINDOW).name() == theme.window
        assert window.parts["explore"].page.palette().color(WINDOW).name() == theme.window
        assert window.parts["explore"].page.take.palette().color(WINDOW).name() == theme.window
    use(dark, qtbot)
    dark.session.looks.toggle_theme()
    assert dark.parts["explore"].page.palette().color(WINDOW).name() == LIGHT.window


def test_that_two_windows_show_one_session(show: Open, qtbot: QtBot) -> None:
    session = Session(bowl())
    one = show(session)
    session.go_to(9)
    session.select_ball(0)
    other = show(session)
    assert other.parts["transport"].scrubber.value() == 9
    assert other.views["loss"]._step == 9
    use(one, qtbot)
    key(one, Qt.Key.Key_Right)
    for window in (one, other):
        assert window.parts["transport"].scrubber.value() == 10
        assert window.views["loss"]._step == 10
    use(other, qtbot)
    key(other, Qt.Key.Key_B, CTRL)
    assert one.isWindowModified()
    assert len(one.parts["panel"].cards) == 2
    session.looks.toggle_theme()
    assert shows(one, DARK)
    assert shows(other, DARK)
    session.set_speed(100.0)
    session.reset()
    qtbot.waitUntil(lambda: session.clock.is_settled)
    session.play()
    qtbot.waitUntil(lambda: session.step > 20)
    session.pause()
    assert one.views["contour"].widget.isVisible()


def test_that_the_last_window_of_a_session_asks_and_closes_it(show: Open, dialogs: Dialogs, qtbot) -> None:
    session = Session(bowl())
    one, other = show(session), show(session)
    session.editor.add_ball()
    one.close()  # nothing is lost: nothing is asked
    assert not one.isVisible()
    assert dialogs.asked == []
    use(other, qtbot)
    key(other, Qt.Key.Key_Right)
    assert session.step == 1
    dialogs.answer = Answer.CANCEL
    other.close()
    assert other.isVisible()
    assert dialogs.asked == ["Small bowl"]
    dialogs.answer = Answer.DISCARD
    other.close()
    assert not other.isVisible()
    assert session.clock.delay is None


def test_that_a_failure_is_told_once_however_many_windows_there_are(show: Open, dialogs: Dialogs) -> None:
    session = Session(bowl())
    one = show(session)
    show(session)
    session.clock.failed.emit(InputError("no way"))
    assert dialogs.take_error() == ("This experiment could not be run", "no way")
    one.close()
    session.clock.failed.emit(InputError("again"))
    assert dialogs.take_error()[1] == "again"


def listeners(session: Session) -> dict[str, int]:
    """How many listen to each event of a session."""
    parts = (session, session.model, session.clock, session.document, session.editor, session.library)
    return {
        f"{type(part).__name__}.{name}": len(event._listeners)
        for part in parts
        for name, event in vars(part).items()
        if isinstance(event, Event)
    }


def test_that_a_window_that_is_closed_hears_no_more_of_its_session(show: Open) -> None:
    session = Session(bowl())
    alone = listeners(session)
    stays = show(session)
    before = listeners(session)
    assert sum(before.values()) > sum(alone.values())
    closed = show(session)
    assert sum(listeners(session).values()) > sum(before.values())
    closed.close()
    assert listeners(session) == before
    step = closed.parts["transport"].scrubber.value()
    session.go_to(5)
    session.editor.add_ball()
    session.library.reload()
    session.said.emit("Still here")
    assert stays.parts["status"].said == "Still here"
    assert closed.parts["transport"].scrubber.value() == step
    stays.session.model.mark_saved()
    stays.close()
    assert listeners(session) == alone
