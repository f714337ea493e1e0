"""The program in one of its languages, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.languages import set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.gui.widgets.qt_words import let_qt_speak


@contextmanager
def spoken(code: str) -> Iterator[str]:
    """Speak a language, also Qt, and in its letters; then English again."""
    before = QFont(QApplication.font())
    set_language(code)
    let_qt_speak()
    try:
        yield code
    finally:
        LANGUAGE.speak(ENGLISH)
        let_qt_speak()
        QApplication.setFont(before)
