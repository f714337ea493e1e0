"""What the window can write and copy; what that takes is imported when it is wanted."""

from __future__ import annotations

from functools import partial
from typing import Final

from momentum_lab.core.messages import Message, message, words
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec

COPIED: Final[dict[str, tuple[Message, tuple[str, ...]]]] = {
    "picture": (message("&Picture"), ("Ctrl+Shift+C",)),
    "svg": (message("&SVG drawing"), ()),
    "results": (message("&Results table"), ()),
    "command": (message("&Command line"), ()),
    "python": (message("P&ython script"), ()),
    "torch": (message("Py&Torch script"), ()),
}


class Exports:
    """Asks, writes or copies, and has the session say what has become of it."""

    def __init__(self, source: ExportSource) -> None:
        self._source = source

    def entries(self) -> list[ActionSpec | SubmenuSpec]:
        """Return what the menus offer of it."""
        return [
            ActionSpec(
                "export_picture", words("&Export picture…"), ("Ctrl+E",), self.picture, "file.picture"
            ),
            ActionSpec(
                "export_numbers", words("Export n&umbers…"), ("Ctrl+Shift+E",), self.numbers, "file.export"
            ),
            ActionSpec("export_results", words("Export results &table…"), (), self.results, "file.export"),
            SubmenuSpec(words("&Copy as"), "edit.copy", self._copies, listed_as=message("Copy as {entry}")),
        ]

    def picture(self) -> None:
        """Ask for a picture of what is shown, and write it."""
        from momentum_lab.gui.exporting.conversations import export_picture_of

        self._say(export_picture_of(self._source))

    def numbers(self) -> None:
        """Ask for a file of numbers, and write it."""
        from momentum_lab.gui.exporting.conversations import export_numbers_of

        self._say(export_numbers_of(self._source))

    def results(self) -> None:
        """Ask for a file for the table of results, and write it."""
        from momentum_lab.gui.exporting.conversations import export_results_of

        self._say(export_results_of(self._source))

    def copy(self, name: str) -> None:
        """Copy as a picture, a drawing, a table, a command or a script."""
        from momentum_lab.gui.exporting.copying import COPIES

        self._say(COPIES[name](self._source))

    def _copies(self) -> list[ActionSpec]:
        return [
            ActionSpec(f"copy_{name}", str(text), keys, partial(self.copy, name))
            for name, (text, keys) in COPIED.items()
        ]

    def _say(self, sentence: str | None) -> None:
        if sentence:
            self._source.session.said.emit(sentence)
