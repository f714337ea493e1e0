"""What people read goes through the catalogue: no call that shows a text is given one in English."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import momentum_lab

PACKAGE: Final = Path(momentum_lab.__file__).parent
SHOWING: Final = {
    **dict.fromkeys(("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setPlaceholderText"), (0,)),
    **dict.fromkeys(("setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setTitle"), (0,)),
    **dict.fromkeys(("setLabelText", "setSpecialValueText", "setPrefix", "setSuffix"), (0,)),
    **dict.fromkeys(("setInformativeText", "setDetailedText", "setIconText", "setTabText"), (0, 1)),
    **dict.fromkeys(("QLabel", "WordLabel", "ElidedLabel", "QPushButton", "QCheckBox"), (0,)),
    **dict.fromkeys(("QRadioButton", "QGroupBox", "QMenu", "addMenu", "QTreeWidgetItem"), (0,)),
    **dict.fromkeys(("QAction", "addAction", "addItem", "addRow", "addButton", "addTab"), (0, 1)),
    **dict.fromkeys(("QMessageBox", "QProgressDialog", "setLabel"), (1, 2)),
    **dict.fromkeys(("critical", "warning", "information", "question", "about"), (1, 2)),
    **dict.fromkeys(("getOpenFileName", "getOpenFileNames", "getSaveFileName"), (1, 3)),
    **dict.fromkeys(("setHorizontalHeaderLabels", "setVerticalHeaderLabels", "addItems"), (0,)),
    **dict.fromkeys(("plain_tip", "muted", "explained_tip", "MapEntry"), (0, 1)),
    **dict.fromkeys(("DialogRow", "PartRow", "Notice"), (1,)),
    **dict.fromkeys(("tell_error", "ask_path", "ask_save_path", "worked_on"), (1, 2, 3)),
    **dict.fromkeys(("TextPane", "Heading", "Prose", "Said", "FactRow"), (0,)),
    **dict.fromkeys(("Target", "Easing", "TerminalProgress", "work", "tell"), (0,)),
    "FileFormat": (1,),
    "FilmFormat": (1,),
    "ViewKind": (1, 2, 3),
    "ActionSpec": (1,),
    "SubmenuSpec": (0,),
    "NoticeChoice": (0,),
    "row": (0, 2),
    "add_argument_group": (0, 1),
    "print": (0, 1, 2),
}
"""What shows texts, and which of its arguments they are."""
NAMED: Final = {"help", "description", "epilog", "tip", "text", "toolTip", "title"}
"""Arguments by name that are texts, of those and of parsers' calls."""
PARSERS: Final = {"add_parser", "add_argument", "ArgumentParser", "_Parser"}
SIDES: Final = {"left", "right", "top", "bottom"}
SAME_EVERYWHERE: Final = re.compile(
    r"Momentum Lab|momentum-lab(-app)?|"  # the program's own name, and its commands'
    r"my_lesson|my_valley|learning_rate, landscape|a\*x\*\*2 \+ sin\(3\*y\)|"  # examples
    r"CSV|Software"  # what a format, and what a key of PNG is called
)
MARKUP: Final = re.compile(r"<[^>]*>?|&\w+;|\*\.\w+|\{[^}]*\}")
WORD: Final = re.compile(r"[A-Za-z]{3,}")
WORDS: Final = {"words", "words_in", "counted_words"}
MESSAGES: Final = {"message", "message_in", "counted"}
MODULES: Final = sorted(PACKAGE.rglob("*.py"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression shows as they stand in the source."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value for part in parts if isinstance(part, ast.Constant))
        case ast.IfExp(body=body, orelse=otherwise):
            yield from (text for each in (body, otherwise) for text in literals(each))
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (text for each in parts for text in literals(each))
        case ast.BinOp(left=left, right=right):
            yield from (text for each in (left, right) for text in literals(each))


def shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what is shown in English, whatever the language, with its line."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = name_of(call)
        places = SHOWING.get(name, ())
        given = [call.args[place] for place in places if place < len(call.args)]
        if name in SHOWING or name in PARSERS:
            given += [each.value for each in call.keywords if each.arg in NAMED]
        for argument in given:
            for text in literals(argument):
                words = MARKUP.sub(" ", SAME_EVERYWHERE.sub(" ", text))
                if WORD.search(words) and text not in SIDES:
                    yield argument.lineno, text


def _makes_words(call: ast.Call) -> bool:
    if name_of(call) == "str":
        return any(isinstance(each, ast.Call) and name_of(each) in MESSAGES for each in call.args)
    return name_of(call) in WORDS


def frozen(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which words are made when a module is imported, in the language of that moment."""

    def look(node: ast.AST) -> Iterator[int]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            outside = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
            for each in filter(None, outside):
                yield from look(each)
            return
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.Call) and _makes_words(node):
            yield node.lineno
        for child in ast.iter_child_nodes(node):
            yield from look(child)

    yield from look(tree)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_that_what_is_shown_goes_through_the_catalogue(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(shown(tree)) == []


def test_that_no_words_are_made_on_import() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in MODULES
        if (lines := list(frozen(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


LISTENING: Final = """
import gettext, importlib, pkgutil
import momentum_lab
from momentum_lab.core.messages import LANGUAGE

class Silent(gettext.NullTranslations):
    def _refuse(self, *texts):
        raise AssertionError(f"{module} says {texts} when it is imported")

    gettext = pgettext = ngettext = npgettext = _refuse

LANGUAGE.catalogue = Silent()
for each in pkgutil.walk_packages(momentum_lab.__path__, "momentum_lab."):
    module = each.name
    if not module.endswith("__main__"):
        importlib.import_module(module)
"""


def test_that_no_module_asks_the_catalogue_when_it_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", LISTENING], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Hidden")',
        'label.setText(f"step {step} of {end}")',
        'label.setText(f"<b>{name}</b> is copied")',
        'QAction("&Open…" if is_new else words("&Close"), self)',
        'parser.add_argument("--runs", help="how many")',
        'print("finished")',
        'plot.setLabel("left", "loss")',
        'form.addRow("Title", field)',
    ],
)
def test_that_a_text_in_english_is_found(source: str) -> None:
    assert list(shown(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        'A = words("a")',
        'A = str(message("a"))',
        'def f(x=words("a")): ...',
        'class A:\n    title = words("a")',
    ],
)
def test_that_words_on_import_are_found(source: str) -> None:
    assert list(frozen(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    label.setText(words("Hidden"))',
        'def f():\n    return words("a")',
        'A = message("a")',
        'g(lambda: words("a"))',
    ],
)
def test_that_words_of_the_moment_are_no_fault(source: str) -> None:
    tree = ast.parse(source)
    assert not list(shown(tree))
    assert not list(frozen(tree))
