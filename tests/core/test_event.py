"""Events: who is told, in which order, and until when."""

from __future__ import annotations

import gc
import weakref

import pytest

from momentum_lab.core.event import Event


def test_that_listeners_are_told_in_their_order_until_they_leave():
    event: Event[int] = Event()
    heard: list[tuple[str, int]] = []
    leave = event.subscribe(lambda n: heard.append(("first", n)))
    event.subscribe(lambda n: heard.append(("second", n)))
    event.emit(1)
    leave()
    leave()  # again: nothing happens
    event.emit(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_that_a_listener_that_came_twice_leaves_once():
    event: Event[[]] = Event()
    heard: list[int] = []

    def listen() -> None:
        heard.append(1)

    leave = event.subscribe(listen)
    event.subscribe(listen)
    leave()
    event.emit()
    assert heard == [1]


def test_that_who_is_made_to_leave_meanwhile_is_not_told_and_who_comes_is_told_next_time():
    event: Event[[]] = Event()
    heard: list[str] = []

    def first() -> None:
        heard.append("first")
        leave_second()
        event.subscribe(lambda: heard.append("third"))

    event.subscribe(first)
    leave_second = event.subscribe(lambda: heard.append("second"))
    event.emit()
    assert heard == ["first"]
    event.emit()
    assert heard == ["first", "first", "third"]


def test_that_what_a_listener_raises_is_not_hidden():
    event: Event[[]] = Event()

    def fail() -> None:
        raise ZeroDivisionError

    event.subscribe(fail)
    with pytest.raises(ZeroDivisionError):
        event.emit()


def test_that_who_has_left_is_not_held():
    class Listener:
        def listen(self) -> None: ...

    event: Event[[]] = Event()
    listener = Listener()
    gone = weakref.ref(listener)
    leave = event.subscribe(listener.listen)
    leave()
    del listener
    gc.collect()
    assert gone() is None
