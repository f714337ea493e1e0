"""Going through the parts of the window by keyboard, without all the fields in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QScrollArea, QWidget

from momentum_lab.core.messages import words
from momentum_lab.gui.widgets.actions import ActionSpec


class Panes:
    """Leads from part to part: each is entered by the first of it that can have the focus.

    Parameters
    ----------
    home
        What is shown, to which the keys belong that play and step; the way begins and ends there.
    parts
        The others, in their order.
    """

    def __init__(self, home: QWidget, go_home: Callable[[], None], parts: Sequence[QWidget]) -> None:
        self._home = home
        self._go_home = go_home
        self._parts = tuple(parts)

    def entries(self) -> list[ActionSpec]:
        """Return what leads to the next part, and to the one before."""
        return [
            ActionSpec(
                "next_pane", words("Next pa&rt of the window"), ("F6",), lambda: self._go(1), "view.panes"
            ),
            ActionSpec("last_pane", words("Part before"), ("Shift+F6",), lambda: self._go(-1), "view.panes"),
        ]

    def _go(self, way: int) -> None:
        entered = [self._home, *(part for part in self._parts if _first(part) is not None)]
        focus = QApplication.focusWidget() or self._home
        here = next((i for i, part in enumerate(entered) if part.isAncestorOf(focus)), 0)
        target = entered[(here + way) % len(entered)]
        first = None if target is self._home else _first(target)
        if first is None:
            self._go_home()
        else:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)  # which shows the focus, as Tab does
            _scroll_to(first)


def _scroll_to(field: QWidget) -> None:
    """Have a field seen that may be scrolled out of its part."""
    within = field.parentWidget()
    while within is not None:
        if isinstance(within, QScrollArea):
            within.ensureWidgetVisible(field)
        within = within.parentWidget()


def _first(part: QWidget) -> QWidget | None:
    """Return the first field of a part that Tab would lead to; None where there is none, or it is hidden."""
    inner = [] if isinstance(part, QScrollArea) else [part]  # a table or a text is a field itself
    inner += part.findChildren(QWidget)
    fields = (field for field in inner if field.isVisible() and field.isEnabled())
    takes = Qt.FocusPolicy.TabFocus.value
    found = [f for f in fields if f.focusPolicy().value & takes and f.focusProxy() is None]
    return min(found, key=lambda f: (f.mapTo(part, f.rect().topLeft()).y(), f.x()), default=None)
