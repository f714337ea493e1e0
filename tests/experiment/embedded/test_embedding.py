"""Every kind of file that is exported gives its experiment back."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from xml.etree import ElementTree

import pytest
from containers import DATA_KINDS, PICTURE_KINDS, chunk, data_file, pdf, png_of, small_run, svg_of
from hypothesis import HealthCheck, given, settings
from laboratory import ball, on_library
from PIL import Image
from strategies import experiments

from momentum_lab import __version__
from momentum_lab.containers.formats import FORMATS
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import dumps, find, loads, preset, presets
from momentum_lab.experiment.embedded import embedded_text, is_container, read
from momentum_lab.experiment.presets import saved_at

pytestmark = pytest.mark.usefixtures("qapp")

every_picture = pytest.mark.parametrize("suffix", PICTURE_KINDS)
relaxed = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@every_picture
@given(experiment=experiments())
@relaxed
def test_that_every_experiment_comes_back_out_of_every_picture(tmp_path, suffix, experiment):
    path = tmp_path / f"picture{suffix}"
    path.write_bytes(PICTURE_KINDS[suffix](embedded_text(experiment)))
    assert read(path) == experiment


@pytest.mark.parametrize("suffix", DATA_KINDS)
def test_that_numbers_bring_their_experiment_back(tmp_path, suffix):
    assert read(data_file(tmp_path, suffix)) == small_run().experiment


def test_that_every_carrier_is_among_these():
    texts = {".md", ".tex"}  # of which test_results_table is about
    assert {suffix.lower() for suffix in PICTURE_KINDS} | set(DATA_KINDS) | texts == set(FORMATS)


@given(experiments())
@relaxed
def test_that_what_is_carried_is_an_experiment_file_without_xml_in_it(experiment):
    text = embedded_text(experiment)
    assert text.startswith(f"# Momentum Lab {__version__}\nschema = ")
    assert loads(text) == experiment
    assert not re.search("[<>&\ufffe\uffff]", text)


def test_that_pillow_finds_what_is_in_a_png(tmp_path):
    with Image.open(BytesIO(png_of(embedded_text(preset("ravine"))))) as picture:
        picture.load()
        assert loads(picture.info["Comment"]) == preset("ravine")


def test_that_an_svg_says_what_it_is_in_the_words_of_dublin_core():
    root = ElementTree.fromstring(svg_of(embedded_text(preset("ravine"))))
    (metadata,) = root.iter("{http://www.w3.org/2000/svg}metadata")
    texts = [element.text for element in metadata.iter() if (element.text or "").strip()]
    assert texts[:2] == ["a <title> ", f"Momentum Lab {__version__}"]
    assert loads(texts[2]) == preset("ravine")


@pytest.mark.parametrize("kind", ["tEXt", "zTXt", "iTXt compressed"])
def test_that_a_png_may_have_been_written_anew_by_another_program(tmp_path, kind):
    text = embedded_text(preset("ravine")).encode()
    chunks = {
        "tEXt": chunk(b"tEXt", b"Comment\0" + text),
        "zTXt": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text)),
        "iTXt compressed": chunk(b"iTXt", b"Comment\0\1\0en\0Kommentar\0" + zlib.compress(text)),
    }
    other = chunk(b"tEXt", b"Comment\0made with love") + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x"))
    plain = BytesIO()
    Image.new("RGB", (3, 3)).save(plain, "PNG")
    end = plain.getvalue().index(b"IEND") - 4
    path = tmp_path / "again.png"
    path.write_bytes(plain.getvalue()[:end] + other + chunks[kind] + plain.getvalue()[end:])
    assert read(path) == preset("ravine")


def test_that_the_packets_of_other_programs_are_passed_by(tmp_path):
    path = tmp_path / "figure.pdf"
    document = pdf(embedded_text(preset("ravine")))
    broken = b'<?xpacket begin=""?><a>not <well formed<?xpacket end="w"?>'
    empty = b'<?xpacket begin=""?><b/><?xpacket end="w"?>'
    path.write_bytes(document[:10] + broken + empty + document[10:])
    assert read(path) == preset("ravine")


def test_that_a_picture_is_an_argument_but_not_a_file_to_save_in(tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(png_of(embedded_text(preset("ravine"))))
    own = tmp_path / "figure.toml"
    own.write_text(dumps(preset("saddle")))
    assert (find(str(path)), saved_at(str(path))) == (preset("ravine"), None)
    assert (find(str(own)), saved_at(str(own))) == (preset("saddle"), own)
    assert saved_at("ravine") is None
    assert not is_container(own)


def test_that_a_missing_picture_is_no_misspelt_preset():
    with pytest.raises(InputError, match=r"^ravine.png: cannot be read \(No such file or directory\)$"):
        find("ravine.png")


def test_that_all_presets_are_small_enough_to_be_carried():
    for _, experiment in presets():
        assert loads(embedded_text(experiment)) == experiment


def test_that_the_largest_experiment_can_be_carried():
    balls = [ball("rprop", label="<" * 80) for _ in range(64)]
    experiment = on_library("beale", *balls, title="&" * 200, description="\ufffe" * 4000)
    assert loads(embedded_text(experiment)) == experiment
