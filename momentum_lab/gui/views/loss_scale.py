"""How losses become heights, colours and contour levels: evenly, or by powers where a landscape is steep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message, message
from momentum_lab.figures.heights import LINEAR, SUITED
from momentum_lab.gui.views.loss_limits import loss_limits
from momentum_lab.landscapes import Ground
from momentum_lab.landscapes.minima import Domain

STEEP: Final = 0.12
"""Steep: the median height is below this share of the range, so that even levels would miss the valley."""
SAMPLES: Final = 101
SAMPLES_OF_A_LINE: Final = 1201
LEVELS: Final = 18
DECADES: Final = 1e-3
"""Where powers of ten are wanted, they begin at this share of the range at the latest."""
FLAT: Final = 256.0 * float(np.finfo(np.float64).eps)
"""Losses that differ by less than this share of their size differ by rounding alone."""
MOST_LABELS: Final = 6
NEAR_AN_END: Final = 0.1
"""A number at an axis that is as close to its end, in heights, gives way to that of the end."""


@dataclass(frozen=True, slots=True)
class LossScale:
    """Maps a loss to 0 … 1 between the lowest and the highest loss that is shown.

    With ``knee`` > 0 it runs as log(1 + (loss − low) / knee): evenly near the lowest loss, by powers of
    ten above. ``is_cut_below`` and ``is_cut_above``: there are losses beyond, which are not shown apart.
    """

    low: float
    high: float
    knee: float = 0.0
    is_cut_below: bool = False
    is_cut_above: bool = False

    @property
    def name(self) -> Message:
        """What stands at an axis of it."""
        return message("loss (log)") if self.is_log else message("loss")

    @property
    def is_log(self) -> bool:
        """Whether heights run by powers of ten."""
        return self.knee > 0.0

    def height(self, loss: Floats | float) -> Floats:
        """Return the place of losses between 0 (lowest) and 1 (highest); beyond, outside of that."""
        above = np.asarray(loss, dtype=np.float64) - self.low
        if not self.is_log:
            return above / (self.high - self.low)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.log1p(np.maximum(above, -0.5 * self.knee) / self.knee) / self._reach

    def loss(self, height: Floats | float) -> Floats:
        """Return the loss at a height: the inverse of :meth:`height`."""
        place = np.asarray(height, dtype=np.float64)
        if not self.is_log:
            return self.low + place * (self.high - self.low)
        return self.low + self.knee * np.expm1(place * self._reach)

    @property
    def _reach(self) -> float:
        return float(np.log1p((self.high - self.low) / self.knee))

    def levels(self, count: int = LEVELS) -> Floats:
        """Return contour levels, evenly placed in height, without the two ends."""
        return self.loss(np.arange(1, count + 1) / (count + 1.0))

    def labels(self, most: int = MOST_LABELS) -> list[tuple[float, str]]:
        """Return (height, text) of what stands at an axis from low to high; a cut end says so."""
        losses = self.ticks(most)
        places = zip(map(float, self.height(np.array(losses))), tick_texts(losses), strict=True)
        kept = [place for place in places if -1e-9 <= place[0] <= 1.0 + 1e-9]
        if self.is_cut_below:
            kept = [(0.0, f"< {tick_text(self.low)}"), *(p for p in kept if p[0] > NEAR_AN_END)]
        if self.is_cut_above:
            kept = [*(p for p in kept if p[0] < 1.0 - NEAR_AN_END), (1.0, f"> {tick_text(self.high)}")]
        return kept

    def ticks(self, most: int = MOST_LABELS) -> tuple[float, ...]:
        """Return round losses to label, from low to high."""
        if not self.is_log:
            return even_ticks(self.low, self.high, most)
        apart = 0.9 / most
        kept: list[tuple[float, float]] = []
        for loss in (*_round_losses(self.low, self.high), *even_ticks(self.low, self.high, most)):
            height = float(self.height(loss))
            if all(abs(height - other) >= apart for other, _ in kept):
                kept.append((height, loss))
        if len(kept) < 2:  # a narrow range high above zero, such as 30 to 40, has hardly any number as round
            return even_ticks(self.low, self.high, most)
        return tuple(loss for _, loss in sorted(kept))


@lru_cache(maxsize=32)
def loss_scale(ground: Ground, region: Domain | None = None, height: str = SUITED) -> LossScale:
    """Return the scale that shows a region of a ground, by default its domain.

    Of a plane it is as ``height``, one of :data:`~momentum_lab.figures.heights.HEIGHTS`, says: what suits is
    logarithmic when most of the map lies far below the top.
    """
    shown = region or ground.domain
    samples = SAMPLES if ground.dimension > 1 else SAMPLES_OF_A_LINE
    axes = [np.linspace(low, high, samples) for low, high in shown]
    with np.errstate(all="ignore"):
        losses = ground.loss_grid(*axes)
    inside = [m.loss for m in ground.minima if _is_shown(m.position, shown)]
    limits = loss_limits(ground, axes, losses, inside)
    if limits is None:
        return LossScale(0.0, 1.0)
    low, high = limits.low, limits.high
    if not high - low > FLAT * max(abs(low), abs(high)):
        half = max(0.5, 1e-3 * abs(low))
        return LossScale(low - half, low + half)
    finite = np.clip(losses[np.isfinite(losses)], low, high)
    knee = _knee(finite - low, high - low, height) if ground.dimension > 1 else 0.0
    return LossScale(low, high, knee, limits.is_cut_below, limits.is_cut_above)


def _knee(above: Floats, span: float, height: str) -> float:
    """Return the knee that suits losses above the lowest in a span of them; 0 for heights that are even."""
    if height == LINEAR or (height == SUITED and float(np.median(above)) > STEEP * span):
        return 0.0
    low = float(np.quantile(above, 0.03))
    return max(low if height == SUITED else min(low, DECADES * span), 1e-6 * span)


def _is_shown(position: tuple[float, ...], domain: Domain) -> bool:
    return all(low <= v <= high for v, (low, high) in zip(position, domain, strict=True))


def even_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return the multiples of the smallest round step of which no more than ``most`` lie in the range."""
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0):
        step = float(factor * power)
        first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
        if last - first + 1 <= most:
            break
    return tuple(i * step for i in range(first, last + 1))


def _round_losses(low: float, high: float) -> Iterator[float]:
    """Yield round numbers of a range, the roundest first: zero, powers of ten from the largest, 2s and 5s."""
    if low <= 0.0 <= high:
        yield 0.0
    top = int(np.floor(np.log10(max(abs(low), abs(high)))))
    for factor in (1.0, 2.0, 5.0):
        for power in range(top, top - 16, -1):
            yield from (v for v in (factor * 10.0**power, -factor * 10.0**power) if low <= v <= high)


def tick_texts(values: Sequence[float]) -> list[str]:
    """Return numbers as they stand at an axis: short, with as many digits as it takes to tell them apart."""
    for digits in range(3, 18):
        texts = [tick_text(value, digits) for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def tick_text(value: float, digits: int = 3) -> str:
    """Return a number with a real minus sign and up to so many digits, one less with a power of ten."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}" if 1e-3 <= abs(value) < 1e5 else f"{value:.{digits - 2}e}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        whole, _, fraction = mantissa.partition(".")
        fraction = fraction.rstrip("0")
        text = f"{whole}.{fraction}e{int(exponent)}" if fraction else f"{whole}e{int(exponent)}"
    return text.replace("-", "−")


def three_digits(value: float) -> str:
    """Return a number with a real minus sign and three digits, also where they are zeros."""
    if value == 0 or not np.isfinite(value) or 1e3 <= abs(value) < 1e5:
        return tick_text(value)
    if 1e-3 <= abs(value) < 1e3:
        return f"{value:#.3g}".removesuffix(".").replace("-", "−")
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
