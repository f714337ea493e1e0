"""What is found out of a ball is called as the ball is."""

from __future__ import annotations

from momentum_lab.core.messages import Message


class Labelled:
    """Something of a ball, whose label is ``shown_label``."""

    __slots__ = ()

    shown_label: Message

    @property
    def name(self) -> str:
        """What it is called in the language of the moment."""
        return str(self.shown_label)

    @property
    def label(self) -> str:
        """Its label in English, as files have it."""
        return self.shown_label.english
