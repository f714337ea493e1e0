"""The table of views: one row adds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import View


@dataclass(frozen=True, slots=True)
class ViewKind:
    """A view as the window knows it.

    ``dimensions`` are those of the landscapes that it can show; ``row`` is 0 for the upper row of the
    window, 1 for the lower.
    """

    name: str
    title: str
    hint: str
    make: Callable[[], View]
    dimensions: tuple[int, ...]
    row: int


VIEWS: Final = (
    ViewKind("surface", "Surface", "drag to turn, wheel to zoom", SurfaceView, (2,), 0),
    ViewKind("contour", "Contour map", "click or drag to move the start", ContourView, (2,), 0),
    ViewKind("curve", "Curve", "click or drag to move the start", CurveView, (1,), 0),
    ViewKind("loss", "Loss", "click or drag to go to a step", LossView, (1, 2), 1),
)
