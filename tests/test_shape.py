"""Files and functions stay short enough to be read at once; ruff's C901 keeps them simple."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("govie", "training", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
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


def test_files_are_short() -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in FILES}
    assert {name for name, count in lines.items() if count > LINES} <= LONG


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_are_short(path: Path) -> None:
    long = {n: c for n, c in functions(path.read_text("utf-8")).items() if c > FUNCTION}
    assert not long


def test_a_functions_lines_are_counted() -> None:
    source = "class A:\n    def a(\n        self,\n    ):\n        def b(): ...\n        return b\n"
    assert functions(source) == {"a": 5, "b": 1}
