"""Experiments and results within documents: found by their names, and never more than is allowed."""

from __future__ import annotations

import io
import json
import zlib
from html.parser import HTMLParser

import pytest
from laboratory import ball, on_library
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice
from PyQt6.QtGui import QPainter, QPdfWriter

from momentum_lab.containers import attachments, html, pdf, source
from momentum_lab.containers.attachments import LARGEST_ATTACHMENT, MOST_ATTACHMENTS, Attachment
from momentum_lab.containers.source import Source
from momentum_lab.core.errors import InputError
from momentum_lab.experiment.embedded import embedded_text, files_in, read, read_all

pytestmark = pytest.mark.usefixtures("qapp")
FIRST = on_library("elliptic_bowl", ball("momentum", label="<&>"), steps=6, title="one")
SECOND = on_library("elliptic_bowl", ball("adam"), steps=7, title="two")
RESULT = Attachment("result.json", '{"name": "</script><b>&\u2028", "größe": 1}'.encode())
FILESPEC = b"/F (a.toml)\n/EF <</F 7 0 R>>\n/Type/Filespec"
FILES = (
    Attachment("figure-1.toml", embedded_text(FIRST).encode()),
    Attachment("figure-2.toml", embedded_text(SECOND).encode()),
    RESULT,
)


def page(*parts: str) -> bytes:
    return f"<!DOCTYPE html>\n<html><body>{''.join(parts)}</body></html>".encode()


def as_html(files: tuple[Attachment, ...]) -> bytes:
    links = (html.link(each, "save") for each in files if each.name.endswith(".toml"))
    return page(*links, *(html.data(each) for each in files if each.name.endswith(".json")))


def as_pdf(files: tuple[Attachment, ...]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    for each in files:
        writer.addFileAttachment(each.name, QByteArray(each.content), each.kind)
    painter = QPainter(writer)
    painter.drawText(20, 20, "text")
    painter.end()
    return buffer.data().data()


KINDS = {".html": as_html, ".pdf": as_pdf}
every_kind = pytest.mark.parametrize("suffix", KINDS)


def attached(content: bytes, suffix: str = ".html") -> tuple[Attachment, ...]:
    module = html if suffix == ".html" else pdf
    return module.attached(Source(io.BytesIO(content)))


@every_kind
def test_that_files_come_back_out_of_a_document(tmp_path, suffix):
    path = tmp_path / f"report{suffix}"
    path.write_bytes(KINDS[suffix](FILES))
    found = {each.name: each.content for each in files_in(path)}
    assert found.keys() == {each.name for each in FILES}
    assert [each.experiment for each in read_all(path)] == [FIRST, SECOND]
    assert [each.name for each in read_all(path)] == ["figure-1", "figure-2"]


def test_that_the_first_figure_of_a_page_is_what_it_opens_as(tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(as_html(FILES))
    assert read(path) == FIRST


def test_that_data_ends_no_script_and_reads_back_as_the_same_json():
    content = as_html((RESULT,))
    scripts = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            scripts.append((tag, dict(attrs).get("type")))

    Reader().feed(content.decode())
    assert [each for each in scripts if each[0] in ("script", "b")] == [("script", "application/json")]

    assert json.loads(attached(content)[0].content) == json.loads(RESULT.content)


def test_that_a_file_without_others_in_it_has_one_experiment(tmp_path):
    path = tmp_path / "one.toml"
    path.write_text(embedded_text(FIRST))
    assert [(each.name, each.experiment) for each in read_all(path)] == [("", FIRST)]
    assert files_in(path) == ()


@pytest.mark.parametrize(
    "name", ["../up.toml", "a/b.toml", "", "a", "A.toml", "a b.toml", "x" * 90 + ".toml", 'a".toml']
)
def test_that_no_attachment_has_a_name_that_leads_out_or_breaks_out(name):
    with pytest.raises(ValueError, match="no name"):
        Attachment(name, b"")


def test_that_links_of_others_are_passed_over():
    other = '<a class="attachment" download="../../x.toml" href="data:a/b;base64,AAAA">x</a>'
    assert attached(page(other, '<a class="attachment" never ends')) == ()


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".html", b"GIF89a" + b"x" * 2000),
        (".html", page('<a class="attachment" download="a.toml" href="data:a/b;base64,A">x</a>')),
        (".html", page(html.link(Attachment("a.toml", b"x"), "x") * (MOST_ATTACHMENTS + 1))),
        (".pdf", b"%PDX-1.4"),
        (".pdf", b"%PDF-1.4\n" + FILESPEC),
        (
            ".pdf",
            b"%PDF-1.4\n7 0 obj\n<</Filter /FlateDecode>>\nstream\nno\n" + FILESPEC,
        ),
    ],
)
def test_that_what_is_damaged_or_too_much_is_refused(suffix, content):
    with pytest.raises(InputError):
        attached(content, suffix)


def test_that_a_bomb_is_not_unpacked():
    bomb = zlib.compress(bytes(LARGEST_ATTACHMENT + 2))
    content = b"%%PDF-1.4\n7 0 obj\n<</Filter /FlateDecode>>\nstream\n%s\nendstream\n" % bomb
    with pytest.raises(InputError, match="larger than"):
        attached(content + FILESPEC, ".pdf")


def test_that_a_document_is_read_as_far_as_is_allowed(monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST_REPORT", 200_000)
    with pytest.raises(InputError, match="200,000"):
        attached(page(" " * 300_000))


@pytest.mark.parametrize("size", range(1, 90, 4))
def test_that_files_are_found_wherever_a_piece_that_is_read_ends(monkeypatch, size):
    monkeypatch.setattr(source, "PIECE", size)
    first = FILES[0]
    content = page(html.link(first, "save"), "<p>", html.data(RESULT), html.link(first, "save"))
    assert [each.name for each in attached(content)] == [first.name, first.name, RESULT.name]
