"""The lab report as a document and as HTML: all that was done is in it, and nothing in it does anything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from pseudo_language import english_in, spoken_pseudo
from sample_lesson import CJK, EXPERIMENT, LESSON_TEXT, LONG, MARKUP, SAMPLE_LESSON, SAMPLE_RECORD, SOLVED

from momentum_lab.containers import png
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.embedded import embedded_text, files_in, read_all
from momentum_lab.export.document import Grid, Heading, Options, Paper, Picture, Said, Words
from momentum_lab.export.document_html import html_text, write_html
from momentum_lab.export.lesson_report import ReportPictures, lesson_report
from momentum_lab.lessons.record_file import record_of, record_text
from momentum_lab.lessons.record_judge import JudgedRecord

PNG = png.SIGNATURE + png.chunk(b"IHDR", bytes(13)) + png.chunk(b"IEND", b"")
DAY = date(2026, 3, 14)
VOID = {"meta", "img", "br", "hr"}


def report(record=SAMPLE_RECORD) -> Paper:
    pictures = ReportPictures({"one.png": PNG}, {"bowl/task": PNG})
    return lesson_report(
        SAMPLE_LESSON, LESSON_TEXT, JudgedRecord(record), pictures, DAY, record_text(record).encode()
    )


class Page(HTMLParser):
    """Elements with their attributes, and the text in them; elements have to be closed in order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def test_that_everything_that_was_done_is_in_the_report():
    page = Page(html_text(report()))
    assert not page.open
    for said in (
        "Ada <Lovelace>",
        "2026-03-14",
        "The bowl & its <balls>",
        "It flies off",
        "It came otherwise: It arrives.",
        "100% of the pairs are in the other order",
        "the answer was 2% off",
        "and the answer was 2% off",
        "it is at (1.25, 2), and the answer was 0.25 from there",
        "powers of ten off on average",
        "Right: It did not",
        "The loss of Mine is less than 0.001",
        "In the race, the number of steps to tolerance of Mine: 17",
        " ".join(MARKUP.split()),
        CJK,
        " ".join(LONG.split()),
        "Figure 1:",
        "Table 1:",
    ):
        assert said in page.text, said


def test_that_nothing_in_a_report_is_run_loaded_or_led_anywhere():
    elements = Page(html_text(report())).elements
    tags = {tag for tag, _ in elements}
    assert not tags & {"iframe", "object", "embed", "form", "input", "link", "base", "svg", "video"}
    scripts = [attributes for tag, attributes in elements if tag == "script"]
    assert [each["type"] for each in scripts] == ["application/json"]
    for _tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src"):
            assert attributes.get(name, "data:").startswith("data:")
    policies = [a for _, a in elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policies[0]["content"]


def test_that_each_figure_saves_its_experiment_and_the_result_is_in_it_once(tmp_path):
    path = tmp_path / "report.html"
    write_html(report(), path)
    assert {each.name: each.experiment for each in read_all(path)} == {
        "figure-1": EXPERIMENT,
        "task-1": SOLVED,
    }
    results = [each for each in files_in(path) if each.name == "result.json"]
    assert len(results) == 1
    assert record_of(results[0].content.decode()) == SAMPLE_RECORD


def test_that_pictures_are_in_the_file_with_words_for_those_who_do_not_see_them():
    images = [attributes for tag, attributes in Page(html_text(report())).elements if tag == "img"]
    assert len(images) == 2
    assert all(image["src"].startswith("data:image/png;base64,") for image in images)
    assert "Plain, Heavy, at step 20" in images[1]["alt"]


def test_that_order_point_and_curve_are_told_in_balls_places_and_steps():
    grids = [block.rows for block in report().blocks if isinstance(block, Grid)]
    assert grids[0] == (("", "1.", "2."), ("Predicted", "Plain", "Heavy"), ("What came", "Heavy", "Plain"))
    assert grids[2] == (("", "x", "y"), ("Predicted", "1", "2"), ("What came", "1.25", "2"))
    heads, predicted, came = grids[3]
    assert heads[1:3] == ("step 0", "step 6")
    assert heads[-1] == "step 30"
    assert (predicted[-1], came[-1]) == ("30", "15")


def test_that_what_was_not_done_is_said():
    empty = replace(SAMPLE_RECORD, answers={}, figures=(), student="")
    said = [block.text for block in report(empty).blocks if isinstance(block, Said)]
    assert said.count("No prediction was made.") == 5
    assert {"Nothing was noted.", "Not done yet.", "Nothing was written."} <= {*said}
    assert dict(report(empty).facts)["Predictions made"] == "0 of 5"


def test_that_a_lost_picture_leaves_its_figure_out_and_nothing_else():
    document = lesson_report(
        SAMPLE_LESSON, LESSON_TEXT, JudgedRecord(SAMPLE_RECORD), ReportPictures(), DAY, b"{}"
    )
    assert not [block for block in document.blocks if isinstance(block, Picture)]
    assert [each for each in document.blocks if isinstance(each, Words)]


def test_that_the_choice_that_was_made_is_ticked():
    choices = next(block for block in report().blocks if isinstance(block, Options))
    assert [(each.markdown, each.is_ticked) for each in choices.options] == [
        ("It *arrives*", False),
        ("It flies off", True),
    ]
    headings = [block.text for block in report().blocks if isinstance(block, Heading)]
    assert headings[:2] == ["Two balls", "What will happen?"]


def test_that_mathematics_is_mathml():
    text = replace(
        LESSON_TEXT,
        pages={"bowl": replace(LESSON_TEXT.pages["bowl"], question="Why is $x^2 < 1$?")},
    )
    document = lesson_report(SAMPLE_LESSON, text, JudgedRecord(SAMPLE_RECORD), ReportPictures(), DAY, b"{}")
    page = Page(html_text(document))
    assert {"math", "msup"} <= {tag for tag, _ in page.elements}
    assert not re.search(r"\$x", page.text)


def test_that_the_data_block_is_json():
    content = html_text(report())
    block = re.search(r'<script type="application/json" id="result.json">(.*?)</script>', content, re.DOTALL)
    assert json.loads(block[1])["student"] == "Ada <Lovelace>"
    assert "<" not in block[1]


@pytest.mark.parametrize("experiment", [EXPERIMENT, SOLVED])
def test_that_what_is_attached_is_what_pictures_carry(experiment):
    assert embedded_text(experiment).encode() in [each.content for each in report().attachments]


def test_that_all_that_the_program_says_in_a_report_is_in_the_language():
    english = Page(html_text(report())).texts
    own = f"{SAMPLE_LESSON} {LESSON_TEXT} {SAMPLE_RECORD} {LONG} Momentum Lab {__version__}"
    with spoken_pseudo():
        page = Page(html_text(report()))
    assert "⟦" in page.text
    same = {text.strip() for text in page.texts} & {text.strip() for text in english}
    assert [text for text in same if english_in(text) and text.splitlines()[-1] not in own] == []
