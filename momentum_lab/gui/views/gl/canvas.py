"""The widget of the 3-D view: camera, mouse, and the two places it draws to, the screen and a picture."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMatrix4x4,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QVector3D,
    QWheelEvent,
)
from PyQt6.QtWidgets import QToolTip, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.gui.views.gl import camera
from momentum_lab.gui.views.gl import functions as gl
from momentum_lab.gui.views.gl.camera import Lens, Margins
from momentum_lab.gui.views.gl.device import Device
from momentum_lab.gui.views.gl.renderer import Renderer
from momentum_lab.gui.views.gl.use import OPENGL
from momentum_lab.gui.views.outlook import Viewpoint

if TYPE_CHECKING:
    from momentum_lab.gui.views.gl.items import SceneItem

Paint = Callable[[QPainter, QRectF], None]
Drawn = TypeVar("Drawn")
SETTLE_MS: Final = 250
"""Where there is no graphics card, edges get smooth when nothing has changed for this long."""
DEGREES_PER_PIXEL: Final = 0.45
LOWEST, HIGHEST = 2.0, 90.0
"""Elevations of the eye, in degrees: the landscape is not looked at from below."""
FARTHEST_PAN: Final = 1.5


class SceneCanvas(QWidget):
    """A scene of items, seen by a camera that fits the box into the widget."""

    broken = pyqtSignal(object)
    """OpenGL could not draw a frame, because of this error."""

    def __init__(self, paint_overlay: Paint, fit_type: Callable[[], object]) -> None:
        self._picture: QImage | None = None
        self._begun: QSize | None = None
        self._is_broken = False
        self._is_still_known = False
        self._is_rough = True
        self._changed_at = 0.0
        super().__init__()
        self._items: list[SceneItem] = []
        self.view_matrix = self.projection_matrix = QMatrix4x4()
        """From the box to the eye, and from there to OpenGL's clip space, of what is being drawn."""
        self.setMinimumSize(120, 90)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.renderer = Renderer(self, self._draw_still, self._draw_moving)
        self.is_smooth = True
        self.is_empty = True
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._smooth_out)
        self.radius = math.sqrt(2.0)
        self.margins = Margins(0.0, 0.0, 0.0, 0.0)
        self.top = 0.0
        """Logical pixels above the scene on the screen that are for something else."""
        self.pixel_ratio = 1.0
        self._paint_overlay, self._fit_type = paint_overlay, fit_type
        self.home = (-60.0, 32.0)
        self.viewpoint = self._first_viewpoint
        """Where the eye is."""
        self._drawn_size: tuple[float, float] | None = None
        self._grabbed_at = QPointF()
        self.tip: Callable[[QPointF], str] = lambda at: ""
        """Says what is at a place of the widget."""
        self._told = ""
        self.setMouseTracking(True)
        self.background = QColor()
        self._is_transparent = False

    def add(self, item: SceneItem) -> None:
        """Draw an item as well, after those of its depth that there are."""
        self._items.append(item)
        self._items.sort(key=lambda item: item.depth)
        self.update()

    def changeEvent(self, a0: QEvent | None) -> None:
        """Leave room for numbers in type of another size."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self._fit_type()

    @property
    def device(self) -> Device:
        """What items draw with."""
        return self.renderer.device

    def reset_camera(self) -> None:
        """Look again from where the view begins: azimuth and elevation are ``home``, in degrees."""
        self.look_from(self._first_viewpoint)

    @property
    def is_on_screen(self) -> bool:
        """Whether it is the widget that is drawn, and not a picture."""
        return self._drawn_size is None

    @property
    def _first_viewpoint(self) -> Viewpoint:
        return Viewpoint(*self.home, 1.0, (0.0, 0.0, camera.MIDDLE))

    def look_from(self, viewpoint: Viewpoint) -> None:
        """Look from somewhere else."""
        self.viewpoint = viewpoint
        self.update()

    def orbit(self, azimuth: float, elevation: float = 0.0) -> None:
        """Go around the scene by some degrees, and up; not farther than to where it is seen from above."""
        eye = self.viewpoint
        above = min(max(eye.elevation + elevation, LOWEST), HIGHEST)
        self.look_from(replace(eye, azimuth=eye.azimuth + azimuth, elevation=above))

    @property
    def azimuth(self) -> float:
        """Where the eye is, in degrees about the vertical, 0 on the positive x-axis."""
        return self.viewpoint.azimuth

    @property
    def lens(self) -> Lens:
        """The lens for what is being drawn: the widget, or a picture."""
        width, height = self._drawn_size or (self.width(), self.height())
        eye, margins = self.viewpoint, self.margins
        if self.is_on_screen:
            margins = replace(margins, top=margins.top + self.top)
        return camera.lens(width, height, margins, self.radius, eye.elevation, eye.zoom)

    def leave_free(self, top: float) -> None:
        """Leave so many logical pixels free above the scene."""
        if top != self.top:
            self.top = top
            self.update()

    def projector(self) -> Callable[[Floats], QPointF]:
        """Return the function from points (3,) of the box to logical pixels from the top left."""
        lens = self.lens
        matrix = lens.projection() * camera.view_from(self.viewpoint)

        def project(point: Floats) -> QPointF:
            seen = matrix.map(QVector3D(*(float(v) for v in point)))
            return QPointF(0.5 * (1.0 + seen.x()) * lens.width, 0.5 * (1.0 - seen.y()) * lens.height)

        return project

    def spots(self, points: Floats) -> Floats:
        """Return where points (n, 3) of the box are seen, (n, 2), in logical pixels from the top left."""
        lens = self.lens
        matrix = np.array((lens.projection() * camera.view_from(self.viewpoint)).data()).reshape(4, 4)
        seen = points @ matrix[:3] + matrix[3]
        return (0.5 + seen[:, :2] / seen[:, 3:] * (0.5, -0.5)) * (lens.width, lens.height)

    def update(self, *region: object) -> None:
        """Draw everything again soon."""
        self._changed_at = time.monotonic()
        self._is_still_known = False
        self.update_moving()

    def update_moving(self) -> None:
        """Draw trails and balls again soon; the rest looks as before.

        Where there is no graphics card their edges get smooth when nothing has moved for a while.
        """
        self._picture = self._begun = None
        self._is_rough = True
        super().update()

    def _smooth_out(self) -> None:
        self._picture = self._begun = None
        self._is_rough = False
        super().update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Show the scene, drawn anew if it has changed, and the labels over it."""
        if self.is_empty or self._is_broken:
            QPainter(self).fillRect(self.rect(), self.background)
            return
        size = self._pixels
        if self._picture is None or self._picture.size() != size:
            self._picture = self._safely(partial(self._drawn, size))
            if self._picture is None:
                return
            self._picture.setDevicePixelRatio(self.pixel_ratio)
        painter = QPainter(self)
        painter.drawImage(QPointF(), self._picture)
        self._paint_overlay(painter, QRectF(self.rect()))
        painter.end()

    def draw_ahead(self) -> None:
        """Begin to draw what will be painted next, while other views have still to be made ready."""
        is_seen = not (self.is_empty or self._is_broken or self.visibleRegion().isEmpty())
        if is_seen and self._picture is None and self._is_in_parts:
            self._safely(partial(self._begin, self._pixels))

    @property
    def _pixels(self) -> QSize:
        """How many pixels there are to draw on the screen where it is now."""
        self.pixel_ratio = self.devicePixelRatioF()
        return self.size() * self.pixel_ratio

    def _safely(self, draw: Callable[[], Drawn]) -> Drawn | None:
        """Draw; if OpenGL fails, tell that it has, and return None."""
        try:
            with OPENGL.frame():
                return draw()
        except Exception as error:  # noqa: BLE001 - drivers fail in many ways
            self._is_broken = True
            QTimer.singleShot(0, partial(self.broken.emit, error))  # when it is painted no more
            return None

    @property
    def _is_in_parts(self) -> bool:
        """Whether there is no time for smooth edges, and the still part is kept."""
        return self.device.is_software and self._is_rough

    def _drawn(self, size: QSize) -> QImage:
        """Return the scene: smooth where there is time for it, else with a still part that is kept."""
        if not self._is_in_parts:
            return self.renderer.whole(size, self.is_smooth)
        if self._begun != size:
            self._begin(size)
        self._begun = None
        return self.renderer.moved(size)

    def _begin(self, size: QSize) -> None:
        if self.is_smooth:
            self._settled.start(SETTLE_MS)
        is_quiet = 1000.0 * (time.monotonic() - self._changed_at) > SETTLE_MS
        is_known, self._is_still_known = self._is_still_known, True
        self.renderer.begin_moved(size, is_known, self.is_smooth and is_known and is_quiet)
        self._begun = size

    def draw_picture(
        self, painter: QPainter, width: int, height: int, scale: float, progress: Progress = unwatched
    ) -> None:
        """Draw the scene over ``width`` × ``height`` logical pixels: an image so fine, and text."""
        self._drawn_size, self.pixel_ratio = (float(width), float(height)), float(scale)
        whole = QRectF(0.0, 0.0, width, height)
        try:
            size = QSize(round(width * scale), round(height * scale))
            painter.drawImage(whole, self.renderer.picture(size, progress))
            self._paint_overlay(painter, whole)
        finally:
            self._drawn_size = None

    def _draw_still(self) -> None:
        """Clear, and draw what does not move with the playhead."""
        color = QColor(0, 0, 0, 0) if self._is_transparent else self.background
        self.device.gl.clear_color(color.redF(), color.greenF(), color.blueF(), color.alphaF())
        self.device.gl.clear(gl.DEPTH_BUFFER_BIT | gl.COLOR_BUFFER_BIT)
        self._draw(is_moving=False)

    def _draw_moving(self) -> None:
        self._draw(is_moving=True)

    def _draw(self, is_moving: bool) -> None:
        self.projection_matrix = self.lens.projection()
        self.view_matrix = camera.view_from(self.viewpoint)
        for item in self._items:
            if item.is_moving == is_moving:
                item.paint(self)

    def set_background(self, color: str, is_transparent: bool = False) -> None:
        """Set the colour behind the scene; a transparent one is seen in pictures only."""
        self.background, self._is_transparent = QColor(color), is_transparent
        self.update()

    def event(self, a0: QEvent | None) -> bool:
        """Show a tip where there is one."""
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip:
            QToolTip.showText(a0.globalPos(), self.tip(QPointF(a0.pos())), self)
            return True
        return bool(super().event(a0))

    def _tell(self, at: QPointF) -> None:
        """Show at once what there is to be said of a place."""
        words = self.tip(at)
        if words or self._told:
            QToolTip.showText(self.mapToGlobal(at.toPoint()), words, self)
        self._told = words

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take hold of the scene."""
        if a0 is not None:
            self._grabbed_at = a0.position()

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Orbit with the left button, move with another one or with Shift."""
        if a0 is None:
            return
        way = a0.position() - self._grabbed_at
        self._grabbed_at = a0.position()
        if a0.buttons() == Qt.MouseButton.NoButton:
            self._tell(a0.position())
            return
        shifted = bool(a0.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if a0.buttons() & Qt.MouseButton.LeftButton and not shifted:
            self.orbit(-DEGREES_PER_PIXEL * way.x(), DEGREES_PER_PIXEL * way.y())
        else:
            self._move(way)

    def _move(self, way: QPointF) -> None:
        """Shift the scene by logical pixels of the screen."""
        unit = self.lens.pixels_per_unit
        turned = camera.view_from(self.viewpoint).inverted()[0]
        moved = turned.mapVector(QVector3D(-way.x() / unit, way.y() / unit, 0.0))
        center = QVector3D(*self.viewpoint.center) + moved
        x, y, z = (min(max(v, -FARTHEST_PAN), FARTHEST_PAN) for v in (center.x(), center.y(), center.z()))
        self.look_from(replace(self.viewpoint, center=(x, y, z)))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Go back to where the view begins."""
        self.reset_camera()

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """Zoom."""
        if a0 is None:
            return
        zoom = self.viewpoint.zoom * 1.0012 ** a0.angleDelta().y()
        zoom = min(max(zoom, camera.LEAST_ZOOM), camera.MOST_ZOOM)
        self.look_from(replace(self.viewpoint, zoom=zoom))
        a0.accept()
