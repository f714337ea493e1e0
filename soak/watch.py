"""What is watched while somebody uses the window: errors, warnings, holds, memory, what is left behind."""

from __future__ import annotations

import ctypes
import gc
import heapq
import inspect
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from PyQt6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PyQt6.QtWidgets import QApplication

MB: Final = 1e6
BEAT: Final = 0.005
"""Seconds between two beats of the event loop."""
HELD: Final = 0.05
"""Seconds without a beat that are noted."""
LONG: Final = 0.2
"""Seconds that no action should hold the window up on an idle machine."""
MOST_HOLDS: Final = 10
LARGEST: Final = 6
"""So many of the pieces of memory that were mapped are told."""
LOOKED: Final = 0.02
"""How often it is looked at where the window's thread is, in seconds."""
ALLOWED_WARNINGS: Final = (
    "This plugin does not support propagateSizeHints()",
    "QXcbConnection: XCB error",  # a window that went while the server still answered
)


@dataclass(frozen=True, slots=True, order=True)
class Hold:
    """A time in which the event loop stood.

    Attributes
    ----------
    seconds, worked
        How long, and how much of it the window's thread worked; the rest it waited, or others had the
        processor.
    action
        What had been done last.
    place
        Where it stood: the innermost line of the program when it was looked at.
    """

    seconds: float
    worked: float
    action: str
    place: str


class Holds(QObject):
    """Notes when the event loop stands, and where; of thousands of them it keeps the longest.

    Attributes
    ----------
    longest
        In no order.
    count, long
        How many were noted, and how many of them were longer than :data:`LONG`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest: list[Hold] = []
        self.count = self.long = 0
        self.action = "start"
        self._seen = ""
        self._beat, self._worked = time.perf_counter(), time.thread_time()
        self._thread = threading.get_ident()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beats)
        self._timer.start(round(1000 * BEAT))
        self._is_over = False
        self._looker = threading.Thread(target=self._look, name="soak", daemon=True)
        self._looker.start()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._timer.stop()
        self._looker.join()

    def _beats(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        if now - self._beat > HELD:
            self._note(Hold(now - self._beat, worked - self._worked, self.action, self._seen))
        self._beat, self._worked, self._seen = now, worked, ""

    def _note(self, hold: Hold) -> None:
        self.count += 1
        self.long += hold.seconds > LONG
        heapq.heappush(self.longest, hold)
        if len(self.longest) > MOST_HOLDS:
            heapq.heappop(self.longest)

    def _look(self) -> None:
        while not self._is_over:
            time.sleep(LOOKED)
            if time.perf_counter() - self._beat > HELD:
                self._seen = self._place() or self._seen

    def _place(self) -> str:
        """Return where the window's thread is, and keep no frame.

        What a frame has would outlast it; a QObject that a thread without an event loop made would then be
        told to go by another thread, and stay for ever.
        """
        return _place(sys._current_frames().pop(self._thread, None))  # noqa: SLF001 - the only way to see it


def _place(frame: FrameType | None) -> str:
    """Return the innermost line of the program below a frame, and what it calls."""
    inner = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if f"{os.sep}momentum_lab{os.sep}" in file:
            where = file.rsplit(f"momentum_lab{os.sep}", 1)[1]
            return f"{where}:{frame.f_lineno} {frame.f_code.co_name}{inner}"
        inner = inner or f" ({Path(file).name} {frame.f_code.co_name})"
        frame = frame.f_back
    return ""


class Problems:
    """What nobody caught, and what Qt warned of, each with the action before it."""

    def __init__(self, holds: Holds) -> None:
        self.all: list[str] = []
        self._holds = holds

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Hear of everything while the block lasts."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = lambda kind, error, trace: self._add(error)
        threading.excepthook = lambda said: self._add(said.exc_value)
        sys.unraisablehook = lambda said: self._add(said.exc_value)
        qInstallMessageHandler(self._hear)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            qInstallMessageHandler(None)

    def _add(self, error: BaseException | None) -> None:
        text = "".join(traceback.format_exception(error)) if error is not None else "an unknown error"
        self._note(text)

    def _hear(self, kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        words = text or ""
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or words.startswith(ALLOWED_WARNINGS):
            return
        here = inspect.currentframe()
        where = _place(None if here is None else here.f_back)
        self._note(f"Qt: {words}" + (f" ({where})" if where else ""))

    def _note(self, text: str) -> None:
        self.all.append(f"after “{self._holds.action}”: {text}")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the process holds, and what those hold that it has started.

    Attributes
    ----------
    resident
        In bytes, with the pages of libraries, which come and go as the system likes.
    own
        In bytes, of it what is no file's: what was allocated, also what is shared with the display.
    needed
        As ``own``, when rubbish has been collected and what is free given back.
    helpers
        In bytes, what is resident of the processes that it has started.
    widgets, windows, objects
        How many there are then: widgets, those among them without a parent, Python's objects.
    """

    resident: int
    own: int
    needed: int
    helpers: int
    widgets: int
    windows: int
    objects: int


def memory() -> Memory:
    """Measure now."""
    resident, own = _held(os.getpid())
    gc.collect()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).malloc_trim(0)
    helpers = sum(_held(pid)[0] for pid in children())
    widgets, windows = len(QApplication.allWidgets()), len(QApplication.topLevelWidgets())
    needed = _held(os.getpid())[1]
    return Memory(resident, own, needed, helpers, widgets, windows, len(gc.get_objects()))


def places() -> str:
    """Return where the memory lies that is of no file, in MB: what has grown is found by it."""
    held: dict[str, list[int]] = {"heap": [], "shared": [], "mapped": []}
    name = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first, *rest = line.split()
        if not first.endswith(":"):
            name = rest[4] if len(rest) > 4 else ""  # range, rights, offset, device, node, name
        elif first == "Rss:" and name.startswith(("/memfd:", "/dev/shm", "/SYSV")):
            held["shared"].append(1024 * int(rest[0]))
        elif first == "Anonymous:":
            held["heap" if name == "[heap]" else "mapped"].append(1024 * int(rest[0]))
    sums = ", ".join(f"{where} {sum(sizes) / MB:.0f}" for where, sizes in held.items())
    largest = ", ".join(f"{size / MB:.0f}" for size in heapq.nlargest(LARGEST, held["mapped"]))
    return f"{sums} (in pieces of {largest} …); {sys.getallocatedblocks():,} blocks of Python's"


def _held(pid: int) -> tuple[int, int]:
    """Return how many bytes of a process are in memory, and how many of them are of no file."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    parts = {line.split(":")[0]: 1024 * int(line.split()[1]) for line in lines if line.startswith("Rss")}
    return sum(parts.values()), parts["RssAnon"] + parts["RssShmem"]


def children() -> dict[int, str]:
    """Return the processes that this one has started and that are there still, with their commands."""
    found = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        for pid in map(int, listing.read_text().split()):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found[pid] = command
    return found
