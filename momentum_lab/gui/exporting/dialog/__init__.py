"""Asking what picture to write, with a look at it beforehand."""

from momentum_lab.gui.exporting.dialog.dialog import ExportDialog
from momentum_lab.gui.exporting.dialog.files import FILTERS, ask_path

__all__ = ["FILTERS", "ExportDialog", "ask_path"]
