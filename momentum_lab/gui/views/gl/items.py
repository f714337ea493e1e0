"""The four kinds of things in the scene: the surface, lines, flat shapes and balls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtGui import QVector2D, QVector3D, QVector4D

from momentum_lab.gui.views.gl import functions as gl
from momentum_lab.gui.views.gl.axes import BoxAxes
from momentum_lab.gui.views.gl.device import Device, Program
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap, coarse_sphere, sphere, spheres
from momentum_lab.gui.views.gl.segments import INDICES, Color, Stroke
from momentum_lab.gui.views.gl.solid import Lines, Shapes
from momentum_lab.gui.views.gl.spheres import (
    COARSE_SIZE,
    HIDDEN,
    RIM,
    Sphere,
    ball_radius,
    resting,
    told_apart,
)

if TYPE_CHECKING:
    from momentum_lab.gui.views.gl.canvas import SceneCanvas


class SceneItem:
    """An item that draws with a canvas' own device; ``slot`` names its buffers there.

    Those of greater ``depth`` are drawn over others; one that ``is_moving`` over all that are not.
    """

    def __init__(self, slot: str, depth: int, is_moving: bool = False) -> None:
        self.slot, self.depth, self.is_moving = slot, depth, is_moving

    def paint(self, canvas: SceneCanvas) -> None:
        """Draw; called by the canvas with its context current."""
        device = canvas.device
        device.gl.enable(gl.DEPTH_TEST)
        device.gl.depth_func(gl.LEQUAL)
        device.gl.depth_mask(True)
        device.gl.disable(gl.CULL_FACE)
        device.gl.enable(gl.BLEND)
        device.gl.blend_func_separate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
        self.draw(canvas, device)

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
        """Draw what the item shows."""
        raise NotImplementedError

    def begin(self, canvas: SceneCanvas, device: Device, program: str, geometry: Geometry) -> Program:
        """Return a program, ready to draw a geometry as the camera sees it."""
        shader = device.program(program)
        device.bind(self.slot, geometry, program)
        shader.set("u_view", canvas.view_matrix)
        shader.set("u_projection", canvas.projection_matrix)
        return shader


class SurfaceItem(SceneItem):
    """The landscape: coloured by height, lit, with iso-height lines."""

    def __init__(self) -> None:
        super().__init__("surface", 10)
        self.geometry: Geometry | None = None
        self.levels = 0
        self.level_color: Color = (0.0, 0.0, 0.0, 0.3)
        self.ambient, self.diffuse = 0.6, 0.4

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
        """Draw the surface."""
        if self.geometry is None:
            return
        shader = self.begin(canvas, device, "mesh", self.geometry)
        set_material(shader, (1.0, 1.0, 1.0, 1.0), self.ambient, self.diffuse)
        shader.set("u_levels", float(self.levels))
        shader.set("u_level_color", QVector4D(*self.level_color))
        shader.set("u_level_width", canvas.pixel_ratio)
        device.draw(0, len(self.geometry.indices))


class ShapesItem(SceneItem):
    """Flat shapes on the surface."""

    def __init__(self, slot: str, depth: int, is_moving: bool = False) -> None:
        super().__init__(slot, depth, is_moving)
        self.shapes: Shapes | None = None

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
        """Draw the shapes, faintly where a hill hides them."""
        if self.shapes is None:
            return
        shader = self.begin(canvas, device, "mesh", self.shapes.geometry)
        set_material(shader, (0.0, 0.0, 0.0, 1.0), 1.0, 0.0)
        for fill in self.shapes.fills:
            shader.set("u_tint", QVector4D(*fill.color))
            device.draw(fill.first, fill.count)
        device.gl.depth_func(gl.GREATER)
        device.gl.depth_mask(False)
        for fill in self.shapes.fills:
            shader.set("u_tint", QVector4D(*fill.color[:3], HIDDEN * fill.color[3]))
            device.draw(fill.first, fill.count)


class SegmentsItem(SceneItem):
    """Lines; which stretches of the geometry are drawn, and how, is what ``strokes`` says."""

    def __init__(self, slot: str, depth: int, is_moving: bool = False) -> None:
        super().__init__(slot, depth, is_moving)
        self.geometry: Geometry | None = None
        self.strokes: Sequence[Stroke] = ()

    def show(self, lines: Lines | None) -> None:
        """Show other lines, or none."""
        self.geometry = None if lines is None else lines.geometry
        self.strokes = () if lines is None else lines.strokes

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
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
        self.axes: BoxAxes | None = None
        self.color: Color = (0.5, 0.5, 0.5, 1.0)

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
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
        self.spheres: tuple[tuple[Sphere, ...], ...] = ()
        """Those of one size together."""
        self.rim: Color = (0.0, 0.0, 0.0, 1.0)

    def draw(self, canvas: SceneCanvas, device: Device) -> None:
        """Draw what a hill hides faintly, and the rest over it."""
        if self.heights is None or not self.spheres:
            return
        small: list[tuple[Sphere, ...]] = []
        large: list[tuple[Sphere, ...]] = []
        for kind in self.spheres:
            is_small = canvas.is_on_screen and kind[0].size < COARSE_SIZE
            (small if is_small else large).append(kind)
        # Those drawn last lie over the others where their edges are transparent.
        for kinds, body in ((small, coarse_sphere()), (large, sphere())):
            if kinds:
                self._draw_kinds(canvas, device, kinds, body)

    def _draw_kinds(
        self, canvas: SceneCanvas, device: Device, kinds: list[tuple[Sphere, ...]], body: Geometry
    ) -> None:
        """Draw balls of several sizes as copies of one body; of coarse ones only those told apart."""
        assert self.heights is not None
        radius = ball_radius(canvas.lens)
        if body is not sphere():
            kinds = [told_apart(kind, radius) for kind in kinds]
        # Those of one opacity are drawn at once: a call costs more than all the triangles of a ball.
        ordered = [sorted(kind, key=lambda ball: -ball.color[3]) for kind in kinds]
        drawn = [each for kind in ordered for each in kind]
        centers = np.concatenate([resting(self.heights, kind, radius) for kind in ordered])
        radii = radius * np.array([each.size for each in drawn])
        colors = np.array([each.color for each in drawn])
        runs = groupby(each.color[3] for each in drawn)
        groups = [(opacity, len(body.indices) * len(list(same))) for opacity, same in runs]
        shader = self.begin(canvas, device, "mesh", spheres(centers, radii, colors, body))
        set_material(shader, (1.0, 1.0, 1.0, 1.0), 1.0, 0.0)
        device.gl.enable(gl.CULL_FACE)
        device.gl.cull_face(gl.BACK)
        device.gl.depth_mask(False)
        device.gl.depth_func(gl.GREATER)
        _draw_groups(shader, device, groups, HIDDEN)
        device.gl.depth_mask(True)
        device.gl.depth_func(gl.LEQUAL)
        shader.set("u_light", QVector3D(0.62, 0.42, 0.55))
        _draw_groups(shader, device, groups, 1.0)
        # The rim is the inside of a slightly larger ball, of which only what stands out is seen.
        device.gl.cull_face(gl.FRONT)
        shader.set("u_light", QVector3D(1.0, 0.0, 0.0))
        rims = radii + RIM / canvas.lens.pixels_per_unit
        device.bind("rims", spheres(centers, rims, np.array([self.rim] * len(drawn)), body), "mesh")
        _draw_groups(shader, device, groups, self.rim[3])
        device.gl.disable(gl.CULL_FACE)


def _draw_groups(shader: Program, device: Device, groups: list[tuple[float, int]], share: float) -> None:
    """Draw balls that follow each other in what is bound: (opacity, indices), by a share of the opacity."""
    first = 0
    for opacity, count in groups:
        shader.set("u_tint", QVector4D(1.0, 1.0, 1.0, share * opacity))
        device.draw(first, count)
        first += count


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
