"""The middle of the window: all views in splitters, each of which can have the whole space."""

from __future__ import annotations

from PyQt6.QtCore import QByteArray, Qt, QTimer
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from momentum_lab.figures.views import VIEWS
from momentum_lab.gui.panels.notes import NotesPanel
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.frame import ViewFrame
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.table import make_view
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.simulation.run import Run

SETTLE_MS = 250
"""One run that follows another within this time is drawn quickly, and as it should be after it."""


class ViewArea(QWidget):
    """Shows a run in every view that suits its dimension; a hidden view is brought up to date when shown."""

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[str, View] = {kind.name: make_view(kind.name) for kind in VIEWS}
        self.frames: dict[str, ViewFrame] = {}
        self.notes = NotesPanel()
        self._rows = (_splitter(Qt.Orientation.Horizontal), _splitter(Qt.Orientation.Horizontal))
        self._column = _splitter(Qt.Orientation.Vertical)
        for kind in VIEWS:
            frame = ViewFrame(kind.title, self.views[kind.name].widget, kind.hint)
            frame.maximize_wanted.connect(lambda name=kind.name: self.toggle_maximized(name))
            self.frames[kind.name] = frame
            self._rows[kind.row].addWidget(frame)
        self.notes_frame = ViewFrame("What to watch", self.notes)
        self.notes_frame.maximize_wanted.connect(lambda: self.toggle_maximized("notes"))
        self.frames["notes"] = self.notes_frame
        self._rows[1].addWidget(self.notes_frame)
        for row, stretch in zip(self._rows, (3, 2), strict=True):
            self._column.addWidget(row)
            self._column.setStretchFactor(self._column.indexOf(row), stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 6, 0)
        layout.addWidget(self._column)
        self._maximized: str | None = None
        self._run: Run | None = None
        self._step = 0
        self._dimension = 2
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(lambda: self._set_quick(False))
        self.reset_layout()

    @property
    def maximized(self) -> str | None:
        """The name of the view that has the whole space, or None."""
        return self._maximized

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of it, at a step."""
        self._run, self._step = run, step
        if run.dimension != self._dimension:
            self._dimension = run.dimension
            if self._maximized is not None and not self._suits(self._maximized):
                self._maximized = None
            self._arrange()
        self._set_quick(self._settled.isActive())
        self._settled.start()
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        for view in self.views.values():
            view.set_look(theme, drawing)
        self.notes.table.set_theme(theme)
        for frame in self.frames.values():
            frame.set_theme(theme)

    def toggle_maximized(self, name: str) -> None:
        """Give a view that suits the run the whole space, or show all of them again."""
        if self._suits(name):
            self._maximized = None if self._maximized == name else name
            self._arrange()

    def reset_layout(self) -> None:
        """Share the space as at the first start."""
        self._maximized = None
        self._column.setSizes([530, 280])
        self._rows[0].setSizes([520, 520, 1040])
        self._rows[1].setSizes([660, 380])
        self._arrange()

    def save_layout(self) -> QByteArray:
        """Return how the space is shared."""
        data = QByteArray()
        for splitter in (self._column, *self._rows):
            data.append(splitter.saveState().toBase64() + b"|")
        return data

    def restore_layout(self, data: QByteArray) -> None:
        """Share the space as :meth:`save_layout` said; anything else is left alone."""
        parts = bytes(data.data()).split(b"|")
        if len(parts) == 4:
            for splitter, part in zip((self._column, *self._rows), parts, strict=False):
                splitter.restoreState(QByteArray.fromBase64(part))
            self._arrange()

    def _set_quick(self, is_quick: bool) -> None:
        for view in self.views.values():
            if isinstance(view, PlotView):
                view.set_quick(is_quick)

    def _suits(self, name: str) -> bool:
        return all(self._dimension in kind.dimensions for kind in VIEWS if kind.name == name)

    def _is_wanted(self, name: str) -> bool:
        return self._suits(name) and self._maximized in (None, name)

    def _arrange(self) -> None:
        """Show the frames that are wanted, and bring those up to date that were hidden."""
        for kind in VIEWS:
            frame, is_wanted = self.frames[kind.name], self._is_wanted(kind.name)
            was_hidden = frame.isHidden()
            frame.setVisible(is_wanted)
            frame.show_maximized(self._maximized == kind.name)
            if is_wanted and was_hidden and self._run is not None:
                self.views[kind.name].show_run(self._run, self._step)
        self.notes_frame.setVisible(self._maximized in (None, "notes"))
        self.notes_frame.show_maximized(self._maximized == "notes")
        for row in self._rows:
            frames = [row.widget(i) for i in range(row.count())]
            row.setVisible(any(f is not None and not f.isHidden() for f in frames))


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(6)
    splitter.setChildrenCollapsible(False)
    return splitter
