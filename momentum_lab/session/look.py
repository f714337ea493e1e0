"""How a session's run is drawn, by names: what they mean is known where it is drawn."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.core.values import dataclass
from momentum_lab.figures.arrow_choice import CHOSEN, LEAST_ZOOM, MOST_ZOOM, OFF, WHOSE
from momentum_lab.figures.curves import LOSS, curves_known
from momentum_lab.figures.heights import HEIGHTS, SUITED
from momentum_lab.figures.themes import DARK, LIGHT, PROJECTED, Theme, theme_of
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
    curves
        The quantities that are shown over the steps, by their keys.
    counts_evaluations
        Whether they are shown over gradient evaluations in place of steps.
    is_projected
        Whether it is for a room: large, on a white ground, the views alone. It is not remembered.
    projected_size
        How large type is then, measured by what is large enough.
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
    curves: tuple[str, ...] = (LOSS,)
    counts_evaluations: bool = False
    is_projected: bool = False
    projected_size: float = NORMAL_TYPE
    height: str = SUITED
    arrows: str = OFF
    arrow_zoom: float | None = None

    @property
    def colors(self) -> Theme:
        """The theme that is shown now."""
        return PROJECTED if self.is_projected else theme_of(self.theme)

    @property
    def size(self) -> float:
        """The size of type that is larger or smaller by a key now."""
        return self.projected_size if self.is_projected else self.type_size

    @property
    def sizes(self) -> tuple[float, ...]:
        """The sizes that it can have."""
        return TYPE_SIZES[TYPE_SIZES.index(NORMAL_TYPE) :] if self.is_projected else TYPE_SIZES


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
            curves=curves_known(settings.text("curves", LOSS).split(",")),
            counts_evaluations=settings.flag("evaluations", False),
            height=_known(settings.text("height", SUITED), HEIGHTS, SUITED),
            arrows=_known(settings.text("arrows", OFF), WHOSE, OFF),
            arrow_zoom=_zoom(settings.number("arrow_zoom", 0.0)),
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
        nearest = min(self.look.sizes, key=lambda each: abs(each - size))
        if self.look.is_projected:
            self._show_as(replace(self.look, projected_size=nearest))
        else:
            self._settings.put("type_size", nearest)
            self._show_as(replace(self.look, type_size=nearest))

    def change_type_size(self, steps: int) -> None:
        """Have type so many sizes larger, or smaller for a negative number, as far as there are any."""
        sizes = self.look.sizes
        place = sizes.index(self.look.size) + steps
        self.set_type_size(sizes[min(max(place, 0), len(sizes) - 1)])

    def set_projected(self, is_projected: bool) -> None:
        """Show it to a room, or as it was before."""
        self._show_as(replace(self.look, is_projected=is_projected))

    def set_log_steps(self, is_log: bool) -> None:
        """Let the steps of the loss curves run by powers of ten, or evenly."""
        self._settings.put("log_steps", is_log)
        self._show_as(replace(self.look, has_log_steps=is_log))

    def set_curve(self, key: str, is_shown: bool) -> None:
        """Show a quantity over the steps, or not; without any there is the loss."""
        others = (each for each in self.look.curves if each != key)
        curves = curves_known([*others, key] if is_shown else others)
        self._settings.put("curves", ",".join(curves))
        self._show_as(replace(self.look, curves=curves))

    def set_evaluations(self, are_counted: bool) -> None:
        """Let curves run over gradient evaluations, or over steps."""
        self._settings.put("evaluations", are_counted)
        self._show_as(replace(self.look, counts_evaluations=are_counted))

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
