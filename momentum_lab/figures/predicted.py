"""What somebody has foretold of a run, by drawing it: where a ball will be, and the curve of a quantity.

Both are overlays: a cross on the ground, from which a dashed line leads to where the ball was at that step,
once that is shown; and a dashed curve over the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.figures.contrast import EDGES, contrast
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.primitives import PREDICTED, Casing, Marker, Polyline, Primitive, Text
from momentum_lab.figures.scene import Inks, Overlays
from momentum_lab.landscapes import Ground
from momentum_lab.lessons.lesson import AnswerKind, Prediction
from momentum_lab.lessons.record import Given
from momentum_lab.simulation.run import Run

SIZE: Final = 17.0
"""Diameter of the cross."""
WIDTH: Final = 2.6
DASH: Final = (2.0, 2.2)
ABOVE: Final = -18.0
"""How far below a cross its words are, in logical pixels."""
LETTER: Final = 7.0
"""About the width of a letter, in logical pixels: words stay on the map, whose edge may be near."""


@dataclass(frozen=True, slots=True)
class PredictedPoint:
    """Where a ball is expected.

    Attributes
    ----------
    at
        The position.
    step
        At which step; the last one of the run if it is None.
    """

    ball: int
    at: tuple[float, ...]
    step: int | None = None


@dataclass(frozen=True, slots=True)
class PredictedCurve:
    """How a quantity of a ball is expected to go.

    Attributes
    ----------
    values
        At even distances from the start to ``last``, which is the last step of the run if it is None.
    """

    ball: int
    quantity: str
    values: tuple[float, ...]
    last: int | None = None


@dataclass(frozen=True, slots=True)
class PredictedPoints:
    """Shows predicted points on the ground of a run."""

    points: tuple[PredictedPoint, ...] = ()

    def __call__(self, run: Run, step: int, inks: Inks) -> Iterator[Primitive]:
        """Yield the crosses, their words, and the way from each to where the ball was at its step."""
        for point in self.points:
            if point.ball < len(run.experiment.balls) and len(point.at) == len(run.experiment.start):
                yield from _cross(point, run, step, inks)


@dataclass(frozen=True, slots=True)
class PredictedCurves:
    """Shows predicted curves among those of a run."""

    curves: tuple[PredictedCurve, ...] = ()

    def __call__(self, run: Run, quantity: str, counting: Counting, inks: Inks) -> Iterator[Primitive]:
        """Yield the curves of a quantity, in counts and values."""
        for curve in self.curves:
            if curve.quantity != quantity or curve.ball >= len(run.experiment.balls):
                continue
            last = run.experiment.steps if curve.last is None else curve.last
            steps = np.linspace(0.0, last, len(curve.values))
            across = counting.costs[curve.ball] * steps
            color = run.experiment.balls[curve.ball].color
            points = np.stack([across, np.array(curve.values)], axis=-1)
            yield Polyline(points, color, WIDTH, dash=DASH, casing=Casing(inks.base, 1.2))
            yield Text(
                points[-1], str(message("predicted")), inks.text, offset=(-34.0, -10.0), casing=_halo(inks)
            )


@dataclass(frozen=True, slots=True)
class Predicted:
    """All that is shown of what somebody has foretold; ``is_asked`` while it is still to be foretold."""

    points: tuple[PredictedPoint, ...] = ()
    curves: tuple[PredictedCurve, ...] = ()
    is_asked: bool = False

    @property
    def overlays(self) -> Overlays:
        """What shows it."""
        return Overlays(
            (PredictedPoints(self.points),) if self.points else (),
            (PredictedCurves(self.curves),) if self.curves else (),
            has_theory=not self.is_asked,
        )


NOTHING_PREDICTED: Final = Predicted()
TO_BE_PREDICTED: Final = Predicted(is_asked=True)
"""Nothing yet: what theory says would tell."""


def predicted_by(prediction: Prediction, given: Given | None) -> Predicted:
    """Return what an answer foretells by drawing; nothing where it is none, or no drawing."""
    measure = prediction.measure
    if not isinstance(given, tuple) or not given or not isinstance(measure.ball, int):
        return NOTHING_PREDICTED
    values = tuple(float(each) for each in given)
    if prediction.answer is AnswerKind.POINT:
        return Predicted(points=(PredictedPoint(measure.ball, values, measure.step),))
    if prediction.answer is AnswerKind.CURVE:
        return Predicted(curves=(PredictedCurve(measure.ball, measure.quantity, values, measure.step),))
    return NOTHING_PREDICTED


def edge_of(color: str, inks: Inks) -> Casing:
    """Return what sets a line off from a map, from trails and from plain ground."""
    return Casing(max(EDGES, key=lambda edge: contrast(color, edge)), 0.9, 0.85)


def _cross(point: PredictedPoint, run: Run, step: int, inks: Inks) -> Iterator[Primitive]:
    ball, ground = run.experiment.balls[point.ball], run.ground
    at = _place(np.array(point.at, dtype=np.float64), np.nan, ground)
    there = _came(point, run, step)
    edge = edge_of(ball.color, inks)
    if there is not None:
        yield Polyline(np.stack([at, there]), ball.color, 0.6 * WIDTH, dash=DASH, casing=edge)
    yield Marker(at, PREDICTED, "", ball.color, SIZE, WIDTH, casing=edge)
    (left, right), name = ground.domain[0], _name(run, point)
    aside = (0.5 - (float(at[0]) - left) / (right - left)) * LETTER * len(name)
    yield Text(at, name, inks.text, offset=(aside, ABOVE), casing=_halo(inks))


def _came(point: PredictedPoint, run: Run, step: int) -> Floats | None:
    """Return where the ball was at the step that was asked for, once the playhead has been there."""
    asked = run.experiment.steps if point.step is None else point.step
    if step < asked or run.computed < asked:
        return None
    if run.last_step(point.ball, asked) < asked:  # it had no place any more
        return None
    there = run.at(point.ball, asked)
    return _place(there.position[0], float(there.loss[0]), run.ground)


def _place(position: Floats, loss: float, ground: Ground) -> Floats:
    """Return where a position is on a ground; with its loss where that is seen from the side."""
    place = ground.to_plane(position)
    return place if ground.dimension == 2 and ground.is_exact else np.append(place, loss)


def _name(run: Run, point: PredictedPoint) -> str:
    """Return what stands beside a cross: whose it is, where there are several balls."""
    if len(run.experiment.balls) == 1:
        return str(message("predicted"))
    return str(message("predicted: {ball}", ball=run.experiment.shown_labels[point.ball]))


def _halo(inks: Inks) -> Casing:
    return Casing(inks.base, 2.0, 0.8)
