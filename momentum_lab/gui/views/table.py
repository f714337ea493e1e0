"""What draws each of the views: the other half of :data:`momentum_lab.figures.views.VIEWS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.software_canvas import Painted
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.view import View

PLOTS: Final[Mapping[str, Callable[[], PlotView]]] = MappingProxyType(
    {"contour": ContourView, "curve": CurveView, "loss": LossView}
)
SURFACES: Final[Mapping[str, type[SurfaceView]]] = MappingProxyType({"surface": SurfaceView})
"""The views that have a camera; where there is no OpenGL, their pictures are drawn without it."""


def make_view(name: str, software: Callable[[], Painted] | None = None) -> View:
    """Return a new view of a kind; ``software`` makes what draws one with a camera where OpenGL does not."""
    return make_surface(name, software) if name in SURFACES else make_plot(name)


def make_plot(name: str) -> PlotView:
    """Return a new view of a kind without a camera."""
    return PLOTS[name]()


def make_surface(name: str, software: Callable[[], Painted] | None = None) -> SurfaceView:
    """Return a new view of a kind with a camera."""
    return SURFACES[name](software)
