"""What is on the screen in sentences, and what has changed: true, whole, and once an event."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from momentum_lab.analysis.summary import summarize
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.experiment.presets import preset, preset_names
from momentum_lab.simulation.engine import simulate
from momentum_lab.wording.screen import Screen, told_changes, told_screen

RAVINE = preset("ravine")
RUN = simulate(RAVINE)


def screen(step: int = 0, **more) -> Screen:
    plain = Screen(RAVINE, step, RUN.computed, False, summarize(RUN, step), 0, ("Surface", "Loss"))
    return replace(plain, **more)


def told(before: Screen, after: Screen) -> list[str]:
    return [str(each) for each in told_changes(before, after)]


@pytest.mark.parametrize("name", preset_names())
def test_that_every_preset_is_told_in_whole_sentences(name: str) -> None:
    experiment = preset(name)
    run = simulate(replace(experiment, steps=min(experiment.steps, 200)))
    shown = Screen(run.experiment, run.computed, run.computed, False, summarize(run), 0, ("Loss",))
    lines = [str(each) for each in told_screen(shown)]
    assert all(line.strip() == line and line.endswith(".") and "\n" not in line for line in lines)
    assert lines[0].startswith(f"{experiment.title}: ")
    visible = [label for label, ball in zip(experiment.labels, experiment.balls, strict=True) if ball.visible]
    for label in visible:
        assert any(line.startswith(f"{label}: ") for line in lines[2:])
    assert "Paused at step" in lines[1]


def test_that_nothing_is_told_where_nothing_has_changed() -> None:
    assert told(screen(3), screen(3)) == []


def test_that_a_step_is_told_where_it_rests_and_not_while_it_plays() -> None:
    assert told(screen(3), screen(4)) == ["Paused at step 4 of 100."]
    playing = screen(3, is_playing=True)
    assert told(playing, screen(9, is_playing=True)) == []
    assert told(screen(3), playing) == ["It plays 100 steps."]
    assert told(playing, screen(9)) == ["Paused at step 9 of 100."]


def test_that_it_is_told_what_becomes_of_a_ball_while_it_plays() -> None:
    run = simulate(preset("book_ravine_0.6"))
    shown = Screen(run.experiment, 5, run.computed, True, summarize(run, 5), 0, ("Loss",))
    later = replace(shown, step=9, summaries=summarize(run, 9))
    (said,) = told(shown, later)
    assert said.startswith("Gradient descent: diverged at step 9: rate too high for the curvature")


def _changed(**values) -> Experiment:
    return replace(RAVINE, **values)


def _ball(**values) -> Experiment:
    balls = list(RAVINE.balls)
    balls[1] = replace(balls[1], **values)
    return replace(RAVINE, balls=tuple(balls))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (_changed(title="Mine"), "Now it is: Mine."),
        (_changed(steps=7), "The run now has 7 steps."),
        (_changed(noise=0.5), "The gradient noise is now 0.5."),
        (_changed(start=(1.0, 2.0)), "The start is now (1, 2)."),
        (_changed(landscape=preset("saddle").landscape), "The landscape is now: Saddle."),
        (_changed(balls=RAVINE.balls[:1]), "Now there is 1 ball: Gradient descent."),
        (_ball(visible=False), "Momentum is hidden."),
        (_changed(seed=7), "The seed is now 7."),
        (_changed(common_noise=False), "Each ball has a noise of its own."),
        (_changed(description="Other"), "The notes are other ones now."),
        (_changed(linked=frozenset({"learning_rate"})), "Linked in all balls: learning rate."),
        (
            _changed(landscape=replace(RAVINE.landscape, rotation=-30.0)),
            "Landscape: rotation of the landscape now −30.",
        ),
        (
            _changed(landscape=replace(RAVINE.landscape, domain=((-9.0, 8.0), (-3.0, 4.0)))),
            "Landscape: shown domain now (−9, 8), (−3, 4).",
        ),
        (_ball(start=(1.0, -2.0)), "Momentum: start now (1, −2)."),
        (_ball(label="Heavy"), "Momentum: name now Heavy."),
        (_ball(color="#123456"), "Momentum: colour now #123456."),
        (_ball(marker="diamond"), "Momentum: marker now diamond."),
        (
            _ball(changes=(BallChange(5, kick=(0.0, 3.0)),)),
            "Momentum: changes in the run now kick 0, 3 at step 5.",
        ),
        (_changed(balls=(RAVINE.balls[1], RAVINE.balls[0], *RAVINE.balls[2:])), "The order of the balls is"),
        (_ball(clipping=Clipping("norm", 2.0)), "Momentum: clipping of gradients now gradient clipped"),
        (
            _ball(schedule=RateSchedule("cosine", FrozenMapping(period=50.0, floor=0.0))),
            "Momentum: schedule now cosine.",
        ),
        (
            replace(
                RAVINE,
                balls=(
                    RAVINE.balls[0].with_values(learning_rate=0.25),
                    *RAVINE.balls[1:],
                ),
            ),
            "Gradient descent: learning rate now 0.25.",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_that_a_change_of_the_experiment_is_one_sentence(after: Experiment, said: str) -> None:
    changes = told(screen(), screen(experiment=after, summaries=()))
    assert len(changes) == 1
    assert changes[0] == said or not said.endswith(".")
    assert not changes[0].endswith("..")


@pytest.mark.parametrize("ball", range(len(RAVINE.balls)))
def test_that_a_ball_that_moves_takes_no_optimizer_over_and_tells_what_else_is_changed(ball: int) -> None:
    others = [each for index, each in enumerate(RAVINE.balls) if index != ball]
    heavy = replace(RAVINE.balls[ball], label="Heavy")
    place = 0 if ball else len(others)
    after = _changed(balls=(*others[:place], heavy, *others[place:]))
    said = told(screen(), screen(experiment=after, summaries=()))
    assert said[-1] == f"{RAVINE.labels[ball]}: name now Heavy."
    assert said[:-1] == [f"The order of the balls is now: {', '.join(after.labels)}."]


def test_that_no_key_of_ball_or_experiment_changes_unheard() -> None:
    changes = {
        "hyperparameters": RAVINE.balls[1].with_values(learning_rate=0.07).hyperparameters,
        "label": "Heavy",
        "label_is_own": True,
        "color": "#123456",
        "marker": "diamond",
        "start": (1.0, 1.0),
        "visible": False,
        "schedule": RateSchedule("cosine", FrozenMapping(period=50.0, floor=0.0)),
        "clipping": Clipping("norm", 2.0),
        "changes": (BallChange(5, FrozenMapping(momentum=0.25)),),
    }
    assert {"optimizer", *changes} == {each.name for each in fields(RAVINE.balls[1])}
    for key, value in changes.items():
        assert getattr(RAVINE.balls[1], key) != value
        before = _ball(label="Momentum") if key == "label_is_own" else RAVINE
        after = replace(
            before, balls=(before.balls[0], replace(before.balls[1], **{key: value}), *before.balls[2:])
        )
        (said,) = told(screen(experiment=before), screen(experiment=after, summaries=()))
        assert said.startswith("Momentum"), key
    assert {each.name for each in fields(RAVINE) if each.compare} == {
        *("landscape", "start", "balls", "steps", "seed", "noise", "common_noise"),
        *("title", "title_is_own", "description", "linked"),
    }  # each of which is among the sentences above


def test_that_views_are_told_as_they_are_seen() -> None:
    beside = screen(views=("Contour map",), cells=("Gradient descent", "Momentum"))
    assert told(screen(), beside) == ["Contour map, side by side: Gradient descent; Momentum."]
    assert str(told_screen(beside)[-1]) == "Contour map, side by side: Gradient descent; Momentum."
    assert str(told_screen(screen(views=()))[-1]) == "Views: none."


def test_that_what_is_selected_and_shown_is_told() -> None:
    assert told(screen(), screen(ball=2)) == ["Nesterov is selected."]
    assert told(screen(), screen(views=("Loss",))) == ["Views: Loss."]
    assert told(screen(), screen(is_projected=True)) == ["Projector mode."]
    assert told(screen(is_projected=True), screen()) == ["Projector mode is left."]
