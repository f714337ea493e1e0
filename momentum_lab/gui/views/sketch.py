"""Small pictures of landscapes: the map with its contour lines and minima, or the curve."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PyQt6.QtWidgets import QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.landscape_map import contour_lines, line_color
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.painting import draw_minimum, polygon
from momentum_lab.gui.widgets.png import png
from momentum_lab.landscapes import Landscape, LandscapeEntry, minima_to_mark

SAMPLES: Final = 121
CURVE_SAMPLES: Final = 301
FAINT: Final = 0.3
"""How much is seen of a picture that is out of date."""
ROOM: Final = 0.12
"""The share of the height that is left free above and below a curve."""


def thumbnail(entry: LandscapeEntry, theme: Theme, width: int, height: int, ratio: float) -> QImage:
    """Return the small picture of a landscape with its default parameters; sizes are logical pixels.

    It is kept as a file would have it, which takes a tenth of the room: 48 in large type are megabytes.
    """
    image = QImage.fromData(_thumbnail(entry, theme, width, height, ratio))
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=48)
def _thumbnail(entry: LandscapeEntry, theme: Theme, width: int, height: int, ratio: float) -> bytes:
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.base))
    painter = QPainter(image)
    draw_landscape(painter, QRectF(0, 0, width, height), entry.landscape(), theme, is_small=True)
    painter.end()
    return png(image)


def draw_landscape(
    painter: QPainter, place: QRectF, landscape: Landscape, theme: Theme, is_small: bool = False
) -> None:
    """Draw the domain of a landscape so that it fills a place; a small picture has the lowest minima only."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(place)
    if landscape.dimension == 1:
        points = _draw_curve(painter, place, landscape, theme)
    else:
        points = _draw_map(painter, place, landscape, theme)
    for point, is_global in points:
        if is_global or not is_small:
            draw_minimum(painter, point, is_global, theme.minimum)
    painter.restore()


def _draw_map(
    painter: QPainter, place: QRectF, landscape: Landscape, theme: Theme
) -> list[tuple[QPointF, bool]]:
    (left, right), (bottom, top) = landscape.domain
    x, y = np.linspace(left, right, SAMPLES), np.linspace(bottom, top, SAMPLES)
    losses = loss_scale(landscape.ground)
    height = losses.height(landscape.ground.loss_grid(x, y))
    colors = np.ascontiguousarray((255 * theme.landscape_colors(height[::-1])).astype(np.uint8))
    image = QImage(colors.tobytes(), SAMPLES, SAMPLES, 4 * SAMPLES, QImage.Format.Format_RGBA8888)
    # The middles of the outermost pixels are the ends of the domain.
    cell = QPointF(place.width() / (SAMPLES - 1) / 2, place.height() / (SAMPLES - 1) / 2)
    painter.drawImage(place.adjusted(-cell.x(), -cell.y(), cell.x(), cell.y()), image)
    scale, corner = placing(place, landscape)
    painter.setPen(QPen(line_color(theme), 0.8))
    painter.drawPath(_path(np.stack(contour_lines(x, y, height, losses), axis=1) * scale + corner))
    marks = [
        (np.asarray(m.position) * scale + corner, m.kind == "global")
        for m in minima_to_mark(landscape.ground)
    ]
    return [(QPointF(*point), is_global) for point, is_global in marks]


def _draw_curve(
    painter: QPainter, place: QRectF, landscape: Landscape, theme: Theme
) -> list[tuple[QPointF, bool]]:
    ((left, right),) = landscape.domain
    x = np.linspace(left, right, CURVE_SAMPLES)
    low, high = _losses_shown(landscape)
    beyond = ROOM * (high - low)  # what is cut leaves the picture
    loss = np.clip(landscape.ground.loss_grid(x), low - beyond, high + beyond)
    scale, corner = placing(place, landscape)
    points = np.stack([x, loss], axis=1) * scale + corner
    is_finite = np.isfinite(points[:, 1])
    ends = np.flatnonzero(np.diff(np.concatenate([[False], is_finite, [False]]).astype(int)))
    for first, last in ends.reshape(-1, 2):
        line = points[first:last]
        below = np.array([[line[-1, 0], place.bottom()], [line[0, 0], place.bottom()]])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.landscape[1]))
        painter.drawPolygon(polygon(np.concatenate([line, below])))
        painter.setPen(QPen(QColor(theme.muted), 1.5))
        painter.drawPolyline(polygon(line))
    marks = [
        (np.array([*m.position, m.loss]) * scale + corner, m.kind == "global")
        for m in minima_to_mark(landscape.ground)
    ]
    return [(QPointF(*point), is_global) for point, is_global in marks]


def placing(place: QRectF, landscape: Landscape) -> tuple[Floats, Floats]:
    """Return by what points (x, y), or (x, loss), are multiplied, and what is added, to have their pixels."""
    left, right = landscape.domain[0]
    low, high = landscape.domain[1] if landscape.dimension == 2 else _losses_shown(landscape)
    scale = np.array([place.width() / (right - left), -place.height() / (high - low)])
    return scale, np.array([place.left() - left * scale[0], place.bottom() - low * scale[1]])


def _losses_shown(landscape: Landscape) -> tuple[float, float]:
    """Return the losses at the lower and the upper edge of the picture of a curve."""
    shown = loss_scale(landscape.ground)
    room = ROOM * (shown.high - shown.low)
    return shown.low - room, shown.high + room


def _path(points: Floats) -> QPainterPath:
    """Return lines with NaN between two of them as one path."""
    path = QPainterPath()
    gaps = np.flatnonzero(np.isnan(points[:, 0]))
    for line in np.split(points, gaps):
        line = line[np.isfinite(line[:, 0])]
        if len(line) > 1:
            path.addPolygon(polygon(line))
    return path


class SketchView(QWidget):
    """A landscape's picture as large as there is room for, in a thin frame; faint when it is disabled."""

    def __init__(self) -> None:
        super().__init__()
        self._landscape: Landscape | None = None
        self._theme: Theme = LIGHT
        self._picture: QPixmap | None = None
        self.setMinimumSize(160, 110)

    @property
    def landscape(self) -> Landscape | None:
        """What is shown."""
        return self._landscape

    def show_landscape(self, landscape: Landscape) -> None:
        """Show a landscape."""
        if landscape != self._landscape:
            self._landscape = landscape
            self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self._theme = theme
        self._renew()

    def sizeHint(self) -> QSize:
        """Ask for the room of a picture that can be read."""
        return QSize(320, 220)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the picture, drawn anew when the size has changed."""
        pixels = (self.size().toSizeF() * self.devicePixelRatioF()).toSize()
        if self._picture is None or self._picture.size() != pixels:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isEnabled() else FAINT)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap((self.size().toSizeF() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._theme.base))
        painter = QPainter(picture)
        place = QRectF(self.rect())
        if self._landscape is not None:
            draw_landscape(painter, place, self._landscape, self._theme)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        return picture

    def _renew(self) -> None:
        self._picture = None
        self.update()
