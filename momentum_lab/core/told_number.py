"""Numbers as people read them: a real minus sign, no zeros in exponents. What one may type stays plain."""

from __future__ import annotations

from dataclasses import dataclass, replace


def spelt(number: str) -> str:
    """Return a number that is written in plain characters as it is told: "-1e-06" as "−1e−6"."""
    mantissa, _, exponent = number.partition("e")
    said = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return said.replace("-", "−").replace("inf", "∞")


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """A number in a place of a message.

    Attributes
    ----------
    value
        Which one.
    digits
        How many it has at the most, where the place does not say it.
    is_plain
        Whether it is for files: as Python writes it.
    """

    value: float
    digits: int = 6
    is_plain: bool = False

    def __format__(self, spec: str) -> str:
        text = format(self.value + 0.0, spec or f".{self.digits}g")
        return text if self.is_plain else spelt(text)

    def __str__(self) -> str:
        return format(self, "")

    @property
    def english(self) -> ToldNumber:
        """The number as files have it."""
        return replace(self, is_plain=True)
