"""Exporting from the window: ask, write with a progress bar, say where the file is."""

from __future__ import annotations

import re

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QProgressDialog, QWidget

from momentum_lab.core.errors import CancelledError, MomentumLabError
from momentum_lab.export.data import DATA_FORMATS, write_data
from momentum_lab.gui.dialogs.export import FILTERS, ExportDialog, ask_path
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.settings import Settings
from momentum_lab.simulation.run import Run


def export_picture_of(parent: QWidget, settings: Settings, run: Run, step: int) -> str | None:
    """Ask for a picture of a run and write it; return a sentence about it, or None."""
    dialog = ExportDialog(parent, settings, step, run.computed)
    if not dialog.exec():
        return None
    path = ask_path(
        parent, settings, "Export picture", [FILTERS[dialog.suffix]], dialog.suffix, file_name(run)
    )
    if path is None:
        return None
    bar = QProgressDialog("Drawing the picture…", "Cancel", 0, 100, parent)
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(400)

    def progress(share: float) -> bool:
        bar.setValue(round(100 * share))
        QApplication.processEvents()
        return not bar.wasCanceled()

    try:
        export_picture(run, path, dialog.options(), progress)
    except CancelledError:
        return "The export was cancelled; no file was written."
    except MomentumLabError as error:
        tell_error(parent, "The picture could not be written", str(error))
        return None
    finally:
        bar.close()
        bar.deleteLater()
    return f"Wrote {path}"


def export_numbers_of(parent: QWidget, settings: Settings, run: Run) -> str | None:
    """Ask for a file of numbers and write it; return a sentence about it, or None."""
    filters = [f"{suffix[1:].upper()} numbers (*{suffix})" for suffix in DATA_FORMATS]
    path = ask_path(parent, settings, "Export numbers", filters, ".csv", file_name(run))
    if path is None:
        return None
    try:
        write_data(run, path)
    except MomentumLabError as error:
        tell_error(parent, "The numbers could not be written", str(error))
        return None
    return f"Wrote {path}"


def file_name(run: Run) -> str:
    """Return a file name that the experiment's title suggests."""
    return re.sub(r"[^\w-]+", "-", run.experiment.title.lower()).strip("-") or "experiment"
