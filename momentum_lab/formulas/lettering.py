"""How names and signs are written by hand, as presentation MathML: letters, accents, what stands below."""

from __future__ import annotations

import re
from functools import partial
from html import escape as escape_html
from typing import Final

escape = partial(escape_html, quote=False)

_GREEK: Final = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lamda": "λ",
    "lam": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
}
_ACCENTS: Final = {"hat": "^", "bar": "¯"}
_ACCENT_MARKS: Final = {"\u0302": "hat", "\u0304": "bar"}
_DIGITS_BELOW: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₜ", "0123456789t")
_SIGNS_ABOVE: Final = {"⁺": "+", "⁻": "−"}
_BELOW: Final = {**_GREEK, "inf": "∞"}


def symbol_mathml(symbol: str) -> str:
    """Return the MathML of a sign: a letter with an accent, digits and words below, a sign above."""
    marks, below, above = "".join(_ACCENT_MARKS), "₀-₉ₜ", "".join(_SIGNS_ABOVE)
    match = re.fullmatch(rf"([^\W\d_])([{marks}])?([{below}]+)?([{above}])?(?:_(\w+))?", symbol)
    if match is None:
        return f'<mi mathvariant="normal">{escape(symbol)}</mi>'
    letter, accent, digits, sign, word = match.groups()
    look = f"<mi>{letter}</mi>"
    if accent:
        look = _accented(look, _ACCENT_MARKS[accent])
    if digits or word:
        look = _with_below(look, word or digits.translate(_DIGITS_BELOW))
    return f"<msup>{look}<mo>{_SIGNS_ABOVE[sign]}</mo></msup>" if sign else look


def _accented(look: str, accent: str) -> str:
    return f'<mover accent="true">{look}<mo>{_ACCENTS[accent]}</mo></mover>'


def _letters(name: str) -> tuple[str, str]:
    """Return the letters of a name, and what stands below them."""
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d+|(?<=_).+)?_*", name)
    base, below = (match[1], match[2] or "") if match else (name, "")
    return _GREEK.get(base, base), below.replace("_", " ")


def name_mathml(name: str) -> str:
    """Return the MathML of a name: a Greek letter if it is called so, digits and words below, an accent."""
    plain, _, accent = name.rpartition("_")
    if plain and accent in _ACCENTS and len(_letters(plain)[0]) == 1:
        return _accented(name_mathml(plain), accent)
    base, below = _letters(name)
    letters = f"<mi>{escape(base)}</mi>" if len(base) == 1 else f'<mi mathvariant="normal">{base}</mi>'
    return _with_below(letters, below) if below else letters


def _with_below(letters: str, below: str) -> str:
    kind = "mn" if below.isdigit() else "mi"
    under = _BELOW.get(below, escape(below))
    return f"<msub>{letters}<{kind}>{under}</{kind}></msub>"
