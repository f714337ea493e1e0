"""Without a graphics card OpenGL is waited for before it has much to draw: what waits keeps its memory."""

from __future__ import annotations

import pytest
from driving import shown_view
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage
from PyQt6.QtOpenGL import QOpenGLFramebufferObject
from pytestqt.qtbot import QtBot
from test_surface import run_of

from momentum_lab.gui.views.gl import device, offscreen
from momentum_lab.gui.views.gl.canvas import SceneCanvas
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.simulation.run import Run

SIZE = (480, 360)
FEW = 700


class Calls:
    """What is asked of OpenGL.

    These are numbers of triangles to draw, "wait", "read" which waits as well, "frame" where another one is
    drawn to, and "copy" from one to another.
    """

    def __init__(self, canvas: SceneCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
        self.all: list[int | str] = []
        functions = canvas.device.gl
        draw, finish = functions.draw_elements, functions.finish
        frames = QOpenGLFramebufferObject
        bind, copy, read = frames.bind, frames.blitFramebuffer, frames.toImage

        def drawn(mode: int, count: int, kind: int, place: int) -> None:
            self.all.append(count // 3)
            draw(mode, count, kind, place)

        def waited() -> None:
            self.all.append("wait")
            finish()

        def bound(frame: QOpenGLFramebufferObject) -> bool:
            self.all.append("frame")
            return bind(frame)

        def copied(*arguments: object) -> None:
            self.all.append("copy")
            copy(*arguments)

        monkeypatch.setattr(functions, "draw_elements", drawn)
        monkeypatch.setattr(functions, "finish", waited)

        def was_read(frame: QOpenGLFramebufferObject, *arguments: bool) -> QImage:
            self.all += ["copy", "read"] if frame.format().samples() else ["read"]
            return read(frame, *arguments)

        monkeypatch.setattr(frames, "bind", bound)
        monkeypatch.setattr(frames, "blitFramebuffer", copied)
        monkeypatch.setattr(frames, "toImage", was_read)

    @property
    def at_once(self) -> int:
        """The most triangles that are drawn without waiting."""
        most = sofar = 0
        for call in self.all:
            sofar = sofar + call if isinstance(call, int) else 0 if call == "wait" else sofar
            most = max(most, sofar)
        return most

    @property
    def before_frames(self) -> set[int | str]:
        """What there was, of drawing and waiting, before a frame was drawn to or copied."""
        found: set[int | str] = set()
        last: int | str = "wait"
        for call in self.all:
            if call in ("frame", "copy"):
                found.add(last)
            else:
                last = call
        return found


@pytest.fixture
def run() -> Run:
    return run_of(steps=300)


def surface(qtbot: QtBot, run: Run) -> tuple[SurfaceView, SceneCanvas]:
    view = SurfaceView()
    shown_view(qtbot, view, run, SIZE)
    canvas = view.widget.findChild(SceneCanvas)
    assert canvas is not None
    view.show_step(run.computed)
    return view, canvas


def pictures(canvas: SceneCanvas) -> list[QImage]:
    """One of each kind: whole and smooth, whole and rough, what moves alone, and one to keep."""
    size, renderer = QSize(*SIZE), canvas.renderer
    found = [renderer.whole(size, True), renderer.whole(size, False)]
    for is_known in (False, True, True):
        renderer.begin_moved(size, is_known, is_smooth=is_known)
        found.append(renderer.moved(size))
    return [*found, renderer.picture(size)]


def test_that_few_triangles_are_drawn_at_once_without_a_graphics_card(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    view, canvas = surface(qtbot, run)
    wanted = pictures(canvas)
    monkeypatch.setattr(device, "TRIANGLES_AT_ONCE", FEW)
    calls = Calls(canvas, monkeypatch)
    canvas.device.is_software = True
    assert pictures(canvas) == wanted
    assert sum(call for call in calls.all if isinstance(call, int)) > 10 * FEW
    assert 0 < calls.at_once <= FEW
    view.widget.close()


def test_that_each_frame_is_there_before_another_is_drawn_to_without_a_graphics_card(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    view, canvas = surface(qtbot, run)
    monkeypatch.setattr(offscreen, "AT_ONCE", SIZE[0] * SIZE[1] // 3)
    calls = Calls(canvas, monkeypatch)
    canvas.device.is_software = True
    pictures(canvas)
    for _ in range(2):  # of which the first is asked for by nobody
        canvas.renderer.begin_moved(QSize(*SIZE), False, is_smooth=False)
    assert calls.all.count("copy") > 1
    assert calls.all.count("frame") > 8
    assert calls.before_frames == {"wait", "read"}
    view.widget.close()


def test_that_a_graphics_card_is_not_waited_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    view, canvas = surface(qtbot, run)
    monkeypatch.setattr(device, "TRIANGLES_AT_ONCE", FEW)
    calls = Calls(canvas, monkeypatch)
    canvas.device.is_software = False
    pictures(canvas)
    assert calls.at_once > FEW
    assert "wait" not in calls.all
    view.widget.close()
