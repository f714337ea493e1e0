"""Trails in pieces: dashes lie where they belong, however a line is drawn, and corners have no gaps."""

from __future__ import annotations

import gc
import sys
from itertools import pairwise

import numpy as np
import pytest
from driving import bowl, color_at, is_color, picture_of
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QBuffer, QLineF, QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.appearance import DASHES
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.far_off import ClippedLine
from momentum_lab.figures.primitives import Casing, Polyline
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.line_blocks import LARGEST, draw_lines
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.gui.views.painting import STRAIGHT, corners_of
from momentum_lab.gui.views.strokes import (
    LineBand,
    Pieces,
    dashes_of,
    stroke_last,
    stroke_pieces,
    stroke_whole,
    way_along,
)
from momentum_lab.gui.views.track import Track
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate

BAND = LineBand("#0072b2", 2.0)
DASHED = pytest.mark.parametrize("dash", [d for d in DASHES.values() if d], ids=str)


def line(points: np.ndarray, dash: tuple[float, ...], width: float = 2.0) -> Polyline:
    return Polyline(points, BAND.color, width, dash=dash)


def painted(draw) -> np.ndarray:
    """How much of each pixel (row, column) is covered, 0 to 1."""
    image = QImage(300, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    bits = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), dtype=np.uint8)
    return 1.0 - bits.reshape(120, 300, 4)[..., 2] / 255.0


@DASHED
@pytest.mark.parametrize("before", [0.0, 3.7, 1234.5])
def test_that_dashes_lie_where_the_way_from_the_start_puts_them(dash, before: float) -> None:
    points = np.array([[10.0, 60.0], [290.0, 60.0]])
    lengths = dashes_of(line(points, dash))
    seen = painted(lambda painter: stroke_pieces(painter, points, BAND, lengths, before))[59:61].mean(axis=0)
    ends = np.cumsum([0.0, *lengths])
    for x in range(12, 288):
        at = (before + x + 0.5 - 10.0) % ends[-1]
        from_end = np.abs(np.concatenate([ends, ends - ends[-1], ends + ends[-1]]) - at).min()
        if from_end > 0.75:
            is_dash = np.searchsorted(ends, at, side="right") % 2 == 1
            assert (seen[x] > 0.9) is is_dash or (seen[x] < 0.1) is not is_dash, x


@DASHED
def test_that_pieces_look_like_one_dashed_line(dash) -> None:
    turn = np.linspace(0.0, 3.0, 80)
    points = np.stack([20.0 + 85.0 * turn, 60.0 + 40.0 * np.sin(2.0 * turn)], axis=1)
    lengths = dashes_of(line(points, dash))
    one = painted(lambda painter: stroke_pieces(painter, points, BAND, lengths, 5.0))
    other = painted(lambda painter: stroke_whole(painter, points, BAND, lengths, 5.0))
    assert one.sum() == pytest.approx(other.sum(), rel=0.08)  # seams are a little lighter
    assert np.abs(one - other).mean() < 0.08 * one.mean()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 500.0), st.floats(5.0, 120.0), st.sampled_from([d for d in DASHES.values() if d]))
def test_that_the_last_piece_has_the_dashes_of_the_others(before: float, length: float, dash) -> None:
    points = np.array([[20.0, 60.0], [20.0 + length, 60.0]])
    lengths = dashes_of(line(points, dash))
    for band in (BAND, LineBand(BAND.color, 3.2, beyond=0.6)):

        def last(painter: QPainter, band: LineBand = band) -> None:
            painter.setPen(band.pen)
            stroke_last(painter, points, band, lengths, before)

        def pieces(painter: QPainter, band: LineBand = band) -> None:
            stroke_pieces(painter, points, band, lengths, before)

        assert np.abs(painted(last) - painted(pieces)).max() < 0.02


def test_that_there_is_no_gap_at_a_corner() -> None:
    for angle in np.radians([10, 45, 90, 120, 150]):
        way = np.array([[30.0, 60.0], [130.0, 60.0], [130.0 + 50 * np.cos(angle), 60.0 - 50 * np.sin(angle)]])
        band = LineBand(BAND.color, 9.0)
        seen = painted(lambda painter, w=way, b=band: stroke_pieces(painter, w, b, (), 0.0))
        outer = way[1] + 3.0 * np.array([np.sin(angle / 2), np.cos(angle / 2)])
        assert seen[int(outer[1]), int(outer[0])] > 0.9, angle


def test_that_an_edge_is_seen_on_every_side_of_a_dash() -> None:
    points = np.array([[10.0, 60.5], [290.0, 60.5]])
    dashed = Polyline(points, "#ffffff", 4.0, dash=(6.0, 2.5), casing=Casing("#000000", 1.5))
    lengths = dashes_of(dashed)

    def draw(painter: QPainter) -> None:
        for band in (LineBand("#000000", 7.0, beyond=1.5), LineBand("#ffffff", 4.0)):
            stroke_pieces(painter, points, band, lengths, 0.0)

    seen = painted(draw)
    middle = seen[60, 12:280]
    assert middle[:20].max() < 0.1  # a dash of 24 pixels begins at 10
    assert middle[22] > 0.8  # its edge
    assert middle[25:30].max() < 0.1  # the gap
    assert seen[57, 20] > 0.8
    assert seen[60, 20] < 0.1


def test_that_what_is_kept_in_pieces_is_drawn_up_to_the_step(qtbot: QtBot) -> None:
    steps = np.arange(200)
    pixels = np.stack([10.0 + 1.4 * steps, 60.0 + 30.0 * np.sin(steps / 9.0)], axis=1)
    way = ClippedLine(pixels, steps, False)
    track = Track(steps, pixels, 0.5, lambda step: pixels[step : step + 1], way)
    for step in (0, 1, 57, 199):
        everywhere = QRectF(0, 0, 300, 120)
        first, last = track.seen(step, everywhere)
        kept = painted(lambda p, s=step, f=first, e=last: _draw(p, track, f, e, s))
        line, before = track.part(step, everywhere)
        whole = painted(lambda p, w=line, b=before: stroke_pieces(p, w, BAND, (), b))
        under = int(line[-2, 0]) - 2 if step else 300  # beyond it the ball lies on the line
        assert np.abs(kept - whole)[:, :under].sum() <= 0.5, step
        every = painted(lambda p, s=step: stroke_pieces(p, pixels[: s + 1], BAND, (), 0.0))
        assert np.abs(kept - every).mean() <= 0.03 * every.mean(), step
    first, last = track.seen(199, QRectF(100, 0, 50, 120))
    some = painted(lambda p: _draw(p, track, first, last))
    assert some[:, 105:145].sum() == pytest.approx(whole[:, 105:145].sum())
    assert some[:, :80].sum() == 0.0


@pytest.mark.parametrize("box", [QRectF(100.0, -20.0, 80.0, 40.0), QRectF(150.0, 80.0, 40.0, 40.0)])
def test_that_the_part_in_a_box_is_what_is_seen_there_and_dashed_alike(qtbot: QtBot, box: QRectF) -> None:
    pixels = np.array([[-4e4, 0.0], [-4e4, 100.0], [5e4, 100.0], [5e4, 0.0], [240.0, 5.0]])
    steps = np.arange(len(pixels))
    track = Track(steps, pixels, 0.5, lambda step: pixels[step : step + 1], ClippedLine(pixels, steps, False))
    dash = (12.0, 6.0)
    for step in range(len(pixels)):
        line, before = track.part(step, box)
        parts = [painted(lambda p, w=line, b=before: stroke_pieces(p, w, BAND, dash, b))]
        parts.append(painted(lambda p, s=step: stroke_pieces(p, pixels[: s + 1], BAND, dash, 0.0)))
        top, left = max(int(box.top()), 0), int(box.left())
        part, whole = (each[top : int(box.bottom()), left : int(box.right())] for each in parts)
        assert np.abs(part - whole).max(initial=0.0) <= 0.1, step
        assert np.hypot(*np.diff(line, axis=0).T).sum() < 5_000.0 or whole.max(initial=0.0) == 0.0


def test_that_dashes_are_there_however_far_one_zooms_in(qtbot: QtBot) -> None:
    run = simulate(
        bowl(Ball("momentum", {"learning_rate": 0.02}, color="#0072b2", marker="square"), steps=80)
    )
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(660, 480)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, run.computed)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    one, other = run.position[0, 3:5]
    x, y = 0.5 * (one + other)
    size = 0.25 * float(np.abs(other - one).max())
    for width in (size, 0.1 * size, 0.01 * size):
        view.look_as(VisibleRange(("x", "y"), x - width / 2, y - width / 2, width, width))
        image = picture_of(view.widget)
        ends = [view.pixel_of(tuple(p)) for p in (one, other)]
        way = ends[1] - ends[0]
        middle, step = view.pixel_of((x, y)), way / float(np.hypot(way.x(), way.y()))
        seen = [is_color(color_at(image, middle + t * step), "#0072b2", 60) for t in range(-60, 61)]
        assert 0.4 < np.mean(seen) < 0.8, width


def _draw(painter: QPainter, track: Track, first: float, last: float, step: int | None = None) -> None:
    painter.setPen(BAND.pen)
    track.pieces(BAND, ()).draw(painter, first, last)
    if step is not None:
        end, before = track.end(step)
        stroke_last(painter, end, BAND, (), before)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.02, 0.3, 2.0]), st.sampled_from([0.0, 0.05, 0.5]))
def test_that_what_is_drawn_as_one_piece_is_straight(seed: int, reach: float, noise: float) -> None:
    chance = np.random.default_rng(seed)
    turn = chance.normal(0.0, noise, 300).cumsum()
    points = (reach * np.stack([np.cos(turn), np.sin(turn)], axis=1)).cumsum(axis=0)
    corners = corners_of(points, way_along(points))
    assert {0, len(points) - 1} <= set(corners.tolist())
    for first, last in pairwise(corners.tolist()):
        way = points[last] - points[first]
        inner = points[first : last + 1] - points[first]
        share = np.clip(inner @ way / max(way @ way, 1e-300), 0.0, 1.0)
        assert np.hypot(*(inner - share[:, None] * way).T).max() <= STRAIGHT + 1e-9


def test_that_a_line_is_equally_dark_however_densely_its_steps_lie(qtbot: QtBot) -> None:
    seen = []
    for steps in (20, 200, 460):
        numbers = np.arange(steps)
        pixels = np.stack([np.linspace(10.0, 290.0, steps), np.linspace(40.2, 71.3, steps)], axis=1)
        way = ClippedLine(pixels, numbers, False)
        track = Track(numbers, pixels, 0.5, lambda step, p=pixels: p[step : step + 1], way)
        seen.append(painted(lambda p, t=track, s=steps: _draw(p, t, *t.seen(s - 1, QRectF(0, 0, 300, 120)))))
    assert [each.sum() for each in seen[1:]] == pytest.approx([seen[0].sum()] * 2, rel=0.03)


@pytest.mark.parametrize("marker", [marker for marker, dash in DASHES.items() if dash])
def test_that_dashes_are_the_same_while_a_slider_is_dragged(qtbot: QtBot, marker: str) -> None:
    run = simulate(bowl(Ball("momentum", {"learning_rate": 0.05}, color="#0072b2", marker=marker)))
    view = ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(660, 480)
    view.set_look(LIGHT, Drawing())
    view.show_run(run, run.computed)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    slow = picture_of(view.widget)
    view.set_quick(True)
    quick = picture_of(view.widget)
    spots = [QPointF(x, y) for x in range(80, 560, 1) for y in range(20, 420, 3)]
    colored = [spot for spot in spots if is_color(color_at(slow, spot), "#0072b2", 12)]
    assert len(colored) > 20
    same = [is_color(color_at(quick, spot), "#0072b2", 24) for spot in colored]
    assert np.mean(same) > 0.97
    again = [spot for spot in spots if is_color(color_at(quick, spot), "#0072b2", 12)]
    assert len(again) == pytest.approx(len(colored), rel=0.05)


@pytest.mark.parametrize("dash", [(), (6.0, 4.0), (0.5, 0.4)])
@pytest.mark.parametrize("beyond", [0.0, 0.6])
def test_that_a_drawing_has_no_empty_list_of_dashes(qapp: QApplication, dash, beyond: float) -> None:
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    band = LineBand("#d62728", 3.0, 1.0, beyond)
    stroke_whole(painter, np.array([[0.0, 0.0], [40.0, 10.0]]), band, dash, 7.0)
    painter.end()
    drawing = bytes(buffer.data()).decode()
    assert 'stroke-dasharray=""' not in drawing
    assert ("stroke-dasharray" in drawing) is bool(dash and dash[1] > 2.0 * beyond)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100, (1 << LARGEST) - 1, 1 << LARGEST, (2 << LARGEST) + 5])
def test_that_lines_in_blocks_are_the_same_lines(count: int) -> None:
    ends = np.random.default_rng(count).uniform(0.0, [300.0, 120.0, 300.0, 120.0], (count, 4))

    def one_by_one(painter: QPainter) -> None:
        for numbers in ends.tolist():
            painter.drawLine(QLineF(*numbers))

    assert np.array_equal(painted(lambda painter: draw_lines(painter, ends)), painted(one_by_one))


def test_that_nothing_stays_of_a_trail_that_was_drawn() -> None:
    points = np.random.default_rng(0).uniform(0.0, 100.0, (50, 2))
    along = way_along(points)
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setPen(BAND.pen)

    def draw() -> None:
        for upto in along.tolist():
            Pieces(points, along, BAND, ()).draw(painter, 0.0, upto)

    draw()  # what is kept once is there now
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(4):
        draw()
    gc.collect()
    after = sys.getallocatedblocks()
    painter.end()
    assert after - before < len(points)  # two for each drawing it was
