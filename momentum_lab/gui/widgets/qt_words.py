"""What Qt says itself, as on the buttons of its dialogs, and by which letters: as the language wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PyQt6.QtCore import QLibraryInfo, QTranslator
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.messages import ENGLISH, LANGUAGE

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "zh_CN": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC"),
        *("WenQuanYi Micro Hei", "Droid Sans Fallback"),
    ),
    "zh_TW": (
        *("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Microsoft JhengHei UI", "PingFang TC"),
        *("WenQuanYi Micro Hei", "Droid Sans Fallback"),
    ),
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic UI", "Hiragino Sans", "Droid Sans Fallback"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", "Droid Sans Fallback"),
}
"""Where letters come from that the system's family has not: each language has shapes of its own."""


def let_qt_speak() -> None:
    """Let Qt say what it says in the language of the moment; widgets that are there keep their texts."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    for former in app.findChildren(QTranslator):
        app.removeTranslator(former)
        former.deleteLater()
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if LANGUAGE.code != ENGLISH and translator.load(f"qtbase_{LANGUAGE.code}", folder):
        translator.setParent(app)  # what nobody refers to would be deleted again
        app.installTranslator(translator)
    _take_letters(app)


def _take_letters(app: QApplication) -> None:
    """Have letters that the system's family has not in the shapes that the language has."""
    font = app.font()
    families = [font.family(), *FAMILIES.get(LANGUAGE.code, ())]
    if font.families() != families:
        wanted = QFont(font)
        wanted.setFamilies(families)
        app.setFont(wanted)
