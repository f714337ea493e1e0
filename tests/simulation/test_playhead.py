"""The playhead: it plays at its speed, waits for a run that grows, and rests before it begins again."""

from __future__ import annotations

import pytest

from momentum_lab.simulation import Playhead
from momentum_lab.simulation.playhead import FASTEST, REST, SLOWEST


@pytest.fixture
def playing():
    playhead = Playhead(speed=10.0)
    playhead.play(end=100)
    return playhead


def test_that_it_begins_at_the_start_and_stands_still():
    playhead = Playhead()
    assert (playhead.step, playhead.is_playing, playhead.loops) == (0, False, False)
    assert not playhead.tick(5.0, computed=100, end=100)
    assert playhead.step == 0


def test_that_it_goes_on_by_speed_times_time(playing):
    steps = []
    for _ in range(4):
        playing.tick(0.25, computed=100, end=100)
        steps.append(playing.step)
    assert steps == [2, 5, 7, 10]


def test_that_it_says_whether_another_step_is_shown(playing):
    assert [playing.tick(0.0625, 100, 100) for _ in range(4)] == [False, True, False, True]


def test_that_a_pause_keeps_the_step(playing):
    playing.tick(1.0, 100, 100)
    playing.pause()
    assert not playing.tick(1.0, 100, 100)
    assert playing.step == 10


def test_that_it_stops_at_the_end(playing):
    playing.tick(60.0, 100, 100)
    assert playing.step == 100
    playing.tick(0.01, 100, 100)
    assert not playing.is_playing
    assert playing.step == 100


def test_that_playing_again_at_the_end_begins_at_the_start(playing):
    playing.tick(60.0, 100, 100)
    playing.tick(0.1, 100, 100)
    playing.play(end=100)
    assert (playing.step, playing.is_playing) == (0, True)


def test_that_playing_on_in_the_middle_does_not_begin_again(playing):
    playing.tick(1.0, 100, 100)
    playing.pause()
    playing.play(end=100)
    assert playing.step == 10


def test_that_it_waits_for_steps_that_are_not_there_yet(playing):
    playing.tick(2.0, computed=5, end=100)
    assert (playing.step, playing.is_playing) == (5, True)
    playing.tick(2.0, computed=5, end=100)
    assert (playing.step, playing.is_playing) == (5, True)
    playing.tick(1.0, computed=50, end=100)
    assert playing.step == 15


def test_that_a_loop_rests_at_the_end_and_begins_again(playing):
    playing.loops = True
    playing.tick(60.0, 100, 100)
    rested, ticks = 0.0, 0
    while playing.step == 100:
        playing.tick(0.125, 100, 100)
        rested += 0.125
        ticks += 1
        assert ticks < 100
    assert REST <= rested < REST + 0.2
    assert (playing.step, playing.is_playing) == (0, True)
    playing.tick(1.0, 100, 100)
    assert playing.step == 10


def test_that_every_round_of_a_loop_rests_as_long(playing):
    playing.loops = True
    rests = []
    for _ in range(3):
        while playing.step < 100:
            playing.tick(1.0, 100, 100)
        rests.append(0)
        while playing.step == 100:
            playing.tick(0.125, 100, 100)
            rests[-1] += 1
    assert len(set(rests)) == 1


def test_that_it_steps_back_to_the_end_of_a_run_that_became_shorter(playing):
    playing.go_to(80, end=100)
    playing.pause()
    assert playing.tick(0.0, computed=30, end=30)
    assert playing.step == 30


@pytest.mark.parametrize(("wanted", "shown"), [(-5, 0), (0, 0), (42, 42), (100, 100), (101, 100)])
def test_that_going_to_a_step_stays_within_the_run(wanted, shown):
    playhead = Playhead()
    playhead.go_to(wanted, end=100)
    assert playhead.step == shown


@pytest.mark.parametrize(("wanted", "kept"), [(0.0, SLOWEST), (-3.0, SLOWEST), (25.0, 25.0), (1e9, FASTEST)])
def test_that_the_speed_stays_within_its_bounds(wanted, kept):
    playhead = Playhead()
    playhead.speed = wanted
    assert playhead.speed == kept


def test_that_going_to_a_step_while_resting_plays_on_from_there(playing):
    playing.loops = True
    playing.tick(60.0, 100, 100)
    playing.tick(0.5, 100, 100)
    playing.go_to(50, end=100)
    playing.tick(0.1, 100, 100)
    assert playing.step == 51


def test_that_the_playhead_stays_while_an_edited_run_catches_up():
    playhead = Playhead(speed=10.0)
    playhead.go_to(250, 1000)
    playhead.play(1000)
    for computed in (16, 120, 249):
        playhead.tick(0.1, computed, 1000)
        assert playhead.step == 250
    playhead.tick(0.5, 1000, 1000)
    assert playhead.step == 255
