"""Offering unsaved work that an earlier window has left behind: in a bar at the start, and in a dialog."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import counted, counted_words, message, words
from momentum_lab.gui.dialogs.documents import DocumentDialogs
from momentum_lab.gui.dialogs.messages import ask_about_giving_up, tell_error
from momentum_lab.gui.panels.notices import Notice, NoticeChoice, Notices
from momentum_lab.session import Session
from momentum_lab.session.recovery import Left, give_up

KEY = "recovery"
LATER = message("&Keep for later")


def offer(window: QWidget, session: Session, notices: Notices, found: list[Left]) -> None:
    """Show a bar about unsaved work, of which there is some."""
    newest, later = found[0], NoticeChoice(str(LATER), lambda: None)
    show = NoticeChoice(words("&Show…"), partial(recover, window, session))
    if len(found) > 1:
        text = counted_words(
            "Unsaved work of {count} window, the newest from {time}: {name}.",
            "Unsaved work of {count} windows, the newest from {time}: {name}.",
            len(found),
            time=_time(newest),
            name=newest.name,
        )
        choices: tuple[NoticeChoice, ...] = (show, later)
    elif newest.problem:
        text, choices = words("There is unsaved work that cannot be read."), (show, later)
    else:
        text = words(
            "Unsaved work from {time}: {name} ({changes}).",
            time=_time(newest),
            name=newest.name,
            changes=_changes(newest),
        )
        restore = NoticeChoice(
            words("&Restore"), lambda: DocumentDialogs(window, session).restore(newest.path)
        )
        choices = (restore, NoticeChoice(words("&Delete…"), lambda: _delete(window, newest)), later)
    notices.tell(Notice(KEY, text, choices))


def recover(window: QWidget, session: Session) -> None:
    """Show the unsaved work that there is, to restore or delete it."""
    dialog = RecoveryDialog(window, _left(session))
    try:
        if dialog.exec() and (chosen := dialog.chosen) is not None:
            DocumentDialogs(window, session).restore(chosen.path)
    finally:
        dialog.deleteLater()


class RecoveryDialog(QDialog):
    """A list of unsaved work.

    Attributes
    ----------
    list
        The work, the newest first.
    restoring, deleting
        The buttons for the one that is chosen.
    """

    def __init__(self, parent: QWidget, found: list[Left]) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Unsaved work"))
        self.resize(560, 300)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(words("unsaved work"))
        self._hint = QLabel(words("There is none."))
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.restoring, self.deleting = QPushButton(words("&Restore")), QPushButton(words("&Delete…"))
        buttons.addButton(self.restoring, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.deleting, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(str(LATER), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.deleting.clicked.connect(self._delete)
        self.list.currentRowChanged.connect(self._show_choice)
        self.list.itemActivated.connect(lambda _item: self.restoring.click())
        layout = QVBoxLayout(self)
        for widget in (self.list, self._hint, buttons):
            layout.addWidget(widget)
        for left in found:
            self._add(left)
        self.restoring.setDefault(True)
        self.list.setCurrentRow(0)
        self._show_choice()

    @property
    def chosen(self) -> Left | None:
        """The work that is chosen."""
        item = self.list.currentItem()
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    def _add(self, left: Left) -> None:
        more = words("cannot be read") if left.problem else _changes(left)
        item = QListWidgetItem(f"{_time(left)}   {left.name}   ({more})", self.list)
        item.setData(Qt.ItemDataRole.UserRole, left)

    def _show_choice(self) -> None:
        chosen = self.chosen
        self.restoring.setEnabled(chosen is not None and not chosen.problem)
        self.deleting.setEnabled(chosen is not None)
        if chosen is None:
            hint = words("There is none.")
        elif chosen.problem:
            hint = words("This cannot be read: {problem}.", problem=chosen.problem)
        elif chosen.is_elsewhere:
            hint = words("This may have been left on another computer, and may still be open there.")
        else:
            hint = words("Restoring brings back what could be undone and redone, too.")
        self._hint.setText(hint)

    def _delete(self) -> None:
        chosen = self.chosen
        if chosen is not None and _delete(self, chosen):
            self.list.takeItem(self.list.currentRow())
            self._show_choice()


def _left(session: Session) -> list[Left]:
    return [] if session.recovery is None else session.recovery.left()


def _delete(parent: QWidget, left: Left) -> bool:
    """Delete some work unless that is thought better of; return whether it is deleted."""
    if not ask_about_giving_up(parent, left.name):
        return False
    try:
        give_up(left.path)
    except MomentumLabError as error:
        tell_error(parent, words("This work could not be deleted"), str(error))
        return False
    return True


def _time(left: Left) -> str:
    """Return when some work was last changed: the time of today, or the day with it."""
    at, now = datetime.fromtimestamp(left.at, UTC).astimezone(), datetime.now(UTC).astimezone()
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"


def _changes(left: Left) -> str:
    return str(counted("{count} change", "{count} changes", count=left.changes))
