"""What the app remembers between two starts: layout, theme, recent files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final, Protocol

MOST_RECENT: Final = 10

SEEN_START: Final = "start/seen"
"""The key that says whether the start page has been shown once."""
ALWAYS_START: Final = "start/always"
"""The key that says whether it is shown at every start."""

Storable = str | list[str] | bytes


class Store(Protocol):
    """Keeps texts, lists of texts and bytes by their keys."""

    def value(self, key: str) -> object:
        """Return what is kept under a key, of whatever type a damaged file makes of it; None for nothing."""
        ...

    def put(self, key: str, value: Storable) -> None:
        """Keep something from now on."""
        ...

    def remove(self, key: str) -> None:
        """Keep it no longer."""
        ...

    def save(self) -> None:
        """Write down now what is kept."""
        ...


class MemoryStore:
    """Keeps things as long as it lives itself."""

    def __init__(self) -> None:
        self._values: dict[str, Storable] = {}

    def value(self, key: str) -> object:
        """Return what is kept under a key; None for nothing."""
        return self._values.get(key)

    def put(self, key: str, value: Storable) -> None:
        """Keep something from now on."""
        self._values[key] = value

    def remove(self, key: str) -> None:
        """Keep it no longer."""
        self._values.pop(key, None)

    def save(self) -> None:
        """Have nowhere to write to."""


class Settings:
    """Typed views of a store; whatever is missing or damaged in it counts as not set.

    Of two windows that remember the same thing, the one that wrote last is believed.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store: Store = store or MemoryStore()

    @property
    def recent(self) -> list[Path]:
        """The files opened or saved last, newest first."""
        stored = self._store.value("recent")
        names = [stored] if isinstance(stored, str) else stored
        return [Path(n) for n in names if isinstance(n, str)] if isinstance(names, list) else []

    def add_recent(self, path: Path) -> None:
        """Put a file in front of the recent ones."""
        full = path.resolve()
        others = [p for p in self.recent if p != full]
        self._store.put("recent", [str(p) for p in [full, *others][:MOST_RECENT]])

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._store.remove("recent")

    def text(self, key: str, default: str = "") -> str:
        """Return a stored text."""
        value = self._store.value(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: float) -> float:
        """Return a stored number."""
        try:
            number = float(self.text(key, str(default)))
        except ValueError:
            return default
        return number if math.isfinite(number) else default

    def flag(self, key: str, default: bool) -> bool:
        """Return a stored yes or no."""
        return self.text(key, str(default).lower()) == "true"

    @property
    def wants_start(self) -> bool:
        """Whether the start page is shown when the program starts: the first time, or always."""
        return self.flag(ALWAYS_START, False) or not self.flag(SEEN_START, False)

    def layout(self, key: str) -> bytes:
        """Return a stored layout, empty if there is none."""
        value = self._store.value(f"layout/{key}")
        return value if isinstance(value, bytes) else b""

    def put(self, key: str, value: str | float | bool) -> None:
        """Store a value."""
        self._store.put(key, str(value).lower() if isinstance(value, bool) else str(value))

    def put_layout(self, key: str, layout: bytes) -> None:
        """Store a layout, which only the widget that has made it can read."""
        self._store.put(f"layout/{key}", layout)

    def save(self) -> None:
        """Write down now what is stored."""
        self._store.save()
