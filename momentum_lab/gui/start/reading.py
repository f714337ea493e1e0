"""Reading what the start page offers, beside the window: lessons take long enough to be noticed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Final

from momentum_lab.gui.start.offers import Offer

AT_ONCE: Final = 0.03
"""Seconds for which the page waits for what is known already."""


class OfferReader:
    """A thread that takes offers one after the other from where they come; they are polled.

    Attributes
    ----------
    found
        Those that are there by now.
    """

    def __init__(self, source: Iterable[Offer]) -> None:
        self.found: list[Offer] = []
        self._is_stopped = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._read, args=(iter(source),), name="offers", daemon=True)
        self._thread.start()
        self._thread.join(AT_ONCE)

    @property
    def is_done(self) -> bool:
        """Whether all are there.

        Raises
        ------
        Exception
            Reading has ended with an error.
        """
        is_over = not self._thread.is_alive()  # asked first: an error comes before the end
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return is_over

    def stop(self) -> None:
        """Take no more of them."""
        self._is_stopped = True

    def _read(self, source: Iterator[Offer]) -> None:
        try:
            for offer in source:
                if self._is_stopped:
                    return
                self.found.append(offer)
        except Exception as error:  # noqa: BLE001 - the window must hear of it
            self._error = error
