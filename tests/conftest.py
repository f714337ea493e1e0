from __future__ import annotations

import os
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, Qt

# A person's own optimizers and landscapes are no part of the tests, unless somebody names their folder.
os.environ.setdefault("MOMENTUM_LAB_FOLDER", os.devnull)

# Before there is an application: without it, a second OpenGL view of pyqtgraph's draws nothing.
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)

ON_SCREEN = ("gui", "cli/test_picture_commands.py", "export/test_pictures_on_disk.py")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what opens windows in one process: two windows cannot both be the active one."""
    for item in items:
        place = item.path.relative_to(HERE).as_posix()
        if place.startswith(ON_SCREEN):
            item.add_marker(pytest.mark.xdist_group("screen"))
