"""What the shaders of the 3-D view do, for samples: the surface, lines, flat marks and balls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.gui.pictures.software.eye import Eye
from momentum_lab.gui.pictures.software.raster import Raster
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import Color, Stroke
from momentum_lab.gui.views.gl.solid import Shapes
from momentum_lab.gui.views.gl.spheres import HIDDEN, RIM, Sphere, ball_radius, resting

PIECE_PIXELS: Final = 12.0
_LAMP: Final = np.array([-0.55, 0.65, 0.6]) / np.linalg.norm([-0.55, 0.65, 0.6])
BALL_LIGHT: Final = (0.62, 0.42, 0.55)
"""Shares of light from everywhere, from the lamp, and of the lamp's reflection."""


def draw_surface(
    raster: Raster, eye: Eye, mesh: Geometry, light: tuple[float, float], levels: int, line: Color
) -> None:
    """Draw the landscape: coloured by height, lit, with iso-height lines a logical pixel wide."""
    vertices = mesh.vertices.astype(np.float64)
    seen = eye.seen(vertices[:, :3])
    screen = eye.screen(seen)
    facing = vertices[:, 3:6] @ eye.turned[:3, :3].T @ _LAMP
    corners = mesh.indices.reshape(-1, 3)
    triangles = screen[corners]
    front = _signed_area(triangles) < 0.0  # y points down
    toward = np.where(front[:, None], facing[corners], -facing[corners])
    lit = light[0] + light[1] * np.maximum(toward, 0.0)
    level = vertices[:, 9][corners] * levels
    steepness = _steepness(triangles, level)
    colors = vertices[:, 6:9][corners]
    for found, shares in raster.triangles(triangles):
        owner = found.owner
        rgb = np.einsum("fc,fck->fk", shares, colors[owner]) * _mixed(shares, lit[owner])[:, None]
        place, pixel = _mixed(shares, level[owner]), np.maximum(steepness[owner], 1e-5)
        apart = np.abs((place + 0.5) % 1.0 - 0.5) / pixel
        cover = np.clip(0.5 * eye.scale + 0.5 - apart, 0.0, 1.0)
        flat = np.clip((pixel * eye.scale - 0.15) / 0.35, 0.0, 1.0)
        cover *= 1.0 - flat * flat * (3.0 - 2.0 * flat)  # where lines run together they would turn it grey
        cover *= line[3] * ((place >= 0.5) & (place <= levels - 0.5))
        rgb += (np.array(line[:3]) - rgb) * cover[:, None]
        opaque = np.concatenate([np.clip(rgb, 0.0, 1.0), np.ones((len(rgb), 1))], axis=-1)
        raster.put(found.sample, _mixed(shares, triangles[owner, :, 2]), opaque)


def draw_shapes(raster: Raster, eye: Eye, shapes: Shapes) -> None:
    """Draw flat shapes, faintly where something hides them."""
    screen = eye.screen(eye.seen(shapes.geometry.vertices[:, :3].astype(np.float64)))
    for is_behind, opacity in ((False, 1.0), (True, HIDDEN)):
        for fill in shapes.fills:
            corners = shapes.geometry.indices[fill.first : fill.first + fill.count]
            triangles = screen[corners.reshape(-1, 3)]
            shade = np.array([*fill.color[:3], fill.color[3] * opacity])
            for found, shares in raster.triangles(triangles):
                depth = _mixed(shares, triangles[found.owner, :, 2])
                raster.put(found.sample, depth, np.tile(shade, (len(depth), 1)), is_behind)


def draw_strokes(raster: Raster, eye: Eye, geometry: Geometry, strokes: Sequence[Stroke]) -> None:
    """Draw lines of a width in logical pixels, one stroke after the other."""
    ends = geometry.vertices.reshape(-1, 4, 10)[:, 0, :8].astype(np.float64).reshape(-1, 2, 4)
    for stroke in strokes:
        if stroke.count:
            taken = ends[stroke.first : stroke.first + stroke.count]
            _draw_stroke(raster, eye, _in_pieces(taken, PIECE_PIXELS / eye.lens.pixels_per_unit), stroke)


def draw_balls(raster: Raster, eye: Eye, heights: HeightMap, balls: Sequence[Sphere], rim: Color) -> None:
    """Draw balls of one size: what a hill hides faintly, then the rest, then the rim that sets them off."""
    if not balls:
        return
    radius = balls[0].size * ball_radius(eye.lens)
    centers = eye.seen(resting(heights, balls, ball_radius(eye.lens)))
    colors = np.array([ball.color for ball in balls])
    outer = radius + RIM / eye.lens.pixels_per_unit
    rims = np.array([(*rim[:3], rim[3] * ball.color[3]) for ball in balls])
    faint = colors * (1.0, 1.0, 1.0, HIDDEN)
    _draw_discs(raster, eye, centers, radius, faint, is_behind=True)
    _draw_discs(raster, eye, centers, radius, colors, light=BALL_LIGHT)
    _draw_discs(raster, eye, centers, outer, rims, side=-1.0)


def _draw_discs(
    raster: Raster,
    eye: Eye,
    centers: Floats,
    radius: float,
    colors: Floats,
    light: tuple[float, float, float] = (1.0, 0.0, 0.0),
    side: float = 1.0,
    is_behind: bool = False,
) -> None:
    """Draw the near halves of spheres, or the far ones where ``side`` is -1."""
    spots = eye.screen(centers)
    reach = eye.scale * eye.lens.focal * radius / -centers[:, 2]
    for found in raster.boxes(spots[:, :2] - reach[:, None], spots[:, :2] + reach[:, None]):
        owner = found.owner
        x = (found.x - spots[owner, 0]) / reach[owner]
        y = (spots[owner, 1] - found.y) / reach[owner]
        inside = x * x + y * y <= 1.0
        found, x, y, owner = found.of(inside), x[inside], y[inside], owner[inside]
        normal = np.stack([x, y, side * np.sqrt(1.0 - x * x - y * y)], axis=-1)
        surface = centers[owner] + radius * normal
        toward = -surface / np.linalg.norm(surface, axis=-1, keepdims=True)
        half = _LAMP + toward
        half /= np.linalg.norm(half, axis=-1, keepdims=True)
        shine = light[2] * np.maximum((normal * half).sum(axis=-1), 0.0) ** 30
        lit = light[0] + light[1] * np.maximum(normal @ _LAMP, 0.0)
        shaded = colors[owner].copy()
        shaded[:, :3] = np.clip(shaded[:, :3] * lit[:, None] + shine[:, None], 0.0, 1.0)
        raster.put(found.sample, eye.screen(surface)[:, 2], shaded, is_behind)


def _draw_stroke(raster: Raster, eye: Eye, ends: Floats, stroke: Stroke) -> None:
    """Draw segments (segment, end, 4), whose fourth number is the length of the path up to there."""
    screen = eye.screen(eye.seen(ends[..., :3]))
    way = screen[:, 1, :2] - screen[:, 0, :2]
    length = np.linalg.norm(way, axis=-1)
    along = np.where(length[:, None] > 1e-5, way / np.maximum(length, 1e-5)[:, None], (1.0, 0.0))
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    half = 0.5 * stroke.width * eye.scale
    wide = half + stroke.edge * eye.scale
    beyond = half if stroke.round_ends else 0.0
    low, high = screen[:, 0, :2] - along * beyond, screen[:, 1, :2] + along * beyond
    sides = np.stack([low - across * wide, low + across * wide, high - across * wide, high + across * wide])
    per_path = eye.lens.pixels_per_unit / stroke.dash_width
    for found in raster.boxes(sides.min(axis=0), sides.max(axis=0)):
        owner = found.owner
        offset = np.stack([found.x, found.y], axis=-1) - screen[owner, 0, :2]
        here, off = (offset * along[owner]).sum(axis=-1), (offset * across[owner]).sum(axis=-1)
        outside = np.maximum(-here, here - length[owner])
        kept = (outside <= beyond) & (np.abs(off) <= wide)
        kept &= (outside <= 0.0) | (outside**2 + off**2 <= half**2)
        share = here / np.maximum(length[owner], 1e-9)
        if stroke.dash:
            path = ends[owner, 0, 3] + share * (ends[owner, 1, 3] - ends[owner, 0, 3])
            kept &= _is_dash((path * per_path) % sum(stroke.dash), stroke.dash)
        share = np.clip(share, 0.0, 1.0)
        depth = screen[owner, 0, 2] + share * (screen[owner, 1, 2] - screen[owner, 0, 2])
        colors = np.where((np.abs(off) > half)[:, None], np.array(stroke.edge_color), np.array(stroke.color))
        raster.put(found.sample[kept], depth[kept], colors[kept])


def _in_pieces(ends: Floats, longest: float) -> Floats:
    """Return segments (segment, end, 4) cut into pieces: the box around a long one is mostly empty."""
    lengths = np.linalg.norm(ends[:, 1, :3] - ends[:, 0, :3], axis=-1)
    counts = np.maximum(np.ceil(lengths / longest).astype(np.intp), 1)
    segment = np.repeat(np.arange(len(ends)), counts)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)
    start, way = ends[segment, 0], (ends[segment, 1] - ends[segment, 0]) / counts[segment, None]
    return np.stack([start + number[:, None] * way, start + (number + 1)[:, None] * way], axis=1)


def _is_dash(place: Floats, dash: tuple[float, ...]) -> Bools:
    ends = np.cumsum(dash)
    return np.asarray(np.searchsorted(ends, place, side="right") % 2 == 0)


def _mixed(shares: Floats, values: Floats) -> Floats:
    return np.asarray((shares * values).sum(axis=-1))


def _signed_area(triangles: Floats) -> Floats:
    one, other = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def _steepness(triangles: Floats, level: Floats) -> Floats:
    """Return how much a level (triangle, corner) changes from sample to sample."""
    one, other = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    first, second = level[:, 1] - level[:, 0], level[:, 2] - level[:, 0]
    area = _signed_area(triangles)
    with np.errstate(divide="ignore", invalid="ignore"):
        across = (first * other[:, 1] - second * one[:, 1]) / area
        down = (second * one[:, 0] - first * other[:, 0]) / area
    return np.asarray(np.nan_to_num(np.abs(across) + np.abs(down), nan=np.inf, posinf=np.inf))
