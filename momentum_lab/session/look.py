"""How a session's run is drawn, by names: what they mean is known where it is drawn."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.figures.arrow_choice import CHOSEN, LEAST_ZOOM, MOST_ZOOM, OFF, WHOSE
from momentum_lab.figures.heights import HEIGHTS, SUITED
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.session.settings import Settings

AUTO: Final = "auto"
AUTO_DOTS: Final = -1
"""As many dots as suit the number of steps."""
NORMAL_TYPE: Final = 1.0
TYPE_SIZES: Final = (0.8, 0.9, NORMAL_TYPE, 1.15, 1.3, 1.5, 1.75, 2.0)
"""How large type can be, measured by the system's."""


def type_size(wanted: float) -> float:
    """Return the size of type that is nearest to one that is wanted."""
    return min(TYPE_SIZES, key=lambda size: abs(size - wanted))


@dataclass(frozen=True, slots=True)
class Look:
    """How things are drawn on the screen.

    Attributes
    ----------
    theme
        The name of a theme.
    path_ahead
        Whether the path after the playhead is shown, faintly.
    loss_axis
        The kind of axis that the loss curves have; "auto" chooses by the losses.
    has_log_steps
        Whether steps run by powers of ten.
    has_legend
        Whether it is said in each view which line is which ball.
    dots
        A dot on the trails every so many steps; 0 for none, :data:`AUTO_DOTS` for what suits.
    type_size
        How large type is on the screen, measured by the system's: one of :data:`TYPE_SIZES`.
    height
        How losses become heights and colours: one of :data:`~momentum_lab.figures.heights.HEIGHTS`.
    arrows
        Whose steps are shown as arrows: one of :data:`~momentum_lab.figures.arrow_choice.WHOSE`.
    arrow_zoom
        How much these are enlarged; None for what suits.
    """

    theme: str = LIGHT.name
    path_ahead: bool = False
    loss_axis: str = AUTO
    has_log_steps: bool = False
    has_legend: bool = True
    dots: int = 0
    type_size: float = NORMAL_TYPE
    height: str = SUITED
    arrows: str = OFF
    arrow_zoom: float | None = None


class Looks:
    """How things are drawn, what changes it, and what is remembered of it.

    Attributes
    ----------
    look
        How they are drawn now.
    changed
        They are to be drawn otherwise.
    """

    def __init__(self, settings: Settings) -> None:
        self.changed: Event[Look] = Event()
        self._settings = settings
        self.look = Look(
            settings.text("theme", LIGHT.name),
            settings.flag("path_ahead", False),
            settings.text("loss_axis", AUTO),
            settings.flag("log_steps", False),
            settings.flag("legend", True),
            max(int(settings.number("dots", 0.0)), AUTO_DOTS),
            type_size(settings.number("type_size", NORMAL_TYPE)),
            _known(settings.text("height", SUITED), HEIGHTS, SUITED),
            _known(settings.text("arrows", OFF), WHOSE, OFF),
            _zoom(settings.number("arrow_zoom", 0.0)),
        )

    def set_theme(self, name: str) -> None:
        """Change all colours."""
        self._settings.put("theme", name)
        self._show_as(replace(self.look, theme=name))

    def toggle_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        self.set_theme(LIGHT.name if self.look.theme == DARK.name else DARK.name)

    def set_path_ahead(self, is_shown: bool) -> None:
        """Show the path after the playhead faintly, or not at all."""
        self._settings.put("path_ahead", is_shown)
        self._show_as(replace(self.look, path_ahead=is_shown))

    def set_loss_axis(self, kind: str) -> None:
        """Choose the axis of the loss curves; "auto" chooses by the losses."""
        self._settings.put("loss_axis", kind)
        self._show_as(replace(self.look, loss_axis=kind))

    def set_type_size(self, size: float) -> None:
        """Have larger or smaller type on the screen, of the size that is nearest to this."""
        nearest = type_size(size)
        self._settings.put("type_size", nearest)
        self._show_as(replace(self.look, type_size=nearest))

    def change_type_size(self, steps: int) -> None:
        """Have type so many sizes larger, or smaller for a negative number, as far as there are any."""
        place = TYPE_SIZES.index(self.look.type_size) + steps
        self.set_type_size(TYPE_SIZES[min(max(place, 0), len(TYPE_SIZES) - 1)])

    def set_log_steps(self, is_log: bool) -> None:
        """Let the steps of the loss curves run by powers of ten, or evenly."""
        self._settings.put("log_steps", is_log)
        self._show_as(replace(self.look, has_log_steps=is_log))

    def set_legend(self, is_shown: bool) -> None:
        """Say in the views which line is which ball, or not."""
        self._settings.put("legend", is_shown)
        self._show_as(replace(self.look, has_legend=is_shown))

    def set_dots(self, every: int) -> None:
        """Put a dot on the trails every so many steps; 0 for none, :data:`AUTO_DOTS` for what suits."""
        self._settings.put("dots", every)
        if every:
            self._settings.put("dots_chosen", every)
        self._show_as(replace(self.look, dots=every))

    def toggle_dots(self) -> None:
        """Take the dots away, or put them back as they were chosen last."""
        self.set_dots(0 if self.look.dots else int(self._settings.number("dots_chosen", AUTO_DOTS)))

    def set_height(self, height: str) -> None:
        """Let heights and colours follow the losses evenly, by powers of ten, or as it suits."""
        self._settings.put("height", height)
        self._show_as(replace(self.look, height=height))

    def set_arrows(self, whose: str) -> None:
        """Show the parts of the step at the playhead as arrows: of the chosen ball, of all, or of none."""
        self._settings.put("arrows", whose)
        if whose != OFF:
            self._settings.put("arrows_chosen", whose)
        self._show_as(replace(self.look, arrows=whose))

    def toggle_arrows(self) -> None:
        """Take the arrows away, or bring them back as they were chosen last."""
        chosen = _known(self._settings.text("arrows_chosen", CHOSEN), WHOSE, CHOSEN)
        self.set_arrows(OFF if self.look.arrows != OFF else chosen)

    def set_arrow_zoom(self, zoom: float | None) -> None:
        """Enlarge the arrows so much; None for what suits the steps."""
        self._settings.put("arrow_zoom", zoom or 0.0)
        self._show_as(replace(self.look, arrow_zoom=zoom))

    def _show_as(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.changed.emit(look)


def _known(stored: str, known: Container[str], usual: str) -> str:
    """Return what is stored, or what is usual where that means nothing."""
    return stored if stored in known else usual


def _zoom(stored: float) -> float | None:
    return stored if LEAST_ZOOM <= stored <= MOST_ZOOM else None
