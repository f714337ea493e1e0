"""What cancelling, killing and long films leave behind: no half file, and no memory."""

from __future__ import annotations

import signal
import subprocess
import sys
import tracemalloc
import weakref
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from driving import bowl
from filming import FAR, FORMATS, begun

from momentum_lab.core.errors import CancelledError
from momentum_lab.core.files import write_text
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.pictures import film as film_module
from momentum_lab.simulation.engine import simulate

OPTIONS = PictureOptions(view="loss", size=(200, 180))
FILM = FilmOptions(fps=10, seconds=0.8, hold=0.3)

pytestmark = pytest.mark.usefixtures("qapp")
every_format = pytest.mark.parametrize("suffix", FORMATS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where nothing else is."""
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


@every_format
@pytest.mark.parametrize("has_old", [True, False], ids=["over an old file", "anew"])
def test_that_cancelling_at_any_moment_leaves_what_was_there(folder, suffix: str, has_old: bool) -> None:
    run, path = simulate(bowl(FAR, steps=7)), folder / f"film{suffix}"
    shares: list[float] = []
    export_picture(run, path, OPTIONS, lambda share: not shares.append(share), film=FILM)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares.count(shares[-2]) > (5 if suffix == ".mp4" else 1), "also asked while the last are flushed"
    for asked in range(1, len(shares)):
        path.unlink(missing_ok=True)
        if has_old:
            path.write_bytes(b"old")
        answers = iter([True] * (asked - 1) + [False])
        with pytest.raises(CancelledError):
            export_picture(run, path, OPTIONS, lambda share, answers=answers: next(answers), film=FILM)
        assert [p.read_bytes() for p in folder.iterdir()] == ([b"old"] if has_old else [])


KILLED = """
import os, signal, sys
from pathlib import Path
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.pictures import export_picture
from momentum_lab.simulation.engine import simulate

def progress(share):
    if share >= float(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return True

run, path = simulate(preset("double_well")), Path(sys.argv[1])
film = FilmOptions(seconds=1.0)
export_picture(run, path, PictureOptions(view="loss", size=(200, 180)), progress, film=film)
"""


@every_format
def test_that_who_is_killed_leaves_the_old_film_and_what_is_cleared_away(tmp_path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), "0.5"], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert path.read_bytes() == b"old"
    assert [p.suffix for p in tmp_path.glob(".film.*.part*")] == [suffix]
    write_text(tmp_path / "next", "")
    assert list(tmp_path.glob(".film.*")) == []


def fed(path: Path, count: int) -> tuple[int, int]:
    """Write some frames; return the peak of memory and how many frames were alive at most."""
    noise = np.random.default_rng(0)
    glimpse = noise.integers(0, 256, (64, 64, 4), np.uint8)
    writer = begun(path, glimpse)
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0
    tracemalloc.start()
    try:
        for _ in range(count):
            image = noise.permutation(glimpse)
            alive = [seen for seen in alive if seen() is not None] + [weakref.ref(image)]
            most = max(most, len(alive))
            writer.add(image, Fraction(1, 10))
        for _ in writer.finish():
            pass
        return tracemalloc.get_traced_memory()[1], most
    finally:
        tracemalloc.stop()
        writer.close()


@every_format
def test_that_a_long_film_needs_no_more_memory_than_a_short_one(tmp_path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    fed(path, 3)  # what is imported and kept once
    short, few = fed(path, 30)
    long, many = fed(path, 150)
    assert few == many <= 2
    assert long - short < 64 * 64 * 4, "less than one frame"


@every_format
def test_that_no_frame_is_drawn_twice(tmp_path, monkeypatch, suffix: str) -> None:
    drawn: list[int] = []

    def draw(figure, step, scale):
        drawn.append(step)
        return draw_image(figure, step, scale)

    draw_image = film_module.draw_image
    monkeypatch.setattr(film_module, "draw_image", draw)
    run = simulate(bowl(FAR, steps=3))
    export_picture(run, tmp_path / f"film{suffix}", OPTIONS, film=FILM)
    assert drawn[-4:] == [0, 1, 2, 3]
    glimpses = film_module.GLIMPSES if suffix == ".gif" else 0
    assert len(drawn) <= 4 + 1 + glimpses
