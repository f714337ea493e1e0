"""How much of a command's work is done, shown on a terminal; Ctrl+C or its like ends it at its next step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from momentum_lab.cli.telling import tell
from momentum_lab.core.ending import Ended, on_ending
from momentum_lab.core.errors import CancelledError
from momentum_lab.core.progress import TimeLeft

if TYPE_CHECKING:
    from rich.progress import Progress as Display

MOMENT: Final = 0.5
"""Seconds of work that are not worth a word."""
REFRESH: Final = 0.1
"""Seconds between two pictures."""


PATIENCE: Final = 5.0
"""Seconds after which it is said, where there is no bar, what takes so long."""


class TerminalProgress:
    """A bar, a percentage and the time left on a terminal's last line, for work that takes a while.

    The line goes when the block of a ``with`` is left; where stderr is no terminal, there is none, but a line
    that says once what takes long.

    Parameters
    ----------
    what
        What is done, such as "drawing"; it may change on the way.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._began = time.monotonic()
        self._drawn = 0.0
        self._left = TimeLeft()
        self._display: Display | None = None
        self._ended: Ended | None = None
        self._is_said = False
        self._is_told = False  # the work has been told, and ends as it likes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._display is not None:
            self._display.stop()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let Ctrl+C, and what else ends programs, end the work at its next step.

        In the midst of Qt's painting, what a handler raises would be lost.
        """

        def interrupt(number: int, frame: object) -> None:
            self._ended = Ended(number)

        with on_ending(interrupt):
            try:
                yield
            except CancelledError:
                if self._ended is None:
                    raise
                self._is_told = False
        if self._ended is not None and not self._is_told:
            raise self._ended

    def __call__(self, share: float) -> bool:
        """Show a share from 0 to 1; return whether to go on."""
        now = time.monotonic()
        if now - self._began > MOMENT and now - self._drawn > REFRESH and sys.stderr.isatty():
            self._drawn = now
            self._draw(share)
        elif now - self._began > PATIENCE and not (self._is_said or sys.stderr.isatty()):
            self._is_said = True
            tell(f"{self.what}…")
        self._is_told = self._ended is not None
        return not self._is_told

    def _draw(self, share: float) -> None:
        if self._display is None:
            self._display = _display(self.what)
        (task,) = self._display.task_ids
        self._display.update(task, description=self.what, completed=share, left=self._left(share))
        self._display.refresh()


def _display(what: str) -> Display:
    """Return a line at the end of stderr with one bar; what is written there meanwhile stands above it."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Display

    columns = (
        TextColumn("{task.description}", markup=False),  # a file's name may have brackets
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TextColumn("{task.fields[left]}"),
    )
    display = Display(
        *columns,
        console=Console(stderr=True),
        auto_refresh=False,  # a thread of its own would draw while the work has the interpreter
        transient=True,
        redirect_stdout=False,  # it may go somewhere else
    )
    display.add_task(what, total=1.0, left="")
    display.start()
    return display
