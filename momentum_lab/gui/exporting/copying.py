"""Copying from the window: the picture, the numbers, or the words that make them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PyQt6.QtCore import QByteArray, QMimeData
from PyQt6.QtWidgets import QApplication

from momentum_lab.containers.formats import FILMS
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.files import file_name
from momentum_lab.core.messages import Message, message, words
from momentum_lab.core.progress import Progress, part
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import presets
from momentum_lab.export.python_script import python_script
from momentum_lab.export.results import html_table, markdown_table
from momentum_lab.export.torch_script import torch_script
from momentum_lab.figures.checks import checked_step
from momentum_lab.figures.command import export_command
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import Measures
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.exporting.conversations import present_run, worked_on
from momentum_lab.gui.exporting.form import ExportForm
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.still import draw_image, png_of, svg_of
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run

Draw = Callable[[Figure, int, PictureOptions, Progress], str]
NOT_COPIED = message("Nothing was copied.")
UNSAVED = message("A command needs a file: save the experiment first")


def copy_picture(source: ExportSource) -> str:
    """Copy the figure that would be exported, up to the step that is shown: as an image and as a drawing."""
    return _with_figure(source, _copy_figure)


def copy_svg(source: ExportSource) -> str:
    """Copy the same figure as a drawing, which is a text."""
    return _with_figure(source, _copy_drawing)


def copy_results(source: ExportSource) -> str:
    """Copy the table of results, as Markdown for texts and as cells for spreadsheets."""
    run = present_run(source)
    if run is None:
        return ""
    data = QMimeData()
    data.setText(markdown_table(run))
    data.setHtml(html_table(run))
    return _put(data, words("The results are copied"))


def copy_command(source: ExportSource) -> str:
    """Copy the command that writes the picture which was asked for last, without a window."""
    run = present_run(source)
    if run is None:
        return ""
    named = _named(source.session)
    if named is None:
        return str(UNSAVED)
    chosen = _chosen(source, run)
    if chosen is None:
        return ""
    out = f"{file_name(source.session.experiment.title)}{chosen.suffix}"
    film = chosen.film if chosen.suffix in FILMS else None
    line = export_command(named, out, chosen.options, chosen.measures, film, chosen.target)
    return _put_text(line, words("The command is copied"))


def _copy_script(write: Callable[[Experiment], str], said: Message, source: ExportSource) -> str:
    commit_edits(source.window)
    if source.session.clock.refuses():
        return ""
    return _put_text(write(source.session.experiment), str(said))


def _named(session: Session) -> str | None:
    """Return the file or the preset that is this very experiment."""
    path = session.document.path
    if path is not None and not session.model.is_modified:
        return str(path)
    return next((name for name, preset in presets() if preset == session.experiment), None)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What was chosen last in the form of pictures."""

    options: PictureOptions
    measures: Measures
    film: FilmOptions
    suffix: str
    target: str


def _chosen(source: ExportSource, run: Run) -> _Chosen | None:
    """Return what was chosen last; tell what is wrong with it."""
    session = source.session
    form = ExportForm(session.settings, RunSubject(run, ball=session.selection.ball))
    try:
        options, film = form.options(), form.film_options()
        return _Chosen(options, form.measures, film, form.suffix, form.growing_target)
    except MomentumLabError as error:
        tell_error(source.window, words("The picture could not be drawn"), str(error))
        return None
    finally:
        form.deleteLater()


def _with_figure(source: ExportSource, copy: Draw) -> str:
    """Draw a figure under a progress bar, and put it where it can be pasted."""
    run = present_run(source)
    chosen = _chosen(source, run) if run is not None else None
    if run is None or chosen is None:
        return ""
    options, said = replace(chosen.options, step=source.session.step), ""

    def work(progress: Progress) -> None:
        nonlocal said
        step = checked_step(run, options)
        figure = RunSubject(run, source.views(), predicted=source.session.predictions.shown).figure(options)
        try:
            said = copy(figure, step, options, progress)
        finally:
            figure.close()

    failed = worked_on(
        source.window,
        source.session.clock,
        words("Drawing the picture…"),
        words("The picture could not be drawn"),
        work,
    )
    return said if failed is None else failed and str(NOT_COPIED)


def _copy_figure(figure: Figure, step: int, options: PictureOptions, progress: Progress) -> str:
    image = draw_image(figure, step, options.scale, part(progress, 0, 2))
    data = QMimeData()
    data.setImageData(image)
    encoded = png_of(figure, image, options.scale, part(progress, 1, 2, 0.0))
    data.setData("image/png", QByteArray(encoded))  # the one that carries the experiment
    data.setData("image/svg+xml", QByteArray(svg_of(figure, step, part(progress, 1, 2))))
    return _put(data, words("The picture is copied"))


def _copy_drawing(figure: Figure, step: int, options: PictureOptions, progress: Progress) -> str:
    drawing = svg_of(figure, step, progress)
    data = QMimeData()
    data.setText(drawing.decode())
    data.setData("image/svg+xml", QByteArray(drawing))
    return _put(data, words("The drawing is copied as SVG"))


def _put_text(text: str, sentence: str) -> str:
    data = QMimeData()
    data.setText(text)
    return _put(data, sentence)


def _put(data: QMimeData, sentence: str) -> str:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setMimeData(data)
    return sentence


COPIES: Final[Mapping[str, Callable[[ExportSource], str]]] = {
    "picture": copy_picture,
    "svg": copy_svg,
    "results": copy_results,
    "command": copy_command,
    "python": partial(_copy_script, python_script, message("The Python script is copied")),
    "torch": partial(_copy_script, torch_script, message("The PyTorch script is copied")),
}
"""What copies, and returns a sentence about it."""
