"""What a block holds of its balls, and where."""

from __future__ import annotations

from itertools import accumulate

from momentum_lab.simulation.kernel_source import RuleSource


class Rows:
    """Where the rows of a block lie, in this order.

    ``points``: position, then loss, gradient and second derivatives there; the gradient is clipped where it
    lies when the next step begins. ``states``: the fields of all lanes. ``counts``: whether a ball rolls, its
    last finite step, the first step from which it has been near a minimum, and whether it has settled
    there. ``places``: of the last step with finite numbers the position, the position before, the loss and
    the gradient. ``hyper``: the hyperparameters. ``first_loss``: the loss at the start. The rest is for the
    loop alone.
    """

    def __init__(self, rule: RuleSource) -> None:
        size, states = rule.dimension, rule.lanes * rule.fields
        points, hyper = 2 * size + 1 + rule.seconds, len(rule.optimizer.hyperparameters)
        sizes = {"points": points, "states": states, "counts": 4, "places": 3 * size + 1, "hyper": hyper}
        sizes |= {"first_loss": 1, "before": size, "nearest": 2, "trouble": 1}
        ends = dict(zip(sizes, accumulate(sizes.values()), strict=True))
        self._ranges = {name: range(end - sizes[name], end) for name, end in ends.items()}
        self.count, self.changed = ends["trouble"], ends["counts"]

    def __getitem__(self, name: str) -> range:
        return self._ranges[name]
