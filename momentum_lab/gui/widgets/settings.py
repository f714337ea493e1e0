"""The file of what the app remembers between two starts."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from platformdirs import user_config_path
from PyQt6.QtCore import QByteArray, QSettings

from momentum_lab.session.settings import Settings, Storable


class FileStore:
    """Keeps things in one file, in Qt's own format; may be asked by a thread, too."""

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)
        self._lock = Lock()  # of one such object Qt lets only one thread at a time make use

    def value(self, key: str) -> object:
        """Return what is kept under a key; None for nothing."""
        with self._lock:
            value = self._file.value(key)
        return value.data() if isinstance(value, QByteArray) else value

    def put(self, key: str, value: Storable) -> None:
        """Keep something from now on."""
        with self._lock:
            self._file.setValue(key, QByteArray(value) if isinstance(value, bytes) else value)

    def remove(self, key: str) -> None:
        """Keep it no longer."""
        with self._lock:
            self._file.remove(key)

    def save(self) -> None:
        """Write the file now."""
        with self._lock:
            self._file.sync()


def stored_settings(path: Path | None = None) -> Settings:
    """Return what is remembered in a file, or in the one of this person."""
    return Settings(FileStore(path or user_config_path("momentum-lab", appauthor=False) / "settings.ini"))
