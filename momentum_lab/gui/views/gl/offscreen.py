"""OpenGL without a window: whether there is any, and a frame to draw a picture into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext, QSurfaceFormat
from PyQt6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat

from momentum_lab.core.errors import MomentumLabError

LEAST_VERSION: Final = (2, 1)
_WITHOUT_WIDGETS: Final = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb"})
"""Qt platforms on which a QOpenGLWidget stays empty, whatever a context says."""


def opengl_available() -> bool:
    """Whether the 3-D view can be drawn; answered once for an application."""
    if QGuiApplication.instance() is None:
        return False
    return _available(QGuiApplication.platformName())


@lru_cache(maxsize=4)
def _available(platform: str) -> bool:
    if platform in _WITHOUT_WIDGETS:
        return False
    try:
        with _current_context() as context:
            return context.format().version() >= LEAST_VERSION
    except MomentumLabError:
        return False


@contextmanager
def _current_context() -> Iterator[QOpenGLContext]:
    """Make a context of its own current; what was current before is so again at the end."""
    before = QOpenGLContext.currentContext()
    before_surface = before.surface() if before is not None else None
    surface, context = QOffscreenSurface(), QOpenGLContext()
    surface.setFormat(QSurfaceFormat.defaultFormat())
    surface.create()
    context.setFormat(surface.format())
    if not (surface.isValid() and context.create() and context.makeCurrent(surface)):
        raise MomentumLabError(
            "a picture of the surface needs OpenGL 2.1 or later, which this display does not offer"
        )
    try:
        yield context
    finally:
        context.doneCurrent()
        surface.destroy()
        if before is not None and before_surface is not None:
            before.makeCurrent(before_surface)


@contextmanager
def offscreen(width: int, height: int, samples: int) -> Iterator[QOpenGLFramebufferObject]:
    """Give a multisampled frame with a depth buffer, bound in a context of its own.

    Raises
    ------
    MomentumLabError
        There is no OpenGL, or not for a picture as large as this.
    """
    if not opengl_available():
        raise MomentumLabError(
            "a picture of the surface needs OpenGL 2.1 or later, which this display does not offer"
        )
    with _current_context():
        kind = QOpenGLFramebufferObjectFormat()
        kind.setSamples(samples)
        kind.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
        frame = QOpenGLFramebufferObject(QSize(width, height), kind)
        if not (frame.isValid() and frame.bind()):
            raise MomentumLabError(f"a picture of {width} × {height} pixels is too large for OpenGL here")
        try:
            yield frame
        finally:
            frame.release()
            del frame
