from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import bowl
from PyQt6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from momentum_lab.gui.theme.theme import DARK, LIGHT
from momentum_lab.gui.widgets.settings import MOST_RECENT, Settings


def reopened(path: Path) -> Settings:
    return Settings(path)


@pytest.mark.usefixtures("qapp")
def test_that_what_is_put_is_there_the_next_time(settings_path: Path) -> None:
    first = Settings(settings_path)
    first.put("speed", 12.5)
    first.put("loop", False)
    first.put("folder", "/a folder/ä,b=c;d")
    first.put_layout("window", QByteArray(b"\x00\x01\xff"))
    first.theme = DARK
    first.save()
    second = reopened(settings_path)
    assert second.number("speed", 1.0) == 12.5
    assert second.flag("loop", True) is False
    assert second.text("folder") == "/a folder/ä,b=c;d"
    assert second.layout("window") == QByteArray(b"\x00\x01\xff")
    assert second.theme is DARK


@pytest.mark.usefixtures("qapp")
def test_that_what_is_not_set_has_its_default(settings_path: Path) -> None:
    settings = Settings(settings_path)
    assert settings.theme is LIGHT
    assert settings.recent == []
    assert settings.number("speed", 3.0) == 3.0
    assert settings.flag("loop", True) is True
    assert settings.text("folder", "x") == "x"
    assert settings.layout("window").isEmpty()


@pytest.mark.usefixtures("qapp")
def test_that_recent_files_are_few_new_first_and_each_once(settings_path: Path, tmp_path: Path) -> None:
    settings = Settings(settings_path)
    paths = [tmp_path / f"{i}, {'ü' * i}.toml" for i in range(MOST_RECENT + 3)]
    for path in paths:
        settings.add_recent(path)
    settings.add_recent(paths[5])
    settings.save()
    recent = reopened(settings_path).recent
    assert len(recent) == MOST_RECENT
    assert recent[:2] == [paths[5], paths[-1]]
    assert len(set(recent)) == len(recent)


@pytest.mark.usefixtures("qapp")
def test_that_a_single_recent_file_is_read_back(settings_path: Path, tmp_path: Path) -> None:
    settings = Settings(settings_path)
    settings.add_recent(tmp_path / "one.toml")
    settings.save()
    assert reopened(settings_path).recent == [tmp_path / "one.toml"]


DAMAGED = {
    "not a number": "[General]\nspeed=nan\n",
    "infinite": "[General]\nspeed=inf\n",
    "too much": "[General]\nspeed=1e300\n[export]\nwidth=1e300\n",
    "words": "[General]\nspeed=fast\nloop=perhaps\ntheme=blue\nloss_axis=round\npath_ahead=7\n",
    "binary": "\x00\xff garbage ][ =",
    "layout": "[layout]\nwindow=@ByteArray(xx)\nviews=@ByteArray(a|b|c|d)\n",
    "wrong types": "[General]\nspeed=@Invalid()\nrecent=@Variant(\\0)\n"
    "[layout]\nwindow=5\nviews=@Variant(\\0\\0)\n",
    "lists": "[General]\nspeed=1, 2, 3\ntheme=a, b\nrecent=1, 2\n",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=list(DAMAGED))
def test_that_a_damaged_settings_file_does_no_harm(open_window, settings_path: Path, content: str) -> None:
    settings_path.write_text(content, encoding="latin-1")
    window = open_window("double_well")
    assert 1 <= window.clock.playhead.speed <= 1000
    assert window.theme is LIGHT
    assert all(frame.height() > 60 for frame in window.views.frames.values() if frame.isVisible())
    window.close()
    assert reopened(settings_path).number("speed", 0.0) == window.clock.playhead.speed


def test_that_the_next_window_is_as_the_last_one_was_left(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window(bowl(), size=(1111, 777))
    first.set_theme(DARK)
    first.set_speed(77.0)
    first.set_loop(False)
    first.set_path_ahead(True)
    first.set_loss_axis("linear")
    first.views._column.setSizes([300, 400])
    first.views._rows[0].setSizes([300, 500, 0])
    wanted = [first.views._column.sizes(), first.views._rows[0].sizes()]
    first.views.toggle_maximized("contour")
    first.close()
    second = open_window(bowl(), size=None)
    assert second.theme is DARK
    assert second.actions_by_name["dark"].isChecked()
    assert second.clock.playhead.speed == 77.0
    assert not second.clock.playhead.loops
    assert not second.transport.loop.isChecked()
    assert second.drawing.path_ahead
    assert second.actions_by_name["path_ahead"].isChecked()
    assert second.loss_view._axis.axis.kind == "linear"
    assert (second.width(), second.height()) == (1111, 777)
    assert second.views.maximized is None
    assert second.views.frames["loss"].isVisible()
    for splitter, sizes in zip((second.views._column, second.views._rows[0]), wanted, strict=True):
        assert splitter.sizes()[:2] == pytest.approx(sizes[:2], abs=12)
    second.reset_layout()
    assert second.views._column.sizes() != pytest.approx(wanted[0], abs=12)


def test_that_a_settings_file_that_cannot_be_written_does_not_stop_the_window(open_window, settings_path):
    settings_path.mkdir()
    window = open_window("double_well")
    window.set_theme(DARK)
    window.close()
    assert not window.isVisible()
