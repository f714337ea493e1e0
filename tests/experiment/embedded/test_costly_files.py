"""Files that were made to cost much: what is decompressed, parsed, copied and kept is counted."""

from __future__ import annotations

import io
import pickle
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from containers import PICTURE_KINDS, chunk, small_run
from refusing import MARK, NONE, SIGNATURE, TEXT, refused

from momentum_lab.containers import pdf as pdf_module
from momentum_lab.containers import source, svg, xml
from momentum_lab.containers.text import LARGEST_PART
from momentum_lab.experiment import preset
from momentum_lab.experiment.embedded import read
from momentum_lab.export import write_data

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def inflated(monkeypatch) -> list[int]:
    """How many bytes each call has decompressed."""
    counts: list[int] = []

    class Counting:
        def __init__(self, *options: int) -> None:
            self._stream = decompressobj(*options)

        def __getattr__(self, name: str) -> object:
            return getattr(self._stream, name)

        def decompress(self, data: bytes, most: int = 0) -> bytes:
            result = self._stream.decompress(data, most)
            counts.append(len(result))
            return result

    decompressobj = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    return counts


@pytest.mark.parametrize("beginning", [b"", MARK])
@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_that_a_decompression_bomb_does_not_go_off(tmp_path, inflated, kind, beginning):
    bomb = zlib.compress(beginning + bytes(200_000_000), 9)
    head = b"Comment\0\0" if kind == b"zTXt" else b"Comment\0\1\0\0\0"
    content = SIGNATURE + chunk(kind, head + bomb) * 3 + chunk(b"IEND", b"")
    said = refused(tmp_path / "bomb.png", content)
    assert said == (
        f"the experiment in it is larger than the {LARGEST_PART:,} bytes that are allowed"
        if beginning
        else NONE
    )
    assert sum(inflated) == (len(MARK) + LARGEST_PART if beginning else 3 * len(MARK))


class Counted(bytes):
    """Bytes that count how many of them are looked at and copied."""

    steps = 0

    def find(self, mark: bytes, start: int = 0) -> int:
        place = super().find(mark, start)
        Counted.steps += (place if place >= 0 else len(self)) - start
        return place

    def __getitem__(self, part: slice) -> Counted:
        return self._made(super().__getitem__(part))

    def __add__(self, other: bytes) -> Counted:
        return self._made(super().__add__(other))

    def __radd__(self, other: bytes) -> Counted:
        return self._made(other + bytes(self))

    def _made(self, copy: bytes) -> Counted:
        Counted.steps += len(copy)
        return Counted(copy)


@pytest.fixture
def pieces(monkeypatch) -> list[int]:
    """The sizes of the pieces that a file is read in, which are :class:`Counted`."""
    sizes: list[int] = []

    def counted(self: source.Source, most: int) -> Iterator[Counted]:
        for piece in uncounted(self, most):
            sizes.append(len(piece))
            yield Counted(piece)

    uncounted = source.Source.pieces
    monkeypatch.setattr(source.Source, "pieces", counted)
    monkeypatch.setattr(Counted, "steps", 0)
    return sizes


@pytest.fixture
def parsed(monkeypatch) -> list[int]:
    """How many bytes each parser of a packet was given."""
    sizes: list[int] = []

    def counted(packets: list[bytes]) -> str | None:
        sizes.append(sum(map(len, packets)))
        return uncounted(packets)

    uncounted = xml.text_within
    monkeypatch.setattr(xml, "text_within", counted)
    return sizes


def test_that_marks_of_packets_without_an_end_are_looked_through_and_not_kept(tmp_path, pieces, parsed):
    content = b"%PDF-" + b"<?xpacket begin" * 600_000
    assert refused(tmp_path / "marks.pdf", content) == NONE
    assert parsed == []
    kept = pdf_module.LARGEST_PACKET + source.PIECE
    assert Counted.steps < 4 * kept * len(pieces)  # joined, looked at once more, and cut, a piece


def test_that_the_packets_of_a_document_are_counted(tmp_path, pieces, parsed):
    tiny = b"<?xpacket begin?><a/><?xpacket end?>"
    content = b"%PDF-" + tiny * 15_000
    said = refused(tmp_path / "many.pdf", content)
    assert said == "has no experiment in its first 10,000 packets; no more are read"
    assert parsed == [tiny.index(b"<?xpacket end")] * pdf_module.MOST_PACKETS
    assert Counted.steps < 4 * sum(pieces)
    fewer = b"%PDF-" + tiny * 9_000 + PICTURE_KINDS[".pdf"](TEXT)
    (tmp_path / "fewer.pdf").write_bytes(fewer)
    assert read(tmp_path / "fewer.pdf") == preset("ravine")


def test_that_depth_costs_little(tmp_path, pieces):
    said = refused(tmp_path / "deep.svg", b"<a>" * 300_000, 1_000_000)
    assert said == "has elements within more than 1,000 others, which is not allowed"
    assert pieces == [source.PIECE]
    deep = b'{"a": ' + b"[" * 400_000
    assert refused(tmp_path / "deep.json", deep, 1_500_000) == "is not valid JSON (nested too deeply)"
    nested = b'{"experiment": ' + b'{"schema":' * 400
    assert refused(tmp_path / "table.json", nested + b"1" + b"}" * 401).startswith("the experiment in it: ")


@pytest.mark.parametrize(
    ("part", "end"),
    [("<t{}/>", "100,000 elements"), ("<a b='" + "x" * 6_000_000, "4,000,000 bytes")],
    ids=["elements", "one long token"],
)
def test_that_no_more_of_a_drawing_is_read_than_where_its_metadata_stands(tmp_path, pieces, part, end):
    many = "".join(map(part.format, range(1_000_000 if "{}" in part else 1)))
    # What expat itself remembers of names differs by its version; of all of them it would be far more.
    said = refused(tmp_path / "long.svg", f"<svg>{many}".encode(), 40_000_000)
    assert said == f"has no experiment in its first {end}; no more are read"
    assert sum(pieces) < svg.MOST_SCANNED + source.PIECE


def test_that_only_the_head_of_a_json_of_megabytes_is_read(tmp_path):
    run = small_run()
    write_data(run, tmp_path / "run.json")
    whole = (tmp_path / "run.json").read_bytes()
    (tmp_path / "long.json").write_bytes(whole[:-2] + b"1, " * 10_000_000)
    tracemalloc.start()
    assert read(tmp_path / "long.json") == run.experiment
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    behind = b'{"a": [' + b"1, " * 400_000 + b'1], "experiment": "' + TEXT.encode() + b'"}'
    assert refused(tmp_path / "behind.json", behind) == NONE


def npz(tmp_path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    with zipfile.ZipFile(tmp_path / "made.zip", "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return (tmp_path / "made.zip").read_bytes()


class Evil:
    def __reduce__(self):
        return (exec, ("raise SystemExit('executed')",))


def array_file(array) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array)
    return stream.getvalue()


def test_that_an_npz_is_never_unpickled(tmp_path):
    for content in (pickle.dumps(Evil()), array_file(np.array(Evil(), dtype=object))):
        said = refused(tmp_path / "evil.npz", npz(tmp_path, {"experiment.npy": content}))
        assert said.startswith("the member 'experiment.npy' is ")


@pytest.mark.parametrize(
    "content",
    [
        array_file(np.array(["a", "b"])),
        array_file(np.array(3.0)),
        array_file(np.array("abc"))[:-1],
        b"\x93NUMPY\x01\x00v\x00{'descr': '<U999999999', 'fortran_order': False, 'shape': (), }".ljust(128),
        b"\x93NUMPY\x01\x00v\x00{'descr': 'O', 'shape': (9999999999,)}".ljust(128),
        b"\x93NUMPY\x01\x00v\x00" + b"[" * 118,
        b"",
    ],
)
def test_that_what_is_no_single_text_is_refused(tmp_path, content):
    said = refused(tmp_path / "wrong.npz", npz(tmp_path, {"experiment.npy": content}))
    assert said.startswith("the member 'experiment.npy' is ")


def shorter(bomb: bytes) -> bytes:
    """An archive that says that 50 million bytes are a thousand."""
    lying = bomb.replace(struct.pack("<I", 50_000_000), struct.pack("<I", 1000))
    assert lying != bomb
    return lying


def test_that_a_member_that_is_a_bomb_is_not_unpacked(tmp_path, inflated):
    bomb = npz(tmp_path, {"experiment.npy": bytes(50_000_000)})
    assert "larger than the" in refused(tmp_path / "bomb.npz", bomb)
    assert inflated == []
    said = refused(tmp_path / "liar.npz", shorter(bomb))
    assert said.startswith(("the member", "is not an archive"))
    assert sum(inflated) < 2 * LARGEST_PART
    inflated.clear()
    text = array_file(np.array(TEXT))
    others = npz(tmp_path, {"loss.npy": bytes(100_000_000), "experiment.npy": text})
    (tmp_path / "others.npz").write_bytes(others)
    assert read(tmp_path / "others.npz") == preset("ravine")
    assert sum(inflated) == len(text)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_that_only_compressions_that_can_be_stopped_are_unpacked(tmp_path, compression):
    expected = (
        f"the member 'experiment.npy' is compressed in the way {compression}; allowed are stored and deflated"
    )
    bomb = npz(tmp_path, {"experiment.npy": bytes(50_000_000)}, compression)
    assert refused(tmp_path / "bomb.npz", shorter(bomb), 1_500_000) == expected
    text = array_file(np.array(TEXT))
    honest = npz(tmp_path, {"experiment.npy": text}, compression)
    assert refused(tmp_path / "honest.npz", honest) == expected
    (tmp_path / "stored.npz").write_bytes(npz(tmp_path, {"experiment.npy": text}, zipfile.ZIP_STORED))
    assert read(tmp_path / "stored.npz") == preset("ravine")


def test_that_a_table_of_contents_of_megabytes_is_not_read(tmp_path):
    many = npz(tmp_path, {f"{i}" * 8: b"" for i in range(20_000)})
    assert "table of contents larger than" in refused(tmp_path / "many.npz", many)
