"""A figure: the views of the window, drawn on a painter instead of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PyQt6.QtWidgets import QApplication, QGraphicsWidget

from momentum_lab.gui.pictures.options import PictureOptions
from momentum_lab.gui.theme import THEMES
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.legend import MARGIN, Legend, entries_of
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

LINE_WIDTH = 1.8
TITLE_ROOM = 34.0


@dataclass(frozen=True, slots=True)
class Pane:
    """A view and its place in the figure, in logical pixels."""

    view: PlotView | SurfaceView
    place: QRectF


ViewsShown = Iterable[object]
"""Views of the window: a picture is taken from where they look, and of the range that they show."""


class Figure:
    """One or several views of a run under its title, to be drawn at any step on any painter."""

    def __init__(self, run: Run, options: PictureOptions, shown: ViewsShown = ()) -> None:
        self.run = run
        self._theme = THEMES[options.theme]
        self._scale = options.scale
        self.width, self.height = options.logical_size
        self._title = run.experiment.title
        top = TITLE_ROOM if self._title else 0.0
        whole = QRectF(0.0, top, self.width, self.height - top)
        parts = self._parts(options, whole)
        self._panes = [Pane(self._ready(view, place, len(parts) == 1), place) for view, place in parts]
        for pane in self._panes:
            for view in shown:
                pane.view.look_as(view)

    def draw(self, painter: QPainter, step: int) -> None:
        """Draw everything up to a step, in logical pixels from the origin."""
        painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(self._theme.base))
        self._draw_title(painter)
        for pane in self._panes:
            pane.view.show_step(step)
            width, height = round(pane.place.width()), round(pane.place.height())
            if isinstance(pane.view, SurfaceView):
                image = pane.view.render_image(width, height, self._scale)
                painter.drawImage(pane.place, image)
                if len(self._panes) == 1:
                    self._draw_legend(painter, pane.place)
            else:
                pane.view.canvas.render(painter, pane.place, QRect(0, 0, width, height))

    @property
    def has_surface(self) -> bool:
        """Whether there is a camera to :meth:`turn`."""
        return any(isinstance(pane.view, SurfaceView) for pane in self._panes)

    def turn(self, degrees: float) -> None:
        """Let the cameras go around their surfaces, from where they are."""
        for pane in self._panes:
            if isinstance(pane.view, SurfaceView):
                pane.view.turn(degrees)

    def close(self) -> None:
        """Let go of the views."""
        for pane in self._panes:
            widget = pane.view.widget if isinstance(pane.view, SurfaceView) else pane.view.canvas
            widget.hide()  # not pyqtgraph's close(), which takes the scene apart while events wait for it
            widget.deleteLater()
        self._panes = []

    def _parts(self, options: PictureOptions, whole: QRectF) -> list[tuple[PlotView | SurfaceView, QRectF]]:
        flat: PlotView = ContourView() if self.run.dimension == 2 else CurveView()
        if options.view == "loss":
            return [(LossView(), whole)]
        if options.view == "surface":
            return [(SurfaceView(), whole)]
        if options.view == "contour":
            return [(flat, whole)]
        split = whole.top() + round(0.62 * whole.height())
        upper = QRectF(whole.left(), whole.top(), whole.width(), split - whole.top())
        lower = QRectF(whole.left(), split, whole.width(), whole.bottom() - split)
        if self.run.dimension == 1 or not opengl_available():
            return [(flat, upper), (LossView(), lower)]
        half = round(upper.width() / 2)
        left = QRectF(upper.left(), upper.top(), half, upper.height())
        right = QRectF(upper.left() + half, upper.top(), upper.width() - half, upper.height())
        return [(SurfaceView(), left), (flat, right), (LossView(), lower)]

    def _ready(self, view: PlotView | SurfaceView, place: QRectF, is_alone: bool) -> PlotView | SurfaceView:
        drawing = Drawing(line_width=LINE_WIDTH)
        if isinstance(view, SurfaceView):
            view.set_look(self._theme, drawing)
            view.show_run(self.run, self.run.computed)
            return view
        view.canvas.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.canvas.resize(round(place.width()), round(place.height()))
        view.canvas.show()
        view.for_picture(has_legend=is_alone or isinstance(view, LossView))
        view.set_look(self._theme, drawing)
        view.show_run(self.run, self.run.computed)
        self._lay_out(view)
        view.settle()
        return view

    def _lay_out(self, view: PlotView) -> None:
        """Let the plot take its sizes now. Others may wait for theirs in vain: pictures that are put away."""
        scene = view.canvas.scene()
        widgets = [item for item in scene.items() if isinstance(item, QGraphicsWidget)] if scene else []
        for _ in range(2):  # what lies within others is told by them
            for widget in widgets:
                QApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest.value)

    def _draw_legend(self, painter: QPainter, place: QRectF) -> None:
        legend = Legend(entries_of(self.run.experiment), place.size())
        if not legend.is_empty:
            corner = QPointF(place.right() - legend.size.width() - MARGIN, place.top() + MARGIN)
            legend.draw(painter, corner, self._theme, LINE_WIDTH)

    def _draw_title(self, painter: QPainter) -> None:
        if not self._title:
            return
        font = QFont(QApplication.font())
        font.setPointSizeF(1.3 * font.pointSizeF())
        font.setBold(True)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, self.width - 40.0)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        left = (self.width - metrics.horizontalAdvance(text)) / 2
        painter.drawText(QPointF(left, TITLE_ROOM - 10.0), text)
