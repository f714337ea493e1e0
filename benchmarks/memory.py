"""How much memory a long run takes in the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, Target
from benchmarks.mixture import RULES

STEPS = 1_000_000
BYTES = 4 * 2 * 8 + 8 + 1
"""Of one ball at one step: position, gradient, velocity and update of two doubles each, loss, status."""
MB = 1e6


def memory_rows() -> Iterator[Row]:
    """Yield the most that the window holds, and how it grows from the first replay to the tenth."""
    if not sys.platform.startswith("linux"):
        return
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory_child"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ,
        cwd=Path(__file__).parents[1],
    )
    said = json.loads(child.stdout.splitlines()[-1])
    name = f"{len(RULES)} balls x {STEPS:,} steps in the window, replayed ten times"
    whole = len(RULES) * (STEPS + 1) * BYTES / MB
    most, first, last = (value / MB for value in (said["most"], said["after"][0], said["after"][-1]))
    against = "every number of every step in arrays"
    yield Row(f"most memory: {name}", against, most, most, whole, Target(1.0), "MB")
    row = f"memory after the last replay: {name}"
    yield Row(row, "after the first", last, last, first, Target(1.1), "MB")
