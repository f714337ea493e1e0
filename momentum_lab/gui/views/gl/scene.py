"""What the 3-D view shows: a landscape, a run on it, and the colours of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.views.gl import labels
from momentum_lab.gui.views.gl.axes import axes_of
from momentum_lab.gui.views.gl.canvas import Canvas
from momentum_lab.gui.views.gl.heightmap import TOP, HeightMap, height_map
from momentum_lab.gui.views.gl.items import (
    BallsItem,
    BoxItem,
    MarksItem,
    SegmentsItem,
    SurfaceItem,
)
from momentum_lab.gui.views.gl.places import places_of, starts_of
from momentum_lab.gui.views.gl.segments import rgba
from momentum_lab.gui.views.gl.spheres import ball_radius, dots_of, spheres_of
from momentum_lab.gui.views.gl.style import LEVELS, LINES, surface_light
from momentum_lab.gui.views.gl.trails import Trails, tails_of, trail_strokes, trails_of
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run


class Scene:
    """The items of a canvas, and how a run is put into them."""

    def __init__(self) -> None:
        self.canvas = Canvas(self._paint_labels)
        self.heights: HeightMap | None = None
        self._landscape: Landscape | None = None
        self._looked_at: tuple[object, object] = (None, None)
        self._marked: tuple[object, ...] = ()
        self._run: Run | None = None
        self._trails: Trails | None = None
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._box = BoxItem()
        self._surface = SurfaceItem()
        self._stars = MarksItem()
        self._outlines = SegmentsItem("outlines", 13)
        self._paths = SegmentsItem("paths", 20, is_moving=True)
        self._tails = SegmentsItem("tails", 20, is_moving=True)
        self._balls = BallsItem()
        lines = (self._outlines, self._paths, self._tails)
        for item in (self._box, self._surface, self._stars, *lines, self._balls):
            self.canvas.addItem(item)
        self._style()

    def clear(self) -> None:
        """Show nothing: what is to be shown has no surface."""
        self.heights = self._box.axes = self._landscape = self._run = self._trails = None
        for item in (self._surface, self._stars, self._outlines, self._paths, self._tails):
            item.geometry = None
        self._balls.spheres, self._balls.dots = {}, []
        self._marked = ()
        self.canvas.is_empty = True
        self.canvas.update()

    def show_run(self, run: Run, step: int) -> None:
        """Show a run of two dimensions at a step; the surface is built anew when it is another one."""
        landscape = run.experiment.landscape.build()
        if self.heights is None or landscape != self._landscape:
            self._landscape = landscape
            self._show_landscape(landscape)
        assert self.heights is not None
        self._run = run
        self._mark_places(run, landscape, self.heights)
        self._trails = trails_of(run, self.heights)
        self._paths.geometry = self._trails.geometry
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Move the playhead: only counts of what is drawn and the places of the balls change."""
        self._step = step
        if self._run is None or self._trails is None:
            return
        self._paths.strokes = trail_strokes(self._trails, self._run, step, self._theme, self._drawing)
        assert self.heights is not None
        tails = tails_of(self._run, self.heights, step)
        self._tails.geometry = None if tails is None else tails.geometry
        if tails is not None:
            walked = replace(self._drawing, path_ahead=False)
            self._tails.strokes = trail_strokes(tails, self._run, step, self._theme, walked)
        self._balls.heights = self.heights
        self._balls.spheres = spheres_of(self._run, self.heights, step)
        self._balls.dots = dots_of(self._run, self.heights, step, self._drawing.dots)
        self.canvas.update_moving()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self._style()
        self.show_step(self._step)

    def ball_center(self, ball: int) -> Floats | None:
        """Return the centre (3,) of a ball in the box; None where it is not shown."""
        sphere = self._balls.spheres.get(ball)
        if sphere is None or self.heights is None:
            return None
        return self.heights.resting(sphere.place, ball_radius(self.canvas.lens))

    def _show_landscape(self, landscape: Landscape) -> None:
        self.heights = height_map(landscape)
        self.canvas.is_empty = False
        self._box.axes = axes_of(self.heights)
        self.canvas.radius = float(np.hypot(*self.heights.half))
        font = QApplication.font()
        self.canvas.margins = labels.margins(font, (text for _place, text in self._box.axes.loss))
        self._color_surface()
        if (landscape.formula, landscape.domain) != self._looked_at:
            # Another place, and not this one with other parameters: the old camera means nothing here.
            self._looked_at = (landscape.formula, landscape.domain)
            self.canvas.home = best_viewpoint(self.heights)
            self.canvas.reset_camera()

    def _color_surface(self) -> None:
        if self.heights is not None:
            self._surface.geometry = self.heights.mesh(self._theme.landscape_colors(self.heights.z / TOP))
            self.canvas.update()

    def _style(self) -> None:
        theme = self._theme
        self.canvas.set_background(theme.base, self._drawing.is_transparent)
        self.canvas.is_smooth = self._drawing.smooth
        self._surface.levels = LEVELS
        self._surface.level_color = rgba(theme.text, LINES)
        self._surface.ambient, self._surface.diffuse = surface_light(theme)
        self._box.color = rgba(theme.line)
        self._stars.color = rgba(theme.minimum)
        self._balls.rim = rgba(theme.outline)
        self._color_surface()
        if self._run is not None and self._landscape is not None and self.heights is not None:
            self._mark_places(self._run, self._landscape, self.heights)
        self.canvas.update()

    def _mark_places(self, run: Run, landscape: Landscape, heights: HeightMap) -> None:
        """Put stars where minima are, filled for global ones, and rings where balls start."""
        marked = (landscape, self._theme, starts_of(run))
        if self._marked == marked:
            return
        self._marked = marked
        places = places_of(run, heights)
        self._stars.geometry, self._outlines.geometry = places.stars, places.outlines
        self._outlines.strokes = places.strokes(self._theme)
        self.canvas.update()

    def _paint_labels(self, painter: QPainter, bounds: QRectF) -> None:
        if self._box.axes is None:
            return
        texts = self._box.axes.labels(self.canvas.azimuth, self.canvas.projector())
        labels.paint_labels(painter, texts, QApplication.font(), self._theme, bounds)
