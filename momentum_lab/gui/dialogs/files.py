"""Asking for a file to write, so that nothing is replaced unasked."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from momentum_lab.gui.dialogs.messages import ask_about_replacing


def ask_save_path(
    parent: QWidget | None, title: str, proposed: Path, filters: list[str], suffix: str
) -> Path | None:
    """Ask for a file to write; ``suffix`` is added where there is none.

    The dialog asks about replacing the file that it was given. Where that is not the file that is meant,
    because the suffix is added afterwards, the question is asked here.
    """
    while True:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), ";;".join(filters))
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix:
            return path
        path = path.with_name(path.name + suffix)
        if not path.exists() or ask_about_replacing(parent, path.name):
            return path
        proposed = path
