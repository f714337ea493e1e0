"""Which optimizer a ball gets that is added."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from momentum_lab.core.errors import located
from momentum_lab.core.files import read_text
from momentum_lab.core.resources import resources_folder
from momentum_lab.core.tables import TableReader, list_of, parse_toml, text
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

_LARGEST_FILE: Final = 10_000


def next_optimizer(balls: Iterable[Ball]) -> str:
    """Return the first optimizer of ``resources/new_balls.toml`` that no ball has, or else the first."""
    there = {ball.optimizer for ball in balls}
    order = offered_optimizers()
    return next((name for name in order if name not in there), order[0])


@lru_cache(maxsize=1)
def offered_optimizers() -> tuple[str, ...]:
    """Return the optimizers that are offered to balls that are added, in their order.

    Raises
    ------
    InputError
        The file names what is no optimizer.
    """
    path = resources_folder() / "new_balls.toml"
    content = read_text(path, _LARGEST_FILE)
    with located(str(path)):
        table = TableReader(parse_toml(content), ("optimizers",))
        names = table.take("optimizers", list_of(text(), 1, len(OPTIMIZERS)))
        table.finish()
        with located("optimizers"):
            return tuple(OPTIMIZERS[name].name for name in names)
