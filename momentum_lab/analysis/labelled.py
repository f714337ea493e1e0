"""What is found of a ball, and so bears its label."""

from __future__ import annotations

from momentum_lab.core.messages import Message


class Labelled:
    """Base of what is said of a ball, whose label is a message: English in files, words where it is shown."""

    __slots__ = ()

    shown_label: Message

    @property
    def name(self) -> str:
        """What the ball is called in the language of the moment."""
        return str(self.shown_label)

    @property
    def label(self) -> str:
        """Its label in English, as files have it."""
        return self.shown_label.english
