"""Small pictures of runs: a landscape with the trails and balls on it, or with the balls at their start."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QFont, QImage, QPainter

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.boldness import Boldness
from momentum_lab.figures.far_off import Placing, line_of
from momentum_lab.figures.scene_ground import GroundScene, seen_from_side
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.painting import FARTHEST
from momentum_lab.gui.views.primitive_painter import PrimitivePainter, plain_walk
from momentum_lab.gui.views.sketch import draw_landscape, placing
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate

MOST_STEPS: Final = 300
"""Of a run that is drawn so small: more would not be seen, and would hold up the other pictures."""
SMALL: Final = Boldness(lines=0.8, marks=0.7)


def run_thumbnail(experiment: Experiment, has_run: bool, theme: Theme, size: QSize, ratio: float) -> QImage:
    """Return a small picture of an experiment of a size in logical pixels: run, or about to."""
    image = QImage((size.toSizeF() * ratio).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.base))
    painter = QPainter(image)
    draw_run(painter, QRectF(0, 0, size.width(), size.height()), experiment, has_run, theme)
    painter.end()
    return image


def draw_run(painter: QPainter, place: QRectF, experiment: Experiment, has_run: bool, theme: Theme) -> None:
    """Draw the landscape of an experiment and its balls so that they fill a place."""
    steps = min(experiment.steps, MOST_STEPS) if has_run else 1
    shown = 0 if not has_run else steps
    scene = GroundScene(simulate(replace(experiment, steps=steps)))
    landscape = experiment.landscape.build()
    draw_landscape(painter, place, landscape, theme, is_small=True)
    scale, corner = placing(place, landscape)
    where = Placing(np.diag(scale), corner, FARTHEST)

    def flat(points: Floats) -> Floats:
        return points[:, :2] if landscape.dimension == 2 else seen_from_side(scene.ground, points)

    def pixels(points: Floats) -> Floats:
        return where.spots(flat(points))

    def line(points: Floats) -> Floats:
        return line_of(flat(points), where).points

    painter.save()
    painter.setClipRect(place)
    brush = PrimitivePainter(painter, pixels, line, plain_walk(line), QFont(), place)
    brush.draw(SMALL.applied(scene.at(shown, theme, Drawing())))
    painter.restore()
