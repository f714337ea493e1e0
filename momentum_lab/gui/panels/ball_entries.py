"""What the menu Edit offers for the ball that is at hand: copies, its place in the order, defaults, links."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.errors import MomentumLabError, located
from momentum_lab.core.hyperparameters import title_message
from momentum_lab.core.messages import NOTHING, Message, message, words
from momentum_lab.experiment.links import sharing
from momentum_lab.gui.panels.hyper_row import LINK_KEY, RESET_KEY, row_of
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec
from momentum_lab.session import Session


class BallEntries:
    """Does to the ball at hand what the menu says.

    Parameters
    ----------
    at_hand
        Gives the number of the ball.
    show
        Called with the number of a ball that has come or moved, to show it.
    """

    def __init__(self, session: Session, at_hand: Callable[[], int], show: Callable[[int], object]) -> None:
        self._session = session
        self._at_hand = at_hand
        self._show = show

    def entries(self) -> list[ActionSpec | SubmenuSpec]:
        """Return the entries."""
        editor, slot = self._session.editor, "edit.balls"
        return [
            ActionSpec("copy_ball", words("Cop&y ball"), ("Ctrl+Shift+D",), self.copy, slot),
            ActionSpec(
                "paste_ball",
                words("&Paste ball"),
                ("Ctrl+Shift+V",),
                self.paste,
                slot,
                is_enabled=lambda: editor.has_room,
            ),
            SubmenuSpec(words("Chang&e ball"), slot, self._changes, listed_as=message("Ball: {entry}")),
        ]

    def copy(self) -> None:
        """Put the ball into the clipboard, as text."""
        ball, clipboard = self._at_hand(), QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self._session.balls.text(ball))
            self._say(message("{ball} is copied.", ball=self._session.experiment.names[ball]))

    def paste(self) -> None:
        """Add the balls in the clipboard, or say why not."""
        clipboard = QGuiApplication.clipboard()
        text = "" if clipboard is None else clipboard.text()
        if not text.strip():
            self._say(message("Nothing was pasted: the clipboard holds no text."))
            return
        first = len(self._session.experiment.balls)
        try:
            with located("clipboard"):
                said = self._session.balls.paste(text)
        except MomentumLabError as error:
            self._say(message("Nothing was pasted: {problem}.", problem=error))
            return
        if said != NOTHING:
            self._show(first)
            self._session.said.emit(str(said))

    def _changes(self) -> list[ActionSpec]:
        return [
            ActionSpec("move_ball_up", words("Move &up"), ("Ctrl+Shift+Up",), partial(self._move, -1)),
            ActionSpec("move_ball_down", words("Move &down"), ("Ctrl+Shift+Down",), partial(self._move, 1)),
            ActionSpec(
                "reset_number", words("This &setting to its default"), (RESET_KEY,), self._reset_setting
            ),
            ActionSpec(
                "reset_ball", words("&All settings to their defaults"), ("Ctrl+Shift+R",), self._reset
            ),
            ActionSpec(
                "link_number", words("&Link this setting across balls"), (LINK_KEY,), self._toggle_link
            ),
        ]

    def _move(self, way: int) -> None:
        ball = self._at_hand()
        place = ball + way
        if 0 <= place < len(self._session.experiment.balls) and self._session.balls.move(ball, place):
            self._show(place)

    def _reset(self) -> None:
        self._session.balls.reset(self._at_hand())

    def _reset_setting(self) -> None:
        name = self._setting()
        if name:
            self._session.balls.reset(self._at_hand(), [name])

    def _toggle_link(self) -> None:
        name = self._setting()
        if not name:
            return
        if len(sharing(self._session.experiment, name)) > 1:
            self._session.balls.toggle_link(name)
        else:
            self._say(message("No other ball has the setting {what}.", what=title_message(name)))

    def _setting(self) -> str:
        """Return the hyperparameter in whose row the focus is; say so if there is none."""
        row = row_of(QApplication.focusWidget())
        if row is None:
            self._say(message("Which setting? Go to one with Tab, or click into its number."))
        return "" if row is None else row.name

    def _say(self, said: Message) -> None:
        self._session.said.emit(str(said))
