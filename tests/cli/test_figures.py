"""Figures for paper and slides, read by Pillow, an XML parser and poppler."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from laboratory import ball, on_formula
from PIL import Image

from momentum_lab.cli.main import main
from momentum_lab.experiment.file import save
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import THEMES
from momentum_lab.gui.pictures.grey import for_grey, grey_theme

SVG = "{http://www.w3.org/2000/svg}"
SHORT = ("--set", "run.steps=12")
SMALL = ("--size", "420x340")

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def draw(tmp_path, capsys):
    def command(name, *options, of="ravine", verb="export"):
        path = tmp_path / name
        where = (str(path),) if verb == "export" else ("-o", str(path))
        assert main([verb, of, *where, *options]) == 0, capsys.readouterr().err
        return path

    return command


def texts_of(path: Path) -> list[str]:
    found = ("".join(text.itertext()) for text in ElementTree.parse(path).iter(f"{SVG}text"))
    return [" ".join(text.split()) for text in found]


def poppler(tool: str, path: Path, *options: str) -> str:
    command = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pixels(path: Path, mode: str = "RGB") -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode))


def count(found: np.ndarray, color: str) -> int:
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return int((found[..., :3] == wanted).all(axis=-1).sum())


@pytest.mark.parametrize(
    ("target", "millimetres", "size"),
    [
        ("column", 85.0, (1004, 850)),
        ("page", 175.0, (2067, 1488)),
        ("slide", None, (1920, 1080)),
    ],
)
def test_that_a_png_is_as_large_as_its_target(draw, target, millimetres, size) -> None:
    path = draw("picture.png", "--target", target, "--view", "contour", *SHORT)
    with Image.open(path) as image:
        assert image.size == size
        if millimetres is not None:
            assert size[0] / image.info["dpi"][0] * 25.4 == pytest.approx(millimetres, abs=0.05)


@pytest.mark.parametrize(("target", "points"), [("column", 8.0), ("page", 8.0), ("slide", 18.0)])
def test_that_type_has_its_size_on_the_target(draw, target, points) -> None:
    root = ElementTree.parse(draw("picture.svg", "--target", target, "--view", "loss", *SHORT)).getroot()
    width = float(root.get("width").removesuffix("pt"))
    unit = width / float(root.get("viewBox").split()[2])
    ticks = [t for t in root.iter(f"{SVG}text") if "".join(t.itertext()) == "10"]
    sizes = {float(t.get("font-size")) * unit for t in ticks}
    assert len(ticks) >= 1
    assert all(size == pytest.approx(points, abs=0.02) for size in sizes)


def test_that_a_size_in_millimetres_and_a_type_can_be_given(draw) -> None:
    path = draw("picture.pdf", "--size", "100x60mm", "--type", "10", "--view", "loss", *SHORT)
    width, height = map(
        float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", poppler("pdfinfo", path)).groups()
    )
    assert (width, height) == pytest.approx((100 / 25.4 * 72, 60 / 25.4 * 72), abs=0.6)


def test_that_a_pdf_has_embedded_fonts_and_text_that_can_be_found(draw) -> None:
    path = draw("picture.pdf", "--target", "page", "--table", "--view", "surface", *SHORT)
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), "embedded"
    words = poppler("pdftotext", path, "-layout")
    for text in ("A ravine", "Nesterov", "rate 0.15, momentum 0.9", "status", "moving", "loss"):
        assert text in words
    images = poppler("pdfimages", path, "-list").splitlines()[2:]
    assert len(images) == 1, "only the surface is an image"
    assert images[0].split()[8] == "image", "not as JPEG"
    assert 290 <= int(images[0].split()[12]) <= 310, "pixels to an inch"


def test_that_lines_on_a_map_are_clipped_to_it_in_svg(draw) -> None:
    path = draw("picture.svg", "--view", "contour", "--set", "run.start=[-5, -12]")
    root = ElementTree.parse(path).getroot()
    places = {}
    for clip in root.iter(f"{SVG}clipPath"):
        numbers = [float(v) for v in re.findall(r"-?[\d.]+", clip.find(f"{SVG}path").get("d"))]
        places[f"url(#{clip.get('id')})"] = (min(numbers[1::2]), max(numbers[1::2]))
    beyond = 0
    for group in root.iter(f"{SVG}g"):
        for line in group.iterfind(f"{SVG}g/{SVG}polyline"):
            y = [float(pair.split(",")[1]) for pair in line.get("points").split()]
            if max(y) > 700:
                beyond += 1
                low, high = places[group.get("clip-path")]
                assert 20.0 < low < high < 620.0
    assert beyond > 0, "balls come from off the map"


def test_that_nothing_is_behind_a_transparent_picture(draw) -> None:
    for view in ("contour", "surface"):
        found = pixels(draw(f"{view}.png", "--transparent", "--view", view, *SMALL, *SHORT), "RGBA")
        assert found[2, 2, 3] == 0
        assert found[170:200, 180:220, 3].min() == 255
    with Image.open(draw("opaque.png", "--view", "contour", *SMALL, *SHORT)) as image:
        assert image.mode == "RGB"
    white = re.compile(r'fill="#ffffff" fill-opacity="1"[^<]*<rect x="0" y="0" width="420"')
    drawings = [
        draw(f"{n}.svg", *o, "--view", "loss", *SMALL).read_text()
        for n, o in (("t", ("--transparent",)), ("o", ()))
    ]
    assert [bool(white.search(d)) for d in drawings] == [False, True]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_balls_can_be_told_apart_without_colours(draw, theme) -> None:
    experiment = preset("sgd_to_adam")
    grey = for_grey(experiment, grey_theme(THEMES[theme]))
    colors = [b.color for b in grey.balls]
    levels = [Image.new("RGB", (1, 1), color).convert("L").getpixel((0, 0)) for color in colors]
    assert all(abs(a - b) >= 12 for i, a in enumerate(levels) for b in levels[:i])
    assert len({b.marker for b in grey.balls}) == len(colors)
    path = draw("grey.png", "--grey", "--theme", theme, "--view", "loss", of="sgd_to_adam")
    found = pixels(path)
    assert all(count(found, color) > 30 for color in colors)
    assert not any(count(found, b.color) > 30 for b in experiment.balls)


@pytest.mark.parametrize("count", [8, 9, 20, 64])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_of_many_balls_without_colours_those_of_one_marker_are_far_apart(theme, count) -> None:
    balls = [ball("momentum", learning_rate=0.001 * (i + 1)) for i in range(count)]
    grey = for_grey(on_formula("x**2 + y**2", (8.0, 6.0), *balls), grey_theme(THEMES[theme])).balls
    for index, one in enumerate(grey):
        assert all(other.marker != one.marker for other in grey[max(0, index - 7) : index])
    assert len({(one.color, one.marker) for one in grey}) == count


def test_that_a_dot_marks_every_step_that_is_asked_for(draw, tmp_path) -> None:
    slow = on_formula("x**2 + y**2", (8.0, 6.0), ball("gradient_descent", learning_rate=0.01), steps=12)
    save(slow, tmp_path / "slow.toml")
    counts = []
    for every in (0, 4, 3):
        options = ("--dots", str(every), "--view", "contour", "--no-legend")
        root = ElementTree.parse(draw(f"{every}.svg", *options, of=str(tmp_path / "slow.toml"))).getroot()
        shapes = [e for tag in ("circle", "ellipse", "path") for e in root.iter(SVG + tag)]
        counts.append(len(shapes))
    assert [n - counts[0] for n in counts] == [0, 4, 5]


def test_that_steps_can_run_by_powers_of_ten(draw) -> None:
    found = texts_of(draw("powers.svg", "--view", "loss", "--log-steps"))
    assert {"0", "1", "10", "100"} <= set(found)
    assert "20" not in found
    assert "20" in texts_of(draw("even.svg", "--view", "loss"))


def test_that_small_multiples_share_their_axes(draw) -> None:
    values = ("0", "0.5", "0.9")
    grid = f"balls.1.momentum={','.join(values)}"
    found = texts_of(draw("grid.svg", "--grid", grid, "--view", "loss", "--target", "page"))
    assert [t for t in found if t.startswith("momentum = ")] == [f"momentum = {v}" for v in values]
    ticks = [t for t in found if re.fullmatch(r"1e−\d+|0\.\d+|10*", t)]
    assert {ticks.count(t) for t in ticks} == {3}
    assert found.count("Momentum") == 1, "the legend"
    each = texts_of(draw("balls.svg", "--grid", "balls", "--view", "contour", *SHORT))
    assert [t for t in each if t in preset("ravine").labels] == list(preset("ravine").labels)


def test_that_a_grid_that_cannot_be_is_refused(tmp_path, capsys) -> None:
    for grid, words in (
        ("balls.1.momentum=0,2", "grid: balls: 1: momentum: found 2, allowed is"),
        ("balls.9.momentum=0", "grid: found '9', allowed is a whole number from 0 to 3"),
        ("momentum", "grid: found 'momentum', allowed is 'balls', or values such as"),
    ):
        arguments = ["export", "ravine", str(tmp_path / "x.png"), "--view", "loss", "--grid", grid]
        assert main(arguments) == 2
        assert words in capsys.readouterr().err
    assert main(["export", "ravine", str(tmp_path / "x.png"), "--grid", "balls"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_that_a_set_goes_on_past_what_fails(tmp_path, capsys) -> None:
    folder = tmp_path / "new" / "set"
    options = ("--format", "png,pdf", "--view", "contour,loss", *SMALL, *SHORT)
    assert main(["export", "ravine", "nowhere", "saddle", "--out", str(folder), *options]) == 1
    said = capsys.readouterr()
    names = [
        f"{p}-{v}.{f}" for p in ("ravine", "saddle") for v in ("contour", "loss") for f in ("pdf", "png")
    ]
    assert sorted(p.name for p in folder.iterdir()) == names
    assert said.out == f"8 of 12 pictures written to {folder}\n"
    assert said.err.count("unknown preset 'nowhere'") == 4
    assert main(["export", "saddle", "--out", str(folder), "--format", "bmp"]) == 2
    assert main(["export", "saddle", "--out", str(folder), *SMALL, "--view", "loss"]) == 0


def test_that_a_stability_map_has_its_shares_of_colours(draw) -> None:
    options = ("--ball", "1", "--points", "12", "--colours", "status", "--size", "700x500")
    found = pixels(draw("map.png", *options, verb="stability"))
    reader = draw("map.csv", "--ball", "1", "--points", "12", verb="stability")
    rows = [line.split(",") for line in reader.read_text().splitlines()]
    status = rows[0].index("status")
    diverged = sum(row[status] in ("diverged", "escaped") for row in rows[1:]) / (len(rows) - 1)
    colors = {"at": "#2463a8", "never": "#b3b8be", "diverged": "#e9a48f"}
    counts = {name: count(found[30:440, 60:], color) for name, color in colors.items()}
    # Cells reach half a cell beyond the axes, so that those at the edge are half as large.
    assert counts["diverged"] / sum(counts.values()) == pytest.approx(diverged, abs=1 / 12)
    assert counts["diverged"] > 0
    words = texts_of(draw("map.svg", *options, "--grey", verb="stability"))
    told = ("at a minimum", "not in 100 steps", "left the map, or diverged")
    for text in ("learning rate", "momentum", *told, "A ravine: stability of Momentum"):
        assert text in words


def test_that_basins_and_ensembles_are_drawn(draw) -> None:
    words = texts_of(draw("b.svg", "--points", "8", of="two_basins", verb="basins"))
    assert {"Gradient descent", "Momentum", "left the map, or diverged"} <= set(words)
    path = draw("e.pdf", "--seeds", "5", of="noisy_gradients", verb="ensemble")
    assert "5 seeds" in poppler("pdftotext", path)


def test_that_a_format_without_a_folder_is_refused(tmp_path, capsys) -> None:
    assert main(["export", "ravine", str(tmp_path / "x.png"), "--format", "svg"]) == 2
    assert "--out" in capsys.readouterr().err


def test_that_an_svg_names_a_font_that_every_reader_has(draw) -> None:
    found = ElementTree.parse(draw("x.svg", "--view", "loss", *SHORT)).iter(f"{SVG}text")
    assert {text.get("font-family").rpartition(", ")[2] for text in found} == {"sans-serif"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--target", "slide", "--scale", "2"), "--scale is for sizes in logical pixels"),
        (("--target", "sheet"), "unknown target 'sheet'; known: column, page, poster, slide"),
        (("--target", "slide", "--size", "80x50mm"), "--size: allowed are px for the target slide"),
        (("--target", "poster", "--dpi", "600"), "pixels, allowed are 100,000,000 in all"),
        (("--size", "2x50mm"), "width: found 2.0, allowed is a number from 5 to 20000"),
        (("--dpi", "300"), "--dpi is for sizes in millimetres"),
        (("--type", "9"), "--type wants --target or --size"),
        (("--dots", "-1"), "dots: found -1, allowed is a whole number from 0"),
        (("--view", "curve"), "view: the curve is of landscapes of one dimension"),
    ],
)
def test_that_what_does_not_fit_together_is_refused(tmp_path, capsys, options, words) -> None:
    assert main(["export", "ravine", str(tmp_path / "x.png"), *options, *SHORT]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("view", ["contour", "loss", "surface"])
def test_that_a_column_grows_with_its_table(draw, tmp_path, view) -> None:
    sizes = []
    for name, options in (("plain", ()), ("table", ("--table",))):
        root = ElementTree.parse(
            draw(f"{name}.svg", "--target", "column", "--view", view, *options)
        ).getroot()
        sizes.append([float(v) for v in root.get("viewBox").split()[2:]])
    (width, plain), (same, higher) = sizes
    assert width == same
    assert 80 < higher - plain < 240
    assert "final loss" in texts_of(tmp_path / "table.svg")


@pytest.mark.parametrize("view", ["all", "loss"])
def test_that_the_rules_of_a_table_are_whole_from_left_to_right(draw, view) -> None:
    ink = 255.0 - pixels(draw("t.png", "--target", "slide", "--view", view, "--table", *SHORT), "L")
    across = ink[:, round(0.02 * ink.shape[1]) : round(0.98 * ink.shape[1])]
    rows = np.flatnonzero((across > 10).mean(axis=1) > 0.99)
    rules = [across[group].sum(axis=0) for group in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)]
    dark = [rule for rule in rules if rule.max() > 0.5 * max(each.max() for each in rules)]
    assert len(dark) == 3
    for rule in dark:
        assert rule.min() > 0.95 * rule.max()
        assert np.median(rule) == pytest.approx(np.median(dark[1]), rel=0.1)


def test_that_small_multiples_grow_and_keep_their_captions(draw) -> None:
    grid = "balls.1.momentum=0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8"
    path = draw("grid.svg", "--grid", grid, "--target", "column", "--view", "loss", *SHORT)
    assert sum(text.startswith("momentum = ") for text in texts_of(path)) == 9
    assert texts_of(path).count("step") == 9


@pytest.mark.parametrize(
    ("verb", "options", "least"),
    [
        ("export", ("--size", "60x30mm", "--view", "loss"), r"60 x (\d+) mm"),
        ("export", ("--size", "400x200", "--view", "contour", "--table"), r"400 x (\d+) px"),
        ("export", ("--size", "300x300", "--view", "all"), r"300 x (\d+) px"),
        ("export", ("--size", "400x200", "--view", "loss", "--grid", "balls"), r"400 x (\d+) px"),
        ("stability", ("--size", "70x30mm", "--points", "8"), r"70 x (\d+) mm"),
    ],
)
def test_that_what_could_not_be_read_is_refused_with_the_least_that_could(
    tmp_path, capsys, verb, options, least
) -> None:
    path = tmp_path / "small.png"
    command = [verb, "ravine", *([str(path)] if verb == "export" else ["-o", str(path)])]
    assert main([*command, *options]) == 2
    said = capsys.readouterr().err
    assert "too small for this: at least" in said
    assert not path.exists()
    width, height = (options[1].partition("x")[0], re.search(f"at least {least}", said)[1])
    for high, status in ((int(height) - 2, 2), (int(height), 0)):
        unit = "mm" if options[1].endswith("mm") else ""
        done = main([*command, "--size", f"{width}x{high}{unit}", *options[2:]])
        assert done == status, capsys.readouterr().err


def test_that_greys_are_grey(draw) -> None:
    found = pixels(draw("grey.png", "--grey", "--view", "contour", "--no-title", *SHORT)).astype(int)
    assert np.ptp(found, axis=2).max() <= 24, "the ink of the type has a tint"
