"""Telling what went wrong, and asking before something is lost."""

from __future__ import annotations

from enum import Enum, auto

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox, QWidget


def sentence(problem: str) -> str:
    """Return the words of an error as a sentence."""
    return ended(f"{problem[:1].upper()}{problem[1:]}")


def ended(text: str) -> str:
    """Return a sentence with its full stop, or with the question mark that it has."""
    return text if text.endswith("?") else f"{text}."


def tell_error(parent: QWidget, title: str, text: str) -> None:
    """Show one sentence about what could not be done."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(text)
    box.exec()
    box.deleteLater()


class Answer(Enum):
    """What shall become of unsaved changes."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


def ask_about_changes(parent: QWidget, name: str) -> Answer:
    """Ask what shall become of unsaved changes."""
    buttons = QMessageBox.StandardButton
    answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD, buttons.Cancel: Answer.CANCEL}
    text = f"“{name}” has changes that are not saved."
    return answers[_asked(parent, "Unsaved changes", text, "Save them before going on?", *answers)]


def ask_about_deleting(parent: QWidget, name: str) -> bool:
    """Ask whether something of one's own shall be deleted."""
    loss = "Its file is deleted. Experiments that use it cannot be opened any more."
    return _confirmed(parent, "Delete the landscape?", f"Delete your landscape “{name}”?", loss)


def ask_about_replacing(parent: QWidget | None, name: str) -> bool:
    """Ask whether a file that is there already shall be replaced."""
    return _confirmed(parent, "Replace the file?", f"“{name}” is there already.", "Replace it?")


def _confirmed(parent: QWidget | None, title: str, text: str, more: str) -> bool:
    buttons = QMessageBox.StandardButton
    return _asked(parent, title, text, more, buttons.No, buttons.Yes) is buttons.Yes


def _asked(
    parent: QWidget | None, title: str, text: str, more: str, *buttons: QMessageBox.StandardButton
) -> QMessageBox.StandardButton:
    """Ask something; the first button is what Return means."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    for button in buttons:
        box.addButton(button)
    box.setDefaultButton(buttons[0])
    answer = QMessageBox.StandardButton(box.exec())
    box.deleteLater()
    return answer
