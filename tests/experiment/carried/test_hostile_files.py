"""Files that were made to do harm, or got damaged: one plain line, in little time and memory."""

from __future__ import annotations

import io
import pickle
import random
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from containers import DATA_KINDS, PICTURE_KINDS, by_pillow, chunk, data_file, pdf, small_run, svg_of
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.experiment import dumps, preset
from momentum_lab.experiment.carried import CARRIERS, carried_text, read, source, svg, xml
from momentum_lab.experiment.carried import pdf as pdf_module
from momentum_lab.experiment.carried.text import BEGINNING, LARGEST_PART
from momentum_lab.export import write_data

pytestmark = pytest.mark.usefixtures("qapp")

TEXT = carried_text(preset("ravine"))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MARK = BEGINNING.encode()


def refused(path, content: bytes, most: int = 5_000_000) -> str:
    """Why a file is refused, which takes ``most`` bytes of memory."""
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1
    return said.removeprefix(f"{path}: ")


NONE = "has no experiment in it; what Momentum Lab exports has one"


@pytest.mark.parametrize("suffix", [".png", ".gif", ".webp"])
def test_that_a_picture_of_another_program_is_said_to_have_no_experiment(tmp_path, suffix):
    assert refused(tmp_path / f"other{suffix}", by_pillow(suffix[1:].upper())) == NONE


@pytest.mark.parametrize("suffix", [s for s in PICTURE_KINDS if s not in (".svg", ".pdf")])
def test_that_another_comment_is_no_experiment(tmp_path, suffix):
    path = tmp_path / f"other{suffix}"
    assert refused(path, PICTURE_KINDS[suffix]("Schöne Grüße")) == NONE


def test_that_drawings_of_other_programs_have_no_experiment(tmp_path):
    assert (
        refused(tmp_path / "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><desc>x</desc></svg>') == NONE
    )
    assert refused(tmp_path / "a.pdf", b"%PDF-1.4\n%%EOF") == NONE
    assert refused(tmp_path / "a.json", b'{"experiments": 3, "a": [1, {}]}') == NONE
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("loss.npy", b"x")
    assert refused(tmp_path / "a.npz", (tmp_path / "b.zip").read_bytes()) == NONE


@pytest.mark.parametrize("suffix", sorted(CARRIERS.keys() - {".csv", ".md", ".tex"}))
@pytest.mark.parametrize("content", [b"", b"GIF", bytes(9), b"\xff" * 9, b"#" * 9], ids=repr)
def test_that_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, suffix, content):
    assert refused(tmp_path / f"wrong{suffix}", content).startswith(("is not ", "is cut off ", "is damaged"))


@pytest.mark.parametrize("suffix", [*PICTURE_KINDS, *DATA_KINDS])
def test_that_an_experiment_that_is_wrong_is_refused_as_in_its_own_file(tmp_path, suffix):
    if suffix in PICTURE_KINDS:
        content = PICTURE_KINDS[suffix](TEXT.replace('"momentum"', '"momentun"'))
    else:
        content = data_file(tmp_path, suffix).read_bytes().replace(b"adam", b"adan")
    if suffix == ".csv":
        (tmp_path / "wrong.toml").write_text(dumps(preset("ravine")))
        assert "wrong.toml beside it was not written with it" in refused(tmp_path / "wrong.csv", content)
    elif suffix == ".npz":
        stream = io.BytesIO()
        np.savez_compressed(stream, experiment=np.array(TEXT.replace('"momentum"', '"momentun"')))
        said = refused(tmp_path / "wrong.npz", stream.getvalue())
        assert said.startswith("the experiment in it: balls: 1: optimizer: unknown optimizer 'momentun'")
    else:
        said = refused(tmp_path / f"wrong{suffix}", content)
        assert said.startswith("the experiment in it: balls: ")
        assert "did you mean" in said


@pytest.mark.parametrize("suffix", PICTURE_KINDS)
def test_that_a_text_of_megabytes_is_refused(tmp_path, suffix):
    content = PICTURE_KINDS[suffix](TEXT + "#" * 2_000_000)
    said = refused(tmp_path / f"large{suffix}", content)
    assert "larger than the" in said or said == NONE


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


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\xc3", b"\x80"])
def test_that_what_is_not_utf_8_is_refused(tmp_path, content):
    png = SIGNATURE + chunk(b"iTXt", b"Comment\0\0\0\0\0" + MARK + content) + chunk(b"IEND", b"")
    expected = f"the experiment in it is not UTF-8 text (byte {len(MARK)})"
    assert refused(tmp_path / "latin.png", png) == expected


BILLION = b"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY a "lollollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><svg><desc># Momentum Lab &b;&c;</desc></svg>"""


def test_that_entities_are_not_expanded_but_refused(tmp_path):
    assert refused(tmp_path / "laughs.svg", BILLION).startswith("declares a document type (DOCTYPE)")
    packet = b"%PDF-1.4\n<?xpacket begin=''?>" + BILLION.split(b"\n", 1)[1] + b"<?xpacket end='w'?>"
    assert refused(tmp_path / "laughs.pdf", packet) == NONE
    undeclared = b"<svg><desc># Momentum Lab &b;</desc></svg>"
    assert refused(tmp_path / "undeclared.svg", undeclared).startswith("is not valid XML (undefined entity")


@pytest.mark.parametrize("encoding", ["utf-7", "no-such", "idna", "utf-16"])
def test_that_odd_encodings_of_xml_are_refused(tmp_path, encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><svg><desc>x</desc></svg>'.encode()
    assert refused(tmp_path / "odd.svg", content).startswith("is not valid XML (")


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
    many = "".join(map(part.format, range(150_000 if "{}" in part else 1)))
    said = refused(tmp_path / "long.svg", f"<svg>{many}".encode(), 9_000_000)
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


def box(kind: bytes, content: bytes, length: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(content) if length is None else length, kind) + content


FTYP = box(b"ftyp", b"isom\0\0\0\0")


@pytest.mark.parametrize(
    "content",
    [
        box(b"moov", b"", 0),
        box(b"moov", box(b"udta", b"", 0), 0),
        box(b"free", b"", 4),
        box(b"moov", b"", 7),
        box(b"moov", box(b"moov", box(b"udta", b"", 2**31))),
        struct.pack(">I4sQ", 1, b"mdat", 2**63),
        struct.pack(">I4sQ", 1, b"mdat", 3),
        struct.pack(">I4s", 1, b"mdat"),
        box(b"free", b"") * 5000,
    ],
)
def test_that_boxes_that_lead_nowhere_come_to_an_end(tmp_path, content):
    said = refused(tmp_path / "loop.mp4", FTYP + content)
    assert said == NONE or said.startswith(("is damaged: ", "is cut off "))


def test_that_files_of_a_million_parts_are_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_LOOKS", 1000)
    said = refused(tmp_path / "parts.png", SIGNATURE + chunk(b"abCd", b"") * 1001)
    assert said == "has no experiment in its first 1,000 parts; no more are read"
    monkeypatch.setattr(pdf_module, "MOST_SCANNED", 100_000)
    said = refused(tmp_path / "long.pdf", b"%PDF-" + bytes(200_000))
    assert said == "has no experiment in its first 100,000 bytes; no more are read"


@pytest.mark.parametrize("suffix", PICTURE_KINDS)
def test_that_a_file_that_was_cut_off_is_read_or_refused(tmp_path, suffix):
    whole = PICTURE_KINDS[suffix](TEXT)
    path = tmp_path / f"cut{suffix}"
    for end in range(0, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:end])
        try:
            assert read(path) == preset("ravine")
        except InputError as error:
            assert str(error).startswith(f"{path}: ")  # noqa: PT017


FLIPPED = dict.fromkeys([*PICTURE_KINDS, *DATA_KINDS])


@pytest.mark.parametrize("suffix", FLIPPED)
@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_that_random_bytes_never_end_in_anything_but_an_error_for_a_person(tmp_path_factory, suffix, seed):
    folder = tmp_path_factory.getbasetemp() / f"flipped{suffix}"
    if FLIPPED[suffix] is None:
        folder.mkdir()
        if suffix in DATA_KINDS:
            FLIPPED[suffix] = data_file(folder, suffix).read_bytes()
        else:
            FLIPPED[suffix] = PICTURE_KINDS[suffix](TEXT)
    content = bytearray(FLIPPED[suffix])
    chance = random.Random(seed)
    reach = chance.choice([64, 2000, len(content)])
    for _ in range(chance.choice([1, 2, 8, 60])):
        content[chance.randrange(min(reach, len(content)))] = chance.randrange(256)
    path = folder / f"run{suffix}"
    path.write_bytes(content)
    try:
        read(path)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017


def test_that_a_folder_and_a_missing_file_are_told(tmp_path):
    with pytest.raises(InputError, match="is not a regular file"):
        read(tmp_path.joinpath("x.png").mkdir() or tmp_path / "x.png")
    with pytest.raises(InputError, match=r"cannot be read \(No such file or directory\)"):
        read(tmp_path / "nothing.gif")


def test_that_reading_does_not_need_qt_or_pillow_or_pyav(tmp_path):
    paths = []
    for suffix, write in PICTURE_KINDS.items():
        paths.append(tmp_path / f"figure{suffix}")
        paths[-1].write_bytes(write(TEXT))
    code = (
        "import sys; from pathlib import Path; from momentum_lab.experiment.carried import read\n"
        "for name in sys.argv[1:]: assert read(Path(name)).balls\n"
        "assert not {'PyQt6', 'PIL', 'av'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, *map(str, paths)], check=True, timeout=60)


def test_that_what_was_drawn_is_what_these_tests_read():
    assert svg_of(TEXT).count(b"<metadata>") == 1
    assert pdf(TEXT).count(b"<?xpacket begin") == 1
