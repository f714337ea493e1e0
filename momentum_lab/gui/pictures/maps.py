"""Pictures of what the dock explores: maps, curves of theory, bands of many seeds, the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter
from PyQt6.QtWidgets import QApplication

from momentum_lab.analysis.comparison import Comparison
from momentum_lab.analysis.eigenvalues import Plane
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.frequencies import Frequencies
from momentum_lab.analysis.stability import StabilityMap
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.messages import counted, message, words
from momentum_lab.core.progress import Progress
from momentum_lab.figures.findings import (
    BasinsFinding,
    Finding,
    StabilityFinding,
    TheoryFinding,
    experiment_of,
)
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.pictures.grey import for_grey
from momentum_lab.gui.pictures.panes import StripPane, TextPane
from momentum_lab.gui.pictures.plots import CanvasPane, lay_out, name_axes, prepare
from momentum_lab.gui.pictures.sheet import EDGE, LINE_WIDTH, Band, Sheet, cells, needed_cells
from momentum_lab.gui.pictures.table import Row, TablePane
from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.legend import entries_of
from momentum_lab.gui.views.maps.bands_plot import BandsPlot, band_entries
from momentum_lab.gui.views.maps.basin_plot import BasinPlot, basin_entries
from momentum_lab.gui.views.maps.ends_plot import EndsPlot
from momentum_lab.gui.views.maps.facts import mode_colors, number
from momentum_lab.gui.views.maps.frequency_plot import FrequencyPlot, frequency_entries
from momentum_lab.gui.views.maps.legend import MapEntry, draw_entries, entries_height
from momentum_lab.gui.views.maps.map_plot import MapPlot
from momentum_lab.gui.views.maps.modes_plot import ModesPlot, show_theory
from momentum_lab.gui.views.maps.outcomes import heads, outcome_texts
from momentum_lab.gui.views.maps.plane_plot import PlanePlot, plane_entries
from momentum_lab.gui.views.maps.stability_plot import mark, show_axes, show_map
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.wording.explorations import regime_title

CAPTION: Final = 20.0
LEAST_MAP: Final = (180.0, 140.0)
LEAST_BAND: Final = 90.0
LEAST_TABLE: Final = 300.0
"""Sizes below which nothing can be read: of a map, the height of one of one dimension, a table's width."""
CELL: Final = 8
"""Pixels to a side of a map's cell."""


class EntriesPane:
    """What the colours of a map mean."""

    def __init__(self, entries: Sequence[MapEntry], theme: Theme) -> None:
        self._entries, self._theme = entries, theme

    def height(self, width: float) -> float:
        """Return how high they are in a width."""
        return float(entries_height(self._entries, QFontMetricsF(QApplication.font()), width))

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw the entries."""
        painter.save()
        painter.translate(place.topLeft())
        painter.setFont(QApplication.font())
        metrics = QFontMetricsF(QApplication.font())
        text, line = QColor(self._theme.text), QColor(self._theme.line)
        draw_entries(painter, self._entries, metrics, place.width(), text, line)
        painter.restore()

    def close(self) -> None:
        """Hold nothing."""


class MapFigure(Sheet):
    """One of the maps under its title, with what its colours mean below."""

    def __init__(self, finding: Finding, options: PictureOptions) -> None:
        super().__init__(_title(finding), experiment_of(finding), options)
        self._options = options
        match finding:
            case StabilityFinding():
                self._put_stability(finding)
            case BasinsFinding():
                self._put_basins(finding)
            case TheoryFinding():
                self._put_theory(finding)
            case Plane():
                self._put_plane(finding)
            case Frequencies():
                self._put_frequencies(finding)
            case Ensemble():
                self._put_ensemble(finding)
            case Comparison():
                self._put_comparison(finding)

    def _put_stability(self, finding: StabilityFinding) -> None:
        plot, found = MapPlot(), finding.map
        plot.set_theme(self.theme)
        show_axes(plot, found.axes)
        entries = show_map(plot, found, finding.shading, self.theme)
        self._put_entries([*entries, *_marks(found)])
        ball = finding.ball
        if self._options.is_grey:
            ball = for_grey(replace(found.experiment, balls=(ball,)), self.theme).balls[0]
        mark(plot, found.axes, ball, found)
        _sharpened(plot)
        self.make_room(lambda width: LEAST_MAP)
        self._put_plot(plot, self.free)

    def _put_basins(self, finding: BasinsFinding) -> None:
        experiment = experiment_of(finding)
        self._put_entries(basin_entries(experiment, self.theme))
        (left, right), (low, high) = (*experiment.landscape.build().domain, (0.0, 1.0))[:2]
        share = min(max((high - low) / (right - left), 0.5), 1.5) if len(finding.maps[0].axes) > 1 else 0.3
        across, count = LEAST_MAP[0], len(finding.maps)
        least = across, max(share * across, LEAST_BAND) + CAPTION
        self.make_room(needed_cells(count, least))
        for found, place in zip(finding.maps, cells(self.free, count, share, least), strict=True):
            label = TextPane(experiment.names[found.ball], self.theme.text)
            self.put(label, QRectF(place.left() + EDGE, place.top(), place.width() - 2 * EDGE, CAPTION))
            plot = BasinPlot()
            plot.set_theme(self.theme)
            plot.show_map(found)
            name_axes(plot.plot, self.theme)
            _sharpened(plot)
            self._put_plot(plot, place.adjusted(0, CAPTION, 0, 0))

    def _put_theory(self, finding: TheoryFinding) -> None:
        plot = ModesPlot()
        plot.set_theme(self.theme)
        assert finding.theory.curvature is not None
        values = finding.theory.curvature.eigenvalues.tolist()
        named = [
            MapEntry((QColor(color),), words("axis of curvature {value}", value=number(value)))
            for color, value in zip(mode_colors(self.theme), values, strict=False)
        ]
        self._put_entries([*named, MapEntry((), words("dashed: the slope that theory predicts"))])
        plot.for_picture()
        show_theory(plot, finding.run, finding.theory)
        self.make_room(lambda width: LEAST_MAP)
        self._put_plot(plot, self.free)

    def _put_plane(self, finding: Plane) -> None:
        plot = PlanePlot()
        plot.set_theme(self.theme)
        self._put_entries(plane_entries(finding, self.theme))
        plot.show_plane(finding)
        self.make_room(lambda width: LEAST_MAP)
        self._put_plot(plot, self.free)

    def _put_frequencies(self, finding: Frequencies) -> None:
        plot = FrequencyPlot()
        plot.set_theme(self.theme)
        plot.show_frequencies(finding)
        self._put_entries(frequency_entries(finding, self.theme))
        self.make_room(lambda width: (LEAST_MAP[0], 2 * LEAST_BAND))
        self._put_plot(plot, self.free)

    def _put_ensemble(self, finding: Ensemble) -> None:
        found = finding
        if self._options.is_grey:
            found = replace(finding, experiment=for_grey(finding.experiment, self.theme))
        if self._options.has_legend:
            self.put_above(Band(StripPane(entries_of(found.experiment), self.theme, LINE_WIDTH), EDGE))
        self._put_entries(band_entries(self.theme))
        self.make_room(needed_cells(2, LEAST_MAP))
        bands, ends = BandsPlot(), EndsPlot()
        for plot, place in zip((bands, ends), cells(self.free, 2, 0.7, LEAST_MAP), strict=True):
            plot.set_theme(self.theme)
            plot.show_ensemble(found)
            if plot is ends:
                name_axes(ends.plot, self.theme)
            self._put_plot(plot, place)

    def _put_comparison(self, finding: Comparison) -> None:
        experiment = finding.experiment
        if self._options.is_grey:
            experiment = for_grey(experiment, self.theme)
        looks = [(ball.color, ball.marker) for ball in experiment.balls]
        common = "" if finding.rate is None else number(finding.rate)
        names = [title_of(row.best.momentum_parameter) for row in finding.rows if row.best.momentum_parameter]
        columns = heads(" / ".join(dict.fromkeys(names)))
        bands, tables = list[Band](), list[TablePane]()
        for is_best in (False, True):
            title = str(regime_title(is_best, common))
            rows = [
                Row(
                    (row.name, *outcome_texts(row.best if is_best else row.same, experiment.steps)),
                    *look,
                )
                for row, look in zip(finding.rows, looks, strict=True)
            ]
            bands.append(Band(TextPane(title, self.theme.text, is_bold=True), EDGE, EDGE, 0.5 * EDGE))
            tables.append(TablePane(columns, rows, self.theme, numbers=(1, 2, 3, 4)))
            bands.append(Band(tables[-1], below=EDGE))

        def needed(width: float) -> tuple[float, float]:
            return LEAST_TABLE, sum(band.height(width) for band in bands)

        self.make_room(needed, is_exact=True)
        spare = self.free.height() - needed(self.width)[1]
        for table in tables:
            table.spread(spare / len(tables))
        top = self.free.top() + (self.free.height() - needed(self.width)[1]) / 2
        for band in bands:
            top += self.place(band, top)

    def _put_entries(self, entries: Sequence[MapEntry]) -> None:
        if self._options.has_legend:
            pane = EntriesPane(entries, self.theme)
            self.put_below(Band(pane, 2 * EDGE, 0.0, EDGE))

    def _put_plot(self, plot: Canvas, place: QRectF) -> None:
        prepare(plot, place.size())
        if self._options.is_transparent:
            plot.setBackground(None)
        pane = CanvasPane(plot)
        lay_out(plot)
        self.put(pane, place)


def _sharpened(plot: Canvas) -> None:
    """Let the cells of a map be squares: drawn as single pixels they would run into each other."""
    for item in plot.scene().items():
        if isinstance(item, ColorImage) and item.image is not None:
            area = item.mapRectToParent(item.boundingRect())
            item.show_colors(item.image.repeat(CELL, axis=0).repeat(CELL, axis=1), area)


def _title(finding: Finding) -> str:
    experiment = experiment_of(finding)
    match finding:
        case StabilityFinding():
            about = message("stability of {ball}", ball=experiment.names[finding.map.ball])
        case BasinsFinding():
            about = message("which start leads where")
        case TheoryFinding():
            about = message("error of {ball} along each axis", ball=experiment.names[finding.theory.ball])
        case Plane():
            about = message("eigenvalues of {ball}", ball=experiment.names[finding.ball])
        case Frequencies():
            about = message("{ball} as a filter", ball=experiment.names[finding.ball])
        case Ensemble():
            seeds = int(np.max([len(ball.seeds) for ball in finding.balls]))
            about = counted("{count} seed", "{count} seeds", seeds)
        case _:
            about = message("compared")
    if experiment.title:
        # Translators: a title of a picture: of which experiment it is, and what is shown of it.
        return words("{title}: {about}", title=experiment.shown_title, about=about)
    said = str(about)
    return f"{said[:1].upper()}{said[1:]}"


def _marks(found: StabilityMap) -> list[MapEntry]:
    """Return what theory has drawn into a map."""
    theory = found.theory
    if theory is None:
        return []
    named = [MapEntry((), words("the border of theory"), symbol="dashes")] if len(theory.border) > 1 else []
    is_shown = theory.best is not None and set(theory.best.values) <= {axis.name for axis in found.axes}
    return [*named, *([MapEntry((), words("the best of theory"), symbol="star")] if is_shown else [])]
