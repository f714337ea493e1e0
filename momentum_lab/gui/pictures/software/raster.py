"""Samples with depth: what lies nearest is seen, and what is transparent is blended over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Bytes, Floats, Indices
from momentum_lab.core.values import dataclass

CHUNK: Final = 1_500_000
"""Samples that are looked at in one go."""


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """Samples of some shapes: the number of the shape, the number of the sample, and its middle."""

    owner: Indices
    sample: Indices
    x: Floats
    y: Floats

    def of(self, which: Bools) -> Fragments:
        """Return some of them."""
        return Fragments(self.owner[which], self.sample[which], self.x[which], self.y[which])


class Raster:
    """Colours (row, column, 4), premultiplied by their opacity, and depths, of the rows from ``top`` on."""

    def __init__(
        self, width: int, height: int, background: tuple[float, float, float, float], top: int = 0
    ) -> None:
        self.width, self.height, self.top = width, height, top
        ground = np.array(background, dtype=np.float32)
        ground[:3] *= ground[3]
        self._colors = np.tile(ground, (width * height, 1))
        self._depth = np.full(width * height, np.inf, dtype=np.float32)

    def averaged(self, fineness: int) -> Bytes:
        """Return the colours as bytes, each the mean of ``fineness`` × ``fineness`` samples."""
        blocks = self._colors.reshape(self.height // fineness, fineness, self.width // fineness, fineness, 4)
        averages: Bytes = np.rint(255.0 * blocks.mean(axis=(1, 3))).clip(0, 255).astype(np.uint8)
        return averages

    def boxes(self, low: Floats, high: Floats) -> Iterator[Fragments]:
        """Yield the samples within boxes from ``low`` to ``high`` (shape, 2), some shapes at a time."""
        least, most = np.array([0, self.top]), np.array([self.width, self.top + self.height])
        first = np.clip(np.ceil(low - 0.5), least, most).astype(np.intp)
        last = np.clip(np.floor(high - 0.5), least - 1, most - 1).astype(np.intp)
        extent = np.maximum(last - first + 1, 0)
        counts = extent[:, 0] * extent[:, 1]
        shapes = np.flatnonzero(counts)
        ends = np.cumsum(counts[shapes])
        begin = 0
        while begin < len(shapes):
            before = int(ends[begin - 1]) if begin else 0
            end = max(int(np.searchsorted(ends, before + CHUNK, side="right")), begin + 1)
            some = shapes[begin:end]
            owner = np.repeat(some, counts[some])
            place = np.arange(len(owner)) - np.repeat(ends[begin:end] - counts[some] - before, counts[some])
            row, column = np.divmod(place, extent[owner, 0])
            column, row = column + first[owner, 0], row + first[owner, 1]
            yield Fragments(owner, (row - self.top) * self.width + column, column + 0.5, row + 0.5)
            begin = end

    def triangles(self, corners: Floats) -> Iterator[tuple[Fragments, Floats]]:
        """Yield the samples in triangles (triangle, corner, 3), and the share (sample, 3) of each corner."""
        a, b, c = corners[:, 0, :2], corners[:, 1, :2], corners[:, 2, :2]
        area = _cross(b - a, c - a)
        with np.errstate(divide="ignore"):
            inverse = np.where(np.abs(area) > 1e-12, 1.0 / area, np.nan)
        for found in self.boxes(corners[:, :, :2].min(axis=1), corners[:, :, :2].max(axis=1)):
            way = np.stack([found.x, found.y], axis=-1) - a[found.owner]
            second = _cross(way, (c - a)[found.owner]) * inverse[found.owner]
            third = _cross((b - a)[found.owner], way) * inverse[found.owner]
            with np.errstate(invalid="ignore"):
                inside = (second >= 0.0) & (third >= 0.0) & (second + third <= 1.0)
            shares = np.stack([1.0 - second - third, second, third], axis=-1)
            yield found.of(inside), shares[inside]

    def put(self, sample: Indices, depth: Floats, colors: Floats, is_behind: bool = False) -> None:
        """Blend colours (sample, 4) over what is there: where they are nearer, or where they are hidden.

        What is hidden leaves the depths alone.
        """
        nearer = depth.astype(np.float32) <= self._depth[sample]
        kept = ~nearer if is_behind else nearer
        sample, depth, colors = sample[kept], depth[kept], colors[kept]
        order = np.argsort(-depth, kind="stable")  # of several on one spot, the nearest is written last
        sample, opacity = sample[order], colors[order, 3:]
        premultiplied = np.concatenate([colors[order, :3] * opacity, opacity], axis=-1)
        self._colors[sample] = premultiplied + self._colors[sample] * (1.0 - opacity)
        if not is_behind:
            self._depth[sample] = depth[order]


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
