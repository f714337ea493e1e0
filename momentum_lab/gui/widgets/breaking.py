"""Where a line of words may end."""

from __future__ import annotations

from PyQt6.QtCore import QTextBoundaryFinder


def in_two_lines(title: str) -> str:
    """Return a title of several words broken where its two halves are about as long."""
    words = title.split(" ")
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return "\n".join(min(ways, key=lambda way: max(map(len, way)), default=(title,)))


def breakable(text: str) -> list[str]:
    """Return the pieces of a text between which a line may end: words, or single letters of Chinese."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    units, pieces, start = text.encode("utf-16-le"), [], 0
    while (end := finder.toNextBoundary()) > 0:
        pieces.append(units[2 * start : 2 * end].decode("utf-16-le"))
        start = end
    return pieces
