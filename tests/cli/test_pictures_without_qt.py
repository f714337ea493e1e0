"""What a command line says of pictures is read and checked without Qt, which is loaded to draw."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

RECORD = """
import contextlib, importlib.abc, io, json, sys
from momentum_lab.cli.main import main

class Drawn(BaseException):
    pass

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PyQt6", "pyqtgraph", "OpenGL"):
            raise Drawn

sys.meta_path.insert(0, Watch())
results = []
for line in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = main(line)
        except SystemExit as end:
            status = end.code
        except Drawn:
            status = "draws"
    results.append((status, said.getvalue()))
json.dump(results, sys.stdout)
"""
SHORT = ("--set", "run.steps=6")
MAPS = {
    "stability": ("stability", "ravine", "--points", "2", *SHORT),
    "basins": ("basins", "double_well", "--points", "2", *SHORT),
    "compare": ("compare", "double_well", "--runs", "10", *SHORT),
    "ensemble": ("ensemble", "double_well", "--seeds", "2", *SHORT),
}
COMMANDS = {"export": ("export", "ravine", "x.png", *SHORT)} | {
    name: (*words, "-o", "x.pdf") for name, words in MAPS.items()
}
BAD_LOOKS = {
    ("--target", "nope"): "unknown target 'nope'",
    ("--size", "x"): "argument --size: found 'x'",
    ("--size", "10x10"): "size: found 10 px",
    ("--size", "10000x20000", "--scale", "3"): "size: found 30000 x 60000 pixels",
    ("--size", "90x60", "--target", "page"): "--size: allowed are mm for the target page",
    ("--size", "90x60mm", "--type", "0"): "type size: found 0.0",
    ("--type", "3"): "--type wants --target or --size",
    ("--dpi", "5"): "--dpi is for sizes in millimetres",
    ("--dpi", "5", "--target", "page"): "dpi: found 5",
    ("--scale", "0"): "scale: found 0.0",
    ("--scale", "2", "--target", "page"): "--scale is for sizes in logical pixels",
    ("--theme", "pink"): "argument --theme: invalid choice: 'pink'",
}
BAD_EXPORTS = {
    ("x.png", "--view", "nope"): "unknown view 'nope'",
    ("x.png", "--view", "nope", "--target", "page"): "unknown view 'nope'",
    ("x.png", "--step", "-1"): "step: found -1",
    ("x.png", "--step", "500"): "step: found 500, allowed is 0 to 6",
    ("x.png", "--view", "curve"): "view: the curve is of landscapes of one dimension",
    ("x.png", "--dots", "-1"): "dots: found -1",
    ("x.png", "--grid", "balls"): "grid: a grid is of one view",
    ("x.png", "--grid", "a", "--view", "loss"): "grid: found 'a'",
    ("x.png", "--grid", "balls.0.x=1", "--view", "loss"): "grid: balls: 0: unknown key 'x'",
    ("x.png", "--fps", "3"): "--fps: is for films",
    ("x.png", "--once"): "--once: is for films",
    ("x.png", "--format", "svg"): "--format is for a set",
    ("x.bmp",): "x.bmp: found the ending '.bmp'",
    ("x.gif", "--fps", "60"): "fps: found 60, allowed for GIF animations is 1 to 50",
    ("x.gif", "--seconds", "nan"): "seconds: found nan",
    ("x.gif", "--easing", "a"): "easing: unknown easing 'a'",
    ("x.gif", "--transparent"): "x.gif: a film cannot be transparent",
    ("x.webp", "--size", "9000x200"): "size: found 9,000 x 200 pixels, allowed for a film",
    ("--out", "d", "--format", "bm"): "--format: unknown format 'bm'",
    ("--out", "d", "--view", "loss,nope"): "unknown view 'nope'",
    ("--out", "d", "--format", "png,gif", "--fps", "99"): "fps: found 99",
}
BAD = {
    **{(*words, *look): said for words in COMMANDS.values() for look, said in BAD_LOOKS.items()},
    **{("export", "ravine", *words, *SHORT): said for words, said in BAD_EXPORTS.items()},
    **{(*words, "-o", "x.gif"): "x.gif: found the ending '.gif'" for words in MAPS.values()},
    (*COMMANDS["stability"], "--colours", "a"): "argument --colours: invalid choice: 'a'",
}
HELP = [(name, "--help") for name in (*COMMANDS, "run", "sweep", "list")]
DRAWN = [
    ("export", "ravine", "x.svg", "--view", "loss", "--target", "page", "--grey", "--table", *SHORT),
    ("export", "ravine", "x.pdf", "--view", "contour", "--grid", "balls", "--dots", "2", *SHORT),
    ("export", "ravine", "x.mp4", "--view", "loss", "--fps", "30", "--easing", "ease-in-out", *SHORT),
    ("export", "ravine", "--out", ".", "--view", "loss", "--format", "png,gif", "--once", *SHORT),
    *((*words, "--target", "column", "--theme", "dark") for words in COMMANDS.values() if "-o" in words),
    (*COMMANDS["stability"], "--colours", "status"),
]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What becomes of every command line, one after the other, where loading Qt is an event."""
    folder = tmp_path_factory.mktemp("nothing")
    lines = [*BAD, *HELP, *DRAWN]
    done = subprocess.run(
        [sys.executable, "-c", RECORD],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=100,
        cwd=folder,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not [path for path in folder.iterdir() if path.is_file()]
    return dict(zip(lines, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("line", BAD, ids=" ".join)
def test_that_what_cannot_be_drawn_is_refused_without_qt(results, line) -> None:
    status, said = results[line]
    assert (status, said.count("\n")) == (2, 1)
    assert said.startswith(f"momentum-lab: {BAD[line]}")


@pytest.mark.parametrize("line", HELP, ids=" ".join)
def test_that_help_needs_no_qt(results, line) -> None:
    status, said = results[line]
    assert status == 0
    assert said.startswith(f"usage: momentum-lab {line[0]} ")


@pytest.mark.parametrize("line", DRAWN, ids=" ".join)
def test_that_qt_is_loaded_when_all_is_checked_and_computed(results, line) -> None:
    assert results[line] == ["draws", ""]
