"""How much there is to do until a formula is set."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

MOST_WORK: Final = 1_100
"""Elements to lay out, at about 0.1 ms each; what is nested deeper than that allows stays as it was typed."""


def work_of(mathml: str) -> int:
    """Return how many elements are laid out: each row measures what stands in it once more."""
    return work_of_element(ElementTree.fromstring(mathml))


def work_of_element(element: ElementTree.Element) -> int:
    """Return the same of an element that was read already."""
    return _work(element, 2)


def _work(element: ElementTree.Element, times: int) -> int:
    inner = times * 2 if element.tag.endswith("mrow") else times
    return times + sum(_work(child, inner) for child in element)
