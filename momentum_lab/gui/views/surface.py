"""The 3-D view: balls that roll over the surface of the loss."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPalette
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.foreign_code import described
from momentum_lab.core.messages import NOTHING, message
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.gl.functions import DriverError
from momentum_lab.gui.views.gl.offscreen import NO_PICTURE, opengl_available
from momentum_lab.gui.views.gl.use import OPENGL
from momentum_lab.gui.views.outlook import Outlook, Viewpoint
from momentum_lab.gui.views.software_canvas import Painted, SoftwareCanvas
from momentum_lab.gui.views.view import Drawing, Intents
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.views.gl.scene import Scene

__all__ = ["NO_OPENGL", "SurfaceView", "opengl_available"]

NO_OPENGL: Final = message(
    "The 3-D view needs OpenGL 2.1 or later, which this display does not offer. "
    "The contour map shows the same run."
)
_NOT_OFFERED: Final = message(
    "There is no OpenGL 2.1 to be used here: the program draws the surface itself, more slowly."
)


class SurfaceView:
    """A landscape of two dimensions as a surface, with its balls, trails and minima on it.

    Parameters
    ----------
    software
        Makes what draws instead of OpenGL, where that fails; without it, there is a sentence in its place.
    """

    def __init__(self, software: Callable[[], Painted] | None = None) -> None:
        self.intents = Intents()
        self._make_software = software
        self._widget = QWidget()
        self._widget.setAutoFillBackground(True)
        self._layout = QVBoxLayout(self._widget)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._scene: Scene | None = None
        self._software: SoftwareCanvas | None = None
        self._notice: QLabel | None = None
        self._look: tuple[Theme, Drawing] = LIGHT, Drawing()
        self._shown: tuple[Run, int] | None = None
        self._begin()

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        return self._widget

    @property
    def is_drawn_by_opengl(self) -> bool:
        """Whether OpenGL draws it."""
        return self._scene is not None

    @property
    def may_try_opengl(self) -> bool:
        """Whether OpenGL was given up, and may be tried again."""
        return self._scene is None and OPENGL.problem != NOTHING

    def try_opengl(self) -> None:
        """Draw by OpenGL again, if that is to be had now; if it fails, it is given up again."""
        OPENGL.try_again()
        if self._scene is None and opengl_available():
            outlook = self.outlook
            self._clear()
            self._begin()
            self.look_as(outlook)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; one on a ground that is not of two dimensions clears the view."""
        self._shown = run, step
        if self._software is not None:
            self._software.show_run(run, step)
        elif self._scene is not None:
            if run.ground.dimension == 2:
                self._scene.show_run(run, step)
            else:
                self._scene.clear()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        if self._shown is not None:
            self._shown = self._shown[0], step
        shown = self._scene or self._software
        if shown is not None:
            shown.show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._look = theme, drawing
        colors = self._widget.palette()
        colors.setColor(QPalette.ColorRole.Window, QColor(theme.base))
        colors.setColor(QPalette.ColorRole.WindowText, QColor(theme.muted))
        self._widget.setPalette(colors)
        shown = self._scene or self._software
        if shown is not None:
            shown.set_look(theme, drawing)

    def set_quick(self, is_quick: bool) -> None:
        """Draw as always: it is quick enough."""

    def reset(self) -> None:
        """Look again from where the view begins."""
        canvas = self._scene.canvas if self._scene is not None else self._software
        if canvas is not None:
            canvas.reset_camera()

    def turn(self, degrees: float) -> None:
        """Let the camera go around the landscape, from where it is."""
        if self._scene is not None:
            self._scene.canvas.orbit(degrees)
        elif self._software is not None:
            self._software.surface.turn(degrees)

    def close(self) -> None:
        """Let go of the widget, which was never seen."""
        self._widget.hide()
        self._widget.deleteLater()

    @property
    def outlook(self) -> Outlook | None:
        """From where it looks; None where nothing is drawn."""
        if self._scene is not None:
            return self._scene.canvas.viewpoint
        if self._software is None or self._software.is_empty:
            return None
        return self._software.surface.outlook

    def look_as(self, outlook: Outlook | None) -> None:
        """Look from another viewpoint; anything else is ignored."""
        canvas = self._scene.canvas if self._scene is not None else self._software
        if isinstance(outlook, Viewpoint) and canvas is not None:
            canvas.look_from(outlook)

    def project(self, x: float, y: float, loss: float) -> QPointF:
        """Return where a position and a loss are seen, in logical pixels of the widget.

        Raises
        ------
        MomentumLabError
            No landscape is shown.
        """
        if self._software is not None and not self._software.is_empty:
            return self._software.project(x, y, loss)
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

    def draw_picture(
        self, painter: QPainter, width: int, height: int, scale: float, progress: Progress = unwatched
    ) -> None:
        """Draw what the widget would show at ``width`` × ``height``, from the painter's origin.

        It is an image with ``scale`` pixels for each logical one, and text, which stays text. The widget need
        not be shown.

        Raises
        ------
        MomentumLabError
            There is no OpenGL, or not for a picture as large as this.
        CancelledError
            ``progress`` returned False.
        """
        if self._scene is not None:
            try:
                self._scene.canvas.draw_picture(painter, width, height, scale, progress)
                return
            except Exception as error:
                is_refused = isinstance(error, MomentumLabError) and not isinstance(error, DriverError)
                if is_refused or self._make_software is None:
                    raise
                self._break(error)
        if self._software is None or self._software.is_empty:
            raise MomentumLabError(NO_PICTURE)
        self._software.surface.draw_picture(painter, width, height, scale, progress)

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

    def _begin(self) -> None:
        """Make what draws, and have it show what there is to show."""
        self._scene = _scene()
        if self._scene is not None:
            self._layout.addWidget(self._scene.canvas)
            self._scene.canvas.broken.connect(self._break)
        elif self._make_software is not None:
            self._software = SoftwareCanvas(self._make_software())
            self._layout.addWidget(self._software, 1)
            self._tell(_painted_here())
        else:
            self._tell(str(NO_OPENGL))
        self.set_look(*self._look)
        if self._shown is not None:
            self.show_run(*self._shown)

    def _break(self, error: Exception) -> None:
        """Go on without OpenGL, which has failed."""
        if self._scene is None:
            return
        outlook = self.outlook
        _give_up(error)
        self._clear()
        self._begin()
        self.look_as(outlook)

    def _clear(self) -> None:
        for widget in (self._scene.canvas if self._scene is not None else None, self._software, self._notice):
            if widget is not None:
                self._layout.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._scene = self._software = self._notice = None

    def _tell(self, words: str) -> None:
        self._notice = QLabel(words)
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setWordWrap(True)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setMargin(24 if self._software is None else 4)
        self._layout.addWidget(self._notice)


def _scene() -> Scene | None:
    """Return the scene that OpenGL draws; None where it cannot."""
    if not opengl_available():
        return None
    try:
        from momentum_lab.gui.views.gl.scene import Scene

        return Scene()
    except Exception as error:  # noqa: BLE001 - drivers fail in many ways
        _give_up(error)
        return None


def _give_up(error: Exception) -> None:
    OPENGL.give_up(message("OpenGL has failed ({what}).", what=described(error)))
    log = logging.getLogger("momentum_lab")
    log.warning("%s", _painted_here())
    log.info("OpenGL is given up", exc_info=error)


def _painted_here() -> str:
    """Return why, and how, the surface is drawn by the program."""
    if OPENGL.problem == NOTHING:
        return str(_NOT_OFFERED)
    return str(
        message(
            "{problem} The program draws the surface itself, more slowly; the menu View tries OpenGL again.",
            problem=OPENGL.problem,
        )
    )
