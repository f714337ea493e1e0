"""What earlier releases wrote is read as what it was; their files are explained beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from momentum_lab import __version__
from momentum_lab.containers.formats import FORMATS
from momentum_lab.experiment import load
from momentum_lab.experiment.embedded import read_all
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.simulation import simulate

FILES = Path(__file__).parents[1] / "data" / "files"
RELEASES = sorted(path.name for path in FILES.iterdir() if path.is_dir())


def every(*places):
    paths = [path for release in RELEASES for place in places for path in (FILES / release).glob(place)]
    assert paths
    return pytest.mark.parametrize("path", sorted(paths), ids=lambda p: str(p.relative_to(FILES)))


def stated(path):
    return json.loads((path.parents[1] / f"{path.stem.partition('-')[0]}.json").read_text("utf-8"))


def plain(value):
    """A value as it is in JSON."""
    text = json.dumps(asdict(value), default=lambda v: asdict(v) if is_dataclass(v) else dict(v))
    return json.loads(text)


def differences(found, wanted, place=""):
    """The places in which what was read is not what is stated; what is not stated may be there."""
    if isinstance(wanted, Mapping):
        missing = [f"{place}.{key}" for key in wanted if key not in found]
        return missing + [
            each
            for key in wanted
            if key in found
            for each in differences(found[key], wanted[key], f"{place}.{key}")
        ]
    if isinstance(wanted, list) and len(found) == len(wanted):
        pairs = enumerate(zip(found, wanted, strict=True))
        return [each for i, (one, other) in pairs for each in differences(one, other, f"{place}.{i}")]
    return [] if found == wanted else [place]


def without_second_looks(experiment):
    """What is stated, but for the markers of balls that looked like an earlier one: they have others now."""
    balls, seen = [], set()
    for ball in experiment["balls"]:
        look = ball["color"], ball["marker"]
        balls.append({key: value for key, value in ball.items() if key != "marker" or look not in seen})
        seen.add(look)
    return {**experiment, "balls": balls}


@every("written/*.toml", "saved/*.toml", "exported/*.toml")
def test_that_an_experiment_is_what_it_was(path):
    wanted = stated(path)["experiment"]
    if path.parent.name == "written":  # by hand, and saying nothing of looks: there are pairs for all now
        wanted = without_second_looks(wanted)
    assert differences(plain(load(path)), wanted) == []


@every("saved/*.toml")
def test_that_its_balls_end_where_they_ended(path):
    experiment = load(path)
    run = simulate(experiment)
    ends = np.array([run.position[ball, last] for ball, last in enumerate(run.last)])
    assert ends == pytest.approx(np.array(stated(path)["ends"]), rel=1e-9, abs=1e-12)


@every(*(f"exported/*{suffix}" for suffix in FORMATS))
def test_that_what_was_exported_has_its_experiment(path):
    (found,) = read_all(path)
    assert found.experiment == load(path.parents[1] / "saved" / f"{path.stem.partition('-')[0]}.toml")


@every("landscapes/*.toml")
def test_that_a_landscape_of_one_s_own_is_what_it_was(path):
    assert differences(plain(read_entry(path)), stated(path)["landscape"]) == []


@pytest.mark.parametrize("release", RELEASES)
def test_that_there_is_a_file_of_every_kind(release):
    kinds = {path.suffix for path in (FILES / release / "exported").iterdir()}
    later = {".html"} if release == "0.1.0" else set()  # there were no reports yet
    assert kinds >= set(FORMATS) - later


def test_that_every_release_has_its_files():
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    assert sorted(re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)) == RELEASES
    assert __version__ in RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_that_the_files_are_small(release):
    assert sum(path.stat().st_size for path in (FILES / release).rglob("*") if path.is_file()) < 200_000


def test_that_a_difference_would_be_found():
    found = {"a": [1, {"b": 2, "c": 3}], "d": 4}
    assert differences(found, {"a": [1, {"b": 2}]}) == []
    assert differences(found, {"a": [1, {"b": 3}], "e": 5}) == [".e", ".a.1.b"]
    assert differences(found, {"a": [1]}) == [".a"]
