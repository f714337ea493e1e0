"""Where our window is painted."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.window.main_window import MainWindow


def view_widgets(window: MainWindow) -> list[QWidget]:
    """Return what is painted in the views of a landscape with two dimensions."""
    (surface,) = (child for child in window.surface.widget.children() if isinstance(child, QWidget))
    return [surface, window.contour.canvas.viewport(), window.loss_view.canvas.viewport()]
