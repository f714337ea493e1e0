"""What is done about a dialog that is open, or a menu."""

from __future__ import annotations

import random
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressDialog,
    QWidget,
)

from soak.hands import hand, use_something


class Answers:
    """Answers dialogs and menus as chance has it; files are read from and written into one folder."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        self._chance = chance
        self._folder = folder
        self._count = 0

    def answer(self, dialog: QWidget) -> str:
        """Do one thing in a dialog, or close it; return what."""
        name = type(dialog).__name__
        if isinstance(dialog, QProgressDialog):
            if self._chance.random() < 0.01:
                dialog.cancel()
                return "cancel what is under way"
            return "wait for what is under way"
        if isinstance(dialog, QFileDialog):
            return self._choose_file(dialog)
        if isinstance(dialog, QMessageBox):
            button = self._chance.choice(dialog.buttons())
            button.click()
            return f"answer a question: {button.text().replace('&', '')}"
        if self._chance.random() < 0.2:
            return self._finish(dialog)
        return f"{name}: {use_something(dialog, self._chance)}"

    def choose(self, menu: QWidget) -> str:
        """Go through a menu, or a list that is open, and leave it or take an entry."""
        keys = [Qt.Key.Key_Down] * self._chance.randrange(4)
        keys.append(self._chance.choice((Qt.Key.Key_Escape, Qt.Key.Key_Return)))
        for key in keys:
            if not menu.isVisible():
                break
            hand.keyClick(menu, key)
        return "menu" if isinstance(menu, QMenu) else "list"

    def _finish(self, dialog: QWidget) -> str:
        name = type(dialog).__name__
        buttons = [b for box in dialog.findChildren(QDialogButtonBox) for b in box.buttons() if b.isEnabled()]
        if buttons and self._chance.random() < 0.6:
            button: QAbstractButton = self._chance.choice(buttons)
            button.click()
            return f"{name}: {button.text().replace('&', '')}"
        if isinstance(dialog, QDialog):
            dialog.reject()
        else:
            dialog.close()
        return f"{name}: closed"

    def _choose_file(self, dialog: QFileDialog) -> str:
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            self._count += 1
            suffix = Path(dialog.selectedFiles()[0] if dialog.selectedFiles() else "").suffix
            path = self._folder / f"file {self._count}{suffix}"
        else:
            files = sorted(p for p in self._folder.iterdir() if not p.name.startswith("."))
            if not files:
                dialog.reject()
                return "choose no file"
            path = self._chance.choice(files)
        if self._chance.random() < 0.2:
            dialog.reject()
            return "choose no file"
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(path))
        hand.keyClick(field, Qt.Key.Key_Return)
        return f"choose a file {path.suffix}"
