"""What OpenGL does not draw, the program draws itself, with a word; a start that died of it is remembered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenWindow
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QOpenGLContext, QPainter, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from test_surface import color_at, is_of_hue, run_of

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import NOTHING
from momentum_lab.core.start_marks import StartMarks
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.gl import device, functions, renderer
from momentum_lab.gui.views.gl.offscreen import opengl_available
from momentum_lab.gui.views.gl.use import LAST_START, OPENGL
from momentum_lab.gui.views.outlook import Viewpoint
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import Drawing

ROOT = Path(__file__).parents[2]
NO_NAME = 0xFFFF


@pytest.fixture(autouse=True)
def opengl(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenGL as at the beginning of a process, also afterwards."""
    monkeypatch.setattr(OPENGL, "problem", NOTHING)
    monkeypatch.setattr(OPENGL, "_marks", None)
    monkeypatch.setattr(OPENGL, "_has_drawn", False)
    assert opengl_available(), "these tests need a display with OpenGL: scripts/with_xvfb"


@pytest.fixture
def open_view(qtbot: QtBot) -> Callable[[], SurfaceView]:
    def open_one() -> SurfaceView:
        view = SurfaceView(SoftwareSurface)
        qtbot.addWidget(view.widget)
        view.widget.resize(500, 400)
        view.show_run(run_of("elliptic_bowl", "momentum"), 6)
        with qtbot.waitExposed(view.widget):
            view.widget.show()
        QApplication.processEvents()
        return view

    return open_one


def fail(*_given: object) -> None:
    raise RuntimeError("the driver is gone")


def refuse(name: str) -> None:
    raise device.DriverError("OpenGL does not take the shaders of the 3-D view: {log}", log="0:1 no")


class LackingContext(QOpenGLContext):
    def getProcAddress(self, name: bytes) -> None:
        """Know of no function."""


def lacking(_context: QOpenGLContext) -> functions.OpenGlFunctions:
    return functions.OpenGlFunctions(LackingContext())


def misuse(used: device.Device) -> None:
    used.gl.enable(NO_NAME)


def ball_is_seen(view: SurfaceView, step: int) -> bool:
    """Whether the ball's colour is where the ball has to be."""
    run = run_of("elliptic_bowl", "momentum")
    QApplication.processEvents()  # what was put into the layout gets its place
    image = view.widget.grab().toImage()
    x, y = run.position[0, step]
    at = view.project(x, y, run.loss[0, step])
    around = [QPointF(at.x() + dx, at.y() + dy) for dx in range(-6, 7, 2) for dy in range(-12, 5, 2)]
    return any(is_of_hue(color_at(image, each), run.experiment.balls[0].color) for each in around)


def notice_of(view: SurfaceView) -> str:
    labels = [label for label in view.widget.findChildren(QLabel) if not label.isHidden()]
    return labels[0].text() if labels else ""


BREAKS = {
    "a frame": (renderer.Renderer, "whole", fail),
    "a moving frame": (renderer.Renderer, "moved", fail),
    "a buffer": (device.Device, "bind", fail),
    "a shader": (device, "Program", refuse),
    "reading back": (renderer.Renderer, "_read", fail),
    "a function": (renderer, "OpenGlFunctions", lacking),
    "what OpenGL reports": (device.Device, "release", misuse),
}


@pytest.mark.parametrize("what", BREAKS)
def test_that_what_fails_at_the_first_frame_is_drawn_by_the_program(
    open_view: Callable[[], SurfaceView], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, what: str
) -> None:
    for name in ("whole", "moved") if "frame" in what else (BREAKS[what][1],):
        monkeypatch.setattr(BREAKS[what][0], name, BREAKS[what][2])
    view = open_view()
    qtbot.waitUntil(lambda: not view.is_drawn_by_opengl)
    assert ball_is_seen(view, 6)
    assert notice_of(view).startswith("OpenGL has failed (")
    assert "The program draws the surface itself" in notice_of(view)
    assert not opengl_available()


def test_that_what_fails_at_a_later_frame_goes_on_where_it_was(
    open_view: Callable[[], SurfaceView], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    view = open_view()
    assert view.is_drawn_by_opengl
    assert ball_is_seen(view, 6)
    view.look_as(Viewpoint(20.0, 50.0, 0.8, (0.0, 0.0, 0.0)))
    for name in ("whole", "moved"):
        monkeypatch.setattr(renderer.Renderer, name, fail)
    view.show_step(3)
    qtbot.waitUntil(lambda: not view.is_drawn_by_opengl)
    assert isinstance(view.outlook, Viewpoint)
    assert (view.outlook.azimuth, view.outlook.elevation, view.outlook.zoom) == (20.0, 50.0, 0.8)
    assert ball_is_seen(view, 3)
    view.show_step(9)
    assert ball_is_seen(view, 9)
    view.set_look(DARK, Drawing())
    assert color_at(view.widget.grab().toImage(), QPointF(3, 3)).name() == DARK.base
    monkeypatch.undo()
    view.try_opengl()
    assert view.is_drawn_by_opengl
    assert notice_of(view) == ""
    assert ball_is_seen(view, 9)


def test_that_a_scene_that_cannot_be_made_is_drawn_by_the_program(
    open_view: Callable[[], SurfaceView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("momentum_lab.gui.views.gl.scene.SceneCanvas", fail)
    view = open_view()
    assert not view.is_drawn_by_opengl
    assert ball_is_seen(view, 6)
    view.try_opengl()
    assert not view.is_drawn_by_opengl
    assert ball_is_seen(view, 6)


def test_that_pictures_are_drawn_all_the_same(
    open_view: Callable[[], SurfaceView], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_view()
    monkeypatch.setattr(renderer.Renderer, "picture", fail)
    image = view.render_image(300, 240, 1.0)
    colors = {image.pixelColor(x, y).name() for x in range(0, 300, 5) for y in range(0, 240, 5)}
    assert len(colors) > 100
    monkeypatch.setattr(OPENGL, "problem", NOTHING)
    alone = SurfaceView()
    alone.show_run(run_of("elliptic_bowl", "momentum"), 6)
    with pytest.raises(RuntimeError, match="the driver is gone"):  # nothing else is there to draw it
        alone.render_image(300, 240)


def test_that_a_picture_that_is_too_large_is_still_refused(open_view: Callable[[], SurfaceView]) -> None:
    view = open_view()
    with pytest.raises(MomentumLabError, match="too large"):
        view.render_image(100_000, 100)
    assert view.is_drawn_by_opengl


def test_that_the_program_s_own_surface_turns_zooms_and_goes_back(
    open_view: Callable[[], SurfaceView], monkeypatch: pytest.MonkeyPatch
) -> None:
    OPENGL.give_up(LAST_START)
    view = open_view()
    assert notice_of(view).startswith(str(LAST_START))
    canvas = view._software
    assert canvas is not None
    places = [view.project(1.0, 1.0, 0.0)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    where = QPointF(260, 170)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, where, canvas.mapToGlobal(where), left, left, none)
    QApplication.sendEvent(canvas, move)
    places.append(view.project(1.0, 1.0, 0.0))
    phase = Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(where, where, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(canvas, wheel)
    places.append(view.project(1.0, 1.0, 0.0))
    assert ball_is_seen(view, 6)
    assert len({(round(p.x(), 3), round(p.y(), 3)) for p in places}) == 3
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton)
    assert view.project(1.0, 1.0, 0.0) == places[0]
    view.show_run(run_of("parabola", "momentum"), 0)
    image: QImage = canvas.grab().toImage()
    shown = {image.pixelColor(x, y).name() for x in range(0, 400, 9) for y in range(0, 300, 9)}
    assert shown == {LIGHT.base}
    assert view.outlook is None


def test_that_what_is_drawn_quickly_is_the_picture(qapp: QApplication) -> None:
    surface = SoftwareSurface()
    surface.show_run(run_of("himmelblau", "momentum", "adam"), 20)
    pictures = []
    for draw in (surface.draw_picture, surface.draw_quickly, surface.draw_quickly):
        image = QImage(360, 300, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        draw(painter, 360, 300, 1.0)
        painter.end()
        bits = image.bits()
        assert bits is not None
        pictures.append(np.frombuffer(bits.asarray(image.sizeInBytes()), np.uint8).astype(int))
    fine, quick, again = pictures
    assert np.abs(fine - quick).mean() < 6.0
    assert (quick == again).all()


def test_that_the_menu_tries_it_again(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    OPENGL.give_up(LAST_START)
    window = open_window("ravine")
    (view,) = window.view_area.surfaces()
    entry = window.actions_by_name["try_opengl"]
    assert not view.is_drawn_by_opengl
    assert entry.isEnabled()
    entry.trigger()
    assert view.is_drawn_by_opengl
    qtbot.waitUntil(lambda: not entry.isEnabled())


DIES = """
import os, signal, sys
from pathlib import Path
from momentum_lab.core.start_marks import StartMarks
marks = StartMarks(Path(sys.argv[1]))
print(marks.have_died(), flush=True)
marks.begin()
if sys.argv[2] == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "waits":
    print("there", flush=True)
    sys.stdin.read()
marks.end()
"""


def started(folder: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DIES, str(folder), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_that_a_start_that_died_is_found_and_others_are_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / "starts"
    with started(folder, "waits") as waiting:
        assert waiting.stdout is not None
        assert [waiting.stdout.readline() for _ in range(2)] == ["False\n", "there\n"]
        assert not StartMarks(folder).have_died()  # it is under way
        with started(folder, "ends") as ending:
            assert ending.communicate()[0] == "False\n"
        with started(folder, "dies") as dying:
            assert dying.communicate()[0] == "False\n"
        with started(folder, "ends") as next_one:
            assert next_one.communicate()[0] == "True\n"
        marks = StartMarks(folder)
        assert marks.have_died()
        marks.forget()
        assert not marks.have_died()
        assert len(list(folder.iterdir())) == 1  # that of the one that is under way
        waiting.communicate()
    assert list(folder.iterdir()) == []


def test_that_after_a_start_that_died_opengl_is_used_when_it_is_wanted(
    tmp_path: Path, open_view: Callable[[], SurfaceView]
) -> None:
    folder = tmp_path / "starts"
    with started(folder, "dies") as dying:
        dying.communicate()
    for _ in range(2):  # not only once
        OPENGL.start(StartMarks(folder), is_wanted=False)
        assert OPENGL.problem == LAST_START
        assert not open_view().is_drawn_by_opengl
    OPENGL.try_again()
    assert not StartMarks(folder).have_died()
    with started(folder, "dies") as dying:
        dying.communicate()
    OPENGL.start(StartMarks(folder), is_wanted=True)
    assert OPENGL.problem == NOTHING
    assert len(list(folder.iterdir())) == 1  # until the first frame
    assert open_view().is_drawn_by_opengl
    assert list(folder.iterdir()) == []
