from __future__ import annotations

import os

from PyQt6.QtCore import QCoreApplication, Qt

# A person's own optimizers and landscapes are no part of the tests, unless somebody names their folder.
os.environ.setdefault("MOMENTUM_LAB_FOLDER", os.devnull)

# Before there is an application: without it, a second OpenGL view of pyqtgraph's draws nothing.
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
