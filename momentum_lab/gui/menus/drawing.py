"""The entries of the menus that say how a run is drawn."""

from __future__ import annotations

from functools import partial
from typing import Final

from momentum_lab.analysis.quantities import KINDS_OF_QUANTITIES, QUANTITIES
from momentum_lab.core.messages import Message, counted_words, message, words, words_in
from momentum_lab.figures.arrow_choice import AUTO_ZOOM, OFF, WHOSE, ZOOMS
from momentum_lab.figures.dots import CHOICES
from momentum_lab.figures.heights import HEIGHTS
from momentum_lab.gui.views.value_axis import KINDS
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, SubmenuSpec
from momentum_lab.session import Session
from momentum_lab.session.look import AUTO, AUTO_DOTS

AXES: Final[dict[str, Message]] = {
    AUTO: message("Loss axis chosen by the losses"),
    "log": message("Loss on a logarithmic axis"),
    "symlog": message("Loss on a symmetric logarithmic axis"),
    "linear": message("Loss on a linear axis"),
}


def drawing_entries(session: Session) -> list[ActionSpec | SubmenuSpec]:
    """Return what the menus offer of it."""
    slot = "view.drawing"

    return [
        ActionSpec(
            "legend",
            words("Legend in the views"),
            ("G",),
            lambda: session.looks.set_legend(not session.look.has_legend),
            slot,
            is_checked=lambda: session.look.has_legend,
        ),
        ActionSpec(
            "path_ahead",
            words("Path &ahead of the playhead"),
            ("P",),
            lambda: session.looks.set_path_ahead(not session.look.path_ahead),
            slot,
            is_checked=lambda: session.look.path_ahead,
        ),
        _axes(session),
        *_dots(session),
        SubmenuSpec(words("Cur&ves over the steps"), slot, partial(curve_entries, session), is_lazy=True),
        *_arrows(session),
        _heights(session),
    ]


def _axes(session: Session) -> SubmenuSpec:
    def is_drawn(axis: str) -> bool:
        wanted = session.look.loss_axis
        return axis == (wanted if wanted in KINDS else AUTO)

    def entries() -> list[ActionSpec]:
        of_losses = [
            ActionSpec(
                f"axis_{axis}",
                str(AXES[axis]),
                run=partial(session.looks.set_loss_axis, axis),
                is_checked=partial(is_drawn, axis),
                group="loss axis",
            )
            for axis in (AUTO, *KINDS)
        ]
        of_steps = ActionSpec(
            "log_steps",
            words("Steps on a logarithmic axis"),
            ("S",),
            lambda: session.looks.set_log_steps(not session.look.has_log_steps),
            is_checked=lambda: session.look.has_log_steps,
        )
        return [*of_losses, LINE, of_steps]

    return SubmenuSpec(words("Axes of the curves"), "view.drawing", entries)


def curve_entries(session: Session) -> list[ActionSpec]:
    """Return what chooses the quantities of the run that are shown over its steps, and what is counted."""

    def is_shown(key: str) -> bool:
        return key in session.look.curves

    def toggle(key: str) -> None:
        session.looks.set_curve(key, not is_shown(key))

    found: list[ActionSpec] = []
    for kind in KINDS_OF_QUANTITIES:
        known = [each for each in kind if session.run is None or each.is_known(session.run)]
        entries = [
            ActionSpec(
                f"curve_{each.key}",
                str(each.title),
                run=partial(toggle, each.key),
                is_checked=partial(is_shown, each.key),
                tip=str(each.unit),
            )
            for each in known
        ]
        found += [*entries, LINE] if entries else []
    return [
        *found,
        ActionSpec(
            "evaluations",
            words("Over gradient evaluations in place of steps"),
            run=lambda: session.looks.set_evaluations(not session.look.counts_evaluations),
            is_checked=lambda: session.look.counts_evaluations,
            tip=str(QUANTITIES["gradient_evaluations"].unit),
        ),
    ]


def _heights(session: Session) -> SubmenuSpec:
    def is_chosen(height: str) -> bool:
        return session.look.height == height

    def entries() -> list[ActionSpec]:
        return [
            ActionSpec(
                f"height_{height}",
                str(said),
                run=partial(session.looks.set_height, height),
                is_checked=partial(is_chosen, height),
                group="height",
            )
            for height, said in HEIGHTS.items()
        ]

    return SubmenuSpec(
        words("&Heights and colours of the loss"),
        "view.drawing",
        entries,
        listed_as=message("Heights: {entry}"),
    )


def _arrows(session: Session) -> list[ActionSpec | SubmenuSpec]:
    slot, looks = "view.drawing", session.looks

    def is_whose(whose: str) -> bool:
        return session.look.arrows == whose

    def is_zoom(zoom: float | None) -> bool:
        return session.look.arrow_zoom == zoom

    def entries() -> list[ActionSpec]:
        shown = [
            ActionSpec(
                f"arrows_{whose}",
                str(said),
                run=partial(looks.set_arrows, whose),
                is_checked=partial(is_whose, whose),
                group="arrows",
            )
            for whose, said in WHOSE.items()
        ]
        zooms = [
            ActionSpec(
                f"arrow_zoom_{AUTO_ZOOM if zoom is None else f'{zoom:g}'}",
                words("Enlarged as it suits") if zoom is None else f"× {zoom:g}",
                run=partial(looks.set_arrow_zoom, zoom),
                is_checked=partial(is_zoom, zoom),
                group="arrow zoom",
            )
            for zoom in (None, *ZOOMS)
        ]
        return [*shown, LINE, *zooms]

    return [
        ActionSpec(
            "arrows",
            words("Arrows: parts of the step"),
            ("A",),
            looks.toggle_arrows,
            slot,
            is_checked=lambda: session.look.arrows != OFF,
        ),
        SubmenuSpec(
            words("Which arrows, and how large"), slot, entries, listed_as=message("Arrows: {entry}")
        ),
    ]


def _dots(session: Session) -> list[ActionSpec | SubmenuSpec]:
    slot = "view.drawing"

    def is_chosen(every: int) -> bool:
        return session.look.dots == every

    def entries() -> list[ActionSpec]:
        texts = {
            0: words_in("of dots", "None"),
            AUTO_DOTS: words_in("of dots", "As many as suit the run"),
            1: words("Every step"),
        }
        return [
            ActionSpec(
                f"dots_{every}",
                texts.get(every) or counted_words("Every {count:,} step", "Every {count:,} steps", every),
                run=partial(session.looks.set_dots, every),
                is_checked=partial(is_chosen, every),
                group="dots",
            )
            for every in (0, AUTO_DOTS, *CHOICES)
        ]

    return [
        ActionSpec(
            "dots",
            words("Dots on the trails"),
            ("D",),
            session.looks.toggle_dots,
            slot,
            is_checked=lambda: session.look.dots != 0,
        ),
        SubmenuSpec(words("How many dots"), slot, entries, listed_as=message("Dots on the trails: {entry}")),
    ]
