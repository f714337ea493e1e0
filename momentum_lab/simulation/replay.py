"""Steps that a run has not kept, and what balls remembered then, computed again from a mark before them."""

from __future__ import annotations

import threading
from bisect import bisect
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

import numpy as np

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.simulation.ball import Columns, Mark, RollingBall, columns
from momentum_lab.simulation.diagnostics import Diagnostics, Nearness
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.native_ball import NativeSource
from momentum_lab.simulation.run import Steps, joined

BLOCK: Final = 2_048
"""Steps between two marks: machine code computes them in a fraction of a millisecond."""
AT_HAND: Final = 4
"""Blocks of each ball that are kept: where the playhead is, and where somebody points at."""
STRIDE: Final = 32
"""Steps between the marks that are put on the way to a step that is looked into."""
MARKS_AT_HAND: Final = 256
"""Such marks of each ball that are kept."""
_TAKEN: Final = attrgetter("taken")


class MarkedReplay:
    """Computes again what a run has not kept; the steps looked at last are at hand.

    ``balls`` are those of the experiment that the run has, ``judges`` theirs. Several threads may ask. A
    landscape of one's own is the one that the run was on, whatever becomes of its file.
    """

    def __init__(
        self, experiment: Experiment, balls: Sequence[int], source: NativeSource, judges: Judges
    ) -> None:
        if experiment.landscape.name is not None and experiment.landscape.name not in LANDSCAPES.built_in:
            experiment = replace(experiment, landscape=experiment.landscape.as_formula())
        self._experiment, self._source = experiment, source
        self._balls, self._judges = balls, judges
        self._marks: list[list[tuple[Mark, Nearness]]] = [[] for _ in balls]
        self._between: list[list[Mark]] = [[] for _ in balls]
        self._blocks: OrderedDict[tuple[int, int], Steps] = OrderedDict()
        self._passed: list[OrderedDict[int, Mark]] = [OrderedDict() for _ in balls]
        self._lock = threading.Lock()

    def put(self, ball: int, mark: Mark, nearness: Nearness) -> None:
        """Keep where a ball is after another :data:`BLOCK` steps, or at the start."""
        self._marks[ball].append((mark, nearness))

    def put_between(self, ball: int, mark: Mark) -> None:
        """Keep where a ball is before another :data:`BLOCK` steps are over."""
        self._between[ball].append(mark)

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Return the finite steps from ``first`` up to before ``end``, bit for bit as they were."""
        numbers = range((first - 1) // BLOCK, (end - 2) // BLOCK + 1)
        offset = numbers[0] * BLOCK + 1
        return joined([self._block(ball, number) for number in numbers])[first - offset : end - offset]

    def rolling(self, ball: int, step: int) -> RollingBall:
        """Return a ball as it was at one of its finite steps, to go on from there.

        It rolls there from the nearest mark, and puts others on the way: the next step is at hand.
        """
        mark = self._nearest(ball, step)
        rolling = RollingBall.resumed(self._experiment, self._balls[ball], self._source, mark)
        while mark.taken < step:
            count = min(STRIDE - mark.taken % STRIDE, step - mark.taken)
            rolling.roll(np.empty((count, columns(len(mark.position)))))
            mark = rolling.mark
            self._pass(ball, mark)
        return rolling

    def _nearest(self, ball: int, step: int) -> Mark:
        """Return the last mark that is not after a step."""
        marks, between = self._marks[ball], self._between[ball]
        place = bisect(between, step, key=_TAKEN)
        found = [marks[min(step // BLOCK, len(marks) - 1)][0], *between[max(place - 1, 0) : place]]
        with self._lock:
            passed = self._passed[ball]
            if (last := max((taken for taken in passed if taken <= step), default=None)) is not None:
                passed.move_to_end(last)
                found.append(passed[last])
        return max(found, key=_TAKEN)

    def _pass(self, ball: int, mark: Mark) -> None:
        with self._lock:
            self._passed[ball][mark.taken] = mark
            if len(self._passed[ball]) > MARKS_AT_HAND:
                self._passed[ball].popitem(last=False)

    def _block(self, ball: int, number: int) -> Steps:
        """Return the steps after a mark, up to the next."""
        key = ball, number
        with self._lock:
            if key in self._blocks:
                self._blocks.move_to_end(key)
                return self._blocks[key]
        block = self._computed(ball, *self._marks[ball][number])
        with self._lock:
            self._blocks[key] = block
            if len(self._blocks) > AT_HAND * len(self._marks):
                self._blocks.popitem(last=False)
        return block

    def _computed(self, ball: int, mark: Mark, nearness: Nearness) -> Steps:
        experiment = self._experiment
        rolling = RollingBall.resumed(experiment, self._balls[ball], self._source, mark)
        count = min(BLOCK, experiment.steps - mark.taken)
        rows = np.empty((count, columns(len(mark.position))))
        rows = rows[: rolling.roll(rows)]
        first, before = mark.taken + 1, np.array([mark.position], dtype=np.float64)
        diagnostics = Diagnostics.of([self._judges[ball]], rows[np.newaxis], first, before, [nearness])
        part = Columns.of(rows)
        numbers = np.arange(first, first + len(rows))
        return Steps(
            ball,
            numbers,
            part.position,
            part.loss,
            part.gradient,
            part.velocity,
            diagnostics.update[0],
            diagnostics.status[0],
            diagnostics.near_since[0],
        )
