"""The entries of the menus for who teaches: to show runs, to lift locks, and to begin anew."""

from __future__ import annotations

from momentum_lab.core.messages import words
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.session import Session

SLOT = "lesson.class"


def lesson_entries(session: Session) -> list[ActionSpec]:
    """Return what a teacher can do in a lesson."""
    lessons = session.lessons

    def teaches() -> bool:
        return lessons.lesson is not None and lessons.is_teacher

    return [
        ActionSpec(
            "teach",
            words("&Teacher mode"),
            (),
            lambda: lessons.set_teacher(not lessons.is_teacher),
            SLOT,
            is_checked=teaches,
            is_enabled=lambda: lessons.lesson is not None,
            tip=words("Then runs can be shown without predictions, and locks be lifted"),
        ),
        ActionSpec(
            "show_run",
            words("&Show the run without a prediction"),
            ("Shift+Space",),
            lessons.show_run,
            SLOT,
            is_enabled=lambda: teaches() and lessons.is_sealed,
        ),
        ActionSpec(
            "lift_locks",
            words("Unlock everyth&ing"),
            (),
            lambda: lessons.set_unlocked(not lessons.locking.is_unlocked),
            SLOT,
            is_checked=lambda: lessons.locking.is_unlocked,
            is_enabled=teaches,
        ),
    ]
