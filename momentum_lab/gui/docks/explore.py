"""What theory and maps say: tabs, of which only the one that is seen is kept up to date."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QTabWidget, QToolButton, QVBoxLayout, QWidget

from momentum_lab.core.errors import CancelledError, MomentumLabError, error_words
from momentum_lab.core.messages import words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_errors import foreign_rules, rule_error, unanswered
from momentum_lab.experiment.rule_watch import RuleWatch, UnansweredError
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.tab import Tab
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.keyboard import KeyboardUse
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.gui.widgets.words import explained_tip
from momentum_lab.lessons.controls import EXPLORE
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:  # the window starts without what makes maps
    from momentum_lab.figures.findings import Finding

BETWEEN: Final = 200
"""Milliseconds between two updates while the playhead moves."""
QUIET: Final = 250
"""Milliseconds without a change after which something long is computed anew."""
POLL: Final = 40
MOST: Final = 600
"""Logical pixels that it insists on, in whatever type: a window of 960 has room for a view beside it."""
TITLES: Final = 370
"""Logical pixels that the titles of tabs may ask for, in type of the system's size."""


class Explore(QWidget, Part):
    """Shows what theory and many runs at once say of the experiment."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        bar = self.tabs.tabBar()
        assert bar is not None
        bar.setDrawBase(False)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setUsesScrollButtons(True)  # a language with long words has arrows beside the tabs
        self._pages: tuple[Tab, ...] = ()
        self._theme: Theme | None = None
        self.export = QToolButton()
        self.export.setAutoRaise(True)
        self.export.setToolTip(words("Export picture of this map…"))
        self.export.setAccessibleName(words("Export picture of this map"))
        self.export.clicked.connect(lambda _checked: self.export_map())
        self.tabs.setCornerWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()  # for a dock that is lower or narrower than a tab needs
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.tabs)
        self.tabs.installEventFilter(self)
        layout.addWidget(self._area)
        self.hidden = QLabel()
        self.hidden.setTextFormat(Qt.TextFormat.PlainText)
        self.hidden.setObjectName("hint")
        self.hidden.setWordWrap(True)
        self.hidden.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.hidden)
        self._leaves = (
            session.clock.seal_changed.subscribe(self._show_or_hide),
            session.library.changed.subscribe(self._follow_library),
        )
        self._show_or_hide()
        self._keyboard = KeyboardUse(self.tabs)
        self._experiment: Experiment | None = None
        self._run: Run | None = None
        self._step = 0
        self._subject: tuple[Tab, object] | None = None
        self._finished: dict[Tab, object] = {}
        self._worker = Worker(session.clock)
        self._rules = RuleWatch()
        self._update = _timer(self, BETWEEN, self._show_newest)
        self._debounce = _timer(self, QUIET, self._submit)
        self._poll = _timer(self, POLL, self._take)
        self.tabs.currentChanged.connect(lambda _index: self._refresh())

    @property
    def pages(self) -> tuple[Tab, ...]:
        """The tabs, made when they are first wanted: the window starts without them."""
        if not self._pages:
            from momentum_lab.gui.explore.pages import make_pages

            self._pages = make_pages(self._session)
            self.tabs.blockSignals(True)  # what is in front is shown by whoever wanted it
            for page in self._pages:
                title = str(page.title)
                self.tabs.setTabToolTip(self.tabs.addTab(page, title), explained_tip(title, title))
                page.job_wanted.connect(self._want_job)
                if self._theme is not None:
                    page.set_theme(self._theme)
            self.tabs.blockSignals(False)
        return self._pages

    @property
    def page(self) -> Tab:
        """The tab that is in front."""
        return self.pages[self.tabs.currentIndex()]

    @property
    def tab_seen(self) -> str:
        """The name in lessons of the tab that is seen; empty if none is."""
        return EXPLORE[self.tabs.currentIndex()] if self.isVisible() else ""

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front, by its name in lessons."""
        if name in EXPLORE:
            self.tabs.setCurrentWidget(self.pages[EXPLORE.index(name)])

    def shown(self) -> Finding | None:
        """Return what the tab in front shows, unless it only stays in sight until another is found."""
        return self.page.shown() if self.isVisible() and self.page.is_current() else None

    def entries(self) -> list[ActionSpec]:
        """Return what exports the map that is in front."""
        export = words("Export picture of this &map…")
        return [ActionSpec("export_map", export, ("Ctrl+Alt+E",), self.export_map, "file.map")]

    def export_map(self) -> None:
        """Ask for a picture of what the tab in front shows, and write it."""
        if self._session.clock.refuses():
            return
        shown = self.shown()
        if not self.isVisible():
            self._session.said.emit(
                words("There is no map to export: Explore ({key}) shows theory and maps.", key="X")
            )
        elif shown is None:
            self._session.said.emit(words("There is nothing to export here yet: it is still to be computed."))
        else:
            from momentum_lab.gui.exporting.conversations import export_map_of

            said = export_map_of(self.window() or self, self._session, shown)
            if said:
                self._session.said.emit(said)

    def sizeHint(self) -> QSize:
        """Leave the views their room."""
        return type_share(self) * QSize(400, 560)

    def minimumSizeHint(self) -> QSize:
        """Be wide enough for the facts of the theory, and for the tabs, or some of them and arrows.

        In type for a room it is not, lest the window be wider than the screen: then it is scrolled sideways.
        """
        facts, bar = round(330 * type_share(self)), self._area.verticalScrollBar()
        is_low = bar is not None and bar.isVisible()
        titles = min(self._titles_width(), round(TITLES * type_share(self)))
        least = max(self.tabs.minimumSizeHint().width(), titles)
        wanted = max(facts, least + (bar.width() if is_low and bar is not None else 0))
        return QSize(min(wanted, MOST), 160)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Follow the tabs when they need another width."""
        if a1 is not None and a0 is self.tabs and a1.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(a0, a1)

    def _titles_width(self) -> int:
        """Return how wide the titles of all tabs are, with what stands in the corner beside them."""
        titles = self.tabs.tabBar()
        return 0 if titles is None else titles.sizeHint().width() + self.export.sizeHint().width()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment, whose run is still to come."""
        self._experiment = experiment
        seen = self.page if self._is_seen() else None
        for page in self._pages:
            if page is not seen:
                page.forget_run()
                if page.is_elsewhere(experiment):
                    page.forget()
                    self._finished.pop(page, None)
        if seen is not None:
            seen.show_experiment(experiment)
            self._want_job()

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, within a fraction of a second."""
        self._run = run
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Follow the playhead, within a fraction of a second."""
        self._step = step
        if not self._update.isActive() and self._is_seen():
            self._update.start()

    def show_selection(self, selection: Selection) -> None:
        """Be about the ball that is selected."""
        if self._is_seen():  # another tab asks when it comes to the front
            self.page.select_ball(selection.ball)

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw with other colours."""
        if theme is self._theme:
            return
        self._theme = theme
        self.export.setIcon(icon("export", theme.muted))
        for page in self._pages:
            page.set_theme(theme)
        self._show_newest()

    def take_over(self, former: Part) -> None:
        """Show the tabs of another one as they are there, with all that was found."""
        assert isinstance(former, Explore)
        self._go_on_as(former)

    def _go_on_as(self, former: Explore) -> None:
        if not former._pages:
            return
        self._experiment, self._run, self._step = former._experiment, former._run, former._step
        for page, other in zip(self.pages, former.pages, strict=True):
            page.take_over(other)
            if other in former._finished:
                self._finished[page] = former._finished[other]
        self.tabs.setCurrentIndex(former.tabs.currentIndex())

    def stop(self) -> None:
        """Stop what is computed."""
        for leave in self._leaves:
            leave()
        for timer in (self._update, self._debounce, self._poll):
            timer.stop()
        if self._rules.is_in_call(self._worker.thread):
            self._worker.abandon(UnansweredError)
        self._worker.close()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Bring the tab up to date that is seen again."""
        super().showEvent(a0)
        self._refresh()

    def hideEvent(self, a0: QHideEvent | None) -> None:
        """Rest while nobody sees it."""
        super().hideEvent(a0)
        self._refresh()

    def _show_or_hide(self) -> None:
        """Say nothing of what comes while the run is hidden."""
        is_hidden = self._session.clock.is_sealed
        self.hidden.setText(str(self._session.lessons.why_hidden))
        self._area.setVisible(not is_hidden)
        self.hidden.setVisible(is_hidden)
        if self._pages:
            self._refresh()

    def _is_seen(self) -> bool:
        return self.tabs.isVisible() and self.page.isVisible()

    def _refresh(self) -> None:
        """Bring the tab in front up to date, or rest when none is seen."""
        if not self._is_seen():
            self._give_up()
            self._subject = None
            return
        if self._experiment is not None:
            self.page.show_experiment(self._experiment)
        self._show_newest()
        self._want_job()

    def _follow_library(self, names: frozenset[str]) -> None:
        """Forget what was found on landscapes that are others now, under the same names."""
        for page in self._pages:
            if page.is_on(names):
                self._give_up()
                self._subject = None
                page.drop()
                self._finished.pop(page, None)

    def _show_newest(self) -> None:
        if self._run is not None and self._is_seen():
            self.page.show_run(self._run, self._step)

    def _want_job(self) -> None:
        """Have the tab's job begin after a moment's quiet, unless it is at work or done already."""
        page, wanted = self.page, self.page.subject()
        if (page, wanted) == self._subject:
            return
        self._give_up()
        page.show_progress(None)
        self._subject = (page, wanted)
        if self._finished.get(page, self) != wanted:
            self._finished.pop(page, None)
            self._debounce.start()

    def _give_up(self) -> None:
        self._debounce.stop()
        self._poll.stop()
        self._worker.cancel()

    def _submit(self) -> None:
        job = self.page.job() if self._is_seen() else None
        if job is not None:
            self._rules.mind(foreign_rules(self._experiment) if self._experiment is not None else ())
            self._worker.submit(job)
            self.page.show_progress(0.0)
            self._poll.start()

    def _take(self) -> None:
        """Show what has been found since, and go on looking until all is done."""
        worker, page = self._worker, self.page
        is_done = worker.is_done  # before the result is taken, or the last one might be missed
        results, error = worker.take(), worker.error
        for result in results:
            page.take_result(result, None if self._subject is None else self._subject[1])
        if error is not None and self._experiment is not None:
            error = rule_error(error, self._experiment) or error
        if error is not None and not isinstance(error, MomentumLabError | MemoryError):
            raise error
        stuck = self._rules.look(worker.thread, time.monotonic())
        if stuck is not None and worker.abandon(UnansweredError):
            page.show_progress(None, error_words(unanswered(stuck)))
            return
        problem = "" if error is None or isinstance(error, CancelledError) else error_words(error)
        page.show_progress(None if is_done else worker.share, problem)
        if not is_done:
            self._poll.start()
        elif error is None and self._subject is not None:
            self._finished[page] = self._subject[1]


def _timer(parent: QWidget, milliseconds: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.setTimerType(Qt.TimerType.CoarseTimer)
    timer.timeout.connect(call)
    return timer
