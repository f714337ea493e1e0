"""The app: one window, its errors told and logged."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from platformdirs import user_log_path, user_state_path
from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtWidgets import QApplication, QMessageBox

from momentum_lab.core.app_flags import PLAIN_START, AppFlags, app_flags
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.foreign_code import described
from momentum_lab.core.languages import begin, taken_language
from momentum_lab.core.messages import NOTHING, message, words
from momentum_lab.core.resources import own_folder
from momentum_lab.core.start_marks import StartMarks
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import DEFAULT_PRESET, find, preset, report_at, saved_at
from momentum_lab.gui.views.gl.driver import DRIVER
from momentum_lab.gui.views.gl.use import OPENGL
from momentum_lab.gui.widgets.qt_application import application, has_display
from momentum_lab.gui.widgets.rubbish import RubbishCollector, keep_in_one_piece
from momentum_lab.session.lesson_start import LessonStart, lesson_at

if TYPE_CHECKING:
    from momentum_lab.gui.window.main_window import MainWindow

NO_DISPLAY: Final = message(
    "there is no display to open a window on; without one, 'momentum-lab run' and 'momentum-lab export' "
    "do their work (see momentum-lab --help)"
)

LEAVE_WITHIN = 3.0
"""Seconds after the window is closed in which threads have to end: a rule may hold one for ever."""


def main(arguments: Sequence[str]) -> int:
    """Open the app from a desktop's menu, without a console: what is wrong is told in a dialog."""
    flags = PLAIN_START
    try:
        try:
            arguments = taken_language(arguments)
        finally:
            begin()
        flags, others = app_flags(arguments)
        argument = others[0] if others else None
        if not argument:
            return run_app(None, flags=flags)
        if (start := lesson_at(argument)) is not None:
            return run_app(None, flags=flags, lesson=start)
        return run_app(find(argument), saved_at(argument), flags, report=report_at(argument))
    except MomentumLabError as error:
        if not has_display():
            print(f"momentum-lab-app: {error}", file=sys.stderr)
            return error.exit_status
        _application()
        box = QMessageBox(QMessageBox.Icon.Warning, "Momentum Lab", str(error))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()
        return run_app(None, flags=flags)


def run_app(
    experiment: Experiment | None,
    path: Path | None = None,
    flags: AppFlags = PLAIN_START,
    lesson: LessonStart | None = None,
    report: Path | None = None,
) -> int:
    """Open the window, on an experiment or a lesson, and stay until it is closed; return the exit status.

    Of a ``report`` with several experiments, the first of which is open, another one is offered.
    """
    if not has_display():
        raise MomentumLabError(NO_DISPLAY)
    app = _application()
    if app.platformName() == "offscreen" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        raise MomentumLabError(NO_DISPLAY)
    OPENGL.start(StartMarks(user_state_path("momentum-lab", appauthor=False) / "starts"), flags.tries_opengl)
    try:
        if OPENGL.problem == NOTHING:
            DRIVER.begin(app.platformName())
        status = _open(app, experiment, path, flags, lesson, report)
    finally:  # also of what ends in order, by a signal or an error: only a crash leaves the mark of a start
        OPENGL.end_start()
    return _left(status)


def _application() -> QApplication:
    keep_in_one_piece()  # before threads of Qt's are started
    return application(sys.argv[:1])


def _open(
    app: QApplication,
    experiment: Experiment | None,
    path: Path | None,
    flags: AppFlags,
    lesson: LessonStart | None,
    report: Path | None,
) -> int:
    """Show the window until it is closed; what it is made of is imported here."""
    from momentum_lab.gui.widgets.qt_words import let_qt_speak
    from momentum_lab.gui.widgets.settings import stored_settings
    from momentum_lab.gui.window.main_window import MainWindow
    from momentum_lab.session import Session
    from momentum_lab.session.recovery import recovery_folder
    from momentum_lab.session.spoken import begin_as_chosen

    install_crash_handler()
    settings = stored_settings()
    problem = begin_as_chosen(settings)
    let_qt_speak()
    gc.freeze()  # modules stay: nobody need look through them for rubbish
    opened = experiment or preset(DEFAULT_PRESET)
    session = Session(opened, settings, path, recovery_folder(), own_folder("records"))
    session.looks.set_projected(flags.is_projected)
    if lesson is not None:
        lesson.begin(session.lessons)
    window = MainWindow(session)
    if problem is not None:
        session.said.emit(str(problem))
    if experiment is None:
        offer_start(window)
    if report is not None:
        QTimer.singleShot(0, lambda: window.documents.offer_figures(report))
    return _shown(app, window)


def _shown(app: QApplication, window: MainWindow) -> int:
    """Show the window until it is closed; return the exit status."""
    from momentum_lab.gui.window.ending import Ending
    from momentum_lab.gui.window.renewal import ShownWindow

    if window.session.lessons.lesson is None:
        window.session.play()
    window.show()
    collector = RubbishCollector(app)
    if not any(view.is_drawn_by_opengl and view.widget.isVisible() for view in window.view_area.surfaces()):
        OPENGL.end_start()
    tell_left_out(window)
    QTimer.singleShot(0, window.offer_left_work)
    ending, shown = Ending(window), ShownWindow(window)
    shown.replaced.subscribe(ending.close_instead)
    with ending.listening():
        status = app.exec()
    collector.stop()
    shown.stop()
    shown.window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as long as what it needs is there
    return status if ending.ended is None else ending.ended.exit_status


def offer_start(window: MainWindow) -> None:
    """Show the start page over the first frame if it is wanted, unless a lesson is open by then."""

    def show() -> None:
        from momentum_lab.gui.start.opening import show_start  # which the first frame does not wait for

        if window.session.lessons.lesson is None:
            show_start(window, window.session)

    if window.session.settings.wants_start:
        window.late.add(window, show)


def tell_left_out(window: MainWindow) -> None:
    """Tell after the first frame what of a person's own could not be used."""

    def look() -> None:
        from momentum_lab.gui.window.left_out import LeftOut  # which the first frame does not wait for
        from momentum_lab.landscapes import LANDSCAPES
        from momentum_lab.optimizers import OPTIMIZERS

        for registry in (OPTIMIZERS, LANDSCAPES):
            len(registry)  # code of others is loaded here, and not in the thread that tells of it
        LeftOut(window, window.session)

    window.late.add(window, look)


def _left(status: int) -> int:
    """Return the exit status when all threads have ended; where one does not come back, end without it."""
    end = time.monotonic() + LEAVE_WITHIN
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.main_thread():
            thread.join(max(0.0, end - time.monotonic()))
            if thread.is_alive():
                logging.shutdown()
                os._exit(status)
    return status


def install_crash_handler() -> None:
    """Log what nobody has caught and tell it; without this, PyQt ends the process."""
    log = logging.getLogger("momentum_lab")
    place = user_log_path("momentum-lab", appauthor=False, ensure_exists=False) / "momentum-lab.log"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            place, maxBytes=200_000, backupCount=1, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    is_telling = False

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal is_telling
        log.error("unexpected error", exc_info=(kind, error, trace))
        sys.__excepthook__(kind, error, trace)
        if is_telling or QApplication.instance() is None:
            return
        is_telling = True
        QMessageBox.critical(
            None,
            "Momentum Lab",
            words(
                "Something unexpected went wrong. Your experiment is still open; save it under another name "
                "to be sure.\n\n{problem}\n\nDetails are in {place}",
                problem=described(error),
                place=place,
            ),
        )
        is_telling = False

    sys.excepthook = tell
