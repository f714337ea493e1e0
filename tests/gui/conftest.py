from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from driving import PATIENCE
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtGui import QCursor
from PyQt6.QtWidgets import QApplication, QDialog, QFileDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.dialogs import documents, lessons, notes_dialog, recovery
from momentum_lab.gui.dialogs.messages import Answer, FileAnswer
from momentum_lab.gui.exporting import conversations as exporting
from momentum_lab.gui.exporting import copying
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window import main_window
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session, clock
from momentum_lab.session.document import OnDisk

OpenWindow = Callable[..., MainWindow]


class Dialogs:
    """Stands for the person who answers the dialogs; what was not expected fails the test."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.file_answer: FileAnswer | None = None
        self.asked: list[str] = []
        self.file = ""
        self.proposed: list[str] = []
        self._errors: list[tuple[str, str]] = []

    def take_error(self) -> tuple[str, str]:
        """Return the title and the text of the error that was told, which has to be the only one."""
        (error,) = self._errors
        self._errors.clear()
        return error

    def ask(self, _parent: object, name: str) -> Answer:
        assert self.answer is not None, f"asked about the changes of {name}"
        self.asked.append(name)
        return self.answer

    def ask_about_former(self, _parent: object, names: Sequence[str], may_keep: bool) -> Answer:
        assert self.answer is not None, f"asked about the changes of {names}"
        assert may_keep or self.answer is not Answer.KEEP
        self.asked.extend(names)
        return self.answer

    def ask_about_file(self, _parent: object, name: str, found: OnDisk) -> FileAnswer:
        assert self.file_answer is not None, f"asked about {name}, which is {found}"
        self.asked.append(f"{name} {found.name}")
        return self.file_answer

    def tell(self, _parent: object, title: str, text: str) -> None:
        self._errors.append((title, text))

    def choose(self, _parent: object, _title: str, proposed: str, _filter: str) -> tuple[str, str]:
        self.proposed.append(proposed)
        return self.file, ""

    def assert_nothing_left(self) -> None:
        assert self._errors == []


class PatientBot(QtBot):
    """The bot of pytest-qt, which gives up after five seconds unless told otherwise."""

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE) -> AbstractContextManager[object]:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> AbstractContextManager[object]:
        return super().waitExposed(widget, timeout=timeout)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "home").mkdir()


class NoCompiler:
    """In the place of the compiler: a process for each of hundreds of windows would take its time."""

    def __call__(self, experiment: Experiment, ball: int) -> None:
        return None

    def prepare(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _in_plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "CompiledInBackground", NoCompiler)


@pytest.fixture(scope="session", autouse=True)
def _pointer_aside(qapp: QApplication) -> None:
    QCursor.setPos(1599, 1199)  # where no window of these tests is


@pytest.fixture(autouse=True)
def _nothing_leaks(qapp: QApplication) -> Iterator[None]:
    def windows() -> list[QWidget]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        return [w for w in qapp.topLevelWidgets() if w.isVisible() or isinstance(w, QMainWindow | QDialog)]

    before = windows()
    yield
    left = [w for w in windows() if w not in before and "QTipLabel" not in repr(w)]
    assert not left, f"these windows were left behind: {left}"


@pytest.fixture
def dialog_parent(qtbot: QtBot) -> Iterator[QWidget]:
    """What dialogs belong to: one without a parent would be Python's, and go while Qt lays it out."""
    parent = QWidget()
    yield parent
    for dialog in parent.findChildren(QDialog):
        dialog.close()
    parent.deleteLater()


@pytest.fixture
def settings_path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dialogs]:
    person = Dialogs()
    monkeypatch.setattr(documents, "ask_about_changes", person.ask)
    monkeypatch.setattr(documents, "ask_about_former_changes", person.ask_about_former)
    monkeypatch.setattr(documents, "ask_about_file", person.ask_about_file)
    for module in (copying, documents, exporting, lessons, main_window, notes_dialog, recovery):
        monkeypatch.setattr(module, "tell_error", person.tell)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, person.choose)
    yield person
    person.assert_nothing_left()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until the run of the window's experiment is there, whole, and shown."""

    def wait(window: MainWindow) -> None:
        def is_there() -> bool:
            run = window.session.run
            return run is not None and run.is_complete and run.experiment == window.session.experiment

        qtbot.waitUntil(is_there)

    return wait


@pytest.fixture
def open_window(
    qtbot: QtBot, settings_path: Path, dialogs: Dialogs, settled: Callable[[MainWindow], None]
) -> Iterator[OpenWindow]:
    opened: list[MainWindow] = []

    def open_one(
        experiment: str | Experiment = "ravine",
        size: tuple[int, int] | None = (1024, 700),
        path: Path | None = None,
        wait: bool = True,
        only: str = "",
        folder: Path | None = None,
    ) -> MainWindow:
        chosen = preset(experiment) if isinstance(experiment, str) else experiment
        window = MainWindow(Session(chosen, stored_settings(settings_path), path, folder))
        opened.append(window)
        if size is not None:
            window.resize(*size)
        if only:  # the other views need not be painted
            window.session.toggle_maximized(only)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if wait:
            settled(window)
            qtbot.wait(20)  # pyqtgraph lays its axes out while it paints them for the first time
        return window

    yield open_one
    dialogs.answer = Answer.DISCARD  # of what was opened before, too
    for window in opened:
        documents.commit_edits(window)
        window.session.model.mark_saved()
        window.close()
    names = ("simulation", "explore", "recovery", "lessons", "records")
    alive = [thread for thread in threading.enumerate() if thread.name in names]
    for window in opened:
        window.deleteLater()
    assert not alive, f"these threads outlive their window: {alive}"
