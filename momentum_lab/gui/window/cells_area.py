"""Small multiples in the window: each ball alone, or one with other values, on the same scales."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError, error_words
from momentum_lab.core.event import Event
from momentum_lab.core.progress import Progress
from momentum_lab.figures.curve_values import CurveBook
from momentum_lab.figures.grid import BALLS, Cell, cells_of
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.figures.views import ViewKind, kind_suited
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.gui.pictures.sheet import cells, needed_cells
from momentum_lab.gui.views.legend import arrow_entries
from momentum_lab.gui.views.multiples import part_with_paths
from momentum_lab.gui.views.outlook import Outlook
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.gui.widgets.part import SeenViews
from momentum_lab.gui.window.cell_frame import CellFrame
from momentum_lab.gui.window.cells_bar import CellsBar
from momentum_lab.session import Session
from momentum_lab.simulation.native_ball import NativeSource
from momentum_lab.simulation.run import Run

POLL: Final = 30
"""Milliseconds between two looks whether runs of other values are there."""
BETWEEN: Final = 6


class CellsArea(QWidget):
    """Shows small multiples that play together; once cleared, it computes, draws and holds nothing.

    Parameters
    ----------
    make
        Makes a view by its name, which tells the session what a person wants.

    Attributes
    ----------
    changed
        There are other multiples.
    """

    def __init__(self, session: Session, make: Callable[[str], View]) -> None:
        super().__init__()
        self._session, self._make = session, make
        self._theme, self._drawing = LIGHT, Drawing()
        self._run: Run | None = None
        self._cells: Sequence[Cell] = ()
        self._kind: ViewKind | None = None
        self._curves = CurveBook(())
        self._submitted: object = None
        self._is_moved = False
        self._part: Outlook | None = None
        self.frames: list[CellFrame] = []
        self.bar = CellsBar()
        self.bar.grid_wanted.connect(session.side_by_side.show)
        self.bar.view_wanted.connect(session.side_by_side.set_view)
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._page = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        self._scroll.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        for widget in (self.bar, self.problem):
            layout.addWidget(widget)
        layout.addWidget(self._scroll, 1)
        self.changed: Event[[]] = Event()
        self._worker = Worker(session.clock)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL)
        self._poll.timeout.connect(self._take)

    @property
    def views(self) -> list[View]:
        """The views of the multiples, in their order."""
        return [frame.view for frame in self.frames]

    @property
    def seen(self) -> SeenViews:
        """What stands above them."""
        if self._kind is None or not self.frames:
            return SeenViews()
        return SeenViews((str(self._kind.title),), tuple(frame.caption.text for frame in self.frames))

    def show_choice(self) -> None:
        """Show what the session wants to be shown side by side."""
        if self._session.run is not None:
            self._is_moved = False
            self.show_run(self._session.run, self._session.step)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; those of other values are computed beside the window.

        Values are of the experiment that is open: they wait until the run is.
        """
        self._run, choice = run, self._session.side_by_side
        if choice.grid != BALLS and run.experiment != self._session.experiment:
            return
        dimension = run.ground.dimension
        shown = kind_suited(choice.view, dimension).name
        self.bar.show_choice(run.experiment, choice.grid, shown, dimension)
        if choice.grid == BALLS:
            self._cancel()
            try:
                found = cells_of(run, BALLS)
            except MomentumLabError as error:
                self._refuse(error_words(error))
            else:
                self._tell("")
                self._show_cells(found)
        elif (run.experiment, choice.grid) != self._submitted:
            self._tell("")
            self._submitted = run.experiment, choice.grid
            self._worker.submit(partial(_computed, run, choice.grid, self._session.clock.machine_code))
            self._poll.start()
        elif self._cells and self._wanted_kind(self._cells) != self._kind:
            self._show_cells(self._cells)

    def clear(self) -> None:
        """Show none: give up what is computed, and hold no run any more."""
        self._cancel()
        self._refuse("")
        self._run = None

    def show_step(self, step: int) -> None:
        """Move the playhead of all."""
        for view in self.views:
            view.show_step(step)

    def draw_as(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines; captions name the balls, and the bar the arrows of all."""
        arrows = None if drawing.arrows is None else replace(drawing.arrows, ball=None)
        self._theme = theme
        self._drawing = replace(drawing, has_legend=False, arrows=arrows)
        self.bar.set_theme(theme)
        self._name_arrows(drawing.has_legend)
        for view in self.views:
            view.set_look(theme, self._drawing)

    def set_projected(self, is_projected: bool) -> None:
        """Show the multiples alone, or what they are of as well."""
        self.bar.set_projected(is_projected)

    def set_quick(self, is_quick: bool) -> None:
        """Draw quickly while one run follows the other; at rest, show the part in which the paths are."""
        for view in self.views:
            view.set_quick(is_quick)
        if not is_quick:
            self._suit_part()

    def show_whole(self) -> None:
        """Look at the whole again."""
        self._is_moved = True
        for view in self.views:
            view.reset()

    def take_over(self, former: CellsArea) -> None:
        """Show the cells of another one, where its views look."""
        if former._submitted is not None and former._cells and not former._poll.isActive():
            self._cancel()
            self._run, self._submitted = former._run, former._submitted
            self._show_cells(former._cells)
        self._is_moved = former._is_moved
        for view, other in zip(self.views, former.views, strict=False):
            if other.outlook is not None:
                view.look_as(other.outlook)

    def stop(self) -> None:
        """Compute nothing more."""
        self._poll.stop()
        self._worker.close()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Share the room anew when there is more or less of it."""
        if a1 is not None and a1.type() == QEvent.Type.Resize:
            self._arrange()
        return False

    def _take(self) -> None:
        """Show the runs of other values when they are there."""
        for found in self._worker.take():
            assert isinstance(found, list)
            self._show_cells(found)
        if self._worker.is_done:
            self._poll.stop()
            error = self._worker.error
            if isinstance(error, MomentumLabError | MemoryError):
                self._refuse(error_words(error))
            elif error is not None:
                raise error

    def _cancel(self) -> None:
        """Compute no runs of other values."""
        self._worker.cancel()
        self._poll.stop()
        self._submitted = None

    def _refuse(self, problem: str) -> None:
        """Say why nothing can be shown, in the place of what was shown before."""
        self._drop_frames(self.frames)
        self._cells, self.frames, self._curves = (), [], CurveBook(())
        self._tell(problem)
        self.changed.emit()

    def _wanted_kind(self, found: Sequence[Cell]) -> ViewKind:
        return kind_suited(self._session.side_by_side.view, found[0].run.ground.dimension)

    def _show_cells(self, found: Sequence[Cell]) -> None:
        if not found:
            return
        self._cells = found
        kind = self._wanted_kind(found)
        are_new = self._make_frames(kind, len(found))
        self._curves = CurveBook([cell.run for cell in found], self._curves)
        for cell, frame in zip(found, self.frames, strict=True):
            frame.caption.set_text(cell.caption)
            if kind.shares_axis and isinstance(frame.view, PlotView):
                frame.view.share_axes(self._curves)
            frame.view.show_run(cell.run, self._session.step)
        self.changed.emit()
        if are_new:
            self._name_arrows(self._session.look.has_legend)
            self._arrange()
            self._suit_part()

    def _make_frames(self, kind: ViewKind, count: int) -> bool:
        """Have so many frames with views of a kind; return whether any is new or gone."""
        are_others = kind != self._kind
        gone = self.frames if are_others else self.frames[count:]
        self.frames = [] if are_others else self.frames[:count]
        self._drop_frames(gone)
        missing = count - len(self.frames)
        for _ in range(missing):
            view = self._make(kind.name)
            if isinstance(view, PlotView):
                view.hide_scale()
            view.set_look(self._theme, self._drawing)
            frame = CellFrame(view, self._follow, self._page)
            frame.show()
            self.frames.append(frame)
        self._kind = kind
        return bool(gone) or missing > 0

    @staticmethod
    def _drop_frames(gone: Sequence[CellFrame]) -> None:
        for frame in gone:
            frame.hide()
            frame.deleteLater()

    def _arrange(self) -> None:
        if self._kind is None or not self.frames:
            return
        across, down = self._kind.least_cell or self._kind.least
        least = across, down + self.frames[0].caption.sizeHint().height()
        width = self._scroll.width() - 1
        needed = needed_cells(len(self.frames), least)(width)[1]
        is_scrolled = needed > self._scroll.height()
        if is_scrolled:
            bar = self._scroll.verticalScrollBar()
            width -= 0 if bar is None else bar.sizeHint().width()
            needed = needed_cells(len(self.frames), least)(width)[1]
        self._page.resize(width, round(needed) if is_scrolled else self._scroll.height())
        whole = QRectF(self._page.rect()).adjusted(0.0, 0.0, BETWEEN, BETWEEN)
        for frame, place in zip(
            self.frames, cells(whole, len(self.frames), self._kind.cell, least), strict=True
        ):
            frame.setGeometry(place.adjusted(0.0, 0.0, -BETWEEN, -BETWEEN).toAlignedRect())

    def _suit_part(self) -> None:
        """Let small maps show the part in which all paths are, unless somebody has moved one."""
        if self._is_moved or not self._cells or self._kind is None or self._kind.name != "contour":
            return
        part = part_with_paths([cell.run for cell in self._cells])
        for view in self.views:
            if part is None:
                view.reset()
            else:
                view.look_as(part)

    def _follow(self, view: View) -> None:
        """Let all others look where one of them does."""
        outlook = view.outlook
        others = [other for other in self.views if other is not view and other.outlook != outlook]
        if not others or view not in self.views:
            return
        self._is_moved = True
        for other in others:
            if outlook is None:
                other.reset()
            else:
                other.look_as(outlook)

    def _name_arrows(self, are_named: bool) -> None:
        is_of_balls = self._session.side_by_side.grid == BALLS or not self._cells
        run, arrows = self._run if is_of_balls else self._cells[0].run, self._drawing.arrows
        entries = arrow_entries(run, arrows) if run is not None and are_named else []
        self.bar.name_arrows(entries, self._theme, self._drawing.line_width)

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


def _computed(run: Run, grid: str, source: NativeSource, progress: Progress) -> Iterator[list[Cell]]:
    """Yield the cells of a grid."""
    yield cells_of(run, grid, progress, source)
