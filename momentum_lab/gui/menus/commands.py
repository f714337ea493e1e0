"""The entries of the menus that need no window: what a session can do."""

from __future__ import annotations

from functools import partial
from typing import Final

from momentum_lab.core.messages import NOTHING, Message, message, message_in, words
from momentum_lab.figures.themes import DARK, LIGHT, THEMES, Theme, theme_of
from momentum_lab.gui.menus.drawing import drawing_entries
from momentum_lab.gui.menus.lesson_commands import lesson_entries
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, SubmenuSpec, escaped
from momentum_lab.session import Session
from momentum_lab.session.look import NORMAL_TYPE

FASTER: Final = 1.5
"""How many times as fast, or as slow, one press of a key makes it."""

_THEMES: Final = {
    LIGHT.name: message_in("a theme", "&Light"),
    DARK.name: message_in("a theme", "&Dark"),
}


def session_entries(session: Session) -> list[ActionSpec | SubmenuSpec]:
    """Return what the menus offer of a session."""
    return [
        *_undo(session),
        *_steps(session),
        *_changes(session),
        *_speed(session),
        _themes(session),
        _type_sizes(session),
        ActionSpec(
            "projector",
            words("Pro&jector mode"),
            ("F5",),
            lambda: session.looks.set_projected(not session.look.is_projected),
            "view.screen",
            is_checked=lambda: session.look.is_projected,
        ),
        _side_by_side(session),
        *drawing_entries(session),
        *lesson_entries(session),
    ]


def _undo(session: Session) -> list[ActionSpec]:
    model, slot = session.model, "edit.undo"
    return [
        ActionSpec(
            "undo",
            words("&Undo"),
            ("Ctrl+Z",),
            session.undo,
            slot,
            is_enabled=lambda: model.can_undo,
            title=lambda: _told(message("&Undo"), message("&Undo {what}"), model.undo_name),
        ),
        ActionSpec(
            "redo",
            words("&Redo"),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            session.redo,
            slot,
            is_enabled=lambda: model.can_redo,
            title=lambda: _told(message("&Redo"), message("&Redo {what}"), model.redo_name),
        ),
    ]


def _told(alone: Message, text: Message, what: Message) -> str:
    """Return an entry that names what it is about, where that has a name."""
    return str(alone if what == NOTHING else text.filled(what=escaped(str(what))))


def _steps(session: Session) -> list[ActionSpec]:
    slot = "play.steps"
    return [
        ActionSpec("play", words("&Play or pause"), ("Space",), session.play_or_pause, slot),
        ActionSpec("back", words("One step &back"), ("Left",), partial(session.step_by, -1), slot),
        ActionSpec("on", words("One step &on"), ("Right",), partial(session.step_by, 1), slot),
        ActionSpec("back_ten", words("Ten steps back"), ("Shift+Left",), partial(session.step_by, -10), slot),
        ActionSpec("on_ten", words("Ten steps on"), ("Shift+Right",), partial(session.step_by, 10), slot),
        ActionSpec("first", words("&First step"), ("Home",), session.go_to_first, slot),
        ActionSpec("last", words("&Last step"), ("End",), session.go_to_last, slot),
        ActionSpec("reset", words("&Reset: back to the start, at rest"), ("R",), session.reset, slot),
    ]


def _changes(session: Session) -> list[ActionSpec]:
    slot = "play.changes"
    return [
        ActionSpec(
            "previous_change",
            words("To the chan&ge before"),
            ("Shift+K",),
            partial(_to_change, session, -1),
            slot,
        ),
        ActionSpec(
            "next_change", words("To the &next change"), ("Ctrl+K",), partial(_to_change, session, 1), slot
        ),
        ActionSpec(
            "remove_change",
            words("Remo&ve the change here"),
            ("Delete",),
            partial(_remove_change, session),
            slot,
        ),
    ]


def _to_change(session: Session, way: int) -> None:
    """Show the next step on the way at which a ball is changed, or say that there is none."""
    steps = [step for step in session.changes.steps()[::way] if (step - session.step) * way > 0]
    if steps:
        session.go_to(steps[0])
    else:
        none = (
            message("No ball is changed after this step")
            if way > 0
            else message("No ball is changed before this step")
        )
        session.said.emit(str(none))


def _remove_change(session: Session) -> None:
    """Remove the change at the step that is shown, that of the selected ball if it has one."""
    found, step = dict(session.changes.of_step(session.step)), session.step
    if found:
        chosen = session.selection.ball
        session.changes.remove(chosen if chosen in found else min(found), step)
    else:
        session.said.emit(str(message("No ball is changed at step {step:,}", step=step)))


def _speed(session: Session) -> list[ActionSpec]:
    head, slot = session.clock.playhead, "play.speed"
    return [
        ActionSpec("slower", words("Slower"), ("-",), lambda: session.set_speed(head.speed / FASTER), slot),
        ActionSpec(
            "faster", words("Faster"), ("+", "="), lambda: session.set_speed(head.speed * FASTER), slot
        ),
        ActionSpec(
            "loop",
            words("Begin again at the end"),
            ("L",),
            lambda: session.set_loop(not head.loops),
            slot,
            is_checked=lambda: head.loops,
        ),
    ]


def _themes(session: Session) -> SubmenuSpec:
    slot = "view.theme"

    def is_shown(theme: Theme) -> bool:
        return theme_of(session.look.theme) is theme

    def entries() -> list[ActionSpec]:
        themes = [
            ActionSpec(
                theme.name,
                str(_THEMES[theme.name]),
                run=partial(session.looks.set_theme, theme.name),
                is_checked=partial(is_shown, theme),
                group=slot,
            )
            for theme in THEMES.values()
        ]
        switch = ActionSpec("theme", words("Switch light and dark"), ("Ctrl+T",), session.looks.toggle_theme)
        return [*themes, LINE, switch]

    return SubmenuSpec(words("Theme"), slot, entries)


def _type_sizes(session: Session) -> SubmenuSpec:
    def entries() -> list[ActionSpec]:
        return [
            ActionSpec(
                "larger_type",
                words("Lar&ger type"),
                ("Ctrl++", "Ctrl+="),
                partial(session.looks.change_type_size, 1),
                is_enabled=lambda: session.look.size < session.look.sizes[-1],
            ),
            ActionSpec(
                "smaller_type",
                words("&Smaller type"),
                ("Ctrl+-",),
                partial(session.looks.change_type_size, -1),
                is_enabled=lambda: session.look.size > session.look.sizes[0],
            ),
            ActionSpec(
                "normal_type",
                words("Type as &in the system"),
                ("Ctrl+Alt+0",),
                partial(session.looks.set_type_size, NORMAL_TYPE),
                is_enabled=lambda: session.look.size != NORMAL_TYPE,
            ),
        ]

    return SubmenuSpec(words("Size of type"), "view.type", entries)


def _side_by_side(session: Session) -> ActionSpec:
    return ActionSpec(
        "side_by_side",
        words("Side b&y side: each ball alone, or other values"),
        ("V",),
        session.side_by_side.toggle,
        "view.views",
        is_checked=lambda: session.side_by_side.is_shown,
    )
