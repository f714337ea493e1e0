"""No text of the commands escapes the catalogue: help, complaints, tables."""

from __future__ import annotations

import re

import pytest
from pseudo_language import english_in, spoken_pseudo

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.cli.commands import COMMANDS, run_command
from momentum_lab.cli.lesson import LESSON_COMMANDS
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.languages import languages
from momentum_lab.experiment.presets import preset_names
from momentum_lab.figures.arrow_choice import WHOSE
from momentum_lab.figures.film_options import EASINGS
from momentum_lab.figures.heights import HEIGHTS
from momentum_lab.figures.shadings import SHADINGS
from momentum_lab.figures.targets import TARGETS
from momentum_lab.figures.themes import THEMES
from momentum_lab.figures.views import VIEW_TITLES
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.lessons.library import LESSONS
from momentum_lab.optimizers import OPTIMIZERS

NAMES = {
    *(*COMMANDS, *LESSON_COMMANDS, *QUANTITIES, *preset_names(), *LESSONS, *LANDSCAPES, *OPTIMIZERS),
    *(*THEMES, *SHADINGS, *HEIGHTS, *TARGETS, *EASINGS, *WHOSE, *VIEW_TITLES),
    *("WxH", "mm", "csv", "run", "steps", "px", "dpi", "GB", "MB"),
    *(*languages(), "momentum-lab", "momentum", "lab", "Momentum Lab"),
}
KEYS = re.compile(
    r"--?[a-z][\w-]*|\b[A-Z][A-Z0-9|=_,.]*\b|\b\w+(?:[._|=-]\w+)+\b|\{[\w,|-]*\}|[\w*]*\.\w+|`[^`]*`|"
    r"\b\w+://\S+|\d+x\d+\w*|'[^']*'|\b(?:"
    + "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
    + r")\b"
)
"""What is typed as it is in all languages: options, places of values, keys, names of files."""


def escaped(text: str) -> list[str]:
    return [
        f"{line.strip()}: {found}" for line in text.splitlines() if (found := english_in(KEYS.sub(" ", line)))
    ]


@pytest.mark.parametrize(
    "words", [[], *([name] for name in COMMANDS), *(["lesson", w] for w in LESSON_COMMANDS)]
)
def test_that_help_speaks_the_language(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with spoken_pseudo(), pytest.raises(SystemExit):
        run_command([*words, "--help"])
    told = capsys.readouterr().out
    assert "⟦" in told
    assert escaped(told) == []


@pytest.mark.parametrize(
    "words",
    [
        ["run", "nowhere"],
        ["run", "ravine", "--set", "run.steps=-1"],
        ["run", "ravine", "--nonsense"],
        ["run"],
        ["nonsense", "here"],
        ["list", "nonsense"],
        ["step", "ravine", "--ball", "99"],
        ["export", "ravine", "x.nonsense"],
    ],
)
def test_that_complaints_speak_the_language(words: list[str]) -> None:
    with spoken_pseudo(), pytest.raises(MomentumLabError) as raised:
        run_command(words)
    with spoken_pseudo():
        assert escaped(str(raised.value)) == []


@pytest.mark.parametrize(
    "words",
    [["run", "ravine"], ["list", "presets"], ["list", "optimizers"], ["step", "ravine", "--step", "3"]],
)
def test_that_tables_speak_the_language(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with spoken_pseudo():
        run_command(words)
    told = re.sub(r"(?m)^    \S+ [=←] .*$", "", capsys.readouterr().out)
    assert escaped(told) == []
