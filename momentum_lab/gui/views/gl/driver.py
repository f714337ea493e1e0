"""The driver of OpenGL is loaded in a thread while the program reads its modules.

Qt would load it when it is first asked for a surface, and Python would stand still meanwhile: a twentieth of
the time until the window is seen. Called by ctypes, it leaves Python to other threads.
"""

from __future__ import annotations

import sys
from ctypes import CDLL, POINTER, byref, c_int, c_void_p
from threading import Thread
from typing import Final

PATIENCE: Final = 5.0
"""Seconds for which a driver is waited for; then Qt finds out what is the matter with it."""


class DriverLoading:
    """Loads the driver of a platform of Qt's; on others than X11 it does nothing."""

    def __init__(self) -> None:
        self._thread: Thread | None = None

    def begin(self, platform: str) -> None:
        """Begin, unless that is done."""
        if self._thread is None and platform == "xcb" and sys.platform.startswith("linux"):
            self._thread = Thread(target=_ask_for_frames, name="opengl-driver", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Wait until it is loaded: nobody else shall ask it for anything at the same time."""
        if self._thread is not None:
            self._thread.join(PATIENCE)


DRIVER: Final = DriverLoading()
"""That of the process."""


def _ask_for_frames() -> None:
    """Ask which kinds of frames there are, on a connection of its own, for which the driver is loaded."""
    try:
        x11, glx = CDLL("libX11.so.6"), CDLL("libGL.so.1")
        connect, frames = x11.XOpenDisplay, glx.glXGetFBConfigs
        screen, free, leave = x11.XDefaultScreen, x11.XFree, x11.XCloseDisplay
    except (OSError, AttributeError):  # Qt says what is missing
        return
    connect.restype, frames.restype = c_void_p, c_void_p
    frames.argtypes = [c_void_p, c_int, POINTER(c_int)]
    for function in (screen, free, leave):
        function.argtypes = [c_void_p]
    display = connect(None)
    if display:
        free(frames(display, screen(display), byref(c_int())))
        leave(display)
