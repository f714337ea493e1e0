"""``momentum-lab lesson worksheet`` and ``lesson results``."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from momentum_lab.cli.main import main
from momentum_lab.experiment import dumps
from momentum_lab.experiment.embedded import read_all
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.record import Answered, LessonRecord
from momentum_lab.lessons.record_file import record_text
from momentum_lab.lessons.right_answers import right_answers

pytestmark = pytest.mark.usefixtures("qapp")
BOWL = Path(__file__).parent.parent / "data" / "lessons" / "bowl"


def text_of(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text("utf-8")
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_that_a_worksheet_asks_and_does_not_tell(tmp_path, suffix):
    sheet, key = tmp_path / f"sheet{suffix}", tmp_path / f"key{suffix}"
    assert main(["lesson", "worksheet", str(BOWL), str(sheet)]) == 0
    assert main(["lesson", "worksheet", str(BOWL), str(key), "--key"]) == 0
    asked, told = text_of(sheet), text_of(key)
    lesson = find_lesson(str(BOWL))
    words = lesson.texts["en"]
    for page in words.pages.values():
        assert page.title in asked
        assert page.title in told
    assert "Near the bottom" in told
    assert "Near the bottom" not in asked
    assert "Driving questions" in told
    assert "Driving questions" not in asked
    assert [each.experiment for each in read_all(key)] == [lesson.experiments["solved"]]


def test_that_a_worksheet_is_in_the_language_that_is_asked_for(tmp_path, capsys):
    out = tmp_path / "blatt.html"
    assert main(["lesson", "worksheet", str(BOWL), str(out), "--language", "de"]) == 0
    assert '<html lang="de">' in text_of(out)
    assert main(["lesson", "worksheet", str(BOWL), str(out), "--language", "xx"]) == 2
    assert "no words in 'xx'" in capsys.readouterr().err
    assert main(["lesson", "worksheet", str(BOWL), str(tmp_path / "a.docx")]) == 2
    assert main(["lesson", "worksheet", "nowhere", str(out)]) == 2


def test_that_axes_to_draw_on_show_the_start_alone(tmp_path):
    from momentum_lab.gui.reports.drawings import prediction_pictures

    lesson = find_lesson(str(BOWL))
    asked, told = prediction_pictures(lesson), prediction_pictures(lesson, is_key=True)
    assert asked.keys() == told.keys()
    assert len(asked) == 2
    assert all(asked[key] != told[key] for key in asked)


def hand_in(folder: Path, name: str, **answers: Answered) -> Path:
    path = folder / f"{name}.json"
    record = LessonRecord("bowl", student=name, answers={k.replace("__", "/"): v for k, v in answers.items()})
    path.write_text(record_text(record), "utf-8")
    return path


def test_that_a_class_is_put_together(tmp_path, capsys):
    lesson = find_lesson(str(BOWL))
    right = {key.replace("/", "__"): Answered(value) for key, value in right_answers(lesson).items()}
    task = next(f"{p.id}__{s.id}" for p in lesson.pages for s in p.steps if s.task is not None)
    solved = Answered("", experiment=dumps(lesson.experiments["solved"]))
    hand_in(tmp_path, "Ada", **right, **{task: solved})
    hand_in(tmp_path, "=Bob")
    (tmp_path / "bad.json").write_text("[" * 10)
    out = tmp_path / "class.csv"
    assert main(["lesson", "results", str(tmp_path), "--lesson", str(BOWL)]) == 0
    shown = capsys.readouterr()
    assert "2 students" in shown.out
    assert "100%" in shown.out
    assert "1/2" in shown.out
    assert shown.err.count("\n") == 1
    assert "bad.json" in shown.err
    assert main(["lesson", "results", str(tmp_path), "--lesson", str(BOWL), "-o", str(out)]) == 0
    with out.open(newline="") as stream:
        assert [row["student"] for row in csv.DictReader(stream)] == ["'=Bob", "Ada", "(all)"]


def test_that_nothing_to_read_and_other_endings_are_refused(tmp_path, capsys):
    (tmp_path / "bad.html").write_text("no")
    assert main(["lesson", "results", str(tmp_path / "bad.html")]) == 2
    assert "none of the files" in capsys.readouterr().err
    assert main(["lesson", "results", str(tmp_path), "-o", "a.xlsx"]) == 2
    assert "allowed is .csv" in capsys.readouterr().err
