"""OpenGL's functions that Qt's own classes do not call: what a context has of them, wherever it is from.

PyQt has such functions for OpenGL 2.0, 2.1 and 4.1 core alone, and not for reading pixels into memory, which
Qt's frames do. A context says where each function lies, whatever its version is, and whichever system of
windows it is of.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from PyQt6.QtGui import QOpenGLContext

from momentum_lab.core.errors import MomentumLabError

BACK: Final = 0x0405
BLEND: Final = 0x0BE2
COLOR_BUFFER_BIT: Final = 0x4000
CULL_FACE: Final = 0x0B44
DEPTH_BUFFER_BIT: Final = 0x0100
DEPTH_TEST: Final = 0x0B71
FLOAT: Final = 0x1406
FRONT: Final = 0x0404
GREATER: Final = 0x0204
LEQUAL: Final = 0x0203
MAX_RENDERBUFFER_SIZE: Final = 0x84E8
MULTISAMPLE: Final = 0x809D
ONE: Final = 1
ONE_MINUS_SRC_ALPHA: Final = 0x0303
RENDERER: Final = 0x1F01
SRC_ALPHA: Final = 0x0302
TRIANGLES: Final = 0x0004
UNSIGNED_INT: Final = 0x1405
_ENUM, _INT, _SINGLE, _FLAG = ctypes.c_uint, ctypes.c_int, ctypes.c_float, ctypes.c_ubyte
_PLACE, _TEXT = ctypes.c_void_p, ctypes.c_char_p


class DriverError(MomentumLabError):
    """OpenGL does not do what it has said it could."""


class OpenGlFunctions:
    """Functions of a context, by their published names without the ``gl``; it must be current at each call.

    Raises
    ------
    DriverError
        The context lacks one of them.
    """

    def __init__(self, context: QOpenGLContext) -> None:
        def found(name: str, result: type[Any] | None, *arguments: type[Any]) -> Any:
            place = context.getProcAddress(f"gl{name}".encode())
            if place is None or not int(place):
                raise DriverError("OpenGL has no function {name} here", name=f"gl{name}")
            # Of those that keep the interpreter: getting it back takes longer than any of these calls.
            return ctypes.PYFUNCTYPE(result, *arguments)(int(place))

        self.enable: Callable[[int], None] = found("Enable", None, _ENUM)
        self.disable: Callable[[int], None] = found("Disable", None, _ENUM)
        self.depth_func: Callable[[int], None] = found("DepthFunc", None, _ENUM)
        self.depth_mask: Callable[[bool], None] = found("DepthMask", None, _FLAG)
        self.cull_face: Callable[[int], None] = found("CullFace", None, _ENUM)
        self.blend_func_separate: Callable[[int, int, int, int], None]
        self.blend_func_separate = found("BlendFuncSeparate", None, _ENUM, _ENUM, _ENUM, _ENUM)
        self.viewport: Callable[[int, int, int, int], None]
        self.viewport = found("Viewport", None, _INT, _INT, _INT, _INT)
        self.clear_color: Callable[[float, float, float, float], None]
        self.clear_color = found("ClearColor", None, _SINGLE, _SINGLE, _SINGLE, _SINGLE)
        self.clear: Callable[[int], None] = found("Clear", None, _ENUM)
        self.draw_elements: Callable[[int, int, int, int], None]
        self.draw_elements = found("DrawElements", None, _ENUM, _INT, _ENUM, _PLACE)
        self.enable_vertex_attrib_array: Callable[[int], None] = found("EnableVertexAttribArray", None, _ENUM)
        self.disable_vertex_attrib_array: Callable[[int], None]
        self.disable_vertex_attrib_array = found("DisableVertexAttribArray", None, _ENUM)
        self.vertex_attrib_pointer: Callable[[int, int, int, bool, int, int], None]
        self.vertex_attrib_pointer = found(
            "VertexAttribPointer", None, _ENUM, _INT, _ENUM, _FLAG, _INT, _PLACE
        )
        self.flush: Callable[[], None] = found("Flush", None)
        self.finish: Callable[[], None] = found("Finish", None)
        self.use_program: Callable[[int], None] = found("UseProgram", None, _ENUM)
        self._get_integer = found("GetIntegerv", None, _ENUM, ctypes.POINTER(_INT))
        self._get_string = found("GetString", _TEXT, _ENUM)
        self._get_error: Callable[[], int] = found("GetError", _ENUM)

    def integer(self, name: int) -> int:
        """Return a limit of the context."""
        number = ctypes.c_int()
        self._get_integer(name, number)
        return number.value

    def text(self, name: int) -> str:
        """Return what the context says of itself."""
        return (self._get_string(name) or b"").decode(errors="replace")

    def check(self) -> None:
        """Raise :class:`DriverError` if anything has gone wrong since the last time."""
        if error := self._get_error():
            raise DriverError("OpenGL reports an error ({code})", code=f"0x{error:04x}")
