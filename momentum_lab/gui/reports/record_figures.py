"""The pictures of a record as files beside it, and what is taken into a report while one works."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from momentum_lab.analysis.results import ball_results
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import reading
from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.views import ALL, VIEW_TITLES
from momentum_lab.gui.exporting.conversations import present_run, worked_on
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.pictures.plots import let_go
from momentum_lab.gui.reports.drawings import SCALE, picture
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.session import Session
from momentum_lab.session.look import AUTO_DOTS
from momentum_lab.wording.results import result_heads, result_rows

LARGEST_PICTURE: Final = 20_000_000
"""Bytes of a picture that is read."""


def add_picture(source: ExportSource) -> None:
    """Take a picture of the views that are shown into the report of the lesson."""
    session = source.session
    run = present_run(source)
    if run is None:
        return
    options = _as_shown(session)
    drawn: list[bytes] = []

    def draw(progress: Progress) -> None:
        drawn.append(picture(run, options, source.views(), progress, session.predictions.shown))
        let_go()

    failure = str(message("The picture could not be drawn"))
    if worked_on(source.window, session.clock, str(message("Drawing the picture…")), failure, draw) is None:
        caption = message("{experiment}, step {step:,}", experiment=_title(session), step=session.step)
        session.lessons.add_figure(drawn[0], caption=str(caption))
        _tell(session)


def add_table(source: ExportSource) -> None:
    """Take the table of results into the report of the lesson."""
    session = source.session
    run = present_run(source)
    if run is not None:
        rows = (result_heads(), *result_rows(ball_results(run)))
        caption = message(
            "{experiment}: results after {step:,} steps", experiment=_title(session), step=run.computed
        )
        session.lessons.add_figure(table=rows, caption=str(caption))
        _tell(session)


def record_pictures(folder: Path | None, record: LessonRecord) -> dict[str, bytes]:
    """Return the pictures of a record by the names of their files; what cannot be read is left out."""
    found: dict[str, bytes] = {}
    for figure in record.figures if folder is not None else ():
        if figure.file and folder is not None:
            try:
                with reading(folder / figure.file) as stream:
                    content = stream.read(LARGEST_PICTURE + 1)
            except InputError:
                continue
            if len(content) <= LARGEST_PICTURE:
                found[figure.file] = content
    return found


def _as_shown(session: Session) -> PictureOptions:
    """Return how a picture is drawn that shows what the window shows."""
    look, view = session.look, session.selection.maximized or ALL
    return PictureOptions(
        view=view if view in VIEW_TITLES else ALL,
        step=session.step,
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
    return session.experiment.title or str(message("The experiment"))


def _tell(session: Session) -> None:
    count = len(session.lessons.record.figures)
    session.said.emit(str(message("Taken into the report, which has {count} figures now", count=count)))
