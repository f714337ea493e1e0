"""``export``: pictures are what their names say, and nothing is left of those that fail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from PIL import Image

from momentum_lab.cli.main import main
from momentum_lab.experiment import find
from momentum_lab.experiment.overrides import with_overrides

PRESETS = {"2-D": "book_ravine_0.6", "1-D": "double_well"}
PAINTERS = (
    "momentum-lab: the surface is drawn by OpenGL\n",
    "momentum-lab: the surface is drawn by the program itself, there is no OpenGL here\n",
)
SHORT = ("--set", "run.steps=6")
SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.usefixtures("qapp")

every_view = pytest.mark.parametrize("view", ["contour", "loss", "all"])
every_dimension = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


@pytest.fixture
def export(tmp_path, capsys):
    def command(preset, name, *options):
        path = tmp_path / name
        status = main(["export", preset, str(path), *SHORT, *options])
        said = capsys.readouterr()
        assert (status, said.out) == (0, "")
        assert said.err in ("", *PAINTERS)
        assert [p.name for p in tmp_path.iterdir()] == [name]
        return path

    return command


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@every_dimension
def test_that_a_picture_is_an_experiment(export, capsys, tmp_path, preset, suffix):
    path = export(preset, f"picture{suffix}", "--view", "loss", "--set", "title=Löß <&> 'x'")
    settings = ["run.steps=6", "title=Löß <&> 'x'"]
    assert find(str(path)) == with_overrides(find(preset), settings)
    assert main(["run", str(path)]) == 0
    assert capsys.readouterr().out.startswith("Löß <&> 'x': 6 steps\n")


@every_dimension
@every_view
def test_that_a_png_has_its_size_and_something_on_it(export, preset, view):
    path = export(preset, "picture.png", "--view", view, "--size", "460x420")
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (460, 420))
        assert image.info["Software"].startswith("Momentum Lab ")
        assert len(image.convert("RGB").getcolors(460 * 420)) > 50


def test_that_scale_multiplies_the_pixels(export):
    path = export("double_well", "picture.png", "--view", "loss", "--size", "200x180", "--scale", "2.5")
    with Image.open(path) as image:
        assert image.size == (500, 450)


def test_that_the_step_makes_a_difference(tmp_path):
    pictures = []
    for step in ("0", "3", "6"):
        path = tmp_path / f"{step}.png"
        arguments = ("--view", "contour", "--size", "300x280", "--step", step)
        assert main(["export", "book_ravine_0.6", str(path), *SHORT, *arguments]) == 0
        with Image.open(path) as image:
            pictures.append(image.tobytes())
    assert len(set(pictures)) == 3


def test_that_a_step_after_the_end_is_refused(tmp_path, capsys):
    path = tmp_path / "late.png"
    assert main(["export", "book_ravine_0.6", str(path), *SHORT, "--step", "7"]) == 2
    assert capsys.readouterr().err == "momentum-lab: step: found 7, allowed is 0 to 6\n"
    assert not path.exists()


def test_that_one_dimension_has_no_surface(tmp_path, capsys):
    path = tmp_path / "flat.png"
    assert main(["export", "double_well", str(path), "--view", "surface"]) == 2
    assert "has no surface" in capsys.readouterr().err
    assert not path.exists()


def test_that_the_dark_theme_is_darker(tmp_path):
    corners = []
    for theme in ("light", "dark"):
        path = tmp_path / f"{theme}.png"
        options = ("--view", "loss", "--size", "200x180", "--theme", theme)
        assert main(["export", "double_well", str(path), *SHORT, *options]) == 0
        with Image.open(path) as image:
            corners.append(sum(image.convert("RGB").getpixel((1, 1))))
    assert corners[0] > 600 > 200 > corners[1]


@every_dimension
@every_view
def test_that_an_svg_holds_text_as_text_and_lines_as_paths(export, preset, view):
    root = ElementTree.parse(export(preset, "picture.svg", "--view", view)).getroot()
    assert root.tag == f"{SVG}svg"
    _, _, width, height = map(float, root.get("viewBox").split())
    assert (width, height) == {"contour": (800, 640), "loss": (800, 480), "all": (1200, 900)}[view]
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert any(title in texts for title in ("The ravine of the book, rate 0.6", "Over the hill"))
    assert any("Momentum" in text for text in texts)
    lines = list(root.iter(f"{SVG}path")) + list(root.iter(f"{SVG}polyline"))
    assert len(lines) > 5


@every_dimension
@every_view
def test_that_a_pdf_is_whole_and_of_one_page(export, preset, view):
    content = export(preset, "picture.pdf", "--view", view).read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    assert b"/FontFile" in content, "fonts are embedded"


@every_dimension
def test_that_a_gif_shows_every_step_and_rests_at_the_end(export, preset):
    options = ("--view", "contour", "--size", "240x280", "--fps", "25")
    with Image.open(export(preset, "picture.gif", *options)) as image:
        assert (image.format, image.size, image.n_frames) == ("GIF", (240, 280), 7)
        assert image.info["loop"] == 0
        durations, frames = [], []
        for frame in range(image.n_frames):
            image.seek(frame)
            durations.append(image.info["duration"])
            frames.append(image.convert("RGB").tobytes())
    assert sum(durations) == 2000 + 1500
    assert max(durations[:-1]) - min(durations[:-1]) <= 40
    assert len(set(frames)) == 7


def test_that_a_film_is_played_as_the_options_say(export):
    size = ("--view", "loss", "--size", "200x180")
    said = ("--fps", "10", "--seconds", "3", "--hold", "1", "--easing", "slow-beginning", "--once")
    with Image.open(export("double_well", "film.apng", *size, *said)) as film:
        times = []
        for frame in range(film.n_frames):
            film.seek(frame)
            times.append(film.info["duration"])
    assert film.info["loop"] == 1
    assert sum(times) == 4000
    assert times[0] > 2 * times[-2]


def test_that_a_film_of_other_sizes_is_told(tmp_path, capsys):
    path = tmp_path / "film.mp4"
    options = ("--view", "loss", "--size", "201x180", "--seconds", "0.1", "--hold", "0")
    assert main(["export", "double_well", str(path), *SHORT, *options]) == 0
    said = "201 x 180 pixels became 202 x 180: MP4 films have even sizes"
    assert capsys.readouterr().err == f"momentum-lab: {said}\n"
    assert path.stat().st_size > 1000


def test_that_a_gif_ends_at_the_step_that_is_asked_for(export):
    path = export("double_well", "picture.gif", "--view", "loss", "--size", "200x180", "--step", "2")
    with Image.open(path) as image:
        assert image.n_frames == 3


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "gif", "webp", "apng", "mp4"])
def test_that_a_picture_that_cannot_be_stored_leaves_nothing(tmp_path, capsys, suffix):
    path = tmp_path / "nowhere" / f"picture.{suffix}"
    assert main(["export", "double_well", str(path), *SHORT, "--view", "loss"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"momentum-lab: {path}: cannot be written (No such file or directory)\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "gif", "webp", "apng", "mp4"])
def test_that_a_picture_that_fails_leaves_the_old_one(tmp_path, capsys, monkeypatch, suffix):
    path = tmp_path / f"picture.{suffix}"
    path.write_bytes(b"old")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["export", "double_well", str(path), *SHORT, "--view", "loss", "--size", "200x180"]) == 1
    assert capsys.readouterr().err == f"momentum-lab: {path}: cannot be written (No space left on device)\n"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def without_display():
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in os.environ.items() if name not in hidden}


def test_that_a_surface_is_drawn_without_opengl(tmp_path):
    path = tmp_path / "picture.png"
    command = [sys.executable, "-m", "momentum_lab", "export", "ravine", str(path), "--view", "surface"]
    environment = {**without_display(), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=110)
    said = [
        line for line in done.stderr.splitlines(keepends=True) if not line.endswith("…\n")
    ]  # what takes long
    assert (done.returncode, done.stdout, "".join(said)) == (0, "", PAINTERS[1])
    with Image.open(path) as image:
        assert len(image.convert("RGB").getcolors(900 * 700)) > 5000


def test_that_a_picture_is_drawn_without_any_display(tmp_path):
    path = tmp_path / "picture.png"
    command = [sys.executable, "-m", "momentum_lab", "export", "double_well", str(path), "--size", "400x440"]
    done = subprocess.run(command, capture_output=True, text=True, env=without_display(), timeout=110)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(path) as image:
        assert image.size == (400, 440)
