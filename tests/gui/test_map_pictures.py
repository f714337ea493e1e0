"""Pictures of what the dock explores, other than maps of many runs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from driving import bowl
from PIL import Image
from PyQt6.QtWidgets import QApplication

from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.eigenvalues import plane
from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.analysis.frequencies import frequencies
from momentum_lab.analysis.theory import theory
from momentum_lab.core.errors import InputError
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.findings import TheoryFinding
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.themes import DARK
from momentum_lab.gui.pictures.writing import export_map
from momentum_lab.gui.views.maps.facts import mode_colors
from momentum_lab.simulation.engine import simulate

EXPERIMENT = bowl(Ball("gradient_descent"), Ball("momentum"), steps=40)
pytestmark = pytest.mark.usefixtures("qapp")


def texts(path: Path) -> list[str]:
    found = ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    return [" ".join("".join(text.itertext()).split()) for text in found]


def test_that_the_curves_of_theory_have_their_colours(qapp: QApplication, tmp_path: Path) -> None:
    run = simulate(EXPERIMENT)
    finding = TheoryFinding(run, theory(run, 1, run.computed, "minimum"))
    path = tmp_path / "theory.png"
    export_map(finding, path, PictureOptions(view="loss", scale=2.0, theme="dark"))
    with Image.open(path) as picture:
        counts = {c: n for n, c in picture.convert("RGB").getcolors(1 << 24)}
    for color in mode_colors(DARK):
        assert counts[tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))] > 300
    export_map(finding, tmp_path / "theory.svg", PictureOptions(view="loss"))
    assert "error along the axis" in texts(tmp_path / "theory.svg")


def test_that_a_comparison_is_a_table(tmp_path: Path) -> None:
    found = compare(EXPERIMENT, 12)
    export_map(found, tmp_path / "c.svg", PictureOptions(view="loss"))
    words = texts(tmp_path / "c.svg")
    assert words.count("final loss") == 2
    assert words.count("Momentum") == 2
    assert words.index("Each at its best") > 0


def test_that_an_ensemble_has_a_legend_unless_it_is_unwanted(tmp_path: Path) -> None:
    found = ensemble(EXPERIMENT, 4)
    for has_legend in (True, False):
        path = tmp_path / f"{has_legend}.svg"
        export_map(found, path, PictureOptions(view="contour", has_legend=has_legend, is_grey=True))
        assert ("Momentum" in texts(path)) is has_legend


def test_that_a_map_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"allowed are \.png, \.svg, \.pdf"):
        export_map(ensemble(EXPERIMENT, 2), tmp_path / "x.gif", PictureOptions())
    assert not (tmp_path / "x.gif").exists()


def test_that_a_picture_of_eigenvalues_has_circle_ways_and_numbers(tmp_path: Path) -> None:
    found = plane(simulate(bowl(Ball("momentum"), steps=40)), 0, 0)
    export_map(found, tmp_path / "p.svg", PictureOptions(view="loss"))
    words = texts(tmp_path / "p.svg")
    assert "Small bowl: eigenvalues of Momentum" in words
    assert "√β = 0.9487" in words
    assert f"{abs(found.pairs[1].leading):.4g}" in words
    assert any(word.startswith("lines: over learning rate from") for word in words)
    export_map(found, tmp_path / "p.png", PictureOptions(view="loss", scale=2.0, theme="dark"))
    with Image.open(tmp_path / "p.png") as picture:
        counts = {c: n for n, c in picture.convert("RGB").getcolors(1 << 24)}
    for color in mode_colors(DARK):
        assert counts[tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))] > 100


@pytest.mark.parametrize(("optimizer", "axes"), [("nesterov", 2), ("adagrad", 1)])
def test_that_a_picture_of_a_filter_has_the_plots_that_there_are(
    tmp_path: Path, optimizer: str, axes: int
) -> None:
    found = frequencies(simulate(bowl(Ball(optimizer), steps=40)), 0, 0)
    export_map(found, tmp_path / "f.svg", PictureOptions(view="loss"))
    words = texts(tmp_path / "f.svg")
    assert ("gain" in words, "in this run" in words) == (axes == 2, True)
    assert ("10" in words) == (axes == 2)
    assert words.count("frequency: swings a step") == 1
