"""What the tabs of the dock have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QComboBox, QSizePolicy, QWidget

from momentum_lab.core.messages import NOTHING, words
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.swatches import SIZE, swatch_icon
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:  # the window starts without what makes maps
    from momentum_lab.figures.findings import Finding

Job = Callable[[Progress], Iterator[object]]
"""Something long: it is given whom to tell the share that is done, and yields better and better results."""


class Tab(QWidget):
    """A tab: it shows the experiment and its run, or what a job has found, and has it changed."""

    job_wanted = pyqtSignal()
    """Something else is to be computed than before."""

    title = NOTHING

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.theme: Theme = LIGHT
        self.experiment: Experiment | None = None
        self._found_of: object = None

    def minimumSizeHint(self) -> QSize:
        """Be as high as its texts need where it is seen: they have more lines where it is narrow."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is None or not (self.isVisible() and layout.hasHeightForWidth()):
            return least
        return least.expandedTo(QSize(0, layout.minimumHeightForWidth(self.width())))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Need another height where it has another width."""
        super().resizeEvent(a0)
        if a0 is not None and a0.size().width() != a0.oldSize().width():
            self.updateGeometry()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment; called when the tab is visible, or becomes so."""
        self.experiment = experiment

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; some times a second, while the tab is visible."""

    def forget_run(self) -> None:
        """Let go of the run: before the tab is seen again, it is shown the one that there is then."""

    def forget(self) -> None:
        """Let go of all that was found: it is of another landscape than the one that is open."""
        self._found_of = None
        self.forget_run()

    def is_on(self, landscapes: frozenset[str]) -> bool:
        """Whether what is shown is of one of these landscapes of the library, which are others now."""
        return self.experiment is not None and self.experiment.landscape.name in landscapes

    def drop(self) -> None:
        """Let go also of what stays while something else is open: the landscape itself is another one."""
        self.forget()

    def select_ball(self, ball: int) -> None:
        """Be about another ball, where it is about one of them."""

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.theme = theme

    def subject(self) -> object:
        """Return what :meth:`job` depends on: while that is the same, nothing is computed anew."""
        return None

    def job(self) -> Job | None:
        """Return what is to be computed for the experiment that is shown; None for nothing."""
        return None

    def take_result(self, result: object, subject: object) -> None:
        """Show what a job has found, which is of a :meth:`subject`."""
        self._found_of = subject
        self.show_result(result)

    def show_result(self, result: object) -> None:
        """Show what a job has found."""

    def shown(self) -> Finding | None:
        """Return what is shown, for a picture of it; None if nothing is."""
        return None

    def is_current(self) -> bool:
        """Whether what is shown is of what is open, and does not only stay in sight until that is found."""
        return self._found_of == self.subject()

    def show_progress(self, share: float | None, problem: str = "") -> None:
        """Show how much is done, None when all is; or what went wrong."""

    def is_elsewhere(self, experiment: Experiment) -> bool:
        """Whether the experiment that it has shown is about another landscape."""
        return self.experiment is None or self.experiment.landscape != experiment.landscape

    def take_over(self, former: Tab) -> None:
        """Show what another tab of this kind has found, and go on as it was set."""
        if former.experiment is not None:
            self.show_experiment(former.experiment)
        self._found_of = former._found_of


class BallChooser(QComboBox):
    """Chooses the ball that is selected; balls are shown with their markers."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName(words("ball"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(SIZE, SIZE))
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self._theme: Theme | None = None
        self.currentIndexChanged.connect(self._select)

    def show_balls(self, experiment: Experiment, theme: Theme) -> None:
        """Offer the balls of an experiment; the one that is selected is chosen."""
        looks = ((ball.marker, ball.color) for ball in experiment.balls)
        shown = tuple((label, *look) for label, look in zip(experiment.names, looks, strict=True))
        self.blockSignals(True)
        if (shown, theme) != (self._shown, self._theme):
            self._shown, self._theme = shown, theme
            self.clear()
            for label, marker, color in shown:
                self.addItem(swatch_icon(marker, color, theme), label)
        self.setCurrentIndex(min(self._session.selection.ball, len(shown) - 1))
        self.blockSignals(False)
        self._explain()

    def set_theme(self, theme: Theme) -> None:
        """Draw the markers with other colours; the ball that is chosen stays."""
        if theme == self._theme:
            return
        self._theme = theme
        for index, (_label, marker, color) in enumerate(self._shown):
            self.setItemIcon(index, swatch_icon(marker, color, theme))

    def choose(self, ball: int) -> None:
        """Choose a ball that is selected elsewhere."""
        if ball < self.count():
            self.setCurrentIndex(ball)

    @property
    def ball(self) -> int:
        """The number of the ball that is chosen."""
        return max(0, self.currentIndex())

    def _explain(self) -> None:
        """Name the ball in the tool tip: its name may have no room."""
        self.setToolTip(plain_tip(words("{ball}: the ball that this is about", ball=self.currentText())))

    def _select(self, index: int) -> None:
        self._explain()
        if index >= 0:
            self._session.select_ball(index)


class BallTab(Tab):
    """A tab about one ball, which is the one that is selected.

    Attributes
    ----------
    chooser
        Chooses it; where it stands in the tab, the tab says.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.chooser = BallChooser(session)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the balls of another experiment."""
        super().show_experiment(experiment)
        self.chooser.show_balls(experiment, self.theme)

    def select_ball(self, ball: int) -> None:
        """Be about another ball."""
        self.chooser.choose(ball)

    def set_theme(self, theme: Theme) -> None:
        """Draw the markers with other colours."""
        super().set_theme(theme)
        self.chooser.set_theme(theme)


class RunTab(BallTab):
    """A tab about one ball of the run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._run: Run | None = None
        self._step = 0

    def is_current(self) -> bool:
        """Whether the run is there that the experiment will have."""
        run, experiment = self._run, self.experiment
        return run is not None and experiment is not None and run.experiment.dynamics == experiment.dynamics

    def forget_run(self) -> None:
        """Let go of the run."""
        self._run = None
