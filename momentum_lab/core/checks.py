"""Checks of single values, in one wording wherever they come from: files, panels, commands, declarations."""

from __future__ import annotations

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.messages import Message, message


def checked_number(value: object, low: float, high: float) -> float:
    """Return ``value`` as a float from ``low`` to ``high``, both included, or raise :class:`InputError`.

    A zero has no sign: what is equal is the same to the last bit, so that it can be kept by its value.
    """
    found = _float(value)
    if found is None or not low <= found <= high:  # which is also false for nan
        raise InputError(
            "found {found}, allowed is a number from {low:g} to {high:g}",
            found=quoted(value),
            low=low,
            high=high,
        )
    return found + 0.0


def _float(value: object) -> float | None:
    """Return a number as a float; None for what is none, or is too large for one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def checked_flag(value: object) -> bool:
    """Return ``value`` if it is a truth value, or raise :class:`InputError`."""
    if not isinstance(value, bool):
        raise InputError("found {found}, allowed is true or false", found=quoted(value))
    return value


def allowed_names(longest: int) -> Message:
    """Return what a name may be that stands in files and formulas, of at most ``longest`` characters."""
    return message(
        "allowed are up to {longest} lower-case letters, digits and _, a letter first", longest=longest
    )
