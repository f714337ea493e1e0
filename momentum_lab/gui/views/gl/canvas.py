"""The OpenGL widget: camera, mouse, and the two places it draws to, the screen and a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import pyqtgraph.opengl as gl
from numpy.typing import NDArray
from OpenGL import GL
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import (
    QColor,
    QKeyEvent,
    QMatrix4x4,
    QMouseEvent,
    QOpenGLContext,
    QPainter,
    QSurfaceFormat,
    QVector3D,
    QWheelEvent,
)
from PyQt6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLPaintDevice, QOpenGLVertexArrayObject

from momentum_lab.gui.views.gl import camera
from momentum_lab.gui.views.gl.camera import Lens, Margins
from momentum_lab.gui.views.gl.device import Device
from momentum_lab.gui.views.gl.offscreen import SAMPLES, Studio, multisampled_frame

Viewpoint = tuple[float, float, float, QVector3D]
Paint = Callable[[QPainter, QRectF], None]
SOFTWARE: Final = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic")
"""Words in the names of renderers that draw without a graphics card."""
SETTLE_MS: Final = 250
"""Where there is no graphics card, edges get smooth when nothing has changed for this long."""
DEGREES_PER_PIXEL: Final = 0.45
LOWEST, HIGHEST = 2.0, 90.0
"""Elevations of the eye, in degrees: the landscape is not looked at from below."""
FARTHEST_PAN: Final = 1.5
_CORE: Final = QSurfaceFormat.OpenGLContextProfile.CoreProfile


class Canvas(gl.GLViewWidget):
    """A scene of items, seen by a camera that fits the box into the widget."""

    def __init__(self, paint_overlay: Paint) -> None:
        self._is_slow = self._is_rough = False
        super().__init__()
        self.setMinimumSize(120, 90)
        self.default_vao: QOpenGLVertexArrayObject = self.default_vao
        self.device = Device()
        self.is_smooth = True
        self._frame: QOpenGLFramebufferObject | None = None
        self._studio: Studio | None = None
        self._studio_device, self._studio_array = Device(), QOpenGLVertexArrayObject(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._smooth_out)
        self.radius = math.sqrt(2.0)
        self.margins = Margins(0.0, 0.0, 0.0, 0.0)
        self.pixel_ratio = 1.0
        self._paint_overlay = paint_overlay
        self.home = (-60.0, 32.0)
        self._zoom = 1.0
        self._drawn_size: tuple[float, float] | None = None
        self._grabbed_at = QPointF()
        self.reset_camera()

    def reset_camera(self) -> None:
        """Look again from where the view begins: azimuth and elevation are ``home``, in degrees."""
        self._zoom = 1.0
        self.setCameraPosition(
            pos=QVector3D(0.0, 0.0, camera.MIDDLE),
            distance=camera.DISTANCE,
            azimuth=self.home[0],
            elevation=self.home[1],
        )

    @property
    def viewpoint(self) -> Viewpoint:
        """Where the eye is: azimuth, elevation, zoom, and the point that is looked at."""
        return self.azimuth, float(self.opts["elevation"]), self._zoom, QVector3D(self.opts["center"])

    def look_from(self, viewpoint: Viewpoint) -> None:
        """Look from where :attr:`viewpoint` said."""
        azimuth, elevation, self._zoom, center = viewpoint
        self.setCameraPosition(pos=center, azimuth=azimuth, elevation=elevation)

    @property
    def azimuth(self) -> float:
        """Where the eye is, in degrees about the vertical, 0 on the positive x-axis."""
        return float(self.opts["azimuth"])

    @property
    def lens(self) -> Lens:
        """The lens for what is being drawn: the widget, or a picture."""
        width, height = self._drawn_size or (self.width(), self.height())
        elevation = float(self.opts["elevation"])
        return camera.lens(width, height, self.margins, self.radius, elevation, self._zoom)

    def projectionMatrix(self, region: object, viewport: object) -> QMatrix4x4:
        """Return the lens' projection; pyqtgraph's own knows no margins."""
        return self.lens.projection()

    def projector(self) -> Callable[[NDArray[np.float64]], QPointF]:
        """Return the function from points (3,) of the box to logical pixels from the top left."""
        lens = self.lens
        matrix = lens.projection() * self.viewMatrix()

        def project(point: NDArray[np.float64]) -> QPointF:
            seen = matrix.map(QVector3D(*(float(v) for v in point)))
            return QPointF(0.5 * (1.0 + seen.x()) * lens.width, 0.5 * (1.0 - seen.y()) * lens.height)

        return project

    def initializeGL(self) -> None:
        """Begin with an empty device: the context is a new one, also after a move to another window."""
        super().initializeGL()
        self.device, self._frame = Device(), None
        self._is_slow = any(name in _renderer() for name in SOFTWARE)

    def update(self, *region: object) -> None:
        """Draw again soon: without smooth edges where that is slow, until nothing has changed for a while."""
        if self._is_slow:
            self._is_rough = True
            self._settled.start(SETTLE_MS)
        super().update(*region)

    def _smooth_out(self) -> None:
        self._is_rough = False
        super().update()

    def paintGL(self) -> None:
        """Draw the scene, and the labels over it."""
        self.pixel_ratio = self.devicePixelRatioF()
        size = self.size() * self.pixel_ratio
        frame = None if self._is_rough or not self.is_smooth else self._frame_of(size)
        if frame is not None and frame.bind():
            self._draw_scene()
            frame.release()
            QOpenGLFramebufferObject.blitFramebuffer(None, frame)
        else:
            self._draw_scene()
        # Not QPainter(self): where a parent is grabbed into a pixmap that would paint somewhere else.
        page = QOpenGLPaintDevice(size)
        page.setDevicePixelRatio(self.pixel_ratio)
        painter = QPainter(page)
        self._paint_overlay(painter, QRectF(self.rect()))
        painter.end()

    def _frame_of(self, size: QSize) -> QOpenGLFramebufferObject | None:
        """Return a frame with several samples a pixel, or None where OpenGL has none."""
        if self._frame is None or self._frame.size() != size:
            self._frame = multisampled_frame(size.width(), size.height(), SAMPLES)
        return self._frame if self._frame.isValid() and self._frame.format().samples() else None

    def draw_picture(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw the scene over ``width`` × ``height`` logical pixels: an image so fine, and text."""
        size = round(width * scale), round(height * scale)
        if self._studio is None:
            self._studio = Studio(self)
        with self._drawing_to(width, height, scale):
            image = self._studio.picture(*size, lambda: self._draw_picture(*size))
            painter.drawImage(QRectF(0.0, 0.0, width, height), image)
            self._paint_overlay(painter, QRectF(0.0, 0.0, width, height))

    @contextmanager
    def _drawing_to(self, width: int, height: int, scale: float) -> Iterator[None]:
        """Let the items draw with the studio's device, at another size."""
        own = self.device, self.default_vao
        self.device, self.default_vao = self._studio_device, self._studio_array
        self._drawn_size, self.pixel_ratio = (float(width), float(height)), float(scale)
        try:
            yield
        finally:
            self.device, self.default_vao = own
            self._drawn_size = None

    def _draw_picture(self, width: int, height: int) -> None:
        context = QOpenGLContext.currentContext()
        if context is not None and context.format().profile() == _CORE and not self._studio_array.isCreated():
            self._studio_array.create()
        GL.glViewport(0, 0, width, height)
        self._draw_scene()

    def _draw_scene(self) -> None:
        GL.glDepthMask(GL.GL_TRUE)
        GL.glEnable(GL.GL_MULTISAMPLE)  # which the painter of the labels leaves off
        viewport = self.getViewport()
        self.paint(region=viewport, viewport=viewport)
        self.device.release()

    def set_background(self, color: str, is_transparent: bool = False) -> None:
        """Set the colour behind the scene; a transparent one is seen in pictures only."""
        self.setBackgroundColor(QColor(0, 0, 0, 0) if is_transparent else QColor(color))

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Take hold of the scene."""
        self._grabbed_at = ev.position()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Orbit with the left button, move with another one or with Shift."""
        way = ev.position() - self._grabbed_at
        self._grabbed_at = ev.position()
        if ev.buttons() == Qt.MouseButton.NoButton:
            return
        shifted = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if ev.buttons() & Qt.MouseButton.LeftButton and not shifted:
            elevation = float(self.opts["elevation"]) + DEGREES_PER_PIXEL * way.y()
            self.setCameraPosition(
                azimuth=self.azimuth - DEGREES_PER_PIXEL * way.x(),
                elevation=min(max(elevation, LOWEST), HIGHEST),
            )
        else:
            self._move(way)

    def _move(self, way: QPointF) -> None:
        """Shift the scene by logical pixels of the screen."""
        unit = self.lens.pixels_per_unit
        turned = self.viewMatrix().inverted()[0]
        center = self.opts["center"] + turned.mapVector(QVector3D(-way.x() / unit, way.y() / unit, 0.0))
        limited = (min(max(v, -FARTHEST_PAN), FARTHEST_PAN) for v in (center.x(), center.y(), center.z()))
        self.setCameraPosition(pos=QVector3D(*limited))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Go back to where the view begins."""
        self.reset_camera()

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom."""
        zoom = self._zoom * 1.0012 ** ev.angleDelta().y()
        self._zoom = min(max(zoom, camera.LEAST_ZOOM), camera.MOST_ZOOM)
        self.update()
        ev.accept()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Leave the keys to the window, whose arrow keys step; pyqtgraph would orbit."""
        ev.ignore()

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        """Leave the keys to the window."""
        ev.ignore()


def _renderer() -> str:
    """Return the name of what draws, in lower case; a context must be current."""
    name = GL.glGetString(GL.GL_RENDERER)
    return name.decode(errors="replace").lower() if isinstance(name, bytes) else ""
