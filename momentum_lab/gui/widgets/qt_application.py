"""The one QApplication, made ready for OpenGL, with or without a display."""

from __future__ import annotations

import os
import sys
from typing import Final

from PyQt6.QtCore import QLocale
from PyQt6.QtGui import QSurfaceFormat
from PyQt6.QtWidgets import QApplication

from momentum_lab.gui.widgets.qt_words import let_qt_speak

_KEPT: Final[list[QApplication]] = []
"""What nobody refers to would be deleted again."""


def has_display() -> bool:
    """Whether there is a screen to show a window on, or a platform was chosen by hand."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, made now if there is none; without a display it draws in memory."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", _platforms())
    prepare_opengl()
    app = QApplication(arguments or ["momentum-lab"])
    _KEPT.append(app)
    app.setApplicationName("Momentum Lab")
    app.setOrganizationName("Momentum Lab")
    QLocale.setDefault(QLocale(QLocale.Language.English))  # a point in numbers, as in files, in all languages
    let_qt_speak()
    return app


def _platforms() -> str:
    """Return Qt's platforms in the order in which they are tried; drawing in memory always works."""
    screens = [
        name
        for variable, name in (("DISPLAY", "xcb"), ("WAYLAND_DISPLAY", "wayland"))
        if os.environ.get(variable)
    ]
    return ";".join([*screens, "offscreen"])


def prepare_opengl() -> None:
    """Say what OpenGL is wanted; must come before the application is made.

    macOS has new OpenGL only as a core profile.
    """
    surface = QSurfaceFormat()
    surface.setDepthBufferSize(24)
    if sys.platform == "darwin":
        surface.setVersion(4, 1)
        surface.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    QSurfaceFormat.setDefaultFormat(surface)
