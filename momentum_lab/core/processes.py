"""Which process something belongs to, and whether that one is still there.

A number of a process is given again when it has ended, so that the moment of its start belongs to its name;
and a folder may be seen from several machines, so that the machine does, too.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from typing import Final

TAG: Final = r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9]{1,10}-[0-9]{1,20}"
"""What the tag of an owner looks like, as a regular expression without groups."""
_PROC: Final = Path("/proc")
_MACHINE_ID: Final = Path("/etc/machine-id")
_NUMBER: Final = re.compile("[0-9a-f]{32}")
"""A machine's number; that of one that has not got it yet is empty, or a word."""
_ENDED: Final = frozenset("ZXx")
"""What Linux calls the state of a process that has ended, but has not been asked how."""


class Presence(Enum):
    """What can be said of a process from here."""

    HERE = auto()
    GONE = auto()
    UNKNOWN = auto()
    """It is, or was, on another machine, or the system does not say."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A process, told apart from all others, also from later ones of the same number.

    Attributes
    ----------
    machine
        Eight hexadecimal digits for the machine, or for the container that numbers its processes by itself.
    boot
        The same for the time since the machine was started, from which the start of a process may be counted.
    pid
        Its number.
    start
        When it was started, as the system counts; 0 where that is not known.
    """

    machine: str
    boot: str
    pid: int
    start: int

    @property
    def tag(self) -> str:
        """The owner as a part of a file's name."""
        return f"{self.machine}-{self.boot}-{self.pid}-{self.start}"

    @classmethod
    def of_tag(cls, tag: str) -> Owner:
        """Return the owner that a text like :data:`TAG` stands for."""
        machine, boot, pid, start = tag.split("-")
        return cls(machine, boot, int(pid), int(start))

    @property
    def presence(self) -> Presence:
        """Whether this process is still there."""
        here = this_process()
        if self.machine != here.machine or not self.start or not here.start:
            return Presence.UNKNOWN
        is_here = self.boot == here.boot and _start_of(self.pid) == self.start
        return Presence.HERE if is_here else Presence.GONE


def this_process() -> Owner:
    """Return the process that asks."""
    return _owner(os.getpid())


@lru_cache(maxsize=4)
def _owner(pid: int) -> Owner:
    """Return a living process; a forked one has another number than what it was forked from."""
    return Owner(_digest(_machine()), _digest(_text("sys/kernel/random/boot_id")), pid, _start_of(pid) or 0)


def _machine() -> str:
    """Return what this machine, or container, is told apart by: its name only where it has no number.

    Networks give other names.
    """
    number = _read(_MACHINE_ID)
    try:
        space = str((_PROC / "self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{number if _NUMBER.fullmatch(number) else platform.node()} {space}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _start_of(pid: int) -> int | None:
    """Return when a process was started; None if there is none of this number, or the system does not say."""
    if sys.platform == "win32":
        return _windows_start(pid)
    if sys.platform.startswith("linux"):
        fields = _text(f"{pid}/stat").rpartition(")")[2].split()  # a name may have blanks and brackets
        return int(fields[19]) if len(fields) > 19 and fields[0] not in _ENDED else None
    return _listed_start(pid)


def _listed_start(pid: int) -> int | None:
    """Return what the list of processes says of a start, in seconds since 1970."""
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    from calendar import timegm

    try:
        said = subprocess.run(
            command, capture_output=True, text=True, timeout=5.0, check=True, env={"LC_ALL": "C", "TZ": "UTC"}
        ).stdout
        return timegm(time.strptime(said.strip(), "%a %b %d %H:%M:%S %Y"))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _windows_start(pid: int) -> int | None:
    """Return the time of a start in steps of 100 ns, if the process has not ended."""
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = wintypes.HANDLE(kernel.OpenProcess(query_limited_information, False, pid))
    if not handle:
        return None
    times = [wintypes.FILETIME() for _ in range(4)]
    code = wintypes.DWORD()
    try:
        is_told = kernel.GetProcessTimes(handle, *(ctypes.byref(moment) for moment in times))
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    finally:
        kernel.CloseHandle(handle)
    started = times[0]
    is_there = bool(is_told) and code.value == still_active
    return (started.dwHighDateTime << 32 | started.dwLowDateTime) if is_there else None


def _text(name: str) -> str:
    return _read(_PROC / name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except OSError:
        return ""


def owned_pattern(before: str, after: str) -> re.Pattern[str]:
    """Return what finds an owner in a file's name: its tag is the one group between two expressions."""
    return re.compile(f"{before}({TAG}){after}", re.DOTALL)
