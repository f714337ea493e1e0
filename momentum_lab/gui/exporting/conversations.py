"""Exporting from the window: ask, write with a progress bar, say where the file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QEventLoop, Qt
from PyQt6.QtWidgets import QApplication, QProgressDialog, QWidget

from momentum_lab.containers.formats import FILMS, NUMBERS, PICTURES, STILLS, TABLES
from momentum_lab.core.errors import CancelledError, MomentumLabError, error_words
from momentum_lab.core.files import file_name
from momentum_lab.core.messages import message, words
from momentum_lab.core.progress import Progress, TimeLeft, go_on
from momentum_lab.experiment.embedded.companion import left_alone
from momentum_lab.export.data import write_data
from momentum_lab.export.results import write_table
from momentum_lab.figures.findings import Finding
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.exporting.dialog import ExportDialog
from momentum_lab.gui.exporting.files import ask_path
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.pictures.subject import MapSubject, RunSubject, Subject
from momentum_lab.session import Session
from momentum_lab.session.clock import Clock
from momentum_lab.simulation.preparation import Compiler, compiled_by
from momentum_lab.simulation.run import Run

CANCELLED = message("The export was cancelled; no file was written.")


def present_run(source: ExportSource) -> Run | None:
    """Pause, take over what is being typed, and wait for the run that belongs to it.

    None if that is cancelled, or if the run is hidden, which is said.
    """
    source.session.pause()
    commit_edits(source.window)
    if source.session.clock.refuses():
        return None
    return settled_run(source.window, source.session.clock)


def settled_run(parent: QWidget, clock: Clock) -> Run | None:
    """Wait until the run of the present experiment is there, whole; None when that is cancelled."""

    def wait(progress: Progress) -> None:
        while not clock.is_settled:
            go_on(progress, clock.computed / max(clock.end, 1))
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    problem = worked_on(
        parent, clock, words("Computing all steps…"), words("The experiment could not be run"), wait
    )
    return clock.run if problem is None else None


def export_picture_of(source: ExportSource) -> str | None:
    """Ask for a picture of the run as it is shown and write it; return a sentence about it, or None."""
    run, session = present_run(source), source.session
    if run is None:
        return None
    subject = RunSubject(run, source.views(), session.selection.ball, session.predictions.shown)
    return _export(source.window, session, subject, session.step)


def export_map_of(parent: QWidget, session: Session, finding: Finding) -> str | None:
    """Ask for a picture of what is explored and write it; return a sentence about it, or None."""
    return _export(parent, session, MapSubject(finding))


def _export(parent: QWidget, session: Session, subject: Subject, step: int = 0) -> str | None:
    settings = session.settings
    dialog = ExportDialog(parent, settings, subject, session.clock, step)
    try:
        if not dialog.exec():
            return None
        form = dialog.form
        options, film, suffix = form.options(), form.film_options(), form.suffix
    except MomentumLabError as error:
        tell_error(parent, words("The picture could not be written"), str(error))
        return None
    finally:
        dialog.deleteLater()
    name = file_name(subject.title)
    path = ask_path(parent, settings, words("Export picture"), [PICTURES[suffix].filter], suffix, name)
    if path is None:
        return None
    if path.suffix.lower() in FILMS and suffix in STILLS:  # nobody has said how large and how long it is
        told = message(
            "{name} would be a film, and the format that is chosen is {format}. Choose the film as the "
            "format: its size and length are asked for then.",
            name=path.name,
            format=PICTURES[suffix].title,
        )
        tell_error(parent, words("The picture was not written"), str(told))
        return None
    notes: list[str] = []

    def write(progress: Progress) -> None:
        if note := subject.write(path, options, film, progress):
            notes.append(note)

    problem = worked_on(
        parent,
        session.clock,
        words("Drawing the picture…"),
        words("The picture could not be written"),
        write,
    )
    return problem if problem is not None else " – ".join([words("Wrote {path}", path=path), *notes])


def export_numbers_of(source: ExportSource) -> str | None:
    """Ask for a file of numbers and write it; return a sentence about it, or None."""
    run = present_run(source)
    if run is None:
        return None
    parent, settings = source.window, source.session.settings
    filters = [form.filter for form in NUMBERS.values()]
    path = ask_path(
        parent, settings, words("Export numbers"), filters, ".csv", file_name(run.experiment.title)
    )
    if path is None:
        return None
    problem = worked_on(
        parent,
        source.session.clock,
        words("Writing the numbers…"),
        words("The numbers could not be written"),
        lambda progress: write_data(run, path, progress),
    )
    return problem if problem is not None else _written(path, run)


def export_results_of(source: ExportSource) -> str | None:
    """Ask for a file for the table of results and write it; return a sentence about it, or None."""
    run = present_run(source)
    if run is None:
        return None
    parent, settings = source.window, source.session.settings
    filters = [form.filter for form in TABLES.values()]
    name = f"{file_name(run.experiment.title)}-results"
    path = ask_path(parent, settings, words("Export results table"), filters, ".md", name)
    if path is None:
        return None
    try:
        write_table(run, path)
    except MomentumLabError as error:
        tell_error(parent, words("The table could not be written"), str(error))
        return None
    return _written(path, run)


def _written(path: Path, run: Run) -> str:
    """Return a sentence about a table that is written, and about its experiment if that is not beside it."""
    apart = left_alone(path, run.experiment)
    if apart:
        return words("Wrote {path}; {apart}", path=path, apart=apart)
    return words("Wrote {path}", path=path)


def worked_on(
    parent: QWidget, compiler: Compiler, what: str, failure: str, work: Callable[[Progress], None]
) -> str | None:
    """Do some work under a progress bar; return None when it is done, else what became of it.

    What went wrong is told in a dialog with the title ``failure``; the sentence is empty then. The compiler
    has machine code made for the runs that it takes.
    """
    bar = QProgressDialog(f"{what}\n", words("Cancel"), 0, 100, parent)
    left = TimeLeft()
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(400)

    def progress(share: float) -> bool:
        bar.setLabelText(f"{what}\n{left(share)}")
        bar.setValue(round(100 * share))
        QApplication.processEvents()
        return not bar.wasCanceled()

    try:
        with compiled_by(compiler):
            work(progress)
    except CancelledError:
        return str(CANCELLED)
    except (MomentumLabError, MemoryError) as error:
        tell_error(parent, failure, error_words(error))
        return ""
    finally:
        bar.close()
        bar.deleteLater()
    return None
