"""A page of what is seen now: written into one's own lesson, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lessons_at_work import rolling

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.lessons.beginning import write_beginning
from momentum_lab.lessons.library import find_lesson
from momentum_lab.lessons.writing import NewPage, write_page

PAGE = NewPage(
    "A swing",
    "How often does it swing?",
    rolling(40, 0.9),
    "It swings: $\\frac{1}{2}$ or {more}.",
    step=7,
    view="contour",
    explore="plane",
    locks=frozenset({"momentum", "steps"}),
    hides=frozenset({"notes"}),
)


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_that_a_new_lesson_has_the_page_as_it_was_seen(tmp_path):
    lesson = write_page(tmp_path / "mine", PAGE, "My lesson")
    assert find_lesson(str(tmp_path / "mine")) == lesson
    (page,) = lesson.pages
    assert lesson.experiments[page.experiment] == PAGE.experiment
    assert (page.step, page.view, page.explore) == (7, "contour", "plane")
    assert (page.locks, page.hides) == (PAGE.locks, PAGE.hides)
    words = lesson.texts["en"]
    assert words.title == "My lesson"
    assert words.pages[page.id].question == PAGE.question
    assert words.pages[page.id].text == "It swings: $\\frac{1}{2}$ or {{more}}."


def test_that_a_page_comes_after_what_is_there_which_stays_as_it_was_written(tmp_path):
    folder = tmp_path / "mine"
    write_beginning(folder)
    before, pages = files_in(folder), find_lesson(str(folder)).pages
    write_page(folder, PAGE)
    lesson = write_page(folder, NewPage(PAGE.title, "", PAGE.experiment))
    assert lesson.pages[: len(pages)] == pages
    assert [page.id for page in lesson.pages[len(pages) :]] == ["a_swing", "a_swing_2"]
    assert len({page.experiment for page in lesson.pages[len(pages) :]}) == 1
    after = files_in(folder)
    for name, content in before.items():
        assert after[name].startswith(content.rstrip())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_that_words_in_other_languages_get_the_page_too(tmp_path):
    folder = tmp_path / "mine"
    write_beginning(folder)
    (folder / "text.de.toml").write_bytes((folder / "text.toml").read_bytes())
    lesson = write_page(folder, PAGE)
    assert lesson.texts["de"].pages["a_swing"].title == "A swing"


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PAGE, title=""),
        replace(PAGE, question="<b>Why?</b>"),
        replace(PAGE, text="![a](b.png)"),
        replace(PAGE, title="x" * 1000),
        replace(PAGE, view="nothing"),
        replace(PAGE, locks=frozenset({"nothing"})),
    ],
)
def test_that_what_could_not_be_read_again_is_not_written(tmp_path, wrong):
    with pytest.raises(InputError):
        write_page(tmp_path / "new", wrong)
    write_beginning(tmp_path / "mine")
    before = files_in(tmp_path)
    with pytest.raises(InputError):
        write_page(tmp_path / "mine", wrong)
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("name", ["My lesson", "new", "x" * 100])
def test_that_a_lesson_has_a_name_that_one_may_have(tmp_path, name):
    with pytest.raises(MomentumLabError):
        write_page(tmp_path / name, PAGE)
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_is_no_lesson_stays(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("dear me")
    with pytest.raises(InputError):
        write_page(tmp_path / "mine", PAGE)
    assert files_in(tmp_path) == {"mine/diary.txt": b"dear me"}


@pytest.mark.parametrize("title", ["Ünïcode", "1. First", "!!!", "a" * 100, "Page", "página", "“Why?”"])
def test_that_any_title_suggests_an_id(tmp_path, title):
    lesson = write_page(tmp_path / "mine", replace(PAGE, title=title))
    assert lesson.texts["en"].pages[lesson.pages[0].id].title == title
