"""The 3-D view where there is no OpenGL: the same box, surface, trails and balls."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFont, QImage, QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.figures.scene import SOLID
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.pictures.software.eye import Eye
from momentum_lab.gui.pictures.software.passes import draw_balls, draw_shapes, draw_strokes, draw_surface
from momentum_lab.gui.pictures.software.raster import Raster
from momentum_lab.gui.views.gl import camera, labels
from momentum_lab.gui.views.gl.axes import BoxAxes, axes_of
from momentum_lab.gui.views.gl.heightmap import TOP, HeightMap, height_map
from momentum_lab.gui.views.gl.legend import ground_points
from momentum_lab.gui.views.gl.segments import Stroke, rgba
from momentum_lab.gui.views.gl.solid import Solid, SolidScene
from momentum_lab.gui.views.gl.style import LEVELS, LINES, surface_light
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.gui.views.outlook import Outlook, Viewpoint
from momentum_lab.gui.views.texts import draw_caption, draw_text
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

MOST_SAMPLES: Final = 12_000_000
"""Up to so many, each pixel is the mean of four samples or nine; and so many are drawn in one go."""


class SoftwareSurface:
    """A landscape of two dimensions as a surface, with its balls, trails and minima on it."""

    def __init__(self) -> None:
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._font = QApplication.font()
        self._run: Run | None = None
        self._step = 0
        self._zoom = 1.0
        self._top = 0.0
        self._place: tuple[object, object] | None = None
        self._still: tuple[tuple[int, int], Raster] | None = None

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        is_as_high = drawing.height == self._drawing.height
        self._theme, self._drawing, self._still = theme, drawing, None
        if self._run is not None and not is_as_high:
            self.show_run(self._run, self._step)

    def set_type(self, font: QFont) -> None:
        """Write in another type."""
        self._font, self._still = font, None

    def show_run(self, run: Run, step: int) -> None:
        """Show a run on a ground of two dimensions at a step."""
        self._run, self._step, self._still = run, step, None
        scene = GroundScene(run, SOLID)
        self._heights: HeightMap = height_map(scene.ground, self._drawing.height)
        self._axes: BoxAxes = axes_of(self._heights)
        self._solid = SolidScene(scene, self._heights)
        if self._place != (scene.ground.scenery, scene.ground.domain):  # else only its parameters are others
            self._place = scene.ground.scenery, scene.ground.domain
            self.reset()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step

    @property
    def outlook(self) -> Viewpoint:
        """From where it looks."""
        return Viewpoint(self._azimuth, self._elevation, self._zoom, (0.0, 0.0, camera.MIDDLE))

    def look_as(self, outlook: Outlook | None) -> None:
        """Look from another viewpoint, always at the middle; anything else is ignored."""
        if isinstance(outlook, Viewpoint):
            self._azimuth, self._elevation, self._zoom = outlook.azimuth, outlook.elevation, outlook.zoom
            self._still = None

    def reset(self) -> None:
        """Look again from where the view begins."""
        self._azimuth, self._elevation = best_viewpoint(self._heights, self._solid.scene)
        self._zoom, self._still = 1.0, None

    def close(self) -> None:
        """Hold nothing."""

    def turn(self, degrees: float) -> None:
        """Let the camera go around, from where it is."""
        self._azimuth += degrees
        self._still = None

    def point(self, x: float, y: float, loss: float) -> Floats:
        """Return where a position and a loss are in the box."""
        return self._heights.point(np.array([x, y]), loss)

    def draw_picture(
        self, painter: QPainter, width: int, height: int, scale: float, progress: Progress = unwatched
    ) -> None:
        """Draw ``width`` × ``height`` logical pixels: an image so fine, and text over it."""
        across, down = round(width * scale), round(height * scale)
        fineness = next((f for f in (3, 2) if f * f * across * down <= MOST_SAMPLES), 1)
        eye = self.eye(width, height, scale * fineness)
        shown = self._solid.at(self._step, self._theme, self._drawing)
        image = self._image(eye, shown, (across, down), fineness, progress)
        painter.drawImage(QRectF(0.0, 0.0, width, height), image)
        self._write(painter, eye, shown)

    def draw_quickly(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw the same with rough edges; what does not move with the playhead is kept for the next time."""
        across, down = max(1, round(width * scale)), max(1, round(height * scale))
        eye = self.eye(width, height, scale)
        shown = self._solid.at(self._step, self._theme, self._drawing)
        if self._still is None or self._still[0] != (across, down):
            raster = Raster(across, down, rgba(self._theme.base, 1.0))
            self._draw_ground(raster, eye)
            self._draw_solid(raster, eye, self._solid.signs(self._theme, self._drawing.boldness))
            self._still = (across, down), raster
        raster = deepcopy(self._still[1])
        self._draw_solid(raster, eye, shown)
        colors = raster.averaged(1).tobytes()
        image = QImage(colors, across, down, 4 * across, QImage.Format.Format_RGBA8888_Premultiplied)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0.0, 0.0, width, height), image)
        self._write(painter, eye, shown)

    def ground_points(self) -> Floats:
        """Return points (n, 3) all over the ground, in the box."""
        return ground_points(self._heights)

    def leave_free(self, top: float) -> None:
        """Leave so many logical pixels free above the box."""
        self._top, self._still = top, None

    def exits_by(self, step: int) -> list[tuple[Floats, Message]]:
        """Return where in the box balls have left the map by a step, and what is said of each."""
        return self._solid.exits_by(step)

    def eye(self, width: int, height: int, scale: float) -> Eye:
        """Return what looks at the box on a picture of logical pixels, each of ``scale`` samples."""
        margins = labels.margins(self._font, (text for _place, text in self._axes.loss))
        margins = replace(margins, top=margins.top + self._top)
        radius = float(np.hypot(*self._heights.half))
        lens = camera.lens(width, height, margins, radius, self._elevation, self._zoom)
        return Eye(lens, self._azimuth, self._elevation, scale)

    def _write(self, painter: QPainter, eye: Eye, shown: Solid) -> None:
        texts = self._axes.labels(self._azimuth, eye.project)
        place = QRectF(0.0, 0.0, eye.lens.width, eye.lens.height)
        placed = labels.placed_labels(texts, self._font, place.adjusted(0.0, self._top, 0.0, 0.0))
        labels.paint_labels(painter, placed, self._font, self._theme)
        for point, text in shown.texts:
            draw_text(painter, text, eye.project(point), self._font)
        for points, caption in shown.captions:
            draw_caption(painter, caption, place, self._font, eye.spots(points))

    def _image(
        self, eye: Eye, shown: Solid, size: tuple[int, int], fineness: int, progress: Progress
    ) -> QImage:
        """Return the picture without text, drawn in strips: samples take many times the memory of pixels."""
        across, down = size
        image = QImage(across, down, QImage.Format.Format_RGBA8888_Premultiplied)
        buffer = image.bits()
        if buffer is None:
            raise MemoryError
        memory = buffer.asarray(image.sizeInBytes())
        pixels = np.frombuffer(memory, np.uint8).reshape(down, across, 4)  # type: ignore[call-overload]
        ground = rgba(self._theme.base, 0.0 if self._drawing.is_transparent else 1.0)
        signs = self._solid.signs(self._theme, self._drawing.boldness)
        rows = max(MOST_SAMPLES // (fineness * fineness * across), 1)
        for top in range(0, down, rows):
            strip = pixels[top : top + rows]
            raster = Raster(across * fineness, len(strip) * fineness, ground, top * fineness)
            self._draw_ground(raster, eye)
            for solid in (signs, shown):
                self._draw_solid(raster, eye, solid)
            strip[:] = raster.averaged(fineness)
            go_on(progress, (top + len(strip)) / down)
        return image

    def _draw_ground(self, raster: Raster, eye: Eye) -> None:
        theme, heights = self._theme, self._heights
        line = rgba(theme.line)
        walls = [Stroke(*part, line, 1.0, round_ends=False) for part in self._axes.behind(self._azimuth)]
        draw_strokes(raster, eye, self._axes.geometry, walls)
        mesh = heights.mesh(theme.landscape_colors(heights.z / TOP))
        draw_surface(raster, eye, mesh, surface_light(theme), LEVELS, rgba(theme.text, LINES))

    def _draw_solid(self, raster: Raster, eye: Eye, solid: Solid) -> None:
        if solid.shapes is not None:
            draw_shapes(raster, eye, solid.shapes)
        for lines in (solid.trails, solid.lines):
            if lines is not None:
                draw_strokes(raster, eye, lines.geometry, lines.strokes)
        for kind in solid.spheres:
            draw_balls(raster, eye, self._heights, kind, rgba(self._theme.outline))
