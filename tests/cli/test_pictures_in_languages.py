"""Pictures in other languages: their words are in the catalogue, and others can read them in the file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops
from pseudo_language import english_in, spoken_pseudo
from spoken_language import spoken

import momentum_lab as lab
from momentum_lab.core.languages import VARIABLE
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.figures.film_options import FilmOptions
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
    with spoken(request.param) as code:
        yield code


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


def test_that_a_film_has_the_words_of_the_language(language, run, tmp_path) -> None:
    """Its last frame is the still picture of the language, which is another one than in English."""
    film, still, english = tmp_path / "run.webp", tmp_path / "still.png", tmp_path / "english.png"
    options = lab.PictureOptions(view="loss", size=(320, 240))
    lab.export_picture(run, film, options, film=FilmOptions(fps=4, seconds=0.5, hold=0.25))
    lab.export_picture(run, still, options)
    LANGUAGE.speak(ENGLISH)
    let_qt_speak()
    lab.export_picture(run, english, options)
    with Image.open(film) as frames:
        frames.seek(frames.n_frames - 1)
        last = frames.convert("RGB")
        told = frames.info["xmp"].decode("utf-8")
    with Image.open(still) as same, Image.open(english) as other:
        assert ImageChops.difference(last, same.convert("RGB")).getbbox() is None
        assert ImageChops.difference(last, other.convert("RGB")).getbbox() is not None
    assert RAVINE[language] in told


WITHOUT_DISPLAY = """
import sys
from momentum_lab.cli.main import main

sys.exit(max(main(["export", "ravine", path, "--view", "loss"]) for path in sys.argv[1:]))
"""


@NEEDS_POPPLER
@pytest.mark.parametrize("code", sorted(RAVINE))
def test_that_words_are_there_without_a_display(code: str, tmp_path: Path) -> None:
    """Of a letter without a shape, no text is found in a PDF."""
    svg, pdf = tmp_path / "ravine.svg", tmp_path / "ravine.pdf"
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DISPLAY, str(svg), str(pdf)],
        env=environment | {VARIABLE: code},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = read_pdf(pdf)
    for word in (RAVINE[code], BALLS[code]):
        assert word in " ".join(words_in(svg))
        assert word.replace(" ", "") in told


def read_pdf(path: Path) -> str:
    """Return what is in a PDF, without blanks, for lines are broken anywhere."""
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return "".join(normalize("NFKC", told).split())
