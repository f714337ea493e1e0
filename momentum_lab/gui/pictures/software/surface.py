"""The 3-D view where there is no OpenGL: the same box, surface, trails and balls, for pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.gui.pictures.software.eye import Eye
from momentum_lab.gui.pictures.software.passes import draw_balls, draw_flat, draw_strokes, draw_surface
from momentum_lab.gui.pictures.software.raster import Raster
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.views.gl import camera, labels
from momentum_lab.gui.views.gl.axes import Axes, axes_of
from momentum_lab.gui.views.gl.heightmap import TOP, HeightMap, height_map
from momentum_lab.gui.views.gl.places import Places, places_of
from momentum_lab.gui.views.gl.segments import Stroke, rgba
from momentum_lab.gui.views.gl.spheres import dots_of, spheres_of
from momentum_lab.gui.views.gl.style import LEVELS, LINES, surface_light
from momentum_lab.gui.views.gl.trails import Trails, tails_of, trail_strokes, trails_of
from momentum_lab.gui.views.gl.viewpoint import best_viewpoint
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

MOST_SAMPLES: Final = 12_000_000
"""Up to so many, each pixel is the mean of four samples or nine; and so many are drawn in one go."""


class SoftwareSurface:
    """A landscape of two dimensions as a surface, with its balls, trails and minima on it."""

    def __init__(self) -> None:
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._step = 0

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing

    def show_run(self, run: Run, step: int) -> None:
        """Show a run of two dimensions at a step."""
        self._run, self._step = run, step
        self._heights: HeightMap = height_map(run.experiment.landscape.build())
        self._axes: Axes = axes_of(self._heights)
        self._places: Places = places_of(run, self._heights)
        self._trails: Trails = trails_of(run, self._heights)
        self._azimuth, self._elevation = best_viewpoint(self._heights)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step

    def look_as(self, other: object) -> None:
        """Look from where it begins: views on the screen look with OpenGL, which there is not."""

    def close(self) -> None:
        """Hold nothing."""

    def turn(self, degrees: float) -> None:
        """Let the camera go around, from where it is."""
        self._azimuth += degrees

    def draw_picture(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw ``width`` × ``height`` logical pixels: an image so fine, and text over it."""
        across, down = round(width * scale), round(height * scale)
        fineness = next((f for f in (3, 2) if f * f * across * down <= MOST_SAMPLES), 1)
        radius = float(np.hypot(*self._heights.half))
        font = QApplication.font()
        margins = labels.margins(font, (text for _place, text in self._axes.loss))
        lens = camera.lens(width, height, margins, radius, self._elevation, 1.0)
        eye = Eye(lens, self._azimuth, self._elevation, scale * fineness)
        painter.drawImage(QRectF(0.0, 0.0, width, height), self._image(eye, across, down, fineness))
        texts = self._axes.labels(self._azimuth, eye.project)
        labels.paint_labels(painter, texts, font, self._theme, QRectF(0.0, 0.0, width, height))

    def _image(self, eye: Eye, across: int, down: int, fineness: int) -> QImage:
        """Return the picture without text, drawn in strips: samples take many times the memory of pixels."""
        image = QImage(across, down, QImage.Format.Format_RGBA8888_Premultiplied)
        buffer = image.bits()
        if buffer is None:
            raise MemoryError
        memory = buffer.asarray(image.sizeInBytes())
        pixels = np.frombuffer(memory, np.uint8).reshape(down, across, 4)  # type: ignore[call-overload]
        ground = rgba(self._theme.base, 0.0 if self._drawing.is_transparent else 1.0)
        rows = max(MOST_SAMPLES // (fineness * fineness * across), 1)
        for top in range(0, down, rows):
            strip = pixels[top : top + rows]
            raster = Raster(across * fineness, len(strip) * fineness, ground, top * fineness)
            self._draw(raster, eye)
            strip[:] = raster.averaged(fineness)
        return image

    def _draw(self, raster: Raster, eye: Eye) -> None:
        theme, heights, places = self._theme, self._heights, self._places
        line = rgba(theme.line)
        walls = [Stroke(*part, line, 1.0, round_ends=False) for part in self._axes.behind(self._azimuth)]
        draw_strokes(raster, eye, self._axes.geometry, walls)
        mesh = heights.mesh(theme.landscape_colors(heights.z / TOP))
        draw_surface(raster, eye, mesh, surface_light(theme), LEVELS, rgba(theme.text, LINES))
        if places.stars is not None:
            draw_flat(raster, eye, places.stars, rgba(theme.minimum))
        draw_strokes(raster, eye, places.outlines, places.strokes(theme))
        strokes = trail_strokes(self._trails, self._run, self._step, theme, self._drawing)
        draw_strokes(raster, eye, self._trails.geometry, strokes)
        if (tails := tails_of(self._run, heights, self._step)) is not None:
            walked = replace(self._drawing, path_ahead=False)
            ends = trail_strokes(tails, self._run, self._step, theme, walked)
            draw_strokes(raster, eye, tails.geometry, ends)
        dots = dots_of(self._run, heights, self._step, self._drawing.dots)
        balls = list(spheres_of(self._run, heights, self._step).values())
        for kind in (dots, balls):
            draw_balls(raster, eye, heights, kind, rgba(theme.outline))
