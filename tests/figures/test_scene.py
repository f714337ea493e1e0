"""What a figure shows of a run, as data: no window, no Qt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from grounds import LINE, PLANE, START, Flat, bowl_on
from laboratory import ball, on_formula, on_library

from momentum_lab.core.arrays import Floats
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import Ball, Experiment
from momentum_lab.experiment.appearance import DASHES
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.figures.contrast import EDGES
from momentum_lab.figures.primitives import MINIMUM, Area, Dots, Marker, Polyline, Primitive, Text
from momentum_lab.figures.primitives import START as START_SIGN
from momentum_lab.figures.scene import FLAT, SOLID, Inks, Overlay, RunScene, SeenOverlay
from momentum_lab.figures.scene_ground import GroundScene, curve, seen_from_side
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run, Steps


@dataclass(frozen=True)
class Colors:
    base: str = "#ffffff"
    text: str = "#111111"
    muted: str = "#777777"
    outline: str = "#222222"
    minimum: str = "#333333"
    landscape: tuple[str, ...] = ("#fefefe", "#dddddd")
    is_dark: bool = False
    is_grey: bool = False


@dataclass(frozen=True)
class Wishes:
    line_width: float = 2.0
    path_ahead: bool = False
    dots: int = 0
    overlays: tuple[Overlay, ...] = ()
    arrows: SeenOverlay | None = None


INKS = Colors()
TWO = (ball("gradient_descent", learning_rate=0.1), ball("momentum", learning_rate=0.05))


def run_of(*balls: Ball, steps: int = 20) -> Run:
    return simulate(on_formula("x**2 + 2*y**2", (3.0, -2.0), *(balls or TWO), steps=steps))


def kinds(shown: Iterable[Primitive]) -> list[str]:
    return [type(each).__name__ for each in shown]


def test_that_trails_lie_under_dots_and_dots_under_balls_of_which_the_first_is_on_top() -> None:
    shown = GroundScene(run_of()).at(7, INKS, Wishes(dots=3))
    assert kinds(shown) == ["Polyline", "Polyline", "Dots", "Dots", "Marker", "Marker"]
    balls = [each for each in shown if isinstance(each, Marker)]
    assert [each.ball for each in balls] == [1, 0]


def test_that_a_line_goes_along_its_balls_trail_up_to_the_step_in_the_balls_dash() -> None:
    run = run_of()
    scene = GroundScene(run)
    line = scene.at(7, INKS, Wishes())[1]
    assert isinstance(line, Polyline)
    assert isinstance(line.points, Stretch)
    assert (line.points.first, line.points.last) == (0, 7)
    assert line.points.points == pytest.approx(run.position[1, :8])
    assert line.dash == DASHES[run.experiment.balls[1].marker] != ()
    later = scene.at(8, INKS, Wishes())[1]
    assert isinstance(later, Polyline)
    assert isinstance(later.points, Stretch)
    assert later.points.trail is line.points.trail  # what is made of it can be kept


def test_that_the_path_ahead_begins_where_the_ball_is_and_is_faint() -> None:
    first, second = GroundScene(run_of(TWO[0])).at(7, INKS, Wishes(path_ahead=True))[:2]
    assert isinstance(first, Polyline)
    assert isinstance(second, Polyline)
    assert isinstance(first.points, Stretch)
    assert (first.points.first, first.points.last) == (7, 20)
    assert first.opacity < second.opacity == 1.0
    assert first.width < second.width
    assert len(GroundScene(run_of(TWO[0])).at(20, INKS, Wishes(path_ahead=True))) == 2


def test_that_hidden_balls_are_not_shown_and_keep_their_numbers() -> None:
    run = run_of(replace(TWO[0], visible=False), TWO[1])
    shown = GroundScene(run).at(5, INKS, Wishes(dots=2))
    assert kinds(shown) == ["Polyline", "Dots", "Marker"]
    assert isinstance(shown[2], Marker)
    assert shown[2].ball == 1


def test_that_dots_are_every_so_many_steps_up_to_the_playhead() -> None:
    run = run_of(TWO[0])
    dots = GroundScene(run).at(11, INKS, Wishes(dots=5))[1]
    assert isinstance(dots, Dots)
    assert dots.points == pytest.approx(run.position[0, [0, 5, 10]])


@pytest.mark.parametrize(
    ("landscape", "edge"),
    [(("#fefefe", "#dddddd", "#777777"), EDGES[0]), (("#000000", "#123456", "#778899"), EDGES[1])],
)
def test_that_trails_on_a_landscape_have_the_edge_that_sets_them_off(landscape, edge: str) -> None:
    run = run_of(replace(TWO[0], color="#0072b2"))
    for manner in (FLAT, SOLID):
        line = GroundScene(run, manner).at(9, Colors(landscape=landscape), Wishes())[0]
        assert isinstance(line, Polyline)
        assert line.casing is not None
        assert line.casing.color == edge


def test_that_in_a_chart_only_a_line_that_is_hardly_seen_has_an_edge() -> None:
    edges = []
    for color in ("#0072b2", "#f0e442"):
        line = RunScene(run_of(replace(TWO[0], color=color)), chart_place).at(9, INKS, Wishes())[0]
        assert isinstance(line, Polyline)
        edges.append(line.casing is not None)
    assert edges == [False, True]


def chart_place(steps: Steps) -> Floats:
    return np.stack([steps.step, steps.loss], axis=-1)


def test_that_a_lost_ball_is_faint_on_a_surface() -> None:
    run = run_of(ball("gradient_descent", learning_rate=5.0), steps=2_000)
    for manner, is_faint in ((SOLID, True), (FLAT, False)):
        marker = GroundScene(run, manner).at(2_000, INKS, Wishes())[-1]
        assert isinstance(marker, Marker)
        assert (marker.opacity < 1.0) is is_faint


def test_that_a_ball_stays_where_it_was_finite_last() -> None:
    run = run_of(ball("gradient_descent", learning_rate=5.0), steps=2_000)
    last = int(run.last[0])
    assert last < 2_000
    for step in (last, 2_000):
        marker = GroundScene(run).at(step, INKS, Wishes())[-1]
        assert isinstance(marker, Marker)
        assert marker.at.tolist() == run.position[0, run.row(last)].tolist()


def test_that_of_a_long_run_the_ball_is_where_it_was_at_a_step_that_is_not_kept() -> None:
    run = simulate(on_library("rosenbrock", ball("momentum", learning_rate=1e-4), steps=40_000))
    step = 31_111
    assert step not in run.kept
    line, marker = GroundScene(run).at(step, INKS, Wishes())
    assert isinstance(line, Polyline)
    assert isinstance(line.points, Stretch)
    assert isinstance(marker, Marker)
    assert marker.at.tolist() == run.at(0, step).position[0].tolist()
    assert line.points.points[-1].tolist() == marker.at.tolist()


def test_that_signs_are_stars_of_minima_and_rings_of_starts() -> None:
    run = simulate(on_library("two_basins", ball("momentum", start=(1.0, 0.5)), ball("adam")))
    signs = GroundScene(run).signs(INKS)
    minima = run.experiment.landscape.build().minima
    assert [sign.shape for sign in signs] == [*[MINIMUM] * len(minima), START_SIGN, START_SIGN]
    assert [bool(sign.color) for sign in signs[: len(minima)]] == [m.kind == "global" for m in minima]
    assert signs[-2].at.tolist() == list(run.experiment.start)
    assert signs[-1].at.tolist() == [1.0, 0.5]
    assert {sign.casing for sign in signs} == {None}
    grey = GroundScene(run).signs(replace(INKS, is_grey=True))
    assert grey[0].casing is not None


def test_that_on_a_line_everything_has_its_loss() -> None:
    run = simulate(on_formula("x**4 - x**2", (1.5,), ball("gradient_descent", learning_rate=0.05)))
    scene = GroundScene(run)
    marker = scene.at(3, INKS, Wishes())[-1]
    assert isinstance(marker, Marker)
    assert marker.at.tolist() == [run.position[0, 3, 0], run.loss[0, 3]]
    for sign in scene.signs(INKS):
        assert sign.at[1] == pytest.approx(sign.at[0] ** 4 - sign.at[0] ** 2, abs=1e-9)


def test_that_a_start_without_loss_has_no_place_on_a_line() -> None:
    run = simulate(on_formula("log(x)", (-1.0,), TWO[0], steps=3))
    assert np.isnan(GroundScene(run).signs(INKS)[-1].at[1])


def run_on(ground: Flat) -> Run:
    balls = (Ball("gradient_descent", {"learning_rate": 0.2}), Ball("adam", {"learning_rate": 0.1}))
    return simulate(Experiment(bowl_on(ground), START, balls, steps=12))


@pytest.mark.parametrize("ground", [PLANE, LINE], ids=["plane", "line"])
def test_that_on_a_ground_under_four_dimensions_a_ball_has_its_own_loss_and_a_stalk(ground: Flat) -> None:
    run = run_on(ground)
    assert run.dimension == 4
    shown = GroundScene(run).at(5, INKS, Wishes())
    stalks = [each for each in shown if isinstance(each, Polyline) and isinstance(each.points, np.ndarray)]
    balls = {each.ball: each for each in shown if isinstance(each, Marker)}
    assert len(stalks) == len(balls) == 2
    for index, stalk in enumerate(stalks):
        away = run.position[index, 5] - np.array(ground.middle)
        place = [float(np.dot(away, direction)) for direction in ground.directions]
        assert balls[index].at == pytest.approx([*place, run.loss[index, 5]])
        assert isinstance(stalk.points, np.ndarray)
        assert stalk.points[0] == pytest.approx(balls[index].at)
        assert stalk.points[1, :-1] == pytest.approx(place)
        assert np.isnan(stalk.points[1, -1])


def test_that_areas_of_overlays_lie_under_the_trails_and_the_rest_over_the_balls() -> None:
    def overlay(run: Run, step: int, inks: Inks) -> Iterable[Primitive]:
        corner = run.position[0, step]
        yield Text(corner, str(step), inks.text)
        yield Area(corner + np.array([[0, 0], [1, 0], [0, 1]]), inks.muted)

    shown = GroundScene(run_of(TWO[0])).at(4, INKS, Wishes(overlays=(overlay,)))
    assert kinds(shown) == ["Area", "Polyline", "Marker", "Text"]
    assert isinstance(shown[-1], Text)
    assert shown[-1].text == "4"


def test_that_a_chart_has_its_own_coordinates() -> None:
    run = run_of(TWO[0])
    scene = RunScene(run, chart_place)
    marker = scene.at(6, INKS, Wishes())[-1]
    assert isinstance(marker, Marker)
    assert marker.at.tolist() == [6.0, run.loss[0, 6]]


def test_that_the_curve_has_an_area_and_an_edge_where_there_is_a_loss() -> None:
    x = np.linspace(-2.0, 2.0, 9)
    points = np.stack([x, np.where(np.abs(x) < 0.6, np.nan, x**2)], axis=1)
    shown = curve(points, INKS)
    assert kinds(shown) == ["Area", "Polyline"] * 2
    for area, edge, side in ((shown[0], shown[1], points[:3]), (shown[2], shown[3], points[-3:])):
        assert isinstance(area, Area)
        assert isinstance(edge, Polyline)
        assert area.is_below
        assert area.points.tolist() == side.tolist()
        assert isinstance(edge.points, np.ndarray)
        assert edge.points.tolist() == side.tolist()


def test_that_seen_from_the_side_a_point_without_loss_lies_on_the_line() -> None:
    ground = run_of_line("x**2 + log(x)").ground
    points = seen_from_side(ground, np.array([[2.0, 9.0], [1.0, np.nan], [-1.0, np.nan]]))
    assert points[:2].tolist() == [[2.0, 9.0], [1.0, 1.0]]
    assert np.isnan(points[2, 1])
    assert seen_from_side(ground, np.array([[1.0]])).tolist() == [[1.0, 1.0]]


def run_of_line(formula: str) -> Run:
    return simulate(on_formula(formula, (1.0,), TWO[0], steps=1))


def test_that_no_qt_is_needed() -> None:
    code = (
        "import sys; import momentum_lab.figures.scene_ground; "
        "print([m for m in sys.modules if m.startswith(('PyQt6', 'pyqtgraph', 'OpenGL'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_where_a_ball_is_changed_is_marked_up_to_the_playhead_under_the_balls() -> None:
    kicked = replace(TWO[1], changes=tuple(BallChange(step, kick=(1.0, 0.0)) for step in (0, 5, 12, 40)))
    run = run_of(kicked, TWO[0])
    scene = GroundScene(run)
    for step, places in ((0, [0]), (11, [0, 5]), (20, [0, 5, 12])):
        shown = scene.at(step, INKS, Wishes())
        (marks,) = (each for each in shown if isinstance(each, Dots))
        assert marks.points[:, :2].tolist() == run.position[0, places].tolist()
        assert (marks.color, marks.outline) == (INKS.base, run.experiment.balls[0].color)
        assert kinds(shown).index("Dots") < kinds(shown).index("Marker")


def test_that_of_a_long_run_the_mark_is_at_a_step_that_is_not_kept() -> None:
    late = replace(TWO[0], changes=(BallChange(19_999, FrozenMapping(learning_rate=0.2)),))
    run = run_of(late, steps=20_000)
    assert 19_999 not in run.kept
    (marks,) = (each for each in GroundScene(run).at(20_000, INKS, Wishes()) if isinstance(each, Dots))
    assert marks.points[:, :2].tolist() == run.at(0, 19_999).position.tolist()
