"""Telling what went wrong, and asking before something is lost."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from momentum_lab.core.lists import listed
from momentum_lab.core.messages import Message, counted, message, words
from momentum_lab.gui.widgets.keys import native_key
from momentum_lab.session.document import OnDisk

MOST_NAMES: Final = 4
"""Experiments that a question names."""


def sentence(problem: str) -> str:
    """Return the words of an error as a sentence."""
    return ended(f"{problem[:1].upper()}{problem[1:]}")


def ended(text: str) -> str:
    """Return a sentence with its full stop, or with the question mark that it has."""
    return text if text.endswith(("?", "？")) else words("{said}.", said=text)


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
    KEEP = auto()
    CANCEL = auto()


def ask_about_changes(parent: QWidget, name: str) -> Answer:
    """Ask what shall become of unsaved changes."""
    buttons = QMessageBox.StandardButton
    answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD, buttons.Cancel: Answer.CANCEL}
    text = words("“{name}” has changes that are not saved.", name=name)
    return answers[
        _asked(parent, words("Unsaved changes"), text, words("Save them before going on?"), *answers)
    ]


def ask_about_former_changes(parent: QWidget, names: Sequence[str], may_keep: bool) -> Answer:
    """Ask once what shall become of unsaved changes of what was opened before, or of several experiments.

    They may be kept for the next start, unless they cannot be.
    """
    text = counted(
        "{names} has changes that are not saved.",
        "{names} have changes that are not saved.",
        count=len(names),
        names=_listed(names),
    )
    box = _question(
        parent,
        words("Unsaved changes"),
        str(text),
        words("Undo ({key}) goes back to them.", key=native_key("Ctrl+Z")),
    )
    roles = QMessageBox.ButtonRole
    answers: dict[QAbstractButton | None, Answer] = {}
    if may_keep:
        keep = box.addButton(words("&Keep for the next start"), roles.AcceptRole)
        answers[keep] = Answer.KEEP
        box.setDefaultButton(keep)
    answers[box.addButton(words("&Discard"), roles.DestructiveRole)] = Answer.DISCARD
    cancel = box.addButton(words("Cancel"), roles.RejectRole)
    if not may_keep:
        box.setDefaultButton(cancel)
    box.exec()
    answer = answers.get(box.clickedButton(), Answer.CANCEL)
    box.deleteLater()
    return answer


def _listed(names: Sequence[str]) -> str:
    """Return some names in a row, not all of very many."""
    few = [message("“{name}”", name=name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        few.append(counted("{count} more", "{count} more", len(names) - MOST_NAMES))
    return str(listed(few))


class FileAnswer(Enum):
    """What shall become of a file that is not what was opened."""

    OVERWRITE = auto()
    WRITE_AGAIN = auto()
    SAVE_AS = auto()
    RELOAD = auto()
    CANCEL = auto()


_ABOUT_FILES: Final[dict[OnDisk, tuple[Message, tuple[FileAnswer, ...]]]] = {
    OnDisk.CHANGED: (
        message("“{name}” has been changed by another program since it was opened."),
        (FileAnswer.SAVE_AS, FileAnswer.OVERWRITE, FileAnswer.RELOAD),
    ),
    OnDisk.GONE: (
        message("“{name}” has been deleted or moved."),
        (FileAnswer.SAVE_AS, FileAnswer.WRITE_AGAIN),
    ),
    OnDisk.PROTECTED: (message("“{name}” may not be written any more."), (FileAnswer.SAVE_AS,)),
}
"""What has become of a file, and what can be done about it."""
_FILE_BUTTONS: Final = {
    FileAnswer.SAVE_AS: (message("Save &as…"), QMessageBox.ButtonRole.AcceptRole),
    FileAnswer.OVERWRITE: (message("&Overwrite"), QMessageBox.ButtonRole.DestructiveRole),
    FileAnswer.WRITE_AGAIN: (message("&Write it again"), QMessageBox.ButtonRole.DestructiveRole),
    FileAnswer.RELOAD: (message("&Reload"), QMessageBox.ButtonRole.ActionRole),
    FileAnswer.CANCEL: (message("Cancel"), QMessageBox.ButtonRole.RejectRole),
}


def ask_about_file(parent: QWidget, name: str, found: OnDisk) -> FileAnswer:
    """Ask where to save, or which version to keep, where a file is not what was opened any more."""
    what, offered = _ABOUT_FILES[found]
    box = _question(
        parent, words("Save the experiment?"), str(what.filled(name=name)), words("What shall be done?")
    )
    answers: dict[QAbstractButton | None, FileAnswer] = {}
    for answer in (*offered, FileAnswer.CANCEL):
        text, role = _FILE_BUTTONS[answer]
        button = box.addButton(str(text), role)
        answers[button] = answer
        if answer is FileAnswer.SAVE_AS:
            box.setDefaultButton(button)
    box.exec()
    answer = answers.get(box.clickedButton(), FileAnswer.CANCEL)
    box.deleteLater()
    return answer


def ask_about_giving_up(parent: QWidget, name: str) -> bool:
    """Ask whether unsaved work shall be deleted."""
    text = words("Delete the unsaved work “{name}”?", name=name)
    return _confirmed(parent, words("Delete the work?"), text, words("It cannot be brought back."))


def ask_about_deleting(parent: QWidget, name: str) -> bool:
    """Ask whether something of one's own shall be deleted."""
    loss = words("Its file is deleted. Experiments that use it cannot be opened any more.")
    return _confirmed(
        parent, words("Delete the landscape?"), words("Delete your landscape “{name}”?", name=name), loss
    )


def ask_about_replacing(parent: QWidget | None, name: str) -> bool:
    """Ask whether a file that is there already shall be replaced."""
    return _confirmed(
        parent,
        words("Replace the file?"),
        words("“{name}” is there already.", name=name),
        words("Replace it?"),
    )


def ask_about_beginning_anew(parent: QWidget, title: str) -> bool:
    """Ask whether what was done in a lesson shall be put aside."""
    text = str(message("Begin the lesson “{title}” anew?", title=title))
    more = str(
        message("What was predicted, answered and kept in it is put aside, in a file beside the new record.")
    )
    return _confirmed(parent, str(message("Begin anew?")), text, more)


def _confirmed(parent: QWidget | None, title: str, text: str, more: str) -> bool:
    buttons = QMessageBox.StandardButton
    return _asked(parent, title, text, more, buttons.No, buttons.Yes) is buttons.Yes


def _question(parent: QWidget | None, title: str, text: str, more: str) -> QMessageBox:
    """Return a question without buttons yet."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    return box


def _asked(
    parent: QWidget | None, title: str, text: str, more: str, *buttons: QMessageBox.StandardButton
) -> QMessageBox.StandardButton:
    """Ask something; the first button is what Return means."""
    box = _question(parent, title, text, more)
    for button in buttons:
        box.addButton(button)
    box.setDefaultButton(buttons[0])
    answer = QMessageBox.StandardButton(box.exec())
    box.deleteLater()
    return answer
