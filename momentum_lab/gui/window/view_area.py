"""The middle of the window: all views in splitters, each of which can have the whole space."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QByteArray, Qt, QTimer
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from momentum_lab.figures.themes import Theme
from momentum_lab.figures.views import VIEWS
from momentum_lab.gui.views.frame import ViewFrame
from momentum_lab.gui.views.software_canvas import Painted
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.table import make_view
from momentum_lab.gui.views.value_axis import KINDS
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

SETTLE_MS = 250
"""One run that follows another within this time is drawn quickly, and as it should be after it."""
LOWER = 1
"""The row in which parts stand that are framed like views."""


class ViewArea(QWidget, Part):
    """Shows a run in every view that suits its dimension; a hidden view is brought up to date when shown.

    Parameters
    ----------
    framed
        Key, title and widget of what stands beside the views, framed as they are.
    """

    def __init__(self, session: Session, framed: tuple[tuple[str, str, QWidget], ...] = ()) -> None:
        super().__init__()
        self._session = session
        self.views: dict[str, View] = {kind.name: make_view(kind.name, _software) for kind in VIEWS}
        self.frames: dict[str, ViewFrame] = {}
        self._others = tuple(key for key, _, _ in framed)
        self._rows = (_splitter(Qt.Orientation.Horizontal), _splitter(Qt.Orientation.Horizontal))
        self._column = _splitter(Qt.Orientation.Vertical)
        for kind in VIEWS:
            view = self.views[kind.name]
            self._listen(view)
            self._add_frame(kind.name, ViewFrame(kind.title, view.widget, kind.hint), kind.row)
        for key, title, widget in framed:
            self._add_frame(key, ViewFrame(title, widget), LOWER)
        for row, stretch in zip(self._rows, (3, 2), strict=True):
            self._column.addWidget(row)
            self._column.setStretchFactor(self._column.indexOf(row), stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 6, 0)
        layout.addWidget(self._column)
        self._dimension = 2
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(lambda: self._set_quick(False))
        self._share_space()

    def entries(self) -> list[ActionSpec]:
        """Return what gives a view the whole space, and what shows all of them again."""
        all_views = "All views, as at first"
        return [
            *(
                ActionSpec(
                    f"maximize_{kind.name}",
                    f"Only the {kind.title.lower()}",
                    (f"Ctrl+{i}",),
                    partial(self._session.toggle_maximized, kind.name),
                    "view.views",
                )
                for i, kind in enumerate(VIEWS, 1)
            ),
            ActionSpec("reset_layout", all_views, ("Ctrl+0",), self.reset_layout, "view.layout"),
            ActionSpec(
                "try_opengl",
                "Draw the surface by OpenGL again",
                run=self._try_opengl,
                slot="view.layout",
                is_enabled=lambda: any(surface.may_try_opengl for surface in self.surfaces()),
            ),
        ]

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of it, at a step."""
        if run.ground.dimension != self._dimension:
            self._dimension = run.ground.dimension
            self._arrange()
        self._set_quick(self._settled.isActive())
        self._settled.start()
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_step(step)

    def show_selection(self, selection: Selection) -> None:
        """Give the view that is chosen the whole space."""
        self._arrange()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw with other colours and lines."""
        axis = next((kind for kind in KINDS if kind == look.loss_axis), None)
        drawing = Drawing(path_ahead=look.path_ahead, loss_axis=axis)
        for view in self.views.values():
            view.set_look(theme, drawing)
        for frame in self.frames.values():
            frame.set_theme(theme)

    def reset_layout(self) -> None:
        """Share the space, and show the landscape, as at the first start."""
        self._session.show_all_views()
        self._share_space()
        for view in self.views.values():
            view.reset()

    def save_layout(self) -> bytes:
        """Return how the space is shared."""
        parts = [splitter.saveState().toBase64().data() for splitter in (self._column, *self._rows)]
        return b"".join(part + b"|" for part in parts)

    def restore_layout(self, data: bytes) -> None:
        """Share the space as :meth:`save_layout` said; anything else is left alone."""
        parts = data.split(b"|")
        if len(parts) == 4:
            for splitter, part in zip((self._column, *self._rows), parts, strict=False):
                splitter.restoreState(QByteArray.fromBase64(QByteArray(part)))
            self._arrange()

    def surfaces(self) -> list[SurfaceView]:
        """Return the views with a camera."""
        return [view for view in self.views.values() if isinstance(view, SurfaceView)]

    def _try_opengl(self) -> None:
        for surface in self.surfaces():
            surface.try_opengl()

    def _listen(self, view: View) -> None:
        session, intents = self._session, view.intents
        intents.start_moved.subscribe(session.drag_start)
        intents.start_settled.subscribe(session.settle)
        intents.hovered.subscribe(session.pointed.emit)
        intents.step_wanted.subscribe(session.go_to)

    def _add_frame(self, name: str, frame: ViewFrame, row: int) -> None:
        frame.maximize_wanted.connect(partial(self._session.toggle_maximized, name))
        self.frames[name] = frame
        self._rows[row].addWidget(frame)

    def _share_space(self) -> None:
        self._column.setSizes([530, 280])
        self._rows[0].setSizes([520, 520, 1040])
        self._rows[1].setSizes([660, 380])
        self._arrange()

    def _set_quick(self, is_quick: bool) -> None:
        for view in self.views.values():
            view.set_quick(is_quick)

    def _is_wanted(self, name: str) -> bool:
        return self._session.suits(name) and self._session.selection.maximized in (None, name)

    def _arrange(self) -> None:
        """Show the frames that are wanted, and bring those up to date that were hidden."""
        maximized = self._session.selection.maximized
        for name, view in self.views.items():
            was_hidden, is_wanted = self.frames[name].isHidden(), self._is_wanted(name)
            self._show_frame(name, is_wanted, maximized)
            run = self._session.run  # none while the landscape of the one that was shown is another one now
            if is_wanted and was_hidden and run is not None:
                view.show_run(run, self._session.step)
        for key in self._others:
            self._show_frame(key, maximized in (None, key), maximized)
        for row in self._rows:
            frames = [row.widget(i) for i in range(row.count())]
            row.setVisible(any(f is not None and not f.isHidden() for f in frames))

    def _show_frame(self, name: str, is_wanted: bool, maximized: str | None) -> None:
        self.frames[name].setVisible(is_wanted)
        self.frames[name].show_maximized(maximized == name)


def _software() -> Painted:
    """Return what draws the surface without OpenGL, which the start does not wait for."""
    from momentum_lab.gui.pictures.software.surface import SoftwareSurface

    return SoftwareSurface()


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(6)
    splitter.setChildrenCollapsible(False)
    return splitter
