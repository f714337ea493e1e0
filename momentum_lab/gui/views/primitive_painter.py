"""Primitives on a painter: how lines, markers, arrows, texts and areas look in every flat figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPixmap,
    QTransform,
)

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import (
    PREDICTED,
    SECOND_HEAD,
    SIGNS,
    START,
    Area,
    Arrow,
    Caption,
    Casing,
    Dots,
    Marker,
    Polyline,
    Primitive,
    Text,
)
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.gui.views.painting import (
    dashed_pen,
    draw_cross,
    draw_marker,
    draw_start,
    marker_path,
    polygon,
)
from momentum_lab.gui.views.strokes import (
    bands_of,
    dashes_of,
    is_of_pixels,
    stroke_last,
    stroke_pieces,
    stroke_whole,
    way_along,
)
from momentum_lab.gui.views.texts import draw_caption, draw_text, shade
from momentum_lab.gui.views.track import Track

TANGLE: Final = 20_000.0
"""Pixels: a longer way goes to and fro so often that its dashes cannot be seen; nor is it kept in pieces."""
TOLD_APART: Final = 1.5
"""Pixels: dots nearer to each other than about that are seen as one."""
HEAD: Final = 0.4
"""Half the width of an arrow's head, in its length."""

Pixels: TypeAlias = Callable[[Floats], Floats]
"""Returns where points (n, coordinate) are on the painter, (n, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The pixels (n, 2) of a stretch of a trail, and the length of the trail ``before`` them."""

    pixels: Floats
    before: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class KeptWay:
    """What can be seen in a box of a trail that is kept as pixels, up to a step."""

    track: Track
    step: int
    box: QRectF


Walk: TypeAlias = Callable[[Stretch], Way | KeptWay]


def plain_walk(line: Pixels) -> Walk:
    """Return what puts a stretch into pixels as if it were any line."""
    return lambda stretch: Way(line(stretch.points))


@dataclass(frozen=True, slots=True)
class PrimitivePainter:
    """Draws primitives in logical pixels.

    Attributes
    ----------
    pixels, line
        Where points are, each for itself, and where a line through them leads.
    font
        Of texts, where they do not say how large they are.
    plot
        The figure, in pixels: areas below a line reach to its lower edge.
    signs
        How large signs of minima and starts are, in their usual size.
    is_smooth
        Whether trails have smooth edges.
    exposed
        What is to be painted now, on the screen; None on paper, where all there is stays as it is.
    covered
        What of the figure something else will cover.
    """

    painter: QPainter
    pixels: Pixels
    line: Pixels
    walk: Walk
    font: QFont
    plot: QRectF
    is_smooth: bool = True
    signs: float = 1.0
    exposed: QRectF | None = None
    covered: QRectF | None = None

    def draw(self, primitives: Iterable[Primitive]) -> None:
        """Draw primitives, each over those before it; what is not finite is left out."""
        is_trail: bool | None = None
        shown = list(primitives)
        spots = self._spots(shown)
        for each in shown:
            was_trail, is_trail = is_trail, isinstance(each, Polyline) and isinstance(each.points, Stretch)
            if is_trail is not was_trail:  # each change of the state makes a drawing longer
                is_smooth = self.is_smooth or not is_trail
                self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
            match each:
                case Polyline():
                    self._draw_polyline(each)
                case Marker():
                    self._draw_marker(each, next(spots))
                case Dots():
                    self._draw_dots(each)
                case Arrow():
                    self._draw_arrow(each)
                case Text():
                    self._draw_text(each)
                case Caption():
                    beneath = self.pixels(each.clear_of)
                    draw_caption(self.painter, each, self.plot, self.font, beneath, self.covered)
                case Area():
                    self._draw_area(each)

    def _draw_polyline(self, line: Polyline) -> None:
        if isinstance(line.points, Stretch):
            self._draw_trail(line, self.walk(line.points))
        else:
            self._draw_line(line, self.line(line.points))

    def _draw_trail(self, line: Polyline, way: Way | KeptWay) -> None:
        if isinstance(way, KeptWay):
            if is_of_pixels(self.painter) and way.track.length <= TANGLE:
                self._draw_kept(line, way)
                return
            way = Way(*way.track.part(way.step, way.box))
        if len(way.pixels) < 2 or not np.all(np.isfinite(way.pixels)):
            return
        dash = () if way_along(way.pixels)[-1] > TANGLE else dashes_of(line)
        stroke = stroke_pieces if is_of_pixels(self.painter) else stroke_whole
        for band in bands_of(line):
            stroke(self.painter, way.pixels, band, dash, way.before)

    def _draw_kept(self, line: Polyline, way: KeptWay) -> None:
        """Draw what is seen of a trail that is kept in pieces, and what has come after them."""
        dash = dashes_of(line)
        first, last = way.track.seen(way.step, way.box)
        end, before = way.track.end(way.step)
        for band in bands_of(line):
            self.painter.setPen(band.pen)
            way.track.pieces(band, dash).draw(self.painter, first, last)
            stroke_last(self.painter, end, band, dash, before)

    def _draw_line(self, line: Polyline, pixels: Floats) -> None:
        if len(pixels) >= 2 and np.all(np.isfinite(pixels)):
            self._stroke(pixels, line)

    def _stroke(self, pixels: Floats, line: Polyline) -> None:
        if line.casing is not None:
            wide = line.width + 2 * line.casing.width
            self.painter.setPen(dashed_pen(line.casing.color, wide, (), line.casing.opacity))
            self.painter.drawPolyline(polygon(pixels))
        self.painter.setPen(_pen(line))
        self.painter.drawPolyline(polygon(pixels))

    def _spots(self, primitives: Sequence[Primitive]) -> Iterator[tuple[float, float]]:
        """Yield where each of the markers is; those of as many coordinates are placed at once."""
        places = [each.at for each in primitives if isinstance(each, Marker)]
        widths = [len(place) for place in places]
        placed = {
            width: iter(self.pixels(np.array([p for p in places if len(p) == width])).tolist())
            for width in set(widths)
        }
        for width in widths:
            yield next(placed[width])

    def _draw_marker(self, marker: Marker, spot: tuple[float, float]) -> None:
        if not (math.isfinite(spot[0]) and math.isfinite(spot[1])):
            return
        at = QPointF(*spot)
        if marker.opacity < 1.0:
            self.painter.setOpacity(marker.opacity)
        size = marker.size * (self.signs if marker.shape in SIGNS else 1.0)
        if marker.shape == START:
            draw_start(self.painter, at, marker.outline, size, marker.outline_width)
        elif marker.shape == PREDICTED:
            if marker.casing is not None:
                wide = marker.outline_width + 2 * marker.casing.width
                draw_cross(self.painter, at, marker.casing.color, size, wide)
            draw_cross(self.painter, at, marker.outline, size, marker.outline_width)
        else:
            look = marker.color, marker.outline, size, marker.outline_width, marker.casing
            draw_marker(self.painter, marker.shape, at, *look)
        if marker.opacity < 1.0:
            self.painter.setOpacity(1.0)

    def _draw_dots(self, dots: Dots) -> None:
        spots = self.pixels(dots.points)
        if self.exposed is not None:
            self._stamp(dots, _told_apart(spots, self.exposed, dots.size))
            return
        self.painter.setPen(QPen(QColor(dots.outline), dots.outline_width))
        self.painter.setBrush(QColor(dots.color))
        radius = dots.size / 2
        shape = QTransform.fromScale(radius, radius).map(marker_path(dots.shape))
        for spot in spots[np.isfinite(spots).all(axis=1)]:
            self.painter.drawPath(shape.translated(*spot))

    def _stamp(self, dots: Dots, spots: Floats) -> None:
        """Draw dots as copies of one small picture."""
        device = self.painter.device()
        fine = 1.0 if device is None else device.devicePixelRatioF()
        stamp = _stamp_of(dots.shape, dots.color, dots.outline, dots.size, dots.outline_width, fine)
        half = stamp.deviceIndependentSize().width() / 2
        for x, y in (spots - half).tolist():
            self.painter.drawPixmap(QPointF(x, y), stamp)

    def _draw_arrow(self, arrow: Arrow) -> None:
        ends = self.pixels(np.stack([arrow.tail, arrow.tip])) + np.array(arrow.offset)
        outline = _arrow_outline(
            _begun_before(ends, arrow.least), ends[1], arrow.width, arrow.head, arrow.is_cut
        )
        if outline is not None:
            path = QPainterPath()
            path.addPolygon(polygon(outline))
            path.closeSubpath()
            self._fill(path, arrow.color, arrow.opacity, arrow.casing)

    def _draw_text(self, text: Text) -> None:
        spot = self.pixels(text.at[None])[0]
        if np.all(np.isfinite(spot)):
            draw_text(self.painter, text, QPointF(*spot), self.font)

    def _draw_area(self, area: Area) -> None:
        pixels = self.pixels(area.points)
        if len(pixels) < 2 or not np.all(np.isfinite(pixels)):
            return
        if area.is_below:
            below = np.array([[pixels[-1, 0], self.plot.bottom()], [pixels[0, 0], self.plot.bottom()]])
            pixels = np.concatenate([pixels, below])
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(shade(area.color, area.opacity))
        self.painter.drawPolygon(polygon(pixels))

    def _fill(self, path: QPainterPath, color: str, opacity: float, casing: Casing | None) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        if casing is not None:
            stroker = QPainterPathStroker(QPen(Qt.GlobalColor.black, 2 * casing.width))
            stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            self.painter.setBrush(shade(casing.color, casing.opacity))
            self.painter.drawPath(stroker.createStroke(path).united(path))
        self.painter.setBrush(shade(color, opacity))
        self.painter.drawPath(path)


def _pen(line: Polyline) -> QPen:
    dash = tuple(each / line.width for each in dashes_of(line))
    pen = dashed_pen(line.color, line.width, dash, line.opacity)
    if not (line.has_round_ends or dash):
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    return pen


def _told_apart(spots: Floats, exposed: QRectF, size: float) -> Floats:
    """Return those spots (n, 2) that are seen in a box, one of each that lie upon each other."""
    left, top, right, bottom = exposed.adjusted(-size, -size, size, size).getCoords()
    x, y = spots[:, 0], spots[:, 1]
    seen = spots[(x >= left) & (x <= right) & (y >= top) & (y <= bottom)]
    _, first = np.unique(np.floor(seen / TOLD_APART), axis=0, return_index=True)
    return seen[np.sort(first)]


@lru_cache(maxsize=64)
def _stamp_of(shape: str, color: str, outline: str, size: float, width: float, fine: float) -> QPixmap:
    """Return a dot in the middle of a small picture that has so many pixels for each logical one."""
    side = math.ceil(size + 2 * width) + 2
    stamp = QPixmap(round(side * fine), round(side * fine))
    stamp.setDevicePixelRatio(fine)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    draw_marker(painter, shape, QPointF(side / 2, side / 2), color, outline, size, width)
    painter.end()
    return stamp


def _begun_before(ends: Floats, least: float) -> Floats:
    """Return where an arrow between two ends (2, 2) begins, if it has to have a length at least."""
    way = ends[1] - ends[0]
    length = float(np.hypot(way[0], way[1]))
    return ends[1] - least / length * way if 0.0 < length < least else ends[0]


def _arrow_outline(
    tail: Floats, tip: Floats, width: float, head: float, has_two_heads: bool
) -> Floats | None:
    """Return the corners (n, 2) of an arrow; None for one that has no length."""
    way = tip - tail
    length = float(np.hypot(way[0], way[1]))
    if not 0.0 < length < np.inf:
        return None
    along = way / length
    across = np.array([-along[1], along[0]])
    heads = 1.0 + SECOND_HEAD * has_two_heads
    head = min(head, 0.5 * length / heads)
    half, barb = 0.5 * width, max(HEAD * head, 0.5 * width)
    # From the tip back along one side: (how far back, how far out).
    corners = [(head, barb), (head, half)]
    if has_two_heads:
        corners += [(heads * head, barb), (heads * head, half)]
    back, out = np.array([*corners, (length, half)]).T
    side = tip - back[:, None] * along
    one, other = side + out[:, None] * across, side - out[:, None] * across
    return np.concatenate([one[::-1], tip[None], other])
