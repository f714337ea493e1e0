"""Asking what picture to write."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from momentum_lab.gui.dialogs.files import ask_save_path
from momentum_lab.gui.pictures import PictureOptions
from momentum_lab.gui.pictures.options import DEFAULT_SIZES, VIEW_NAMES
from momentum_lab.gui.settings import Settings
from momentum_lab.gui.theme import THEMES

TITLES: dict[str, str] = {
    "all": "All views with title",
    "contour": "Contour map (or curve)",
    "surface": "Surface",
    "curve": "Curve",
    "loss": "Loss curves",
}
FILTERS = {
    ".png": "PNG picture (*.png)",
    ".svg": "SVG drawing (*.svg)",
    ".pdf": "PDF drawing (*.pdf)",
    ".gif": "GIF animation (*.gif)",
}


class ExportDialog(QDialog):
    """View, size, scale, colours and steps of a picture; it remembers what was chosen last."""

    def __init__(self, parent: QWidget, settings: Settings, step: int, last: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export picture")
        self._settings = settings
        self._step = step
        self.view, self.theme, self.format = QComboBox(), QComboBox(), QComboBox()
        for name in VIEW_NAMES:
            self.view.addItem(TITLES[name], name)
        for theme in THEMES:
            self.theme.addItem(theme.capitalize(), theme)
        for suffix, text in FILTERS.items():
            self.format.addItem(text.partition(" (")[0], suffix)
        self.width_box, self.height_box = _spin(64, 10_000), _spin(64, 10_000)
        self.scale = QDoubleSpinBox()
        self.scale.setRange(0.5, 8.0)
        self.scale.setSingleStep(0.5)
        self.scale.setDecimals(1)
        self.rate = _spin(1, 50)
        self.to_playhead = QCheckBox(f"only up to the step that is shown ({step:,} of {last:,})")
        self._lay_out()
        self._restore()
        self.view.currentIndexChanged.connect(self._suit_size)
        self.format.currentIndexChanged.connect(self._enable)
        self._enable()

    @property
    def suffix(self) -> str:
        """The ending of the chosen format."""
        return str(self.format.currentData())

    def options(self) -> PictureOptions:
        """Return what was chosen."""
        return PictureOptions(
            view=self.view.currentData(),
            step=self._step if self.to_playhead.isChecked() else None,
            size=(self.width_box.value(), self.height_box.value()),
            scale=self.scale.value(),
            frames_per_second=self.rate.value(),
            theme=self.theme.currentData(),
        )

    def accept(self) -> None:
        """Remember what was chosen."""
        for key, value in (
            ("view", str(self.view.currentData())),
            ("theme", str(self.theme.currentData())),
            ("format", self.suffix),
            ("width", self.width_box.value()),
            ("height", self.height_box.value()),
            ("scale", self.scale.value()),
            ("rate", self.rate.value()),
        ):
            self._settings.put(f"export/{key}", value)
        super().accept()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.addRow("View", self.view)
        form.addRow("Format", self.format)
        form.addRow("Colours", self.theme)
        size = QHBoxLayout()
        size.addWidget(self.width_box, 1)
        size.addWidget(QLabel("×"))
        size.addWidget(self.height_box, 1)
        form.addRow("Size", size)
        form.addRow("Pixels per unit", self.scale)
        form.addRow("Pictures a second", self.rate)
        form.addRow("Steps", self.to_playhead)
        self.scale.setToolTip("2 or 3 for print; drawings (SVG, PDF) are sharp at any size")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        choose = buttons.addButton("Choose file…", QDialogButtonBox.ButtonRole.AcceptRole)
        if choose is not None:
            choose.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def _restore(self) -> None:
        stored = self._settings
        self.view.setCurrentIndex(max(0, self.view.findData(stored.text("export/view", "all"))))
        self.theme.setCurrentIndex(max(0, self.theme.findData(stored.text("export/theme", "light"))))
        self.format.setCurrentIndex(max(0, self.format.findData(stored.text("export/format", ".png"))))
        width, height = DEFAULT_SIZES[self.view.currentData()]
        for box, key, default in (
            (self.width_box, "width", width),
            (self.height_box, "height", height),
            (self.rate, "rate", 20),
        ):
            box.setValue(int(min(max(stored.number(f"export/{key}", default), box.minimum()), box.maximum())))
        self.scale.setValue(stored.number("export/scale", 2.0))

    def _suit_size(self) -> None:
        width, height = DEFAULT_SIZES[self.view.currentData()]
        self.width_box.setValue(width)
        self.height_box.setValue(height)

    def _enable(self) -> None:
        self.rate.setEnabled(self.suffix == ".gif")
        self.scale.setEnabled(self.suffix in (".png", ".gif"))


def ask_path(
    parent: QWidget, settings: Settings, title: str, filters: list[str], suffix: str, name: str
) -> Path | None:
    """Ask for a file to write, in the folder used last; ``suffix`` is added where there is none."""
    folder = Path(settings.text("export/folder", str(Path.home())))
    proposed = (folder if folder.is_dir() else Path.home()) / f"{name}{suffix}"
    path = ask_save_path(parent, title, proposed, filters, suffix)
    if path is not None:
        settings.put("export/folder", str(path.parent))
    return path


def _spin(low: int, high: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    return spin
