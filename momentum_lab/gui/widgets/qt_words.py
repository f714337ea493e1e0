"""What Qt says itself, as on the buttons of its dialogs: in the language of the moment, where Qt has it."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from momentum_lab.core.messages import ENGLISH, LANGUAGE

_SPOKEN: Final[list[QTranslator]] = []
"""What nobody refers to would be deleted again."""


def let_qt_speak() -> None:
    """Let Qt say what it says in the language of the moment; widgets that are there keep their texts."""
    app = QCoreApplication.instance()
    if app is None:
        return
    while _SPOKEN:
        app.removeTranslator(_SPOKEN.pop())
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if LANGUAGE.code != ENGLISH and translator.load(f"qtbase_{LANGUAGE.code}", folder):
        app.installTranslator(translator)
        _SPOKEN.append(translator)
