"""What a picture is of: a run, or something that was explored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from momentum_lab.core.progress import Progress
from momentum_lab.figures.checks import checked_step
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.findings import Finding, experiment_of
from momentum_lab.figures.grid import BALLS, Cell, cells_of
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.predicted import NOTHING_PREDICTED, Predicted
from momentum_lab.figures.scene import NO_OVERLAYS, Overlays
from momentum_lab.figures.views import ALL, CURVES, VIEWS
from momentum_lab.gui.pictures.figure import Figure, ViewsShown
from momentum_lab.gui.pictures.maps import MapFigure
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.writing import export_map, export_picture
from momentum_lab.simulation.run import Run


class Subject(Protocol):
    """Something that can be looked at, and written, with many options.

    ``views`` are the names to choose among; where there are none, it has no steps either.
    """

    title: str
    views: tuple[str, ...]

    def step(self, options: PictureOptions) -> int:
        """Return the step that is shown; :class:`InputError` where the options do not suit."""
        ...

    def computing(self, options: PictureOptions, progress: Progress) -> Iterator[object] | None:
        """Return what has to be computed before it can be drawn; None for nothing."""
        ...

    def sheet(self, options: PictureOptions) -> Sheet:
        """Return what is drawn."""
        ...

    def write(self, path: Path, options: PictureOptions, film: FilmOptions, progress: Progress) -> str:
        """Write a file; return a sentence about what is not quite as it was wanted, or an empty text."""
        ...


class RunSubject:
    """A run, as the window shows it, with what was foretold of it.

    ``ball`` is the number of the one that is chosen.
    """

    def __init__(
        self, run: Run, shown: ViewsShown = (), ball: int = 0, predicted: Predicted = NOTHING_PREDICTED
    ) -> None:
        self.run, self.ball, self._shown = run, ball, tuple(shown)
        self._predicted = predicted
        self.title = run.experiment.title_words
        fitting = [kind.name for kind in VIEWS if run.ground.dimension in kind.dimensions]
        self.views = (ALL, *fitting, CURVES)
        self._grid: tuple[str, Sequence[Cell]] | None = None  # the latest: each holds many runs

    def step(self, options: PictureOptions) -> int:
        """Return the step that is shown."""
        return checked_step(self.run, options)

    def computing(self, options: PictureOptions, progress: Progress) -> Iterator[object] | None:
        """Return what makes the runs of small multiples."""
        grid = options.grid
        if not grid or grid == BALLS or self._cells(grid) is not None:
            return None

        def make() -> Iterator[object]:
            self._grid = grid, cells_of(self.run, grid, progress)
            yield grid

        return make()

    def sheet(self, options: PictureOptions) -> Sheet:
        """Return the figure."""
        return self.figure(options)

    def figure(self, options: PictureOptions) -> Figure:
        """Return it as what can be drawn at any step."""
        return Figure(self.run, options, self._shown, self._cells(options.grid), self._overlays(options))

    def write(self, path: Path, options: PictureOptions, film: FilmOptions, progress: Progress) -> str:
        """Write a picture or a film."""
        grid, over = self._cells(options.grid), self._overlays(options)
        return export_picture(self.run, path, options, progress, self._shown, film, grid, over)

    def _overlays(self, options: PictureOptions) -> Overlays:
        """Return what is shown besides: nothing in small multiples, whose runs are others."""
        return NO_OVERLAYS if options.grid else self._predicted.overlays

    def _cells(self, grid: str) -> Sequence[Cell] | None:
        """Return the cells of a grid if they have been made."""
        made = self._grid
        return made[1] if made is not None and made[0] == grid else None


class MapSubject:
    """A map, or curves of theory, as the dock shows them."""

    views: tuple[str, ...] = ()

    def __init__(self, finding: Finding) -> None:
        self._finding = finding
        self.title = experiment_of(finding).title_words

    def step(self, options: PictureOptions) -> int:
        """Return 0: it has no steps."""
        return 0

    def computing(self, options: PictureOptions, progress: Progress) -> Iterator[object] | None:
        """Return None: it is there."""
        return None

    def sheet(self, options: PictureOptions) -> Sheet:
        """Return the map."""
        return MapFigure(self._finding, options)

    def write(self, path: Path, options: PictureOptions, film: FilmOptions, progress: Progress) -> str:
        """Write a picture."""
        export_map(self._finding, path, options, progress)
        return ""
