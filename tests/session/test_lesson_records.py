"""What is done in a lesson is kept: across sessions, changes of the lesson, and the end of the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from lessons_at_work import CHOOSE, PAGES, small_lesson
from sessions import bowl, settle

from momentum_lab.core.errors import InputError
from momentum_lab.core.held_file import hold, is_held
from momentum_lab.experiment.file import loads
from momentum_lab.lessons.lesson import AnswerChoice, AnswerKind, Page, Prediction
from momentum_lab.lessons.record import Answered, ReportFigure
from momentum_lab.lessons.record_file import load_record, save_record
from momentum_lab.session import Session, Settings, lesson_records

HERE = Path(__file__).parent
TYPING = """
import sys
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
lessons.book.keep()
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


def wait(session):
    """Wait until nothing is being written any more, and have nothing written."""
    assert session.lessons.book._keeper.finish()


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
    session.clock.tick(1.0)
    wait(session)
    assert kept(tmp_path).answers["ask/why"].given == "Because"
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


@pytest.mark.parametrize("again", [False, True])
def test_that_what_was_seen_without_a_prediction_does_not_count_and_is_asked_again(tmp_path, again):
    session = begin(tmp_path)
    session.lessons.lift_seal()
    session.go_to_last()
    settle(session)
    session.go_to_last()
    session.lessons.answer("seen", "no")
    assert session.lessons.is_revealed("seen")
    session.close()
    assert kept(tmp_path).answers["ask/seen"].given == "no"
    session = begin(tmp_path)
    lessons = session.lessons
    assert lessons.is_sealed
    assert lessons.is_open("end")
    assert lessons.answered("seen") is None
    predict(session)
    if again:
        session.close()
        session = begin(tmp_path)
        lessons = session.lessons
    assert not lessons.is_open("seen")
    assert not lessons.is_revealed("end")
    session.go_to_last()
    lessons.answer("seen", "yes")
    assert lessons.is_revealed("end")
    assert lessons.answered("seen").outcome.is_right
    session.close()


def test_that_of_two_that_are_at_work_both_are_kept_and_of_the_same_the_one_that_wrote_last(tmp_path):
    one, other = begin(tmp_path), begin(tmp_path)
    said = []
    other.said.subscribe(said.append)
    for session, student in ((one, "Ann"), (other, "Ben")):
        session.lessons.set_student(student)
        session.lessons.add_figure(b"\x89PNG" + student.encode(), caption=student)
    predict(one)
    one.lessons.book.keep()
    other.lessons.answer("end", "diverges")
    other.lessons.book.keep()
    one.lessons.answer("why", "Ann's")
    one.close()
    other.lessons.vote("end", 1)
    other.close()
    record = kept(tmp_path)
    assert record.student == "Ben"
    assert {figure.caption for figure in record.figures} == {"Ann", "Ben"}
    for figure in record.figures:
        assert (tmp_path / "small" / figure.file).read_bytes() == b"\x89PNG" + figure.caption.encode()
    assert {key: answered.given for key, answered in record.answers.items()} == {
        "ask/end": "diverges",
        "ask/where": 3.0,
        "ask/why": "Ann's",
    }
    assert record.votes == {"ask/end": (0, 1)}
    assert len([told for told in said if "Somebody else" in told]) == 1


def test_that_what_one_has_begun_anew_is_not_what_another_has_done_before(tmp_path):
    one, other = begin(tmp_path), begin(tmp_path)
    predict(one)
    one.lessons.book.keep()
    other.lessons.begin_anew()
    other.lessons.set_student("Ben")
    other.close()
    assert kept(tmp_path).answers == {}
    one.lessons.answer("why", "Ann's")
    one.close()
    assert set(kept(tmp_path).answers) == {"ask/why"}
    assert kept(tmp_path).student == "Ben"


def test_that_a_file_that_was_spoilt_meanwhile_is_put_aside(tmp_path):
    session = begin(tmp_path)
    predict(session)
    (tmp_path / "small" / "record.json").write_text("spoilt")
    session.lessons.answer("why", "Because")
    session.close()
    assert set(kept(tmp_path).answers) == {"ask/end", "ask/where", "ask/why"}
    (aside,) = (tmp_path / "small").glob("record-*.json")
    assert aside.read_text() == "spoilt"


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


@pytest.mark.parametrize("waits", [True, False])
def test_that_what_could_not_be_kept_is_kept_as_soon_as_it_can_be(tmp_path, waits):
    folder = tmp_path / "records"
    folder.write_text("a file")
    session = begin(folder)
    predict(session)
    session.lessons.answer("why", "Because")
    session.lessons.book.keep()
    folder.unlink()
    if waits:
        session.clock.tick(60.0)
        wait(session)
        assert kept(folder).answers["ask/why"].given == "Because"
    session.close()
    assert kept(folder).answers["ask/why"].given == "Because"


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
    assert [each.source for each in session.lessons.begun()[1:]] == ["", ""]
    session.close()


def test_that_a_lesson_of_the_same_name_from_elsewhere_has_a_record_of_its_own(tmp_path):
    settings = Settings()
    session = begin(tmp_path, page=1, settings=settings)
    predict(session)
    keys = set()
    for source in ("/some/small.zip", "/other/small.zip"):
        session.lessons.open(small_lesson(), 1, source)
        settle(session)
        assert session.lessons.record.answers == {}
        assert session.lessons.is_sealed
        session.lessons.set_student(source[1:])
        session.lessons.book.keep()
        keys.add(session.lessons.key)
    session.lessons.open(small_lesson(), 1, "/some/small.zip")
    assert session.lessons.record.student == "some/small.zip"
    assert {each.source for each in session.lessons.begun()} == {"", "/some/small.zip", "/other/small.zip"}
    session.lessons.open(small_lesson(), 1)
    assert set(session.lessons.record.answers) == {"ask/end", "ask/where"}
    assert not session.lessons.is_sealed
    session.close()
    assert {path.name for path in tmp_path.iterdir()} == {"small", *keys}
    forgetful = Session(bowl(), records=tmp_path)
    assert [each.key for each in forgetful.lessons.begun()] == ["small"]
    forgetful.close()


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


def test_that_a_figure_is_kept_at_once(tmp_path):
    session = begin(tmp_path, page=0)
    session.lessons.add_figure(b"\x89PNG", caption="Here")
    assert kept(tmp_path).figures == session.lessons.record.figures
    session.close()


@pytest.mark.parametrize("cell", ["\x07", "x" * 201, "a\nb", "\ud800", "\u2028", "\x85" * 300])
def test_that_a_figure_with_whatever_words_can_be_read_again(tmp_path, cell):
    session = begin(tmp_path)
    predict(session)
    assert session.lessons.add_figure(table=[["ball", cell]], caption="Here" + cell * 20)
    (figure,) = session.lessons.record.figures
    assert session.lessons.book.set_figures([replace(figure, caption=cell + "There")])
    session.close()
    again = begin(tmp_path)
    assert "There" in again.lessons.record.figures[0].caption
    assert set(again.lessons.record.answers) == {"ask/end", "ask/where"}
    again.close()


@pytest.mark.parametrize("table", [[["x"] * 41], [["x"]] * 201])
def test_that_a_figure_that_could_not_be_read_again_is_not_taken(tmp_path, table):
    session = begin(tmp_path)
    said = []
    session.said.subscribe(said.append)
    predict(session)
    assert not session.lessons.add_figure(table=table)
    assert len(said) == 1
    assert "cannot be taken into the report" in said[0]
    assert session.lessons.record.figures == ()
    session.close()
    assert set(kept(tmp_path).answers) == {"ask/end", "ask/where"}


def test_that_a_figure_that_is_not_taken_leaves_no_picture(tmp_path):
    session = begin(tmp_path)
    figure = ReportFigure("ask", "Here", "", 0, table=(("x",) * 41,))
    assert not session.lessons.book.add_figure(figure, b"\x89PNG")
    session.close()
    assert not [*(tmp_path / "small").glob("*.png")]


def test_that_two_write_one_after_the_other(tmp_path, monkeypatch):
    one, other = begin(tmp_path), begin(tmp_path)
    predict(one)
    one.lessons.book.keep()
    reading, may_write = threading.Event(), threading.Event()

    def slowly(record, path):
        reading.set()
        may_write.wait(5)
        save_record(record, path)

    with monkeypatch.context() as patched:
        patched.setattr(lesson_records, "save_record", slowly)
        one.lessons.answer("why", "Ann's")
        keeping = threading.Thread(target=one.lessons.book.keep)
        keeping.start()
        assert reading.wait(5)
        assert is_held(tmp_path / "small" / "record.lock")
    other.lessons.vote("end", 1)
    threading.Timer(0.1, may_write.set).start()
    other.close()
    keeping.join()
    one.close()
    assert set(kept(tmp_path).answers) == {"ask/end", "ask/where", "ask/why"}
    assert kept(tmp_path).votes == {"ask/end": (0, 1)}
    assert not (tmp_path / "small" / "record.lock").exists()


def test_that_nothing_is_lost_of_what_several_write_at_once(tmp_path):
    def write(who):
        keeper = lesson_records.RecordKeeper(tmp_path / "small")
        record = keeper.load("small")
        for number in range(10):
            answers = {**record.answers, f"page/{who}{number}": Answered(float(number))}
            record = replace(record, answers=answers)
            keeper.keep(record)
            keeper.finish()
        keeper.close()

    writers = [threading.Thread(target=write, args=(who,)) for who in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(kept(tmp_path).answers) == 30


def test_that_who_waits_in_vain_for_somebody_else_tries_again(tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_records, "TURN", 0.0)
    session = begin(tmp_path)
    said = []
    session.said.subscribe(said.append)
    (tmp_path / "small").mkdir()
    held = hold(tmp_path / "small" / "record.lock")
    predict(session)
    session.lessons.book.keep()
    assert len([told for told in said if "somebody else is writing it" in told]) == 1
    held.release()
    session.close()
    assert set(kept(tmp_path).answers) == {"ask/end", "ask/where"}


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
