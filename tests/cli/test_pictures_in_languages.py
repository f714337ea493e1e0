"""Pictures in other languages: their words are in the catalogue, and others can read them in the file."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from pseudo_language import english_in, spoken_pseudo
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QApplication

import momentum_lab as lab
from momentum_lab.core.languages import set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.gui.reports.worksheets import write_worksheet
from momentum_lab.gui.widgets.qt_words import let_qt_speak
from momentum_lab.lessons.library import LESSONS

SVG = "{http://www.w3.org/2000/svg}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
NAMES = re.compile(r"Momentum Lab(?: [\d.]+\S*)?|\b(?:log|ln|px|mm)\b")
RAVINE = {"ru": "Овраг", "zh_CN": "峡谷", "zh_TW": "峽谷"}
BALLS = {"ru": "Градиентный спуск", "zh_CN": "梯度下降", "zh_TW": "梯度下降"}
NEEDS_POPPLER = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext, of poppler-utils, is not there to read a PDF with"
)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=sorted(RAVINE))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QFont(QApplication.font())
    set_language(request.param)
    let_qt_speak()
    yield request.param
    LANGUAGE.speak(ENGLISH)
    let_qt_speak()
    QApplication.setFont(before)


@pytest.fixture(scope="module")
def run() -> lab.Run:
    ravine = lab.open("ravine")
    balls = [lab.ball("momentum", learning_rate=0.05, momentum=value) for value in (0.5, 0.9)]
    return lab.simulate(replace(ravine, balls=(ravine.balls[0], *balls), steps=12))


def words_in(path: Path) -> list[str]:
    tree = ElementTree.parse(path)
    parts = [*tree.iter(f"{SVG}text"), *tree.iter(f"{SVG}title"), *tree.iter(f"{DUBLIN_CORE}title")]
    return [" ".join("".join(part.itertext()).split()) for part in parts]


def escaped(path: Path) -> list[str]:
    return [said for said in words_in(path) if english_in(said, NAMES)]


@pytest.mark.parametrize(
    "options",
    [
        {"view": "all", "has_table": True},
        {"view": "surface", "height": "log"},
        {"view": "contour", "arrows": "all"},
        {"view": "curves", "curves": "loss,gradient_norm", "has_log_steps": True},
        {"view": "loss", "counts_evaluations": True},
        {"view": "contour", "grid": "balls"},
    ],
)
def test_that_nothing_in_a_picture_escapes_the_catalogue(run, tmp_path, options) -> None:
    path = tmp_path / "run.svg"
    with spoken_pseudo():
        lab.export_picture(run, path, lab.PictureOptions(**{"size": (560, 520)} | options))
        assert escaped(path) == []
    assert any("⟦" in said for said in words_in(path))


FINDINGS = {
    "stability": lambda run: lab.stability(
        run.experiment, 1, ("learning_rate", 0.01, 2.0), ("momentum", 0.0, 0.9), points=4
    ),
    "basins": lambda run: lab.basins(run.experiment, points=4)[0],
    "ensemble": lambda run: lab.ensemble(run.experiment, seeds=3),
    "comparison": lambda run: lab.compare(run.experiment, runs=40),
    "plane": lambda run: lab.eigenvalues(run, 1, over="momentum"),
    "filter": lambda run: lab.frequencies(run, 1),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_that_nothing_in_a_picture_of_a_finding_escapes_the_catalogue(run, tmp_path, name) -> None:
    path = tmp_path / "found.svg"
    with spoken_pseudo():
        lab.export_picture(FINDINGS[name](run), path)
        assert escaped(path) == []
    assert any("⟦" in said for said in words_in(path))


@NEEDS_POPPLER
def test_that_the_words_of_a_pdf_are_found_in_each_language(language, tmp_path) -> None:
    path = tmp_path / "ravine.pdf"
    lab.export_picture(lab.simulate(lab.open("ravine")), path, lab.PictureOptions(view="loss"))
    told = read_pdf(path)
    assert RAVINE[language] in told
    assert BALLS[language].replace(" ", "") in told


@NEEDS_POPPLER
def test_that_the_words_of_a_worksheet_are_found_in_each_language(language, tmp_path) -> None:
    path = tmp_path / "sheet.pdf"
    lesson = LESSONS["anatomy_of_a_step"]
    write_worksheet(lesson, path)
    told = read_pdf(path)
    for page in lesson.texts[language].pages.values():
        assert "".join(normalize("NFKC", page.title).split()) in told


def test_that_a_worksheet_for_browsers_says_its_language(language, tmp_path) -> None:
    path = tmp_path / "sheet.html"
    write_worksheet(LESSONS["anatomy_of_a_step"], path)
    told = path.read_text(encoding="utf-8")
    assert f'<html lang="{language.replace("_", "-")}">' in told
    assert LESSONS["anatomy_of_a_step"].texts[language].title in told


def read_pdf(path: Path) -> str:
    """Return what is in a PDF, without blanks, for lines are broken anywhere."""
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return "".join(normalize("NFKC", told).split())
