"""The window with the compiler beside it."""

from __future__ import annotations

import threading
import time

import pytest
from conftest import OpenWindow
from laboratory import ball, on_formula
from pytestqt.qtbot import QtBot

from momentum_lab.session import clock
from momentum_lab.simulation import simulate
from momentum_lab.simulation.background_compiler import CompiledInBackground


def test_that_the_window_shows_the_same_before_and_after_the_compiler_is_done(
    open_window: OpenWindow, qtbot: QtBot, settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "CompiledInBackground", CompiledInBackground)
    experiment = on_formula("x**2 + y**2 + x*y/13", (1.0, 2.0), ball("momentum"), steps=100)
    began = time.monotonic()
    window = open_window(experiment, only="contour")
    assert time.monotonic() - began < 20.0
    before = window.session.run
    source = window.session.clock._compiler
    qtbot.waitUntil(lambda: source(experiment, 0) is not None, timeout=60_000)
    window.parts["panel"].cards[0].editors["momentum"].changed.emit(0.5)
    settled(window)
    after = window.session.run
    assert after is not None
    assert after is not before
    assert after.position.tobytes() == simulate(after.experiment).position.tobytes()
    window.session.model.mark_saved()
    window.close()
    qtbot.waitUntil(lambda: all(t.name != "compiler" for t in threading.enumerate()), timeout=10_000)
