"""What somebody has foretold, as primitives: a cross on the ground, a curve over the steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.predicted import (
    NOTHING_PREDICTED,
    Predicted,
    PredictedCurve,
    PredictedPoint,
    predicted_by,
)
from momentum_lab.figures.primitives import PREDICTED, Marker, Polyline, Primitive, Text
from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.lessons.lesson import AnswerKind, Measure, Prediction
from momentum_lab.lessons.record import Given
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run


def run_of(name: str, balls: int | None = None) -> Run:
    experiment = preset(name)
    return simulate(replace(experiment, balls=experiment.balls[:balls]))


def on_ground(run: Run, step: int, point: PredictedPoint, theme: Theme = LIGHT) -> list[Primitive]:
    return [each for overlay in Predicted((point,)).overlays.on_ground for each in overlay(run, step, theme)]


def over_steps(run: Run, quantity: str, curve: PredictedCurve, counting: Counting) -> list[Primitive]:
    overlays = Predicted(curves=(curve,)).overlays.over_steps
    return [each for overlay in overlays for each in overlay(run, quantity, counting, DARK)]


def test_that_a_cross_lies_where_it_was_put_in_the_colour_of_its_ball() -> None:
    run = run_of("ravine")
    cross, word = on_ground(run, 0, PredictedPoint(1, (-2.0, 1.5)))
    assert isinstance(cross, Marker)
    assert cross.shape == PREDICTED
    assert cross.outline == run.experiment.balls[1].color
    assert cross.at.tolist() == [-2.0, 1.5]
    assert isinstance(word, Text)
    assert word.text == f"predicted: {run.experiment.labels[1]}"


def test_that_a_line_leads_to_where_the_ball_came_once_that_is_shown() -> None:
    run = run_of("ravine")
    point = PredictedPoint(1, (-2.0, 1.5), 40)
    assert not [each for each in on_ground(run, 39, point) if isinstance(each, Polyline)]
    (line,) = [each for each in on_ground(run, 40, point) if isinstance(each, Polyline)]
    assert isinstance(line.points, np.ndarray)
    assert line.points[0].tolist() == [-2.0, 1.5]
    assert line.points[1].tolist() == run.position[1, 40].tolist()


def test_that_no_line_leads_to_a_ball_that_had_no_place_any_more() -> None:
    experiment = preset("book_ravine_0.6")
    lost = replace(experiment.balls[0].with_values(learning_rate=100.0))
    run = simulate(replace(experiment, balls=(lost,), steps=400))
    assert run.last[0] < 400
    shown = on_ground(run, 400, PredictedPoint(0, (0.0, 0.0)))
    assert not [each for each in shown if isinstance(each, Polyline)]


def test_that_on_a_curve_the_cross_lies_on_the_ground_and_the_way_ends_at_the_balls_height() -> None:
    run = run_of("double_well")
    line, cross, _word = on_ground(run, run.computed, PredictedPoint(0, (0.5,)))
    assert isinstance(cross, Marker)
    assert cross.at[0] == 0.5
    assert np.isnan(cross.at[1])
    assert isinstance(line, Polyline)
    assert isinstance(line.points, np.ndarray)
    assert line.points[1].tolist() == [run.position[0, -1, 0], run.loss[0, -1]]


@pytest.mark.parametrize(("cost", "end"), [(1, 100.0), (3, 300.0)])
def test_that_a_curve_goes_evenly_over_all_steps_in_what_is_counted(cost: int, end: float) -> None:
    run = run_of("ravine", 2)
    curve = PredictedCurve(1, "loss", (9.0, 1.0, 0.1, 0.01, 0.001))
    counting = Counting((1, cost), (1, cost))
    line, word = over_steps(run, "loss", curve, counting)
    assert isinstance(line, Polyline)
    assert isinstance(line.points, np.ndarray)
    assert line.points[:, 0].tolist() == [0.0, end / 4, end / 2, 3 * end / 4, end]
    assert line.points[:, 1].tolist() == list(curve.values)
    assert line.color == run.experiment.balls[1].color
    assert isinstance(word, Text)
    assert over_steps(run, "distance", curve, counting) == []


def test_that_what_was_foretold_of_another_experiment_is_left_out() -> None:
    run = run_of("ravine", 1)
    assert on_ground(run, 0, PredictedPoint(3, (0.0, 0.0))) == []
    assert on_ground(run, 0, PredictedPoint(0, (0.0,))) == []
    assert over_steps(run, "loss", PredictedCurve(2, "loss", (1.0, 2.0)), Counting((1,), (1,))) == []


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        (AnswerKind.POINT, None),
        (AnswerKind.POINT, "here"),
        (AnswerKind.POINT, ()),
        (AnswerKind.CURVE, 3.0),
        (AnswerKind.CURVE, ()),
        (AnswerKind.ORDER, (1, 0)),
    ],
)
def test_that_what_is_no_drawing_foretells_nothing(answer: AnswerKind, given: Given | None) -> None:
    measure = Measure(0, "loss", step=5)
    assert predicted_by(Prediction(answer, measure=measure), given) == NOTHING_PREDICTED
