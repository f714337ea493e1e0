from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from driving import bowl
from filming import FAR, FORMATS, LOSSLESS, at, begun, length, picture, plain, watch
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from momentum_lab import __version__
from momentum_lab.containers import webp
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError
from momentum_lab.experiment import loads
from momentum_lab.experiment.embedded import embedded_title
from momentum_lab.experiment.presets import find
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.pictures import export_picture
from momentum_lab.simulation.engine import simulate

LAST = 5
FILM = FilmOptions(fps=10, seconds=1.2, hold=0.5)
"""Two frames for each step."""
MAP = PictureOptions(view="contour", size=(240, 200))

pytestmark = pytest.mark.usefixtures("qapp")
every_format = pytest.mark.parametrize("suffix", FORMATS)


def film_of(folder: Path, suffix: str, options: PictureOptions = MAP, film: FilmOptions = FILM) -> Path:
    path = folder / f"film{suffix}"
    export_picture(simulate(bowl(FAR, steps=LAST)), path, options, film=film)
    return path


def still_of(folder: Path, step: int) -> np.ndarray:
    path = folder / f"{step}.png"
    export_picture(simulate(bowl(FAR, steps=LAST)), path, replace(MAP, step=step))
    return picture(path)


def middles(image: np.ndarray, color: str) -> set[tuple[int, int]]:
    """Where a pixel and all around it are of a colour."""
    same = (image == tuple(bytes.fromhex(color[1:]))).all(axis=2)
    whole = sliding_window_view(same, (5, 5)).all(axis=(2, 3))
    return {(int(row) + 2, int(column) + 2) for row, column in np.argwhere(whole)}


@every_format
def test_that_a_film_shows_every_step_for_its_time_and_rests_at_the_end(tmp_path, suffix: str) -> None:
    seen = watch(film_of(tmp_path, suffix))
    assert length(seen) == Fraction(17, 10)
    assert {frame.image.shape for frame in seen} == {(200, 240, 3)}
    assert len(seen) == (17 if suffix == ".mp4" else LAST + 1)
    for step in range(LAST + 1):
        still = still_of(tmp_path, step).astype(int)
        shown = at(seen, 0.2 * step + 0.1)
        error = np.abs(shown - still)
        assert error.max() == 0 if suffix in LOSSLESS else error.mean() < 2.0, step


@every_format
def test_that_the_ball_is_where_it_should_be(tmp_path, suffix: str) -> None:
    seen = watch(film_of(tmp_path, suffix))
    start = middles(still_of(tmp_path, 0), FAR.color)
    for step in (1, 2):
        places = middles(still_of(tmp_path, step), FAR.color) - start
        assert places, "the ball has moved"
        for place in places:
            colour = at(seen, 0.2 * step + 0.1)[place].astype(int)
            off = np.abs(colour - tuple(bytes.fromhex(FAR.color[1:]))).max()
            assert off <= (24 if suffix == ".mp4" else 0)


@every_format
def test_that_a_film_carries_its_experiment(tmp_path, suffix: str) -> None:
    path = film_of(tmp_path, suffix)
    assert find(str(path)) == bowl(FAR, steps=LAST)
    if suffix == ".mp4":
        with av.open(str(path)) as film:
            comment = film.metadata["comment"]
    else:
        comment = text_in(path)
    first, _, experiment = comment.partition("\n")
    assert first == f"# Momentum Lab {__version__}"
    assert loads(experiment) == bowl(FAR, steps=LAST)


def text_in(path: Path) -> str:
    """The comment of a GIF, APNG or WebP."""
    with Image.open(path) as film:
        film.load()
        return {
            ".gif": lambda: film.info["comment"].decode(),
            ".apng": lambda: film.text["Comment"],
            ".webp": lambda: described(film.info["xmp"])["description"],
        }[path.suffix]()


def described(packet: bytes) -> dict[str, str]:
    """The texts of an XMP packet, by what they are."""
    whole = ElementTree.fromstring(packet).iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return {part.tag.partition("}")[2]: "".join(part.itertext()) for part in next(whole)}


def test_that_a_webp_says_its_title_and_what_made_it(tmp_path) -> None:
    with Image.open(film_of(tmp_path, ".webp")) as film:
        texts = described(film.info["xmp"])
    assert texts["title"] == embedded_title(bowl(FAR, steps=LAST))
    assert texts["CreatorTool"] == f"Momentum Lab {__version__}"


def test_that_a_webp_that_becomes_too_large_is_refused(tmp_path, monkeypatch) -> None:
    path = tmp_path / "film.webp"
    writer = begun(path, plain((9, 8, 7)))
    monkeypatch.setattr(webp, "LARGEST", 60)
    writer.add(plain((9, 8, 7)), Fraction(1))
    with pytest.raises(WriteError, match="a WebP film cannot have more than 60 bytes"):
        list(writer.finish())
    writer.close()
    assert path.stat().st_size <= 60


@every_format
def test_that_a_comment_may_be_long_and_of_any_script(tmp_path, suffix: str) -> None:
    path, comment = tmp_path / f"film{suffix}", "η ≤ 2/λ & <so on> " * 40
    writer = begun(path, plain((9, 8, 7)), comment=comment.strip())
    writer.add(plain((9, 8, 7)), Fraction(1))
    list(writer.finish())
    writer.close()
    if suffix == ".mp4":
        with av.open(str(path)) as film:
            assert film.metadata["comment"] == comment.strip()
    else:
        with Image.open(path) as film:
            text = film.info.get("comment") or film.info.get("xmp") or film.text["Comment"].encode()
        assert "≤ 2/λ".encode() in text
        assert text.count("≤".encode()) == 40


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
def test_that_a_film_loops_unless_it_shall_play_once(tmp_path, suffix: str) -> None:
    for loops in (True, False):
        path = film_of(tmp_path, suffix, film=replace(FILM, loops=loops))
        with Image.open(path) as film:
            assert film.info.get("loop", 1) == (0 if loops else 1)


def test_that_an_mp4_is_what_every_player_shows(tmp_path) -> None:
    options = replace(MAP, size=(241, 201))
    path = tmp_path / "film.mp4"
    note = export_picture(simulate(bowl(FAR, steps=LAST)), path, options, film=FILM)
    assert note == "241 x 201 pixels became 242 x 202: MP4 films have even sizes"
    with av.open(str(path)) as film:
        (stream,) = film.streams
        assert (stream.codec.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.frames) == (242, 202, 17)
        assert stream.average_rate == 10
        assert film.duration == 1_700_000
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "players need not load all of it first"
    assert export_picture(simulate(bowl(FAR, steps=1)), path, MAP, film=FILM) == ""


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
@pytest.mark.parametrize("seconds", [Fraction(1, 30), Fraction(1, 7), Fraction(700)])
def test_that_times_add_up_however_long_or_odd(tmp_path, suffix: str, seconds: Fraction) -> None:
    path = tmp_path / f"film{suffix}"
    colors = [(250, 0, 0), (0, 250, 0), (0, 0, 250)] * 3
    writer = begun(path, *map(plain, colors[:3]))
    for color in colors:
        writer.add(plain(color), seconds)
    list(writer.finish())
    writer.close()
    seen = watch(path)
    unit = Fraction(1, 100 if suffix == ".gif" else 1000)
    assert length(seen) == round(9 * seconds / unit) * unit
    for index, color in enumerate(colors):
        assert tuple(at(seen, float(seconds * (index + Fraction(1, 2))))[16, 24]) == color


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
def test_that_what_stays_is_not_stored_again(tmp_path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (120, 160, 4), np.uint8)
    noise[:, :, 3] = 255
    sizes = []
    for count in (1, 20):
        path = tmp_path / f"{count}{suffix}"
        writer, image = begun(path, noise, plain((0, 255, 0))), noise
        for index in range(count):
            image = image.copy()
            image[10, 7 * index] = image[99, 150] = (0, 255 - index, 0, 255)
            writer.add(image, Fraction(1, 10))
        list(writer.finish())
        writer.close()
        sizes.append(path.stat().st_size)
        assert np.abs(watch(path)[-1].image.astype(int) - image[:, :, :3])[10, 0].max() < 9
    assert sizes[1] < 1.5 * sizes[0]


def test_that_a_gif_keeps_the_colours_of_the_smallest_balls_exactly(tmp_path) -> None:
    rows = np.linspace(0, 255, 120).astype(np.uint8)
    image = plain((0, 0, 0), 160, 120)
    image[:, :, 0], image[:, :, 2] = rows[:, None], np.linspace(0, 255, 160).astype(np.uint8)
    image[50:54, 60:64, :3] = (0, 158, 115)
    path = tmp_path / "film.gif"
    writer = begun(path, image)
    writer.add(image, Fraction(1))
    list(writer.finish())
    writer.close()
    seen = watch(path)[0].image
    assert (seen[50:54, 60:64] == (0, 158, 115)).all()
    assert np.abs(seen.astype(int) - image[:, :, :3]).max() < 24


@every_format
def test_that_the_camera_goes_around(tmp_path, suffix: str) -> None:
    options = PictureOptions(view="surface", size=(220, 230), step=0)
    seen = watch(film_of(tmp_path, suffix, options, FilmOptions(fps=5, seconds=1.0, hold=0, orbit=360.0)))
    images = [frame.image.astype(int) for frame in seen]
    assert len(images) == 5
    all_around, *across = (np.abs(images[0] - images[i]).mean() for i in (4, 1, 3))  # as from behind, in 2
    assert min(across) > 1.0
    assert all_around < (0.5 if suffix == ".mp4" else 0.01)


@pytest.mark.parametrize("view", ["contour", "loss"])
def test_that_only_a_surface_can_be_gone_around(tmp_path, view) -> None:
    with pytest.raises(InputError, match="orbit: there is no surface"):
        film_of(tmp_path, ".gif", PictureOptions(view=view, size=(220, 230)), replace(FILM, orbit=90.0))
    assert list(tmp_path.glob("*film*")) == []
