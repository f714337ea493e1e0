"""Fields in rows, each with its name before it, or below it in a language whose names are too long."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

NamedField = tuple[QLabel, QWidget]


def lay_out_fields(
    grid: QGridLayout, rows: Sequence[Sequence[NamedField]], room: int, first_row: int = 0
) -> int:
    """Put named fields into a grid, a row of them after the other; return the next row of the grid.

    Names and fields grow with the type, so that ``room``, which is meant in type of the system's size,
    decides once for all sizes.

    ``room`` is the width, in logical pixels, in which a row with its names has to have its place.
    """
    are_below = _width(rows, grid.horizontalSpacing()) > room
    row = first_row
    for fields in rows:
        for column, (name, field) in enumerate(fields):
            if are_below:
                grid.addWidget(name, row, column)
                grid.addWidget(field, row + 1, column)
            else:
                grid.addWidget(name, row, 2 * column)
                grid.addWidget(field, row, 2 * column + 1)
            grid.setColumnStretch(column if are_below else 2 * column + 1, 1)
        row += 2 if are_below else 1
    return row


def _width(rows: Sequence[Sequence[NamedField]], spacing: int) -> int:
    """Return how wide the rows are, each field after its name, with columns in line."""
    columns = range(len(rows[0]))
    names = [max(row[column][0].sizeHint().width() for row in rows) for column in columns]
    fields = [max(row[column][1].minimumSizeHint().width() for row in rows) for column in columns]
    return sum(names) + sum(fields) + (2 * len(names) - 1) * max(spacing, 0)
