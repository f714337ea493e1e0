from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt

# Before there is an application: without it, a second OpenGL view of pyqtgraph's draws nothing.
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
