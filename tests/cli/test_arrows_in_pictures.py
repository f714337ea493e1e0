"""What the command line says of arrows and heights."""

from __future__ import annotations

import shlex
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from momentum_lab.figures.command import export_command
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import Measures


def texts_of(path):
    tree = ElementTree.parse(path)
    return ["".join(text.itertext()).strip() for text in tree.iter("{http://www.w3.org/2000/svg}text")]


def words(text):
    return " ".join(text.split())


def test_that_arrows_scale_and_heights_are_taken(lab, tmp_path) -> None:
    out = tmp_path / "one.svg"
    status, _, said = lab(
        "export", "ravine", out, "--view", "contour", "--step", "5", "--arrows", "chosen", "--ball", "1",
        "--arrow-scale", "3", "--height", "log",
    )  # fmt: skip
    assert (status, said) == (0, "")
    assert {"step 6: arrows ×3", "carried part", "log"} <= set(texts_of(out))


def test_that_without_being_asked_for_there_are_none(lab, tmp_path) -> None:
    out = tmp_path / "one.svg"
    assert lab("export", "ravine", out, "--view", "contour", "--step", "5")[0] == 0
    assert not any("arrows" in text for text in texts_of(out))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (("--arrow-scale", "0"), "--arrow-scale: found '0', allowed is auto, or a number from 0.01"),
        (("--arrow-scale", "big"), "--arrow-scale: found 'big'"),
        (("--arrows", "all", "--view", "loss"), "--arrows: is for views of the landscape, not for loss"),
        (("--arrows", "some"), "invalid choice: 'some'"),
        (("--arrows", "chosen", "--ball", "7"), "ball: found 7"),
        (("--height", "high"), "invalid choice: 'high'"),
    ],
)
def test_that_what_cannot_be_is_said(lab, tmp_path, more, problem) -> None:
    try:
        status, _, said = lab("export", "ravine", tmp_path / "one.svg", "--view", "contour", *more)
    except SystemExit as ended:
        status, said = ended.code, None
    assert status == 2
    assert said is None or problem in words(said)


def test_that_the_command_of_a_picture_says_them() -> None:
    options = PictureOptions(view="contour", arrows="chosen", arrow_zoom=5.0, ball=2, height="linear")
    line = export_command("ravine", "one.svg", options, Measures(800, 640, "px", 12))
    told = shlex.split(line)
    pairs = dict(pairwise(told))
    assert pairs["--arrows"] == "chosen"
    assert pairs["--arrow-scale"] == "5"
    assert pairs["--ball"] == "2"
    assert pairs["--height"] == "linear"
