"""Fields of a form: sections of rows, boxes for numbers, and what is remembered of them."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from momentum_lab.session import Settings


class Section(QWidget):
    """A part of the form; ``changed`` tells that something in it has."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def row(self, text: str, field: QWidget, tip: str) -> None:
        """Add a row with a field, and what it means."""
        field.setToolTip(tip)
        field.setAccessibleName(text or field.accessibleName())
        self.form.addRow(text, field)

    def watch(self, *fields: QObject) -> None:
        """Tell when one of the fields changes."""
        for field in fields:
            match field:
                case QComboBox():
                    field.currentIndexChanged.connect(lambda _index: self.changed.emit())
                case QSpinBox() | QDoubleSpinBox():
                    field.valueChanged.connect(lambda _value: self.changed.emit())
                case QLineEdit():
                    field.textChanged.connect(lambda _text: self.changed.emit())
                case QCheckBox():
                    field.toggled.connect(lambda _on: self.changed.emit())

    def set_shown(self, field: QWidget, is_shown: bool) -> None:
        """Show the row of a field or leave it out."""
        self.form.setRowVisible(field, is_shown)


def spin(low: int, high: int) -> QSpinBox:
    """Return a box for an integer, which leaves the wheel to the form unless it has the focus."""
    box = QSpinBox()
    box.setRange(low, high)
    box.installEventFilter(_WheelGuard(box))
    return box


def decimal(low: float, high: float) -> QDoubleSpinBox:
    """Return such a box for a number with one decimal."""
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setDecimals(1)
    box.setAccelerated(True)
    box.installEventFilter(_WheelGuard(box))
    return box


class _WheelGuard(QObject):
    """Keeps the wheel, which scrolls the form, from changing what lies under the pointer."""

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Let a wheel pass by a box without the focus."""
        if (
            a1 is not None
            and a1.type() == QEvent.Type.Wheel
            and isinstance(a0, QWidget)
            and not a0.hasFocus()
        ):
            a1.ignore()
            return True
        return False


def remember(settings: Settings, fields: dict[str, QWidget]) -> None:
    """Store what the fields hold."""
    for key, field in fields.items():
        match field:
            case QComboBox():
                settings.put(f"export/{key}", str(field.currentData()))
            case QCheckBox():
                settings.put(f"export/{key}", field.isChecked())
            case QSpinBox() | QDoubleSpinBox():
                settings.put(f"export/{key}", field.value())


def recall(settings: Settings, fields: dict[str, QWidget]) -> None:
    """Put what is stored into the fields, as far as it can be."""
    for key, field in fields.items():
        match field:
            case QComboBox():
                field.setCurrentIndex(max(0, field.findData(settings.text(f"export/{key}"))))
            case QCheckBox():
                field.setChecked(settings.flag(f"export/{key}", field.isChecked()))
            case QSpinBox():
                number = settings.number(f"export/{key}", field.value())
                field.setValue(int(min(max(number, field.minimum()), field.maximum())))
            case QDoubleSpinBox():
                field.setValue(settings.number(f"export/{key}", field.value()))
