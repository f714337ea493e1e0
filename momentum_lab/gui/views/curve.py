"""The curve view: a ground of one dimension, with the balls rolling on it."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.messages import words
from momentum_lab.figures.primitives import Text
from momentum_lab.figures.scene_ground import curve, seen_from_side
from momentum_lab.gui.views.loss_scale import LossScale, loss_scale
from momentum_lab.gui.views.plot_view import LandscapeView, rounded
from momentum_lab.gui.views.trails import PrimitivesItem
from momentum_lab.landscapes import Ground
from momentum_lab.simulation.run import Run

SAMPLES = 1201
ROOM = 0.08
"""Left free above and below the losses, in their range."""
MARK = 11.0
"""Height of the signs where the curve is cut, in logical pixels."""


class CurveView(LandscapeView):
    """Loss against x; the start is dragged along the curve."""

    def __init__(self) -> None:
        super().__init__("x", words("loss"), Qt.CursorShape.SizeHorCursor)
        self._curve = PrimitivesItem(0)
        self._add(self._curve)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; the range stays while the ground does."""
        ground, before = run.ground, self._ground
        if ground.dimension != 1:
            return
        self._show_scene(run)
        if ground != before:
            self.reset()
            self.settle()
        super().show_run(run, step)

    def _show_domain(self, ground: Ground) -> None:
        ((left, right),) = ground.domain
        low, high = _ends(ground)
        self._plot.vb.setRange(QRectF(left, low, right - left, high - low), padding=0.0)

    def _draw_ground(self, ground: Ground) -> None:
        visible = self._plot.vb.viewRect()
        x = np.linspace(visible.left(), visible.right(), SAMPLES)
        with np.errstate(all="ignore"):
            losses = ground.loss_grid(x)
        # Qt draws nothing that is too far away, and a line to infinity from nowhere.
        far = 10.0 * visible.height()
        clipped = np.clip(losses, visible.top() - far, visible.bottom() + far)
        scale = loss_scale(ground)
        if scale.is_cut_below and scale.is_cut_above:  # from one side of a pole to the other leads no line
            is_low, is_high = losses < scale.low, losses > scale.high
            clipped[1:][(is_low[:-1] & is_high[1:]) | (is_high[:-1] & is_low[1:])] = np.nan
        line = curve(np.stack([x, clipped], axis=1), self._theme)
        self._curve.set_primitives(self._boldness.applied([*line, *self._cut_marks(x, losses, scale)]))

    def _cut_marks(self, x: Floats, losses: Floats, scale: LossScale) -> list[Text]:
        """Return arrowheads where losses go beyond what is shown of a ground whose scale is cut."""
        marks: list[Text] = []
        for is_cut, beyond, sign, end in (
            (scale.is_cut_above, losses > scale.high, "▲", scale.high),
            (scale.is_cut_below, losses < scale.low, "▼", scale.low),
        ):
            places = (np.array([x[row], end]) for row in _middles(beyond & is_cut))
            marks += [Text(place, sign, self._theme.muted, MARK) for place in places]
        return marks

    def _flat(self, points: Floats) -> Floats:
        """Return points of the scene as (place, loss).

        A loss beyond the scale's cut end is put onto it, but not off the domain: it would bend the line.
        """
        if self._ground is None:
            return points
        seen = seen_from_side(self._ground, points)
        scale = loss_scale(self._ground)
        low = scale.low if scale.is_cut_below else -np.inf
        high = scale.high if scale.is_cut_above else np.inf
        ((left, right),) = self._ground.domain
        is_there = (seen[:, 0] >= left) & (seen[:, 0] <= right)
        return np.stack([seen[:, 0], np.where(is_there, np.clip(seen[:, 1], low, high), seen[:, 1])], axis=-1)

    def _place_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        return (rounded(point.x(), pixel[0]),)


def _ends(ground: Ground) -> tuple[float, float]:
    """Return the losses at the lower and the upper edge of the whole."""
    scale = loss_scale(ground)
    room = ROOM * (scale.high - scale.low)
    return scale.low - room, scale.high + room


def _middles(is_so: Bools) -> Ints:
    """Return the middle of each stretch in which something is so."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], is_so, [False]]).astype(int)))
    return np.asarray(ends.reshape(-1, 2).sum(axis=1) // 2)
