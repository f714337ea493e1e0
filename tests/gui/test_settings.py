from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import bowl
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT, theme_of
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.session.settings import MOST_RECENT, Settings


def reopened(path: Path) -> Settings:
    return stored_settings(path)


@pytest.mark.usefixtures("qapp")
def test_that_what_is_put_is_there_the_next_time(settings_path: Path) -> None:
    first = stored_settings(settings_path)
    first.put("speed", 12.5)
    first.put("loop", False)
    first.put("folder", "/a folder/ä,b=c;d")
    first.put_layout("window", b"\x00\x01\xff")
    first.save()
    second = reopened(settings_path)
    assert second.number("speed", 1.0) == 12.5
    assert second.flag("loop", True) is False
    assert second.text("folder") == "/a folder/ä,b=c;d"
    assert second.layout("window") == b"\x00\x01\xff"


@pytest.mark.usefixtures("qapp")
def test_that_what_is_not_set_has_its_default(settings_path: Path) -> None:
    settings = stored_settings(settings_path)
    assert settings.recent == []
    assert settings.number("speed", 3.0) == 3.0
    assert settings.flag("loop", True) is True
    assert settings.text("folder", "x") == "x"
    assert settings.layout("window") == b""


@pytest.mark.usefixtures("qapp")
def test_that_recent_files_are_few_new_first_and_each_once(settings_path: Path, tmp_path: Path) -> None:
    settings = stored_settings(settings_path)
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
    settings = stored_settings(settings_path)
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
    assert 1 <= window.session.clock.playhead.speed <= 1000
    assert theme_of(window.session.look.theme) is LIGHT
    assert all(frame.height() > 60 for frame in window.view_area.frames.values() if frame.isVisible())
    window.close()


def test_that_the_next_window_is_as_the_last_one_was_left(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window(bowl(), size=(1111, 777))
    first.session.looks.set_theme(DARK.name)
    first.session.set_loop(False)
    first.session.looks.set_path_ahead(True)
    first.session.looks.set_loss_axis("linear")
    first.view_area._column.setSizes([300, 400])
    first.view_area._rows[0].setSizes([300, 500, 0])
    wanted = [first.view_area._column.sizes(), first.view_area._rows[0].sizes()]
    first.session.toggle_maximized("contour")
    first.close()
    second = open_window(bowl(), size=None)
    assert second.session.look.theme == DARK.name
    assert second.actions_by_name["dark"].isChecked()
    assert not second.session.clock.playhead.loops
    assert not second.parts["transport"].loop.isChecked()
    assert second.session.look.path_ahead
    assert second.actions_by_name["path_ahead"].isChecked()
    assert second.views["loss"]._axis.axis.kind == "linear"
    assert (second.width(), second.height()) == (1111, 777)
    assert second.session.selection.maximized is None
    assert second.view_area.frames["loss"].isVisible()
    for splitter, sizes in zip((second.view_area._column, second.view_area._rows[0]), wanted, strict=True):
        assert splitter.sizes()[:2] == pytest.approx(sizes[:2], abs=12)
    second.view_area.reset_layout()
    assert second.view_area._column.sizes() != pytest.approx(wanted[0], abs=12)


def test_that_a_settings_file_that_cannot_be_written_does_not_stop_the_window(open_window, settings_path):
    settings_path.mkdir()
    window = open_window("double_well")
    window.session.looks.set_theme(DARK.name)
    window.close()
    assert not window.isVisible()
