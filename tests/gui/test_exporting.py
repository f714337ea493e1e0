"""What a picture needs before it is written: a run, memory, and the runs of small multiples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from driving import bowl

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.grid import MOST_CELLS, cells_of
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.exporting import conversations as exporting
from momentum_lab.gui.exporting.preview import Preview
from momentum_lab.gui.pictures import subject
from momentum_lab.gui.pictures import writing as export
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.session.clock import Clock
from momentum_lab.simulation import native_ball
from momentum_lab.simulation.engine import simulate

OPTIONS = PictureOptions(view="loss", size=(300, 200))
RUN = simulate(bowl(Ball("gradient_descent"), Ball("momentum"), steps=60))


class Unsettled:
    """A clock whose run never comes: waiting for it fails, or somebody cancels."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @property
    def is_settled(self) -> bool:
        raise self._error

    run = RUN


@pytest.mark.parametrize(
    ("error", "said"),
    [(InputError("too far"), "too far"), (MemoryError(), "there is not enough memory for that")],
    ids=["input", "memory"],
)
def test_that_there_is_no_run_after_a_failure(dialog_parent, dialogs, error: Exception, said: str) -> None:
    assert exporting.settled_run(dialog_parent, Unsettled(error)) is None
    assert dialogs.take_error() == ("The experiment could not be run", said)


@pytest.mark.parametrize("where", [(RunSubject, "sheet"), (Sheet, "draw")], ids=["sheet", "draw"])
def test_that_a_preview_that_needs_too_much_memory_says_so(qtbot, monkeypatch, where) -> None:
    def fail(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(*where, fail)
    preview = Preview(RunSubject(RUN), Clock())
    qtbot.addWidget(preview)
    preview.show_options(PictureOptions(view="loss"))
    qtbot.waitUntil(lambda: preview.accessibleDescription() != "")
    assert preview.accessibleDescription() == "there is not enough memory for that"
    preview.stop()


def test_that_small_multiples_of_the_preview_are_written_and_only_the_latest_are_kept(
    qapp, monkeypatch, tmp_path
) -> None:
    made: list[str] = []

    def count(run, grid: str, progress=lambda share: True):
        made.append(grid)
        return cells_of(run, grid, progress)

    monkeypatch.setattr(subject, "cells_of", count)
    monkeypatch.setattr(export, "cells_of", count)
    drawn = RunSubject(RUN)
    grids = [f"balls.1.momentum={values}" for values in ("0,0.5", "0,0.9")]
    wanted = [replace(OPTIONS, grid=grid) for grid in grids]
    for options in (*wanted, wanted[0]):
        assert list(drawn.computing(options, lambda share: True)) == [options.grid]
        assert drawn.computing(options, lambda share: True) is None
    assert made == [grids[0], grids[1], grids[0]]
    drawn.write(tmp_path / "a.png", wanted[0], FilmOptions(), lambda share: True)
    assert len(made) == 3
    drawn.write(tmp_path / "b.png", wanted[1], FilmOptions(), lambda share: True)
    assert made[3:] == [grids[1]]
    RunSubject(RUN).write(tmp_path / "c.png", wanted[0], FilmOptions(), lambda share: True)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "c.png").read_bytes()


def test_that_long_small_multiples_roll_as_machine_code_to_the_same_bits(monkeypatch) -> None:
    compiled: list[int] = []

    def native(experiment, ball: int):
        compiled.append(ball)
        return native_ball.compiled(experiment, ball)

    monkeypatch.setattr(native_ball, "compiled_if_possible", native)
    grid = "balls.1.momentum=0,0.5,0.9"
    plain = cells_of(RUN, grid)
    assert compiled == []
    monkeypatch.setattr(native_ball, "WORTH_COMPILING", 3 * 2 * 60 - 1)  # of all cells together
    fast = cells_of(RUN, grid)
    assert compiled == [0, 1] * 3
    for one, other in zip(plain, fast, strict=True):
        assert one.caption == other.caption
        assert np.array_equal(one.run.loss, other.run.loss)


@pytest.mark.parametrize("count", [0, MOST_CELLS + 1])
def test_that_balls_that_have_no_cells_are_refused(tmp_path, count: int) -> None:
    balls = [replace(Ball("gradient_descent"), visible=index < count) for index in range(max(count, 1))]
    run = simulate(bowl(*balls, steps=2))
    with pytest.raises(InputError, match=f"^grid: found {count} visible balls, allowed are 1 to 36$"):
        export.export_picture(run, tmp_path / "x.png", replace(OPTIONS, grid="balls"))
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]
