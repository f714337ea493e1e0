"""The curve view: a ground of one dimension, with the balls rolling on it."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.scene_ground import curve, seen_from_side
from momentum_lab.gui.views.loss_scale import LARGEST
from momentum_lab.gui.views.plot_view import LandscapeView, rounded
from momentum_lab.gui.views.trails import PrimitivesItem
from momentum_lab.landscapes import Ground
from momentum_lab.simulation.run import Run

SAMPLES = 1201


class CurveView(LandscapeView):
    """Loss against x; the start is dragged along the curve."""

    def __init__(self) -> None:
        super().__init__("x", "loss", Qt.CursorShape.SizeHorCursor)
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
        losses = np.clip(ground.loss_grid(np.linspace(left, right, SAMPLES)), -LARGEST, LARGEST)
        finite = losses[np.isfinite(losses)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        room = 0.08 * ((high - low) or 1.0)
        self._plot.vb.setRange(QRectF(left, low - room, right - left, high - low + 2 * room), padding=0.0)

    def _draw_ground(self, ground: Ground) -> None:
        visible = self._plot.vb.viewRect()
        x = np.linspace(visible.left(), visible.right(), SAMPLES)
        self._curve.set_primitives(curve(np.stack([x, ground.loss_grid(x)], axis=1), self._theme))

    def _flat(self, points: Floats) -> Floats:
        return points if self._ground is None else seen_from_side(self._ground, points)

    def _place_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        return (rounded(point.x(), pixel[0]),)
