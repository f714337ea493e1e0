"""Taking times, and the row that they become."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final, Literal

Of = Literal["ratio", "p95", "ours"]
_WORDS: Final[dict[Of, str]] = {
    "ratio": "{most:.3g} of theirs",
    "p95": "p95 {most:.3g} of theirs",
    "ours": "{most:g}",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted: at most so much, of the ratio of medians, of our p95 to their median, or of ours."""

    most: float
    of: Of = "ratio"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, against what; in milliseconds, or in another ``unit``."""

    name: str
    against: str
    ours_ms: float
    ours_p95_ms: float
    theirs_ms: float
    target: Target
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Our median over the median of what it is measured against: below 1 is faster."""
        return self.ours_ms / self.theirs_ms

    @property
    def wanted(self) -> str:
        """The target in words."""
        words = _WORDS[self.target.of].format(most=self.target.most)
        return f"{words} {self.unit}" if self.target.of == "ours" else words

    @property
    def is_met(self) -> bool:
        """Whether it is reached."""
        p95 = self.ours_p95_ms / self.theirs_ms
        reached: dict[Of, float] = {"ratio": self.ratio, "p95": p95, "ours": self.ours_ms}
        return bool(reached[self.target.of] <= self.target.most)

    def as_dict(self) -> dict[str, object]:
        """Return the row for a program."""
        return {**asdict(self), "ratio": self.ratio, "is_met": self.is_met}


def times_ms(action: Callable[[], object], rounds: int, warm_up: int = 3) -> list[float]:
    """Return how long ``action`` took, in milliseconds, ``rounds`` times after a warm-up."""
    result = []
    for index in range(rounds + warm_up):
        began = time.perf_counter()
        action()
        if index >= warm_up:
            result.append(1000 * (time.perf_counter() - began))
    return result


def alternating_ms(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Return how long each took, in milliseconds, in turns, so that a busy machine slows both."""
    pairs = [(*times_ms(one, 1, warm_up=0), *times_ms(other, 1, warm_up=0)) for _ in range(rounds)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def percentile_95(values: list[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return statistics.quantiles(values, n=20)[-1]
