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


def object_of(number: int, packed: bytes) -> bytes:
    return b"\n%d 0 obj\n<</Filter /FlateDecode>>\nstream\n%s\nendstream\n" % (number, packed)


def filespec(number: int, name: str = "a.toml") -> bytes:
    return FILESPEC.replace(b"7 0 R", b"%d 0 R" % number).replace(b"a.toml", name.encode()) + b"\n"


@pytest.fixture
def work(monkeypatch):
    """Count the bytes that are given to be unpacked, and how often a document is looked through for one."""
    counted = {"bytes": 0, "looks": 0}
    make = zlib.decompressobj

    class Unpacking:
        def __init__(self) -> None:
            self._real = make()

        def decompress(self, data: bytes, most: int) -> bytes:
            counted["bytes"] += len(data)
            return self._real.decompress(data, most)

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    class Content(bytes):
        def find(self, *where: object) -> int:
            counted["looks"] += 1
            return super().find(*where)

    monkeypatch.setattr(pdf.zlib, "decompressobj", Unpacking)
    monkeypatch.setattr(pdf, "whole", lambda found: Content(attachments.whole(found)))
    return counted


def test_that_many_files_in_a_long_document_are_found_in_one_pass(work):
    count = 400
    packed = [zlib.compress(b"file %d" % number) for number in range(count)]
    objects = b"".join(object_of(number, each) for number, each in enumerate(packed))
    names = b"".join(filespec(number, f"file-{number}.toml") for number in range(count))
    content = b"%PDF-1.4\n" + objects + bytes(3_000_000) + names
    found = attached(content, ".pdf")
    assert [each.content for each in found] == [b"file %d" % number for number in range(count)]
    assert work["bytes"] <= count * source.PIECE
    assert work["looks"] <= 1


def test_that_one_object_under_many_names_is_unpacked_once(work):
    content = b"%PDF-1.4\n" + object_of(7, zlib.compress(b"x" * 1000)) + FILESPEC * 300
    assert [each.content for each in attached(content, ".pdf")] == [b"x" * 1000] * 300
    assert work["bytes"] <= len(content)


def test_that_files_within_one_another_take_no_more_work_than_one(work):
    begins = b"".join(b"\n%d 0 obj\n<</Filter /FlateDecode>>" % number for number in range(20))
    nothing = b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 600_000 + zlib.compress(b"")[2:]  # blocks of no bytes
    content = b"%PDF-1.4" + begins + b"\nstream\n" + nothing + b"\nendstream\n"
    names = b"".join(filespec(number, f"file-{number}.toml") for number in range(20))
    with pytest.raises(InputError, match="damaged"):
        attached(content + names, ".pdf")
    assert work["bytes"] <= 2 * len(content)


def test_that_a_file_that_is_cut_off_is_refused():
    packed = zlib.compress(bytes(range(256)) * 100)
    with pytest.raises(InputError, match="no end"):
        attached(b"%PDF-1.4\n" + FILESPEC + object_of(7, b"")[:-11] + packed[:-9], ".pdf")


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
