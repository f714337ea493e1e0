"""Where a view has its legend: in a corner in which it hides nothing, or else above the plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyqtgraph as pg
from PyQt6.QtCore import QRectF, QTimer
from PyQt6.QtGui import QPainter, QPainterPath
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.kept_picture import BEYOND
from momentum_lab.gui.views.legend import (
    HIGHEST,
    MARGIN,
    SQUEEZED,
    Entry,
    Legend,
    Strip,
    anchored,
    arrow_entries,
    entries_of,
    fitting_strip,
    free_corner,
    squeezed_strip,
    whole_legends,
)
from momentum_lab.gui.views.plot import TOP_MARGIN, Canvas
from momentum_lab.gui.views.trails import TrailsItem
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

LARGEST: Final = 0.4
"""The share of a plot that a box in its corner may take on the screen."""
DENSE: Final = 6.0
"""Logical pixels: a trail is looked at so closely when a place beside it is sought."""


@dataclass(frozen=True, slots=True)
class PlacedLegend:
    """The legend at its place: a box at a corner, or a strip."""

    legend: Legend | Strip
    box: QRectF


class LegendItem(pg.GraphicsObject):
    """The legend of a plot.

    On the screen it stands above the plot if it would hide trails in every corner. On paper it is in the
    corner in which it hides the least of them.

    Attributes
    ----------
    is_on_paper
        Whether it is drawn in a picture.
    names_arrows
        Whether it says on the screen which arrow is which.
    """

    def __init__(self, canvas: Canvas, plot: Plot, trails: TrailsItem) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(30)
        self._canvas, self._plot, self._trails = canvas, plot, trails
        self._entries: list[Entry] = []
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._line_width = self._drawing.line_width
        self._is_wanted = True
        self.is_on_paper = self.names_arrows = False
        self._placed: PlacedLegend | None = None
        self._placed_for: tuple[object, ...] = ()
        self._margin = self._taken = 0.0
        self._run: Run | None = None
        self._is_strip = False
        self._decided_for: tuple[object, ...] = ()
        self._make_room = QTimer(canvas)
        self._make_room.setSingleShot(True)
        self._make_room.timeout.connect(self._take_margin)
        canvas.scene().addItem(self)

    @property
    def text(self) -> str:
        """The names of all balls, one a line, where not all of them can be read."""
        legend = self._placed.legend if self._placed is not None else None
        if isinstance(legend, Strip):
            is_whole = legend.is_whole(self.box.width())
        else:
            is_whole = legend is not None and legend.is_whole
        return "" if is_whole or not self.isVisible() else "\n".join(entry.text for entry in self._entries)

    @property
    def box(self) -> QRectF:
        """What it covers, in the coordinates of the scene; nothing if it is not shown."""
        return self._placed.box if self._placed is not None and self.isVisible() else QRectF()

    @property
    def is_beside(self) -> bool:
        """Whether it stands above the plot."""
        return self._placed is not None and isinstance(self._placed.legend, Strip)

    def show_run(self, run: Run) -> None:
        """List the visible balls of a run; while one follows another, only its own place is painted anew."""
        self._run = run
        before = self.box
        has_changed = self._list()
        if has_changed and self._placed is None:
            self._canvas.viewport().update()
        elif has_changed:
            for box in (before, self.box):
                around = box.adjusted(-BEYOND, -BEYOND, BEYOND, BEYOND)
                self._canvas.viewport().update(self._canvas.mapFromScene(around).boundingRect())

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines, or not at all."""
        self._theme, self._drawing = theme, drawing
        self._line_width = drawing.boldness.width(drawing.line_width)
        self._forget()
        self._list()
        self._show()

    def _list(self) -> bool:
        """List the balls, and the arrows that show their steps unless a picture names those elsewhere.

        Return whether these are others.
        """
        if self._run is None:
            return False
        arrows = self._drawing.arrows if self.names_arrows and not self.is_on_paper else None
        entries = [*entries_of(self._run.experiment), *arrow_entries(self._run, arrows)]
        if entries == self._entries:
            return False
        if not (self._trails.is_quick and self._rename(entries)):
            self._forget()
        self._entries = entries
        return True

    def _rename(self, entries: list[Entry]) -> bool:
        """Name other things where the old ones are named; return whether all of them have room there."""
        if self._placed is None or self._placed.legend.count != len(entries):
            return False
        former, box = self._placed.legend, self._placed.box
        if isinstance(former, Strip):
            strip = former.naming(entries)
            self._placed = PlacedLegend(strip, box)
            return strip.height(box.width()) == box.height()
        plot = QRectF(self._plot.vb.sceneBoundingRect())
        legend = former.naming(entries, plot.size())
        self._placed = PlacedLegend(legend, anchored(plot, legend.size, box))
        return legend.is_whole

    def set_wanted(self, is_wanted: bool) -> None:
        """Be there or not, whatever the drawing says."""
        self._is_wanted = is_wanted
        self._show()

    def boundingRect(self) -> QRectF:
        """Return the whole view: the item stands where there is room."""
        return QRectF(self._canvas.rect())

    def shape(self) -> QPainterPath:
        """Return nothing: the pointer is for what lies below."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint the box, or the strip."""
        placed = self._place()
        self._trails.leave_free(self.box)
        is_seen = (
            self.is_on_paper or option is None or placed is None or option.exposedRect.intersects(placed.box)
        )
        if placed is None or not is_seen:
            return
        painter.save()
        if not self.is_on_paper:
            placed.legend.show(painter, placed.box, self._theme, self._line_width)
        elif isinstance(placed.legend, Legend):
            placed.legend.draw(painter, placed.box.topLeft(), self._theme, self._line_width)
        else:
            placed.legend.draw(painter, placed.box, self._theme, self._line_width)
        painter.restore()

    def _show(self) -> None:
        self.setVisible(self._is_wanted and self._drawing.has_legend)
        if not self.isVisible():
            self._want_margin(0.0)
            self._trails.leave_free(QRectF())
        self._canvas.viewport().update()

    def _forget(self) -> None:
        self._placed, self._placed_for = None, ()

    def _place(self) -> PlacedLegend | None:
        """Return the legend at its place; it stays where it is while trails change all the time."""
        plot = QRectF(self._plot.vb.sceneBoundingRect())
        transform = self._trails.sceneTransform()
        about = plot, self._canvas.size(), self._canvas.font()
        is_here = self._placed is not None and self._placed_for[:-1] == about
        if is_here and (self._trails.is_quick or self._placed_for[-1] is self._trails.places(transform)):
            return self._placed
        points = self._trails.places(transform)
        self._placed_for = *about, points
        if not self._entries:
            self._placed = None
        elif self.is_on_paper:
            self._placed = self._on_paper(plot, points)
        else:
            self._placed = self._on_screen(plot)
        return self._placed

    def _on_paper(self, plot: QRectF, points: Floats) -> PlacedLegend | None:
        """Return the box in the corner in which it hides the fewest points; in columns if it is too high."""
        legend = Legend(self._entries, plot.size(), self._canvas.font())
        if not legend.is_whole:
            legend = next(whole_legends(self._entries, plot.size(), self._canvas.font()), legend)
        corner, _ = free_corner(plot, legend.size, points)
        return None if legend.is_empty else PlacedLegend(legend, QRectF(corner, legend.size))

    def _on_screen(self, plot: QRectF) -> PlacedLegend:
        """Return a box that hides nothing; or a strip above the plot, if there is room; or the best box.

        Where there is room for neither, it names the balls alone, and these in a strip that cuts their names.
        What has become a strip stays one while the experiment and the size are the same.
        """
        experiment = None if self._run is None else self._run.experiment
        about = self._canvas.size(), self._canvas.font(), experiment, len(self._entries)
        if about != self._decided_for:
            self._decided_for, self._is_strip = about, False
        balls = [entry for entry in self._entries if entry.key is None]
        for entries in (self._entries, balls):
            strip = self._strip(entries)
            if strip is None or not self._is_strip:
                hidden, box = self._best_box(plot, entries)
                self._is_strip = hidden > 0
                if not hidden:
                    self._want_margin(0.0)
                    return box
            if strip is not None:
                self._want_margin(strip.box.height())
                return strip
        squeezed = self._squeezed(balls)
        self._want_margin(0.0 if squeezed is None else squeezed.box.height())
        return squeezed or box

    def _best_box(self, plot: QRectF, entries: list[Entry]) -> tuple[int, PlacedLegend]:
        """Return how many points a box in the best corner hides, and that box."""
        whole = plot.adjusted(0.0, -self._taken, 0.0, 0.0)
        points = self._trails.dense(self._trails.sceneTransform(), DENSE)
        if plot.height() > 0.0:  # where they would be without a strip
            points[:, 1] = plot.bottom() + (points[:, 1] - plot.bottom()) * whole.height() / plot.height()
        best: tuple[int, PlacedLegend] | None = None
        for legend in whole_legends(entries, whole.size(), self._canvas.font()):
            size = legend.size
            if size.width() * size.height() <= LARGEST * whole.width() * whole.height():
                corner, hidden = free_corner(whole, size, points)
                if best is None or hidden < best[0]:
                    best = hidden, PlacedLegend(legend, QRectF(corner, size))
                if not hidden:
                    break
        if best is None:
            cut = Legend(entries, whole.size(), self._canvas.font())
            corner, hidden = free_corner(whole, cut.size, points)
            best = hidden + 1, PlacedLegend(cut, QRectF(corner, cut.size))
        return best

    def _strip(self, entries: list[Entry]) -> PlacedLegend | None:
        """Return the strip that stands above the plot; None where it would leave the plot too little room."""
        width = self._canvas.width() - 2 * MARGIN
        strip = fitting_strip(entries, self._canvas.font(), width)
        height = strip.height(width)
        if height > HIGHEST * self._canvas.height():
            return None
        return PlacedLegend(strip, QRectF(MARGIN, TOP_MARGIN / 2, width, height))

    def _squeezed(self, entries: list[Entry]) -> PlacedLegend | None:
        """Return a strip of names that are cut; None where not one line of them has room."""
        width, high = self._canvas.width() - 2 * MARGIN, SQUEEZED * self._canvas.height()
        strip = squeezed_strip(entries, self._canvas.font(), width, high)
        if strip is None:
            return None
        return PlacedLegend(strip, QRectF(MARGIN, TOP_MARGIN / 2, width, strip.height(width)))

    def _want_margin(self, margin: float) -> None:
        if margin != self._margin:
            self._margin = margin
            self._make_room.start(0)  # not while it is painted

    def _take_margin(self) -> None:
        self._taken = self._margin
        self._canvas.set_top_margin(self._margin)
