"""What draws each of the views: the other half of :data:`momentum_lab.figures.views.VIEWS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import View

SURFACE: Final = "surface"
"""The view that is no plot; where there is no OpenGL, its pictures are drawn without it."""
_PLOTS: Final[Mapping[str, Callable[[], PlotView]]] = {
    "contour": ContourView,
    "curve": CurveView,
    "loss": LossView,
}


def make_view(name: str) -> View:
    """Return a new view of a kind."""
    return SurfaceView() if name == SURFACE else make_plot(name)


def make_plot(name: str) -> PlotView:
    """Return a new view of a kind that is a plot: every kind but the surface."""
    return _PLOTS[name]()
