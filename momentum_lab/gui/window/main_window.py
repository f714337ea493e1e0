"""The window: the only place that connects panels, views, playhead and the experiment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QMimeData, Qt
from PyQt6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from momentum_lab.analysis.nearest_step import nearest_step
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.rule_errors import rule_error
from momentum_lab.gui.dialogs.documents import Documents, commit_edits
from momentum_lab.gui.dialogs.messages import tell_error
from momentum_lab.gui.dialogs.notes_dialog import NotesDialog
from momentum_lab.gui.docks.explore_dock import ExploreDock
from momentum_lab.gui.exporting.exports import Exports
from momentum_lab.gui.landscapes.conversations import LandscapeTalks
from momentum_lab.gui.menus import menu_bar as menus
from momentum_lab.gui.menus.shortcuts_dialog import ShortcutsDialog
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.panels.transport import Transport
from momentum_lab.gui.theme.icons import program_icon
from momentum_lab.gui.theme.style_sheet import style_sheet
from momentum_lab.gui.theme.theme import DARK, LIGHT, Theme, apply
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.surface import SurfaceView
from momentum_lab.gui.views.value_axis import AxisKind
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.settings import Settings
from momentum_lab.gui.window.clock import FrameClock
from momentum_lab.gui.window.status_line import StatusLine, pointed_text
from momentum_lab.gui.window.view_area import ViewArea
from momentum_lab.simulation.run import Run

FIRST_SIZE = (1440, 900)
SMALLEST_SIZE = (1024, 640)
WIDE_ENOUGH = 1200


class MainWindow(QMainWindow):
    """Momentum Lab."""

    def __init__(self, experiment: Experiment, settings: Settings, path: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.model = ExperimentModel(experiment)
        self.documents = Documents(self, self.model, settings)
        self.documents.path = path
        self.clock = FrameClock()
        self.panel = ParameterPanel()
        self.landscapes = LandscapeTalks(self, self.model, self.panel, self.clock, settings)
        self.views = ViewArea()
        self.explore = ExploreDock(self)
        self.exports = Exports(self)
        self.transport = Transport()
        self.status = StatusLine()
        self.theme: Theme = settings.theme
        self.drawing = Drawing(path_ahead=settings.flag("path_ahead", False))
        self._lay_out()
        self.actions_by_name: dict[str, QAction] = menus.add_menus(self)
        self._connect()
        self._restore()
        self.set_theme(self.theme)
        self._show_experiment()

    def play_or_pause(self) -> None:
        """Play, or stay where the playhead is."""
        self.clock.play(not self.clock.playhead.is_playing)

    def pause(self) -> None:
        """Stay where the playhead is."""
        if self.clock.playhead.is_playing:
            self.clock.play(False)

    def step_by(self, steps: int) -> None:
        """Pause, and show another step."""
        self.pause()
        self.clock.go_to(self.clock.playhead.step + steps)

    def go_to_first(self) -> None:
        """Show the start."""
        self.clock.go_to(0)

    def go_to_last(self) -> None:
        """Pause, and show the end."""
        self.pause()
        self.clock.go_to(self.clock.computed)

    def reset(self) -> None:
        """Put all balls back to their start, at rest."""
        self.pause()
        self.clock.go_to(0)

    def set_loop(self, loops: bool) -> None:
        """Begin again at the end, or stop there."""
        self.clock.playhead.loops = loops
        self.transport.loop.setChecked(loops)
        self.actions_by_name["loop"].setChecked(loops)
        self.settings.put("loop", loops)

    def set_speed(self, speed: float) -> None:
        """Play at another speed, in steps a second."""
        self.clock.playhead.speed = speed
        self.transport.show_speed(self.clock.playhead.speed)
        self.settings.put("speed", self.clock.playhead.speed)

    def set_theme(self, theme: Theme) -> None:
        """Change all colours."""
        self.theme = theme
        self.settings.theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply(theme, app)
        self.setStyleSheet(style_sheet(theme))
        self.views.set_look(theme, self.drawing)
        self.explore.set_theme(theme)
        self.panel.set_theme(theme)
        self.transport.set_theme(theme)
        self.actions_by_name["light" if theme is LIGHT else "dark"].setChecked(True)

    def toggle_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        self.set_theme(LIGHT if self.theme is DARK else DARK)

    def set_path_ahead(self, is_shown: bool) -> None:
        """Show the path after the playhead faintly, or not at all."""
        self.drawing = Drawing(path_ahead=is_shown)
        self.settings.put("path_ahead", is_shown)
        self.actions_by_name["path_ahead"].setChecked(is_shown)
        self.views.set_look(self.theme, self.drawing)

    def set_loss_axis(self, kind: AxisKind | None) -> None:
        """Choose the axis of the loss curves; None chooses by the losses."""
        self.settings.put("loss_axis", kind or "auto")
        self.loss_view.set_axis(kind)
        self.actions_by_name[f"axis_{kind or 'auto'}"].setChecked(True)

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or a window again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_explore(self) -> None:
        """Show the dock of theory and maps, or hide it."""
        is_wanted = self.explore.isHidden()
        if is_wanted and self.width() < WIDE_ENOUGH:
            self.explore.setFloating(True)  # docked, it would leave the views no room
        self.explore.setVisible(is_wanted)

    def reset_layout(self) -> None:
        """Share the space, and show the landscape, as at the first start."""
        self.views.reset_layout()
        self.surface.reset_camera()
        self.contour.reset_range()
        self.curve.reset_range()

    def say(self, sentence: str | None) -> None:
        """Show a sentence for a while at the bottom of the window."""
        if sentence:
            self.status.showMessage(sentence, 8000)

    def edit_notes(self) -> None:
        """Ask for title and notes."""
        experiment = self.model.experiment
        dialog = NotesDialog(self, experiment.title, experiment.description)
        if dialog.exec():
            try:
                noted = replace(experiment, title=dialog.title, description=dialog.description)
            except InputError as error:
                tell_error(self, "These notes cannot be kept", str(error))
            else:
                self._replace(noted, "")
        dialog.deleteLater()

    def browse_landscapes(self) -> None:
        """Let a landscape be chosen among pictures."""
        commit_edits(self)
        self.landscapes.browse(self.theme)

    def write_formula(self) -> None:
        """Let a formula be written."""
        commit_edits(self)
        self.landscapes.write_formula(self.theme)

    def show_shortcuts(self) -> None:
        """Show what every key does."""
        dialog = ShortcutsDialog(self, menus.listed(self))
        dialog.exec()
        dialog.deleteLater()

    @property
    def surface(self) -> SurfaceView:
        """The landscape in three dimensions."""
        view = self.views.views["surface"]
        assert isinstance(view, SurfaceView)
        return view

    @property
    def contour(self) -> ContourView:
        """The contour map."""
        view = self.views.views["contour"]
        assert isinstance(view, ContourView)
        return view

    @property
    def curve(self) -> CurveView:
        """The curve of a 1-D landscape."""
        view = self.views.views["curve"]
        assert isinstance(view, CurveView)
        return view

    @property
    def loss_view(self) -> LossView:
        """The loss curves."""
        view = self.views.views["loss"]
        assert isinstance(view, LossView)
        return view

    def _lay_out(self) -> None:
        self.setWindowIcon(program_icon())
        self.setMinimumSize(*SMALLEST_SIZE)
        self.setAcceptDrops(True)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views, 1)
        column.addWidget(self.transport)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.panel.setFixedWidth(self.panel.sizeHint().width())
        row.addWidget(self.panel)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.explore)
        self.explore.hide()

    def _connect(self) -> None:
        self.model.subscribe(self._show_experiment)
        self.panel.changed.connect(self._replace)
        self.panel.settled.connect(self.model.settle)
        self.panel.landscape.browse_wanted.connect(self.browse_landscapes)
        self.panel.landscape.edit_wanted.connect(self.write_formula)
        self.explore.changed.connect(self._replace)
        self.explore.settled.connect(self.model.settle)
        self.explore.export_wanted.connect(self.exports.map)
        self.explore.visibilityChanged.connect(self._show_docks)
        for view in (self.contour, self.curve):
            view.start_moved.connect(self._move_start)
            view.start_settled.connect(self.model.settle)
            view.hovered.connect(self._point_at)
        self.loss_view.step_wanted.connect(self._scrub)
        clock, transport = self.clock, self.transport
        clock.run_changed.connect(self._show_run)
        clock.step_changed.connect(self._show_step)
        clock.state_changed.connect(self._show_state)
        clock.failed.connect(self._simulation_failed)
        transport.first_wanted.connect(self.go_to_first)
        transport.back_wanted.connect(lambda: self.step_by(-1))
        transport.play_wanted.connect(self.play_or_pause)
        transport.on_wanted.connect(lambda: self.step_by(1))
        transport.last_wanted.connect(self.go_to_last)
        transport.step_wanted.connect(self._scrub)
        transport.speed_wanted.connect(self.set_speed)
        transport.loop_wanted.connect(self.set_loop)
        self.documents.path_changed.connect(self._show_title)
        self.documents.opened.connect(self._begin_playing)

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(self.settings.layout("window"))
        self.restoreState(self.settings.layout("docks"))
        self.views.restore_layout(self.settings.layout("views"))
        self.set_speed(self.settings.number("speed", 12.0))
        self.set_loop(self.settings.flag("loop", True))
        stored = self.settings.text("loss_axis", "auto")
        kinds: dict[str, AxisKind] = {"log": "log", "symlog": "symlog", "linear": "linear"}
        self.set_loss_axis(kinds.get(stored))
        self.actions_by_name["path_ahead"].setChecked(self.drawing.path_ahead)

    def _replace(self, experiment: Experiment, drag: str) -> None:
        self.model.replace(experiment, merge=drag or None)

    def _show_experiment(self) -> None:
        experiment = self.model.experiment
        self.panel.show_experiment(experiment)
        self.explore.show_experiment(experiment)
        self.views.notes.show_experiment(experiment)
        self.actions_by_name["add_ball"].setEnabled(self.panel.add.isEnabled())
        self.actions_by_name["undo"].setEnabled(self.model.can_undo)
        self.actions_by_name["redo"].setEnabled(self.model.can_redo)
        self._show_title()
        self.clock.submit(experiment)

    def _show_title(self) -> None:
        mark = "[*]"
        self.setWindowTitle(f"{self.documents.name}{mark} — Momentum Lab")
        self.setWindowModified(self.model.is_modified)

    def _show_run(self, run: Run, step: int) -> None:
        self.views.show_run(run, step)
        self.explore.show_run(run, step)
        self._show_progress(step)

    def _show_step(self, step: int) -> None:
        self.views.show_step(step)
        self.explore.show_step(step)
        self._show_progress(step)

    def _show_progress(self, step: int) -> None:
        self._show_state()
        run = self.clock.run
        if run is not None:
            summaries = summarize(run, step)
            self.views.notes.table.show_summaries(run.experiment, summaries)
            shown = [s for s in summaries if run.experiment.balls[s.ball].visible]
            self.status.show_sentences([s.sentence for s in shown])

    def _show_docks(self) -> None:
        self.actions_by_name["explore"].setChecked(not self.explore.isHidden())

    def _show_state(self) -> None:
        clock = self.clock
        self.transport.show_state(clock.playhead.step, clock.computed, clock.end, clock.playhead.is_playing)

    def _begin_playing(self) -> None:
        self.clock.go_to(0)
        self.clock.play(True)

    def _move_start(self, position: tuple[float, ...]) -> None:
        experiment = self.model.experiment
        if len(position) != len(experiment.start):
            return
        try:
            self._replace(replace(experiment, start=position), "start")
        except MomentumLabError as error:  # a map that is zoomed out far reaches beyond what is allowed
            self.say(str(error))

    def _scrub(self, step: int) -> None:
        self.pause()
        self.clock.go_to(step)

    def _point_at(self, place: tuple[float, ...] | None) -> None:
        run = self.clock.run
        if place is None or run is None or run.ground.dimension != len(place):
            self.status.show_pointed("")
            return
        near = nearest_step(run, place, self.clock.playhead.step)
        self.status.show_pointed(pointed_text(run, place, near))

    def _simulation_failed(self, error: Exception) -> None:
        error = rule_error(error, self.model.experiment) or error
        if not isinstance(error, MomentumLabError | MemoryError):
            raise error
        text = str(error) or "There is not enough memory for so many steps."
        tell_error(self, "This experiment could not be run", text)

    def dragEnterEvent(self, a0: QDragEnterEvent | None) -> None:
        """Take a single local file."""
        if a0 is not None and _dropped_file(a0.mimeData()) is not None:
            a0.acceptProposedAction()

    def dropEvent(self, a0: QDropEvent | None) -> None:
        """Open the file that was dropped."""
        path = _dropped_file(a0.mimeData()) if a0 is not None else None
        if a0 is not None and path is not None:
            a0.acceptProposedAction()
            self.documents.open(path)

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        """Ask about changes, remember the layout, stop the thread."""
        if a0 is None:
            return
        if not self.documents.may_close():
            a0.ignore()
            return
        self.settings.put_layout("window", self.saveGeometry())
        self.settings.put_layout("docks", self.saveState())
        self.settings.put_layout("views", self.views.save_layout())
        self.settings.save()
        self.explore.stop()
        self.clock.close()
        a0.accept()


def _dropped_file(data: object) -> Path | None:
    if not isinstance(data, QMimeData):
        return None
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
