"""Machine code for batches that is at hand: looking it up is to take microseconds."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.blocks import Machine
from momentum_lab.simulation.preparation import COMPILED_BY
from momentum_lab.simulation.segments import unchanging
from momentum_lab.simulation.translation import UntranslatableError

MOST_MACHINES: Final = 64
"""Kinds of batches whose machine code is kept at hand."""


class MachineSlot:
    """Where the machine code for batches of a kind is, once it has been made."""

    def __init__(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        self._kind = experiment, ball, are_alike
        self.machine: Machine | None = None
        self._is_refused = False

    def made(self) -> Machine | None:
        """Return it, made if need be; None where something of a person's own cannot be translated."""
        if self.machine is None and not self._is_refused:
            experiment, ball, are_alike = self._kind
            if (compiler := COMPILED_BY.get()) is not None:
                for each in unchanging(experiment, ball):
                    compiler.prepare(each, ball, are_alike)
            try:
                self.machine = Machine(experiment, ball, are_alike)
            except UntranslatableError:
                self._is_refused = True  # a sweep asks for every part of it, and would wait each time
                logging.getLogger("momentum_lab").info("not compiled", exc_info=True)
        return self.machine


def machine_slot(experiment: Experiment, ball: int, are_alike: bool) -> MachineSlot:
    """Return the place of the machine code for batches of balls like one of an experiment, alike or not."""
    rule = OPTIMIZERS[experiment.balls[ball].optimizer]
    return _slot(experiment, ball, are_alike, rule, experiment.landscape.build())


@lru_cache(maxsize=MOST_MACHINES)
def _slot(
    experiment: Experiment, ball: int, are_alike: bool, _rule: object, _landscape: object
) -> MachineSlot:
    return MachineSlot(experiment, ball, are_alike)
