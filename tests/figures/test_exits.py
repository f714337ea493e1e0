"""Where a ball leaves the map for good its trail ends, in an arrow to the edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula
from test_scene import INKS, Wishes

from momentum_lab.experiment import Ball, Experiment
from momentum_lab.figures.primitives import Arrow, Marker, Polyline
from momentum_lab.figures.scene_ground import GroundScene, seen_from_side
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

DOMAIN = ((-6.0, 6.0), (-3.0, 3.0))
RAVINE = "0.1*x**2 + 2*y**2"


def run_of(*balls: Ball, formula: str = RAVINE, start=(-5.0, -2.0), domain=DOMAIN, steps: int = 60) -> Run:
    experiment: Experiment = on_formula(formula, start, *balls, steps=steps)
    return simulate(replace(experiment, landscape=replace(experiment.landscape, domain=domain)))


def arrows(run: Run, step: int) -> list[Arrow]:
    return [each for each in GroundScene(run).at(step, INKS, Wishes()) if isinstance(each, Arrow)]


def walked(run: Run, step: int) -> list[Stretch]:
    shown = GroundScene(run).at(step, INKS, Wishes(path_ahead=True))
    return [each.points for each in shown if isinstance(each, Polyline) and isinstance(each.points, Stretch)]


def is_inside(points: np.ndarray) -> np.ndarray:
    low, high = np.array(DOMAIN).T
    return ((points >= low) & (points <= high)).all(axis=-1)


@pytest.mark.parametrize(
    "lost",
    [
        ball("gradient_descent", learning_rate=0.6),
        ball("gradient_descent", learning_rate=0.51),
        ball("momentum", learning_rate=1.2, momentum=0.5),
        ball("gradient_descent", learning_rate=3.0),
    ],
)
def test_that_the_trail_of_a_ball_that_is_lost_ends_at_the_edge_of_the_map(lost: Ball) -> None:
    run = run_of(lost, ball("momentum", learning_rate=0.05), steps=400)
    scene = GroundScene(run)
    (found,) = scene.exits.values()
    assert found.ball == 0
    positions = run.position[0, : int(run.last[0]) + 1]
    assert is_inside(positions[found.step])
    assert not is_inside(positions[found.step + 1 :]).any()
    (arrow,) = arrows(run, 400)
    assert np.array_equal(arrow.tail, positions[found.step])
    assert is_inside(arrow.tip)
    assert np.isclose(np.abs(arrow.tip), np.array(DOMAIN)[:, 1]).any()
    way, whole = arrow.tip - arrow.tail, positions[found.step + 1] - arrow.tail
    assert way[0] * whole[1] == pytest.approx(way[1] * whole[0], abs=1e-9 * np.abs(whole).max())
    lines = walked(run, 400)
    assert is_inside(lines[0].points[-1])
    assert lines[0].last == found.step
    assert lines[1].last == 400  # the other ball is whole
    assert arrows(run, found.step) == []
    assert len(arrows(run, found.step + 1)) == 1


def test_that_the_path_ahead_does_not_lead_off_the_map() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.6), start=(-5.0, -0.5))
    (found,) = GroundScene(run).exits.values()
    assert found.step >= 2
    ahead, past = walked(run, 1)
    assert (past.first, past.last) == (0, 1)
    assert (ahead.first, ahead.last) == (1, found.step)


@pytest.mark.parametrize(
    ("balls", "start"),
    [
        ([ball("momentum", learning_rate=0.02, momentum=0.99)], (-5.9, -2.9)),  # out and back
        ([ball("gradient_descent", learning_rate=0.1)], (-5.0, -2.0)),
        ([ball("gradient_descent", learning_rate=0.1)], (40.0, 30.0)),  # it comes from afar
    ],
)
def test_that_a_ball_that_stays_or_comes_back_has_its_whole_trail(balls, start) -> None:
    run = run_of(*balls, start=start, steps=2_000)
    assert not GroundScene(run).exits
    assert not arrows(run, 2_000)
    assert walked(run, 2_000)[-1].last == 2_000


def rolling_to(place: float) -> Run:
    """A ball that comes to rest at a place along x; the map ends at 6."""
    return run_of(ball("gradient_descent", learning_rate=0.1), formula=f"(x-{place})**2 + y**2", steps=100)


@pytest.mark.parametrize("beside", [6.5, 7.0, 11.0, 13.0, 40.0])
def test_that_no_trail_runs_on_beside_the_map_however_near_the_ball_ends(beside: float) -> None:
    run = rolling_to(beside)
    (found,) = GroundScene(run).exits.values()
    (line,) = walked(run, 100)
    assert is_inside(line.points).all()
    assert len(arrows(run, 100)) == 1
    (at,) = [each.at for each in GroundScene(run).at(100, INKS, Wishes()) if isinstance(each, Marker)]
    assert at == pytest.approx([beside, 0.0], abs=1e-3)  # the ball is where it is
    assert found.tip[0] == 6.0


@pytest.mark.parametrize("on_edge", [5.9, 6.0, 6.05])
def test_that_a_ball_that_rests_on_the_edge_has_its_whole_trail(on_edge: float) -> None:
    run = rolling_to(on_edge)
    assert not GroundScene(run).exits
    assert walked(run, 100)[-1].last == 100


@pytest.mark.parametrize("seed", range(6))
def test_that_trails_of_balls_that_do_not_come_back_are_all_inside_the_map(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, rate = rng.uniform(-1, 1), rng.uniform(-1, 1), 10.0 ** rng.uniform(-2.5, -0.5)
    kinds = [ball("gradient_descent", learning_rate=rate), ball("momentum", learning_rate=rate / 3)]
    run = run_of(*kinds, ball("adam", learning_rate=rate), formula=f"{a}*x**2 + {b}*y**2", start=(2.0, 1.0))
    low, high = 1.01 * np.array(DOMAIN).T
    for line in walked(run, 60):
        end = run.position[line.trail.ball, int(run.last[line.trail.ball])]
        has_left = not ((end >= low) & (end <= high)).all()
        assert (line.last < line.trail.last) is has_left
        assert is_inside(line.points[-1]) or not has_left


def test_that_a_ball_that_leaves_from_the_very_edge_has_an_arrow_with_a_direction() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.5), formula="-x**2", start=(3.0, 0.0), steps=4)
    (found,) = GroundScene(run).exits.values()
    assert run.position[0, found.step, 0] == found.tip[0] == 6.0
    assert (found.tip - found.tail)[0] > 0.0


def test_that_of_a_ball_that_was_never_on_the_map_nothing_is_said() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.6), start=(-5.0, 200.0))
    assert not GroundScene(run).exits


def test_that_of_a_long_run_the_step_at_which_a_ball_left_is_exact() -> None:
    lost = ball("gradient_descent", learning_rate=1e-5)
    run = run_of(lost, formula="x**2 - y**2", start=(1.0, -1e-3), steps=800_000)
    (found,) = GroundScene(run).exits.values()
    assert is_inside(run.at(0, found.step).position[0])
    assert not is_inside(run.at(0, found.step + 1).position[0])


def test_that_a_line_is_left_where_the_curve_meets_its_edge() -> None:
    run = run_of(
        ball("gradient_descent", learning_rate=1.1), formula="x**2", start=(1.0,), domain=((-3.0, 3.0),)
    )
    (arrow,) = arrows(run, 60)
    ((tip, loss),) = seen_from_side(run.ground, arrow.tip[None])
    assert abs(tip) == 3.0
    assert loss == pytest.approx(9.0)


def test_that_the_tip_says_which_ball_has_left_when_and_where_it_is() -> None:
    run = run_of(ball("gradient_descent", learning_rate=0.6), ball("momentum", learning_rate=0.05))
    scene = GroundScene(run)
    (found,) = scene.exits.values()
    assert scene.exits_by(found.step) == []
    ((_, sentence),) = scene.exits_by(found.step + 1)
    x, y = run.position[0, found.step + 1]
    label = run.experiment.labels[0]
    at = f"At step {found.step + 1} it is at ({x:.3g}, {y:.3g}).".replace("-", "−")
    assert str(sentence) == f"{label} left the map at step {found.step + 1}. {at}"
