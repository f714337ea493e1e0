"""How the scene becomes a picture: drawn by OpenGL off the screen, and read back.

A widget that OpenGL draws on the screen makes Qt compose the whole window by OpenGL; without a graphics card
that costs several times as much as the scene itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage, QSurfaceFormat
from PyQt6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLVertexArrayObject
from PyQt6.QtWidgets import QWidget

from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.gui.views.gl import functions as gl
from momentum_lab.gui.views.gl.device import Device
from momentum_lab.gui.views.gl.functions import OpenGlFunctions
from momentum_lab.gui.views.gl.offscreen import SAMPLES, OffscreenContext, frame_of

_CORE: Final = QSurfaceFormat.OpenGLContextProfile.CoreProfile
_EVERYTHING: Final = gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT

Draw = Callable[[], None]


class Renderer:
    """Draws a scene of two parts: what stands still while balls roll, and what moves over it.

    ``draw_still`` clears and draws the first part, ``draw_moving`` adds the second.
    """

    def __init__(self, owner: QWidget, draw_still: Draw, draw_moving: Draw) -> None:
        self._context = OffscreenContext(owner)
        self._array = QOpenGLVertexArrayObject(owner)
        self._draw_still, self._draw_moving = draw_still, draw_moving
        self._frames: dict[str, QOpenGLFramebufferObject] = {}
        self._is_still_smooth: bool | None = None
        with self._context.current() as context:
            self.gl = OpenGlFunctions(context)
            if context.format().profile() == _CORE:
                self._array.create()
            self._has_switch = not context.isOpenGLES()  # whose frames with samples are always smooth
            self.device = Device(self.gl)

    def whole(self, size: QSize, is_smooth: bool) -> QImage:
        """Return a picture of both parts, drawn anew."""
        with self._context.current():
            return self._drawn_whole(size, is_smooth)

    def _drawn_whole(self, size: QSize, is_smooth: bool) -> QImage:
        plain = self._frame("plain", size)
        self._draw_into(plain, is_smooth, self._draw_both)
        return self._read(plain)

    def begin_moved(self, size: QSize, is_still_the_same: bool, is_smooth: bool) -> None:
        """Begin a picture for which only what moves is drawn anew, and its edges roughly.

        OpenGL goes on with it by itself until it is :meth:`moved`. ``is_still_the_same`` tells whether the
        other part looks as it did the last time, ``is_smooth`` whether its edges shall be smooth; it is drawn
        again where they are not. It is kept when it is wanted for the second time: while the camera moves,
        and in the first frame, there is nothing to keep.
        """
        with self._context.current():
            plain = self._frame("plain", size)
            if is_still_the_same or is_smooth:
                still = self._kept_still(size, is_still_the_same, is_smooth)
                self._copy(still, plain)
                self._bind(plain)
                self._draw_moving()
                self.device.release()
                plain.release()
            else:
                self._is_still_smooth = None
                self._draw_into(plain, False, self._draw_both)
            self.gl.flush()

    def _kept_still(self, size: QSize, is_the_same: bool, is_smooth: bool) -> QOpenGLFramebufferObject:
        still = self._frame("still", size)
        if not (is_the_same and self._is_still_smooth == is_smooth):
            self._draw_into(still, is_smooth, self._draw_still)
            self._is_still_smooth = is_smooth
        return still

    def moved(self, size: QSize) -> QImage:
        """Return the picture of a size that was begun."""
        with self._context.current():
            return self._read(self._frame("plain", size))

    def picture(self, size: QSize, progress: Progress = unwatched) -> QImage:
        """Return a picture to keep, with smooth edges.

        Raises
        ------
        MomentumLabError
            It is too large for this OpenGL.
        CancelledError
            ``progress`` returned False.
        """

        def draw(lowest: int) -> None:
            self._prepare(size, lowest)
            self._draw_both()
            self.device.release()
            self.device.finish()
            self.gl.check()

        return self._context.picture(size, draw, progress)

    def _draw_both(self) -> None:
        self._draw_still()
        self._draw_moving()

    def _draw_into(self, target: QOpenGLFramebufferObject, is_smooth: bool, draw: Draw) -> None:
        samples = self._frame("samples", target.size(), SAMPLES) if is_smooth else None
        drawn = samples if samples is not None and samples.format().samples() else target
        self._bind(drawn)
        draw()
        self.device.release()
        if drawn is not target:
            self._copy(drawn, target)
        if (
            self.device.is_software
        ):  # where it takes the program's own memory, four times as much as the picture
            self._frames.pop("samples", None)

    def _copy(self, source: QOpenGLFramebufferObject, target: QOpenGLFramebufferObject) -> None:
        self.device.finish()
        QOpenGLFramebufferObject.blitFramebuffer(target, source, _EVERYTHING)

    def _bind(self, frame: QOpenGLFramebufferObject) -> None:
        self.device.finish()
        frame.bind()
        self._prepare(frame.size())

    def _prepare(self, size: QSize, lowest: int = 0) -> None:
        """Draw a picture of a size; the frame that is bound begins at a row of it, counted from below."""
        if self._array.isCreated():
            self._array.bind()
        self.gl.viewport(0, -lowest, size.width(), size.height())
        if self._has_switch:
            self.gl.enable(gl.MULTISAMPLE)
        self.gl.depth_mask(True)

    def _frame(self, name: str, size: QSize, samples: int = 0) -> QOpenGLFramebufferObject:
        frame = self._frames.get(name)
        if frame is None or frame.size() != size:
            self._frames = {n: f for n, f in self._frames.items() if f.size() == size}
            frame = self._frames[name] = frame_of(size.width(), size.height(), samples)
            if name == "still":
                self._is_still_smooth = None
        return frame

    def _read(self, frame: QOpenGLFramebufferObject) -> QImage:
        """Return what a frame without samples holds, with nothing to be seen through it."""
        self.gl.check()
        image = frame.toImage()
        frame.release()
        if image.format() != QImage.Format.Format_ARGB32_Premultiplied:  # bytes in the order of OpenGL ES
            return image.convertToFormat(QImage.Format.Format_RGB32)
        image.reinterpretAsFormat(QImage.Format.Format_RGB32)
        return image
