"""What the app remembers between two starts: layout, theme, speed, recent files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from platformdirs import user_config_path
from PyQt6.QtCore import QByteArray, QSettings

from momentum_lab.gui.theme.theme import LIGHT, THEMES, Theme

MOST_RECENT: Final = 10


class Settings:
    """Reads and writes one file; whatever is missing or damaged in it counts as not set."""

    def __init__(self, path: Path | None = None) -> None:
        place = path or user_config_path("momentum-lab", appauthor=False) / "settings.ini"
        self._store = QSettings(str(place), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Theme:
        """The theme chosen last."""
        return THEMES.get(self.text("theme"), LIGHT)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.name)

    @property
    def recent(self) -> list[Path]:
        """The files opened or saved last, newest first."""
        stored = self._store.value("recent", [])
        names = [stored] if isinstance(stored, str) else stored
        return [Path(n) for n in names if isinstance(n, str)] if isinstance(names, list) else []

    def add_recent(self, path: Path) -> None:
        """Put a file in front of the recent ones."""
        full = path.resolve()
        others = [p for p in self.recent if p != full]
        self._store.setValue("recent", [str(p) for p in [full, *others][:MOST_RECENT]])

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._store.remove("recent")

    def text(self, key: str, default: str = "") -> str:
        """Return a stored text."""
        value = self._store.value(key, default)
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

    def layout(self, key: str) -> QByteArray:
        """Return a stored layout, empty if there is none."""
        value = self._store.value(f"layout/{key}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def put(self, key: str, value: str | float | bool) -> None:
        """Store a value."""
        self._store.setValue(key, str(value).lower() if isinstance(value, bool) else str(value))

    def put_layout(self, key: str, layout: QByteArray) -> None:
        """Store a layout."""
        self._store.setValue(f"layout/{key}", layout)

    def save(self) -> None:
        """Write the file now."""
        self._store.sync()
