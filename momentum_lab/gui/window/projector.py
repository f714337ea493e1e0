"""Projector mode: the views alone, large and on a white ground, and then everything as it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PyQt6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QMenu, QMenuBar

from momentum_lab.core.messages import words
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.window.blank import Blank
from momentum_lab.gui.window.middle import Middle
from momentum_lab.gui.window.view_area import ViewArea
from momentum_lab.session import Session
from momentum_lab.session.look import Look

WHOLE = Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized
"""States in which the screen says where a window is."""
ANSWER: Final = 1000
"""Milliseconds in which a window manager does what it is asked for; until then it may tell of what was."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a window is laid out: its place and size, its docks, how the views share their space."""

    window: bytes
    docks: bytes
    views: bytes


@dataclass(frozen=True, slots=True)
class _Before:
    """What comes back when projector mode is left."""

    layout: Layout
    place: QRect
    state: Qt.WindowState
    maximized: str | None


class Projector(QObject):
    """Puts menus and docks of a window away, and back. Panels and views hear of it by their look.

    What was put away can be called by its key, and is large as well; it goes again in the end. Docks that are
    ``presented`` stay if they are seen, with the width that they want for large type.

    Attributes
    ----------
    put_back
        Docks are as they were before.
    """

    put_back = pyqtSignal()

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        middle: Middle,
        views: ViewArea,
        docks: Iterable[QDockWidget],
        presented: Iterable[QDockWidget] = (),
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._middle, self._views, self._docks = middle, views, tuple(docks)
        self._presented = tuple(presented)
        self._widening = QTimer(self)  # once all else is laid out
        self._widening.setSingleShot(True)
        self._widening.timeout.connect(self._give_width)
        self._answering = QTimer(self)
        self._answering.setSingleShot(True)
        self._answering.setInterval(ANSWER)
        self._before: _Before | None = None
        self._left: _Before | None = None
        self._awaited: _Before | None = None
        self._letters: list[QShortcut] = []
        self._is_projected = False

    def entries(self) -> list[ActionSpec]:
        """Return what blanks the screen."""
        return [
            ActionSpec(
                "blank",
                words("&Blank screen"),
                ("B", "."),
                self.blank,
                is_enabled=lambda: self._before is not None,
            )
        ]

    @property
    def layout(self) -> Layout:
        """How the window is laid out when nothing is projected."""
        if self._before is not None:
            return self._before.layout
        window = self._window
        return Layout(window.saveGeometry().data(), window.saveState().data(), self._views.save_layout())

    def blank(self) -> None:
        """Show nothing until a key is pressed."""
        if self._shown_blank() is None:
            Blank(self._window, (dock for dock in self._docks if dock.isFloating()))

    def note_layout(self, look: Look) -> None:
        """Before anything changes, remember how it is if it is to be projected."""
        if look.is_projected and self._before is None:
            window, maximized = self._window, self._session.selection.maximized
            now = _Before(self.layout, window.geometry(), window.windowState(), maximized)
            if self._left is not None and self._answering.isActive():  # the window is still as projected
                layout = replace(now.layout, window=self._left.layout.window)
                now = replace(now, layout=layout, place=self._left.place, state=self._left.state)
            self._before = now

    def follow(self, look: Look) -> None:
        """Put away what is no view, or lay everything out as before."""
        bar = self._window.menuBar()
        assert bar is not None
        if look.is_projected == self._is_projected:
            return
        self._is_projected = look.is_projected
        bar.setHidden(look.is_projected)
        self._lend_letters(bar if look.is_projected else None)
        self._middle.set_projected(look.is_projected)
        if look.is_projected:
            self._await(None)
            for dock in self._docks:
                dock.setVisible(dock in self._presented and not dock.isHidden())
            self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowFullScreen)
            self._widening.start(0)
        else:
            self._widening.stop()
            self._put_back()

    def _lend_letters(self, bar: QMenuBar | None) -> None:
        """Have the marked letters of a hidden bar open its menus, as Qt does not; None for no more."""
        for letter in self._letters:
            letter.setEnabled(False)  # now: two of one key do nothing
            letter.deleteLater()
        self._letters.clear()
        for entry in [] if bar is None else bar.actions():
            menu = entry.menu()
            if menu is not None:
                letter = QShortcut(QKeySequence.mnemonic(entry.text()), self._window)
                letter.activated.connect(partial(self._open, menu))
                self._letters.append(letter)

    def _open(self, menu: QMenu) -> None:
        menu.popup(self._window.mapToGlobal(QPoint(0, 0)))
        menu.setActiveAction(next(iter(menu.actions()), None))

    def take_over(self, former: Projector) -> None:
        """Put back what another one has put away."""
        self._before = former._before

    def _give_width(self) -> None:
        """Let what stays beside the views be as wide as it wants to be with large type."""
        beside = [dock for dock in self._presented if not dock.isHidden() and not dock.isFloating()]
        widths = [hint.width() for dock in beside if (part := dock.widget()) and (hint := part.sizeHint())]
        self._window.resizeDocks(beside, widths, Qt.Orientation.Horizontal)

    def _put_back(self) -> None:
        before, self._before = self._before, None
        self._left = before
        self._answering.start()
        if (blank := self._shown_blank()) is not None:
            blank.end()
        if before is None:
            return
        if self._session.selection.maximized != before.maximized:
            self._session.show_all_views()
            if before.maximized is not None:
                self._session.toggle_maximized(before.maximized)
        self._window.setWindowState(before.state)
        if not before.state & WHOLE:
            self._window.setGeometry(before.place)
        self._share(before.layout)
        if self._window.size() != before.place.size():  # the window manager has still to do it
            self._await(before)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Share the space as before once the window has its former size again."""
        before = self._awaited
        is_resized = a1 is not None and a1.type() == QEvent.Type.Resize
        if is_resized and before is not None and self._window.size() == before.place.size():
            self._await(None)
            self._share(before.layout)
        return False

    def _await(self, before: _Before | None) -> None:
        """Look out for the size that the window had before; None to do so no more."""
        self._awaited = before
        if before is None:
            self._window.removeEventFilter(self)
        else:
            self._window.installEventFilter(self)

    def _shown_blank(self) -> Blank | None:
        return next((blank for blank in self._window.findChildren(Blank) if not blank.isHidden()), None)

    def _share(self, layout: Layout) -> None:
        seen = [dock for dock in self._presented if not dock.isHidden()]
        self._window.restoreState(QByteArray(layout.docks))
        for dock in seen:  # a lesson that was opened meanwhile goes on
            dock.show()
        self._views.restore_layout(layout.views)
        self.put_back.emit()
