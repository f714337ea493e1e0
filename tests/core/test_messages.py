"""What is said is a value, and becomes words when it is shown."""

from __future__ import annotations

import gettext

import pytest

from momentum_lab.core.messages import (
    LANGUAGE,
    NOTHING,
    counted,
    counted_words,
    message,
    message_in,
    words,
    words_in,
)


class Backwards(gettext.NullTranslations):
    """A language in which every sentence is turned round, places and all."""

    def gettext(self, message):
        return " ".join(reversed(message.split(" ")))

    def ngettext(self, msgid1, msgid2, n):
        return f"<{self.gettext(msgid1 if n == 1 else msgid2)}>"

    def pgettext(self, context, message):
        return f"{message} ({context})"

    def npgettext(self, context, msgid1, msgid2, n):
        raise AssertionError("nothing here is counted in a context")


@pytest.fixture
def backwards(monkeypatch):
    monkeypatch.setattr(LANGUAGE, "catalogue", Backwards())


def test_that_places_are_filled_as_they_ask_for():
    assert str(message("{found:,} of {share:.0%} in {what}", found=12345, share=0.5, what="x")) == (
        "12,345 of 50% in x"
    )


def test_that_zero_has_no_sign():
    assert str(message("loss {loss:.2g}, {other}", loss=-0.0, other=-0.0)) == "loss 0, 0.0"
    assert str(message("loss {loss:.2g}", loss=-1e-9)) == "loss -1e-09"
    assert message("loss {loss:.2g}", loss=-0.0).english == "loss 0"


def test_that_what_stands_in_a_place_is_not_looked_through_for_places():
    assert str(message("found {found}", found="{allowed} {0} {")) == "found {allowed} {0} {"


def test_that_without_places_braces_are_braces():
    assert str(message("a set such as {1, 2}")) == "a set such as {1, 2}"


def test_that_words_are_made_when_they_are_shown(monkeypatch):
    said = message("diverged at step {step}", step=7)
    assert str(said) == "diverged at step 7"
    monkeypatch.setattr(LANGUAGE, "catalogue", Backwards())
    assert str(said) == "7 step at diverged"


def test_that_a_message_in_a_place_speaks_the_same_language(backwards):
    assert str(message("because: {reason}", reason=message("too high"))) == "high too because:"


def test_that_what_is_counted_chooses_its_form():
    balls = [str(counted("{count} ball", "{count:,} balls", n)) for n in (0, 1, 2, 2000)]
    assert balls == ["0 balls", "1 ball", "2 balls", "2,000 balls"]


def test_that_a_language_chooses_the_form(backwards):
    assert str(counted("{count} ball", "{count} balls", 1)) == "<ball 1>"


def test_that_a_context_tells_meanings_apart(backwards):
    assert str(message_in("of a film", "rate")) == "rate (of a film)"


def test_that_nothing_is_said_in_no_language(backwards):
    assert str(NOTHING) == ""


def test_that_words_are_those_of_the_moment(backwards):
    assert words("diverged at step {step}", step=7) == "7 step at diverged"
    assert words_in("of a ball", "step") == "step (of a ball)"
    assert counted_words("{count} ball", "{count} balls", 2) == "<balls 2>"
    assert words("a set such as {1, 2}") == "2} {1, as such set a"


def test_that_messages_are_values():
    assert message("a {b}", b=1) == message("a {b}").filled(b=1)
    assert len({message("a"), message("a"), message_in("c", "a")}) == 2
