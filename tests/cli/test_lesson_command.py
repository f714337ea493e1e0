"""The command ``lesson``, and the list of lessons: what they print, and what they return."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from momentum_lab.cli import lesson as command
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.lessons.lesson_problems import examined
from momentum_lab.lessons.library import LESSONS

BOWL = Path(__file__).parent.parent / "data" / "lessons" / "bowl"


def test_that_the_command_alone_tells_what_there_is(lab):
    status, out, err = lab("lesson")
    assert (status, err) == (0, "")
    assert "usage: momentum-lab lesson" in out
    for word in command.LESSON_COMMANDS:
        assert f"lesson {word}" in out


@pytest.mark.parametrize("word", [*command.LESSON_COMMANDS])
def test_that_each_word_has_its_own_help(lab, capsys, word):
    with pytest.raises(SystemExit) as ended:
        lab("lesson", word, "--help")
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert str(command.LESSON_COMMANDS[word].help) in out
    assert "besides:" not in out


def test_that_a_sound_lesson_is_told_in_a_line(lab):
    said = "bowl: 2 pages; 1 task; 3 numbers are true; 1 is taken as it is; words in en, de\n"
    assert lab("lesson", "check", BOWL) == (0, said, "")
    assert lab("lesson", "check", "--json", BOWL)[1] == json.dumps({str(BOWL): []}, indent=2) + "\n"


def test_that_all_that_is_wrong_is_told_a_line_each_and_is_bad_input(lab, tmp_path):
    broken = tmp_path / "broken"
    assert lab("lesson", "new", broken)[0] == 0
    path = broken / "text.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("prompt", "promt"), encoding="utf-8")
    status, out, err = lab("lesson", "check", BOWL, broken)
    lines = [str(problem) for problem in examined(broken)[1]]
    assert (status, err) == (2, "")
    assert len(lines) == 6
    assert out.splitlines()[1:] == lines
    found = json.loads(lab("lesson", "check", broken, "--json")[1])
    assert found[str(broken)][0] == {
        "place": [str(broken), "text.toml", "pages", "bowl", "steps", "end"],
        "problem": "the key 'prompt' is missing",
    }


def test_that_a_lesson_is_checked_by_its_name_too(lab, tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    (tmp_path / "lessons").mkdir()
    assert lab("lesson", "new", tmp_path / "lessons" / "mine")[0] == 0
    assert lab("lesson", "check", "mine")[1].startswith("mine: 2 pages; ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("check",), "the following arguments are required: DIR|ZIP|NAME (see momentum-lab lesson --help)"),
        (("check", "nothing_such"), "unknown lesson 'nothing_such'"),
        (("check", ""), "found an empty name, allowed are a lesson, a folder and a zip"),
        (("nothing_such",), "unknown lesson 'nothing_such'"),
        (("no/such.zip",), "no/such.zip: there is no such folder or zip"),
        ((str(BOWL), "--page", "3"), "--page: found 3, allowed is a whole number from 1 to 2"),
        ((str(BOWL), "more"), "unrecognized arguments: more (see momentum-lab --help)"),
    ],
)
def test_that_what_is_wrong_is_said_in_one_line(lab, arguments, line):
    status, out, err = lab("lesson", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"momentum-lab: {line}")
    assert err.count("\n") == 1


def test_that_a_new_lesson_works_and_takes_the_name_of_its_folder(lab, tmp_path):
    folder = tmp_path / "first_steps"
    status, out, err = lab("lesson", "new", folder)
    assert (status, err) == (0, "")
    assert f"momentum-lab lesson check {folder}" in out
    lesson, problems = examined(folder)
    assert (lesson.name, problems) == ("first_steps", [])
    assert [path.name for path in tmp_path.iterdir()] == ["first_steps"]


def test_that_a_new_lesson_can_be_written_to_whatever_the_program_may(lab, tmp_path):
    folder = tmp_path / "mine"
    lab("lesson", "new", folder)
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & stat.S_IWUSR


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_that_nothing_is_written_over(lab, tmp_path, there):
    path = tmp_path / "mine"
    if there == "folder":
        path.mkdir()
    elif there == "file":
        path.write_text("mine", encoding="utf-8")
    else:
        path.symlink_to(tmp_path / "nowhere")
    status, out, err = lab("lesson", "new", path)
    assert (status, out) == (2, "")
    assert err == f"momentum-lab: {path}: is there already, allowed is the name of a new folder\n"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("name", ["Mine", "my lesson", "1st", "check", "a" * 61])
def test_that_a_new_lesson_has_a_name_that_lessons_may_have(lab, tmp_path, name):
    status, _, err = lab("lesson", "new", tmp_path / name)
    assert status == 2
    assert "as the name of a lesson" in err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="who may write everywhere")
def test_that_a_folder_that_cannot_be_written_to_is_left_as_it_is(lab, tmp_path):
    tmp_path.chmod(0o500)
    status, _, err = lab("lesson", "new", tmp_path / "mine")
    tmp_path.chmod(0o700)
    assert (status, err.count("\n")) == (1, 1)
    assert [*tmp_path.iterdir()] == []


def test_that_the_folder_of_a_new_lesson_is_made_with_those_above_it(lab, tmp_path):
    assert lab("lesson", "new", tmp_path / "above" / "mine")[0] == 0
    assert examined(tmp_path / "above" / "mine")[1] == []


def test_that_a_folder_in_a_file_cannot_be_written(lab, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    status, _, err = lab("lesson", "new", tmp_path / "file" / "mine")
    assert (status, err.count("\n")) == (1, 1)
    assert "cannot be written (" in err


def test_that_lessons_are_listed_with_what_they_are_about(lab):
    listed = json.loads(lab("list", "lessons", "--json")[1])
    assert [each["name"] for each in listed] == [*LESSONS.built_in]
    for each in listed:
        assert {*each} == {"name", "title", "description", "able", "minutes", "pages", "languages"}


def test_that_own_lessons_are_listed_and_broken_ones_are_said_to_be(lab, tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    (tmp_path / "lessons").mkdir()
    lab("lesson", "new", tmp_path / "lessons" / "mine")
    (tmp_path / "lessons" / "broken").mkdir()
    status, out, err = lab("list", "lessons")
    assert status == 0
    assert "mine: A bowl\n    A ball that is too slow, and how it gets there in time." in out
    broken = tmp_path / "lessons" / "broken"
    assert err == f"momentum-lab: left out: {broken}: lesson.toml: the file is missing\n"
