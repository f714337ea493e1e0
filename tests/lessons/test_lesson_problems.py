"""What a lesson claims is compared with its own runs, and what is not so is told with its place."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest
from lesson_files import BOWL, folder_with

from momentum_lab import lessons
from momentum_lab.lessons.lesson_problems import examined, problems
from momentum_lab.lessons.reading import read_lesson

WRONG = {
    'shown = "−0.94"': (
        'shown = "−0.95"',
        "facts: x_end: shown: found −0.95, and the run of slow gives -0.9434",
        "−0.94",
    ),
    'shown = "0.50"': (
        'shown = "0.5001"',
        "facts: stable_rate: shown: found 0.5001, and the run of slow",
        "0.5000",
    ),
    'status = "diverged"': (
        'status = "moving"',
        "pages: ravine: steps: end: choices: these hold of the run: diverges, arrives",
        "",
    ),
    'is = "<", value = 1.0 }': (
        'is = "<", value = 0.1 }',
        "steps: end: choices: none of them holds of the run",
        "",
    ),
    "step = 0\nview": ("step = 21\nview", "pages: ravine: step: found step 21, allowed is 0 to 20", ""),
    "measure = { ball = 1, step = 20 }": (
        "measure = { ball = 2, step = 20 }",
        "steps: where: found ball 2, allowed is 0 to 1",
        "",
    ),
    'measure = { quantity = "loss", step = 20 }': (
        'measure = { quantity = "loss", step = 0 }',
        "steps: first: measure: all balls have the same place in the order",
        "",
    ),
    'measure = { ball = 0, quantity = "x", step = 20 }': (
        'measure = { ball = 0, quantity = "velocity_x", step = 20 }',
        "steps: place: the run has no such number",
        "",
    ),
    'measure = { ball = 0, quantity = "loss" }': (
        'measure = { ball = 0, quantity = "velocity_x" }',
        "steps: curve: measure: the run has no such curve",
        "",
    ),
    "value = 0.5 },": (
        "value = 0.7 },",
        "steps: make_it_arrive: checks: 2: solved does not meet it; what is compared",
        "0.6",
    ),
    'locks = ["landscape"]': (
        'locks = ["optimizer"]',
        "solution: solved changes optimizer, which is locked here",
        "",
    ),
    'race = { ball = 0, quantity = "distance" }': (
        'race = { ball = 3, quantity = "distance" }',
        "steps: make_it_arrive: race: found ball 3",
        "",
    ),
    'experiment = "slow"\ntheory = "condition_number"': (
        'experiment = "slow"\nball = 0\nquantity = "x"\nstep = 30',
        "facts: condition: found step 30, allowed is 0 to 20",
        "",
    ),
}


@pytest.mark.parametrize("old", WRONG)
def test_that_what_is_not_so_is_told_with_its_place(tmp_path, old):
    new, *said = WRONG[old]
    folder = folder_with(tmp_path, {"lesson.toml": (old, new)})
    lesson, found = examined(folder)
    assert lesson is not None
    (line,) = map(str, found)
    assert line.startswith(f"{folder}: lesson.toml: ")
    assert all(words in line for words in said), line


def test_that_a_task_that_is_done_at_the_start_is_none(tmp_path):
    folder = folder_with(tmp_path, {})
    experiments = folder / "experiments"
    (experiments / "slow.toml").write_bytes((experiments / "solved.toml").read_bytes())
    lines = [str(problem) for problem in examined(folder)[1]]
    assert any("make_it_arrive: checks: all checks are met at the start already" in line for line in lines)


def test_that_a_sound_lesson_has_no_problems():
    assert problems(read_lesson(BOWL)) == []
    assert examined(BOWL) == (read_lesson(BOWL), [])


FORMULAS = {
    "0.1 x^2": (r"\\frac{x", "text.toml: pages: ravine: text: the braces of the formula"),
    "What becomes of the ball?": (r"Is $\\nonsense x$ it?", "steps: end: prompt: \\nonsense of"),
    "It flies off": (r"$\\href{https://example.org}{x}$", "steps: end: choices: diverges: found $\\href"),
    "Give it some momentum.": ("It is $x^$.", "steps: make_it_arrive: hint: found $x^$"),
}


@pytest.mark.parametrize("old", FORMULAS)
def test_that_formulas_that_cannot_be_set_are_told_with_their_place(tmp_path, old):
    new, said = FORMULAS[old]
    lesson, found = examined(folder_with(tmp_path, {"text.toml": (old, new)}))
    assert lesson is not None
    assert len(found) == 1
    assert said in str(found[0])


UNDRAWN = [
    r"$\notacommand{x}$",
    r"$\def\a{b}\a$",
    "$" + r"\frac{1}{" * 60 + "x" + "}" * 60 + "$",
    "It is $x^2 here",
    "$$x^2",
    "$ x $",
    r"$\rule{1000000pt}{1pt}$",
    r"$\hspace{99999999}x$",
    r"$\hspace{-9999em}x$",
    r"$\kern 99999pt x$",
    r"$\begin{foo}x\end{foo}$",
    r"$a \\[9999em] b$",
    "$" + "x+" * 199 + "x$",
    "$" + "x" * 700 + "$",
]


@pytest.mark.parametrize("words", UNDRAWN)
def test_that_what_cannot_be_drawn_is_told_in_one_line(tmp_path, words):
    typed = words.replace("\\", "\\\\")
    _, found = examined(folder_with(tmp_path, {"text.toml": ("Give it some momentum.", typed)}))
    assert len(found) == 1
    line = str(found[0])
    assert "text.toml: pages: " in line
    assert "steps: make_it_arrive: hint: " in line
    assert "\n" not in line
    assert len(line) < 400


@pytest.mark.parametrize("words", [r"It costs \$5", "`$x` is code", r"$\hspace{1em}x\quad y\,z$", "$$x$$"])
def test_that_what_can_be_drawn_is_no_problem(tmp_path, words):
    typed = words.replace("\\", "\\\\")
    assert examined(folder_with(tmp_path, {"text.toml": ("Give it some momentum.", typed)}))[1] == []


def test_that_formulas_of_other_languages_and_of_notes_are_told_with_their_file(tmp_path):
    folder = folder_with(tmp_path, {"text.de.toml": ("Die mit Moment.", "Die mit $x^$.")})
    notes = folder / "teacher.md"
    notes.write_text(notes.read_text("utf-8") + "\nAnd $}$.\n", "utf-8")
    _, found = examined(folder)
    told = [str(each) for each in found]
    assert len(told) == 2
    assert "text.de.toml: pages: ravine: steps: first: reveal: found $x^$" in told[1]
    assert "teacher.md" in told[0]


@pytest.mark.parametrize("name", sorted(lessons.__all__))
def test_that_a_name_of_the_package_is_no_module_of_it(name):
    """One that was loaded would take the place of what is called so."""
    for module in pkgutil.iter_modules(lessons.__path__):
        import_module(f"momentum_lab.lessons.{module.name}")
    assert not isinstance(getattr(lessons, name), ModuleType)
