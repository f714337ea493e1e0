"""Large pictures of the surface are drawn in strips, so that the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter

from momentum_lab.core.errors import CancelledError
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.panes import SurfacePane
from momentum_lab.gui.pictures.software import surface as software
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.views.gl import offscreen
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.table import make_surface
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation import simulate

WIDTH, HEIGHT, SCALE = 420, 300, 2.0
SIZE = (round(HEIGHT * SCALE), round(WIDTH * SCALE))
PLACE = QRectF(0.0, 0.0, WIDTH, HEIGHT)
KINDS = ("opengl", "software")


@pytest.fixture(params=KINDS)
def pane(request: pytest.FixtureRequest, qapp: object) -> Iterator[SurfacePane]:
    """What draws the surface of a run, by either way."""
    surface = make_surface("surface") if request.param == "opengl" else SoftwareSurface()
    if isinstance(surface, SurfaceView) and not opengl_available():
        pytest.skip("there is no OpenGL")
    run = simulate(preset("ravine"))
    surface.set_look(LIGHT, Drawing())
    surface.show_run(run, run.computed)
    made = SurfacePane(surface)
    yield made
    made.close()


def drawn_by(pane: SurfacePane, told: list[float], enough: float = 2.0) -> np.ndarray:
    """What a pane draws, as pixels; ``told`` gets what it tells, and from ``enough`` on it is cancelled."""

    def tell(share: float) -> bool:
        told.append(share)
        return share < enough

    image = QImage(SIZE[1], SIZE[0], QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    try:
        painter.scale(SCALE, SCALE)
        before = painter.worldTransform()
        try:
            pane.draw(painter, PLACE, 20, SCALE, tell)
        finally:
            assert painter.worldTransform() == before
    finally:
        painter.end()
    bits = image.bits()
    assert bits is not None
    return np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(*SIZE, 4)[..., :3].astype(int)


def set_strips(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(offscreen, "AT_ONCE", rows * SIZE[1])
    monkeypatch.setattr(software, "MOST_SAMPLES", rows * SIZE[1])


def test_that_strips_make_up_the_same_picture(pane: SurfacePane, monkeypatch: pytest.MonkeyPatch) -> None:
    set_strips(monkeypatch, SIZE[0])
    whole = drawn_by(pane, [])
    set_strips(monkeypatch, 37)  # of which the last is lower than the others
    told: list[float] = []
    in_strips = drawn_by(pane, told)
    assert len(told) == -(-SIZE[0] // 37)
    assert told == sorted(told)
    assert told[-1] == 1.0
    differs = np.abs(whole - in_strips).max(axis=2) > 8
    assert differs.mean() < 1e-3  # where an edge falls on a sample
    assert len(np.unique(whole.reshape(-1, 3), axis=0)) > 100


def test_that_a_picture_can_be_cancelled_between_strips(
    pane: SurfacePane, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_strips(monkeypatch, 50)
    told: list[float] = []
    with pytest.raises(CancelledError):
        drawn_by(pane, told, enough=0.5)
    assert 0.5 <= told[-1] < 0.7
    assert len(drawn_by(pane, [])) == SIZE[0]  # it draws another one as if nothing had been
