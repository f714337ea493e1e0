"""The file of what the app remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path
from PyQt6.QtCore import QByteArray, QSettings

from momentum_lab.session.settings import Settings, Storable


class FileStore:
    """Keeps things in one file, in Qt's own format."""

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def value(self, key: str) -> object:
        """Return what is kept under a key; None for nothing."""
        value = self._file.value(key)
        return value.data() if isinstance(value, QByteArray) else value

    def put(self, key: str, value: Storable) -> None:
        """Keep something from now on."""
        self._file.setValue(key, QByteArray(value) if isinstance(value, bytes) else value)

    def remove(self, key: str) -> None:
        """Keep it no longer."""
        self._file.remove(key)

    def save(self) -> None:
        """Write the file now."""
        self._file.sync()


def stored_settings(path: Path | None = None) -> Settings:
    """Return what is remembered in a file, or in the one of this person."""
    return Settings(FileStore(path or user_config_path("momentum-lab", appauthor=False) / "settings.ini"))
