"""The widget of the 3-D view where OpenGL does not draw: roughly while something moves, then finer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, Protocol

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PyQt6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.scene_trail import Trail
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.gl import camera
from momentum_lab.gui.views.gl.exit_tips import exit_tip
from momentum_lab.gui.views.gl.legend import MOST_POINTS, SurfaceLegend
from momentum_lab.gui.views.outlook import Outlook, Viewpoint
from momentum_lab.gui.views.readings import BALL_REACH, ball_reading
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.tips import plain_tip
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

    def spots(self, points: Floats) -> Floats:
        """Return where points (n, 3) of the box are seen, (n, 2), in logical pixels."""
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

    def set_type(self, font: QFont) -> None:
        """Write in another type."""
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

    def ground_points(self) -> Floats:
        """Return points (n, 3) all over the ground, in the box."""
        ...

    def leave_free(self, top: float) -> None:
        """Leave so many logical pixels free above the box."""
        ...

    def exits_by(self, step: int) -> list[tuple[Floats, Message]]:
        """Return where in the box balls have left the map by a step, and what is said of each."""
        ...

    def eye(self, width: int, height: int, scale: float) -> Projection:
        """Return what looks at the box."""
        ...

    def draw_quickly(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw on the screen."""
        ...

    def draw_picture(
        self, painter: QPainter, width: int, height: int, scale: float, progress: Progress = unwatched
    ) -> None:
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
        self._look: tuple[Theme, Drawing] = LIGHT, Drawing()
        self._shown: tuple[Run, int] | None = None
        self._trails: tuple[Trail, ...] = ()
        self.legend = SurfaceLegend()
        self._top = 0.0
        self._make_room = QTimer(self)
        self._make_room.setSingleShot(True)
        self._make_room.timeout.connect(self._leave_room)
        self.setMouseTracking(True)
        self._grabbed_at = QPointF()
        self._told = ""
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
            self._trails = GroundScene(run).trails
            ground = self.surface.ground_points()
            self.legend.show_run(run, self._look[1].arrows, self._trail_points(run), ground)
        self._shown = None if self._is_empty else (run, step)
        self._change()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self.surface.show_step(step)
        if self._shown is not None:
            self._shown = self._shown[0], step
        self._change()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._ground, self._look = QColor(theme.base), (theme, drawing)
        self.surface.set_look(theme, drawing)
        self.legend.show_arrows(drawing.arrows)
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

    def changeEvent(self, a0: QEvent | None) -> None:
        """Write in the type of the window."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self.surface.set_type(self.font())
            self._change()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        if not self._is_empty:
            most = ROUGH if self._is_rough else FINE
            finest = math.sqrt(most / max(self.width() * self.height(), 1))
            scale = min(self.devicePixelRatioF(), finest)
            self.surface.draw_quickly(painter, self.width(), self.height(), scale)
            self._paint_legend(painter)
        painter.end()

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take hold of the scene."""
        if a0 is not None:
            self._grabbed_at = a0.position()

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Orbit."""
        if a0 is None or self._is_empty:
            return
        if a0.buttons() == Qt.MouseButton.NoButton:
            self._tell(a0.position())
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

    def _paint_legend(self, painter: QPainter) -> None:
        theme, drawing = self._look
        if drawing.has_legend:
            eye = self.surface.eye(self.width(), self.height(), 1.0)
            self.legend.place(
                QRectF(self.rect()), self.surface.outlook, self.font(), eye.spots, np.empty((0, 2))
            )
            self.legend.paint(painter, theme, drawing.boldness.width(drawing.line_width))
        if self._top_wanted != self._top:
            self._make_room.start(0)  # not while it is painted

    @property
    def _top_wanted(self) -> float:
        """How high the legend is that stands above the box."""
        return self.legend.taken if self._look[1].has_legend else 0.0

    def _leave_room(self) -> None:
        if self._top_wanted != self._top:
            self._top = self._top_wanted
            self.surface.leave_free(self._top)
            self._change()

    def _trail_points(self, run: Run) -> Floats:
        """Return some points (n, 3) of all visible trails, in the box."""
        found = [np.empty((0, 3))]
        for trail in self._trails:
            every = slice(None, None, 1 + len(trail.points) // MOST_POINTS)
            places, losses = trail.points[every, :2].tolist(), run.rows(trail.ball).loss[every].tolist()
            points = [self.surface.point(x, y, loss) for (x, y), loss in zip(places, losses, strict=True)]
            found += [np.array(points).reshape(-1, 3)]
        return np.concatenate(found)

    def _tip(self, at: QPointF) -> str:
        """Return the numbers of the ball that is pointed at, or all names where the legend is cut."""
        if self._shown is None:
            return ""
        (run, step), (theme, drawing) = self._shown, self._look
        if drawing.has_legend and self.legend.box.contains(at):
            return plain_tip(self.legend.text)
        for trail in self._trails:  # the first ones lie over the others
            x, y = trail.at(step)[0, :2].tolist()
            way = self.project(x, y, float(run.at(trail.ball, step).loss[0])) - at
            if way.manhattanLength() <= BALL_REACH:
                return ball_reading(run, trail.ball, step, theme)
        eye = self.surface.eye(self.width(), self.height(), 1.0)
        return exit_tip(self.surface.exits_by(step), eye.project, at)

    def _tell(self, at: QPointF) -> None:
        """Show at once what there is to be said of a place."""
        words = self._tip(at)
        if words or self._told:
            QToolTip.showText(self.mapToGlobal(at.toPoint()), words, self)
        self._told = words

    def _change(self) -> None:
        self._is_rough = True
        self._settled.start()
        self.update()

    def _smooth_out(self) -> None:
        self._is_rough = False
        self.update()
