"""Records as they are shown to whoever made them: judged anew, and nothing told before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_lesson import EXPERIMENT, LESSON_TEXT, SAMPLE_LESSON, SAMPLE_RECORD

from momentum_lab.experiment import dumps
from momentum_lab.export.document_html import html_text
from momentum_lab.export.lesson_report import ReportPictures, lesson_report
from momentum_lab.lessons.class_results import StudentFile, class_results
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord
from momentum_lab.lessons.record_judge import judged_record

ANSWERS = {"bowl/end": Answered("diverges", AnswerOutcome("diverges", True)), "bowl/seen": Answered("b")}
SEEN = frozenset({"bowl"})


def told(record: LessonRecord, lesson: Lesson = SAMPLE_LESSON) -> str:
    """The report of a record, as the program writes it."""
    judged = judged_record(lesson, record)
    return html_text(lesson_report(lesson, LESSON_TEXT, judged, ReportPictures(), date(2026, 3, 14), b"{}"))


@pytest.mark.parametrize(
    ("finished", "answers"),
    [(frozenset(), ANSWERS), (SEEN, {"bowl/end": ANSWERS["bowl/end"]}), (frozenset({"other"}), ANSWERS)],
)
def test_that_the_report_tells_nothing_that_the_page_still_holds_back(finished, answers):
    record = LessonRecord("bowl", answers=answers, finished=finished)
    text = told(record)
    assert "It flies off" in text
    assert "It came otherwise" not in text
    assert "Right:" not in text
    assert "It arrives, for" not in text
    assert "0 of 5" in text


def test_that_it_tells_what_the_run_says_once_all_is_seen():
    text = told(LessonRecord("bowl", answers=ANSWERS, finished=SEEN))
    assert "It came otherwise: " in text
    assert "It arrives, for" in text


EASY_START = replace(EXPERIMENT, start=(0.001, 0.001))
TASKS = {
    "garbage": Answered("", experiment="garbage", race=1.0),
    "nothing": Answered("", race=1.0),
    "not done": Answered("", experiment=dumps(EXPERIMENT), race=1.0),
    "locked": Answered("", experiment=dumps(EASY_START), race=1.0),
    "endless": Answered("", experiment=dumps(replace(EXPERIMENT, steps=1_000_000)), race=1.0),
}


@pytest.mark.parametrize("name", TASKS)
def test_that_a_task_counts_in_the_report_as_it_does_for_the_class(name):
    lesson = replace(SAMPLE_LESSON, locks=frozenset({"start"}))
    record = LessonRecord("bowl", answers={"bowl/task": TASKS[name]})
    text = told(record, lesson)
    assert "0 of 1" in text
    assert "What is written down here does not count" in text
    results = class_results(lesson, [StudentFile("a.json", record)])
    assert results.done("bowl/task") == 0


def test_that_a_task_that_is_done_has_the_number_of_its_own_run():
    judged = judged_record(SAMPLE_LESSON, SAMPLE_RECORD)
    assert judged.record.answers["bowl/task"].race > 17.0
    assert "bowl/task" not in judged.refused


@pytest.mark.parametrize("given", ["nonsense", 3.0, (1.0, 2.0), ("arrives",)])
def test_that_an_answer_of_another_kind_is_told_and_left_out(given):
    text = told(LessonRecord("bowl", answers={"bowl/end": Answered(given)}, finished=SEEN))
    assert "What is written down here does not count" in text
