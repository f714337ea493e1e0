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
from momentum_lab.simulation.storage import MARK_BYTES, Storage

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
        self,
        experiment: Experiment,
        balls: Sequence[int],
        source: NativeSource,
        judges: Judges,
        storage: Storage,
    ) -> None:
        if experiment.landscape.name is not None and experiment.landscape.name not in LANDSCAPES.built_in:
            experiment = replace(experiment, landscape=experiment.landscape.as_formula())
        self._experiment, self._source = experiment, source
        self._balls, self._judges, self._storage = balls, judges, storage
        self._marks: list[list[tuple[Mark, Nearness]]] = [[] for _ in balls]
        self._between: list[list[Mark]] = [[] for _ in balls]
        self._ends: dict[int, tuple[int, tuple[Mark, Nearness]]] = {}
        """Of each ball the block after the one computed last, and where it begins."""
        self._blocks: OrderedDict[tuple[int, int], Steps] = OrderedDict()
        self._passed: list[OrderedDict[int, Mark]] = [OrderedDict() for _ in balls]
        self._lock = threading.Lock()

    def put(self, ball: int, mark: Mark, nearness: Nearness) -> None:
        """Keep where a ball is after so many more steps as the storage has between marks, or at the start."""
        self._marks[ball].append((mark, nearness))

    def put_between(self, ball: int, mark: Mark) -> None:
        """Keep where a ball is before so many steps are over."""
        self._between[ball].append(mark)

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Return the finite steps from ``first`` up to before ``end``, bit for bit as they were."""
        block = self._storage.block
        numbers = range((first - 1) // block, (end - 2) // block + 1)
        offset = numbers[0] * block + 1
        return joined([self._block(ball, number) for number in numbers])[first - offset : end - offset]

    def rolling(self, ball: int, step: int) -> RollingBall:
        """Return a ball as it was at one of its finite steps, to go on from there.

        It rolls there from the nearest mark, and puts others on the way: the next step is at hand.
        """
        mark, stride = self._nearest(ball, step), min(STRIDE, self._storage.block)
        rolling = RollingBall.resumed(self._experiment, self._balls[ball], self._source, mark)
        while mark.taken < step:
            count = min(stride - mark.taken % stride, step - mark.taken)
            rolling.roll(np.empty((count, columns(mark.standing.size))))
            mark = rolling.mark
            self._pass(ball, mark)
        return rolling

    def _nearest(self, ball: int, step: int) -> Mark:
        """Return the last mark that is not after a step."""
        marks, between = self._marks[ball], self._between[ball]
        place = bisect(between, step, key=_TAKEN)
        found = [
            marks[min(step // self._storage.mark, len(marks) - 1)][0],
            *between[max(place - 1, 0) : place],
        ]
        with self._lock:
            passed = self._passed[ball]
            if (last := max((taken for taken in passed if taken <= step), default=None)) is not None:
                passed.move_to_end(last)
                found.append(passed[last])
        return max(found, key=_TAKEN)

    def _pass(self, ball: int, mark: Mark) -> None:
        with self._lock:
            self._passed[ball][mark.taken] = mark
            if len(self._passed[ball]) > max(1, min(MARKS_AT_HAND, MARK_BYTES // mark.standing.nbytes)):
                self._passed[ball].popitem(last=False)

    def _block(self, ball: int, number: int) -> Steps:
        """Return the steps of a block."""
        key = ball, number
        with self._lock:
            if key in self._blocks:
                self._blocks.move_to_end(key)
                return self._blocks[key]
        block = self._computed(ball, number)
        with self._lock:
            self._blocks[key] = block
            if len(self._blocks) > AT_HAND * len(self._marks):
                self._blocks.popitem(last=False)
        return block

    def _computed(self, ball: int, number: int) -> Steps:
        """Return the steps of a block, for which those of the blocks since a mark are computed, too."""
        before, begin = self._before(ball, number)
        rolling = RollingBall.resumed(self._experiment, self._balls[ball], self._source, begin[0])
        for each in range(before, number + 1):
            steps, nearness = self._rolled(ball, rolling, *begin)
            if each < number or self._storage.block < self._storage.mark:
                begin = rolling.mark, nearness
        with self._lock:
            self._ends[ball] = number + 1, begin
        return steps

    def _before(self, ball: int, number: int) -> tuple[int, tuple[Mark, Nearness]]:
        """Return the nearest block whose beginning is known, that one or one before it, and the beginning."""
        each = self._storage.mark // self._storage.block
        known = number // each * each, self._marks[ball][number // each]
        with self._lock:
            end = self._ends.get(ball)
        return end if end is not None and known[0] < end[0] <= number else known

    def _rolled(
        self, ball: int, rolling: RollingBall, mark: Mark, nearness: Nearness
    ) -> tuple[Steps, Nearness]:
        """Roll a ball on from a mark to the end of the block; return its steps, and how near it is then."""
        count = min(self._storage.block, self._experiment.steps - mark.taken)
        rows = np.empty((count, columns(mark.standing.size)))
        rows = rows[: rolling.roll(rows)]
        first, before = mark.taken + 1, mark.standing.position[np.newaxis]
        diagnostics = Diagnostics.of([self._judges[ball]], rows[np.newaxis], first, before, [nearness])
        part = Columns.of(rows)
        numbers = np.arange(first, first + len(rows))
        steps = Steps(
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
        return steps, diagnostics.nearness(0, len(rows) - 1) if len(rows) else nearness
