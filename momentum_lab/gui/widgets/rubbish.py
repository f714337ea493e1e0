"""Collecting rubbish where it may be collected: in the thread of the windows, and not while it hurts.

Python collects what refers to itself in whichever thread happens to make something, also in one that
computes; widgets and what belongs to them may only go in their own.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, QTimer
from PyQt6.QtGui import QPixmapCache
from PyQt6.QtWidgets import QApplication, QComboBox, QMenu

OFTEN: Final = 500
"""Milliseconds between two looks at how much there may be."""
LARGE: Final = 1 << 17
"""Bytes from which on something is taken from the system by itself, and given back by itself."""
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
THOROUGH: Final = 40
"""How many looks pass from one thorough collection to the next, which takes some 50 ms."""


class RubbishCollector(QObject):
    """Collects in place of Python's own collector as long as it is there; ends with :meth:`stop`.

    Attributes
    ----------
    collected
        How many times it has collected thoroughly.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.collected = 0
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
            self.collected += 1
        else:
            gc.collect(1 if self._looks % 10 == 0 else 0)


def collect() -> None:
    """Collect everything, and give back what is free where the system keeps it for later.

    Qt keeps up to ten megabytes of pixels that it could draw again, also those of views that are hidden.
    """
    gc.collect()
    QPixmapCache.clear()
    _forget_style_rules()
    _give_back_pictures()
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _forget_style_rules() -> None:
    """Have Qt match the rules of style sheets again where they are next needed, which takes some 5 ms.

    It keeps them of all that it was ever asked about, a kilobyte each; fields in number boxes, and what
    scrolls, also when they are gone. There is one memory for the style sheets of all windows.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    for window in app.topLevelWidgets():
        style = window.style()
        if style is not None and style.inherits("QStyleSheetStyle"):
            style.unpolish(app)
            return


def _give_back_pictures() -> None:
    """Take menus and lists that are closed off the display: Qt keeps a picture of each there, also then.

    It is as large as the menu, in the largest type two megabytes, and made again when it opens.
    """
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() or widget.windowHandle() is None:
            continue
        above = widget.parentWidget()
        if isinstance(widget, QMenu) and sip.ispycreated(widget):  # Qt lets nobody else do it
            widget.destroy()
        elif isinstance(above, QComboBox):  # whose list is Qt's: as a part of the box it has none
            kind = widget.windowFlags()
            widget.setParent(above, Qt.WindowType.Widget)
            widget.setParent(above, kind)


def keep_in_one_piece() -> None:
    """Have memory taken so that it can be given back: before threads are started.

    glibc keeps up to eight pieces for each core, and learns to put ever larger arrays into them; what is free
    between others stays there. Where there is no glibc, nothing is done.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, LARGE)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") else None
