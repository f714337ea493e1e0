"""The bar above small multiples: what they are of, in which view, and how one gets back."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import words, words_in
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.grid import BALLS, captioned, varied_keys
from momentum_lab.figures.suggested_values import suggested_values
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.figures.views import VIEWS
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.views.legend import SHORT, Entry, Strip
from momentum_lab.gui.widgets.keys import with_key
from momentum_lab.gui.widgets.remark import Remark
from momentum_lab.optimizers import OPTIMIZERS

VALUES: Final = "values"
ROOM: Final = 6


class CellsBar(QFrame):
    """Asks what is shown side by side; what is typed as values says at once what is wrong with it."""

    grid_wanted = pyqtSignal(str)
    """"balls", "KEY=VALUE,VALUE", or nothing for the views as usual."""
    view_wanted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frame")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._experiment: Experiment | None = None
        self._dimension = 0
        self._is_projected, self._is_of_balls = False, True
        self._title = QLabel(words("Side by side"))
        self._title.setObjectName("viewtitle")
        self.kind, self.view, self.varied = (
            _combo(name)
            for name in (words_in("of small multiples", "what"), words("view"), words("hyperparameter"))
        )
        self.kind.addItem(words("Each ball alone"), BALLS)
        self.kind.addItem(words("Values of a hyperparameter"), VALUES)
        self.values = QLineEdit()
        self.values.setAccessibleName(words("values"))
        self.values.setToolTip(words("One picture each; separated by commas. Return takes them"))
        self._remark = Remark(self.values)
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(with_key(words("Show the views as usual again"), "V"))
        self.close_button.setAccessibleName(words("Show the views as usual again"))
        self.keys = KeyStrip()
        self._lay_out()
        self.kind.activated.connect(lambda _index: self._choose_kind())
        self.varied.activated.connect(lambda _index: self._suggest())
        self.view.activated.connect(lambda _index: self.view_wanted.emit(str(self.view.currentData())))
        self.values.editingFinished.connect(self._want_values)
        self.values.textEdited.connect(lambda _text: self._remark.clear())
        self.close_button.clicked.connect(lambda _checked: self.grid_wanted.emit(""))

    def show_choice(self, experiment: Experiment, grid: str, view: str, dimension: int) -> None:
        """Show what is shown side by side of an experiment, and what else there is to choose."""
        if dimension != self._dimension:
            self._dimension = dimension
            self.view.clear()
            for kind in VIEWS:
                if dimension in kind.dimensions:
                    self.view.addItem(str(kind.title), kind.name)
        self.view.setCurrentIndex(max(self.view.findData(view), 0))
        if self._experiment is None or _offered(experiment) != _offered(self._experiment):
            self._offer(experiment)
        self._experiment = experiment
        is_of_balls = grid in ("", BALLS)
        self.kind.setCurrentIndex(self.kind.findData(BALLS if is_of_balls else VALUES))
        self._is_of_balls = is_of_balls
        self._suit()
        if not is_of_balls:
            key, _, values = grid.partition("=")
            self.varied.setCurrentIndex(max(self.varied.findData(key), 0))
            if not self.values.hasFocus():
                self.values.setText(values.replace(",", ", "))

    def refuse(self, problem: str) -> None:
        """Say why what stands there cannot be shown."""
        self._remark.refuse(problem)

    def name_arrows(self, entries: list[Entry], theme: Theme, line_width: float) -> None:
        """Say which arrow is which, if there are any."""
        self.keys.show_entries(entries, theme, line_width)
        self._suit()

    def set_projected(self, is_projected: bool) -> None:
        """Leave the screen to what is shown, but for the names of arrows; or ask again."""
        self._is_projected = is_projected
        self._suit()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.close_button.setIcon(icon("remove", theme.muted))

    def _suit(self) -> None:
        self._first.setHidden(self._is_projected)
        self._second.setHidden(self._is_projected or self._is_of_balls)
        self.setHidden(self._is_projected and self.keys.isHidden())

    def _offer(self, experiment: Experiment) -> None:
        """Offer the hyperparameters of an experiment; the one that is chosen stays if it is there still."""
        chosen = self.varied.currentData()
        self.varied.clear()
        for text, key in _offered(experiment):
            self.varied.addItem(text, key)
        self.varied.setCurrentIndex(max(self.varied.findData(chosen), 0))

    def _choose_kind(self) -> None:
        if self.kind.currentData() == BALLS:
            self.grid_wanted.emit(BALLS)
        else:
            self._suggest()

    def _suggest(self) -> None:
        """Begin with values around the one that the ball has."""
        experiment, key = self._experiment, self.varied.currentData()
        if experiment is None or key is None:
            return
        ball, name = next((ball, name) for each, ball, name in varied_keys(experiment) if each == key)
        declared = OPTIMIZERS[experiment.balls[ball].optimizer].hyperparameters[name]
        found = suggested_values(declared, experiment.balls[ball].hyperparameters[name])
        self.grid_wanted.emit(f"{key}={','.join(found)}")

    def _want_values(self) -> None:
        """Show the values that were typed, unless they cannot be."""
        if self._experiment is None or self.varied.currentData() is None or not self._second.isVisible():
            return
        values = ",".join(each.strip() for each in self.values.text().split(","))
        grid = f"{self.varied.currentData()}={values}"
        try:
            captioned(self._experiment, grid)
        except InputError as error:
            self.refuse(str(error))
            return
        self._remark.clear()
        self.grid_wanted.emit(grid)

    def _lay_out(self) -> None:
        self._first, self._second = QWidget(), QWidget()
        first = QHBoxLayout(self._first)
        first.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self._title)
        first.addWidget(self.kind, 1)
        first.addWidget(self.view, 1)
        first.addWidget(self.close_button)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self.varied, 1)
        second.addWidget(QLabel("="))
        second.addWidget(self.values, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 4, 4, 4)
        whole.setSpacing(4)
        whole.addWidget(self._first)
        whole.addWidget(self._second)
        whole.addWidget(self.keys)


class KeyStrip(QWidget):
    """Which arrow is which, in as many lines as that needs."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._theme, self._line_width = LIGHT, 1.0
        self.hide()

    def show_entries(self, entries: list[Entry], theme: Theme, line_width: float) -> None:
        """Explain these, if there are any."""
        self._entries, self._theme, self._line_width = entries, theme, line_width
        self.setVisible(bool(entries))
        self.setAccessibleName(str(enumerated(entry.text for entry in entries)))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as there is room."""
        return QSize(0, self.minimumHeight())

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Need more lines in less width."""
        super().resizeEvent(a0)
        self._fit()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._strip.draw(painter, QRectF(self.rect()), self._theme, self._line_width)
        painter.end()

    @property
    def _strip(self) -> Strip:
        return Strip(self._entries, self.font(), 2 * SHORT)

    def _fit(self) -> None:
        self.setFixedHeight(round(self._strip.height(max(self.width(), 1))) if self._entries else 0)


def _offered(experiment: Experiment) -> list[tuple[str, str]]:
    """Return what can be varied: a text and its key."""
    labels = experiment.names
    return [(f"{labels[ball]}: {title_of(name)}", key) for key, ball, name in varied_keys(experiment)]


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(ROOM)
    return box
