"""Areas on the surface: triangles that make up a polygon, and no more than is on the map."""

from __future__ import annotations

import numpy as np
import pytest

from momentum_lab.gui.views.gl.areas import LIFT, PIECE, area_of
from momentum_lab.gui.views.gl.heightmap import HeightMap, height_map
from momentum_lab.gui.views.gl.trails import lines_between
from momentum_lab.landscapes import landscape_from_formula


@pytest.fixture
def heights() -> HeightMap:
    return height_map(landscape_from_formula("x**2 + y**2", ((-2.0, 2.0), (-2.0, 2.0))).ground)


def corners_of(heights: HeightMap, corners: list[tuple[float, ...]]) -> np.ndarray | None:
    """The triangles (triangle, corner, 3) of an area."""
    geometry = area_of(heights, np.array(corners))
    return (
        None if geometry is None else geometry.vertices[geometry.indices, :3].reshape(-1, 3, 3).astype(float)
    )


def size(triangles: np.ndarray) -> float:
    """How much of the floor they cover, each counted by itself."""
    (ax, ay), (bx, by) = (np.moveaxis(triangles[:, i, :2] - triangles[:, 0, :2], -1, 0) for i in (1, 2))
    return float(np.abs(ax * by - ay * bx).sum() / 2)


@pytest.mark.parametrize("turned", [False, True], ids=["counter-clockwise", "clockwise"])
@pytest.mark.parametrize(
    ("corners", "wanted"),
    [
        ([(0.0, 0.0), (0.5, 0.0), (0.5, 0.4), (0.0, 0.4)], 0.2),
        ([(0.0, 0.0), (0.6, 0.0), (0.6, 0.6), (0.3, 0.1), (0.0, 0.6)], 0.21),  # bitten into
        ([(0.8, 0.0), (1.8, 0.0), (1.8, 0.5), (0.8, 0.5)], 0.1),  # the map ends at 1
        ([(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)], 4.0),
    ],
)
def test_that_triangles_cover_a_polygon_as_far_as_it_is_on_the_map(heights, corners, wanted, turned) -> None:
    triangles = corners_of(heights, corners[::-1] if turned else corners)
    assert triangles is not None
    assert size(triangles) == pytest.approx(wanted, rel=0.03)  # it is lifted along the normals
    assert (np.abs(triangles[..., :2]) <= 1.0 + LIFT).all()


def test_that_an_area_follows_the_surface(heights) -> None:
    triangles = corners_of(heights, [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)])
    assert triangles is not None
    sides = np.linalg.norm((triangles - np.roll(triangles, 1, axis=1))[..., :2], axis=-1)
    assert sides.max() < 2.5 * PIECE
    above = triangles[..., 2] - heights.height_at(np.clip(triangles[..., :2], -1.0, 1.0))
    assert above.min() > 0.0
    assert above.max() < 2.0 * LIFT


def test_that_an_area_with_heights_of_its_own_is_flat(heights) -> None:
    triangles = corners_of(heights, [(-0.5, -0.5, 0.7), (0.5, -0.5, 0.7), (0.0, 0.5, 0.7)])
    assert triangles is not None
    assert triangles[..., 2] == pytest.approx(0.7)
    assert size(triangles) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "corners",
    [[(1.2, 0.0), (1.5, 0.0), (1.5, 0.5)], [(0.0, 0.0), (0.5, np.nan), (0.2, 0.3)], [(0.0, 0.0), (0.5, 0.5)]],
    ids=["off the map", "not finite", "no area"],
)
def test_that_there_may_be_nothing_to_draw(heights, corners) -> None:
    assert corners_of(heights, corners) is None


@pytest.mark.parametrize("step", [5e-324, 1e-310, 1e-300, 1e300])
@pytest.mark.parametrize("begin", [(0.0, 0.0), (0.9, -0.9), (50.0, 0.0), (1e300, 1e300)])
def test_that_a_line_is_laid_however_short_or_long_it_is(
    heights: HeightMap, begin: tuple[float, float], step: float
) -> None:
    begins = np.array([begin])
    for way in ((step, 0.0), (0.0, -step), (step, step)):
        lines = lines_between(heights, begins, begins + np.array([way]))
        assert np.isfinite(lines.geometry.vertices).all()
