"""Small maps: paths that can be seen, signs that do not cover them; and a surface that hides neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from driving import has_near, picture_of
from PyQt6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import Experiment
from momentum_lab.experiment.experiment import Ball, LandscapeChoice
from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.figures.grid import BALLS, box_of_paths, cells_of
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.scene import SOLID
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.targets import TARGETS
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.plots import CanvasPane
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.gl.heightmap import height_map
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

FLAT_PRESETS = [name for name in preset_names() if preset(name).landscape.build().dimension == 2]


def run_of(name: str) -> Run:
    experiment = preset(name)
    return simulate(replace(experiment, steps=min(experiment.steps, 300)))


@pytest.mark.parametrize("target", TARGETS)
def test_that_the_paths_of_small_maps_take_a_third_of_them_at_least(qtbot: QtBot, target: str) -> None:
    run = run_of("sgd_to_adam")
    measures = TARGETS[target].measures("contour")
    options = PictureOptions(
        "contour", size=measures.size, grid=BALLS, is_growing=not TARGETS[target].is_fixed
    )
    figure = Figure(run, options)
    maps = [placed.pane._canvas for placed in figure._placed if isinstance(placed.pane, CanvasPane)]
    assert len(maps) == 7
    spans = []
    for canvas, cell in zip(maps, cells_of(run, BALLS), strict=True):
        box = canvas.ci.getItem(0, 0).vb
        across, up = box.viewPixelSize()
        assert across == pytest.approx(up)
        (index,) = (i for i, ball in enumerate(cell.run.experiment.balls) if ball.visible)
        path = cell.run.position[index]
        assert (np.ptp(path, axis=0) / [box.viewRect().width(), box.viewRect().height()]).max() < 1.0
        spans.append(np.ptp(path, axis=0).max() / min(box.viewRect().width(), box.viewRect().height()))
    assert min(spans) > 0.33
    figure.close()


def test_that_small_maps_show_the_same_part_which_has_starts_paths_and_the_best_minimum() -> None:
    run = run_of("sgd_to_adam")
    box = box_of_paths([cell.run for cell in cells_of(run, BALLS)])
    assert box is not None
    low, high = np.array(box).T
    wanted = [run.experiment.start, *(m.position for m in run.ground.minima if m.kind == "global")]
    for place in [*run.position.reshape(-1, 2), *wanted]:
        assert ((low < place) & (place < high)).all()
    assert (high - low < 0.75 * np.ptp(np.array(run.ground.domain), axis=1)).all()


def test_that_paths_all_over_the_map_are_shown_on_the_whole() -> None:
    assert box_of_paths([run_of("ravine")]) is None


def test_that_a_path_off_the_map_does_not_count() -> None:
    choice = LandscapeChoice(formula="x**2 + y**2", domain=((-4.0, 4.0), (-4.0, 4.0)))
    lost = Ball("gradient_descent", {"learning_rate": 1.5})
    run = simulate(Experiment(choice, (0.2, 0.1), (lost,), steps=50))
    assert box_of_paths([run]) is None or np.abs(np.array(box_of_paths([run]))).max() <= 4.0


@pytest.mark.parametrize(("size", "reach"), [((660, 480), 12.0), ((220, 190), 7.5)])
def test_that_the_ring_of_the_start_is_smaller_on_a_small_map(qtbot: QtBot, size, reach) -> None:
    run, view = run_of("two_basins"), ContourView()
    qtbot.addWidget(view.widget)
    view.widget.setFixedSize(*size)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, 0)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    image, at = picture_of(view.widget), view.pixel_of(run.experiment.start)
    ends = [
        max(
            r
            for r in np.arange(3.0, 14.0, 0.5)
            if has_near(image, at + QPointF(s * r, 0), LIGHT.text, 0, 110)
        )
        for s in (1, -1)
    ]
    assert np.mean(ends) == pytest.approx(reach, abs=1.6)


@pytest.mark.parametrize("name", FLAT_PRESETS)
def test_that_the_first_look_at_a_surface_shows_where_balls_start_and_where_they_may_arrive(name) -> None:
    scene = GroundScene(run_of(name), SOLID)
    heights = height_map(scene.ground)
    azimuth, elevation = np.radians(best_viewpoint(heights, scene))
    toward = np.array(
        [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)]
    )
    minima = [m.position for m in scene.ground.minima if m.is_isolated][:12]
    places = heights.in_box(np.array([*(start for start in scene.starts), *minima]))
    places = places[heights.is_inside(places)]
    assert len(places)
    for point in heights.on_surface(places):
        ray = point + toward * np.linspace(0.05, 2.0, 120)[:, None]
        assert not (heights.height_at(ray[:, :2]) > ray[:, 2] + 0.02).any(), point
