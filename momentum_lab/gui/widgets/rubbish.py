"""Collecting rubbish where it may be collected: in the thread of the windows, and not while it hurts.

Python collects what refers to itself in whichever thread happens to make something, also in one that
computes; widgets and what belongs to them may only go in their own.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

from PyQt6.QtCore import QObject, QTimer

OFTEN: Final = 500
"""Milliseconds between two looks at how much there may be."""
THOROUGH: Final = 40
"""How many looks pass from one thorough collection to the next, which takes some 50 ms."""


class RubbishCollector(QObject):
    """Collects in place of Python's own collector as long as it is there; ends with :meth:`stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(OFTEN)
        gc.disable()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _look(self) -> None:
        self._looks += 1
        if self._looks % THOROUGH == 0:
            collect()
        else:
            gc.collect(1 if self._looks % 10 == 0 else 0)


def collect() -> None:
    """Collect everything, and give back what is free where the system keeps it for later."""
    gc.collect()
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None)
        if hasattr(libc, "malloc_trim"):  # glibc's
            libc.malloc_trim(0)
