"""How losses become heights, colours and contour levels: evenly, or by powers where a landscape is steep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes import Ground

STEEP: Final = 0.12
"""Steep: the median height is below this share of the range, so that even levels would miss the valley."""
SAMPLES: Final = 101
LARGEST: Final = 1e300
"""Losses are shown up to this size, so that their differences are finite."""
LEVELS: Final = 18


@dataclass(frozen=True, slots=True)
class LossScale:
    """Maps a loss to 0 … 1 between the lowest and the highest loss that is shown.

    With ``knee`` > 0 it runs as log(1 + (loss − low) / knee): evenly near the lowest loss, by powers of
    ten above.
    """

    low: float
    high: float
    knee: float = 0.0

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

    def ticks(self, most: int = 6) -> tuple[float, ...]:
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
def loss_scale(ground: Ground) -> LossScale:
    """Return the scale that shows a ground: logarithmic when most of its map lies far below the top."""
    axes = [np.linspace(low, high, SAMPLES) for low, high in ground.domain]
    losses = np.clip(ground.loss_grid(*axes), -LARGEST, LARGEST)
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return LossScale(0.0, 1.0)
    inside = [m.loss for m in ground.minima if _is_shown(m.position, ground.domain)]
    low = min([float(finite.min()), *inside])
    high = float(finite.max())
    if not high > low:
        half = max(0.5, 1e-3 * abs(low))
        return LossScale(low - half, low + half)
    middle = float(np.median(finite)) - low
    if ground.dimension == 1 or middle > STEEP * (high - low):
        return LossScale(low, high)
    return LossScale(low, high, knee=max(float(np.quantile(finite, 0.03)) - low, 1e-6 * (high - low)))


def _is_shown(position: tuple[float, ...], domain: tuple[tuple[float, float], ...]) -> bool:
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
