"""The widget of the 3-D view where OpenGL does not draw: roughly while something moves, then finer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, Protocol

from PyQt6.QtCore import QPointF, Qt, QTimer
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.gl import camera
from momentum_lab.gui.views.outlook import Outlook, Viewpoint
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

SETTLE_MS: Final = 250
ROUGH, FINE = 50_000, 220_000
"""Pixels of a frame while something moves, and when nothing does: it takes some tens or hundreds of ms."""
DEGREES_PER_PIXEL: Final = 0.45
LOWEST, HIGHEST = 2.0, 90.0


class Projection(Protocol):
    """Knows where things of the box are seen."""

    def project(self, point: Floats) -> QPointF:
        """Return where a point (3,) of the box is seen, in logical pixels."""
        ...


class Painted(Protocol):
    """A surface that draws itself with any painter."""

    @property
    def outlook(self) -> Viewpoint:
        """From where it looks."""
        ...

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        ...

    def show_run(self, run: Run, step: int) -> None:
        """Show a run on a ground of two dimensions at a step."""
        ...

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        ...

    def look_as(self, outlook: Outlook | None) -> None:
        """Look from another viewpoint."""
        ...

    def reset(self) -> None:
        """Look again from where the view begins."""
        ...

    def turn(self, degrees: float) -> None:
        """Let the camera go around."""
        ...

    def point(self, x: float, y: float, loss: float) -> Floats:
        """Return where a position and a loss are in the box."""
        ...

    def eye(self, width: int, height: int, scale: float) -> Projection:
        """Return what looks at the box."""
        ...

    def draw_quickly(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw on the screen."""
        ...

    def draw_picture(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw a picture to keep."""
        ...


class SoftwareCanvas(QWidget):
    """Shows a surface that draws itself; it turns and zooms as the one that OpenGL draws."""

    def __init__(self, surface: Painted) -> None:
        super().__init__()
        self.surface = surface
        self.setMinimumSize(120, 90)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._is_empty, self._is_rough = True, True
        self._ground = QColor(LIGHT.base)
        self._grabbed_at = QPointF()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._smooth_out)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown."""
        return self._is_empty

    def show_run(self, run: Run, step: int) -> None:
        """Show a run at a step; one on a ground that is not of two dimensions clears the view."""
        self._is_empty = run.ground.dimension != 2
        if not self._is_empty:
            self.surface.show_run(run, step)
        self._change()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self.surface.show_step(step)
        self._change()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._ground = QColor(theme.base)
        self.surface.set_look(theme, drawing)
        self._change()

    def look_from(self, outlook: Outlook | None) -> None:
        """Look from elsewhere."""
        self.surface.look_as(outlook)
        self._change()

    def reset_camera(self) -> None:
        """Look again from where the view begins."""
        if not self._is_empty:
            self.surface.reset()
            self._change()

    def project(self, x: float, y: float, loss: float) -> QPointF:
        """Return where a position and a loss are seen, in logical pixels."""
        return self.surface.eye(self.width(), self.height(), 1.0).project(self.surface.point(x, y, loss))

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        if not self._is_empty:
            most = ROUGH if self._is_rough else FINE
            finest = math.sqrt(most / max(self.width() * self.height(), 1))
            scale = min(self.devicePixelRatioF(), finest)
            self.surface.draw_quickly(painter, self.width(), self.height(), scale)
        painter.end()

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take hold of the scene."""
        if a0 is not None:
            self._grabbed_at = a0.position()

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Orbit."""
        if a0 is None or self._is_empty or a0.buttons() == Qt.MouseButton.NoButton:
            return
        way = a0.position() - self._grabbed_at
        self._grabbed_at = a0.position()
        before = self.surface.outlook
        elevation = min(max(before.elevation + DEGREES_PER_PIXEL * way.y(), LOWEST), HIGHEST)
        azimuth = before.azimuth - DEGREES_PER_PIXEL * way.x()
        self.look_from(replace(before, azimuth=azimuth, elevation=elevation))

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Go back to where the view begins."""
        self.reset_camera()

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """Zoom."""
        if a0 is None or self._is_empty:
            return
        before = self.surface.outlook
        zoom = min(max(before.zoom * 1.0012 ** a0.angleDelta().y(), camera.LEAST_ZOOM), camera.MOST_ZOOM)
        self.look_from(replace(before, zoom=zoom))
        a0.accept()

    def _change(self) -> None:
        self._is_rough = True
        self._settled.start()
        self.update()

    def _smooth_out(self) -> None:
        self._is_rough = False
        self.update()
