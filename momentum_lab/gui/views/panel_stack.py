"""Panels one below the other, over the same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PyQt6.QtCore import QPointF

from momentum_lab.analysis.quantities import Quantity
from momentum_lab.gui.views.curve_axis import EvenWidths
from momentum_lab.gui.views.curve_panel import CurvePanel
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.views.step_axis import StepAxis

HIGHEST: Final = 1e6
"""Pixels: as high as the canvas."""
BETWEEN: Final = 0.0
"""Pixels between two panels: titles have room of their own."""


class PanelStack:
    """The panels of a canvas: they show the same stretch of the steps, and are equally wide and high.

    ``moved_by_hand`` is called when somebody has moved one of them, and ``made`` with each new one.
    """

    def __init__(
        self,
        canvas: Canvas,
        widths: EvenWidths,
        first: CurvePanel,
        moved_by_hand: Callable[[], None],
        made: Callable[[CurvePanel], None],
    ) -> None:
        self._canvas, self._widths = canvas, widths
        self._moved_by_hand, self._made = moved_by_hand, made
        self._panels: list[CurvePanel] = []
        self._is_following = False
        self._join(first)
        canvas.ci.layout.setVerticalSpacing(BETWEEN)
        first.plot.vb.geometryChanged.connect(self.share_height)  # also by what stands above it

    def __iter__(self) -> Iterator[CurvePanel]:
        """Yield the panels from above."""
        return iter(self._panels)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._panels)

    def __getitem__(self, index: int) -> CurvePanel:
        """Return a panel; the first is 0."""
        return self._panels[index]

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is shown."""
        return tuple(panel.quantity for panel in self._panels)

    def have(self, count: int) -> None:
        """Have so many panels, one at least."""
        while len(self._panels) > count:
            panel = self._panels.pop()
            self._widths.leave(panel.axis_item)
            self._canvas.removeItem(panel.plot)
            panel.deleteLater()
        while len(self._panels) < count:
            self._join(CurvePanel.below(self._canvas, len(self._panels), self._widths))
            self._made(self._panels[-1])

    def entitle(self, along: str, notes: Sequence[str]) -> None:
        """Name what is shown in each, with a note, and what is along the steps below the last."""
        is_alone = len(self._panels) == 1
        for panel, note in zip(self._panels, notes, strict=True):
            panel.entitle(is_alone, panel is self._panels[-1], along, note)
        self.share_height()

    def share_height(self) -> None:
        """Make all plots equally high: the axis below the last comes on top of that."""
        _, top, _, bottom = self._canvas.ci.layout.getContentsMargins()
        below = self._panels[-1].plot.getAxis("bottom").maximumHeight()
        each = max((self._canvas.height() - top - bottom - below) / len(self._panels), 1.0)
        is_alone = len(self._panels) == 1
        for panel in self._panels:
            share = each + below if panel is self._panels[-1] else each
            panel.plot.setMinimumHeight(0.0 if is_alone else share)
            panel.plot.setMaximumHeight(HIGHEST if is_alone else share)
            panel.place_title()
        self._canvas.fit_layout()

    def count_by(self, steps: StepAxis) -> None:
        """Let the steps run evenly, or by powers of ten."""
        for panel in self._panels:
            panel.count_by(steps)

    def at(self, at: QPointF) -> CurvePanel | None:
        """Return the panel at a place of the scene."""
        return next((panel for panel in self._panels if panel.has(at)), None)

    def point(self, count: float | None) -> None:
        """Show in all panels what is pointed at; None for nothing."""
        for panel in self._panels:
            panel.pointed.set_step(count)

    def _join(self, panel: CurvePanel) -> None:
        self._panels.append(panel)
        panel.moved.connect(self._follow)
        panel.moved_by_hand.connect(self._moved_by_hand)

    def _follow(self, ends: Sequence[float]) -> None:
        """Show the same stretch of the steps in all panels."""
        if self._is_following:
            return
        self._is_following = True
        for panel in self._panels:
            if tuple(panel.plot.vb.viewRange()[0]) != tuple(ends):
                panel.look_at(ends, None)
        self._is_following = False
