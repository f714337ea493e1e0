"""Texts of lessons as HTML with MathML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.export.markdown_html import formula_html, inline_html, markdown_html

TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "br", "hr", "a"),
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
}
EMPTY = {"br", "hr", "mspace"}
PIECES = st.sampled_from(
    [
        *("word ", "*em*", "**b**", "`<c>`", "\n\n", "\n", "- item\n", "1. one\n", "# head\n", "> quote\n"),
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![p](https://x.org/p.png)",
            "&lt;",
            '"',
        ),
        *("[l](https://x.org/?a=1&b=2)", "[l](javascript:alert(1))", "[l](https://x.org/\"onclick='x')"),
        *(
            "$x^2$",
            "$$\n\\frac{1}{2}\n$$",
            "$\\href{javascript:x}{y}$",
            "$</math><script>$",
            "| a | b |\n|---|:-:|\n",
        ),
        *("| 1 | $x$ |\n", "---\n", "    code\n", "```\n<b>\n```\n", "<!-- -->", "<https://x.org>"),
    ]
)


class Reader(HTMLParser):
    """Reads what a browser would, and sees that all that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@given(st.lists(PIECES, max_size=16).map("".join))
def test_that_nothing_in_it_leads_astray_or_is_loaded(text: str) -> None:
    for html in (markdown_html(text, below=2), inline_html(text)):
        found = read(html)
        assert found.tags <= TAGS
        for tag, name, value in found.attributes:
            assert name not in ("src", "onclick", "onerror", "class", "id")
            assert name != "href" or (tag == "a" and value.startswith("https://"))
            assert name != "style" or value.startswith("text-align:")


def test_that_a_text_is_what_it_says() -> None:
    text = "# Head\n\nA *slow* **one**: $x^2$.\n\n1. one\n2. two\n\n| a | b |\n|--:|:-:|\n| 1 | `<c>` |"
    html = markdown_html(text, below=2)
    assert "<h3>Head</h3>" in html
    assert "<em>slow</em> <strong>one</strong>" in html
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "<ol><li>one</li>" in html
    assert '<th style="text-align:right">a</th>' in html
    assert "<code>&lt;c&gt;</code>" in html


@pytest.mark.parametrize("latex", [r"\frac{1}{2}", r"x < y", r'\text{"q"}'])
def test_that_a_formula_has_its_latex_beside_it(latex: str) -> None:
    found = read(formula_html(latex, on_own_line=True))
    assert ("math", "alttext", latex) in found.attributes
    assert ("math", "display", "block") in found.attributes


def test_that_what_cannot_be_set_stays_as_it_was_typed() -> None:
    assert read(formula_html(r"\frac{<b>")).text == r"\frac{<b>"


def test_that_words_of_one_paragraph_stand_without_it() -> None:
    assert inline_html("It *flies* off") == "It <em>flies</em> off"
