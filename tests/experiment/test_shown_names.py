"""What nobody has named is called in the language of the moment where it is shown, in English in files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball
from pseudo_language import english_in, spoken_pseudo

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.experiment.texts import is_own_text
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.wording.changes import name_of_change


def three(**labels: str) -> Experiment:
    balls = (
        ball("momentum", learning_rate=0.1),
        ball("momentum", learning_rate=0.2, label=labels.get("label", "")),
        ball("adam"),
        ball("adam"),
    )
    return Experiment(LandscapeChoice(name="saddle"), (1.0, 1.0), balls)


def test_that_names_follow_the_language_and_labels_do_not():
    experiment = three()
    english = ("Momentum, rate 0.1", "Momentum, rate 0.2", "Adam (1)", "Adam (2)")
    assert experiment.names == experiment.labels == english
    with spoken_pseudo():
        assert [english_in(name) for name in experiment.names] == [[]] * 4
        assert experiment.labels == english
        assert three().labels == english
    assert experiment.names == english


def test_that_a_name_that_somebody_gave_stays_as_it_is_written():
    with spoken_pseudo():
        assert three(label="Own {name}").names[1] == "Own {name}"


@pytest.mark.parametrize("name", preset_names())
def test_that_a_preset_is_told_in_the_language_and_saved_in_english(name):
    experiment = preset(name)
    before = dumps(experiment)
    with spoken_pseudo():
        assert english_in(str(experiment.shown_title)) == []
        assert english_in(str(experiment.shown_description)) == []
        assert [english_in(each) for each in experiment.names] == [[]] * len(experiment.balls)
        assert dumps(experiment) == before
        assert loads(before) == experiment


WRITTEN = ("settings", "Loss", "File", "none", "{first}, {next}")
"""What the program says elsewhere."""


@pytest.mark.parametrize("text", WRITTEN)
def test_that_what_somebody_writes_is_no_text_of_the_program(text):
    experiment = replace(three(label=text), title=text, description=text)
    with spoken_pseudo():
        told = experiment.names[1], experiment.title_words, str(experiment.shown_description)
        assert told == (text, text, text)


def test_that_a_presets_own_words_can_be_meant_as_they_are():
    given = preset("four_spellings")
    label = given.balls[1].label
    with spoken_pseudo():
        assert is_own_text(label)
        assert not is_own_text("My ball")
        typed = replace(given.balls[1], label_is_own=True)
        own = replace(given, balls=(given.balls[0], typed), title_is_own=True)
        assert (own.names[1], own.title_words) == (label, given.title)
        assert own.names[0] != given.balls[0].label
        assert str(name_of_change(given, replace(given, balls=(given.balls[0], typed, *given.balls[2:]))))
        assert loads(dumps(own)) == own
        assert loads(dumps(own)).names == own.names
    assert not is_own_text(label)
    assert "label_is_own" in dumps(own)
    assert "is_own" not in dumps(given)


def test_that_no_label_is_nobodys_own():
    assert not replace(ball("adam"), label_is_own=True).label_is_own
    with pytest.raises(InputError) as caught:
        replace(ball("adam", label="x"), label_is_own="yes")
    assert caught.value.place == ("label_is_own",)


def test_that_a_landscape_of_somebodys_own_is_told_as_it_is_written():
    entry = LANDSCAPES["double_well"]
    own = replace(entry, name="my_own")
    with spoken_pseudo():
        assert english_in(str(entry.shown_title)) == english_in(str(entry.shown_lesson)) == []
        assert (str(own.shown_title), str(own.shown_lesson)) == (entry.title, entry.teaches)
        built = own.landscape()
        assert (str(built.shown_title), str(built.shown_lesson)) == (entry.title, entry.teaches)
        name = next(iter(entry.parameters))
        assert str(own.shown_help(name)) == entry.parameters[name].help != str(entry.shown_help(name))
