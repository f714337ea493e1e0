"""The pictures of a record as files beside it, and what is taken into a report while one works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QEventLoop, Qt
from PyQt6.QtWidgets import QApplication

from momentum_lab.analysis.results import ball_results
from momentum_lab.core.errors import InputError, MomentumLabError, error_words
from momentum_lab.core.files import reading
from momentum_lab.core.messages import message
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.views import ALL, VIEW_TITLES
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.exporting.conversations import present_run
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.pictures.plots import let_go
from momentum_lab.gui.reports.drawings import SCALE, picture
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.session import Session
from momentum_lab.session.look import AUTO_DOTS
from momentum_lab.wording.results import result_heads, result_rows

LARGEST_PICTURE: Final = 20_000_000
"""Bytes of a picture that is read."""
MOST_KEPT: Final = 64_000_000
"""Bytes of pictures that are kept for the next time."""


def add_picture(source: ExportSource) -> None:
    """Take a picture of the views into the report of the lesson, at the step that is shown; then play on."""
    session = source.session
    step, was_playing = session.step, session.is_playing
    run = present_run(source)
    if run is None:
        return
    step = min(step, run.computed)
    try:
        with _waiting():
            drawn = picture(run, _as_shown(session, step), source.views(), _go_on, session.predictions.shown)
            let_go()
    except (MomentumLabError, MemoryError) as error:
        tell_error(source.window, str(message("The picture could not be drawn")), error_words(error))
        return
    caption = message("{experiment}, step {step:,}", experiment=_title(session), step=step)
    if session.lessons.add_figure(drawn, caption=str(caption), step=step):
        _tell(session)
    if was_playing:
        session.play()


def add_table(source: ExportSource) -> None:
    """Take the table of results into the report of the lesson; then play on."""
    session = source.session
    was_playing = session.is_playing
    run = present_run(source)
    if run is None:
        return
    rows = (result_heads(), *result_rows(ball_results(run)))
    caption = message(
        "{experiment}: results after {step:,} steps", experiment=_title(session), step=run.computed
    )
    if session.lessons.add_figure(table=rows, caption=str(caption)):
        _tell(session)
    if was_playing:
        session.play()


@contextmanager
def _waiting() -> Iterator[None]:
    """Show that one has to wait a moment; keys that are pressed meanwhile come afterwards."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()


def _go_on(_share: float) -> bool:
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return True


class RecordPictures:
    """Reads the pictures of a record, each once: what is in a file of one name does not change.

    Those of a record that are larger together than :data:`MOST_KEPT` are read anew, as far as they are.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept: dict[str, bytes] = {}

    def of(self, record: LessonRecord) -> dict[str, bytes]:
        """Return the pictures by the names of their files; what cannot be read is left out."""
        found: dict[str, bytes] = {}
        kept: dict[str, bytes] = {}
        size = 0
        for figure in record.figures if self._folder is not None else ():
            if figure.file and self._folder is not None:
                content = self._kept.get(figure.file) or _content(self._folder / figure.file)
                if content:
                    found[figure.file] = content
                    size += len(content)
                    if size <= MOST_KEPT:
                        kept[figure.file] = content
        self._kept = kept
        return found


def _content(path: Path) -> bytes:
    """Return the bytes of a picture; none of one that cannot be read or is too large."""
    try:
        with reading(path) as stream:
            content = stream.read(LARGEST_PICTURE + 1)
    except InputError:
        return b""
    return content if len(content) <= LARGEST_PICTURE else b""


def _as_shown(session: Session, step: int) -> PictureOptions:
    """Return how a picture is drawn that shows what the window shows."""
    look, view = session.look, session.selection.maximized or ALL
    return PictureOptions(
        view=view if view in VIEW_TITLES else ALL,
        step=step,
        scale=SCALE,
        has_log_steps=look.has_log_steps,
        dots=look.dots if look.dots != AUTO_DOTS else 0,
        curves=",".join(look.curves) if view == ALL else "",
        counts_evaluations=look.counts_evaluations,
        arrows=look.arrows,
        arrow_zoom=look.arrow_zoom,
        ball=session.selection.ball,
        height=look.height,
    )


def _title(session: Session) -> str:
    return session.experiment.title_words or str(message("The experiment"))


def _tell(session: Session) -> None:
    count = len(session.lessons.record.figures)
    session.said.emit(str(message("Taken into the report, which has {count} figures now", count=count)))
