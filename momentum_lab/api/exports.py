"""Results as files: numbers, tables, pictures and films, each with its experiment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from momentum_lab.analysis.basins import BasinMap
from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.results import ball_results
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.analysis.sweep import SweepResult
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.export.analysis_data import (
    write_basins,
    write_comparison,
    write_ensemble,
    write_stability,
    write_sweep,
)
from momentum_lab.export.data import write_data
from momentum_lab.export.listing import text_table
from momentum_lab.export.results import write_table
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.findings import BasinsFinding, Finding, StabilityFinding
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.shadings import STEPS
from momentum_lab.simulation import Run
from momentum_lab.wording.results import result_heads, result_rows

Drawn: TypeAlias = Run | StabilityMap | Sequence[BasinMap] | Comparison | Ensemble
"""What a picture can be made of."""


def export_data(found: Drawn | SweepResult, path: str | Path) -> None:
    """Write a run, or what was found of many, as CSV, JSON or NPZ; the experiment is in it or beside it.

    Raises
    ------
    InputError
        The name ends in none of these.
    WriteError
        The file cannot be written; what stood there before still stands there.
    """
    out = Path(path)
    match found:
        case Run():
            write_data(found, out)
        case StabilityMap():
            write_stability(found, out)
        case Comparison():
            write_comparison(found, out)
        case Ensemble():
            write_ensemble(found, out)
        case SweepResult():
            write_sweep(found, out)
        case _:
            write_basins(found, out)


def export_table(run: Run, path: str | Path) -> None:
    """Write what came of all balls as Markdown, LaTeX, CSV or JSON.

    Raises
    ------
    InputError
        The name ends in none of these.
    WriteError
        The file cannot be written; what stood there before still stands there.
    """
    write_table(run, Path(path))


def table(run: Run) -> str:
    """Return what came of all balls, as the command ``run`` prints it.

    Examples
    --------
    >>> print(lab.table(lab.simulate(lab.describe("parabola", "newton", steps=2))))
    ... # doctest: +NORMALIZE_WHITESPACE, +ELLIPSIS
    ball    final loss  least loss  distance to minimum  minimum      steps to tolerance  ...
    ──────  ──────────  ──────────  ───────────────────  ───────────  ──────────────────  ...
    Newton  0           0           0                    global, (0)  1                   ...
    """
    return text_table(result_heads(), result_rows(ball_results(run)))


def export_picture(
    found: Drawn,
    path: str | Path,
    options: PictureOptions | None = None,
    film: FilmOptions | None = None,
    progress: Progress = unwatched,
) -> str:
    """Write a picture as PNG, SVG or PDF; of a run also a film as GIF, WebP, APNG or MP4.

    This is what imports Qt; it needs no display.

    Returns
    -------
    str
        A sentence about what is not quite as it was wanted, or nothing.

    Raises
    ------
    InputError
        The name ends in none of these, or something cannot be drawn so.
    WriteError
        The file cannot be written; what stood there before still stands there.
    CancelledError
        ``progress`` returned False.
    """
    from momentum_lab.gui.pictures import export_map
    from momentum_lab.gui.pictures import export_picture as draw
    from momentum_lab.gui.pictures.plots import let_go

    wanted = options or PictureOptions()
    try:
        if isinstance(found, Run):
            return draw(found, Path(path), wanted, progress, film=film)
        export_map(_finding(found), Path(path), wanted, progress)
        return ""
    finally:
        let_go()


def _finding(found: StabilityMap | Sequence[BasinMap] | Comparison | Ensemble) -> Finding:
    if isinstance(found, StabilityMap):
        return StabilityFinding(found, found.experiment.balls[found.ball], STEPS)
    return BasinsFinding(tuple(found)) if isinstance(found, Sequence) else found
