"""Files and functions stay short enough to be read at once; ruff's C901 keeps them simple."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("govie", "training", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
PACKAGE = [path for path in FILES if path.is_relative_to(ROOT / "govie")]
HAN = re.compile("[\u4e00-\u9fff]")
LINES = 400
FUNCTION = 60
# Longer than that for now; none may be added.
LONG = {
    "tests/test_tables.py",
}


def functions(source: str) -> dict[str, int]:
    """The lines of each function in ``source``, its signature and docstring included."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))
    return {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in found}


def worded(source: str) -> list[int]:
    """Lines of functions in which a text is searched for Chinese words written there."""
    tree = ast.parse(source)
    functions_ = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    calls = {c for f in functions_ for c in ast.walk(f) if isinstance(c, ast.Call)}
    return sorted(
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        and call.func.attr != "compile"  # which makes a pattern of data
        and any(
            isinstance(part, ast.Constant) and HAN.search(str(part.value))
            for argument in call.args[:1]
            for part in ast.walk(argument)
        )
    )


@pytest.mark.parametrize("path", PACKAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_patterns_stand_at_the_top_of_their_module(path: Path) -> None:
    assert not worded(path.read_text("utf-8"))


def test_a_pattern_within_a_function_is_seen() -> None:
    source = 'A = re.compile("年")\ndef a():\n    return re.sub(rf"{A}年", "", b)\n'
    assert worded(source) == [3]


def test_files_are_short() -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in FILES}
    assert {name for name, count in lines.items() if count > LINES} <= LONG


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_are_short(path: Path) -> None:
    long = {n: c for n, c in functions(path.read_text("utf-8")).items() if c > FUNCTION}
    assert not long


MAPPED = [p.parent for p in FILES if p.name == "__init__.py" and p.parent != ROOT / "govie"]


@pytest.mark.parametrize("folder", MAPPED, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_map_of_a_folder_has_each_module_once(folder: Path) -> None:
    text = (folder / "__init__.py").read_text("utf-8").split('"""')[1]
    listed = re.findall(r"^ *``(\w+)``  ", text, re.M)
    known = [*folder.glob("*.py"), *(p.parent for p in folder.glob("*/__init__.py"))]
    assert sorted(listed) == sorted(p.stem for p in known if p.stem != "__init__")


def test_a_functions_lines_are_counted() -> None:
    source = "class A:\n    def a(\n        self,\n    ):\n        def b(): ...\n        return b\n"
    assert functions(source) == {"a": 5, "b": 1}
