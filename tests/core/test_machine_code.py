"""Machine code that is kept on disk is that of what asks for it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from numba import types

from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import compiled_code

SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from {module} import double
from numba import types
from momentum_lab.core.machine_code import generated

source = "def compute(x):\\n    return double(x) + 1.0\\n"
ready = generated(source, "compute", {{"double": double}}, types.float64(types.float64))
print(ready(4.0))
"""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def ran(folder: Path, module: str) -> str:
    script = SCRIPT.format(folder=str(folder), module=module)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the cache's folder is set as on Linux")
def test_that_a_function_that_has_moved_to_another_module_is_translated_anew(tmp_path, cache):
    old, new = tmp_path / "old_place.py", tmp_path / "new_place.py"
    old.write_text("def double(x):\n    return 2.0 * x\n")
    assert ran(tmp_path, "old_place") == "9.0"
    kept = {path.name for path in cache.rglob("*.nbc")}
    assert kept
    assert ran(tmp_path, "old_place") == "9.0"
    assert {path.name for path in cache.rglob("*.nbc")} == kept  # nothing was translated again
    old.rename(new)
    assert ran(tmp_path, "new_place") == "9.0"
    assert {path.name for path in cache.rglob("*.nbc")} > kept


TWICE = """
import sys
sys.path.insert(0, {folder!r})
from place import double
from numba import types
from momentum_lab.core.machine_code import generated

signature = types.float64(types.float64)
for name in {names!r}:
    source = f"def {{name}}(x):\\n    return double(x) + 1.0\\n"
    print(generated(source, name, {{"double": double}}, signature)(4.0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the cache's folder is set as on Linux")
def test_that_what_else_a_process_has_translated_makes_no_other_name(tmp_path, cache):
    (tmp_path / "place.py").write_text("def double(x):\n    factor = 2.125\n    return factor * x * 2.125\n")
    script = TWICE.format(folder=str(tmp_path), names=("first", "second"))
    subprocess.run([sys.executable, "-c", script], check=True, timeout=100)
    kept = {path.name for path in cache.rglob("*.nbc")}
    assert len(kept) == 2
    script = TWICE.format(folder=str(tmp_path), names=("second",))
    subprocess.run([sys.executable, "-c", script], check=True, timeout=100)
    assert {path.name for path in cache.rglob("*.nbc")} == kept


FREED = """
import gc
import sys
import weakref
from numba import types
from momentum_lab.core.machine_code import generated

signature = types.float64(types.float64)
for number in range(3):
    source = f"def compute(x): return x + {{number}}.5"
    ready = generated(source, "compute", {{}}, signature)
    assert ready(1.0) == number + 1.5
    gone = weakref.ref(ready)
    del ready
    gc.collect()
    assert gone() is None
assert [name for name in sys.modules if "generated" in name and "compute" in name] == []
"""


def test_that_machine_code_that_nobody_has_any_more_is_let_go(cache):
    for _whether_from_the_disk in range(2):
        subprocess.run([sys.executable, "-c", FREED.format()], check=True, timeout=100)


def test_that_what_two_threads_want_is_compiled_once(cache, monkeypatch):
    compiled = []

    def counted(*arguments):
        compiled.append(arguments)
        return compiled_code(*arguments)

    monkeypatch.setattr("momentum_lab.core.machine_code.compiled_code", counted)
    signature = types.float64(types.float64)
    with ThreadPoolExecutor(2) as threads:
        wanted = [
            threads.submit(generated, "def compute(x): return x + 7.5", "compute", {}, signature)
            for _ in range(2)
        ]
        assert [each.result()(1.0) for each in wanted] == [8.5, 8.5]
    assert len(compiled) == 1
