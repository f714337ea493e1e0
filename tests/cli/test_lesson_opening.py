"""A lesson opened from the command line: at which page, how, and what is locked and hidden in it."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from momentum_lab.core.app_flags import AppFlags
from momentum_lab.experiment.presets import plain_experiment
from momentum_lab.gui import application
from momentum_lab.lessons.beginning import write_beginning
from momentum_lab.session import Session


@pytest.fixture
def opened(monkeypatch):
    """What the app would be opened with."""
    found = []

    def run_app(experiment, path=None, flags=None, lesson=None, report=None):
        found.append((experiment, path, flags, lesson))
        return 0

    monkeypatch.setattr(application, "run_app", run_app)
    return found


def test_that_a_lesson_is_opened_as_the_command_says(lab, opened, tmp_path):
    write_beginning(tmp_path / "bowls")
    flags = ("--page", "2", "--projector", "--lock", "learning_rate, seed", "--hide", "explore", "--teacher")
    assert lab("lesson", tmp_path / "bowls", *flags) == (0, "", "")
    ((experiment, path, app, start),) = opened
    assert (experiment, path, app) == (None, None, AppFlags(is_projected=True))
    session = Session(plain_experiment())
    start.begin(session.lessons)
    lessons = session.lessons
    assert (lessons.lesson.name, lessons.page_number) == ("bowls", 1)
    assert lessons.locks == {"landscape", "learning_rate", "seed"}
    assert lessons.hides == {"explore"}
    assert lessons.is_teacher
    assert start.source == str(tmp_path / "bowls")
    session.close()


def test_that_a_lesson_is_opened_where_it_was_left(lab, opened, tmp_path):
    write_beginning(tmp_path / "bowls")
    assert lab("lesson", tmp_path / "bowls")[0] == 0
    start = opened[0][3]
    for page in (0, 1):
        session = Session(plain_experiment(), records=tmp_path / "records")
        start.begin(session.lessons)
        assert session.lessons.page_number == page
        assert not session.lessons.is_teacher
        session.lessons.next_page()
        session.close()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--page", "0"), "--page: found 0, allowed is a whole number from 1 to 2"),
        (("--page", "3"), "--page: found 3, allowed is a whole number from 1 to 2"),
        (("--page", "two"), "argument --page: invalid int value: 'two'"),
        (
            ("--lock", "learning_rat"),
            "--lock: there is nothing to lock that is called 'learning_rat'; did you mean",
        ),
        (("--lock", "explore"), "--lock: there is nothing to lock that is called 'explore'"),
        (("--hide", "all,everything"), "--hide: there is nothing to hide that is called 'everything'"),
    ],
)
def test_that_what_is_wrong_is_said_and_nothing_opened(lab, opened, tmp_path, flags, said):
    write_beginning(tmp_path / "bowls")
    status, out, err = lab("lesson", tmp_path / "bowls", *flags)
    assert (status, out) == (2, "")
    assert err.startswith(f"momentum-lab: {said}")
    assert err.count("\n") == 1
    assert opened == []


def test_that_a_lesson_is_opened_as_any_file_is(lab, opened, tmp_path, monkeypatch):
    write_beginning(tmp_path / "bowls")
    with ZipFile(tmp_path / "bowls.zip", "w") as archive:
        for path in (tmp_path / "bowls").rglob("*.*"):
            archive.write(path, path.relative_to(tmp_path))
    (tmp_path / "ravine").mkdir()
    monkeypatch.chdir(tmp_path)
    for argument in ("bowls", tmp_path / "bowls.zip", "ravine"):
        assert lab(argument) == (0, "", "")
        assert application.main([str(argument)]) == 0
    starts = [start and (start.lesson.name, start.source) for *_, start in opened]
    folder, archived = ("bowls", str(tmp_path / "bowls")), ("bowls", str(tmp_path / "bowls.zip"))
    assert starts == [folder, folder, archived, archived, None, None]
    assert [experiment.title for experiment, *_ in opened[4:]] == ["A ravine", "A ravine"]
    status, out, err = lab(tmp_path / "missing.zip")
    assert (status, out) == (2, "")
    assert "missing.zip" in err
