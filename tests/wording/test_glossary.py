"""The glossary: strict, without doubles, and complete for the program's own lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from momentum_lab.analysis.modes import Regime
from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import Choice, title_of
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.figures.views import VIEWS
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import CONSTANT, SCHEDULES
from momentum_lab.simulation.run import Status
from momentum_lab.wording.explorations import BASINS, COMPARISON, ENSEMBLE
from momentum_lab.wording.glossary import Glossary, Word, glossary, read_words
from momentum_lab.wording.maps import COMPARED
from momentum_lab.wording.results import RESULT_COLUMNS
from momentum_lab.wording.theory import MOTIONS
from momentum_lab.wording.verdicts import status_word


def labels() -> Iterator[tuple[str, str, str]]:
    """What is on the screen: a kind, its key, and how it is written there."""
    for owner in (*OPTIMIZERS.values(), *SCHEDULES.values()):
        for name, declaration in owner.hyperparameters.items():
            yield "hyperparameter", name, title_of(name)
            if isinstance(declaration, Choice):
                yield from (("choice", f"{name}.{each}", "") for each in declaration.options)
    yield from (("optimizer", name, optimizer.title) for name, optimizer in OPTIMIZERS.items())
    yield from (("schedule", name, "") for name in SCHEDULES if name != CONSTANT)
    yield from (("quantity", key, str(quantity.title)) for key, quantity in QUANTITIES.items())
    yield from (("status", status.key, str(status_word(status))) for status in Status)
    yield from (("regime", regime.value, str(MOTIONS[regime].name)) for regime in Regime)
    yield from (("result", column.key, str(column.title)) for column in RESULT_COLUMNS)
    yield from (("view", view.name, "") for view in VIEWS)
    yield from (("clipping", kind, "") for kind in CLIPPINGS)
    yield from (("tag", tag, tag) for entry in LANDSCAPES.values() for tag in entry.tags)
    yield from (("comparison", key, "") for key in COMPARED if key != "ball")


LABELS = sorted(set(labels()))


@pytest.mark.parametrize(("kind", "key", "title"), LABELS, ids=[f"{k}.{key}" for k, key, _ in LABELS])
def test_that_what_is_on_the_screen_has_its_word(kind: str, key: str, title: str) -> None:
    word, named = glossary().of(kind, key), glossary().named(title)
    assert word is not None or named is not None
    if title and word is not None and kind != "optimizer":
        assert named is word


@pytest.mark.parametrize("title", [str(title) for title in (*BASINS, *COMPARISON, *ENSEMBLE)])
def test_that_the_heads_of_what_is_explored_are_words(title: str) -> None:
    assert glossary().named(title) or glossary().found_in(title)


def test_that_no_word_explains_what_is_not_there() -> None:
    there = {f"{kind}.{key}" for kind, key, _ in LABELS} | {"schedule.constant"}
    kinds = {kind for kind, _, _ in LABELS} - {"comparison"}
    explained = {key for word in glossary().words for key in word.of if key.split(".")[0] in kinds}
    assert explained <= there


@pytest.mark.parametrize("word", glossary().words, ids=lambda word: str(word.term))
def test_that_each_word_is_explained_in_whole_sentences(word: Word) -> None:
    said = str(word.says)
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith(".")
    assert "  " not in said


def test_that_words_are_found_in_sentences_the_longest_first() -> None:
    said = "Momentum: diverged at step 9: rate too high for the curvature; left per step, seeds"
    terms = [str(word.term) for word in glossary().found_in(said)]
    assert terms == ["momentum", "diverged", "step", "learning rate", "curvature", "left per step", "seed"]
    assert glossary().found_in("stepwise instepped lossless") == []


def test_that_a_search_gives_names_before_sentences() -> None:
    found = [str(word.term) for word in glossary().searched("dampen")]
    assert found[0] == "dampening"
    assert glossary().searched("nothing is called so") == []
    assert str(glossary().searched("η")[0].term) == "learning rate"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[word]]\nterm = "a"', "the key 'says' is missing"),
        ('[[word]]\nterm = "a"\nsays = "b"\nsee = "c"', "unknown key 'see'"),
        ('[[words]]\nterm = "a"', "unknown key 'words'"),
        ("word = 3", "allowed is a list"),
        ('[[word]]\nterm = "a"\nsays = ["b"]', "allowed is a text"),
    ],
)
def test_that_a_file_is_read_strictly(tmp_path, text: str, said: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"words\.toml") as caught:
        read_words(path)
    assert said in str(caught.value)


def test_that_two_words_have_neither_a_name_nor_a_meaning_in_common(tmp_path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('[[word]]\nterm = "a"\nsays = "A."\nof = ["x.y"]\n' * 2, encoding="utf-8")
    first, second = read_words(path)
    with pytest.raises(InputError, match=r"'x\.y' is explained twice"):
        Glossary([first, second])
    with pytest.raises(InputError, match="'a' is the name of two words"):
        Glossary([first, Word(second.term, second.says)])
