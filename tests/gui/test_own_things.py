"""What somebody adds appears in the panel by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import OpenWindow
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import InputError
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.export import listing
from momentum_lab.gui import application as app
from momentum_lab.gui.window import left_out
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS

OWN = Path(__file__).parents[1] / "plugins" / "own"


@pytest.fixture
def own_things(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as context:
        context.setenv(OWN_FOLDER, str(OWN))
        OPTIMIZERS.reload()
        LANDSCAPES.reload()
        yield
    OPTIMIZERS.reload()
    LANDSCAPES.reload()


def test_that_an_own_optimizer_and_an_own_landscape_can_be_chosen(
    own_things: None, open_window: OpenWindow, settled
) -> None:
    window = open_window("ravine", only="contour")
    chooser = window.parts["panel"].landscape.chooser
    chooser.be_whole()
    chooser.setCurrentIndex(chooser.findData("crooked_bowl"))
    chooser.activated.emit(chooser.currentIndex())
    assert window.session.experiment.landscape.name == "crooked_bowl"
    assert list(window.parts["panel"].landscape._parameters) == ["c"]
    optimizers = window.parts["panel"].cards[0].chooser
    optimizers.be_whole()
    optimizers.setCurrentIndex(optimizers.findData("third_way"))
    optimizers.activated.emit(optimizers.currentIndex())
    settled(window)
    ball = window.session.experiment.balls[0]
    assert ball.optimizer == "third_way"
    assert list(window.parts["panel"].cards[0].editors) == ["learning_rate"]
    run = window.session.run
    assert run is not None
    assert run.loss[0, -1] < 1e-2 * run.loss[0, 0]  # at a rate that was searched for it


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what is told of what is left out."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(left_out, "tell_error", lambda _parent, title, text: found.append((title, text)))
    return found


def test_that_what_is_left_out_is_told_in_a_dialog(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, told, qtbot: QtBot
) -> None:
    window = open_window("ravine", only="contour")
    problem = InputError("the module defines no OPTIMIZER", "mine.py")
    monkeypatch.setattr(OPTIMIZERS, "_left_out", (("mine", problem),))
    app.tell_left_out(window)
    window.update()
    qtbot.waitUntil(lambda: told != [])
    assert told == [("Something of your own is left out", "mine.py: the module defines no OPTIMIZER")]


def test_that_of_very_many_that_are_left_out_ten_are_told(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, told, qtbot: QtBot
) -> None:
    window = open_window("ravine", only="contour")
    problems = tuple(InputError("the module defines no OPTIMIZER", f"mine{i}.py") for i in range(1210))
    monkeypatch.setattr(OPTIMIZERS, "_left_out", tuple((f"mine{i}", p) for i, p in enumerate(problems)))
    app.tell_left_out(window)
    window.update()
    qtbot.waitUntil(lambda: told != [])
    lines = told[0][1].split("\n\n")
    assert lines[:10] == [str(problem) for problem in problems[:10]]
    assert lines[10:] == ["… and 1,200 more; “momentum-lab list optimizers” shows all of them"]


def test_that_what_is_left_out_is_looked_for_once_and_beside_the_window(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, told, qtbot: QtBot
) -> None:
    window = open_window("ravine", only="contour")
    seen: list[threading.Thread] = []

    def problems() -> tuple[InputError, ...]:
        seen.append(threading.current_thread())
        return (InputError("one"),)

    monkeypatch.setattr(listing, "problems", problems)
    app.tell_left_out(window)
    window.update()
    qtbot.waitUntil(lambda: told != [])
    assert len(seen) == 1
    assert seen[0] is not threading.main_thread()
    qtbot.waitUntil(lambda: not seen[0].is_alive())
