"""Whether this process draws by OpenGL: what once went wrong with it is not tried again unasked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.start_marks import StartMarks

LAST_START: Final = message("The last start ended before OpenGL had drawn anything.")


class OpenGlUse:
    """What is known of OpenGL here.

    Attributes
    ----------
    problem
        Why it is not used; nothing while it is.
    """

    def __init__(self) -> None:
        self.problem: Message = NOTHING
        self._marks: StartMarks | None = None
        self._has_drawn = False

    def start(self, marks: StartMarks, is_wanted: bool) -> None:
        """Begin a start, without OpenGL if an earlier one has died of it; unless it is wanted all the same.

        The start is marked until the first frame, or :meth:`end_start`.
        """
        self._marks = marks
        if is_wanted:
            marks.forget()
        if marks.have_died():
            self.problem = LAST_START
        else:
            marks.begin()

    def end_start(self) -> None:
        """End the start: nothing is to be drawn by OpenGL at first, or the program ends."""
        if self._marks is not None:
            self._marks.end()

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Draw in the block; while the first frame is drawn, and was never before, a start is under way."""
        if self._has_drawn:
            yield
            return
        if self._marks is not None:
            self._marks.begin()
        try:
            yield
            self._has_drawn = True
        finally:
            self.end_start()

    def give_up(self, problem: Message) -> None:
        """Use it no more."""
        self.problem = problem

    def try_again(self) -> None:
        """Use it again, as if nothing had been."""
        self.problem, self._has_drawn = NOTHING, False
        if self._marks is not None:
            self._marks.forget()


OPENGL: Final = OpenGlUse()
"""That of the process: drivers are the process's, too."""
