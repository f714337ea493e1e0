"""The style sheet: what a palette cannot say."""

from __future__ import annotations

from typing import Final

from momentum_lab.figures.themes import Theme

TITLE: Final = 4 / 3
"""The title of an experiment, measured by other type."""

MARK: Final = 1.2
"""Logical pixels of a mark for a choice for each point of type."""
LESSON: Final = 1.6
"""The same of the title of a lesson."""


def style_sheet(theme: Theme, points: float, type_size: float = 1.0) -> str:
    """Return the window's style sheet in the colours of a theme.

    Type is ``type_size`` times as large as the system's, which has so many ``points``.
    """
    mark = round(MARK * points * type_size)
    type_rule = f"QWidget {{ font-size: {points * type_size:.2f}pt; }}"
    return f"""
    {"" if type_size == 1.0 else type_rule}
    QScrollArea, QWidget#notes {{ background: {theme.window}; }}
    QScrollArea > QWidget > QWidget {{ background: {theme.window}; }}
    QFrame#card {{ background: {theme.raised}; border: 1px solid {theme.line}; border-radius: 6px; }}
    QFrame#frame {{ background: {theme.base}; border: 1px solid {theme.line}; }}
    QFrame#notice {{
        background: {theme.raised}; border: 1px solid {theme.accent}; border-radius: 6px;
        margin: 6px 6px 0px 0px;
    }}
    QFrame#question {{ border: none; border-left: 3px solid {theme.accent}; }}
    QFrame#question QTextBrowser, QFrame#card QTextBrowser {{ background: transparent; }}
    QFrame#reveal {{ background: {theme.window}; border: none; border-radius: 4px; }}
    QFrame#card QRadioButton::indicator {{ width: {mark}px; height: {mark}px; }}
    QLabel#stepheading {{ font-weight: 600; color: {theme.muted}; }}
    QLabel#lessontitle {{ font-weight: 600; font-size: {LESSON * points * type_size:.2f}pt; }}
    QToolButton#pages::menu-indicator {{ image: none; }}
    QListWidget#order::item {{ padding: 4px; }}
    QLabel#right {{ font-weight: 600; color: {theme.accent}; }}
    QLabel#wrong {{ font-weight: 600; color: {theme.warning}; }}
    QFrame#drop {{ background: {theme.accent}; border: none; }}
    QFrame#divider {{ background: {theme.line}; border: none; }}
    QLabel#heading {{ font-weight: 600; color: {theme.muted}; padding-top: 4px; }}
    QWidget#viewtitle {{ font-weight: 600; color: {theme.text}; }}
    QWidget#hint {{ color: {theme.muted}; }}
    QLabel#notestitle {{ font-weight: 600; font-size: {TITLE * points * type_size:.2f}pt; }}
    QLabel#problem {{ color: {theme.warning}; }}
    QLabel#remark {{
        color: {theme.warning}; background: {theme.raised}; border: 1px solid {theme.warning};
        border-radius: 3px; padding: 2px 4px;
    }}
    QLabel#remark[passing="true"] {{ color: {theme.text}; border-color: {theme.line}; }}
    QLineEdit#formula[readOnly="true"] {{ color: {theme.text}; background: transparent; border: none; }}
    QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"] {{ color: {theme.warning}; }}
    QToolButton#chip {{
        color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.line};
        border-radius: 11px; padding: 3px 10px;
    }}
    QToolButton#chip:hover, QToolButton#chip:focus {{ border-color: {theme.accent}; }}
    QToolButton#chip:checked {{
        color: {theme.on_accent}; background: {theme.accent}; border-color: {theme.accent};
    }}
    QDockWidget#explore QTabWidget::pane {{ border: none; border-top: 1px solid {theme.line}; }}
    QDockWidget#explore QTabBar::tab {{
        color: {theme.muted}; padding: 5px 5px; border: none; border-bottom: 2px solid transparent;
    }}
    QDockWidget#explore QTabBar::tab:hover, QDockWidget#explore QTabBar::tab:focus {{ color: {theme.text}; }}
    QDockWidget#explore QTabBar::tab:selected {{
        color: {theme.text}; border-bottom-color: {theme.accent};
    }}
    QTableView#spaced::item {{ padding: 0px 8px; }}
    QListView#cards {{ background: {theme.window}; }}
    QSplitter::handle {{ background: {theme.window}; }}
    QSplitter::handle:hover {{ background: {theme.accent}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar::handle:vertical {{
        background: {theme.line}; border-radius: 4px; min-height: 28px; margin: 2px;
    }}
    QScrollBar::handle:vertical:hover {{ background: {theme.muted}; }}
    QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
    QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
    QToolTip {{
        color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.line};
        font-size: {points * type_size:.2f}pt;
    }}
    QStatusBar {{ border-top: 1px solid {theme.line}; }}
    QStatusBar::item {{ border: none; }}
    """
