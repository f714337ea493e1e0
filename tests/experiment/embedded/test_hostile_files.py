"""Files that were made to do harm, or got damaged: one plain line, in little time and memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from containers import DATA_KINDS, PICTURE_KINDS, by_pillow, chunk, data_file, pdf, svg_of
from hypothesis import given, settings
from hypothesis import strategies as st
from refusing import MARK, NONE, SIGNATURE, TEXT, refused

from momentum_lab.containers import pdf as pdf_module
from momentum_lab.containers import source
from momentum_lab.containers.formats import FORMATS
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import dumps, preset
from momentum_lab.experiment.embedded import read

pytestmark = pytest.mark.usefixtures("qapp")


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


@pytest.mark.parametrize("suffix", sorted(FORMATS.keys() - {".csv", ".md", ".tex"}))
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
        "import sys; from pathlib import Path; from momentum_lab.experiment.embedded import read\n"
        "for name in sys.argv[1:]: assert read(Path(name)).balls\n"
        "assert not {'PyQt6', 'PIL', 'av'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, *map(str, paths)], check=True, timeout=110)


def test_that_what_was_drawn_is_what_these_tests_read():
    assert svg_of(TEXT).count(b"<metadata>") == 1
    assert pdf(TEXT).count(b"<?xpacket begin") == 1
