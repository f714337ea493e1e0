"""What nobody has named is called in the language of the moment where it is shown, in English in files."""

from __future__ import annotations

import pytest
from laboratory import ball
from pseudo_language import english_in, spoken_pseudo

from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.experiment.presets import preset, preset_names


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
