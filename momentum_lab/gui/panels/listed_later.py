"""A chooser whose list the first frame of its window does not wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PyQt6.QtGui import QKeyEvent, QShowEvent

from momentum_lab.gui.panels.editors import CalmComboBox
from momentum_lab.gui.widgets.late_work import once_seen


class ListedLater(CalmComboBox):
    """Chooses among what is listed once its window has been seen, or when somebody turns to it before.

    Until then there is nothing in it but what is shown.

    Parameters
    ----------
    listed
        Gives the titles of what there is, each with what stands for it.
    """

    def __init__(self, listed: Callable[[], Iterable[tuple[str, str | None]]]) -> None:
        super().__init__()
        self._listed, self._is_whole = listed, False

    def show_item(self, title: str, data: str | None) -> None:
        """Show something as chosen; it stays for as long as it is, also where it is not listed."""
        place = self.findData(data)
        if place < 0:
            place = max(self.count() - 1, 0)
            self.insertItem(place, title, data)
        self.setCurrentIndex(place)

    def list_anew(self) -> None:
        """List what there is now, and what is shown."""
        title, data = self.currentText(), self.currentData()
        is_shown = self.count() > 0
        self._is_whole = True
        self.clear()
        for each, stands in self._listed():
            self.addItem(each, stands)
        if is_shown:
            self.show_item(title, data)

    def be_whole(self) -> None:
        """List what there is, unless that is done."""
        if not self._is_whole:
            self.list_anew()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """List what there is when there is time for it."""
        super().showEvent(a0)
        if not self._is_whole:
            once_seen(self, self.be_whole)

    def showPopup(self) -> None:
        """Show the list."""
        self.be_whole()
        super().showPopup()

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Go through the list."""
        self.be_whole()
        super().keyPressEvent(e)
