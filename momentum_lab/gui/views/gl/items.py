"""The four kinds of things in the scene: the surface, lines, flat marks and balls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL
from PyQt6.QtGui import QVector2D, QVector3D, QVector4D
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem

from momentum_lab.gui.views.gl.axes import Axes
from momentum_lab.gui.views.gl.camera import Lens
from momentum_lab.gui.views.gl.device import Device, Geometry, Program
from momentum_lab.gui.views.gl.heightmap import HeightMap, sphere, spheres
from momentum_lab.gui.views.gl.segments import INDICES, Color, Stroke

if TYPE_CHECKING:
    from momentum_lab.gui.views.gl.canvas import Canvas

Floats = NDArray[np.float64]
LEAST_RADIUS, MOST_RADIUS = 0.034, 0.07
"""Of a ball, in units of the box."""
RADIUS_PIXELS: Final = 6.0
"""Of a ball, in logical pixels, between these bounds."""
RIM: Final = 1.3
"""Width of the outline around a ball, in logical pixels."""
HIDDEN: Final = 0.22
"""Opacity of a ball or a mark that a hill hides."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball to draw: the place (2,) in the box over which it lies on the surface, and its colour."""

    place: Floats
    color: Color


class SceneItem(GLGraphicsItem):
    """An item that draws with its view's own device; ``slot`` names its buffers there.

    One that ``is_moving`` is drawn over all that are not.
    """

    def __init__(self, slot: str, depth: int, is_moving: bool = False) -> None:
        super().__init__()
        self.slot, self.is_moving = slot, is_moving
        self.setDepthValue(depth)

    def paint(self) -> None:
        """Draw; called by the view with its context current."""
        canvas: Canvas = self.view()
        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDepthMask(GL.GL_TRUE)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFuncSeparate(
            GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA
        )
        self.draw(canvas, canvas.device)

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw what the item shows."""
        raise NotImplementedError

    def begin(self, canvas: Canvas, device: Device, program: str, geometry: Geometry) -> Program:
        """Return a program, ready to draw a geometry as the camera sees it."""
        shader = device.program(program)
        device.bind(self.slot, geometry, program)
        shader.set("u_view", self.modelViewMatrix())
        shader.set("u_projection", self.projectionMatrix())
        return shader


class SurfaceItem(SceneItem):
    """The landscape: coloured by height, lit, with iso-height lines."""

    def __init__(self) -> None:
        super().__init__("surface", 10)
        self.geometry: Geometry | None = None
        self.levels = 0
        self.level_color: Color = (0.0, 0.0, 0.0, 0.3)
        self.ambient, self.diffuse = 0.6, 0.4

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw the surface."""
        if self.geometry is None:
            return
        shader = self.begin(canvas, device, "mesh", self.geometry)
        set_material(shader, (1.0, 1.0, 1.0, 1.0), self.ambient, self.diffuse)
        shader.set("u_levels", float(self.levels))
        shader.set("u_level_color", QVector4D(*self.level_color))
        shader.set("u_level_width", canvas.pixel_ratio)
        device.draw(0, len(self.geometry.indices))


class MarksItem(SceneItem):
    """Flat shapes on the surface, in one colour."""

    def __init__(self) -> None:
        super().__init__("marks", 12)
        self.geometry: Geometry | None = None
        self.color: Color = (0.0, 0.0, 0.0, 1.0)

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw the shapes, faintly where a hill hides them."""
        if self.geometry is None:
            return
        shader = self.begin(canvas, device, "mesh", self.geometry)
        set_material(shader, self.color, 1.0, 0.0)
        device.draw(0, len(self.geometry.indices))
        GL.glDepthFunc(GL.GL_GREATER)
        GL.glDepthMask(GL.GL_FALSE)
        shader.set("u_tint", QVector4D(*self.color[:3], HIDDEN * self.color[3]))
        device.draw(0, len(self.geometry.indices))


class SegmentsItem(SceneItem):
    """Lines; which stretches of the geometry are drawn, and how, is what ``strokes`` says."""

    def __init__(self, slot: str, depth: int, is_moving: bool = False) -> None:
        super().__init__(slot, depth, is_moving)
        self.geometry: Geometry | None = None
        self.strokes: list[Stroke] = []

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw the strokes one after the other."""
        if self.geometry is None:
            return
        shader = self.begin(canvas, device, "segment", self.geometry)
        shader.set("u_viewport", QVector2D(canvas.lens.width, canvas.lens.height))
        for stroke in self.strokes:
            if stroke.count:
                _set_stroke(shader, stroke, canvas.lens.pixels_per_unit)
                device.draw(INDICES * stroke.first, INDICES * stroke.count)


class BoxItem(SegmentsItem):
    """Floor and walls of the box; which walls are behind the landscape depends on where the eye is."""

    def __init__(self) -> None:
        super().__init__("box", 0)
        self.axes: Axes | None = None
        self.color: Color = (0.5, 0.5, 0.5, 1.0)

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw the floor and the walls behind."""
        if self.axes is None:
            return
        self.geometry = self.axes.geometry
        self.strokes = [
            Stroke(first, count, self.color, 1.0, round_ends=False)
            for first, count in self.axes.behind(canvas.azimuth)
        ]
        super().draw(canvas, device)


class BallsItem(SceneItem):
    """The balls, lit, each with a rim that sets it off from the surface."""

    def __init__(self) -> None:
        super().__init__("balls", 30, is_moving=True)
        self.heights: HeightMap | None = None
        self.spheres: dict[int, Sphere] = {}
        self.rim: Color = (0.0, 0.0, 0.0, 1.0)

    def draw(self, canvas: Canvas, device: Device) -> None:
        """Draw what a hill hides faintly, and the rest over it."""
        if self.heights is None or not self.spheres:
            return
        radius = ball_radius(canvas.lens)
        # Those of one opacity are drawn at once: a call costs more than all the triangles of a ball.
        balls = sorted(self.spheres.values(), key=lambda ball: -ball.color[3])
        centers = self.heights.resting(np.array([ball.place for ball in balls]), radius)
        colors = np.array([ball.color for ball in balls])
        opacities, counts = np.unique(-colors[:, 3], return_counts=True)
        groups = [(-float(o), int(n)) for o, n in zip(opacities, counts, strict=True)]
        shader = self.begin(canvas, device, "mesh", spheres(centers, radius, colors))
        set_material(shader, (1.0, 1.0, 1.0, 1.0), 1.0, 0.0)
        GL.glEnable(GL.GL_CULL_FACE)
        GL.glCullFace(GL.GL_BACK)
        GL.glDepthMask(GL.GL_FALSE)
        GL.glDepthFunc(GL.GL_GREATER)
        _draw_groups(shader, device, groups, HIDDEN)
        GL.glDepthMask(GL.GL_TRUE)
        GL.glDepthFunc(GL.GL_LEQUAL)
        shader.set("u_light", QVector3D(0.62, 0.42, 0.55))
        _draw_groups(shader, device, groups, 1.0)
        # The rim is the inside of a slightly larger ball, of which only what stands out is seen.
        GL.glCullFace(GL.GL_FRONT)
        shader.set("u_light", QVector3D(1.0, 0.0, 0.0))
        rim = radius + RIM / canvas.lens.pixels_per_unit
        device.bind("rims", spheres(centers, rim, np.array([self.rim] * len(balls))), "mesh")
        _draw_groups(shader, device, groups, self.rim[3])
        GL.glDisable(GL.GL_CULL_FACE)


def ball_radius(lens: Lens) -> float:
    """Return the radius of a ball in units of the box: about the same on the screen in views of any size."""
    return min(max(LEAST_RADIUS, RADIUS_PIXELS / lens.pixels_per_unit), MOST_RADIUS)


def _draw_groups(shader: Program, device: Device, groups: list[tuple[float, int]], share: float) -> None:
    """Draw balls that follow each other in what is bound: (opacity, how many), by a share of the opacity."""
    size, first = len(sphere().indices), 0
    for opacity, count in groups:
        shader.set("u_tint", QVector4D(1.0, 1.0, 1.0, share * opacity))
        device.draw(first, count * size)
        first += count * size


def set_material(shader: Program, tint: Color, ambient: float, diffuse: float, specular: float = 0.0) -> None:
    """Set how a mesh reflects, and put it in its own place, without lines."""
    shader.set("u_tint", QVector4D(*tint))
    shader.set("u_light", QVector3D(ambient, diffuse, specular))
    shader.set("u_levels", 0.0)
    shader.set("u_place", QVector4D(0.0, 0.0, 0.0, 1.0))


def _set_stroke(shader: Program, stroke: Stroke, pixels_per_unit: float) -> None:
    shader.set("u_color", QVector4D(*stroke.color))
    shader.set("u_half_width", 0.5 * stroke.width)
    shader.set("u_edge", stroke.edge)
    shader.set("u_edge_color", QVector4D(*stroke.edge_color))
    shader.set("u_cap", 1.0 if stroke.round_ends else 0.0)
    shader.set("u_period", float(sum(stroke.dash)))
    if stroke.dash:
        shader.set("u_path_scale", pixels_per_unit / stroke.dash_width)
        begin = 0.0
        for number in range(3):
            dash = stroke.dash[2 * number : 2 * number + 2]
            end = begin + (dash[0] if dash else 0.0)
            shader.set(f"u_dash_{number}", QVector2D(begin, end))
            begin = end + (dash[1] if dash else 0.0)
