"""The slider of the steps, with a mark where a ball is changed: it is dragged, opened and removed there."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import QEvent, QPointF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PyQt6.QtWidgets import QMenu, QToolTip

from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball_names import in_words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.panels.jump_slider import JumpSlider
from momentum_lab.gui.widgets.actions import add_entry, trigger
from momentum_lab.gui.widgets.keys import native_key
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session

SIZE: Final = 4.5
"""Half the width of a mark."""
TIP: Final = 8.0
"""How far down from the upper edge its tip is."""
REACH: Final = 6.0
"""Pixels to either side of a mark within which it is pointed at."""
HEIGHT: Final = 28


@dataclass(frozen=True, slots=True)
class _Held:
    """A mark that is held: of which ball it is, the step where it is by now, and whether it has moved."""

    ball: int
    step: int
    is_moved: bool = False


class Scrubber(JumpSlider):
    """Shows and moves the playhead, and the changes of balls above its groove."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._theme: Theme = LIGHT
        self._held: _Held | None = None
        self._is_dragged = self._is_told = False
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Have room for the marks."""
        return super().sizeHint().expandedTo(QSize(0, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Have room for them in any case."""
        return super().minimumSizeHint().expandedTo(QSize(0, HEIGHT))

    def set_theme(self, theme: Theme) -> None:
        """Draw the marks with another outline."""
        self._theme = theme
        self.update()

    def go_to(self, step: int) -> None:
        """Show a step; that the run is hidden is told once while it is dragged."""
        if self._is_dragged and self._is_told and self._session.clock.is_sealed:
            self.setValue(self._session.step)
            return
        self._is_told = True
        self._session.go_to(step)

    def mark_at(self, place: QPointF) -> tuple[int, int] | None:
        """Return ball and step of the mark at a place, the nearest of several; None where there is none."""
        if place.y() > TIP + 2.0:
            return None
        apart = [(abs(self.across(step) - place.x()), ball, step) for ball, step in self._marks()]
        near = min(apart, default=None)
        return None if near is None or near[0] > REACH else near[1:]

    def paintEvent(self, ev: QPaintEvent | None) -> None:
        """Paint the slider, and a small triangle in its ball's colour for each change."""
        super().paintEvent(ev)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.outline), 0.8))
        for ball, step in reversed(self._marks()):
            x = self.across(step)
            painter.setBrush(QColor(self._session.experiment.balls[ball].color))
            top = TIP - 1.6 * SIZE
            corners = [QPointF(x, TIP), QPointF(x - SIZE, top), QPointF(x + SIZE, top)]
            painter.drawPolygon(QPolygonF(corners))
        painter.end()

    def event(self, e: QEvent | None) -> bool:
        """Say what is changed at the mark that is pointed at."""
        if isinstance(e, QHelpEvent) and (mark := self.mark_at(QPointF(e.pos()))) is not None:
            QToolTip.showText(e.globalPos(), plain_tip(self._words(*mark)), self)
            return True
        return super().event(e)

    def mousePressEvent(self, ev: QMouseEvent | None) -> None:
        """Take hold of the mark that is pressed, or else of the playhead."""
        is_left = ev is not None and ev.button() == Qt.MouseButton.LeftButton
        mark = self.mark_at(ev.position()) if ev is not None and is_left else None
        if mark is None:
            self._is_dragged, self._is_told = True, False
            super().mousePressEvent(ev)
            return
        self._held = _Held(*mark)
        self._session.pause()
        self._session.select_ball(mark[0])

    def mouseMoveEvent(self, ev: QMouseEvent | None) -> None:
        """Drag the mark that is held; the playhead stays, so that all up to there is seen to follow."""
        if ev is None:
            return
        if self._held is None:
            is_over = self.mark_at(ev.position()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if is_over else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(ev)
            return
        held = self._held
        step = self._session.changes.move(held.ball, held.step, self.value_at(ev.position().x()))
        if step != held.step:
            self._held = _Held(held.ball, step, is_moved=True)

    def mouseReleaseEvent(self, ev: QMouseEvent | None) -> None:
        """Let go of the mark: the next drag is a change of its own. One that was only clicked is gone to."""
        if self._held is None:
            self._is_dragged = False
            super().mouseReleaseEvent(ev)
            return
        if self._held.is_moved:
            self._session.settle()
        else:
            self._session.go_to(self._held.step)
        self._held = None

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Open the change that is clicked twice."""
        if a0 is not None and (mark := self.mark_at(a0.position())) is not None:
            self._open(*mark)
            return
        super().mouseDoubleClickEvent(a0)

    def contextMenuEvent(self, a0: QContextMenuEvent | None) -> None:
        """Offer what can be done with the mark that is pointed at."""
        mark = self.mark_at(QPointF(a0.pos())) if a0 is not None else None
        if a0 is None or mark is None:
            super().contextMenuEvent(a0)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, str(message("Edit this change…")), partial(self._open, *mark))
        add_entry(menu, str(message("Remove this change")), partial(self._session.changes.remove, *mark))
        menu.popup(a0.globalPos())

    def _open(self, ball: int, step: int) -> None:
        self._session.select_ball(ball)
        self._session.go_to(step)
        trigger(self, "change")

    def _marks(self) -> list[tuple[int, int]]:
        """Return ball and step of each change within the run, those of visible balls."""
        experiment = self._session.experiment
        return [
            (index, change.step)
            for index, ball in enumerate(experiment.balls)
            if ball.visible
            for change in ball.changes
            if change.step < experiment.steps
        ]

    def _words(self, ball: int, step: int) -> str:
        change = self._session.changes.at(ball, step)
        if change is None:
            return ""
        label = self._session.experiment.names[ball]
        return str(
            message(
                "{ball}: {what}\n\n"
                "Drag it to another step. Click it, and {edit} edits it, {remove} removes it.",
                ball=label,
                what=in_words(change),
                edit=native_key("K"),
                remove=native_key("Delete"),
            )
        )
