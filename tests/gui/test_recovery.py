"""Unsaved work in real windows: how it is offered, restored and given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from driving import ALT, CTRL, bowl, key
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from momentum_lab.core.processes import Owner, Presence, this_process
from momentum_lab.gui.dialogs import recovery as dialogs_of_recovery
from momentum_lab.gui.dialogs.messages import Answer, ask_about_former_changes
from momentum_lab.gui.dialogs.recovery import RecoveryDialog
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
from momentum_lab.session.recovery import left_work
from momentum_lab.session.recovery_file import read_work

Key = Qt.Key
GONE = replace(this_process(), start=this_process().start + 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "recovery"


def choose(qtbot: QtBot, window: MainWindow, letter: Qt.Key) -> None:
    """Press the letter of a choice; a button that is pressed by its letter is shown so for a moment."""
    key(window, letter, ALT)
    qtbot.waitUntil(lambda: not window.notices.isVisible())


def leave(folder: Path, *titles: str, owner: Owner = GONE) -> list[Path]:
    """Leave work behind, as a process that is gone would; the last is the newest."""
    paths = []
    for number, title in enumerate(titles):
        session = Session(replace(bowl(), title=title), None, None, folder)
        session.editor.change(replace(session.experiment, steps=7))
        session.close(keeps_work=True)
        paths.append(folder / f"{owner.tag}-{number:08x}.toml")
        session.recovery.path.rename(paths[-1])
    return paths


@pytest.fixture
def window(open_window, folder) -> MainWindow:
    return open_window("double_well", only="loss", folder=folder)


def test_that_nothing_is_offered_where_nothing_is_left(window) -> None:
    window.offer_left_work()
    assert not window.notices.isVisible()


def test_that_what_was_left_is_offered_by_name_and_time_and_restored_by_a_key(
    window, folder, settled, qtbot
) -> None:
    (left,) = leave(folder, "Mine")
    (found,) = left_work(folder)
    window.offer_left_work()
    assert window.notices.isVisible()
    time = dialogs_of_recovery._time(found)
    assert window.notices.text == f"Unsaved work from {time}: Mine (1 change)."
    assert window.focusWidget() not in window.notices.buttons, "nobody is interrupted"
    choose(qtbot, window, Key.Key_R)
    settled(window)
    assert window.session.experiment == replace(bowl(), title="Mine", steps=7)
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: not left.exists())
    key(window, Key.Key_Z, CTRL)
    assert window.session.experiment.steps == bowl().steps


def test_that_the_bar_can_be_reached_and_left_by_keys(window, folder) -> None:
    (left,) = leave(folder, "Mine")
    window.offer_left_work()
    window.notices.buttons[0].setFocus()
    key(window, Key.Key_Tab)
    assert window.focusWidget() is window.notices.buttons[1]
    key(window, Key.Key_Escape)
    assert not window.notices.isVisible()
    assert left.exists()
    assert window.isVisible()


def test_that_several_are_shown_in_a_list_and_one_is_restored(window, folder, settled, qtbot) -> None:
    _first, second, elsewhere = (
        *leave(folder, "First", "Second"),
        *leave(folder, "Third", owner=replace(GONE, machine="00000000")),
    )
    window.offer_left_work()
    assert window.notices.text.startswith("Unsaved work of 2 windows, the newest from ")
    seen = []

    def use() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, RecoveryDialog):
            QTimer.singleShot(20, use)
            return
        seen.extend(dialog.list.item(i).text() for i in range(dialog.list.count()))
        seen.append(any("another computer" in label.text() for label in dialog.findChildren(QLabel)))
        dialog.list.setCurrentRow(next(i for i, text in enumerate(seen[:3]) if "First" in text))
        QTest.keyClick(dialog.list, Key.Key_Return)

    QTimer.singleShot(0, use)
    choose(qtbot, window, Key.Key_S)
    settled(window)
    assert [[name in text for text in seen[:3]].count(True) for name in ("First", "Second", "Third")] == [
        1
    ] * 3
    assert seen[3], "the newest is chosen at first, which is of another computer"
    assert window.session.experiment.title == "First"
    assert second.exists()
    assert elsewhere.exists()


def test_that_work_is_deleted_only_when_that_is_confirmed(window, folder, monkeypatch, qtbot) -> None:
    (left,) = leave(folder, "Mine")
    for answer in (False, True):
        monkeypatch.setattr(dialogs_of_recovery, "ask_about_giving_up", lambda *_, answer=answer: answer)
        window.offer_left_work()
        choose(qtbot, window, Key.Key_D)
        assert left.exists() is not answer


def test_that_damaged_work_is_told_and_left_alone(window, folder) -> None:
    (left,) = leave(folder, "Mine")
    left.write_text("damaged")
    window.offer_left_work()
    assert window.notices.text == "There is unsaved work that cannot be read."
    dialog = RecoveryDialog(window, left_work(folder))
    hints = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(hint.startswith("This cannot be read: ") and "is damaged" in hint for hint in hints)
    assert not dialog.restoring.isEnabled()
    assert dialog.deleting.isEnabled()
    dialog.deleteLater()
    assert left.read_text() == "damaged"


def test_that_work_that_turns_out_to_be_damaged_is_told(window, folder, dialogs, qtbot) -> None:
    (left,) = leave(folder, "Mine")
    window.offer_left_work()
    left.write_text(left.read_text().replace("steps = 7", "steps = 8"))
    before = window.session.experiment
    choose(qtbot, window, Key.Key_R)
    title, text = dialogs.take_error()
    assert title == "This work could not be restored"
    assert "it is not as it was written" in text
    assert window.session.experiment == before
    assert left.exists()


def test_that_restoring_asks_about_what_is_open(window, folder, dialogs) -> None:
    (left,) = leave(folder, "Mine")
    window.session.editor.add_ball()
    changed = window.session.experiment
    dialogs.answer = Answer.CANCEL
    assert not window.documents.restore(left)
    assert window.session.experiment == changed
    assert left.exists()


def test_that_a_window_that_is_ended_asks_nothing_and_keeps_what_was_typed(window, folder) -> None:
    editor = window.parts["panel"].cards[0].editors["learning_rate"].box
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "0.0123")
    path = window.session.recovery.path
    window.end()
    assert not window.isVisible()
    values = read_work(path)[1].experiment.balls[0].hyperparameters
    assert values["learning_rate"] == 0.0123


def test_that_a_discarded_change_leaves_nothing(window, folder, dialogs, qtbot) -> None:
    window.session.editor.add_ball()
    qtbot.waitUntil(window.session.recovery.path.exists)
    dialogs.answer = Answer.DISCARD
    window.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("answer", [Answer.KEEP, Answer.DISCARD])
def test_that_closing_asks_once_about_what_was_changed_before(window, folder, dialogs, answer) -> None:
    session = window.session
    for name in ("ravine", "saddle", "double_well"):
        session.editor.change(replace(session.experiment, steps=7))
        assert window.documents.open_preset(name)
    assert dialogs.asked == []
    history = session.model.history
    dialogs.answer = Answer.CANCEL
    window.close()
    assert window.isVisible()
    assert len(dialogs.asked) == 3
    dialogs.answer = answer
    window.close()
    assert not window.isVisible()
    assert len(dialogs.asked) == 6
    assert [read_work(path)[1] for path in folder.iterdir()] == ([history] if answer is Answer.KEEP else [])


def test_that_what_was_given_up_is_not_asked_about_again(window, dialogs, tmp_path) -> None:
    session = window.session
    session.document.save(tmp_path / "mine.toml")
    session.editor.change(replace(session.experiment, steps=7))
    dialogs.answer = Answer.DISCARD
    assert window.documents.open_preset("saddle")
    assert dialogs.asked == ["mine.toml"]
    assert session.model.history.unsaved == ()
    session.undo()
    assert [step.experiment.steps for step in session.model.history.unsaved] == [7]
    session.redo()
    window.close()
    assert dialogs.asked == ["mine.toml"]
    assert not window.isVisible()


@pytest.mark.parametrize(
    ("label", "answer"), [("&Keep", Answer.KEEP), ("&Discard", Answer.DISCARD), ("Cancel", Answer.CANCEL)]
)
def test_that_the_question_about_several_has_three_answers(qapp, monkeypatch, label, answer) -> None:
    shown = []

    def answered(box: QMessageBox) -> int:
        shown.append(box.text())
        next(button for button in box.buttons() if button.text().startswith(label)).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    for names in (["<b>A</b>"], ["A", "B"], list("ABCDEF")):
        assert ask_about_former_changes(None, names, may_keep=True) is answer
    assert shown == [
        "“<b>A</b>” has changes that are not saved.",
        "“A” and “B” have changes that are not saved.",
        "“A”, “B”, “C”, “D” and 2 more have changes that are not saved.",
    ]


ENDED = """
import os, signal, sys, threading
from pathlib import Path
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui import application
from momentum_lab.gui.exporting import conversations
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.window.main_window import MainWindow

what, number, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])

def begin():
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    run = window.session.run  # which is whole: it was there before
    window.session.editor.add_ball()

    def end_when_kept():
        recovery = window.session.recovery
        is_kept = recovery.is_kept and recovery.path.exists()
        os.kill(os.getpid(), number) if is_kept else QTimer.singleShot(20, end_when_kept)

    QTimer.singleShot(50, end_when_kept)
    if what == "dialog":
        QTimer.singleShot(0, lambda: window.actions_by_name["notes"].trigger())
        window.documents.ask_open()
        print("back", flush=True)
    if what == "film":
        def write(progress):
            film = FilmOptions(seconds=60)
            export_picture(run, folder / "film.gif", PictureOptions(view="loss"), progress, film=film)
        print(conversations.worked_on(window, window.session.clock, "Drawing", "No", write), flush=True)

def begin_when_computed():
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    run = window.session.run
    begin() if run is not None and run.is_complete else QTimer.singleShot(20, begin_when_computed)

qt = application.application([])
QTimer.singleShot(100, begin_when_computed)
status = application.run_app(preset("double_well"))
left = [t.name for t in threading.enumerate() if t.name in ("simulation", "explore", "recovery", "compiler")]
print("threads", left, flush=True)
sys.exit(status)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("what", "number"), [("dialog", signal.SIGHUP), ("film", signal.SIGTERM), ("nothing", signal.SIGKILL)]
)
def test_that_a_signal_ends_the_program_and_the_work_is_there(tmp_path, what: str, number: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDED, what, str(int(number)), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    is_killed = number == signal.SIGKILL
    assert done.returncode == (-number if is_killed else 128 + number), done.stderr
    assert "Traceback" not in done.stderr
    if not is_killed:
        assert "threads []" in done.stdout
    if what == "film":
        assert "The export was cancelled; no file was written." in done.stdout
    assert not any(".part" in path.name or "film" in path.name for path in tmp_path.iterdir())
    (left,) = left_work(tmp_path / "home" / "momentum-lab" / "recovery")
    assert (left.name, left.changes, left.problem) == ("Over the hill", 1, "")
    assert Owner.of_tag(left.path.name.rpartition("-")[0]).presence is Presence.GONE
