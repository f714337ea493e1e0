"""A lesson is read strictly: what is wrong is said with its place, what was found and what is allowed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from lesson_files import BOWL, contents, folder_with, zip_of

import momentum_lab
from momentum_lab.cli.main import main
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.lessons.controls import EXPLORE, HIDES, LOCKS, VIEWS
from momentum_lab.lessons.facts import check_facts
from momentum_lab.lessons.lesson import AnswerKind, Check, Measure, StepKind
from momentum_lab.lessons.lesson_problems import examined
from momentum_lab.lessons.library import LESSONS, find_lesson, lesson_names
from momentum_lab.lessons.markup import check_markup
from momentum_lab.lessons.measuring import RESULTS, THEORY
from momentum_lab.lessons.reading import read_lesson
from momentum_lab.lessons.references import experiment_of_page
from momentum_lab.lessons.teacher_notes import HEADS, LONGEST, teacher_notes
from momentum_lab.lessons.words import filled, lesson_text, told_experiment
from momentum_lab.simulation import Status
from momentum_lab.wording.lessons import TEACHER_HEADS


@pytest.fixture(scope="module")
def bowl():
    return read_lesson(BOWL)


def test_that_a_lesson_has_what_its_files_say(bowl):
    ravine, task = bowl.pages
    assert (bowl.name, bowl.minutes, bowl.locks) == ("bowl", 10, {"landscape"})
    assert (ravine.view, ravine.locks, ravine.experiment) == ("contour", {"start", "steps"}, "slow")
    kinds = [step.kind for step in (*ravine.steps, *task.steps)]
    assert kinds == [
        *[StepKind.PREDICT] * 5,
        *(StepKind.SEE, StepKind.TASK, StepKind.TRY, StepKind.EXPLAIN, StepKind.SEE),
    ]
    answers = [step.prediction.answer for step in ravine.steps if step.prediction]
    assert answers == [*AnswerKind, AnswerKind.CHOICE]
    made = task.steps[0].task
    assert made.checks[0] == Check(Measure("any", quantity="distance"), "<", 0.1, within=20)
    assert (made.solution, made.race) == ("solved", Measure(0, quantity="distance"))
    assert {*bowl.experiments} == {"slow", "solved"}
    assert [fact.id for fact in bowl.facts] == ["x_end", "condition", "stable_rate", "by_hand"]


def test_that_a_page_without_an_experiment_goes_on_with_the_last(bowl):
    assert [experiment_of_page(bowl.pages, page.id) for page in bowl.pages] == ["slow", "slow"]


def test_that_words_are_in_the_language_that_is_nearest(bowl):
    assert [*bowl.texts] == ["en", "de"]
    for wanted, found in (("de", "de"), ("de_AT", "de"), ("en", "en"), ("fr", "en"), ("", "en")):
        assert lesson_text(bowl, wanted).language == found
    assert lesson_text(bowl, "de").pages["ravine"].title == "Die Schlucht"


def test_that_words_are_in_the_language_of_the_program_if_none_is_wanted(bowl):
    LANGUAGE.speak("de")
    try:
        assert lesson_text(bowl).language == "de"
        assert told_experiment(bowl, "slow").title == "Die Schlucht"
    finally:
        LANGUAGE.speak(ENGLISH)


def test_that_notes_for_the_teacher_have_five_heads_in_every_language(bowl):
    assert {*HEADS} == {*TEACHER_HEADS}
    assert [str(TEACHER_HEADS[key]) for key in HEADS] == [*HEADS.values()]
    for text in bowl.texts.values():
        assert [*text.teacher] == [*HEADS]
        assert text.teacher["left_out"] == "Noise."


def test_that_facts_and_braces_are_put_into_texts_but_not_into_formulas(bowl):
    said = filled(lesson_text(bowl).pages["ravine"].text, bowl)
    assert "is 20; the rate must be less than 0.50" in said
    assert "Braces are { and }." in said
    assert filled(r"$\frac{x_end}{2}$ is {x_end} and $$\text{x_end}$$", bowl) == (
        r"$\frac{x_end}{2}$ is −0.94 and $$\text{x_end}$$"
    )


def test_that_an_experiment_is_called_in_the_language_of_the_words(bowl):
    german = told_experiment(bowl, "slow", "de")
    assert (german.title, german.labels) == ("Die Schlucht", ("Ohne Moment", "Mit Moment"))
    assert german.dynamics == bowl.experiments["slow"].dynamics
    assert told_experiment(bowl, "slow", "en") == bowl.experiments["slow"]


STRUCTURE = {
    "schema = 1": ("schema = 2", "lesson.toml: schema: found 2, allowed is a whole number from 1 to 1"),
    "minutes = 10": ("minute = 10", "lesson.toml: unknown key 'minute'; did you mean 'minutes'?"),
    'language = "en"': (
        'language = "English"',
        "lesson.toml: language: found 'English', allowed is the code",
    ),
    'locks = ["landscape"]': ('locks = ["landscpe"]', "did you mean 'landscape'?"),
    'id = "ravine"': (
        'id = "Ravine"',
        "lesson.toml: pages: 0: id: found 'Ravine'; allowed are up to 60 lower",
    ),
    'experiment = "slow"\nstep': (
        'experiment = "slo"\nstep',
        "pages: ravine: experiment: there is no experiment 'slo'",
    ),
    "step = 0": ("step = -1", "pages: ravine: step: found -1, allowed is a whole number from 0"),
    'view = "contour"': ('view = "map"', "pages: ravine: view: unknown view 'map'; known: contour, curve"),
    'id = "task"': (
        'id = "ravine"',
        "lesson.toml: pages: found the id 'ravine' twice, allowed are different",
    ),
    'kind = "try"': ('kind = "tri"', "pages: task: steps: play: kind: found 'tri'; did you mean 'try'?"),
    'answer = "order"': ('answer = "ordr"', "steps: first: answer: found 'ordr'; did you mean 'order'?"),
    'kind = "predict"\nanswer = "order"': ('kind = "explain"\nanswer = "order"', "unknown key 'answer'"),
    "near = 0.1": ("", "steps: place: the key 'near' is missing"),
    "near = 0.1\n": ("near = -1\n", "steps: place: near: found -1, allowed is a number from 0"),
    'status = "diverged"': (
        'status = "gone"',
        "choices: 0: holds: 0: status: found 'gone'; known: converged",
    ),
    'is = "<", value = 1.0 }': ('is = "=", value = 1.0 }', "choices: 1: holds: 0: is: found '='"),
    'is = "<", value = 1.0': ('is = "<"', "holds: 0: allowed is one of the keys 'value' and 'than'"),
    'quantity = "x", is': ('quantity = "z", is', "quantity: unknown quantity 'z'"),
    'setting = "momentum"': ('setting = "momentun"', "setting: found 'momentun'; did you mean 'momentum'?"),
    'optimizer = "momentum"': ('optimizer = "momentun"', "checks: 1: optimizer: "),
    'ball = "any"': ('ball = "some"', "ball: found 'some', allowed are a ball's number, 'any' and 'all'"),
    'solution = "solved"': (
        'solution = "solve"',
        "solution: there is no experiment 'solve'; did you mean 'solved'",
    ),
    'right = "inertia"': ('right = "inertness"', "right: there is no choice 'inertness'"),
    'choices = [{ id = "inertia" }': ('choices = [{ id = "luck" }', "choices: found the id 'luck' twice"),
    'theory = "condition_number"': ('theory = "condition"', "theory: theory has no number 'condition'"),
    'shown = "20"': ('shown = "twenty"', "facts: condition: shown: found 'twenty', allowed is a number"),
    'quantity = "x"\nstep = 20': (
        'quantity = "x"\nresult = "loss"',
        "found the keys quantity, result, allowed is one",
    ),
    'theory = "largest_rate"': ('theory = "largest_rate"\nover = "mean"', "the key 'over' does not go with"),
    'shown = "0.9711"': (
        'shown = "0.9711"\nquantity = "x"',
        "the key 'quantity' is there, and 'experiment' is",
    ),
    "within = 20 }": ("within = 20, always = true }", "the keys 'within' and 'always' are there"),
    "value = 0.5 },\n]": ("value = 0.5, within = 3 },\n]", "'within' and 'always' go with a quantity"),
    '[{ id = "luck" }]': ("[]", ""),
}


@pytest.mark.parametrize("old", [old for old in STRUCTURE if STRUCTURE[old][1]])
def test_that_what_is_wrong_with_the_structure_is_said_with_its_place(tmp_path, old):
    new, said = STRUCTURE[old]
    folder = folder_with(tmp_path, {"lesson.toml": (old, new)})
    with pytest.raises(InputError) as caught:
        read_lesson(folder)
    line = str(caught.value)
    assert line.startswith(f"{folder}: lesson.toml: ")
    assert said in line


WORDS = {
    'title = "A bowl"\n': ("", "text.toml: the key 'title' is missing"),
    'title = "Your turn"': ('title = " "', "pages: task: title: found an empty text"),
    'prompt = "Say why."': ("", "text.toml: pages: task: steps: why: the key 'prompt' is missing"),
    'prompt = "Say why."\n': (
        'prompt = "Say why."\nhint = "x"\n',
        "steps: why: unknown key 'hint'; known: prompt",
    ),
    'reveal = "Momentum."': ("", "pages: ravine: steps: first: the key 'reveal' is missing"),
    ', luck = "Luck"': ("", "steps: reason: choices: the key 'luck' is missing"),
    'luck = "Luck"': ('luck = "Luck", chance = "Chance"', "steps: reason: choices: unknown key 'chance'"),
    "[pages.task": ("[pages.tsk", "text.toml: pages: the key 'task' is missing"),
    "{condition}": (
        "{conditions}",
        "pages: ravine: text: there is no fact 'conditions'; did you mean 'condition'",
    ),
    "{{ and }}": ("{ and }}", "pages: ravine: text: found '{' in "),
    "**condition": ("<b>condition", "found '<b>', allowed is Markdown without HTML"),
    "Braces are": ("![a](b.png)", "found '![a]', allowed is Markdown without pictures"),
    "By hand": (
        "[By](file:///etc/passwd) hand",
        "found a link to 'file:///etc/passwd', allowed are pages of",
    ),
    "able = [": ('able = "x"\nable2 = [', "text.toml: able: found 'x', allowed is a list"),
}


@pytest.mark.parametrize("old", WORDS)
def test_that_what_is_wrong_with_the_words_is_said_with_its_place(tmp_path, old):
    new, said = WORDS[old]
    folder = folder_with(tmp_path, {"text.toml": (old, new)})
    lines = [*map(str, examined(folder)[1])]
    assert any(said in line and line.startswith(f"{folder}: text.toml: ") for line in lines), lines


def test_that_code_formulas_comparisons_and_links_to_the_web_are_no_html(tmp_path):
    said = "`<b>` and $a<b>c$, x < y, 3 > 2, a<b, <https://a.org> and [here](https://a.org/b)."
    folder = folder_with(tmp_path, {"text.toml": ("By hand", said)})
    assert said in read_lesson(folder).texts["en"].pages["task"].text


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "<script src='x'>",
        "a <img/>",
        "<!-- hidden -->",
        "<!DOCTYPE html>",
        "<?php",
        "<a\nb>",
        "![](x.png)",
        "![a][b]",
        "[a](b.md)",
        "[a](javascript:alert(1))",
        "[a]( <file:///etc/passwd> )",
        "[a]: /etc/passwd",
        "<ftp://a.org>",
        "<mailto:a@b.org>",
        "$5 <b> and more",
    ],
)
def test_that_html_pictures_and_other_links_are_refused(text):
    with pytest.raises(InputError, match=r"allowed (is Markdown without|are pages of the web)"):
        check_markup(text)


@pytest.mark.parametrize(
    "begin", ["$", "$$", "`", "``", "```", "<a ", "<", "[", "](", "]:", "![", "{x}", "\\", "##"]
)
def test_that_long_texts_that_lead_nowhere_are_read_as_quickly_as_others(begin):
    for more in (" ", "\n\n", '"', "' '", "$", "[", "<", "`", "## a #"):
        for look in (
            check_markup,
            lambda text: check_facts(text, {"x": 1}),
            lambda t: teacher_notes(t, True),
        ):
            with contextlib.suppress(InputError):
                look((begin + more * LONGEST)[:LONGEST])


OTHERS = {
    ("text.de.toml", 'prompt = "Sag warum."'): (
        "",
        "text.de.toml: pages: task: steps: why: the key 'prompt' is",
    ),
    ("text.de.toml", ', luck = "Glück"'): (
        "",
        "text.de.toml: pages: task: steps: reason: choices: the key 'luck'",
    ),
    ("text.de.toml", "[pages.task]"): (
        "[pages.tsk]",
        "text.de.toml: pages: unknown key 'tsk'; did you mean 'task'",
    ),
    ("text.de.toml", "{x_end}."): (
        "{x_ende}.",
        "text.de.toml: pages: ravine: steps: end: reveal: there is no fact",
    ),
    ("text.de.toml", '"Ohne Moment", '): ("", "text.de.toml: experiments: slow: balls: found a list of 1"),
    ("text.de.toml", "[experiments.slow]"): (
        "[experiments.slo]",
        "text.de.toml: experiments: unknown key 'slo'",
    ),
    ("teacher.md", "## Driving questions"): (
        "## Questions",
        "teacher.md: found the heads ['Complex controls'",
    ),
    ("teacher.md", "Noise.\n"): (
        "",
        "teacher.md: there is nothing under the head 'What the model leaves out'",
    ),
    ("teacher.md", "## Driving questions\n"): ("", "teacher.md: found the heads "),
    ("experiments/slow.toml", "steps = 20"): (
        "stepps = 20",
        "experiments/slow.toml: run: unknown key 'stepps'",
    ),
}


@pytest.mark.parametrize(("file", "old"), OTHERS)
def test_that_what_is_wrong_with_other_files_is_said_with_its_place(tmp_path, file, old):
    new, said = OTHERS[file, old]
    folder = folder_with(tmp_path, {file: (old, new)})
    lines = [*map(str, examined(folder)[1])]
    assert any(line.startswith(f"{folder}: {said}") for line in lines), lines


def test_that_all_that_is_wrong_is_told_not_just_the_first(tmp_path):
    folder = folder_with(tmp_path, {"lesson.toml": ('kind = "try"', 'kind = "tri"')})
    for file, old, new in (
        ("lesson.toml", 'shown = "20"', 'shown = "x"'),
        ("lesson.toml", 'theory = "largest_rate"', 'theory = "x"'),
        ("lesson.toml", "near = 0.1", "near = -1"),
        ("experiments/slow.toml", "steps = 20", "steps = 0"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    places = [problem.place[1:4] for problem in examined(folder)[1]]
    assert places == [
        ("lesson.toml", "pages", "ravine"),
        ("lesson.toml", "pages", "task"),
        ("lesson.toml", "facts", "condition"),
        ("lesson.toml", "facts", "stable_rate"),
        ("experiments/slow.toml", "run", "steps"),
    ]


def test_that_files_of_other_languages_need_words_and_are_not_those_of_the_own(tmp_path):
    folder = folder_with(tmp_path, {})
    (folder / "teacher.fr.md").write_bytes((folder / "teacher.md").read_bytes())
    (folder / "text.en.toml").write_bytes((folder / "text.toml").read_bytes())
    lines = [str(each) for each in examined(folder)[1]]
    assert f"{folder}: teacher.fr.md: is there, and text.fr.toml is not" in lines
    assert f"{folder}: text.en.toml: is there, and the words of that language are text.toml" in lines


def test_that_heads_of_other_languages_are_known_by_their_order(tmp_path):
    folder = folder_with(tmp_path, {})
    german = (
        (folder / "teacher.md").read_text(encoding="utf-8").replace("## Complex controls", "## Bedienung")
    )
    (folder / "teacher.de.md").write_text(german, encoding="utf-8")
    assert read_lesson(folder).texts["de"].teacher["controls"].startswith("The learning rate")


def test_that_predictions_come_before_all_else(tmp_path):
    folder = folder_with(
        tmp_path,
        {"lesson.toml": ('id = "end"\nkind = "predict"\nanswer', 'id = "end"\nkind = "see"\nanswer')},
    )
    with pytest.raises(InputError, match="found the prediction 'first' after 'end'"):
        read_lesson(folder)


def test_that_predictions_need_an_experiment_at_their_page_or_before(tmp_path):
    folder = folder_with(tmp_path, {"lesson.toml": ('experiment = "slow"\nstep = 0', "step = 0")})
    with pytest.raises(InputError, match="neither this page nor one before it sets the experiment"):
        read_lesson(folder)


def test_that_an_experiment_that_nothing_names_is_one_too_many(tmp_path):
    folder = folder_with(tmp_path, {})
    (folder / "experiments" / "more.toml").write_bytes((folder / "experiments" / "slow.toml").read_bytes())
    with pytest.raises(InputError, match="no page, task or fact names the experiment 'more'"):
        read_lesson(folder)


def test_that_own_lessons_are_found_by_name_and_by_path(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    assert "bowl" not in lesson_names()
    (tmp_path / "lessons").mkdir()
    folder_with(tmp_path / "lessons", {})
    assert lesson_names() == (*LESSONS.built_in, "bowl")
    assert find_lesson("bowl") == find_lesson(str(tmp_path / "lessons" / "bowl")) == read_lesson(BOWL)
    assert LESSONS.problems == ()
    inside = {f"bowl/{name}": content for name, content in contents().items()}
    zip_of(tmp_path / "lessons" / "other.zip", inside)
    assert find_lesson("other").name == "other"
    assert lesson_names() == (*LESSONS.built_in, "bowl", "other")
    (tmp_path / "lessons" / "bowl" / "text.toml").unlink()
    assert [str(error).partition("bowl: ")[2] for error in LESSONS.problems] == [
        "text.toml: the file is missing"
    ]
    with pytest.raises(InputError, match="the file is missing"):
        find_lesson("bowl")


@pytest.mark.parametrize("name", ["ravine", "My Lesson", "check"])
@pytest.mark.parametrize("is_zip", [False, True])
def test_that_an_own_lesson_of_a_name_that_it_cannot_have_is_told(
    tmp_path, monkeypatch, capsys, name, is_zip
):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    folder = tmp_path / "lessons"
    folder.mkdir()
    if is_zip:
        zip_of(folder / f"{name}.zip", contents())
    else:
        folder_with(folder, {}).rename(folder / name)
    assert lesson_names() == LESSONS.built_in
    (error,) = LESSONS.problems
    assert str(error).startswith(str(folder / name))
    assert main(["list", "lessons"]) == 0
    assert str(error) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("", "found an empty name"),
        ("rvine_", "unknown lesson 'rvine_'"),
        ("nowhere/bowl", "nowhere/bowl: there is no such folder or zip"),
        ("bowl.zip", "bowl.zip: there is no such folder or zip"),
        ("a\0b", "unknown lesson"),
    ],
)
def test_that_what_is_no_lesson_is_said_to_be_none(argument, said):
    with pytest.raises(InputError) as caught:
        find_lesson(argument)
    assert said in str(caught.value)


def test_that_all_keys_that_a_lesson_may_use_stand_in_the_description():
    said = (Path(momentum_lab.__file__).parent.parent / "docs" / "lessons.md").read_text(encoding="utf-8")
    keys = (*THEORY, *RESULTS, *LOCKS, *HIDES, *VIEWS, *EXPLORE, *HEADS.values())
    assert [key for key in keys if key not in said] == []
    for kind in (StepKind, AnswerKind, Status):
        for member in kind:
            key = member.key if isinstance(member, Status) else member.value
            assert f"`{key}`" in said or f'"{key}"' in said, key
