"""Heights and colours by choice: even, by powers of ten, or as it suits, and said where they are seen."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import OpenWindow
from driving import picture_of
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.heights import HEIGHTS, LINEAR, LOG, SUITED
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.gl.heightmap import TOP, height_map
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.session.look import Looks
from momentum_lab.simulation import simulate

PLANES = [name for name in LANDSCAPES if LANDSCAPES[name].landscape().dimension == 2]


@pytest.mark.parametrize("name", PLANES)
def test_that_heights_are_as_they_are_wanted_and_otherwise_as_it_suits(name: str) -> None:
    ground = LANDSCAPES[name].landscape().ground
    scales = {height: loss_scale(ground, height=height) for height in HEIGHTS}
    assert scales[SUITED] == loss_scale(ground)
    assert not scales[LINEAR].is_log
    assert scales[LOG].is_log
    assert str(scales[LINEAR].name) == "loss"
    assert str(scales[LOG].name) == "loss (log)"
    low, high = scales[LINEAR].low, scales[LINEAR].high
    middle = 0.5 * (low + high)
    assert float(scales[LINEAR].height(middle)) == pytest.approx(0.5)
    assert float(scales[LOG].height(middle)) > 0.8
    for scale in scales.values():
        heights = np.linspace(0.0, 1.0, 7)
        np.testing.assert_allclose(scale.height(scale.loss(heights)), heights, atol=1e-9)


def test_that_the_surface_has_them() -> None:
    ground = LANDSCAPES["elliptic_bowl"].landscape().ground
    even, by_powers = (height_map(ground, height).z for height in (LINEAR, LOG))
    assert np.median(by_powers) > np.median(even) + 0.1 * TOP
    assert even.max() <= TOP
    assert by_powers.max() <= TOP


def shades(image: QImage) -> float:
    """How light an image is on the average."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    flat = np.frombuffer(grey.constBits().asstring(grey.sizeInBytes()), np.uint8)
    return float(flat.mean())


def test_that_the_map_has_them_and_its_bar_says_so(qtbot: QtBot) -> None:
    run, view = simulate(preset("ravine")), ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(500, 400)
    view.show_run(run, 0)
    seen = {}
    for height in (LINEAR, LOG, LINEAR):
        view.set_look(LIGHT, Drawing(height=height))
        seen[height] = shades(picture_of(view.widget))
        said = view._bar._plot.getAxis("bottom").labelText
        assert said.strip() == ("log" if height == LOG else "")
    assert seen[LOG] < seen[LINEAR] - 10.0


def test_that_the_window_changes_them_at_once_and_remembers(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    surface = window.views["surface"]
    for height, word in ((LOG, "loss (log)"), (LINEAR, "loss")):
        window.actions_by_name[f"height_{height}"].trigger()
        picture_of(window)
        assert surface._scene._box.axes.loss_name == word
        assert surface._scene.heights.scale.is_log is (height == LOG)
        assert Looks(window.session.settings).look.height == height
    assert window.actions_by_name["height_linear"].isChecked()


def test_that_the_surface_without_opengl_follows_as_well(qapp) -> None:
    surface, run = SoftwareSurface(), simulate(preset("ravine"))
    surface.show_run(run, 3)
    surface.set_look(LIGHT, Drawing(height=LOG))
    assert surface._axes.loss_name == "loss (log)"
    assert surface.outlook is not None


@pytest.mark.parametrize("height", HEIGHTS)
def test_that_a_drawing_says_which_heights_it_has(qapp, tmp_path, height: str) -> None:
    run = simulate(preset("ravine"))
    for view in ("contour", "surface"):
        export_picture(run, tmp_path / "one.svg", PictureOptions(view=view, height=height))
        tree = ElementTree.parse(tmp_path / "one.svg")
        texts = ["".join(each.itertext()) for each in tree.iter("{http://www.w3.org/2000/svg}text")]
        assert any("log" in text for text in texts) is (height == LOG), view
