"""How bold a figure is drawn for a room: lines, marks, arrows; and nothing is thinner than it may be."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.boldness import PLAIN, PROJECTED
from momentum_lab.figures.primitives import Area, Arrow, Dots, Marker, Polyline, Text
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate

POINTS = np.zeros((2, 2))


@pytest.mark.parametrize("name", ["ravine", "double_well", "book_ravine_0.6"])
def test_that_no_line_of_a_run_is_thinner_than_three_pixels(name: str) -> None:
    run = simulate(preset(name))
    scene = GroundScene(run)
    drawing = Drawing(path_ahead=True, dots=5)
    plain = [*scene.at(run.computed // 2, LIGHT, drawing), *scene.signs(LIGHT)]
    bold = PROJECTED.applied(plain)
    assert len(bold) == len(plain)
    for before, after in zip(plain, bold, strict=True):
        if isinstance(after, Polyline | Arrow):
            assert after.width == max(PROJECTED.lines * before.width, 3.0)
            assert after.width >= 3.0
        if isinstance(after, Marker | Dots):
            assert after.size == PROJECTED.marks * before.size > before.size


@pytest.mark.parametrize(
    "primitive",
    [
        Polyline(POINTS, "#000000", 1.0, dash=(1.0, 2.0), dash_unit=1.5),
        Arrow(POINTS[0], POINTS[1], "#000000", 1.0, offset=(2.0, 3.0), least=18.0),
        Marker(POINTS[0], "circle", "#000000", "#ffffff"),
        Dots(POINTS, "circle", "#000000", "#ffffff", 5.0, 0.7),
        Text(POINTS[0], "a", "#000000", 11.0, (1.0, 2.0)),
        Area(POINTS, "#000000"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_that_only_sizes_change_and_nothing_does_on_an_ordinary_screen(primitive) -> None:
    assert PLAIN.applied([primitive]) == [primitive]
    (bold,) = PROJECTED.applied([primitive])
    sizes = {"width", "head", "size", "outline_width", "dash_unit", "offset", "least"}
    for field in fields(primitive):
        if field.name not in sizes:
            assert getattr(bold, field.name) is getattr(primitive, field.name)
        else:
            assert getattr(bold, field.name) > getattr(primitive, field.name) or not getattr(bold, field.name)


def test_that_type_that_is_as_large_as_the_rest_stays_so() -> None:
    (text,) = PROJECTED.applied([Text(POINTS[0], "a", "#000000")])
    assert text.size == 0.0
    assert replace(PROJECTED, lines=1.0).width(1.0) == 3.0
