"""Asking what picture to write, with a look at it beforehand."""

from momentum_lab.gui.dialogs.export.dialog import ExportDialog
from momentum_lab.gui.dialogs.export.files import FILTERS, ask_path

__all__ = ["FILTERS", "ExportDialog", "ask_path"]
