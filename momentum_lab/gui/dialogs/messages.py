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
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unsaved changes")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"“{name}” has changes that are not saved.")
    box.setInformativeText("Save them before going on?")
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    box.deleteLater()
    answers = {buttons.Save.value: Answer.SAVE, buttons.Discard.value: Answer.DISCARD}
    return answers.get(answer, Answer.CANCEL)


def ask_about_deleting(parent: QWidget, name: str) -> bool:
    """Ask whether something of one's own shall be deleted."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Delete the landscape?")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Delete your landscape “{name}”?")
    box.setInformativeText("Its file is deleted. Experiments that use it cannot be opened any more.")
    box.setStandardButtons(buttons.Yes | buttons.No)
    box.setDefaultButton(buttons.No)
    answer = box.exec()
    box.deleteLater()
    return answer == buttons.Yes.value


def ask_about_replacing(parent: QWidget | None, name: str) -> bool:
    """Ask whether a file that is there already shall be replaced."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Replace the file?")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"“{name}” is there already.")
    box.setInformativeText("Replace it?")
    box.setStandardButtons(buttons.Yes | buttons.No)
    box.setDefaultButton(buttons.No)
    answer = box.exec()
    box.deleteLater()
    return answer == buttons.Yes.value
