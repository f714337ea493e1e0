"""The session: everything that is open and shown, and all that can be done with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from momentum_lab.analysis.summary import BallSummary, summarize
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.event import Event
from momentum_lab.core.files import WriteError
from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Position
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel, Origin
from momentum_lab.figures.film_options import suited_seconds
from momentum_lab.figures.views import VIEWS
from momentum_lab.session.balls import BallVerbs
from momentum_lab.session.changes import RunChanges
from momentum_lab.session.clock import Clock
from momentum_lab.session.document import Document
from momentum_lab.session.drawn_predictions import DrawnPredictions
from momentum_lab.session.editor import ExperimentEditor
from momentum_lab.session.lesson_play import LessonPlay
from momentum_lab.session.library import Library
from momentum_lab.session.look import Look, Looks
from momentum_lab.session.recovery import Recovery
from momentum_lab.session.recovery_file import read_work
from momentum_lab.session.settings import Settings
from momentum_lab.session.side_by_side import SideBySide
from momentum_lab.session.undo_list import UndoList
from momentum_lab.session.viewers import Viewers
from momentum_lab.simulation.run import Run

FIRST_DIMENSION: Final = 2
"""Of the landscape that views are arranged for before there is a run."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen among what is shown: a ball, and the view that has the whole space, if one has."""

    ball: int = 0
    maximized: str | None = None


class Session:
    """An experiment at work: windows show it, and tell it what a person wants.

    It joins the model, which holds the experiment, the clock, which has its run, the document, which has its
    file, and the editor, which changes it. Nothing in it knows of a window: those who show it subscribe to
    its events, and leave them when they go.

    Parameters
    ----------
    settings
        What is remembered between two starts; nothing if left out.
    path
        The file that the experiment is from.
    folder
        Where unsaved work is kept for a recovery; it is not if left out.
    records
        Where it is kept what is done in lessons; it is not if left out.

    Attributes
    ----------
    recovery
        What keeps it there.
    experiment_changed
        The experiment, what can be undone, or whether it is saved, is different from before.
    changes
        What is changed of balls in the middle of the run, and its verbs.
    side_by_side
        Whether small multiples are shown in place of the views, and of what.
    looks
        How things are drawn, and what changes it.
    lessons
        The lesson that is open, and what is done in it.
    balls
        What is done with whole balls: order, copies, defaults, links.
    undo_list
        All that can be undone and redone, to go anywhere in it.
    selection_changed
        Something else is selected.
    pointed
        A position is pointed at, or None any more.
    said
        A sentence for the person, to be shown for a while.
    """

    def __init__(
        self,
        experiment: Experiment,
        settings: Settings | None = None,
        path: Path | None = None,
        folder: Path | None = None,
        records: Path | None = None,
    ) -> None:
        self.experiment_changed: Event[Experiment] = Event()
        self.selection_changed: Event[Selection] = Event()
        self.pointed: Event[Position | None] = Event()
        self.said: Event[str] = Event()
        self.settings = settings or Settings()
        self.model = ExperimentModel(experiment)
        self.document = Document(self.model, self.settings, path)
        self.editor = ExperimentEditor(self.model)
        self.changes = RunChanges(self.model, self.editor)
        self.balls = BallVerbs(self.model, self.editor)
        self.undo_list = UndoList(self.model)
        self.clock = Clock()
        self.library = Library(self.model, self.clock)
        self.lessons = LessonPlay(self.model, self.document, self.clock, self.settings, self.said, records)
        self.recovery: Recovery | None = None
        if folder is not None:
            self.recovery = Recovery(folder, self.model, self.document, self.clock)
            self.recovery.failed.subscribe(self._say_unkept)
        self.viewers = Viewers()
        self.selection = Selection()
        self.looks = Looks(self.settings)
        self.side_by_side = SideBySide(self.model, self.clock)
        self.side_by_side.ended.subscribe(lambda why: self.said.emit(str(why)))
        self._dimension = FIRST_DIMENSION
        self._summed_up: tuple[Run, int, tuple[BallSummary, ...]] | None = None
        self._speeds: WeakKeyDictionary[Origin, float] = WeakKeyDictionary()  # those that somebody has chosen
        self._suit_speed()
        self.set_loop(self.settings.flag("loop", True))
        self.model.changed.subscribe(self._follow_model)
        self.document.opened.subscribe(self._begin_playing)
        self.lessons.page_changed.subscribe(self._follow_page)
        self.predictions = DrawnPredictions(self.lessons)
        self.balls.placed.subscribe(self.select_ball)
        self.clock.run_changed.subscribe(self._follow_run)
        self.clock.submit(experiment)

    @property
    def experiment(self) -> Experiment:
        """The experiment that is open."""
        return self.model.experiment

    @property
    def run(self) -> Run | None:
        """Its run as far as it is there, or the one before while nothing is there of it."""
        return self.clock.run

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self.clock.playhead.step

    @property
    def look(self) -> Look:
        """How things are drawn."""
        return self.looks.look

    @property
    def is_playing(self) -> bool:
        """Whether the playhead moves by itself."""
        return self.clock.playhead.is_playing

    @property
    def summaries(self) -> tuple[BallSummary, ...]:
        """How every ball fares at the step that is shown; found once for all who show it."""
        run, step = self.clock.run, self.step
        if run is None:
            return ()
        if self._summed_up is None or self._summed_up[0] is not run or self._summed_up[1] != step:
            self._summed_up = run, step, summarize(run, step)
        return self._summed_up[2]

    def play(self) -> None:
        """Let the balls roll; from the start again when they were at the end."""
        self.clock.play(True)

    def pause(self) -> None:
        """Stay where the playhead is."""
        if self.is_playing:
            self.clock.play(False)

    def play_or_pause(self) -> None:
        """Play, or stay where the playhead is."""
        self.clock.play(not self.is_playing)

    def go_to(self, step: int) -> None:
        """Pause, and show a step."""
        self.pause()
        self.clock.go_to(step)

    def step_by(self, steps: int) -> None:
        """Pause, and show another step."""
        self.go_to(self.step + steps)

    def go_to_first(self) -> None:
        """Show the start; what plays goes on from there."""
        self.clock.go_to(0)

    def go_to_last(self) -> None:
        """Pause, and show the end."""
        self.go_to(self.clock.computed)

    def reset(self) -> None:
        """Put all balls back to their start, at rest."""
        self.go_to(0)

    def set_loop(self, loops: bool) -> None:
        """Begin again at the end, or stop there."""
        self.clock.playhead.loops = loops
        self.settings.put("loop", loops)
        self.clock.state_changed.emit()

    def set_speed(self, speed: float) -> None:
        """Play this experiment at another speed, in steps a second, as far as the playhead can.

        Any other begins at a speed that suits its number of steps.
        """
        self._speeds[self.model.origin] = speed
        self._suit_speed()

    def settle(self) -> None:
        """End a drag: the next change is one of its own."""
        self.model.settle()
        if self.recovery is not None:
            self.recovery.keep()

    def undo(self) -> None:
        """Take the last change back."""
        self.model.undo()

    def redo(self) -> None:
        """Bring the last change that was taken back again."""
        self.model.redo()

    def drag_start(self, position: Position) -> None:
        """Move the start to where it is dragged; where it may not be, say why."""
        try:
            self.editor.move_start(position)
        except MomentumLabError as error:  # a map that is zoomed out far reaches beyond what is allowed
            self.said.emit(str(error))

    def select_ball(self, ball: int) -> None:
        """Choose the ball that is looked at more closely."""
        self._select(replace(self.selection, ball=min(max(ball, 0), len(self.experiment.balls) - 1)))

    def suits(self, view: str) -> bool:
        """Whether a view can show the run that there is; what is no view of a run always can."""
        return all(self._dimension in kind.dimensions for kind in VIEWS if kind.name == view)

    def show_all_views(self) -> None:
        """Let all views share the space."""
        self._select(replace(self.selection, maximized=None))

    def toggle_maximized(self, view: str) -> None:
        """Give a view that suits the run the whole space, or let all of them share it again."""
        if self.selection.maximized == view and not self.side_by_side.is_shown:
            self.show_all_views()
        elif self.suits(view):
            self._select(replace(self.selection, maximized=view))
            self.side_by_side.show("")
        else:
            self._say_why_not(view)

    def _say_why_not(self, view: str) -> None:
        """Say that a view is one of landscapes of another dimension."""
        phrase = next(kind.phrase for kind in VIEWS if kind.name == view)
        if self._dimension == 1:
            why = message("There is no {view} of a landscape of one dimension: it has a curve", view=phrase)
        else:
            why = message("There is no {view} of a landscape of two dimensions", view=phrase)
        self.said.emit(str(why))

    def restore(self, path: Path) -> None:
        """Go on with the unsaved work in a file, which goes when the work is kept anew or saved.

        Of what a page of a lesson has set, the lesson is taken up again.

        Raises
        ------
        MomentumLabError
            It cannot be read.
        """
        _, history = read_work(path)
        self.document.restore(history)
        self.lessons.take_up()
        if self.recovery is not None:
            self.recovery.follow_from(path)

    def close(self, keeps_work: bool = False) -> bool:
        """Write down what is remembered and compute nothing more; return whether that ended in time.

        Unsaved work is given up, or kept for a recovery.
        """
        self.settings.save()
        has_ended = self.recovery is None or self.recovery.close(keeps_work)
        has_ended = self.lessons.end() and has_ended
        return self.clock.close() and has_ended

    def _say_unkept(self, error: WriteError) -> None:
        self.said.emit(str(message("Unsaved work is not kept for a recovery: {error}", error=error)))

    def _begin_playing(self) -> None:
        self.clock.go_to(0)
        self.clock.play(True)

    def _suit_speed(self) -> None:
        """Play at the speed that was chosen for this experiment, or at one by which it can be watched."""
        steps = self.model.experiment.steps
        speed = self._speeds.get(self.model.origin, steps / suited_seconds(steps))
        if speed != self.clock.playhead.speed:
            self.clock.playhead.speed = speed
            self.clock.state_changed.emit()

    def _follow_model(self) -> None:
        """Have the experiment's run computed, once everybody knows of it."""
        experiment = self.model.experiment
        self._suit_speed()
        if self.selection.ball >= len(experiment.balls):
            self.select_ball(self.selection.ball)
        self.experiment_changed.emit(experiment)
        self.clock.submit(experiment)

    def _follow_page(self) -> None:
        """Give the view of a lesson's page all the space, or share it among all."""
        if self.lessons.lesson is not None:
            self._select(Selection(maximized=self.lessons.page.view or None))
            self.side_by_side.show("")

    def _follow_run(self, run: Run, _step: int) -> None:
        """Let a view that cannot show this run give way to those that can."""
        self._dimension = run.ground.dimension
        maximized = self.selection.maximized
        if maximized is not None and not self.suits(maximized):
            self.show_all_views()

    def _select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)
