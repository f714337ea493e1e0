"""The dialogs that an entry of the menus opens: one row adds one.

What they are made of is imported when they open: it would hold up the first frame.
"""

from __future__ import annotations

from typing import Final

from PyQt6.QtWidgets import QMessageBox, QWidget

from momentum_lab.core.messages import message, words
from momentum_lab.core.provenance import __version__
from momentum_lab.gui.dialogs.table import DialogRow
from momentum_lab.session import Session


def _recovery(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.recovery import recover

    recover(window, session)


def _notes(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.notes_dialog import edit_notes

    edit_notes(window, session)


def _change(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.change_dialog import change_from_here

    change_from_here(window, session)


def _landscapes(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.landscapes.conversations import browse

    browse(window, session)


def _formula(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.landscapes.conversations import write_formula

    write_formula(window, session)


def _start(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.start.opening import show_start

    show_start(window, session)


def _open_lesson(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.lessons import ask_open_lesson

    ask_open_lesson(window, session)


def _begin_anew(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.lessons import begin_anew

    begin_anew(window, session)


def _ask_class(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.lessons.ask_class import ask_class

    ask_class(window, session)


def _make_page(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.dialogs.page_dialog import make_page
    from momentum_lab.gui.docks.explore import Explore

    explore = window.findChild(Explore)
    make_page(window, session, "" if explore is None else explore.tab_seen)


def _shortcuts(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.menus.shortcuts_dialog import show_shortcuts

    show_shortcuts(window)


def _words(window: QWidget, session: Session) -> None:
    from momentum_lab.gui.menus.words_dialog import show_words

    show_words(window)


def _about(window: QWidget, session: Session) -> None:
    QMessageBox.about(
        window,
        words("About Momentum Lab"),
        f"<h3>Momentum Lab {__version__}</h3>"
        f"<p>{words('A laboratory for gradient descent with momentum.')}</p>"
        f"<p>{words('Free software under the GNU General Public License, version 3 or later.')}</p>",
    )


DIALOGS: Final = (
    DialogRow("recovery", message("Recover unsa&ved work…"), (), "file.open", _recovery),
    DialogRow("notes", message("&Title and notes…"), ("Ctrl+I",), "edit.notes", _notes),
    DialogRow("change", message("Change a ball from &here on…"), ("K",), "play.changes", _change),
    DialogRow("landscapes", message("&Landscapes…"), ("Ctrl+L",), "edit.landscape", _landscapes),
    DialogRow("formula", message("&Formula…"), ("Ctrl+F",), "edit.landscape", _formula),
    DialogRow("start", message("&Lessons and presets…"), ("Ctrl+Shift+L",), "help", _start),
    DialogRow("ask_class", message("Ask th&e class…"), ("H",), "lesson.class", _ask_class),
    DialogRow("open_lesson", message("&Open a lesson…"), ("Ctrl+Shift+O",), "lesson.files", _open_lesson),
    DialogRow("begin_anew", message("&Begin anew…"), (), "lesson.files", _begin_anew),
    DialogRow("make_page", message("&Make a page of what I see now…"), (), "lesson.files", _make_page),
    DialogRow("shortcuts", message("&Keys and mouse"), ("F1",), "help", _shortcuts),
    DialogRow("words", message("W&ords…"), ("Ctrl+F1",), "help", _words),
    DialogRow("about", message("&About Momentum Lab"), (), "help", _about),
)
