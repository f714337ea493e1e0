"""The middle of the window: all views in splitters, each of which can have the whole space.

Those for which there is no room are folded away; the frame beside them offers them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PyQt6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from momentum_lab.core.event import Event
from momentum_lab.core.messages import message, words
from momentum_lab.figures.curves import curves_title
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.figures.views import VIEWS, view_kind
from momentum_lab.gui.views.frame import ViewFrame
from momentum_lab.gui.views.software_canvas import Painted
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.table import make_view
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, SubmenuSpec
from momentum_lab.gui.widgets.part import Part, SeenViews
from momentum_lab.gui.window.curves_button import curves_button
from momentum_lab.gui.window.drawing import drawing_of
from momentum_lab.gui.window.folding import Foldable, unfolded
from momentum_lab.gui.window.intents import follow_intents
from momentum_lab.gui.window.multiples import Multiples
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

SETTLE_MS = 250
"""One run that follows another within this time is drawn quickly, and as it should be after it."""
LOWER = 1
"""The row in which parts stand that are framed like views."""
BETWEEN = 6
"""Logical pixels between two frames."""
LEAST_VIEW = (16.0, 8.5)
"""Width and height, in lines of type, below which a view is folded away."""
LEAST_PROJECTED = (11.0, 8.5)
"""The same in projector mode, where type is large and a dock shall have room beside it."""
LOWER_ROW = 16.0
"""Height, in lines of type, that curves in the lower row are to have where there is twice as much."""
LOWER_PROJECTED = 10.0
"""The same in projector mode, where type is large: the map above shall have the room."""
PANEL = 6.0
"""So much higher with each further panel of curves."""
CURVES = "loss"
"""The view whose quantities are chosen in its header."""
PUT_CROSS: Final = message("click or drag to put the cross of your prediction")
"""Said above the map in place of what is done there otherwise, while a place is to be foretold."""
FIRST_IN_USE = ("contour", "curve")
"""What is given room before anything was used, and after them the parts that are framed."""


class ViewArea(QWidget, Part):
    """Shows a run in every view that suits its dimension; a hidden view is brought up to date when shown.

    Parameters
    ----------
    framed
        Key, title and widget of what stands beside the views, framed as they are.

    Attributes
    ----------
    seen_changed
        Other views are seen, or by other titles.
    """

    def __init__(self, session: Session, framed: tuple[tuple[str, str, QWidget], ...] = ()) -> None:
        super().__init__()
        self._session = session
        self.seen_changed: Event[SeenViews] = Event()
        self._seen = SeenViews()
        self._theme, self._look, self.drawing = LIGHT, Look(), Drawing()
        self._drawn_as: dict[str, tuple[Theme, Drawing]] = {}
        self.views: dict[str, View] = {kind.name: self._new_view(kind.name) for kind in VIEWS}
        self.multiples = Multiples(session, self._new_view)
        self.multiples.changed.subscribe(self._note_seen)
        self.frames: dict[str, ViewFrame] = {}
        self._others = tuple(key for key, _, _ in framed)
        self._recent = self._first_recent = self._recent_before = (*FIRST_IN_USE, *self._others)
        self._rows = (_splitter(Qt.Orientation.Horizontal), _splitter(Qt.Orientation.Horizontal))
        self._column = _splitter(Qt.Orientation.Vertical)
        for kind in VIEWS:
            self._add_frame(
                kind.name, ViewFrame(str(kind.title), self.views[kind.name].widget, str(kind.hint)), kind.row
            )
        self.frames[CURVES].add_control(curves_button(self._session))
        for key, title, widget in framed:
            self._add_frame(key, ViewFrame(title, widget), LOWER)
        for row, stretch in zip(self._rows, (3, 2), strict=True):
            self._column.addWidget(row)
            self._column.setStretchFactor(self._column.indexOf(row), stretch)
        self._is_shared_by_hand = False
        self._column.splitterMoved.connect(self._note_share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, BETWEEN, BETWEEN, 0)
        layout.addWidget(self._column)
        layout.addWidget(self.multiples)
        self._leaves = (
            session.side_by_side.changed.subscribe(self._show_side_by_side),
            session.predictions.changed.subscribe(self._suit_drawing),
            session.lessons.changed.subscribe(self._tell_use),
        )
        self._dimension = 2
        self._shown: frozenset[str] = frozenset()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(lambda: self._set_quick(False))
        self._share_space()
        self._tell_use()

    def entries(self) -> list[SubmenuSpec]:
        """Return what gives a view the whole space, and what shows all of them again."""
        return [SubmenuSpec(words("Views"), "view.views", self._choices)]

    def _choices(self) -> list[ActionSpec]:
        return [
            *(
                ActionSpec(
                    f"maximize_{kind.name}",
                    words("Only the {view}", view=kind.phrase),
                    (f"Ctrl+{i}",),
                    partial(self._session.toggle_maximized, kind.name),
                )
                for i, kind in enumerate(VIEWS, 1)
            ),
            LINE,
            ActionSpec("reset_layout", words("All views, as at first"), ("Ctrl+0",), self.reset_layout),
            ActionSpec("show_whole", words("The whole of each view again"), ("Z",), self.show_whole),
            ActionSpec(
                "try_opengl",
                words("Draw the surface by OpenGL again"),
                run=self._try_opengl,
                is_enabled=lambda: any(surface.may_try_opengl for surface in self.surfaces()),
            ),
        ]

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of it, at a step."""
        self._suit_drawing()
        if run.ground.dimension != self._dimension:
            self._dimension = run.ground.dimension
            self._arrange()
        self._set_quick(self._settled.isActive())
        self._settled.start()
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_run(run, step)
        self.multiples.show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        for name, view in self.views.items():
            if self._is_wanted(name):
                view.show_step(step)
        self.multiples.show_step(step)

    def show_selection(self, selection: Selection) -> None:
        """Give the view that is chosen the whole space."""
        if selection.maximized is not None:
            self._note_use(selection.maximized)
        self._suit_drawing()
        self._arrange()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw with other colours and lines."""
        has_more = len(look.curves) > len(self._look.curves)
        if look.is_projected and not self._look.is_projected:
            self._recent_before, self._is_shared_by_hand = self._recent, False
        elif self._look.is_projected and not look.is_projected:
            self._recent = self._recent_before
        self._theme, self._look = theme, look
        self.multiples.set_projected(look.is_projected)
        self._draw_as(self._wanted_drawing())
        for frame in self.frames.values():
            frame.set_theme(theme)
        self.frames[CURVES].rename(str(curves_title(look.curves)))
        self._note_seen()
        if has_more:
            self._give_height()

    @property
    def seen(self) -> SeenViews:
        """The views that are seen."""
        if not self.isVisible():
            return SeenViews()
        if self.multiples.are_shown:
            return self.multiples.seen
        return SeenViews(tuple(self.frames[name].title for name in self.views if name in self._shown))

    def place_of_map(self) -> QRect:
        """Return where on the screen the landscape is seen from above; nowhere if it is not shown."""
        seen = (self.frames[name] for name in FIRST_IN_USE if name in self._shown)
        frame = next(seen, None)
        return QRect() if frame is None else QRect(frame.mapToGlobal(QPoint()), frame.size())

    def _wanted_drawing(self) -> Drawing:
        session = self._session
        return drawing_of(self._look, session.experiment, session.selection.ball, session.predictions.shown)

    def _suit_drawing(self) -> None:
        """Draw otherwise where the run or the chosen ball is another one."""
        drawing = self._wanted_drawing()
        if drawing != self.drawing:
            self._draw_as(drawing)

    def _tell_use(self) -> None:
        """Say above the map what a click does: it moves the start, or puts the cross of a prediction."""
        asks = self._session.predictions.asks_for_place
        for kind in VIEWS:
            if kind.has_start:
                self.frames[kind.name].hint_at(str(PUT_CROSS if asks else kind.hint))

    def _draw_as(self, drawing: Drawing) -> None:
        """Have each view draw so; one to which nothing of what is new matters is left alone."""
        self.drawing = drawing
        for name, view in self.views.items():
            look = self._theme, drawing.over_steps if name == CURVES else drawing.on_ground
            if look != self._drawn_as.get(name):
                self._drawn_as[name] = look
                view.set_look(*look)
        alone = replace(drawing, overlays=(), curve_overlays=())  # their runs are others
        self.multiples.draw_as(self._theme, alone)

    def take_over(self, former: Part) -> None:
        """Look where the views of another one look, and give room to those that had it there."""
        assert isinstance(former, ViewArea)
        self._go_on_as(former)

    def _go_on_as(self, former: ViewArea) -> None:
        self._recent, self._recent_before = former._recent, former._recent_before
        self._arrange()
        run = self._session.run
        for name, view in self.views.items():
            outlook = former.views[name].outlook
            if outlook is not None and run is not None and self._session.suits(name):
                view.show_run(run, self._session.step)
                view.look_as(outlook)
        self.multiples.take_over(former.multiples)

    def stop(self) -> None:
        """Compute and show nothing more."""
        for leave in self._leaves:
            leave()
        self.multiples.stop()

    def show_whole(self) -> None:
        """Let each view look at the whole again, from where it begins."""
        self.multiples.show_whole()
        for view in self.views.values():
            view.reset()

    def reset_layout(self) -> None:
        """Share the space, and show the landscape, as at the first start."""
        self._recent = self._first_recent
        self._session.side_by_side.show("")
        self._session.show_all_views()
        self._share_space()
        self.show_whole()

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

    def minimumSizeHint(self) -> QSize:
        """Need no more than one view does: the others are folded away."""
        width, height = self._least_view
        others = (self.frames[key].minimumSizeHint() for key in self._others)
        return QSize(max(width, *(hint.width() for hint in others)), height) + QSize(BETWEEN, BETWEEN)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Fold views away for which there is no room any more, and unfold those for which there is again."""
        super().resizeEvent(a0)
        self._arrange()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Tell that the views are seen."""
        super().showEvent(a0)
        self._note_seen()

    def hideEvent(self, a0: QHideEvent | None) -> None:
        """Tell that none is seen any more: the panel needs all the room."""
        super().hideEvent(a0)
        self._note_seen()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See that a part which is framed like a view wants another height."""
        if a1 is not None and a1.type() == QEvent.Type.LayoutRequest:
            self._give_height()
        return False

    def _add_frame(self, name: str, frame: ViewFrame, row: int) -> None:
        frame.maximize_wanted.connect(partial(self._session.toggle_maximized, name))
        frame.used.connect(partial(self._note_use, name))
        frame.emptied.connect(self._arrange)
        frame.other_wanted.connect(self._unfold)
        if name in self._others:
            frame.installEventFilter(self)
        self.frames[name] = frame
        self._rows[row].addWidget(frame)

    def _share_space(self) -> None:
        self._column.setSizes([530, 280])
        self._rows[0].setSizes([520, 520, 1040])
        self._rows[1].setSizes([660, 380])
        self._arrange()

    def _show_side_by_side(self) -> None:
        """Show small multiples in the place of all views, or these again."""
        self._arrange()
        self.multiples.refresh()
        self._note_seen()

    def _new_view(self, name: str) -> View:
        view = make_view(name, _software)
        follow_intents(view.intents, self._session)
        return view

    def _set_quick(self, is_quick: bool) -> None:
        self.multiples.set_quick(is_quick)
        for view in self.views.values():
            view.set_quick(is_quick)

    def _note_seen(self) -> None:
        """Tell which views are seen, if others are."""
        if self._seen != (seen := self.seen):
            self._seen = seen
            self.seen_changed.emit(seen)

    def _note_use(self, name: str) -> None:
        if self._recent[0] != name:
            self._recent = (name, *(other for other in self._recent if other != name))

    def _note_share(self) -> None:
        self._is_shared_by_hand = True

    def _unfold(self, name: str) -> None:
        """Show a view for which others are folded away."""
        self._note_use(name)
        self._session.show_all_views()
        self._arrange()

    def _is_wanted(self, name: str) -> bool:
        return name in self._shown

    def _arrange(self) -> None:
        """Show the frames that are wanted and have room, and bring those up to date that were hidden."""
        are_split = self.multiples.are_shown
        self._column.setVisible(not are_split)
        wanted = [] if are_split else [name for name in self.frames if self._suits(name)]
        maximized = self._session.selection.maximized
        self._shown = frozenset({maximized}) if maximized in wanted else self._unfolded(wanted)
        self._show_frames(maximized)
        folded = () if maximized in wanted else [name for name in wanted if name not in self._shown]
        for name in self._shown:
            offered = [(other, self.frames[other].title) for other in folded if self._offers(name, other)]
            self.frames[name].show_folded(offered)
        for row in self._rows:
            frames = [row.widget(i) for i in range(row.count())]
            row.setVisible(any(f is not None and not f.isHidden() for f in frames))
        self._give_height()
        self._note_seen()

    def _show_frames(self, maximized: str | None) -> None:
        run = self._session.run  # none while the landscape of the one that was shown is another one now
        for name, frame in self.frames.items():
            was_hidden = frame.isHidden()
            frame.setVisible(name in self._shown)
            frame.show_maximized(maximized == name)
            if was_hidden and name in self._shown and name in self.views and run is not None:
                self.views[name].show_run(run, self._session.step)

    def _suits(self, name: str) -> bool:
        return self._session.suits(name) and not self.frames[name].is_empty

    def _unfolded(self, wanted: list[str]) -> frozenset[str]:
        """Return what there is room for."""
        items = [self._foldable(name) for name in wanted]
        room = (self.width() - BETWEEN, self.height() - BETWEEN)
        return unfolded(items, room, self._recent, BETWEEN) if items else frozenset()

    def _foldable(self, name: str) -> Foldable:
        if name in self._others:
            least = self.frames[name].minimumSizeHint()
            return Foldable(name, LOWER, least.width(), least.height())
        return Foldable(name, self._row_of(name), *self._least_view)

    @property
    def _least_view(self) -> tuple[int, int]:
        """Width and height below which a view is folded away."""
        across, down = LEAST_PROJECTED if self._look.is_projected else LEAST_VIEW
        line = self.fontMetrics().height()
        return round(across * line), round(down * line)

    def _row_of(self, name: str) -> int:
        return LOWER if name in self._others else view_kind(name).row

    def _offers(self, name: str, folded: str) -> bool:
        """Whether a frame is the first that is shown in a folded one's row, or of all where none is."""
        mates = [n for n in self.frames if n in self._shown and self._row_of(n) == self._row_of(folded)]
        return name == (mates or [n for n in self.frames if n in self._shown])[0]

    def _give_height(self) -> None:
        """Let the lower row be as high as its parts ask and its curves need, up to half of what there is.

        In projector mode it is no higher, until somebody moves what is between the rows.
        """
        heights = self._column.sizes()
        asked = [self.frames[key].sizeHint().height() for key in self._others if key in self._shown]
        if any(name in self.views and self._row_of(name) == LOWER for name in self._shown):
            one = LOWER_PROJECTED if self._look.is_projected else LOWER_ROW
            lines = one + PANEL * (len(self._look.curves) - 1)
            asked.append(round(lines * self.fontMetrics().height()))
        if not asked or any(row.isHidden() for row in self._rows):
            return
        least = min(max(asked), sum(heights) // 2)
        if heights[LOWER] < least or (self._look.is_projected and not self._is_shared_by_hand):
            self._column.setSizes([sum(heights) - least, least])


def _software() -> Painted:
    """Return what draws the surface without OpenGL, which the start does not wait for."""
    from momentum_lab.gui.pictures.software.surface import SoftwareSurface

    return SoftwareSurface()


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(BETWEEN)
    splitter.setChildrenCollapsible(False)
    return splitter
