"""Marks of starts that are under way: the next one finds those of the dead, and can be careful."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from momentum_lab.core.held_file import HeldFile, hold, is_held

OPENGL_FLAG: Final = "--opengl"
"""Begins with OpenGL though an earlier start has died of it."""
_SUFFIX: Final = ".start"


class StartMarks:
    """The marks in a folder, one for each start that is under way or has died; others may start meanwhile.

    Where nothing can be written there are none, and every start is as the first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: HeldFile | None = None

    def begin(self) -> None:
        """Mark that this process is at a dangerous place, until :meth:`end`."""
        if self._own is None:
            with suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._own = hold(self._folder / f"{os.urandom(16).hex()}{_SUFFIX}")

    def end(self) -> None:
        """Mark no more: it is past that place."""
        own, self._own = self._own, None
        if own is not None:
            own.release()

    def have_died(self) -> bool:
        """Return whether a start was marked whose process lives no more."""
        return bool(self._of_the_dead())

    def forget(self) -> None:
        """Remove the marks of those that have died."""
        for path in self._of_the_dead():
            with suppress(OSError):
                path.unlink()

    def _of_the_dead(self) -> list[Path]:
        try:
            return [path for path in self._folder.glob(f"*{_SUFFIX}") if not is_held(path)]
        except OSError:
            return []
