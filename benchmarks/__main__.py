"""Measure everything, print a table, and keep it as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QCoreApplication, QObject, Qt
from PyQt6.QtWidgets import QApplication

from benchmarks.engine import batch_rows, formula_rows, growth_rows, live_rows
from benchmarks.explore import explore_rows
from benchmarks.frames import frame_rows
from benchmarks.lanes import lane_rows
from benchmarks.measure import Row
from benchmarks.memory import memory_rows
from benchmarks.slider import slider_rows
from benchmarks.startup import startup_rows
from momentum_lab import __version__
from momentum_lab.export.listing import text_table
from momentum_lab.gui.views.surface import opengl_available
from momentum_lab.gui.widgets.qt_application import application, has_display

PARTS: Final[dict[str, Callable[[], Iterator[Row]]]] = {
    "live": live_rows,
    "batch": batch_rows,
    "growth": growth_rows,
    "formula": formula_rows,
    "lanes": lane_rows,
    "frames": frame_rows,
    "slider": slider_rows,
    "explore": explore_rows,
    "startup": startup_rows,
    "memory": memory_rows,
}
ON_SCREEN: Final = frozenset({"frames", "slider", "explore", "startup", "memory"})
"""Parts that need a display, with OpenGL."""
NO_DISPLAY: Final = "left out for want of a display with OpenGL (scripts/with_xvfb gives one): "


def main() -> None:
    """Measure all rows; no figure decides anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=Path("out/benchmarks.json"), help="where to keep it")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="leave out the others")
    options = parser.parse_args()
    wanted = list(options.only or PARTS)
    # Kept to the end: the windows belong to it.
    app = _application() if ON_SCREEN.intersection(wanted) else None
    if app is None and (left_out := [name for name in wanted if name in ON_SCREEN]):
        print(NO_DISPLAY + ", ".join(left_out), file=sys.stderr)
        wanted = [name for name in wanted if name not in ON_SCREEN]
    rows = [row for name in wanted for row in PARTS[name]()]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"Momentum Lab {__version__}; {machine}; OpenGL by {_renderer() if app else 'nothing'}")
    heads = ("row", "against", "ours, median", "p95", "theirs", "ratio", "wanted, at most", "")
    print(text_table(heads, [_texts(row) for row in rows]))
    print(f"{sum(row.is_met for row in rows)} of {len(rows)} targets are met.")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    content = {"version": __version__, "machine": machine, "rows": [row.as_dict() for row in rows]}
    options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _texts(row: Row) -> tuple[str, ...]:
    values = (row.ours_ms, row.ours_p95_ms, row.theirs_ms)
    numbers = (f"{value:,.{1 if value >= 1.0 else 3}f} {row.unit}" for value in values)
    verdict = "met" if row.is_met else "MISSED"
    return (row.name, row.against, *numbers, f"{row.ratio:.3g}", row.wanted, verdict)


def _application() -> QApplication | None:
    """Return the application, if there is a display for it that has OpenGL."""
    # Without it, a second OpenGL view of pyqtgraph's draws nothing.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = application() if has_display() else None
    return app if opengl_available() else None


def _renderer() -> str:
    from momentum_lab.gui.views.gl.functions import RENDERER, OpenGlFunctions
    from momentum_lab.gui.views.gl.offscreen import OffscreenContext

    parent = QObject()
    with OffscreenContext(parent).current() as context:
        return OpenGlFunctions(context).text(RENDERER)


if __name__ == "__main__":
    main()
