"""Pictures and films, drawn by the same views as the window."""

from momentum_lab.gui.pictures.writing import export_map, export_picture

__all__ = ["export_map", "export_picture"]
