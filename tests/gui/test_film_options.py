from __future__ import annotations

from collections import Counter

import pytest

from momentum_lab.containers import formats
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.figures.checks import check_picture
from momentum_lab.figures.film_options import EASINGS, FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.shots import shots

every_easing = pytest.mark.parametrize("easing", EASINGS)


def steps(last: int, **options: object) -> list[int]:
    return [shot.step for shot in shots(last, FilmOptions(**options))]


@every_easing
@pytest.mark.parametrize("last", [0, 1, 2, 50, 999, 1_000_000])
@pytest.mark.parametrize("seconds", [0.1, 2.0, 33.3])
def test_that_every_film_goes_forward_from_the_first_step_to_the_last(easing, last, seconds) -> None:
    played = steps(last, easing=easing, seconds=seconds)
    assert len(played) == max(2, round(25 * seconds))
    assert played == sorted(played)
    assert (played[0], played[-1]) == (0, last)


def test_that_linear_shows_every_step_for_as_long() -> None:
    assert steps(49, fps=25, seconds=2.0) == list(range(50))
    counts = Counter(steps(9, fps=30, seconds=2.0))
    assert sorted(counts) == list(range(10))
    assert set(counts.values()) <= {5, 6, 7}


def test_that_easing_in_and_out_is_slow_at_both_ends() -> None:
    played = steps(1000, easing="ease-in-out", fps=25, seconds=4.0)
    assert played[10] < 40
    assert played[-11] > 960
    assert 450 < played[50] < 550


@pytest.mark.parametrize("last", [50, 1000, 1_000_000])
def test_that_a_slow_beginning_gives_half_of_the_time_to_the_first_steps(last: int) -> None:
    played = steps(last, easing="slow-beginning", fps=25, seconds=8.0)
    assert abs(played[100] - last**0.5) < 0.1 * last**0.5 + 1


@pytest.mark.parametrize(("last", "seconds"), [(0, 2.0), (40, 2.0), (100, 5.0), (5000, 12.0)])
def test_that_the_length_suits_the_steps(last: int, seconds: float) -> None:
    assert FilmOptions().length(last) == seconds
    assert FilmOptions(seconds=7.0).length(last) == 7.0


def test_that_the_camera_turns_evenly() -> None:
    angles = [shot.angle for shot in shots(3, FilmOptions(orbit=-90.0, fps=5, seconds=1.0))]
    assert angles == pytest.approx([0.0, -22.5, -45.0, -67.5, -90.0])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"fps": 0}, "fps: found 0, allowed is a whole number from 1 to 60"),
        ({"seconds": float("nan")}, "seconds: found nan, allowed is a number from 0.1 to 3600"),
        ({"hold": -1.0}, "hold: found -1.0, allowed is a number from 0 to 60"),
        ({"orbit": 1e9}, "orbit: found 1000000000.0, allowed is a number from -3600 to 3600"),
        ({"easing": "ease"}, "easing: unknown easing 'ease'; "),
        (
            {"fps": 60, "seconds": 60.0},
            "seconds: found 61.5 seconds of 60 frames, which are 3,690; allowed are 3,600 frames in all",
        ),
    ],
)
def test_that_what_cannot_be_is_refused_and_what_is_allowed_said(options, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        FilmOptions(**options)
    assert str(caught.value).startswith(problem)


def test_that_the_longest_film_is_allowed() -> None:
    assert len(shots(10, FilmOptions(fps=60, seconds=60.0, hold=0.0))) == 3600


def test_that_a_format_says_what_it_cannot_show(tmp_path) -> None:
    with pytest.raises(InputError, match="fps: found 60, allowed for GIF animations is 1 to 50"):
        check_picture(tmp_path / "x.gif", PictureOptions(), FilmOptions(fps=60))
    check_picture(tmp_path / "x.apng", PictureOptions(), FilmOptions(fps=60))
    huge = PictureOptions(size=(2000, 1500), scale=2.0)
    with pytest.raises(
        InputError, match="size: found 4,000 x 3,000 pixels, allowed for a film are 8,294,400"
    ):
        check_picture(tmp_path / "x.webp", huge, FilmOptions())
    check_picture(tmp_path / "x.png", huge, FilmOptions())


def test_that_who_lacks_the_encoder_is_told_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(MomentumLabError, match=r"needs PyAV.*: pip install 'momentum-lab\[film\]'"):
        check_picture(tmp_path / "x.mp4", PictureOptions(), FilmOptions())
