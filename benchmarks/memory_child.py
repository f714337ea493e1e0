"""What :mod:`benchmarks.memory` starts: our window with a long run, which it plays and scrubs.

It says how much memory it holds, in bytes: after each replay, and at the most.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.mixture import experiment
from benchmarks.screen import main_window, run_until, shown
from momentum_lab.gui.widgets.qt_application import application

REPLAYS, STOPS = 10, 4
PLAYED = 0.4
"""Seconds of playing in each replay."""


def held() -> int:
    """Return how much memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def most_held() -> int:
    """Return the most that this process has held; ``getrusage`` counts what its parent held before, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return 1024 * kilobytes


def main(steps: int) -> None:
    """Replay a run of so many steps and say what it takes."""
    app = application()
    after = []
    with main_window(replace(experiment(), steps=steps)) as window, shown(window):
        run_until(lambda: window.session.clock.is_settled)
        window.session.set_speed(1000.0)
        for _replay in range(REPLAYS):
            for stop in range(STOPS + 1):
                window.session.clock.go_to(stop * steps // STOPS)
                app.processEvents()
            window.session.go_to_first()
            window.session.clock.play(True)
            until = time.perf_counter() + PLAYED
            run_until(lambda: time.perf_counter() > until)  # noqa: B023
            window.session.clock.play(False)
            after.append(held())
    print(json.dumps({"after": after, "most": most_held()}), flush=True)


if __name__ == "__main__":
    main(1_000_000)
