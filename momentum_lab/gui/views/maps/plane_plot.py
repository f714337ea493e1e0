"""The complex plane: the unit circle, the eigenvalues of each axis, and the ways that they take."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from momentum_lab.analysis.eigenvalues import Plane
from momentum_lab.core.arrays import Complexes, Floats
from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.maps.facts import mode_colors
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.gui.views.painting import polygon
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot, type_of
from momentum_lab.gui.views.track_book import mapped
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.wording.eigenvalues import axis_words, eigenvalue_words, root_of_memory, ways_words
from momentum_lab.wording.numbers import told_number

REACH: Final = 1.3
"""How far the picture reaches from its middle; farther by powers of the root of 2 where that is needed."""
ROOM: Final = 1.08
FARTHEST: Final = 1e9
SPOT: Final = 5.5
GRIP: Final = 14.0
"""The radius of an eigenvalue, and of where it is held, in logical pixels."""
_DIAGONAL: Final = 0.7
_AROUND: Final = (
    *((across * _DIAGONAL, up * _DIAGONAL) for across in (1.0, -1.0) for up in (1.0, -1.0)),
    *((1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)),
)
"""Sides of an eigenvalue on which its number may stand, the best ones first."""
_FAINT: Final = 0.5
_ALIKE: Final = 1e-8
_NAMED: Final = complex(np.exp(-2.4j))
"""Where on a circle its name is written."""
_TURNS: Final = np.exp(1j * np.linspace(0.0, 2.0 * np.pi, 241))


class PlaneItem(ViewOverlay):
    """Draws circles, ways and eigenvalues."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self.plane: Plane | None = None
        self.theme: Theme = LIGHT

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint all of it; what lies outside of the plot is cut off at its edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setClipRect(transform.mapRect(self.boundingRect()))
        self._paint_circle(painter, transform)
        if self.plane is None:
            return
        colors = mode_colors(self.theme)
        for way, color in zip(self.plane.loci, colors, strict=False):
            faint = QColor(color)
            faint.setAlphaF(_FAINT)
            for column in way.eigenvalues.T:
                self._paint_line(painter, transform, column, faint, 2.0)
        self._paint_radii(painter, transform)
        for pair, color in zip(self.plane.pairs, colors, strict=False):
            for value in pair.values:
                self._paint_spot(painter, _placed(value, transform), color)
        self._paint_numbers(painter, transform)

    def _radii(self) -> list[float]:
        """Return the circles on which complex pairs lie, each once."""
        assert self.plane is not None
        found = [pair.radius for pair in self.plane.pairs if pair.radius is not None]
        return sorted({round(radius, 9) for radius in found if 0.0 < radius < FARTHEST})

    def _paint_radii(self, painter: QPainter, transform: QTransform) -> None:
        """Draw the circles of complex pairs, with the name of the one that is the root of the momentum."""
        assert self.plane is not None
        painter.setFont(type_of(self))
        root = root_of_memory(self.plane)
        for radius in self._radii():
            self._paint_line(painter, transform, radius * _TURNS, self.theme.muted, 1.0, (4.0, 4.0))
            if root is not None and abs(radius - root.radius) < _ALIKE:
                width = QFontMetricsF(painter.font()).horizontalAdvance(str(root.words))
                middle, at = _placed(0.0, transform), _placed(radius * _NAMED, transform)
                painter.setPen(QColor(self.theme.muted))
                if width < 1.2 * (middle.x() - at.x()):  # it stands inside of the circle
                    painter.drawText(QPointF(at.x() + 8.0, at.y() - 8.0), str(root.words))

    def _paint_circle(self, painter: QPainter, transform: QTransform) -> None:
        middle, edge = _placed(0.0, transform), _placed(1.0, transform)
        inside = QColor(self.theme.text)
        inside.setAlphaF(0.045)
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        area = transform.mapRect(self.boundingRect())
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
        painter.setPen(QPen(QColor(self.theme.text), 1.6))
        painter.setBrush(inside)
        radius = edge.x() - middle.x()
        painter.drawEllipse(middle, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_line(
        self,
        painter: QPainter,
        transform: QTransform,
        line: Complexes,
        color: QColor | str,
        width: float,
        dash: tuple[float, ...] = (),
    ) -> None:
        pen = QPen(QColor(color), width)
        if dash:
            pen.setDashPattern(dash)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        points = np.column_stack((line.real, line.imag))
        reach = 4.0 * float(max(map(abs, self.boundingRect().getCoords())))
        with np.errstate(invalid="ignore"):  # far out it is a straight line along the axis
            points = np.clip(points[np.isfinite(points).all(axis=1)], -reach, reach)
        if len(points) > 1:
            painter.drawPolyline(polygon(mapped(points, transform)))

    def _paint_spot(self, painter: QPainter, at: QPointF, color: str) -> None:
        painter.setPen(QPen(QColor(self.theme.base), 2.0))
        painter.setBrush(QColor(color))
        painter.drawEllipse(at, SPOT, SPOT)

    def _paint_numbers(self, painter: QPainter, transform: QTransform) -> None:
        """Write what is left per step beside the eigenvalue that says so, where nothing else stands."""
        assert self.plane is not None
        font = QFont(type_of(self))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        area = transform.mapRect(self.boundingRect())
        spots = [_placed(value, transform) for pair in self.plane.pairs for value in pair.values]
        taken = [_around(spot) for spot in spots]
        for pair, color in zip(self.plane.pairs, mode_colors(self.theme), strict=False):
            text = told_number(abs(pair.leading))
            size = metrics.boundingRect(text).size()
            box = _free_box(_placed(pair.leading, transform), size.width(), metrics.ascent(), taken, area)
            taken.append(box)
            halo = QColor(self.theme.base)
            halo.setAlphaF(0.85)
            painter.fillRect(box.adjusted(-2, -1, 2, 2), halo)
            painter.setPen(QColor(color))
            painter.drawText(box.bottomLeft(), text)


class PlanePlot(Canvas):
    """Shows eigenvalues; one that is dragged along its way chooses the value that the way is swept over."""

    chosen = pyqtSignal(float)
    """The value of the hyperparameter that was dragged to."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = new_plot(self, 0, 0)
        self.plot.setLabel("bottom", words("real part"))
        self.plot.setLabel("left", words("imaginary part"))
        self.plot.vb.setMouseEnabled(x=False, y=False)
        self.plot.vb.setAspectLocked(True)
        self.item = PlaneItem()
        self.plot.addItem(self.item, ignoreBounds=True)
        self.reach = 0.0
        self._held: int | None = None
        self.tip = self._tip
        self.pressed.connect(self._press)
        self.dragged.connect(self._drag)
        self.released.connect(self._release)
        self.hovered.connect(self._point)
        self.setAccessibleName(words("eigenvalues in the complex plane"))
        self._show_reach(REACH)

    def sizeHint(self) -> QSize:
        """Be about a square."""
        return QSize(340, 330)

    def show_plane(self, plane: Plane | None) -> None:
        """Show other eigenvalues; it reaches farther out where they lie farther out, but not in mid-drag."""
        self.item.plane = plane
        if self._held is None:
            found = [abs(value) for pair in (plane.pairs if plane else ()) for value in pair.values]
            farthest = max((size for size in found if size < FARTHEST), default=1.0)
            halves = math.ceil(2.0 * math.log2(max(1.0, ROOM * farthest / REACH)))
            self._show_reach(REACH * 2.0 ** (halves / 2.0))
        self.item.redraw()

    def pixel_of(self, value: complex) -> QPointF:
        """Return where a number is drawn, in pixels of the widget."""
        at = self.plot.vb.mapViewToScene(QPointF(value.real, value.imag))
        return QPointF(self.mapFromScene(at))

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.setBackground(theme.base)
        style_plot(self.plot, theme)
        self.item.theme = theme
        self.item.redraw()

    def _show_reach(self, reach: float) -> None:
        if reach != self.reach:
            self.reach = reach
            self.plot.vb.setRange(QRectF(-reach, -reach, 2 * reach, 2 * reach), padding=0.0)

    def _at(self, at: QPointF) -> tuple[int, complex] | None:
        """Return which axis's eigenvalue is at a place of the scene, the nearest one, and its value."""
        plane, transform = self.item.plane, self.item.sceneTransform()
        found = [
            (math.hypot(spot.x() - at.x(), spot.y() - at.y()), axis, value)
            for axis, pair in enumerate(plane.pairs if plane is not None else ())
            for value in pair.values
            for spot in (_placed(value, transform),)
        ]
        apart, axis, value = min(found, key=lambda each: each[0], default=(math.inf, 0, 0j))
        return (axis, value) if apart <= GRIP else None

    def _press(self, at: QPointF) -> None:
        found = self._at(at)
        self._held = None if found is None else found[0]

    def _drag(self, at: QPointF) -> None:
        plane = self.item.plane
        if self._held is None or plane is None or self._held >= len(plane.loci):
            return
        point = self.plot.vb.mapSceneToView(at)
        (left, right), (low, high) = self.plot.vb.viewRange()
        place = complex(min(max(point.x(), left), right), min(max(point.y(), low), high))
        self.chosen.emit(plane.loci[self._held].nearest(place))

    def _release(self) -> None:
        self._held = None
        self.show_plane(self.item.plane)

    def _point(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor if self._at(at) is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def _tip(self, at: QPointF) -> str:
        found = self._at(at)
        if found is None or self.item.plane is None:
            return ""
        axis, value = found
        return str(eigenvalue_words(self.item.plane.pairs[axis], value))


def plane_entries(found: Plane, theme: Theme) -> list[MapEntry]:
    """Return what the eigenvalues and the lines of a picture mean."""
    entries = [
        MapEntry((QColor(color),), str(axis_words(pair)))
        for pair, color in zip(found.pairs, mode_colors(theme), strict=False)
    ]
    if found.loci:
        entries.append(MapEntry((), str(ways_words(found))))
    return entries


def _placed(value: complex, transform: QTransform) -> QPointF:
    points: Floats = np.array([[complex(value).real, complex(value).imag]])
    return QPointF(*mapped(points, transform)[0])


def _around(spot: QPointF) -> QRectF:
    return QRectF(spot.x() - SPOT, spot.y() - SPOT, 2 * SPOT, 2 * SPOT)


def _free_box(at: QPointF, width: float, height: float, taken: list[QRectF], area: QRectF) -> QRectF:
    """Return where a text has room beside a place: the first of eight sides, or the first of all."""
    boxes = []
    for across, up in _AROUND:
        x = at.x() + across * (SPOT + 5.0) + (across - 1.0) * width / 2
        y = at.y() - up * (SPOT + 5.0) - (up + 1.0) * height / 2
        boxes.append(QRectF(x, y, width, height))
    free = [box for box in boxes if area.contains(box) and not any(box.intersects(t) for t in taken)]
    return free[0] if free else boxes[0]
