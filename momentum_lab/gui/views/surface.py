"""The 3-D view: balls that roll over the surface of the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPalette
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.views.gl.offscreen import NO_PICTURE, opengl_available
from momentum_lab.gui.views.view import Drawing, Intents
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.views.gl.scene import Scene

__all__ = ["NO_OPENGL", "SurfaceView", "opengl_available"]

NO_OPENGL: Final = (
    "The 3-D view needs OpenGL 2.1 or later, which this display does not offer. "
    "The contour map shows the same run."
)


class SurfaceView:
    """A landscape of two dimensions as a surface, with its balls, trails and minima on it."""

    def __init__(self) -> None:
        self.intents = Intents()
        self._widget = QWidget()
        self._widget.setAutoFillBackground(True)
        layout = QVBoxLayout(self._widget)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scene: Scene | None = None
        if opengl_available():
            # Where there is no OpenGL, importing it may fail as well.
            from momentum_lab.gui.views.gl.scene import Scene

            self._scene = Scene()
            layout.addWidget(self._scene.canvas)
        else:
            self._notice = QLabel(NO_OPENGL)
            self._notice.setWordWrap(True)
            self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._notice.setMargin(24)
            layout.addWidget(self._notice)
        self.set_look(LIGHT, Drawing())

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        return self._widget

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; one that is not of two dimensions clears the view."""
        if self._scene is None:
            return
        if run.dimension == 2:
            self._scene.show_run(run, step)
        else:
            self._scene.clear()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        if self._scene is not None:
            self._scene.show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        colors = self._widget.palette()
        colors.setColor(QPalette.ColorRole.Window, QColor(theme.base))
        colors.setColor(QPalette.ColorRole.WindowText, QColor(theme.muted))
        self._widget.setPalette(colors)
        if self._scene is not None:
            self._scene.set_look(theme, drawing)

    def set_quick(self, is_quick: bool) -> None:
        """Draw as always: it is quick enough."""

    def reset(self) -> None:
        """Look again from where the view begins."""
        if self._scene is not None:
            self._scene.canvas.reset_camera()

    def turn(self, degrees: float) -> None:
        """Let the camera go around the landscape, from where it is."""
        if self._scene is not None:
            canvas = self._scene.canvas
            canvas.setCameraPosition(azimuth=canvas.azimuth + degrees)

    def look_as(self, other: object) -> None:
        """Look from where another view of its kind looks; any other kind is ignored."""
        if isinstance(other, SurfaceView) and self._scene is not None and other._scene is not None:
            self._scene.canvas.look_from(other._scene.canvas.viewpoint)

    def project(self, x: float, y: float, loss: float) -> QPointF:
        """Return where a position and a loss are seen, in logical pixels of the widget.

        Raises
        ------
        MomentumLabError
            No landscape is shown.
        """
        if self._scene is None or self._scene.heights is None:
            raise MomentumLabError("the 3-D view shows no landscape")
        point = self._scene.heights.point(np.array([x, y]), loss)
        return self._scene.canvas.projector()(point)

    def ball_position_on_screen(self, ball: int) -> QPointF | None:
        """Return where the centre of a ball is seen, in logical pixels; None when it is not shown."""
        center = None if self._scene is None else self._scene.ball_center(ball)
        if self._scene is None or center is None:
            return None
        return self._scene.canvas.projector()(center)

    def draw_picture(self, painter: QPainter, width: int, height: int, scale: float) -> None:
        """Draw what the widget would show at ``width`` × ``height``, from the painter's origin.

        It is an image with ``scale`` pixels for each logical one, and text, which stays text. The widget need
        not be shown.

        Raises
        ------
        MomentumLabError
            There is no OpenGL, or not for a picture as large as this.
        """
        if self._scene is None:
            raise MomentumLabError(NO_PICTURE)
        self._scene.canvas.draw_picture(painter, width, height, scale)

    def render_image(self, width: int, height: int, scale: float = 1.0) -> QImage:
        """Return that as an image of ``round(width * scale)`` × ``round(height * scale)`` pixels."""
        image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        try:
            painter.scale(scale, scale)
            self.draw_picture(painter, width, height, scale)
        finally:
            painter.end()
        return image
