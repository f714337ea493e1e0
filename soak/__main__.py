"""Use the window at random, and say what came of it; exit status 1 if anything was wrong."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QByteArray, QCoreApplication, QEvent, QEventLoop, QObject, QTimer, QUrl, pyqtSlot
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QApplication, QDialog, QMessageBox

from momentum_lab.core.messages import ENGLISH
from momentum_lab.export.listing import text_table
from momentum_lab.figures.arrow_choice import OFF
from momentum_lab.figures.grid import BALLS
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.docks.lab import Lab
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.panels.notes import NotesPanel
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.gui.widgets.rubbish import RubbishCollector, keep_in_one_piece
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.gui.window.middle import Middle
from momentum_lab.gui.window.renewal import ShownWindow
from momentum_lab.lessons import LESSONS
from momentum_lab.lessons.controls import EXPLORE
from momentum_lab.session import Session
from momentum_lab.session.look import AUTO, NORMAL_TYPE, Look
from momentum_lab.session.spoken import choose_language
from soak.person import Person
from soak.watch import LONG, MB, Holds, Memory, Problems, children, memory, places

GROWTH: Final = 1.05
"""How much it may hold at the end, compared with the first minute's end."""
FIRST: Final = 60.0
"""Seconds of random use after which it is measured first: it begins when everything has been used once."""
COLLECTED: Final = 2
"""How many times the program collects its rubbish in a rest: what goes at first is free afterwards."""
GLANCE: Final = 0.5
"""Seconds for which a part is seen that is to be made."""
MOST_SEEN: Final = 10.0
"""The same while something is to be found that may not be there, such as a map of two equal numbers."""
LOOKED_AGAIN: Final = 5
"""Milliseconds between two looks whether something that is waited for is there."""
REFERENCE: Final = "ravine"
"""The preset that is open whenever memory is measured."""
REFERENCE_SIZE: Final = (1280, 800)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; ``wrong`` is what must not be."""

    first: Memory
    last: Memory
    holds: Holds
    actions: int
    wrong: tuple[str, ...]


def main() -> None:
    """Use the window and report."""
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="of random use; 600 by default")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other actions; 1 by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prog_name()) as folder:
        home, files = Path(folder) / "home", Path(folder) / "files"
        for place in (home, files):
            place.mkdir()
        live_in(home)
        outcome = use_window(files, options.seconds, options.seed)
        left = [*outcome.wrong, *left_behind(files)]
    report(outcome, left)
    sys.exit(1 if left else 0)


def prog_name() -> str:
    """Return how the folder of this process begins."""
    return f"momentum-lab-soak-{os.getpid()}-"


def live_in(home: Path) -> None:
    """Have settings, caches and all that is one's own in a folder that goes at the end."""
    os.environ["HOME"] = str(home)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(home / name.lower())


class Nowhere(QObject):
    """Where links and files lead that another program would show: nobody has asked for one."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("file", "http", "https"):
            QDesktopServices.setUrlHandler(scheme, self, "open")

    @pyqtSlot(QUrl)
    def open(self, address: QUrl) -> None:
        """Do nothing."""


def use_window(files: Path, seconds: float, seed: int) -> Outcome:
    """Open the window, have it used for so many seconds, and close it."""
    keep_in_one_piece()
    app = application()
    nowhere = Nowhere()
    from momentum_lab.experiment.presets import preset
    from momentum_lab.gui.widgets.settings import stored_settings

    holds = Holds()
    problems = Problems(holds)
    with problems.watched():
        home = files.parent
        session = Session(preset(REFERENCE), stored_settings(home / "settings.ini"), folder=home / "recovery")
        window = MainWindow(session)
        window.resize(*REFERENCE_SIZE)
        window.show()
        layout = window.saveState()
        collector = RubbishCollector(app)
        shown = ShownWindow(window)
        del window  # or what Python has of it stays when another takes its place
        person = Person(shown, holds, files, seed)
        person.begin()
        _run_until(lambda: person.has_toured)
        began = time.monotonic()
        _run_until(lambda: time.monotonic() - began > min(FIRST, seconds / 3))
        first = _rest(shown, layout, person, holds, collector)
        person.begin()
        _run_until(lambda: time.monotonic() - began > seconds)
        last = _rest(shown, layout, person, holds, collector)
        holds.action = "close"
        shown.stop()
        session.model.mark_saved()
        _close(shown.window)
        _settle(app)
        collector.stop()
        holds.stop()
        nowhere.deleteLater()
    wrong = [*problems.all, *_growth(first, last), *_alive()]
    return Outcome(first, last, holds, sum(person.counts.values()), tuple(wrong))


def _rest(
    shown: ShownWindow, layout: QByteArray, person: Person, holds: Holds, collector: RubbishCollector
) -> Memory:
    """Come back to what is open at the beginning, and measure."""
    person.stop()
    holds.action = "rest"
    _run_until(_closed_dialogs)
    choose_language(shown.window.session.settings, ENGLISH)
    _run_until(lambda: shown.spoken == ENGLISH)
    window = shown.window
    _see_a_lesson(window)
    window.session.model.mark_saved()
    window.documents.open_preset(REFERENCE)
    _look_as_at_first(window.session)
    _see_all_parts(window)
    _room_as_at_first(window, layout)
    _run_until(lambda: window.session.clock.is_settled)
    window.session.pause()
    window.session.go_to_last()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.clear()  # a copied picture is some ten megabytes
    enough = collector.collected + COLLECTED  # from now on, for whatever is computed and drawn leaves rubbish
    _run_until(lambda: collector.collected >= enough)
    measured = memory()
    print(
        f"{_told(measured)}; {measured.widgets} widgets, {measured.windows} without parent, "
        f"{measured.objects:,} objects",
    )
    if sys.platform.startswith("linux"):
        print(f"of its own: {places()}", flush=True)
    return measured


def _see_a_lesson(window: MainWindow) -> None:
    """Open a page of a lesson and close it, for what the panel makes then stays."""
    lessons, lab = window.session.lessons, window.parts["lab"]
    assert isinstance(lab, Lab)
    lessons.open(next(iter(LESSONS.values())))
    _run_until(lambda: lab.page is not None)
    lessons.close()


def _see_all_parts(window: MainWindow) -> None:
    """Have all there that a window makes when it is first wanted: this may be another one than at first."""
    explore, multiples = window.parts["explore"], window.session.side_by_side
    assert isinstance(explore, Explore)
    for dock in window.docks.values():
        dock.show()
        dock.raise_()
        _run_for(GLANCE)
    window.docks["explore"].raise_()
    for name in EXPLORE:
        explore.show_tab(name)
        _run_for(GLANCE if isinstance(explore.page, CompareTab) else MOST_SEEN, lambda: explore.shown())
    multiples.show(BALLS)
    _run_for(GLANCE)
    multiples.show("")


def _room_as_at_first(window: MainWindow, layout: QByteArray) -> None:
    """Show the parts that were shown at first, as large as then: pictures of views are as large as these."""
    window.showNormal()
    window.restoreState(layout)
    window.resize(*REFERENCE_SIZE)
    _run_until(lambda: (window.width(), window.height()) == REFERENCE_SIZE)
    middle, notes = window.findChild(Middle), window.parts["notes"]
    assert middle is not None
    assert isinstance(notes, NotesPanel)
    if not middle.is_unfolded:
        middle.toggle()
    for name in ("table", "notes"):
        if not notes.has(name):
            notes.toggle(name)
    window.actions_by_name["reset_layout"].trigger()


def _told(memory_of: Memory) -> str:
    resident, own, needed = memory_of.resident / MB, memory_of.own / MB, memory_of.needed / MB
    helpers = memory_of.helpers / MB
    return f"{resident:.0f} MB resident, {own:.0f} of its own, {needed:.0f} needed, {helpers:.0f} in helpers"


def _look_as_at_first(session: Session) -> None:
    looks = session.looks
    looks.set_projected(False)
    looks.set_type_size(NORMAL_TYPE)
    for theme in (DARK, LIGHT):  # with each, Qt forgets which rules of the style sheet it had matched
        looks.set_theme(theme.name)
    looks.set_dots(0)
    looks.set_path_ahead(False)
    looks.set_log_steps(False)
    looks.set_legend(True)
    looks.set_loss_axis(AUTO)
    looks.set_evaluations(False)
    looks.set_height(SUITED)
    looks.set_arrows(OFF)
    looks.set_arrow_zoom(None)
    for key in session.look.curves:
        looks.set_curve(key, False)
    assert replace(session.look, projected_size=NORMAL_TYPE) == Look()
    session.side_by_side.show("")


def _closed_dialogs() -> bool:
    """Close what is open; return whether nothing is any more."""
    popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget() or _open_dialog()
    if popup is not None:
        popup.close()
    elif isinstance(dialog, QDialog):
        dialog.reject()
    elif dialog is not None:
        dialog.close()
    return popup is None and dialog is None


def _close(window: MainWindow) -> None:
    """Close the window; what can be had back by undo is not kept for the next start."""

    def discard() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            destroys = QMessageBox.ButtonRole.DestructiveRole
            for button in dialog.buttons():
                if dialog.buttonRole(button) == destroys:
                    button.click()

    timer = QTimer()
    timer.timeout.connect(discard)
    timer.start(LOOKED_AGAIN)
    window.close()
    timer.stop()
    window.deleteLater()


def _open_dialog() -> QDialog | None:
    """Return one of the dialogs that stay open while the window is used."""
    dialogs = (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    return next(dialogs, None)


def _run_until(is_so: Callable[[], bool]) -> None:
    loop, timer = QEventLoop(), QTimer()  # as the program's own: else what is to be deleted later never is
    timer.timeout.connect(lambda: loop.quit() if is_so() else None)
    timer.start(LOOKED_AGAIN)
    loop.exec()


def _run_for(seconds: float, found: Callable[[], object] = lambda: None) -> None:
    """Run so long, or until something is found."""
    until = time.monotonic() + seconds
    _run_until(lambda: time.monotonic() > until or found() is not None)


def _settle(app: QApplication) -> None:
    for _ in range(20):
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        time.sleep(0.01)


def _growth(first: Memory, last: Memory) -> list[str]:
    sizes = {"resident": (first.resident, last.resident), "of its own": (first.own, last.own)}
    return [
        f"memory {name} grew from {before / MB:.0f} to {after / MB:.0f} MB"
        for name, (before, after) in sizes.items()
        if after > GROWTH * before
    ]


def _alive() -> list[str]:
    ours = [t.name for t in threading.enumerate() if t.name in ("simulation", "explore", "compiler")]
    return [*(f"the thread {name} is alive" for name in ours), *(f"left: {c}" for c in children().values())]


def left_behind(files: Path) -> list[str]:
    """Return the files that nobody wanted: parts of what was to be written."""
    return [f"left: {p.name}" for p in sorted(files.iterdir()) if p.name.startswith(".") or ".part" in p.name]


def report(outcome: Outcome, wrong: list[str]) -> None:
    """Print what was held up longest, how memory went, and what was wrong."""
    holds = outcome.holds
    print(f"{outcome.actions:,} actions, {holds.count} holds noted, {holds.long} of them over {LONG} s")
    rows = [
        (f"{hold.seconds:.2f}", f"{hold.worked:.2f}", hold.action[:60], hold.place[:90])
        for hold in sorted(holds.longest, reverse=True)
    ]
    print(text_table(("held, s", "worked, s", "after", "at"), rows))
    for memory_of, name in ((outcome.first, "first minute"), (outcome.last, "end")):
        print(f"{name}: {_told(memory_of)}")
    for text in wrong:
        print(f"WRONG: {text}")
    print("nothing was wrong" if not wrong else f"{len(wrong)} things were wrong")


if __name__ == "__main__":
    main()
