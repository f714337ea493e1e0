"""Keys as people know them on their system."""

from __future__ import annotations

from PyQt6.QtGui import QKeySequence

from momentum_lab.core.messages import words


def native_key(keys: str) -> str:
    """Return a key, or several together, as the system writes it: ``Ctrl+Z``."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(said: str, keys: str) -> str:
    """Return what a button does, and the key that does it, too."""
    # Translators: what a button does, and its key: "Play or pause (Space)".
    return words("{said} ({key})", said=said, key=native_key(keys))
