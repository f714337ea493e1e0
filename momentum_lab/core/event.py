"""Something that happens, and those who hear of it; without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

Told = ParamSpec("Told")


class Event(Generic[Told]):
    """Calls its listeners, in the order in which they came, each time that it happens.

    What a listener raises goes on to whoever made it happen: nothing is hidden. A listener is held until it
    leaves, by calling what :meth:`subscribe` has returned; what is shorter-lived than the event has to leave.
    """

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[Told, object]] = {}

    def subscribe(self, listener: Callable[Told, object]) -> Callable[[], None]:
        """Call ``listener`` each time; return what ends that, which may be called more than once."""
        token = object()
        self._listeners[token] = listener

        def leave() -> None:
            self._listeners.pop(token, None)

        return leave

    def emit(self, *args: Told.args, **kwargs: Told.kwargs) -> None:
        """Tell those who listen now, but for those who leave while the others are told."""
        for token, listener in tuple(self._listeners.items()):
            if token in self._listeners:
                listener(*args, **kwargs)
