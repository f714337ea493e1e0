"""The results of a class: what students hand in is read strictly, judged anew and put together."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from laboratory import ball, on_library
from sample_lesson import EXPERIMENT, SAMPLE_LESSON, SAMPLE_RECORD, SOLVED

from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import dumps
from momentum_lab.export.class_results import class_csv, safe_cell, write_class_results
from momentum_lab.export.document import Paper
from momentum_lab.export.document_html import write_html
from momentum_lab.lessons import student_files
from momentum_lab.lessons.class_results import StudentFile, class_results, lesson_of_most, shown_name
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord
from momentum_lab.lessons.record_file import record_text
from momentum_lab.lessons.student_files import read_result, read_results
from momentum_lab.wording.class_results import class_heads, class_prompts, class_rows, race_rows, race_titles

RIGHT = {"bowl/end": Answered("arrives"), "bowl/rank": Answered((1, 0)), "bowl/seen": Answered("b")}
WRONG = {"bowl/end": Answered("diverges", AnswerOutcome("diverges", True)), "bowl/rank": Answered((0, 1))}
DONE = {"bowl/task": Answered("", experiment=dumps(SOLVED), race=1.0)}
CHEATED = {"bowl/task": Answered("", experiment=dumps(EXPERIMENT), race=0.0)}


def record(name: str, answers=RIGHT, lesson: str = "bowl", at: float = 1.0) -> LessonRecord:
    return LessonRecord(lesson, student=name, answers=answers, at=at)


def results(*records: LessonRecord):
    files = [StudentFile(f"{number}.json", each) for number, each in enumerate(records)]
    return class_results(SAMPLE_LESSON, files)


def handed_in(folder: Path, name: str, record: LessonRecord) -> Path:
    path = folder / name
    if path.suffix == ".json":
        path.write_text(record_text(record), encoding="utf-8")
    else:
        result = Attachment("result.json", record_text(record).encode())
        write_html(Paper("a", "en", attachments=(result,)), path)
    return path


def test_that_answers_are_judged_by_the_run_and_not_by_what_a_file_says():
    found = results(record("Ada"), record("Bob", WRONG))
    assert found.share("bowl/end").value == 0.5
    assert not found.students[1].outcomes["bowl/end"].is_right
    assert found.share("bowl/seen").answered == 1
    assert found.share("bowl/number").value is None


def test_that_a_task_is_run_again_and_the_race_with_it():
    slower = on_library("elliptic_bowl", ball("momentum", learning_rate=0.1, momentum=0.6), steps=400)
    found = results(
        record("Ada", DONE),
        record("Bob", CHEATED),
        record("Cy", {"bowl/task": Answered("", experiment=dumps(slower))}),
        record("Di", DONE),
    )
    assert [each.tasks["bowl/task"].is_done for each in found.students] == [True, False, True, True]
    places = [(each.place, each.student) for each in found.race("bowl/task")]
    assert places == [(1, "Ada"), (1, "Di"), (3, "Cy")]
    assert found.done("bowl/task") == 3
    assert race_titles(found) == {"bowl/task": "task"}
    assert race_rows(found, "bowl/task")[0][:2] == ("1.", "Ada")


def test_that_of_two_records_of_one_name_the_later_counts_and_that_is_said():
    found = results(
        record("Ada", WRONG, at=1.0), record(" ada ", RIGHT, at=2.0), record("Ada", WRONG, at=0.5)
    )
    assert len(found.students) == 1
    assert found.students[0].outcomes["bowl/end"].is_right
    assert len(found.left_out) == 2
    assert "0.json is left out: 1.json is of the same name" in str(found.left_out[0])


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            record("Ada"),
            record(" Ada"),
            "is of the same name, Ada, written otherwise; which was changed later is not known",
        ),
        (record("Ada"), record("Ada"), "is of the same name, Ada, and has the same in it"),
        (
            record("Ada"),
            record("Ada", WRONG),
            "is of the same name, Ada; which was changed later is not known",
        ),
        (record("Ada", at=2.0), record("Ada"), "is of the same name, Ada, and was changed later"),
    ],
)
def test_that_no_more_is_said_of_two_of_one_name_than_is_known(first, second, said):
    assert [str(each) for each in results(first, second).left_out] == [f"1.json is left out: 0.json {said}"]


def test_that_shares_have_few_digits():
    found = results(record("Ada", RIGHT | DONE), record("Bob", WRONG), record("Cy", RIGHT))
    last = class_csv(found).splitlines()[-1].split(",")
    assert "0.6667" in last
    assert "0.3333" in last


def test_that_another_lesson_and_answers_that_do_not_fit_are_left_out():
    odd = {
        "bowl/end": Answered("nonsense"),
        "bowl/rank": Answered((0, 0)),
        "bowl/place": Answered((1.0,)),
        "bowl/task": Answered("", experiment="= what"),
        "gone/step": Answered("x"),
        "bowl/seen": Answered("b"),
    }
    found = results(record("Ada", odd), record("Eve", lesson="other"))
    assert [*found.students[0].outcomes] == ["bowl/seen"]
    assert not found.students[0].tasks
    assert len(found.left_out) == 5
    assert "'other'" in str(found.left_out[0])


def test_that_what_would_take_too_long_is_not_run():
    endless = replace(SOLVED, steps=1_000_000, balls=SOLVED.balls * 2)
    found = results(record("Ada", {"bowl/task": Answered("", experiment=dumps(endless))}))
    assert not found.students[0].tasks
    assert "2,000,000 steps" in str(found.left_out[0])


@pytest.mark.parametrize("suffix", [".json", ".html"])
def test_that_files_are_read_by_their_kinds(tmp_path, suffix):
    path = handed_in(tmp_path, f"a{suffix}", SAMPLE_RECORD)
    assert read_result(path) == SAMPLE_RECORD


def test_that_a_folder_is_read_and_bad_files_are_left_out_in_one_line_each(tmp_path, monkeypatch):
    handed_in(tmp_path, "a.json", record("Ada"))
    handed_in(tmp_path, "b.html", record("Bob"))
    (tmp_path / "c.json").write_text("{" * 100_000)
    (tmp_path / "d.json").write_text('{"schema": 1, "lesson": "bowl", "evil": 1}')
    (tmp_path / "e.html").write_text("<!DOCTYPE html><html></html>")
    (tmp_path / "f.pdf").write_bytes(b"not a pdf")
    (tmp_path / "g.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "notes.txt").write_text("not looked at")
    files, left_out = read_results([tmp_path, tmp_path / "a.json", tmp_path / "missing.json"])
    assert [each.record.student for each in files] == ["Ada", "Bob"]
    assert len(left_out) == 6
    assert all("\n" not in str(each) for each in left_out)
    monkeypatch.setattr(student_files, "MOST_FILES", 3)
    with pytest.raises(InputError, match="more than 3 files"):
        read_results([tmp_path])


def test_that_a_folder_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    def refuse(_folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
        read_results([tmp_path])


def test_that_other_kinds_of_files_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"found the ending '\.exe'"):
        read_result(tmp_path / "a.exe")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_that_no_name_becomes_a_formula_of_a_spreadsheet(start):
    name = f'{start}HYPERLINK("http://x")'
    cell = safe_cell(name)
    assert str(cell).startswith("'")
    assert safe_cell(-1.5) == -1.5


def test_that_the_csv_has_a_row_a_student_and_one_for_the_class(tmp_path):
    found = results(record('=cmd|"/c calc"!A1', {**RIGHT, **DONE}), record("Bob", WRONG))
    path = tmp_path / "class.csv"
    write_class_results(found, path)
    rows = [*csv.DictReader(io.StringIO(path.read_text("utf-8")))]
    assert path.read_text("utf-8") == class_csv(found)
    assert [row["student"] for row in rows] == ['\'=cmd|"/c calc"!A1', "Bob", "(all)"]
    assert [row["bowl/end right"] for row in rows] == ["1", "0", "0.5"]
    assert rows[0]["bowl/rank predicted"] == "Heavy, Plain"
    assert rows[0]["bowl/task done"] == "1"
    assert float(rows[0]["bowl/task race"]) > 1.0
    with pytest.raises(InputError, match="csv"):
        write_class_results(found, tmp_path / "class.txt")


def test_that_names_are_shown_in_one_line_that_runs_one_way():
    assert shown_name(" A\u202ed\u200ba \x1b\udcff\n B ") == "Ada B"
    found = results(record("\u202e\u200b"))
    assert found.students[0].student == "0.json"


def test_that_the_table_has_a_sign_for_each_answer_and_a_last_row_for_the_class():
    found = results(record("Ada", {**RIGHT, **DONE}), record("Bob", WRONG))
    assert class_heads(found) == ("student", "end", "rank", "number", "place", "curve", "seen", "task")
    assert class_prompts(found)[0] == "Where does it end?"
    rows = class_rows(found)
    assert rows[0] == ("Ada", "✓", "✓", "–", "–", "–", "✓", "✓")
    assert rows[1] == ("Bob", "✗", "✗", "–", "–", "–", "–", "–")
    assert rows[2] == ("right, or done", "50%", "50%", "–", "–", "–", "100%", "1/2")


def test_that_the_lesson_of_a_class_is_that_of_most_files_wherever_others_stand():
    def files(*lessons: str) -> list[StudentFile]:
        return [StudentFile(f"{i}", LessonRecord(lesson)) for i, lesson in enumerate(lessons)]

    assert lesson_of_most(files("stray", "bowl", "bowl")) == "bowl"
    assert lesson_of_most(files("bowl", "stray", "bowl", "other")) == "bowl"
    assert lesson_of_most(files("bowl", "stray")) == "bowl"
