"""The menus of the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QMessageBox

from momentum_lab import __version__
from momentum_lab.experiment.presets import presets
from momentum_lab.figures.views import VIEWS
from momentum_lab.gui.theme.theme import DARK, LIGHT
from momentum_lab.gui.views.value_axis import KINDS
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, add_entry, add_menu, fill_menu

COPIED: Final = {
    "picture": ("&Picture", "Ctrl+Shift+C"),
    "svg": ("&SVG drawing",),
    "results": ("&Results table",),
    "command": ("&Command line",),
    "python": ("P&ython script",),
    "torch": ("Py&Torch script",),
}

if TYPE_CHECKING:
    from momentum_lab.gui.window.main_window import MainWindow


def add_menus(window: MainWindow) -> dict[str, QAction]:
    """Add all menus; return their actions by name."""
    actions: dict[str, QAction] = {}
    for title, specs in (
        ("&File", _file(window)),
        ("&Edit", _edit(window)),
        ("&Play", _play(window)),
        ("&View", _view(window)),
        ("&Help", _help(window)),
    ):
        actions |= add_menu(window, title, specs)
    _group(window, [actions["light"], actions["dark"]])
    _group(window, [actions["axis_auto"], *(actions[f"axis_{kind}"] for kind in KINDS)])
    _add_recent(window, actions["open"])
    actions |= _add_copying(window, actions["redo"])
    _add_presets(window)
    return actions


def listed(window: MainWindow) -> list[tuple[str, list[QAction]]]:
    """Return (menu, its actions) of everything that has a key, for the help."""
    bar = window.menuBar()
    assert bar is not None
    result = []
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            result.append((entry.text().replace("&", ""), _with_submenus(menu)))
    return result


def _with_submenus(menu: QMenu) -> list[QAction]:
    actions = []
    for action in menu.actions():
        below = action.menu()
        actions += [action] if below is None else _with_submenus(below)
    return actions


def _file(window: MainWindow) -> list[ActionSpec]:
    documents = window.documents
    return [
        ActionSpec("new", "&New", ("Ctrl+N",), documents.new),
        ActionSpec("open", "&Open…", ("Ctrl+O",), documents.ask_open),
        LINE,
        ActionSpec("save", "&Save", ("Ctrl+S",), documents.save),
        ActionSpec("save_as", "Save &as…", ("Ctrl+Shift+S",), documents.save_as),
        LINE,
        ActionSpec("export_picture", "&Export picture…", ("Ctrl+E",), window.exports.picture),
        ActionSpec("export_map", "Export picture of this &map…", ("Ctrl+Alt+E",), window.exports.map),
        ActionSpec("export_numbers", "Export n&umbers…", ("Ctrl+Shift+E",), window.exports.numbers),
        ActionSpec("export_results", "Export &results table…", (), window.exports.results),
        LINE,
        ActionSpec("quit", "&Quit", ("Ctrl+Q",), window.close),
    ]


def _edit(window: MainWindow) -> list[ActionSpec]:
    return [
        ActionSpec("undo", "&Undo", ("Ctrl+Z",), window.model.undo),
        ActionSpec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), window.model.redo),
        LINE,
        ActionSpec("notes", "&Title and notes…", ("Ctrl+I",), window.edit_notes),
        LINE,
        ActionSpec("landscapes", "&Landscapes…", ("Ctrl+L",), window.browse_landscapes),
        ActionSpec("formula", "&Formula…", ("Ctrl+F",), window.write_formula),
        LINE,
        ActionSpec("add_ball", "&Add ball", ("Ctrl+B",), window.panel.add_ball),
    ]


def _play(window: MainWindow) -> list[ActionSpec]:
    return [
        ActionSpec("play", "&Play or pause", ("Space",), window.play_or_pause),
        ActionSpec("back", "One step &back", ("Left",), lambda: window.step_by(-1)),
        ActionSpec("on", "One step &on", ("Right",), lambda: window.step_by(1)),
        ActionSpec("back_ten", "Ten steps back", ("Shift+Left",), lambda: window.step_by(-10)),
        ActionSpec("on_ten", "Ten steps on", ("Shift+Right",), lambda: window.step_by(10)),
        ActionSpec("first", "&First step", ("Home",), window.go_to_first),
        ActionSpec("last", "&Last step", ("End",), window.go_to_last),
        ActionSpec("reset", "&Reset: back to the start, at rest", ("R",), window.reset),
        LINE,
        ActionSpec("slower", "Slower", ("-",), lambda: window.set_speed(window.clock.playhead.speed / 1.5)),
        ActionSpec(
            "faster", "Faster", ("+", "="), lambda: window.set_speed(window.clock.playhead.speed * 1.5)
        ),
        ActionSpec(
            "loop",
            "Begin again at the end",
            ("L",),
            lambda: window.set_loop(not window.clock.playhead.loops),
            True,
        ),
    ]


def _view(window: MainWindow) -> list[ActionSpec]:
    axes = {"log": "Loss on a logarithmic axis", "symlog": "Loss on a symmetric logarithmic axis"}
    return [
        ActionSpec("light", "&Light", (), lambda: window.set_theme(LIGHT), True),
        ActionSpec("dark", "&Dark", (), lambda: window.set_theme(DARK), True),
        ActionSpec("theme", "Switch light and dark", ("Ctrl+T",), window.toggle_theme),
        LINE,
        *(
            ActionSpec(
                f"maximize_{kind.name}",
                f"Only the {kind.title.lower()}",
                (f"Ctrl+{i}",),
                partial(window.views.toggle_maximized, kind.name),
            )
            for i, kind in enumerate(VIEWS, 1)
        ),
        ActionSpec("explore", "&Explore: theory and maps", ("X",), window.toggle_explore, True),
        ActionSpec("reset_layout", "All views, as at first", ("Ctrl+0",), window.reset_layout),
        LINE,
        ActionSpec(
            "path_ahead",
            "Path &ahead of the playhead",
            ("P",),
            lambda: window.set_path_ahead(not window.drawing.path_ahead),
            True,
        ),
        ActionSpec(
            "axis_auto", "Loss axis chosen by the losses", (), lambda: window.set_loss_axis(None), True
        ),
        *(
            ActionSpec(
                f"axis_{kind}",
                axes.get(kind, "Loss on a linear axis"),
                (),
                partial(window.set_loss_axis, kind),
                True,
            )
            for kind in KINDS
        ),
        LINE,
        ActionSpec("full_screen", "&Full screen", ("F11",), window.toggle_full_screen),
    ]


def _help(window: MainWindow) -> list[ActionSpec]:
    return [
        ActionSpec("shortcuts", "&Keys and mouse", ("F1",), window.show_shortcuts),
        ActionSpec("about", "&About Momentum Lab", (), lambda: _about(window)),
    ]


def _about(window: MainWindow) -> None:
    QMessageBox.about(
        window,
        "About Momentum Lab",
        f"<h3>Momentum Lab {__version__}</h3>"
        "<p>A laboratory for gradient descent with momentum.</p>"
        "<p>Free software under the GNU General Public License, version 3 or later.</p>",
    )


def _group(window: MainWindow, actions: list[QAction]) -> None:
    group = QActionGroup(window)
    for action in actions:
        group.addAction(action)


def _add_recent(window: MainWindow, after: QAction) -> None:
    menu = QMenu("Open &recent", window)

    def fill() -> None:
        menu.clear()
        for path in window.settings.recent:
            add_entry(menu, path.name, partial(window.documents.open, path)).setToolTip(str(path))
        if menu.isEmpty():
            add_entry(menu, "nothing yet", lambda: None).setEnabled(False)
        else:
            menu.addSeparator()
            add_entry(menu, "Forget these", window.settings.forget_recent)

    menu.aboutToShow.connect(fill)
    menu.setToolTipsVisible(True)
    _insert_after(window, menu, after)


def _add_copying(window: MainWindow, after: QAction) -> dict[str, QAction]:
    menu = QMenu("&Copy as", window)
    copy = window.exports.copy
    specs = [ActionSpec(f"copy_{n}", text, tuple(k), partial(copy, n)) for n, (text, *k) in COPIED.items()]
    actions = fill_menu(window, menu, specs)
    for action in actions.values():  # what the list of keys calls it
        action.setIconText(f"Copy as {action.iconText()}")
    _insert_after(window, menu, after, has_line=True)
    return actions


def _add_presets(window: MainWindow) -> None:
    menu = QMenu("&Presets", window)

    def fill() -> None:
        if menu.isEmpty():
            for name, experiment in presets():
                action = add_entry(menu, experiment.title, partial(window.documents.open_preset, name))
                action.setToolTip(experiment.description)

    menu.aboutToShow.connect(fill)
    bar = window.menuBar()
    assert bar is not None
    bar.insertMenu(bar.actions()[1], menu)


def _insert_after(window: MainWindow, menu: QMenu, action: QAction, has_line: bool = False) -> None:
    bar = window.menuBar()
    assert bar is not None
    for entry in bar.actions():
        owner = entry.menu()
        if isinstance(owner, QMenu) and action in owner.actions():
            actions = owner.actions()
            owner.insertMenu(actions[actions.index(action) + 1], menu)
            if has_line:
                owner.insertSeparator(menu.menuAction())
