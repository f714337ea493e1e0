"""The legend of the surface when the eye has come back: it hides no ground, as at first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from driving import picture_of, shown_view
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.gui.views.outlook import Viewpoint
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.simulation.engine import simulate

ACROSS = 25


def hidden_ground(view: SurfaceView, run) -> int:
    """How many of some places all over the ground the legend covers."""
    landscape, box = run.experiment.landscape.build(), view._scene.legend.box
    axes = (np.linspace(low, high, ACROSS) for low, high in run.ground.domain)
    places = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2).tolist()
    return sum(box.contains(view.project(x, y, landscape.loss((x, y)))) for x, y in places)


@pytest.mark.parametrize("turned", [0.0, 60.0])
@pytest.mark.parametrize("name", ["ravine", "saddle", "two_basins"])
@pytest.mark.parametrize("size", [(900, 640), (700, 420), (520, 400)])
def test_that_it_hides_no_ground_again(qtbot: QtBot, name: str, size: tuple[int, int], turned: float) -> None:
    run = simulate(preset(name))
    view = shown_view(qtbot, SurfaceView(), run, size)

    def settle() -> None:
        for _ in range(5):
            picture_of(view.widget)
            QApplication.processEvents()

    home = view.outlook
    assert isinstance(home, Viewpoint)
    assert hidden_ground(view, run) == 0
    view.look_as(replace(home, zoom=2.0 * home.zoom, azimuth=home.azimuth + turned))
    settle()
    view.look_as(home)
    settle()
    assert not view._scene.legend.box.isEmpty()
    assert hidden_ground(view, run) == 0
