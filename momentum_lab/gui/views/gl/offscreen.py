"""OpenGL without a window: whether there is any, and a place to draw pictures in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Final

from PyQt6.QtCore import QObject, QSize
from PyQt6.QtGui import (
    QGuiApplication,
    QImage,
    QOffscreenSurface,
    QOpenGLContext,
    QPainter,
    QSurfaceFormat,
)
from PyQt6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import NOTHING, message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.gui.views.gl import functions as gl
from momentum_lab.gui.views.gl.driver import DRIVER
from momentum_lab.gui.views.gl.functions import DriverError, OpenGlFunctions
from momentum_lab.gui.views.gl.use import OPENGL

LEAST_VERSION: Final = (2, 1)
SAMPLES: Final = 4
"""Of each pixel where edges are smooth."""
AT_ONCE: Final = 400_000
"""Pixels of a picture that are drawn together: without a graphics card these take some 0.1 s."""
NO_PICTURE: Final = message(
    "a picture of the surface needs OpenGL 2.1 or later, which this display does not offer"
)
_WITHOUT_OPENGL: Final = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs"})
"""Qt platforms that are not asked.

Those without a screen have no OpenGL to give, and some say so on stderr; those that draw on the bare screen
by EGL were never tried.
"""


def opengl_available() -> bool:
    """Whether the 3-D view can be drawn; tried once for an application, and again when it was given up."""
    if QGuiApplication.instance() is None or OPENGL.problem != NOTHING:
        return False
    return _available(QGuiApplication.platformName())


@lru_cache(maxsize=4)
def _available(platform: str) -> bool:
    if platform in _WITHOUT_OPENGL:
        return False
    DRIVER.end()
    parent = QObject()
    try:
        with OffscreenContext(parent).current() as context:
            return context.format().version() >= LEAST_VERSION
    except MomentumLabError:
        return False


class OffscreenContext:
    """An OpenGL context of its own, without a window; ``parent`` owns it.

    Raises
    ------
    MomentumLabError
        There is no OpenGL.
    """

    def __init__(self, parent: QObject) -> None:
        self._surface, self._context = QOffscreenSurface(None, parent), QOpenGLContext(parent)
        self._surface.setFormat(QSurfaceFormat.defaultFormat())
        self._surface.create()
        self._context.setFormat(self._surface.format())
        if not (self._surface.isValid() and self._context.create()):
            raise MomentumLabError(NO_PICTURE)

    @contextmanager
    def current(self) -> Iterator[QOpenGLContext]:
        """Make the context current; what was current before is so again at the end."""
        before = QOpenGLContext.currentContext()
        before_surface = before.surface() if before is not None else None
        if not self._context.makeCurrent(self._surface):
            raise DriverError(NO_PICTURE)
        try:
            yield self._context
        finally:
            self._context.doneCurrent()
            if before is not None and before_surface is not None:
                before.makeCurrent(before_surface)

    def picture(self, size: QSize, draw: Callable[[int], None], progress: Progress = unwatched) -> QImage:
        """Return what ``draw`` draws, called with the context current and a frame bound.

        The picture is drawn in strips, between which ``progress`` is told: without a graphics card a large
        one takes more than a second. ``draw`` gets the row at which the frame begins, counted from below.

        Raises
        ------
        MomentumLabError
            The picture is too large for this OpenGL.
        CancelledError
            ``progress`` returned False.
        """
        self._check(size)
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        if image.isNull():
            raise _no_memory(size)
        rows = max(AT_ONCE // size.width(), 1)
        for top in range(0, size.height(), rows):
            below = min(top + rows, size.height())
            strip = self._strip(QSize(size.width(), below - top), partial(draw, size.height() - below))
            painter = QPainter(image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(0, top, strip)
            painter.end()
            go_on(progress, below / size.height())
        return image

    def _check(self, size: QSize) -> None:
        with self.current() as context:
            most = OpenGlFunctions(context).integer(gl.MAX_RENDERBUFFER_SIZE)
        if max(size.width(), size.height()) > most:
            raise MomentumLabError(
                "a picture of {width} × {height} pixels is too large: OpenGL draws up to {most} a side here",
                width=size.width(),
                height=size.height(),
                most=most,
            )

    def _strip(self, size: QSize, draw: Callable[[], None]) -> QImage:
        with self.current():
            frame = frame_of(size.width(), size.height(), SAMPLES)
            if not (frame.isValid() and frame.bind()):
                raise _no_memory(size)
            draw()
            image = frame.toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            frame.release()
            del frame  # while its context is still current
            return image


def _no_memory(size: QSize) -> MomentumLabError:
    return MomentumLabError(
        "there is no memory for a picture of {width} × {height} pixels",
        width=size.width(),
        height=size.height(),
    )


def frame_of(width: int, height: int, samples: int) -> QOpenGLFramebufferObject:
    """Return a frame with depth, in the current context; its format tells how many samples it has got."""
    kind = QOpenGLFramebufferObjectFormat()
    kind.setSamples(samples)
    kind.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
    return QOpenGLFramebufferObject(QSize(width, height), kind)
