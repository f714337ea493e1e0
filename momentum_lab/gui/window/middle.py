"""What stands between the menus and the status line: the panel, which can be folded away, and the views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from momentum_lab.core.messages import words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.keys import with_key
from momentum_lab.session.settings import Settings

COMFORT: Final = 22
"""Lines of type as wide as what stands on the right should be beside the panel."""
EDGE: Final = 16
"""Width of what unfolds the panel, in logical pixels."""


class Middle(QWidget):
    """Shows the panel on the left as long as it is wanted and leaves the views room.

    Whoever asks for it has it: then other things have to give way, which is what ``make_room`` is for, and if
    that does not help, the views do.

    Parameters
    ----------
    left, right
        What stands on the left, and from top to bottom on the right; the first of each has the room that is
        left.
    above
        What stands above the right.
    noticed
        Called whenever the panel appears or goes.

    Attributes
    ----------
    is_unfolded
        Whether the panel is shown.
    unfold
        The button that is there in its place.
    """

    def __init__(
        self,
        left: Sequence[QWidget],
        right: Sequence[QWidget],
        above: Sequence[QWidget],
        settings: Settings,
        make_room: Callable[[], object],
        noticed: Callable[[], object],
    ) -> None:
        super().__init__()
        self._settings, self._make_room, self._noticed = settings, make_room, noticed
        self._is_wanted = settings.flag("panel", True)
        self._wanted_before: bool | None = None
        self._is_insisted, self._is_offered = False, True
        self._left, self._right = _box(left), _box(right, above)
        self._left.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.unfold = QToolButton()
        self.unfold.setAutoRaise(True)
        self.unfold.setFixedWidth(EDGE)
        self.unfold.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.unfold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.unfold.setToolTip(with_key(words("Show the panel"), "F9"))
        self.unfold.setAccessibleName(words("Show the panel"))
        self.unfold.clicked.connect(self.toggle)
        layout = QHBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left)
        layout.addWidget(self.unfold)
        layout.addWidget(self._right, 1)
        self._left.installEventFilter(self)
        self.is_unfolded = self._is_edge_there = True
        self.unfold.hide()

    def entry(self) -> ActionSpec:
        """Return the entry that shows the panel and folds it away."""
        return ActionSpec(
            "panel", words("&Panel"), ("F9",), self.toggle, "view.docks", is_checked=lambda: self.is_unfolded
        )

    def toggle(self) -> None:
        """Show the panel, or fold it away."""
        self._is_wanted = self._is_insisted = not self.is_unfolded
        if self._wanted_before is None:
            self._settings.put("panel", self._is_wanted)
        if self._is_wanted and self._room < self._right_least:
            self._make_room()
        self._fold()

    def give_way(self) -> None:
        """Something else wants room now: the panel stays only if there is enough for all."""
        self._is_insisted = False
        self._fold()

    def set_projected(self, is_projected: bool) -> None:
        """Fold the panel away for a room, or have it as before; meanwhile it is only shown when called."""
        if is_projected:
            self._wanted_before, self._is_wanted = self._is_wanted, False
        elif self._wanted_before is not None:
            self._is_wanted, self._wanted_before = self._wanted_before, None
        self._is_insisted = False
        self._is_edge_there = not is_projected
        self._fold()

    def set_offered(self, is_offered: bool) -> None:
        """Have no panel at all, because a lesson leaves it out, or have it as before."""
        if is_offered != self._is_offered:
            self._is_offered = is_offered
            self._fold()

    def take_over(self, former: Middle) -> None:
        """Show the panel where another one does."""
        self._is_wanted, self._wanted_before = former._is_wanted, former._wanted_before
        self._is_insisted = former._is_insisted
        self._fold()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.unfold.setIcon(icon("unfold", theme.muted))

    def minimumSizeHint(self) -> QSize:
        """Need what the views do: the panel can be folded away."""
        return self._right.minimumSizeHint() + QSize(EDGE, 0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Fold the panel away where the views need its room."""
        super().resizeEvent(a0)
        self._fold()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See that the panel needs another width."""
        if a1 is not None and a1.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return False

    @property
    def _room(self) -> int:
        """What is left on the right beside the panel."""
        return self.width() - self._left.sizeHint().width()

    @property
    def _right_least(self) -> int:
        return self._right.minimumSizeHint().width()

    def _fold(self) -> None:
        comfort = max(COMFORT * self.fontMetrics().height(), self._right_least)
        least = 0 if self._is_insisted else comfort
        is_shown = self._is_offered and self._is_wanted and self._room >= least
        self._left.setVisible(is_shown)
        self.unfold.setVisible(not is_shown and self._is_edge_there and self._is_offered)
        self._right.setVisible(not is_shown or self._room >= self._right_least)
        if is_shown != self.is_unfolded:
            self.is_unfolded = is_shown
            self._noticed()


def _box(widgets: Sequence[QWidget], above: Sequence[QWidget] = ()) -> QWidget:
    """Return widgets from top to bottom, below others; the first of them has the room that is left."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in (*above, *widgets):
        layout.addWidget(widget, 1 if widget is widgets[0] else 0)
    return box
