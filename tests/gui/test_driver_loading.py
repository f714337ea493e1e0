"""The driver of OpenGL is loaded in a thread, and nobody is told where that cannot be."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from momentum_lab.gui.views.gl import driver
from momentum_lab.gui.views.gl.driver import DriverLoading
from momentum_lab.gui.views.gl.offscreen import OffscreenContext


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "opengl-driver"]


def test_that_a_context_can_be_made_after_the_driver_was_loaded(qtbot: QtBot) -> None:
    loading = DriverLoading()
    loading.begin(QGuiApplication.platformName())
    loading.end()
    assert threads() == []
    app = QGuiApplication.instance()
    assert app is not None
    with OffscreenContext(app).current() as context:
        assert context.isValid()


@pytest.mark.parametrize("platform", ["wayland", "offscreen", "cocoa", "windows"])
def test_that_other_platforms_are_left_alone(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_ask_for_frames", lambda: pytest.fail("was asked"))
    loading = DriverLoading()
    loading.begin(platform)
    loading.end()
    assert threads() == []


@pytest.mark.parametrize("display", ["", ":65530"])
def test_that_nothing_happens_without_a_display(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    driver._ask_for_frames()


def test_that_nothing_happens_where_a_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(driver, "CDLL", missing)
    driver._ask_for_frames()
