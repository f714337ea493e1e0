"""What is declared in English, with a title and what it teaches, and shown in the language of the moment."""

from __future__ import annotations

from momentum_lab.core.messages import Message, message


class Titled:
    """Base of what has a ``title`` and says what it ``teaches``.

    Those of the program are in the catalogue; others are shown as they are written.
    """

    __slots__ = ()

    title: str
    teaches: str

    @property
    def shown_title(self) -> Message:
        """What it is called, where that is shown."""
        return message(self.title)

    @property
    def shown_lesson(self) -> Message:
        """What it teaches, where that is shown."""
        return message(self.teaches)
