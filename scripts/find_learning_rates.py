"""Find the learning rates that a landscape's file leaves out, and write them into it.

    python scripts/find_learning_rates.py resources/landscapes/NAME.toml …

Rates that are there already stay. Those of an optimizer that gets down with no rate are left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from momentum_lab.analysis.learning_rates import good_rates
from momentum_lab.experiment import LandscapeChoice
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.optimizers import OPTIMIZERS

HEADING = "[learning_rates]"


def main(paths: list[str]) -> None:
    """Complete every file."""
    for path in map(Path, paths):
        known = read_entry(path).learning_rates
        missing = [name for name, optimizer in OPTIMIZERS.items() if name not in known and optimizer.has_rate]
        found = good_rates(LandscapeChoice(name=path.stem), missing)
        print(path.stem, *(f"{name} {rate:g}" for name, rate in found.items()))
        if found:
            _write(path, {**known, **found})


def _write(path: Path, rates: Mapping[str, float]) -> None:
    body, _, after = path.read_text(encoding="utf-8").partition(f"\n{HEADING}\n")
    others = re.search(r"^\[.*", after, re.MULTILINE | re.DOTALL)
    ordered = "".join(f"{name} = {rate}\n" for name, rate in rates.items())
    rest = f"\n{others[0]}" if others else ""
    path.write_text(f"{body.rstrip()}\n\n{HEADING}\n{ordered}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
