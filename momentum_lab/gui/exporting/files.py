"""Where what is exported is written."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.dialogs.files import ask_save_path
from momentum_lab.session import Settings


def ask_path(
    parent: QWidget, settings: Settings, title: str, filters: list[str], suffix: str, name: str
) -> Path | None:
    """Ask for a file to write, in the folder used last; ``suffix`` is added where there is none."""
    folder = Path(settings.text("export/folder", str(Path.home())))
    proposed = (folder if folder.is_dir() else Path.home()) / f"{name}{suffix}"
    path = ask_save_path(parent, title, proposed, filters, suffix)
    if path is not None:
        settings.put("export/folder", str(path.parent))
    return path
