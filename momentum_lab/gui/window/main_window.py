"""The window: puts its parts together, and shows a session in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PyQt6.QtCore import QByteArray, QEvent, QMimeData, QRect, QSize, Qt
from PyQt6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMainWindow, QStatusBar

from momentum_lab.core.errors import MomentumLabError, error_words
from momentum_lab.core.messages import words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.dialogs.documents import KEY as FILE_KEY
from momentum_lab.gui.dialogs.documents import DocumentDialogs, commit_edits
from momentum_lab.gui.dialogs.messages import Answer, tell_error
from momentum_lab.gui.dialogs.table import DialogRow
from momentum_lab.gui.docks.dock import Dock
from momentum_lab.gui.exporting.exports import Exports
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.menus.commands import session_entries
from momentum_lab.gui.menus.languages import language_entries
from momentum_lab.gui.menus.menu_bar import Menus, Spec
from momentum_lab.gui.menus.what_is_this import WhatIsThis
from momentum_lab.gui.panels.notices import Notices
from momentum_lab.gui.reports.lesson_papers import LessonPapers
from momentum_lab.gui.theme.icons import program_icon
from momentum_lab.gui.theme.window_theme import WindowTheme
from momentum_lab.gui.views.view import View
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec
from momentum_lab.gui.widgets.field_keys import FieldKeys
from momentum_lab.gui.widgets.late_work import LateWork
from momentum_lab.gui.widgets.part import Part, widget_of
from momentum_lab.gui.widgets.screen import fitting, put_right
from momentum_lab.gui.window.dialogs import DIALOGS
from momentum_lab.gui.window.frame_timer import FrameTimer
from momentum_lab.gui.window.lesson_docks import LessonDocks
from momentum_lab.gui.window.lesson_limits import LessonGate, LessonLimits
from momentum_lab.gui.window.middle import Middle
from momentum_lab.gui.window.panes import Panes
from momentum_lab.gui.window.parts import PARTS, PartRow, Placement
from momentum_lab.gui.window.projector import Projector
from momentum_lab.gui.window.updates import Updates
from momentum_lab.gui.window.view_area import ViewArea
from momentum_lab.session import Session
from momentum_lab.session.look import Look

FIRST_SIZE = QSize(1440, 900)
LESSON_SUFFIX = ".zip"
RECOVERY = "recovery"
"""The key of what is told of unsaved work."""
LEAST_POINTS = 18.0
"""Size of the type that a room can read."""


class MainWindow(QMainWindow):
    """A window on a session. The last one that is closed closes the session with it.

    Parameters
    ----------
    rows, dialogs
        What the window is made of.

    Attributes
    ----------
    parts
        The parts by their keys, the views among them as "views".
    docks
        The docks of those that have one, by the same keys.
    late
        What waits until the window has been painted with a run in it.
    """

    def __init__(
        self,
        session: Session,
        rows: Sequence[PartRow] = PARTS,
        dialogs: Sequence[DialogRow] = DIALOGS,
    ) -> None:
        super().__init__()
        self.session = session
        self._viewer = session.viewers.join()
        self._is_ending = False
        self.late = LateWork(self, lambda: session.run is not None)
        self.notices = Notices()
        self.documents = DocumentDialogs(self, session)
        made = {row.key: row.new(session) for row in rows}
        framed = tuple(
            (r.key, str(r.title), widget_of(made[r.key])) for r in rows if r.placement is Placement.FRAMED
        )
        self.view_area = ViewArea(session, framed)
        self.parts: dict[str, Part] = {"views": self.view_area, **made}
        self.docks: dict[str, Dock] = {}
        self._theme = WindowTheme(self)
        self._middle = self._lay_out(rows)
        presented = [self.docks[row.key] for row in rows if row.is_presented and row.key in self.docks]
        docks = self.docks.values()
        self._projector = Projector(self, session, self._middle, self.view_area, docks, presented)
        self._keys = FieldKeys(self, self.view_area)
        self._menus = Menus(self, self._entries(rows, dialogs), LessonGate(session, self.docks))
        self.actions_by_name["reset"].triggered.connect(lambda _checked: self._keys.go_home())
        self._restore()
        self._set_look(session.look)
        leave_look = session.looks.changed.subscribe(self._set_look)  # before the parts: they measure type
        self._updates = Updates(session, self.view_area, tuple(self.parts.values()), self._menus.refresh)
        self._projector.follow(session.look)
        least = self._middle.minimumSizeHint
        self._lesson_docks = LessonDocks(self, session, self.docks, self.parts, lambda: least().width())
        self._limits = LessonLimits(session, self.docks, self._middle)
        self._projector.put_back.connect(self._limits.follow)
        self._leaves = (
            leave_look,
            self._lesson_docks.leave,
            self._limits.leave,
            session.lessons.changed.subscribe(self._menus.refresh),
            session.looks.changed.subscribe(self._projector.follow),  # after the parts, which it puts back
            session.experiment_changed.subscribe(self._show_title),
            session.document.path_changed.subscribe(self._show_title),
            session.document.stored.subscribe(self._look_at_file),
            session.clock.failed.subscribe(self._tell_failure),
            session.document.opened.subscribe(self._keys.go_home),
        )
        self._show_title()
        self._keys.go_home()
        self._timer = FrameTimer(session.clock, self)

    @property
    def views(self) -> Mapping[str, View]:
        """The views of the run by their names."""
        return self.view_area.views

    @property
    def actions_by_name(self) -> dict[str, QAction]:
        """The actions of the menus."""
        return self._menus.actions

    def _lay_out(self, rows: Sequence[PartRow]) -> Middle:
        """Put the parts into their places; return what holds the panel and the views."""
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        stand = {
            placement: [widget_of(self.parts[row.key]) for row in rows if row.placement is placement]
            for placement in Placement
        }
        middle = Middle(
            stand[Placement.LEFT],
            [self.view_area, *stand[Placement.BELOW]],
            [self.notices],
            self.session.settings,
            self._hide_docks,
            lambda: self._menus.refresh(),
        )
        self.setCentralWidget(middle)
        for bar in stand[Placement.BOTTOM]:
            assert isinstance(bar, QStatusBar)
            self.setStatusBar(bar)
        for row in rows:
            if row.placement is Placement.DOCK:
                self.docks[row.key] = self._new_dock(row)
        for ground in (middle, *self.docks.values()):  # a click beside a field leaves it
            ground.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            ground.setFocusProxy(self.view_area)
        return middle

    def _new_dock(self, row: PartRow) -> Dock:
        def notice() -> None:
            if dock.takes_width:
                self._middle.give_way()
            self._menus.refresh()

        part, place = self.parts[row.key], self._map_place
        dock = Dock(self, row.key, str(row.title), part, notice, place, row.area, row.is_read)
        return dock

    def _hide_docks(self) -> None:
        """Make room for the panel."""
        for dock in self.docks.values():
            if dock.takes_width:
                dock.hide()
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _map_place(self) -> QRect:
        """Where on the screen the landscape is seen from above."""
        return self.view_area.place_of_map()

    def _entries(self, rows: Sequence[PartRow], dialogs: Sequence[DialogRow]) -> list[Spec]:
        source = ExportSource(self, self.session, self.views.values)
        exports, papers = Exports(source), LessonPapers(source)
        return [
            *self.documents.entries(),
            *exports.entries(),
            *papers.entries(),
            ActionSpec("quit", words("&Quit"), ("Ctrl+Q",), self.close, "file.quit"),
            *session_entries(self.session),
            *language_entries(self.session),
            *(entry for part in self.parts.values() for entry in part.entries()),
            self._middle.entry(),
            *(
                self.docks[row.key].entry(str(row.text), row.keys, row.slot)
                for row in rows
                if row.key in self.docks
            ),
            *(dialog.entry(self, self.session) for dialog in dialogs),
            WhatIsThis(self, self.view_area).entry(),
            *self._panes(rows).entries(),
            SubmenuSpec(words("Whole screen"), "view.screen", self._whole_screen),
        ]

    def _whole_screen(self) -> list[ActionSpec]:
        return [
            ActionSpec("full_screen", words("&Full screen"), ("F11",), self._switch_full_screen),
            ActionSpec(
                "leave_full_screen",
                words("Leave full screen"),
                ("Escape",),
                self._leave_full_screen,
                is_enabled=lambda: self.isFullScreen() or self.session.look.is_projected,
            ),
            *self._projector.entries(),
        ]

    def _panes(self, rows: Sequence[PartRow]) -> Panes:
        beside = [row.key for row in rows if row.placement is not Placement.FRAMED]
        parts = [widget_of(self.parts[key]) for key in beside]
        return Panes(self.view_area, self._keys.go_home, parts)

    def _restore(self) -> None:
        layout = self.session.settings.layout
        first = fitting(self, FIRST_SIZE)
        self.resize(first)
        if not self.restoreGeometry(QByteArray(layout("window"))):
            self.resize(first)
            if first != FIRST_SIZE:  # then it can use all that there is
                self.setWindowState(Qt.WindowState.WindowMaximized)
        elif not self.isMaximized() and not self.isFullScreen():
            rooms = [screen.availableGeometry() for screen in QApplication.screens()]
            self.setGeometry(put_right(self.geometry(), rooms))
        self.restoreState(QByteArray(layout("docks")))
        self.view_area.restore_layout(layout("views"))

    def _switch_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _leave_full_screen(self) -> None:
        if self.session.look.is_projected:
            self.session.looks.set_projected(False)
        else:
            self._switch_full_screen()

    def _set_look(self, look: Look) -> None:
        theme, least = look.colors, LEAST_POINTS * look.projected_size if look.is_projected else 0.0
        self._projector.note_layout(look)
        self._theme.show(theme, look.type_size, least)
        self._middle.set_theme(theme)
        for dock in self.docks.values():
            dock.set_theme(theme)

    def _show_title(self, _experiment: Experiment | None = None) -> None:
        mark = "[*]"
        self.setWindowTitle(f"{self.session.document.name}{mark} — Momentum Lab")
        self.setWindowModified(self.session.model.is_modified)

    def _tell_failure(self, error: MomentumLabError | MemoryError) -> None:
        if self._viewer.is_first:
            tell_error(self, words("This experiment could not be run"), error_words(error))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (the name is Qt's)
        """Let Tab go on from where a field was left."""
        self._keys.resume()
        return super().focusNextPrevChild(next)

    def dragEnterEvent(self, a0: QDragEnterEvent | None) -> None:
        """Take a single local file, or the folder of a lesson."""
        if a0 is not None and _dropped_file(a0.mimeData()) is not None:
            a0.acceptProposedAction()

    def dropEvent(self, a0: QDropEvent | None) -> None:
        """Open the file that was dropped, or the lesson."""
        path = _dropped_file(a0.mimeData()) if a0 is not None else None
        if a0 is None or path is None:
            return
        a0.acceptProposedAction()
        if path.is_dir() or path.suffix.lower() == LESSON_SUFFIX:
            from momentum_lab.gui.dialogs.lessons import open_lesson

            open_lesson(self, self.session, path)
        else:
            self.documents.open(path)

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        """Ask about changes if nobody else shows them, remember the layout, and stop."""
        if a0 is None:
            return
        keeps_work = self._is_ending
        if self._viewer.is_only and not self._is_ending:
            answer = self.documents.ask_to_close()
            if answer is Answer.CANCEL:
                a0.ignore()
                return
            keeps_work = answer is Answer.KEEP
        self.remember_layout()
        self._let_go()
        if not self.session.viewers.is_anyone_there:
            self.session.close(keeps_work=keeps_work)
        a0.accept()

    def remember_layout(self) -> None:
        """Have the next window laid out like this one."""
        settings, layout = self.session.settings, self._projector.layout
        settings.put_layout("window", layout.window)
        settings.put_layout("docks", layout.docks)
        settings.put_layout("views", layout.views)

    def take_over(self, former: MainWindow) -> None:
        """Go on as another window of the session, which this one replaces."""
        self._projector.take_over(former._projector)
        self._middle.take_over(former._middle)
        self._limits.take_over(former._limits)
        self._lesson_docks.take_over(former._lesson_docks)
        for key, part in self.parts.items():
            if key in former.parts:
                part.take_over(former.parts[key])
        for key, dock in self.docks.items():
            dock.setVisible(not former.docks[key].isHidden())
        self.documents.take_over(former.documents, not former.notices.are_about(FILE_KEY))
        self._look_at_file()
        if former.notices.are_about(RECOVERY):
            self.offer_left_work()

    def give_way(self) -> None:
        """Show nothing more, and leave the session to the window that has taken over."""
        self.hide()
        self._let_go()

    def _let_go(self) -> None:
        for leave in self._leaves:
            leave()
        self._updates.stop()
        self._timer.stop()
        self._viewer.leave()

    def end(self) -> None:
        """Close without asking anything: what is not saved is kept for a recovery."""
        commit_edits(self)
        self._is_ending = True
        self.close()

    def offer_left_work(self) -> None:
        """Offer what earlier windows have left unsaved."""
        recovery = self.session.recovery
        found = [] if recovery is None else [left for left in recovery.left() if not left.is_elsewhere]
        if found:
            from momentum_lab.gui.dialogs.recovery import offer

            offer(self, self.session, self.notices, found)

    def changeEvent(self, a0: QEvent | None) -> None:
        """Look at the file when the window comes to be used again: meanwhile another one was.

        In full screen, offer to leave it.
        """
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.WindowStateChange:
            self._menus.refresh()
        if a0 is not None and a0.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_at_file()

    def _look_at_file(self) -> None:
        self.documents.look_at_file(self.notices)


def _dropped_file(data: object) -> Path | None:
    if not isinstance(data, QMimeData):
        return None
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
