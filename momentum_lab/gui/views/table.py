"""What draws each of the views: the other half of :data:`momentum_lab.figures.views.VIEWS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import View

_CLASSES: Final[Mapping[str, Callable[[], View]]] = {
    "surface": SurfaceView,
    "contour": ContourView,
    "curve": CurveView,
    "loss": LossView,
}


def make_view(name: str) -> View:
    """Return a new view of a kind."""
    return _CLASSES[name]()
