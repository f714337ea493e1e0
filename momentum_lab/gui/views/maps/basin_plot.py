"""The basins of one ball: over the domain, which minimum it reaches from where, and how soon."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.experiment.experiment import Domain, Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.landscape_map import PlacesItem
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.maps.colors import (
    diverged_color,
    minimum_color,
    minimum_colors,
    never_color,
    painted,
    shades_of_minimum,
)
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.gui.views.maps.shading import gone
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot
from momentum_lab.gui.views.plot_view import rounded
from momentum_lab.landscapes import minima_to_mark
from momentum_lab.wording.maps import AND_MORE, LATE, LOST_BALLS, SOON, not_in

MOST_NAMED: Final = 6
"""Minima that the legend names."""


class BasinPlot(Canvas):
    """Shows one map; a click in it asks for that start."""

    start_wanted = pyqtSignal(tuple)
    """Begin at this position."""
    pointed = pyqtSignal(object)
    """The position pointed at, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = new_plot(self, 0, 0)
        self.plot.vb.setMouseEnabled(x=False, y=False)
        self._image = ColorImage()
        self._places = PlacesItem()
        for item in (self._image, self._places):
            self.plot.addItem(item, ignoreBounds=True)
        self.map: BasinMap | None = None
        self._start: tuple[float, ...] = ()
        self._theme: Theme = LIGHT
        self._is_held = False
        self.pressed.connect(self._press)
        self.dragged.connect(self._drag)
        self.hovered.connect(lambda at: self.pointed.emit(self._position(at)))
        self.left.connect(lambda: self.pointed.emit(None))
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        """Be small enough for two side by side."""
        return QSize(180, 180)

    def show_map(self, found: BasinMap) -> None:
        """Show a map, of any fineness."""
        self.map = found
        area = self.show_domain(found.experiment.landscape.build().domain)
        share = np.maximum(found.reached, 0) / found.experiment.steps
        colors = minimum_colors(found.minimum, np.sqrt(share), self._theme)
        painted(colors, gone(found.cells), diverged_color(self._theme))
        self._image.show_colors(colors, area)
        self._show_places()

    def forget(self) -> None:
        """Show nothing, until there is a map of the landscape that is shown now."""
        self.map = None
        self._image.clear()

    def show_domain(self, domain: Domain) -> QRectF:
        """Show a domain; one of one dimension is a band. Return it in the plot's coordinates."""
        (left, right), (bottom, top) = (*domain, (0.0, 1.0))[:2]
        area = QRectF(left, bottom, right - left, top - bottom)
        self.plot.showAxis("left", len(domain) > 1)
        self.plot.vb.setRange(area, padding=0.0)
        return area

    def show_start(self, position: tuple[float, ...]) -> None:
        """Show where the ball starts now."""
        self._start = position
        self._show_places()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.setBackground(theme.base)
        style_plot(self.plot, theme)
        self.plot.getAxis("bottom").setHeight(24)
        self._places.set_theme(theme)
        if self.map is not None:
            self.show_map(self.map)

    def pixel_of(self, position: tuple[float, ...]) -> QPointF:
        """Return where a position is drawn, in pixels of the widget."""
        return QPointF(self.mapFromScene(self.plot.vb.mapViewToScene(QPointF(*_flat(position)))))

    def _show_places(self) -> None:
        minima = () if self.map is None else minima_to_mark(self.map.experiment.landscape.build().ground)
        start = np.array([_flat(self._start)] if self._start else np.empty((0, 2)), dtype=np.float64)
        self._places.set_places([(np.array(_flat(m.position)), m.kind == "global") for m in minima], start)

    def _position(self, at: QPointF) -> tuple[float, ...] | None:
        if self.map is None or not self.plot.vb.sceneBoundingRect().contains(at):
            return None
        point = self.plot.vb.mapSceneToView(at)
        sizes = self.plot.vb.viewPixelSize()
        both = rounded(point.x(), sizes[0]), rounded(point.y(), sizes[1])
        return both[: len(self.map.axes)]

    def _press(self, at: QPointF) -> None:
        self._is_held = self._position(at) is not None
        self._drag(at)

    def _drag(self, at: QPointF) -> None:
        position = self._position(at)
        if self._is_held and position is not None:
            self.start_wanted.emit(position)


def basin_entries(experiment: Experiment, theme: Theme) -> tuple[MapEntry, ...]:
    """Return what the colours of basins mean."""
    minima = experiment.landscape.build().minima
    named = [
        MapEntry((minimum_color(i, theme),), f"({', '.join(tick_text(v) for v in m.position)})")
        for i, m in enumerate(minima[:MOST_NAMED])
    ]
    if len(minima) > MOST_NAMED:
        named.append(MapEntry((), str(AND_MORE.filled(count=len(minima) - MOST_NAMED))))
    return (
        *named,
        MapEntry(shades_of_minimum(0, theme), str(LATE), str(SOON)),
        MapEntry((never_color(theme),), str(not_in(experiment.steps))),
        MapEntry((diverged_color(theme),), str(LOST_BALLS)),
    )


def _flat(position: tuple[float, ...]) -> tuple[float, float]:
    """Return a position as a point of the plot; one of one dimension lies in the middle of the band."""
    return (position[0], position[1]) if len(position) > 1 else (position[0], 0.5)
