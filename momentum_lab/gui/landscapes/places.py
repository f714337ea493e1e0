"""The fields of a landscape besides its formula: what is shown, where one starts, what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import words, words_in
from momentum_lab.gui.widgets.actions import ActionSpec, escaped
from momentum_lab.gui.widgets.choice_menu import ChoiceMenu
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.landscapes import Landscape
from momentum_lab.landscapes.checks import AXES, FARTHEST
from momentum_lab.landscapes.declaration import LONGEST_TEXT, LONGEST_TITLE, TAGS
from momentum_lab.landscapes.minima import Domain, Point
from momentum_lab.wording.landscapes import TAG_TITLES


class PlaceFields(QWidget):
    """The intervals of x and y, and a start if one is wanted."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        self.ends: list[tuple[NumberBox[float], NumberBox[float]]] = []
        self.starts: list[NumberBox[float]] = []
        self._of_y: list[QWidget] = []
        self.has_start = QCheckBox(words("start at"))
        self.has_start.setToolTip(words("Where the balls start; without it, somewhere at the lower left"))
        for row, axis in enumerate(AXES):
            boxes = [NumberBox(Reals(-FARTHEST, FARTHEST)) for _ in range(3)]
            names = (
                words("{axis} from", axis=axis),
                words("{axis} to", axis=axis),
                words("{axis} start", axis=axis),
            )
            for box, name in zip(boxes, names, strict=True):
                box.setAccessibleName(name)
                box.changed.connect(lambda _value: self.changed.emit())
            self.ends.append((boxes[0], boxes[1]))
            self.starts.append(boxes[2])
            widgets = (
                QLabel(words("{axis} from", axis=axis)),
                boxes[0],
                QLabel(words_in("from one number to another", "to")),
                boxes[1],
                QLabel(axis),
                boxes[2],
            )
            for column, widget in zip((0, 1, 2, 3, 5, 6), widgets, strict=True):
                if column == 5 and row == 0:  # Tab goes through them as they are added
                    grid.addWidget(self.has_start, row, 4)
                grid.addWidget(widget, row, column)
            if axis == "y":
                self._of_y = list(widgets)
                for widget in widgets:
                    policy = widget.sizePolicy()
                    policy.setRetainSizeWhenHidden(True)
                    widget.setSizePolicy(policy)
        for column in (1, 3, 6):
            grid.setColumnStretch(column, 1)
        self._own_start: Point | None = None
        self.has_start.toggled.connect(self._want_start)
        self.has_start.clicked.connect(lambda _on: self.changed.emit())
        self._enable(False)

    @property
    def box(self) -> Domain:
        """The intervals of x and of y."""
        return tuple((low.value, high.value) for low, high in self.ends)

    @property
    def start(self) -> Point | None:
        """The start, if one is wanted."""
        return tuple(box.value for box in self.starts) if self.has_start.isChecked() else None

    def show_places(self, box: Domain, start: Point | None) -> None:
        """Show other intervals and another start."""
        for ends, interval in zip(self.ends, box, strict=True):
            for field, end in zip(ends, interval, strict=True):
                field.set_value(end)
        self.has_start.setChecked(start is not None)
        self._own_start = start
        self._show_start(start or tuple(low for low, _ in box))

    def show_start_of(self, landscape: Landscape) -> None:
        """Show the start that a file of a landscape will have, unless the fields say one."""
        if not self.has_start.isChecked():
            self._show_start(landscape.start)

    def show_dimension(self, dimension: int) -> None:
        """Show the fields of y, or hide them; what is below stays where it is."""
        for widget in self._of_y:
            widget.setVisible(dimension == 2)

    def _show_start(self, start: Point) -> None:
        for field, value in zip(self.starts, start, strict=False):  # a line has one of them
            field.set_value(value)

    def _want_start(self, is_wanted: bool) -> None:
        """Have a start, the one that was there before, or none."""
        if not is_wanted:
            self._own_start = tuple(box.value for box in self.starts)
        elif self._own_start is not None:
            self._show_start(self._own_start)
        self._enable(is_wanted)

    def _enable(self, is_wanted: bool) -> None:
        for field in self.starts:
            field.setEnabled(is_wanted)


class DescriptionFields(QWidget):
    """Title, what it teaches, and its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.teaches = QLineEdit(), QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(words("My valley"))
        self.teaches.setMaxLength(LONGEST_TEXT)
        self.teaches.setPlaceholderText(words("What one can learn from it"))
        self.kind = QPushButton()
        self.kind.setAutoDefault(False)
        self.kind.setAccessibleName(words("kind"))
        self._tags: frozenset[str] = frozenset()
        self.kind.setMenu(ChoiceMenu(self.kind, self._kinds))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        form.addRow(words("Title"), self.title)
        form.addRow(words("Teaches"), self.teaches)
        form.addRow(words("Kind"), self.kind)
        self._show_tags()

    @property
    def tags(self) -> tuple[str, ...]:
        """The kinds that are ticked."""
        return tuple(tag for tag in TAGS if tag in self._tags)

    def show_description(self, title: str, teaches: str, tags: tuple[str, ...]) -> None:
        """Show another title, text and kind."""
        self.title.setText(title)
        self.teaches.setText(teaches)
        self.teaches.setCursorPosition(0)
        self._tags = frozenset(tags)
        self._show_tags()

    def change_words(self, former: tuple[str, tuple[str, ...]], said: tuple[str, tuple[str, ...]]) -> None:
        """Show other words and kinds, each only in the place of the former ones: a person's own stay."""
        teaches = said[0] if self.teaches.text() == former[0] else self.teaches.text()
        tags = said[1] if self.tags == former[1] else self.tags
        self.show_description(self.title.text(), teaches, tags)

    def _kinds(self) -> Iterator[ActionSpec]:
        for tag in TAGS:
            has, toggle = partial(self._tags_have, tag), partial(self._toggle, tag)
            yield ActionSpec(tag, escaped(str(TAG_TITLES[tag])), run=toggle, is_checked=has)

    def _tags_have(self, tag: str) -> bool:
        return tag in self._tags

    def _toggle(self, tag: str) -> None:
        self._tags ^= {tag}
        self._show_tags()

    def _show_tags(self) -> None:
        self.kind.setText(str(enumerated(TAG_TITLES[tag] for tag in self.tags)) or words("not said"))
