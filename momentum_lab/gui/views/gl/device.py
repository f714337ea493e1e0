"""What belongs to one OpenGL context: its shader programs and its buffers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PyQt6 import sip
from PyQt6.QtGui import QMatrix4x4, QOpenGLContext, QVector2D, QVector3D, QVector4D
from PyQt6.QtOpenGL import QOpenGLBuffer, QOpenGLShader, QOpenGLShaderProgram

from momentum_lab.core.arrays import Singles
from momentum_lab.gui.views.gl import functions as gl
from momentum_lab.gui.views.gl.functions import DriverError, OpenGlFunctions
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.shaders import SOURCES, headers

SOFTWARE: Final = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic")
"""Words in the names of renderers that draw without a graphics card."""
CORNERS: Final = 3
"""Of a triangle."""
TRIANGLES_AT_ONCE: Final = 30_000
"""So many are drawn before they are waited for, without a graphics card: some ten megabytes."""
Uniform = float | QVector2D | QVector3D | QVector4D | QMatrix4x4


class Program:
    """A linked shader program that looks each of its uniforms up once."""

    def __init__(self, name: str) -> None:
        self._program = _linked(name)
        self._locations: dict[str, int] = {}

    def bind(self) -> None:
        """Make it the program that draws."""
        self._program.bind()

    def set(self, name: str, value: Uniform) -> None:
        """Give a uniform a value; an int would be refused by OpenGL, so a float is made of it."""
        location = self._locations.get(name)
        if location is None:
            location = self._locations[name] = self._program.uniformLocation(name)
        self._program.setUniformValue(location, float(value) if isinstance(value, int) else value)

    def destroy(self) -> None:
        """Give it back to OpenGL."""
        self._program.removeAllShaders()


@dataclass(slots=True)
class _Buffers:
    geometry: Geometry | None
    vertices: QOpenGLBuffer
    indices: QOpenGLBuffer


class Device:
    """Programs, buffers and functions of a context, which is current when it is made and whenever it is used.

    Each context gets its own, so that nothing depends on contexts that share: a second window, a dock that
    is torn off and a picture drawn off the screen each upload what they need.

    Without a graphics card Mesa draws in threads, up to 64 pieces of work at once. What a piece took, up to
    36 MB and the frames that it drew to, is let go when there are as many again: maybe never. So what was
    drawn is waited for in time, and there is one piece, used again and again.
    """

    def __init__(self, functions: OpenGlFunctions) -> None:
        self.gl = functions
        name = functions.text(gl.RENDERER).lower()
        self.is_software = any(word in name for word in SOFTWARE)
        """Whether there is no graphics card."""
        self._begun = 0
        self._programs: dict[str, Program] = {}
        self._buffers: dict[str, _Buffers] = {}

    def program(self, name: str) -> Program:
        """Return the program ``name``, bound.

        Raises
        ------
        DriverError
            The OpenGL driver does not take the shaders.
        """
        program = self._programs.get(name)
        if program is None:
            program = self._programs[name] = Program(name)
        program.bind()
        return program

    def bind(self, slot: str, geometry: Geometry, program: str) -> None:
        """Make ``geometry`` what is drawn next; it is uploaded when it is not what ``slot`` holds already."""
        buffers = self._buffers.get(slot)
        if buffers is None:
            buffers = self._buffers[slot] = _Buffers(
                None,
                _created(QOpenGLBuffer.Type.VertexBuffer),
                _created(QOpenGLBuffer.Type.IndexBuffer),
            )
        buffers.vertices.bind()
        buffers.indices.bind()
        if buffers.geometry is not geometry:
            _upload(buffers.vertices, geometry.vertices)
            _upload(buffers.indices, geometry.indices)
            buffers.geometry = geometry
        self._set_attributes(program)

    def _set_attributes(self, program: str) -> None:
        layout = SOURCES[program][2]
        stride = 4 * sum(count for _name, count in layout)
        offset = 0
        for location, (_name, count) in enumerate(layout):
            self.gl.enable_vertex_attrib_array(location)
            self.gl.vertex_attrib_pointer(location, count, gl.FLOAT, False, stride, offset)
            offset += 4 * count

    def draw(self, first: int, count: int) -> None:
        """Draw ``count`` indices of what is bound, beginning with number ``first``."""
        if not self.is_software:
            self._draw(first, count)
            return
        most = CORNERS * TRIANGLES_AT_ONCE
        for begin in range(0, count, most):
            part = min(most, count - begin)
            if self._begun + part > most:
                self.finish()
            self._draw(first + begin, part)
            self._begun += part

    def _draw(self, first: int, count: int) -> None:
        self.gl.draw_elements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 4 * first)

    def finish(self) -> None:
        """Wait for what was drawn, without a graphics card: before another frame is drawn to."""
        if self.is_software:
            self.gl.finish()
            self._begun = 0

    def release(self) -> None:
        """Leave nothing bound, for the painter that writes the labels."""
        for location in range(3):
            self.gl.disable_vertex_attrib_array(location)
        for buffers in self._buffers.values():
            buffers.vertices.release()
            buffers.indices.release()
        self.gl.use_program(0)

    def destroy(self) -> None:
        """Give everything back; the context must be current."""
        for buffers in self._buffers.values():
            buffers.vertices.destroy()
            buffers.indices.destroy()
        for program in self._programs.values():
            program.destroy()
        self._buffers.clear()
        self._programs.clear()


def _created(kind: QOpenGLBuffer.Type) -> QOpenGLBuffer:
    buffer = QOpenGLBuffer(kind)
    buffer.create()
    return buffer


def _upload(buffer: QOpenGLBuffer, numbers: Singles | NDArray[np.uint32]) -> None:
    buffer.allocate(sip.voidptr(numbers.ctypes.data), numbers.nbytes)


def _linked(name: str) -> QOpenGLShaderProgram:
    vertex, fragment, attributes = SOURCES[name]
    context = QOpenGLContext.currentContext()
    if context is None:
        raise DriverError("there is no OpenGL context to draw with")
    vertex_header, fragment_header = headers(context)
    program = QOpenGLShaderProgram()
    kind = QOpenGLShader.ShaderTypeBit
    taken = program.addShaderFromSourceCode(kind.Vertex, vertex_header + vertex)
    taken = taken and program.addShaderFromSourceCode(kind.Fragment, fragment_header + fragment)
    for location, (attribute, _count) in enumerate(attributes):
        program.bindAttributeLocation(attribute, location)
    if not (taken and program.link()):
        raise DriverError("OpenGL does not take the shaders of the 3-D view: {log}", log=program.log())
    return program
