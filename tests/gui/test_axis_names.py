"""The names of the axes of the 3-D view: whole, in every language, in views of any size."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QApplication
from spoken_language import spoken

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.scene import SOLID
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.gui.pictures.software.eye import Eye
from momentum_lab.gui.views.gl import camera, labels
from momentum_lab.gui.views.gl.axes import axes_of
from momentum_lab.gui.views.gl.heightmap import height_map
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.simulation.engine import simulate

SIZES = [(300.0, 260.0), (450.0, 380.0), (620.0, 330.0), (900.0, 700.0)]


def around(
    name: str, size: tuple[float, float], font: QFont, turn: float
) -> tuple[list[str], list[labels.PlacedLabel]]:
    """The names of the axes and the labels that are placed, so many degrees on from the first look."""
    scene = GroundScene(simulate(preset(name)), SOLID)
    heights = height_map(scene.ground)
    axes, (azimuth, elevation) = axes_of(heights), best_viewpoint(heights, scene)
    margins = labels.margins(font, (text for _place, text in axes.loss))
    lens = camera.lens(*size, margins, float(np.hypot(*heights.half)), elevation, 1.0)
    eye = Eye(lens, azimuth + turn, elevation, 1.0)
    every = axes.labels(azimuth + turn, eye.project)
    placed = labels.placed_labels(every, font, QRectF(0.0, 0.0, *size))
    return [label.text for label in every if label.is_name], placed


@pytest.mark.parametrize("language", ["en", "ru", "zh_CN"])
@pytest.mark.parametrize("name", ["two_basins", "sgd_to_adam", "plateau", "saddle", "ravine"])
def test_that_every_axis_has_its_whole_name(qapp: QApplication, name: str, language: str) -> None:
    with spoken(language):
        for size in SIZES:
            for share in (1.0, 1.5):
                font = QFont(QApplication.font())
                font.setPointSizeF(share * font.pointSizeF())
                for turn in (0.0, 25.0, 90.0):
                    wanted, found = around(name, size, font, turn)
                    assert [label.text for label in found if label.is_name] == wanted, (size, share, turn)
                    assert all(QRectF(0.0, 0.0, *size).contains(label.box) for label in found)
                    assert not any(one.box.intersects(other.box) for one, other in combinations(found, 2))
