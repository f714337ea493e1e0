"""What the 3-D view shows: a ground, a run on it, and the colours of both."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QTimer
from PyQt6.QtGui import QPainter

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.scene import SOLID
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.gl import labels
from momentum_lab.gui.views.gl.axes import BoxAxes, axes_of
from momentum_lab.gui.views.gl.canvas import SceneCanvas
from momentum_lab.gui.views.gl.exit_tips import exit_tip
from momentum_lab.gui.views.gl.heightmap import TOP, HeightMap, height_map
from momentum_lab.gui.views.gl.items import (
    BallsItem,
    BoxItem,
    SegmentsItem,
    ShapesItem,
    SurfaceItem,
)
from momentum_lab.gui.views.gl.legend import SurfaceLegend, ground_points, trail_points
from momentum_lab.gui.views.gl.segments import rgba
from momentum_lab.gui.views.gl.solid import Solid, SolidScene
from momentum_lab.gui.views.gl.spheres import ball_radius, resting
from momentum_lab.gui.views.gl.style import LEVELS, LINES, surface_light
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.gui.views.readings import BALL_REACH, ball_reading
from momentum_lab.gui.views.texts import caption_box, draw_caption, draw_text
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.landscapes import Ground
from momentum_lab.simulation.run import Run


class Scene:
    """The items of a canvas, and how a run is put into them."""

    def __init__(self) -> None:
        self.canvas = SceneCanvas(self._paint_labels, self._fit_type)
        self.canvas.tip = self._tip
        self.legend = SurfaceLegend()
        self._make_room = QTimer(self.canvas)
        self._make_room.setSingleShot(True)
        self._make_room.timeout.connect(self._leave_room)
        self._run: Run | None = None
        self.heights: HeightMap | None = None
        self._ground: Ground | None = None
        self._height = SUITED
        self._ground_points: Floats = np.empty((0, 3))
        self._looked_at: tuple[object, object] = (None, None)
        self._marked: tuple[object, ...] = ()
        self._starts: tuple[tuple[float, ...], ...] = ()
        self._solid: SolidScene | None = None
        self._shown: Solid | None = None
        self._labelled: tuple[tuple[object, ...], list[labels.PlacedLabel], Floats] | None = None
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._box = BoxItem()
        self._surface = SurfaceItem()
        self._stars = ShapesItem("stars", 12)
        self._outlines = SegmentsItem("outlines", 13)
        self._areas = ShapesItem("areas", 18, is_moving=True)
        self._paths = SegmentsItem("paths", 20, is_moving=True)
        self._lines = SegmentsItem("lines", 20, is_moving=True)
        self._balls = BallsItem()
        lines = (self._outlines, self._areas, self._paths, self._lines)
        for item in (self._box, self._surface, self._stars, *lines, self._balls):
            self.canvas.add(item)
        self._style()

    def clear(self) -> None:
        """Show nothing: what is to be shown has no surface."""
        self.heights = self._box.axes = self._ground = self._solid = self._shown = self._run = None
        self._surface.geometry = self._stars.shapes = self._areas.shapes = None
        for item in (self._outlines, self._paths, self._lines):
            item.show(None)
        self._balls.spheres = ()
        self._marked = ()
        self.legend.forget()
        self.canvas.is_empty = True
        self.canvas.update()

    def show_run(self, run: Run, step: int) -> None:
        """Show a run on a ground of two dimensions at a step; the surface is built anew for another one."""
        self._run = run
        scene = GroundScene(run, SOLID)
        if self.heights is None or (scene.ground, self._drawing.height) != (self._ground, self._height):
            self._ground, self._height = scene.ground, self._drawing.height
            self._show_ground(scene)
        assert self.heights is not None
        self._solid = SolidScene(scene, self.heights, self._solid)
        self.legend.show_run(
            run, self._drawing.arrows, trail_points(scene, self.heights), self._ground_points
        )
        self._starts = tuple(tuple(start.tolist()) for start in scene.starts)
        self._mark_places()
        self._show_at(step)
        self.canvas.draw_ahead()

    def show_step(self, step: int) -> None:
        """Move the playhead; where no ball moves, and nothing else does, nothing is drawn anew."""
        first, is_bare = min(step, self._step), not (self._drawing.overlays or self._drawing.arrows)
        is_at_rest = all(first > trail.last for trail in self._solid.scene.trails) if self._solid else True
        if step != self._step and not (is_bare and is_at_rest):
            self._show_at(step)
        self._step = step

    def _show_at(self, step: int) -> None:
        """Show a step: of the trails, only counts of what is drawn change."""
        self._step = step
        if self._solid is None:
            return
        self._shown = self._solid.at(step, self._theme, self._drawing)
        self._areas.shapes = self._shown.shapes
        self._paths.show(self._shown.trails)
        self._lines.show(self._shown.lines)
        self._balls.heights, self._balls.spheres = self.heights, self._shown.spheres
        self.canvas.update_moving()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self.legend.show_arrows(drawing.arrows)
        self._style()
        if self._run is not None and drawing.height != self._height:
            self.show_run(self._run, self._step)
        else:
            self._show_at(self._step)

    def ball_center(self, ball: int) -> Floats | None:
        """Return the centre (3,) of a ball in the box; None where it is not shown."""
        spheres = (sphere for kind in self._balls.spheres for sphere in kind if sphere.ball == ball)
        sphere = next(spheres, None)
        if sphere is None or self.heights is None:
            return None
        return resting(self.heights, [sphere], ball_radius(self.canvas.lens))[0]

    def _tip(self, at: QPointF) -> str:
        """Return the numbers of the ball that is pointed at, or all names where the legend is cut."""
        if self._run is None or self._solid is None:
            return ""
        if self._drawing.has_legend and self.legend.box.contains(at):
            return plain_tip(self.legend.text)
        project = self.canvas.projector()
        for ball in range(len(self._run.experiment.balls)):  # the first ones lie over the others
            center = self.ball_center(ball)
            if center is not None and (project(center) - at).manhattanLength() <= BALL_REACH:
                return ball_reading(self._run, ball, self._step, self._theme)
        return exit_tip(self._solid.exits_by(self._step), project, at)

    def _show_ground(self, scene: GroundScene) -> None:
        ground = scene.ground
        self.heights = height_map(ground, self._drawing.height)
        self.canvas.is_empty = False
        self._box.axes = axes_of(self.heights)
        self.canvas.radius = float(np.hypot(*self.heights.half))
        self._fit_type()
        self._ground_points = ground_points(self.heights)
        self._color_surface()
        if (ground.scenery, ground.domain) != self._looked_at:
            # Another place, and not this one with other parameters: the old camera means nothing here.
            self._looked_at = (ground.scenery, ground.domain)
            self.canvas.home = best_viewpoint(self.heights, scene)
            self.canvas.reset_camera()

    def _fit_type(self) -> None:
        """Leave room for the numbers around the box."""
        if self._box.axes is not None:
            texts = (text for _place, text in self._box.axes.loss)
            self.canvas.margins = labels.margins(self.canvas.font(), texts)
            self.canvas.update()

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
        self._balls.rim = rgba(theme.outline)
        self._color_surface()
        self._mark_places()
        self.canvas.update()

    def _mark_places(self) -> None:
        """Put signs where minima are and where balls start."""
        marked = (self._ground, self._height, self._theme, self._starts, self._drawing.boldness)
        if self._solid is None or self._marked == marked:
            return
        self._marked = marked
        signs = self._solid.signs(self._theme, self._drawing.boldness)
        self._stars.shapes = signs.shapes
        self._outlines.show(signs.lines)
        self.canvas.update()

    def _paint_labels(self, painter: QPainter, bounds: QRectF) -> None:
        if self._box.axes is None:
            return
        font, shown = self.canvas.font(), self._shown
        free = bounds.adjusted(0.0, self.canvas.top if self.canvas.is_on_screen else 0.0, 0.0, 0.0)
        placed, others = self._labels(self._box.axes, free)
        labels.paint_labels(painter, placed, font, self._theme)
        if shown is not None and (shown.texts or shown.captions):
            project = self.canvas.projector()
            for point, text in shown.texts:
                draw_text(painter, text, project(point), font)
            for points, caption in shown.captions:
                spots = self.canvas.spots(points)
                draw_caption(painter, caption, bounds, font, spots)
                middle = caption_box(caption, bounds, font, spots).center()
                others = np.concatenate([others, [[middle.x(), middle.y()]]])
        if self.canvas.is_on_screen and self._drawing.has_legend:  # pictures have theirs beside it
            self.legend.place(bounds, self.canvas.viewpoint, font, self.canvas.spots, others)
            self.legend.paint(painter, self._theme, self._drawing.boldness.width(self._drawing.line_width))
        if self.canvas.is_on_screen and self._top_wanted != self.canvas.top:
            self._make_room.start(0)  # not while it is painted

    @property
    def _top_wanted(self) -> float:
        """How high the legend is that stands above the scene."""
        return self.legend.taken if self._drawing.has_legend else 0.0

    def _leave_room(self) -> None:
        self.canvas.leave_free(self._top_wanted)

    def _labels(self, axes: BoxAxes, bounds: QRectF) -> tuple[list[labels.PlacedLabel], Floats]:
        """Return the labels of the axes, and the points (n, 2) beside which they stand.

        They are kept while nobody looks from elsewhere.
        """
        seen = axes, bounds, self.canvas.viewpoint, self.canvas.font()
        if self._labelled is None or self._labelled[0] != seen:
            every = axes.labels(self.canvas.azimuth, self.canvas.projector())
            points = np.array([(label.at.x(), label.at.y()) for label in every]).reshape(-1, 2)
            self._labelled = seen, labels.placed_labels(every, self.canvas.font(), bounds), points
        return self._labelled[1:]
