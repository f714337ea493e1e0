"""Somebody who uses the window at random: seeded, a few things a second."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QMenu, QWidget

from momentum_lab.core.errors import InputError
from momentum_lab.core.languages import languages, own_name
from momentum_lab.core.messages import ENGLISH
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.model import MOST_UNDO
from momentum_lab.experiment.presets import preset_names
from momentum_lab.figures.themes import LIGHT, THEMES
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.docks.lab import Lab
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.widgets.actions import plain
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.gui.window.renewal import ShownWindow
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.lessons import LESSONS
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session.look import NORMAL_TYPE, TYPE_SIZES
from momentum_lab.session.spoken import choose_language
from soak.answers import Answers
from soak.hands import FORMULAS, drag_over, press_a_key, read_on, turn_wheel, use_something
from soak.watch import Holds

PAUSE: Final = (20, 120)
"""Milliseconds between two actions."""
FIRST_SEEN: Final = (100, 250)
"""The same while everything is done for the first time: what is drawn a little later is there then."""
ENDS_IT: Final = frozenset({"quit"})
"""What is left to the end."""
EXPLORED: Final = "ravine"
"""The preset whose maps are looked at until they are there."""
MAPPED: Final = ("rosenbrock", "himmelblau")
"""Landscapes on which the rules are explored by turns: elsewhere, their maps are others."""
TYPED_ON: Final = ((-4.0, 4.0), (-4.0, 4.0))
MAPS: Final = ("basins", "stability")
"""Tabs of Explore in which balls roll from many starts, and with many values."""
MOST_MOVES: Final = 10
"""Changes that are made at once."""
MOST_TOGETHER: Final = 8
"""Balls with which they are: what is kept for each ball is there then."""
MOST_LOOKS: Final = 300
"""For how many actions a map is waited for."""
MOST_READ: Final = 8
"""So often a dialog of the tour is read on before it is answered."""
SIZES: Final = ((1280, 800), (1440, 900), (1100, 720), (1366, 740))


class Person:
    """Acts until it is told to stop, also while dialogs are open."""

    def __init__(self, shown: ShownWindow, holds: Holds, folder: Path, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self._shown = shown
        self._holds = holds
        self._chance = random.Random(seed)
        self._answers = Answers(self._chance, folder)
        self._looks = self._reads = 0
        self._taken: set[str] = set()
        self._planned = [*self._everything_once()]
        self._is_acting = False
        self._ways: tuple[tuple[int, str, Callable[[], str]], ...] = (
            (30, "panel", lambda: use_something(self._panel, self._chance)),
            (10, "window", lambda: use_something(self._window, self._chance)),
            (10, "view", self._use_a_view),
            (15, "key", lambda: press_a_key(self._window, self._chance)),
            (8, "undo", self._undo),
            (14, "menu", self._take_a_menu),
            (3, "preset", self._open_a_preset),
            (4, "size", self._resize),
            (6, "explore", self._explore),
        )

    @property
    def _window(self) -> MainWindow:
        """The window that there is now: another one when the language has changed."""
        return self._shown.window

    @property
    def _panel(self) -> ParameterPanel:
        panel = self._window.parts["panel"]
        assert isinstance(panel, ParameterPanel)
        return panel

    @property
    def has_toured(self) -> bool:
        """Whether everything that is in a menu has been done once."""
        return not self._planned

    def begin(self) -> None:
        """Act from now on."""
        self._is_acting = True
        self._wait()

    def stop(self) -> None:
        """Act no more."""
        self._is_acting = False

    def _wait(self) -> None:
        pause = FIRST_SEEN if self._planned else PAUSE
        QTimer.singleShot(self._chance.randrange(*pause), self._act)

    def _act(self) -> None:
        if not self._is_acting:
            return
        self._wait()  # first: what follows may open a dialog, and come back when that is closed
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._note("popup", lambda: self._answers.choose(popup))
        elif dialog is not None and self._reads:
            self._reads -= 1
            self._note("dialog", lambda: read_on(dialog))
        elif dialog is not None:
            self._note("dialog", lambda: self._answers.answer(dialog))
        elif self._planned:
            name, do = self._planned.pop(0)
            self._reads = MOST_READ
            self._note(name, do)
            self._reads = 0
        else:
            weights = [weight for weight, _, _ in self._ways]
            ((_, name, way),) = self._chance.choices(self._ways, weights)
            self._note(name, way)

    def _note(self, kind: str, do: Callable[[], str]) -> None:
        self._holds.action = kind
        self.counts[kind] += 1
        before = self._holds.action
        what = do()
        if self._holds.action == before:  # nothing was done meanwhile, in a dialog
            self._holds.action = f"{kind}: {what}"

    def _everything_once(self) -> list[tuple[str, Callable[[], str]]]:
        """Return the tour.

        Presets, optimizers, what menus do, pages of lessons, looks, languages, sizes of type, menus
        themselves, landscapes, formulas, maps of the presets, the longest undo, tabs of Explore.
        """
        tour: list[tuple[str, Callable[[], str]]] = [
            (f"preset {name}", partial(self._open, name)) for name in preset_names()
        ]
        tour += [(f"optimizer {name}", partial(self._optimize_by, name)) for name in OPTIMIZERS]
        menus: list[tuple[str, Callable[[], str]]] = [
            (f"menu {name}", partial(self._take_once, name))
            for name in self._window.actions_by_name
            if name not in ENDS_IT
        ]
        tour += menus
        tour += [
            (f"lesson {name}", partial(self._open_page, name, page))
            for name, lesson in LESSONS.items()
            for page in range(len(lesson.pages))
        ]
        tour += menus  # with a lesson there is more in them
        tour += [("lesson", self._close_the_lesson)]
        tour += [
            ("look", partial(self._show_in, theme, is_projected))
            for theme in THEMES
            for is_projected in (True, False)
        ]
        tour += [("language", partial(self._speak, code)) for code in (*languages(), ENGLISH)]
        tour += [("look", partial(self._show_type, size)) for size in (*TYPE_SIZES, NORMAL_TYPE)]
        tour += [("popup", self._plan_menus)]
        tour += [(f"landscape {name}", partial(self._choose, name)) for name in LANDSCAPES]
        tour += [(f"formula {formula}", partial(self._use_formula, formula)) for formula in FORMULAS]
        tour += [("explore", partial(self._map_preset, name, tab)) for name in preset_names() for tab in MAPS]
        tour += [("preset", partial(self._open, EXPLORED))]
        tour += [("undo", partial(self._move, MOST_MOVES))] * (MOST_UNDO // MOST_MOVES)
        tour += [("panel", self._add_a_ball)] * MOST_TOGETHER
        tour += [("panel", partial(self._unfold_cards, is_wanted)) for is_wanted in (True, False)]
        tour += [("explore", self._plan_tabs)]
        return [*tour, *(("explore", self._explore) for _ in range(12))]

    def _plan_menus(self) -> str:
        """Have all menus opened, in large type: what is drawn in it for the first time is there then."""
        menus = [m for m in self._window.findChildren(QMenu) if not isinstance(m.parent(), QMenu)]
        self._planned[:0] = [
            ("look", partial(self._show_in, LIGHT.name, True)),
            *(("popup", partial(self._open_a_menu, menu)) for menu in menus),
            ("look", partial(self._show_in, LIGHT.name, False)),
        ]
        return f"{len(menus)} menus"

    def _open_a_menu(self, menu: QMenu) -> str:
        if sip.isdeleted(menu) or menu not in self._window.findChildren(QMenu):
            return "gone with its window"
        menu.popup(self._window.mapToGlobal(self._window.rect().topLeft()))
        return plain(menu.title())

    def _open_page(self, name: str, page: int) -> str:
        """Look at a page of a lesson; what is on it is shown when its formulas are set."""
        lessons, lab = self._window.session.lessons, self._window.parts["lab"]
        assert isinstance(lab, Lab)
        if self._looks == 0:
            lessons.open(LESSONS[name], page)
        self._look_again(lab.page is not None, f"lesson {name}", partial(self._open_page, name, page))
        return f"page {page + 1}"

    def _close_the_lesson(self) -> str:
        self._window.session.lessons.close()
        return "closed"

    def _show_in(self, theme: str, is_projected: bool) -> str:
        looks = self._window.session.looks
        looks.set_theme(theme)
        looks.set_projected(is_projected)
        return f"{theme}, {'projected' if is_projected else 'on a screen'}"

    def _show_type(self, size: float) -> str:
        """Have letters of a size, each of which is drawn once."""
        self._window.session.looks.set_type_size(size)
        return f"type of {size}"

    def _speak(self, code: str) -> str:
        """Have all in another language, with its letters; the next is chosen when that window is there."""
        name = own_name(code)
        if self._looks == 0:
            choose_language(self._window.session.settings, code)
        self._look_again(self._shown.spoken == code, "language", partial(self._speak, code))
        return name

    def _choose(self, landscape: str) -> str:
        self._window.session.editor.choose_landscape(landscape)
        return landscape

    def _use_formula(self, formula: str) -> str:
        with suppress(InputError):  # some of them are none, and are refused
            self._window.session.editor.use_formula(LandscapeChoice(formula=formula, domain=TYPED_ON))
        return formula

    def _move(self, times: int) -> str:
        """Change something so many times, so that there is as much to take back as there ever is."""
        session = self._window.session
        for _ in range(times):
            session.editor.move_start((self._chance.uniform(-1.0, 1.0), self._chance.uniform(-1.0, 1.0)))
            session.settle()
        return f"{times} changes"

    @property
    def _explore_part(self) -> Explore:
        explore = self._window.parts["explore"]
        assert isinstance(explore, Explore)
        return explore

    def _open_explore(self) -> str:
        if not self._window.docks["explore"].isVisible():
            self._window.actions_by_name["explore"].trigger()
        return "opened"

    def _add_a_ball(self) -> str:
        if len(self._window.session.experiment.balls) < MOST_TOGETHER:
            self._window.session.editor.add_ball()
        return "added a ball"

    def _unfold_cards(self, is_wanted: bool) -> str:
        """Show, or hide, all that the balls' cards have: what was never seen has matched no style yet."""
        for card in self._panel.cards:
            card.show_more(is_wanted)
        return "more" if is_wanted else "less"

    def _plan_tabs(self) -> str:
        tabs, rules = range(len(self._explore_part.pages)), list(OPTIMIZERS)
        some = [rules[first : first + MOST_TOGETHER] for first in range(0, len(rules), MOST_TOGETHER)]
        self._planned[:0] = [
            *(("explore", partial(self._go_to_tab, index)) for index in tabs),
            *(("explore", partial(self._map_with, *each)) for each in zip(some, cycle(MAPPED), strict=False)),
        ]
        return self._open_explore()

    def _go_to_tab(self, index: int) -> str:
        """Look at a tab of Explore until it shows what it is to find, or that takes too long."""
        self._open_explore()
        explore = self._explore_part
        explore.tabs.setCurrentIndex(index)
        page = explore.page
        if isinstance(page, CompareTab) and not page.is_searching and page.found is None:
            page.search.click()
        self._look_again(explore.shown() is not None, "explore", partial(self._go_to_tab, index))
        return str(page.title)

    def _map_preset(self, name: str, tab: str) -> str:
        """Look at a map of what a preset has, whose loops are loaded for it."""
        if self._looks == 0:
            self._open(name)
            self._open_explore()
            self._explore_part.show_tab(tab)
        is_there = self._explore_part.shown() is not None
        self._look_again(is_there, "explore", partial(self._map_preset, name, tab))
        return name

    def _map_with(self, rules: Sequence[str], landscape: str) -> str:
        """Look at the maps of starts with some rules, whose loops are loaded for it."""
        editor, explore = self._window.session.editor, self._explore_part
        if self._looks == 0:
            editor.choose_landscape(landscape)
            for ball, rule in enumerate(rules):
                editor.change_optimizer(ball, rule)
            self._open_explore()
            explore.show_tab("basins")
        is_there = explore.shown() is not None
        self._look_again(is_there, "explore", partial(self._map_with, rules, landscape))
        return ", ".join(rules)

    def _look_again(self, is_there: bool, name: str, do: Callable[[], str]) -> None:
        """Do the same once more, unless what is waited for is there, or that takes too long."""
        self._looks = 0 if is_there or self._looks == MOST_LOOKS else self._looks + 1
        if self._looks:
            self._planned.insert(0, (name, do))

    def _use_a_view(self) -> str:
        views = [child for v in self._window.views.values() for child in _innermost(v.widget)]
        if not views:
            return "no view"
        view = self._chance.choice(views)
        way = self._chance.choice((drag_over, turn_wheel))
        return f"{way(view, self._chance)} {type(view).__name__}"

    def _undo(self) -> str:
        name = self._chance.choice(("undo", "undo", "redo"))
        for _ in range(self._chance.randrange(1, 6)):
            self._window.actions_by_name[name].trigger()
        return name

    def _take_a_menu(self) -> str:
        bar = self._window.menuBar()
        assert bar is not None
        actions = [a for menu in bar.findChildren(QMenu) for a in menu.actions()]
        actions += list(self._window.actions_by_name.values())
        usable = [a for a in actions if a.isEnabled() and not a.menu() and a.objectName() not in ENDS_IT]
        usable = [action for action in usable if action.text()]
        return self._take(self._chance.choice(usable))

    def _take_once(self, name: str) -> str:
        action = self._window.actions_by_name[name]
        if name in self._taken or not action.isEnabled():
            return "not now"
        self._taken.add(name)
        return self._take(action)

    def _take(self, action: QAction) -> str:
        text = plain(action.text())
        action.trigger()
        return text

    def _open_a_preset(self) -> str:
        return self._open(self._chance.choice(preset_names()))

    def _open(self, name: str) -> str:
        self._window.documents.open_preset(name)
        return name

    def _optimize_by(self, name: str) -> str:
        self._window.session.editor.change_optimizer(0, name)
        return name

    def _resize(self) -> str:
        size = self._chance.choice(SIZES)
        self._window.resize(*size)
        return "to {} x {}".format(*size)

    def _explore(self) -> str:
        dock, explore = self._window.docks["explore"], self._explore_part
        if not dock.isVisible():
            self._window.actions_by_name["explore"].trigger()
            return "opened"
        if self._chance.random() < 0.1:
            self._window.actions_by_name["explore"].trigger()
            return "closed"
        return use_something(explore, self._chance)


def _innermost(widget: QWidget) -> list[QWidget]:
    """Return what is seen of a widget and has nothing inside that would take the mouse."""
    inside = [child for child in widget.findChildren(QWidget) if child.isVisible()]
    return [w for w in (inside or [widget]) if w.isVisible() and not w.findChildren(QWidget)]
