"""What is done in a lesson is kept: across sessions, changes of the lesson, and the end of the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from lessons_at_work import CHOOSE, PAGES, small_lesson
from sessions import bowl, settle

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.file import loads
from momentum_lab.lessons.lesson import AnswerChoice, AnswerKind, Page, Prediction
from momentum_lab.lessons.record_file import load_record
from momentum_lab.session import Session, Settings

HERE = Path(__file__).parent
TYPING = """
import sys, time
sys.path[:0] = {paths!r}
from pathlib import Path
from lessons_at_work import small_lesson
from sessions import bowl
from momentum_lab.session import Session

session = Session(bowl(), records=Path({folder!r}))
lessons = session.lessons
lessons.open(small_lesson(), 1)
lessons.answer("end", "arrives")
lessons.answer("where", 3.0)
print("shown" if not lessons.is_sealed else "hidden", flush=True)
sys.stdin.readline()
lessons.answer("why", "It swings.")
until = time.monotonic() + 1.0
while time.monotonic() < until:
    session.clock.tick(time.monotonic())
    time.sleep(0.01)
lessons.answer("why", "It swings. And then")
print("typed", flush=True)
sys.stdin.readline()
"""


def begin(folder, lesson=None, page=1, settings=None):
    session = Session(bowl(), settings, records=folder)
    session.lessons.open(lesson or small_lesson(), page)
    settle(session)
    return session


def predict(session):
    session.lessons.answer("end", "arrives")
    session.lessons.answer("where", 3.0)
    settle(session)


def kept(folder, name="small"):
    return load_record(folder / name / "record.json")


def test_that_another_session_goes_on_where_one_has_ended(tmp_path):
    session = begin(tmp_path)
    predict(session)
    session.go_to_last()
    session.lessons.answer("seen", "no")
    session.lessons.answer("why", "For reasons.\nTwo.")
    session.lessons.set_student("  Ann ")
    record = session.lessons.record
    assert session.close()
    again = begin(tmp_path)
    assert replace(again.lessons.record, at=0.0) == replace(record, at=0.0)
    assert again.lessons.is_revealed("end")
    assert not again.lessons.is_sealed
    assert again.lessons.record.student == "Ann"
    assert again.close()


def test_that_a_killed_process_has_kept_all_but_the_last_sentence(tmp_path):
    paths = [str(HERE), str(HERE.parent)]
    script = TYPING.format(paths=paths, folder=str(tmp_path))

    def started() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def kill(process: subprocess.Popen[str]) -> None:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()

    first = started()
    assert first.stdout is not None
    assert first.stdout.readline() == "shown\n"
    kill(first)
    assert {key: answered.given for key, answered in kept(tmp_path).answers.items()} == {
        "ask/end": "arrives",
        "ask/where": 3.0,
    }
    second = started()
    assert second.stdin is not None
    assert second.stdout is not None
    second.stdout.readline()
    second.stdin.write("\n")
    second.stdin.flush()
    assert second.stdout.readline() == "typed\n"
    kill(second)
    assert kept(tmp_path).answers["ask/why"].given in ("It swings.", "It swings. And then")


def test_that_what_is_typed_is_kept_within_a_second(tmp_path):
    session = begin(tmp_path)
    session.lessons.lift_seal()
    session.lessons.answer("why", "Because")
    began = time.monotonic()
    while not (tmp_path / "small" / "record.json").exists() or "ask/why" not in kept(tmp_path).answers:
        session.clock.tick(time.monotonic())
        assert time.monotonic() - began < 10.0
    session.lessons.answer("why", "Because of")
    session.close()
    assert kept(tmp_path).answers["ask/why"].given == "Because of"


def test_that_of_a_lesson_that_has_changed_there_is_what_still_fits_and_nothing_is_lost(tmp_path):
    session = begin(tmp_path)
    predict(session)
    session.lessons.vote("end", 1, 3)
    session.close()
    other = Prediction(AnswerKind.CHOICE, (*CHOOSE.choices[1:], AnswerChoice("stays")))
    steps = tuple(replace(s, prediction=other) if s.id == "end" else s for s in PAGES[1].steps)
    changed = small_lesson(pages=(PAGES[0], replace(PAGES[1], steps=steps), Page("more")))
    again = begin(tmp_path, changed)
    assert set(again.lessons.record.answers) == {"ask/where"}
    assert again.lessons.is_sealed
    again.lessons.next_page()
    again.close()
    third = begin(tmp_path)
    assert set(third.lessons.record.answers) == {"ask/end", "ask/where"}
    assert third.lessons.votes("end") == (0, 3)
    third.close()


def test_that_of_two_that_are_at_work_the_one_that_wrote_last_is_believed_whole(tmp_path):
    one, other = begin(tmp_path), begin(tmp_path)
    for session, student in ((one, "Ann"), (other, "Ben")):
        session.lessons.set_student(student)
        session.lessons.add_figure(b"\x89PNG" + student.encode(), caption=student)
        predict(session)
    one.lessons.answer("why", "Ann's")
    one.close()
    record = kept(tmp_path)
    assert (record.student, record.figures[0].caption) == ("Ann", "Ann")
    assert (tmp_path / "small" / record.figures[0].file).read_bytes() == b"\x89PNGAnn"
    other.lessons.answer("why", "Ben's")
    other.close()
    record = kept(tmp_path)
    assert (record.student, record.answers["ask/why"].given) == ("Ben", "Ben's")
    assert (tmp_path / "small" / record.figures[0].file).read_bytes() == b"\x89PNGBen"


@pytest.mark.parametrize(
    "content", ["", "{", '{"schema": 1, "lesson": "other"}', '{"schema": 9, "lesson": "small"}']
)
def test_that_a_record_that_cannot_be_read_is_put_aside(tmp_path, content):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "record.json").write_text(content)
    session = Session(bowl(), records=tmp_path)
    said = []
    session.said.subscribe(said.append)
    session.lessons.open(small_lesson(), 1)
    assert "put aside" in said[0]
    session.lessons.set_student("Ann")
    session.close()
    assert kept(tmp_path).student == "Ann"
    aside = [path for path in folder.iterdir() if path.name != "record.json"]
    assert [path.read_text() for path in aside] == [content]


def test_that_it_is_said_once_where_nothing_can_be_kept(tmp_path):
    (tmp_path / "records").write_text("a file")
    session = Session(bowl(), records=tmp_path / "records")
    said = []
    session.said.subscribe(said.append)
    session.lessons.open(small_lesson(), 1)
    predict(session)
    assert not session.lessons.is_sealed
    session.lessons.answer("why", "Because")
    session.close()
    assert len([told for told in said if "cannot be kept" in told]) == 1


def test_that_begun_lessons_are_known_the_one_of_the_last_time_first(tmp_path):
    settings = Settings()
    for name, page in (("first", 0), ("second", 2)):
        begin(tmp_path, small_lesson(name), page, settings).close()
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "record.json").write_text("{")
    (tmp_path / "fourth").mkdir()
    (tmp_path / "fourth" / "record.json").symlink_to(tmp_path / "first" / "record.json")
    session = Session(bowl(), settings, records=tmp_path)
    begun = session.lessons.begun()
    assert [(each.lesson, each.page, each.source) for each in begun] == [
        ("second", "act", ""),
        ("first", "plain", ""),
    ]
    session.lessons.open(small_lesson("second"), None)
    assert session.lessons.page.id == "act"
    session.lessons.open(small_lesson("first"), 1, str(tmp_path))
    session.lessons.book.keep()
    assert session.lessons.begun()[0].source == str(tmp_path)
    session.close()


def test_that_votes_are_counted_taken_back_and_kept(tmp_path):
    session = begin(tmp_path)
    for choice in (0, 1, 1):
        session.lessons.vote("end", choice)
    session.lessons.vote("end", 0, -5)
    assert session.lessons.votes("end") == (0, 2)
    with pytest.raises(InputError):
        session.lessons.vote("end", 2)
    session.lessons.vote("seen", 0, 12)
    session.lessons.clear_votes("end")
    session.close()
    assert kept(tmp_path).votes == {"ask/end": (0, 0), "ask/seen": (12, 0)}


def test_that_a_figure_has_what_is_shown(tmp_path):
    session = begin(tmp_path, page=0)
    session.lessons.add_figure(b"\x89PNG", caption="Here")
    session.go_to(9)
    session.lessons.add_figure(table=[["ball", "loss"], ["One", "3"]])
    picture, table = session.lessons.record.figures
    assert (picture.page, picture.step, picture.caption) == ("plain", 5, "Here")
    assert loads(picture.experiment) == session.experiment
    assert (table.file, table.step, table.table) == ("", 9, (("ball", "loss"), ("One", "3")))
    session.close()


def test_that_the_picture_of_a_figure_goes_with_it_once_that_is_kept(tmp_path):
    session = begin(tmp_path, page=0)
    book = session.lessons.book
    for caption in ("One", "Two", "Three"):
        session.lessons.add_figure(b"\x89PNG" + caption.encode(), caption=caption)
    session.lessons.add_figure(table=[["ball"], ["One"]])
    one, two, three, table = session.lessons.record.figures
    assert book.keep()
    book.set_figures([table, three, one])
    assert (book.folder / two.file).exists()
    assert book.keep()
    assert {path.name for path in book.folder.glob("*.png")} == {one.file, three.file}
    book.begin_anew()
    book.set_figures([])
    session.close()
    assert {path.name for path in (tmp_path / "small").glob("*.png")} == {one.file, three.file}


def test_that_a_picture_that_is_taken_back_or_is_lost_already_leaves_nothing(tmp_path):
    session = begin(tmp_path, page=0)
    book = session.lessons.book
    session.lessons.add_figure(b"\x89PNG", caption="One")
    book.set_figures([])
    session.lessons.add_figure(b"\x89PNG", caption="Two")
    (figure,) = session.lessons.record.figures
    book.set_figures([])
    book.set_figures([figure])
    session.close()
    assert [path.name for path in (tmp_path / "small").glob("*.png")] == [figure.file]


@pytest.mark.parametrize("name", ["x" * 300, "two\nlines", "\x1b"])
def test_that_a_student_has_a_name_of_one_line(tmp_path, name):
    session = begin(tmp_path)
    with pytest.raises(InputError):
        session.lessons.set_student(name)
    session.close()


def test_that_lessons_that_are_not_kept_can_be_taken(tmp_path):
    session = Session(bowl())
    session.lessons.open(small_lesson(), 1)
    predict(session)
    assert session.lessons.answered("end").given == "arrives"
    assert session.lessons.begun() == []
    assert session.close()


def test_that_somebody_else_begins_anew_and_what_was_there_is_put_aside(tmp_path):
    session = begin(tmp_path)
    session.lessons.set_student("Ann")
    predict(session)
    session.lessons.begin_anew()
    settle(session)
    lessons = session.lessons
    assert (lessons.page_number, lessons.record.student, lessons.record.answers) == (0, "", {})
    lessons.next_page()
    assert lessons.is_sealed
    lessons.set_student("Ben")
    session.close()
    assert kept(tmp_path).student == "Ben"
    (aside,) = (path for path in (tmp_path / "small").glob("*.json") if path.name != "record.json")
    assert load_record(aside).student == "Ann"
    assert load_record(aside).answers["ask/end"].given == "arrives"
