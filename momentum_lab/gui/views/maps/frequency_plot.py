"""A rule as a filter: its gain over frequencies, and below it the spectra of a run."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QSize
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from momentum_lab.analysis.frequencies import FASTEST, Frequencies, Gain, Spectra
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message, words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.maps.facts import mode_colors
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot, type_of
from momentum_lab.gui.views.track_book import mapped
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.gui.views.value_axis import LossAxisItem, ValueAxis
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.wording.frequencies import FOLLOWERS, gain_curves
from momentum_lab.wording.numbers import told_number

ROOM: Final = 0.045
DEPTH: Final = 1e-8
"""Spectra are drawn down to this share of the largest number."""
STEEPEST: Final = 1e6
"""And a gain up to this many times the smallest, where it is without bounds."""
TICKS: Final = [(share / 10, f"{share / 10:g}") for share in range(6)]
LEFT_WIDTH: Final = 66
"""What the numbers and the name of an axis take, so that both plots begin at one place."""
LABEL: Final = message("frequency: swings a step")
_FAINT: Final = 0.42
_SPOT: Final = 4.0


class EndsItem(ViewOverlay):
    """Marks the ends of the gain, each with its number."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self.ends: list[tuple[float, float, str]] = []
        self.theme: Theme = LIGHT

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint dots, and the numbers towards the middle of the plot."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        font = QFont(type_of(self))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        area = transform.mapRect(self.boundingRect())
        for frequency, height, text in self.ends:
            at = QPointF(*mapped(np.array([[frequency, height]]), transform)[0])
            painter.setPen(QPen(QColor(self.theme.base), 1.5))
            painter.setBrush(QColor(self.theme.text))
            painter.drawEllipse(at, _SPOT, _SPOT)
            width = metrics.horizontalAdvance(text)
            x = at.x() + 9.0 if frequency == 0.0 else at.x() - 9.0 - width
            is_high = at.y() - metrics.height() < area.top() + 4.0
            y = at.y() + metrics.ascent() + 4.0 if is_high and frequency else at.y() - 6.0
            painter.setPen(QColor(self.theme.text))
            painter.drawText(QPointF(x, max(y, area.top() + metrics.ascent())), text)


class FrequencyPlot(Canvas):
    """Two plots over one axis of frequencies; what is not known is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._axes = LossAxisItem(), LossAxisItem()
        self.gain, self.spectra = (new_plot(self, row, 0, axis) for row, axis in enumerate(self._axes))
        for plot, label in ((self.gain, words("gain")), (self.spectra, words("in this run"))):
            plot.setLabel("left", label)
            plot.showGrid(x=False, y=True, alpha=0.12)
            plot.vb.setMouseEnabled(x=False, y=False)
            plot.getAxis("bottom").setTicks([TICKS])
            plot.vb.setRange(xRange=(-ROOM * FASTEST, (1 + ROOM) * FASTEST), padding=0.0)
        self.ends = EndsItem()
        self.gain.addItem(self.ends, ignoreBounds=True)
        self._found: Frequencies | None = None
        self._curves: list[tuple[Plot, pg.PlotCurveItem]] = []
        self._theme: Theme = LIGHT
        self.setAccessibleName(words("gain and spectra over frequencies"))
        self.type_changed.connect(self._fit_type)

    def sizeHint(self) -> QSize:
        """Be two small plots."""
        return QSize(340, 360)

    def show_frequencies(self, found: Frequencies) -> None:
        """Show another filter."""
        self._found = found
        for plot, curve in self._curves:
            plot.removeItem(curve)
        self._curves = []
        if found.gain is not None:
            self._show_gain(found.gain)
        if found.spectra is not None:
            self._show_spectra(found.spectra)
        self._arrange(found.gain is not None, found.spectra is not None)
        self.ends.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = self.ends.theme = theme
        self.setBackground(theme.base)
        for plot in (self.gain, self.spectra):
            style_plot(plot, theme)
        if self._found is not None:
            self.show_frequencies(self._found)

    def _arrange(self, has_gain: bool, has_spectra: bool) -> None:
        """Give the place to the plots that there are; the lowest one names the frequencies."""
        for row, (plot, is_there) in enumerate(((self.gain, has_gain), (self.spectra, has_spectra))):
            if (plot in self.ci.items) != is_there:
                if is_there:
                    self.addItem(plot, row=row, col=0)
                else:
                    self.removeItem(plot)
        self.gain.setLabel("bottom", "" if has_spectra else str(LABEL))
        self.gain.getAxis("bottom").setStyle(showValues=not has_spectra)
        self.spectra.setLabel("bottom", str(LABEL))
        for plot in (self.gain, self.spectra):
            style_plot(plot, self._theme)
        self._fit_type()

    def _fit_type(self) -> None:
        """Have room for the numbers beside both plots, and none between them where there is nothing."""
        for plot in (self.gain, self.spectra):
            plot.getAxis("left").setWidth(round(LEFT_WIDTH * type_share(self)))
        if not self.gain.getAxis("bottom").labelText:
            self.gain.getAxis("bottom").setHeight(10)

    def _show_gain(self, gain: Gain) -> None:
        curves = gain_curves(gain)
        heights = np.concatenate([curve for _, curve in curves])
        axis = _axis(heights, 1.0 / STEEPEST)
        self._axes[0].show_axis(axis)
        self.gain.vb.setRange(yRange=axis.ends, padding=0.0)
        self.ends.ends = []
        for (_, curve), color in zip(curves, _gain_colors(self._theme), strict=False):
            self._draw(self.gain, gain.frequencies, axis, curve, QColor(color), 1.8)
            for frequency, value in ((0.0, float(curve[0])), (FASTEST, float(curve[-1]))):
                named = frequency, axis.place(value) if value > 0.0 else np.nan, told_number(value)
                if np.isfinite(named[1]) and named[::2] not in [end[::2] for end in self.ends.ends]:
                    self.ends.ends.append(named)

    def _show_spectra(self, spectra: Spectra) -> None:
        both = np.concatenate([spectra.gradient.ravel(), spectra.followed.ravel()])
        axis = _axis(both, DEPTH)
        self._axes[1].show_axis(axis, axis.cuts(both))
        self.spectra.vb.setRange(yRange=axis.ends, padding=0.0)
        for sizes, is_faint in ((spectra.gradient, True), (spectra.followed, False)):
            for size, color in zip(sizes, mode_colors(self._theme), strict=False):
                self._draw(self.spectra, spectra.frequencies, axis, size, _shade(color, is_faint), 1.0)

    def _draw(
        self, plot: Plot, at: Floats, axis: ValueAxis, values: Floats, color: QColor, width: float
    ) -> None:
        with np.errstate(invalid="ignore"):
            heights = np.where(np.isfinite(values), axis.forward(values), np.nan)
        curve = pg.PlotCurveItem(
            at, heights, connect="finite", antialias=True, pen=pg.mkPen(color, width=width)
        )
        plot.addItem(curve, ignoreBounds=True)
        self._curves.append((plot, curve))


def frequency_entries(found: Frequencies, theme: Theme) -> list[MapEntry]:
    """Return what the lines mean."""
    gains = gain_curves(found.gain) if found.gain is not None else []
    entries = [
        MapEntry((QColor(color),), words("gain of {what}", what=title))
        for (title, _), color in zip(gains, _gain_colors(theme), strict=False)
        if len(gains) > 1
    ]
    if found.spectra is None:
        return entries
    for coordinate, color in zip("xy"[: len(found.spectra.gradient)], mode_colors(theme), strict=False):
        followed = FOLLOWERS[found.spectra.follower]
        entries.append(
            MapEntry((_shade(color, True),), words("gradient along {coordinate}", coordinate=coordinate))
        )
        entries.append(
            MapEntry(
                (QColor(color),),
                words("{followed} along {coordinate}", followed=followed, coordinate=coordinate),
            )
        )
    return entries


def _gain_colors(theme: Theme) -> tuple[str, str]:
    return theme.text, theme.muted


def _shade(color: str, is_faint: bool) -> QColor:
    shade = QColor(color)
    if is_faint:
        shade.setAlphaF(_FAINT)
    return shade


def _axis(values: Floats, depth: float) -> ValueAxis:
    """Return the logarithmic axis of positive numbers, no deeper than a share of the largest one."""
    shown = values[np.isfinite(values) & (values > 0.0)]
    if not shown.size:
        return ValueAxis("log", 0.1, 1.0)
    low, high = float(shown.min()), float(shown.max())
    high = min(high, low / depth) if depth < 1.0 and not np.isfinite(values).all() else high
    low = max(low, depth * high)
    return ValueAxis("log", low if low < high else high / 2.0, high if low < high else 2.0 * high)
