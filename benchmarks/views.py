"""Where our window is painted."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.window.main_window import MainWindow


def view_widgets(window: MainWindow) -> list[QWidget]:
    """Return what is painted in the views of a landscape with two dimensions."""
    views = window.views
    contour, loss = views["contour"], views["loss"]
    assert isinstance(contour, PlotView)
    assert isinstance(loss, PlotView)
    (surface,) = (child for child in views["surface"].widget.children() if isinstance(child, QWidget))
    return [surface, contour.canvas.viewport(), loss.canvas.viewport()]
