"""The row of a hyperparameter: its editor, back to its default, and the link to that of other balls."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QObject, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QContextMenuEvent, QEnterEvent, QIcon, QMouseEvent, QShowEvent
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QWidget

from momentum_lab.core.hyperparameters import HyperValue, title_of
from momentum_lab.core.messages import counted, message
from momentum_lab.experiment.ball import Ball, stated_values
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.links import sharing
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.panels.editors import ChoiceEditor, FlagEditor, NumberEditor
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import add_entry, escaped
from momentum_lab.gui.widgets.lock import Lock, LockSign
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.numbers import told_number

SIDE: Final = 16
"""Of the button that links, in logical pixels."""
RESET_KEY: Final = "Ctrl+R"
LINK_KEY: Final = "Ctrl+Shift+J"


class HyperRow(QWidget):
    """An editor with what concerns its hyperparameter in all balls.

    The button that links is seen where there is a link, and else while the row is pointed at or has the
    focus: the panel stays calm. A double click on the name, or the menu, puts the default back.
    """

    reset_wanted = pyqtSignal()
    all_reset_wanted = pyqtSignal()
    link_wanted = pyqtSignal()

    def __init__(self, name: str, editor: NumberEditor | ChoiceEditor | FlagEditor) -> None:
        super().__init__()
        self.name = name
        self._title = title_of(name)
        self._theme: Theme = LIGHT
        self._default = ""
        self._is_default = True
        self._shared = 0
        self._shown: tuple[object, ...] | None = None
        self._link_color = ""
        self._is_pointed_at = False
        self.link, self.sign = self._link_button(), LockSign()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(editor, 1)
        self._label = None if isinstance(editor, FlagEditor) else editor.label
        if isinstance(editor, FlagEditor):
            layout.addWidget(self.sign)
            layout.addWidget(self.link)
        else:
            editor.head.insertWidget(1, self.sign)
            editor.head.insertWidget(2, self.link)
        self._fields = [editor, *(f for f in editor.findChildren(QWidget) if f is not self.link)]
        self._tip = editor.toolTip() if self._label is None else self._label.toolTip()
        self._tipped = editor if self._label is None else self._label
        self._is_watching = False
        self.lock = Lock(name, [self], [self.sign])

    def show_ball(self, ball: Ball, experiment: Experiment) -> None:
        """Show what this hyperparameter of a ball has to do with the landscape and with other balls."""
        value, self._shared = ball.hyperparameters[self.name], len(sharing(experiment, self.name))
        is_linked = self.name in experiment.linked and self._shared > 1
        self.link.setChecked(is_linked)
        shown = ball.optimizer, experiment.landscape, value, self._shared, is_linked
        if shown == self._shown:
            return
        self._shown = shown
        default, self._default = default_words(ball, experiment, self.name)
        self._is_default = value == default
        self.link.setVisible(self._shared > 1)
        if is_linked:
            told = message("The {what} of {count} balls is linked: they follow when one is changed ({key})")
        else:
            told = message("Link the {what} of {count} balls: they follow when one is changed ({key})")
        words = str(told.filled(what=self._title, count=self._shared, key=LINK_KEY))
        self.link.setToolTip(plain_tip(words))
        for field in self._fields:
            field.setAccessibleDescription(words if is_linked else "")
        tip = message("{tip}\nDouble click: {default}", tip=self._tip, default=self._default)
        self._tipped.setToolTip(self._tip if self._label is None else plain_tip(str(tip)))
        self._draw_link()

    def set_theme(self, theme: Theme) -> None:
        """Draw the link in the colours of a theme."""
        self._theme = theme
        self._draw_link()

    def contextMenuEvent(self, a0: QContextMenuEvent | None) -> None:
        """Offer what can be done with this hyperparameter."""
        if a0 is not None:
            self.open_menu(a0.globalPos())
            a0.accept()

    def open_menu(self, at: QPoint) -> QMenu:
        """Open the menu of the row at a place on the screen, and return it."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        back = add_entry(menu, escaped(self._default), self.reset_wanted.emit)
        back.setEnabled(not self._is_default)
        add_entry(
            menu, str(message("All settings of this ball to their defaults")), self.all_reset_wanted.emit
        )
        menu.addSeparator()
        words = counted("Linked across {count} ball", "Linked across {count} balls", count=self._shared)
        link = add_entry(menu, str(words), self.link_wanted.emit)
        link.setCheckable(True)
        link.setChecked(self.link.isChecked())
        link.setEnabled(self._shared > 1)
        menu.popup(at)
        return menu

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Watch the fields: making them was full of events, which would all have been heard."""
        super().showEvent(a0)
        if not self._is_watching:
            self._is_watching = True
            for field in self._fields:
                field.installEventFilter(self)

    def enterEvent(self, event: QEnterEvent | None) -> None:
        """Show the link that could be."""
        super().enterEvent(event)
        self._is_pointed_at = True
        self._draw_link()

    def leaveEvent(self, a0: QEvent | None) -> None:
        """Hide it again."""
        super().leaveEvent(a0)
        self._is_pointed_at = False
        self._draw_link()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Take a double click on the name, the menu by its key, and see where the focus is."""
        if a1 is None:
            return False
        match a1.type():
            case QEvent.Type.FocusIn | QEvent.Type.FocusOut:
                self._draw_link()
            case QEvent.Type.MouseButtonDblClick if a0 is self._label and isinstance(a1, QMouseEvent):
                self.reset_wanted.emit()
                return True
            case QEvent.Type.ContextMenu if isinstance(a1, QContextMenuEvent) and isinstance(a0, QWidget):
                if a1.reason() == QContextMenuEvent.Reason.Keyboard:
                    self.open_menu(a0.mapToGlobal(a0.rect().bottomLeft()))
                    return True
        return False

    def _draw_link(self) -> None:
        """Show a link that there is, and near the pointer and the focus one that could be.

        The button is there all the time, or the row would move.
        """
        focus = QApplication.focusWidget()
        is_near = self._is_pointed_at or (focus is not None and self.isAncestorOf(focus))
        color = self._theme.accent if self.link.isChecked() else self._theme.muted if is_near else ""
        if color != self._link_color:  # any icon has the card laid out anew
            self._link_color = color
            self.link.setIcon(icon("link", color) if color else QIcon())

    def _link_button(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(SIDE, SIDE))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from value to value; there is a key
        button.setAccessibleName(str(message("link {what} across balls", what=self._title)))
        button.clicked.connect(lambda _checked: self.link_wanted.emit())
        button.hide()
        return button


def row_of(widget: QWidget | None) -> HyperRow | None:
    """Return the row in which a widget stands, if it stands in one."""
    while widget is not None and not isinstance(widget, HyperRow):
        widget = widget.parentWidget()
    return widget


def default_words(ball: Ball, experiment: Experiment, name: str) -> tuple[HyperValue, str]:
    """Return the default of a ball's hyperparameter, and in words what goes back to it and whence it is."""
    stated = stated_values(ball.optimizer, experiment.landscape.build())
    if name in stated:
        words = message("Back to {value}, which the landscape states", value=told_number(stated[name], 6))
        return stated[name], str(words)
    default = OPTIMIZERS[ball.optimizer].hyperparameters[name].default
    if isinstance(default, bool):
        value = str(message("on") if default else message("off"))
    else:
        value = title_of(default) if isinstance(default, str) else told_number(default, 6)
    return default, str(message("Back to {value}, the default", value=value))
