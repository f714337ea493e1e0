from __future__ import annotations

import numpy as np
import pytest
from conftest import OpenWindow
from driving import CTRL, bowl, color_at, has_near, is_color, key, picture_of
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.appearance import COLORS
from momentum_lab.figures.themes import DARK, LIGHT, THEMES, Theme
from momentum_lab.gui.theme.theme import palette
from momentum_lab.gui.theme.window_theme import WindowTheme
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.gui.window.main_window import MainWindow


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(color: str) -> float:
        channels = np.array(QColor(color).getRgbF()[:3])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def shows(window: MainWindow, theme: Theme) -> bool:
    image = picture_of(window)
    panel = window.parts["panel"].mapTo(window, window.parts["panel"].rect().bottomLeft())
    seen = [
        is_color(color_at(image, QPointF(panel) + QPointF(3, -3)), theme.window, 3),
        is_color(color_at(picture_of(window.views["contour"].widget), QPointF(2, 2)), theme.base, 3),
        is_color(color_at(picture_of(window.views["loss"].widget), QPointF(2, 2)), theme.base, 3),
        is_color(window.palette().color(QPalette.ColorRole.Window), theme.window, 0),
        is_color(window.parts["status"].palette().color(QPalette.ColorRole.WindowText), theme.text, 0),
    ]
    assert len(set(seen)) == 1, seen
    return seen[0]


def test_that_light_and_dark_change_the_whole_window(open_window: OpenWindow, settings_path) -> None:
    window = open_window("ravine")
    assert shows(window, LIGHT)
    key(window, Qt.Key.Key_T, CTRL)
    assert window.session.look.theme == DARK.name
    assert shows(window, DARK)
    assert window.actions_by_name["dark"].isChecked()
    assert not window.actions_by_name["light"].isChecked()
    at = window.views["contour"].pixel_of(window.session.experiment.start)
    assert has_near(picture_of(window.views["contour"].widget), at + QPointF(10, 0), DARK.text, tolerance=90)
    window.actions_by_name["light"].trigger()
    assert shows(window, LIGHT)
    key(window, Qt.Key.Key_T, CTRL)
    window.close()
    assert shows(open_window("ravine"), DARK)


def test_that_the_notes_and_icons_change_with_the_theme(open_window: OpenWindow) -> None:
    window = open_window("book_ravine_0.6")
    window.session.go_to_last()

    def warns_in(theme: Theme) -> bool:
        labels = window.parts["notes"].findChildren(ElidedLabel)
        return any(label.palette().color(label.foregroundRole()).name() == theme.warning for label in labels)

    def icon_colors() -> set[str]:
        image = window.parts["transport"].first.icon().pixmap(20, 20).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return {c.name() for c in pixels if c.alpha() == 255}

    assert warns_in(LIGHT)
    assert LIGHT.text in icon_colors()
    window.session.looks.set_theme(DARK.name)
    assert warns_in(DARK)
    assert not warns_in(LIGHT)
    assert DARK.text in icon_colors()


def test_that_play_and_pause_have_different_icons(open_window: OpenWindow) -> None:
    window = open_window(bowl())
    before = window.parts["transport"].play.icon().pixmap(20, 20).toImage()
    window.session.clock.play(True)
    assert window.parts["transport"].play.icon().pixmap(20, 20).toImage() != before
    window.session.clock.play(False)
    assert window.parts["transport"].play.icon().pixmap(20, 20).toImage() == before


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_that_everything_written_can_be_read(theme: Theme) -> None:
    for ground in (theme.window, theme.base, theme.raised):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.muted, ground) >= 4.5
        assert contrast(theme.warning, ground) >= 4.5
        assert contrast(theme.accent, ground) >= 3
        assert contrast(theme.border, ground) >= 3
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_that_what_can_be_filled_in_has_a_border(qtbot: QtBot, theme: Theme) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    box = QWidget()
    layout = QVBoxLayout(box)
    fields = (
        QLineEdit("text"),
        QPlainTextEdit("text"),
        QSpinBox(),
        NumberBox(Reals(0.0, 1.0)),
        QCheckBox("on or off"),
    )
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(field)
    window.setCentralWidget(box)
    WindowTheme(window).show(theme)
    with qtbot.waitExposed(window):
        window.show()
    for field in fields:
        image, middle = picture_of(field), field.height() // 2
        edge = [image.pixelColor(x, middle) for x in range(4)]
        assert any(is_color(seen, theme.border, 12) for seen in edge), (type(field), edge[0].name())


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_that_balls_stand_out_from_every_height_of_the_landscape(theme: Theme) -> None:
    for ground in theme.landscape:
        for color in COLORS:
            assert max(contrast(color, ground), contrast(theme.outline, ground)) >= 2, (color, ground)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_that_the_landscapes_colours_run_one_way(theme: Theme) -> None:
    colors = theme.landscape_colors(np.linspace(0, 1, 50))
    assert colors.shape == (50, 4)
    brightness = np.diff(colors[:, :3].sum(axis=1))
    assert np.all(brightness > 0) if theme.is_dark else np.all(brightness < 0)
    beyond = theme.landscape_colors(np.array([-1.0, 2.0, np.nan, np.inf]))
    assert np.array_equal(beyond[0], colors[0])
    assert np.array_equal(beyond[1], colors[-1])
    assert np.all(np.isfinite(beyond))


def test_that_the_palette_says_what_is_disabled() -> None:
    roles = palette(LIGHT)
    disabled = roles.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == LIGHT.muted
    assert roles.color(QPalette.ColorRole.Text).name() == LIGHT.text
