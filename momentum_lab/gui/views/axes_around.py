"""A view box with axes around it: what a plot is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyqtgraph as pg
from PyQt6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy

PLACES: Final = {"top": (1, 1), "left": (2, 0), "right": (2, 2), "bottom": (3, 1)}
"""Row and column of each axis around the view box, which is at 2, 1; above them there may be room."""
ABOVE_IMAGES: Final = 0.5
"""The z value of axes: images have 0."""
INSIDE: Final = 100
"""How much more of the room the view box takes than an axis."""
LEAST: Final = 8.0
"""Pixels of the view box: of none, its range would be endless, and its axes never come to rest."""
OPAQUE: Final = 255


class Plot(pg.GraphicsWidget):
    """A view box, and those axes around it that are wanted.

    pyqtgraph's own plot brings forms and menus, 44 widgets that nobody can open here: half a megabyte for
    each, and more than half of the time that it takes to make one.

    Parameters
    ----------
    view_box
        What is inside.
    axes
        By their sides: "left", "bottom", "right" or "top".

    Attributes
    ----------
    vb, axes, layout
        The view box, its axes by their sides, and where they stand; named as pyqtgraph names them.
    """

    def __init__(self, view_box: pg.ViewBox, axes: Mapping[str, pg.AxisItem]) -> None:
        super().__init__()
        self.vb, self.axes = view_box, dict(axes)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.layout = QGraphicsGridLayout()
        self.layout.setContentsMargins(1, 1, 1, 1)
        self.layout.setSpacing(0)
        self.setLayout(self.layout)
        view_box.setMinimumSize(LEAST, LEAST)
        self.layout.addItem(view_box, 2, 1)
        self.layout.addItem(pg.GraphicsWidget(self), 0, 1)  # a row has room only if there is something in it
        for side, axis in self.axes.items():
            axis.linkToView(view_box)
            axis.setZValue(ABOVE_IMAGES)
            axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
            self.layout.addItem(axis, *PLACES[side])
        for row in range(4):
            self.layout.setRowMinimumHeight(row, 0)
            self.layout.setRowPreferredHeight(row, 0)
            self.layout.setRowStretchFactor(row, INSIDE if row == 2 else 1)  # some, or Qt divides by nothing
        for column in range(3):
            self.layout.setColumnMinimumWidth(column, 0)
            self.layout.setColumnPreferredWidth(column, 0)
            self.layout.setColumnStretchFactor(column, INSIDE if column == 1 else 1)
        for side in PLACES.keys() - self.axes.keys():
            row, column = PLACES[side]
            if side in ("top", "bottom"):
                self.layout.setRowFixedHeight(row, 0)
            else:
                self.layout.setColumnFixedWidth(column, 0)
        self.layout.setRowFixedHeight(0, 0)

    def getAxis(self, side: str) -> pg.AxisItem:
        """Return one of the axes."""
        return self.axes[side]

    def addItem(self, item: QGraphicsItem, ignoreBounds: bool = False) -> None:
        """Show an item inside; ``ignoreBounds`` where the range shall not follow it."""
        self.vb.addItem(item, ignoreBounds=ignoreBounds)

    def removeItem(self, item: QGraphicsItem) -> None:
        """Show an item no more."""
        self.vb.removeItem(item)

    def setLabel(self, side: str, text: str, **style: str) -> None:
        """Name an axis, which is shown then."""
        self.axes[side].setLabel(text, **style)
        self.axes[side].show()

    def showAxis(self, side: str, show: bool = True) -> None:
        """Show an axis, or hide it; its room goes with it."""
        axis = self.axes[side]
        (axis.show if show else axis.hide)()  # which, other than setVisible, have it give its room back

    def showGrid(self, x: bool, y: bool, alpha: float) -> None:
        """Draw lines at the numbers across, at those up, or neither; so opaque."""
        for side, axis in self.axes.items():
            is_drawn = x if side in ("top", "bottom") else y
            axis.setGrid(int(alpha * OPAQUE) if is_drawn else False)
