"""From starting the program to its first painted frame, with balls in it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Target, percentile_95

ROUNDS = 6


def startup_rows() -> Iterator[Row]:
    """Yield the time to our first frame against that of an empty 3-D view; by turns, with warm caches."""
    ours: list[float] = []
    bare: list[float] = []
    with TemporaryDirectory() as home:
        for number in range(ROUNDS + 1):
            times = [first_frame_ms(which, home) for which in ("ours", "bare")]
            if number:  # the first time warms the caches up
                ours.append(times[0])
                bare.append(times[1])
    yield Row(
        name="from the start of the program to the first frame with balls in it",
        against="to that of a window with an empty GLViewWidget",
        ours_ms=statistics.median(ours),
        ours_p95_ms=percentile_95(ours),
        theirs_ms=statistics.median(bare),
        target=Target(1.6),
    )


def first_frame_ms(which: str, home: str) -> float:
    """Return how long a fresh interpreter takes to show its window; ``home`` holds its settings."""
    settings = {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "PYTHONPYCACHEPREFIX": home}
    settings |= {"PYTHONDONTWRITEBYTECODE": ""}  # a warm cache holds what Python has compiled, too
    command = [sys.executable, "-m", "benchmarks.startup_child", which]
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | settings, cwd=Path(__file__).parents[1]
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        taken = 1000.0 * (time.perf_counter() - began)
    assert said == "painted", f"the window was not painted: {said!r}"
    return taken
