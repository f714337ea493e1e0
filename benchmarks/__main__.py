"""Measure everything, print a table, and keep it as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.engine import batch_rows, formula_rows, growth_rows, live_rows
from benchmarks.measure import Row
from benchmarks.slider import slider_rows
from momentum_lab import __version__
from momentum_lab.export.listing import text_table

PARTS: Final[dict[str, Callable[[], Iterator[Row]]]] = {
    "live": live_rows,
    "batch": batch_rows,
    "growth": growth_rows,
    "formula": formula_rows,
    "slider": slider_rows,
}


def main() -> None:
    """Measure all rows; no figure decides anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=Path("out/benchmarks.json"), help="where to keep it")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="leave out the others")
    options = parser.parse_args()
    rows = [row for name in options.only or PARTS for row in PARTS[name]()]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"Momentum Lab {__version__}; {machine}; OpenGL by {_renderer()}")
    print(text_table(("row", "against", "ours, median", "p95", "theirs", "ratio"), [_texts(r) for r in rows]))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    content = {"version": __version__, "machine": machine, "rows": [row.as_dict() for row in rows]}
    options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _texts(row: Row) -> tuple[str, ...]:
    milliseconds = (row.ours_ms, row.ours_p95_ms, row.theirs_ms)
    return (row.name, row.against, *(f"{value:.1f} ms" for value in milliseconds), f"{row.ratio:.2f}")


def _renderer() -> str:
    from OpenGL import GL
    from PyQt6.QtGui import QOffscreenSurface, QOpenGLContext

    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not (context.create() and context.makeCurrent(surface)):
        return "nothing"
    name = GL.glGetString(GL.GL_RENDERER)
    context.doneCurrent()
    return name.decode() if isinstance(name, bytes) else "nothing"


if __name__ == "__main__":
    main()
