"""Reports as PDF, read by poppler: words, pages, pictures with all their pixels, files within."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PyQt6.QtGui import QImage, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgRenderer
from sample_lesson import CJK, EXPERIMENT, LESSON_TEXT, SAMPLE_LESSON, SAMPLE_RECORD, SOLVED

from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.experiment.embedded import files_in, read, read_all
from momentum_lab.export.document import (
    Blanks,
    Grid,
    Heading,
    Option,
    Options,
    Paper,
    Prose,
    Said,
    SheetBreak,
    turned_grid,
)
from momentum_lab.export.lesson_report import ReportPictures, lesson_report
from momentum_lab.figures import envelopes
from momentum_lab.figures.options import PictureOptions
from momentum_lab.formulas.latex import latex_mathml
from momentum_lab.gui.reports.drawings import answer_pictures, picture, prediction_pictures, task_pictures
from momentum_lab.gui.reports.paper import pdf_bytes, write_pdf_document
from momentum_lab.gui.reports.worksheets import write_document
from momentum_lab.gui.widgets.mathematics import drawn
from momentum_lab.lessons.lesson import Measure
from momentum_lab.lessons.record import Answered, AnswerOutcome
from momentum_lab.lessons.record_file import record_of, record_text
from momentum_lab.lessons.record_judge import JudgedRecord
from momentum_lab.simulation import simulate

pytestmark = pytest.mark.usefixtures("qapp")


def poppler(tool: str, path: Path, *options: str) -> str:
    command = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def report(qapp, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    drawn = picture(simulate(EXPERIMENT), PictureOptions(view="loss", scale=2.0))
    pictures = ReportPictures({"one.png": drawn}, task_pictures(SAMPLE_LESSON, SAMPLE_RECORD))
    text = replace(LESSON_TEXT, pages={"bowl": replace(LESSON_TEXT.pages["bowl"], question="Why $x^2 < 1$?")})
    result = record_text(SAMPLE_RECORD).encode()
    document = lesson_report(
        SAMPLE_LESSON, text, JudgedRecord(SAMPLE_RECORD), pictures, date(2026, 3, 14), result
    )
    write_pdf_document(document, path)
    return path


def test_that_what_was_done_can_be_read_by_others(report):
    words = " ".join(normalize("NFKC", poppler("pdftotext", report, "-layout")).split())
    for said in (
        "Ada <Lovelace>",
        "2026-03-14",
        "☒ It flies off",
        "Right: it is at (1.25, 2)",
        CJK,
        "Table 1:",
    ):
        assert normalize("NFKC", said) in words, said
    assert "$x^2" not in words
    assert "Page 1 of " in words


def test_that_predictions_that_were_drawn_are_drawn_over_what_came():
    drawn = answer_pictures(SAMPLE_LESSON, SAMPLE_RECORD)
    assert drawn.keys() == {"bowl/place", "bowl/curve"}
    plain = prediction_pictures(SAMPLE_LESSON, is_key=True)
    assert all(drawn[key] != plain[key] for key in drawn)
    unfit = {**SAMPLE_RECORD.answers, "bowl/place": Answered("x", AnswerOutcome("", None))}
    assert answer_pictures(SAMPLE_LESSON, replace(SAMPLE_RECORD, answers=unfit)).keys() == {"bowl/curve"}


def test_that_axes_to_draw_on_do_not_show_what_theory_knows_of_the_curve(monkeypatch):
    (page,) = SAMPLE_LESSON.pages
    step = next(step for step in page.steps if step.id == "curve")
    asked = replace(step, prediction=replace(step.prediction, measure=Measure(1, quantity="y")))
    lesson = replace(SAMPLE_LESSON, pages=(replace(page, steps=(asked,)),))
    drawn = [prediction_pictures(lesson, is_key) for is_key in (False, True)]
    monkeypatch.setattr(envelopes, "envelope_lines", lambda *_: [])
    without = [prediction_pictures(lesson, is_key) for is_key in (False, True)]
    assert drawn[0] == without[0]
    assert drawn[1] != without[1]  # the key has it


def test_that_files_in_it_are_found_by_others_and_by_the_program(report, tmp_path):
    listed = poppler("pdfdetach", report, "-list")
    assert {"figure-1.toml", "task-1.toml", "result.json"} <= {*listed.split()}
    subprocess.run(["pdfdetach", "-saveall", "-o", str(tmp_path), str(report)], check=True)
    assert record_of((tmp_path / "result.json").read_text("utf-8")) == SAMPLE_RECORD
    assert {each.name: each.experiment for each in read_all(report)} == {
        "figure-1": EXPERIMENT,
        "task-1": SOLVED,
    }
    assert read(report) == SOLVED
    assert len(files_in(report)) == 3


def test_that_pictures_keep_their_pixels_and_mathematics_is_no_picture(report):
    rows = [line.split() for line in poppler("pdfimages", report, "-list").splitlines()[2:]]
    widths = {int(row[3]) for row in rows if row[2] == "image"}
    assert len(widths) == 2
    assert min(widths) >= 1000


def test_that_formulas_are_as_bold_on_paper_as_on_the_screen():
    """In a PDF Qt draws lines around letters that are areas, if it is not told that these have no width."""

    def ink(pixels: QImage) -> float:
        grey = pixels.convertToFormat(QImage.Format.Format_Grayscale8)
        data = np.frombuffer(grey.constBits().asstring(grey.sizeInBytes()), np.uint8)
        return float((255 - data.astype(float)).sum())

    line = drawn(latex_mathml("0.1x^2 + 2y^2"), 16)
    renderer, place = (
        QSvgRenderer(QByteArray(line.colored("#000000"))),
        QRectF(10.0, 10.0, 3 * line.width, 3 * line.height),
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    writer.setPageMargins(QMarginsF())
    image = QImage(794, 200, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    for device in (writer, image):
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, place)
        painter.end()
    command = ["pdftoppm", "-r", "96", "-png", "-H", "200", "-"]
    printed = subprocess.run(command, input=buffer.data().data(), capture_output=True, check=True).stdout
    assert ink(QImage.fromData(printed)) == pytest.approx(ink(image), rel=0.1)


def text_of(*blocks) -> list[str]:
    """The pages of a document as texts."""
    data = pdf_bytes(Paper("Title", "en", (), blocks))
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_that_a_heading_stays_with_what_follows():
    for count in range(30, 50):
        pages = text_of(
            *[Said(f"line {i}") for i in range(count)], Heading("Below", 3), Prose("Asked?"), Blanks(1)
        )
        first = pages[0].strip().splitlines()
        assert not any("Below" in line for line in first) or any("Asked" in line for line in first)
        assert sum("line" in line for page in pages for line in page.splitlines()) == count


def test_that_conditions_and_short_tables_are_not_torn_and_stay_with_what_asks_for_them():
    conditions = Options(tuple(Option(f"condition {i}") for i in range(4)))
    table = Grid(tuple((f"condition {i}", "x") for i in range(4)))
    for block in (conditions, table):
        for count in range(28, 48, 3):
            pages = text_of(
                *[Said(f"line {i}") for i in range(count)],
                Heading("Task", 3),
                Prose("Do it."),
                block,
                Said("end"),
            )
            on = [page.count("condition") for page in pages]
            assert max(on) == 4
            assert sum(on) == 4
            whole = pages[on.index(4)]
            assert "Task" in whole
            assert "Do it." in whole


def test_that_the_head_and_the_text_of_a_page_go_with_its_first_step():
    for count in range(28, 48, 3):
        pages = text_of(
            *[Said(f"line {i}") for i in range(count)],
            Heading("Ravine"),
            Prose("Which?", "question"),
            Prose("One paragraph.\n\nAnother one."),
            Heading("Predict", 3),
            Prose("Asked?"),
            Blanks(1),
        )
        (page,) = [page for page in pages if "Ravine" in page]
        assert all(words in page for words in ("Which?", "Another one.", "Predict", "Asked?"))


def test_that_what_is_higher_than_a_page_begins_with_its_heading_all_the_same():
    pages = text_of(
        *[Said(f"line {i}") for i in range(20)],
        Heading("Ravine"),
        *[Prose("One paragraph.") for _ in range(40)],
        Heading("Predict", 3),
        Prose("Asked?"),
        Options((Option("a"), Option("b"))),
    )
    (page,) = [page for page in pages if "Predict" in page]
    assert "Asked?" in page
    assert "☐" in page


def test_that_a_table_of_many_columns_is_turned_and_keeps_words_and_numbers_whole():
    heads = ("ball", "optimizer", "status", "final loss", "distance to minimum", "steps", "evaluations")
    cells = ("Heavy", "Momentum", "converged", "0.0890129", "0.00123456", "1,234", "1,234,567")
    turned = turned_grid((heads, cells, cells))
    assert turned.rows[0] == ("ball", "Heavy", "Heavy")
    assert turned.rows[-1] == ("evaluations", "1,234,567", "1,234,567")
    assert turned_grid((heads[:3], cells[:3])).rows == (heads[:3], cells[:3])
    square = (heads, *[cells] * 7)
    assert turned_grid(square).rows == square
    for grid in (turned, turned_grid(square)):
        (page,) = text_of(grid)
        words = {word for row in grid.rows for cell in row for word in cell.split()}
        assert words <= {*normalize("NFKC", page).split()}


def test_that_mathematics_can_be_read_by_others():
    (page,) = text_of(Prose("It goes along $x_0 + y$ down."), Prose("$$\\eta = 0.4$$"))
    words = normalize("NFKC", page)
    assert "alongx_0+ydown." in "".join(words.split())
    assert "η = 0.4" in words


def test_that_a_new_page_begins_where_it_is_wanted():
    pages = text_of(Said("one"), SheetBreak(), Heading("Two"), Said("three"))
    assert ["one" in page for page in pages] == [True, False]
    assert "three" in pages[1]


def test_that_boxes_and_lines_are_there_to_be_filled():
    page = text_of(
        Options((Option("a *b*"), Option("c", is_ticked=True))), Blanks(1, "Answer:", is_short=True)
    )[0]
    assert "☐" in page
    assert "☒" in page
    assert "Answer: ____" in page


def test_that_a_document_is_written_by_its_name_or_not_at_all(tmp_path):
    document = Paper("Title", "en", (), (Said("x" * 500),))
    write_document(document, tmp_path / "a.pdf")
    write_document(document, tmp_path / "a.html")
    with pytest.raises(InputError, match=r"'\.txt'"):
        write_document(document, tmp_path / "a.txt")
    with pytest.raises(CancelledError):
        write_pdf_document(document, tmp_path / "b.pdf", lambda _share: False)
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["a.html", "a.pdf"]
