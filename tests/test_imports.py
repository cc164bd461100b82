"""Imports run one way, so that each stage can be read, tested and replaced on its own."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "govie"
FILES = sorted(PACKAGE.rglob("*.py"))

# Each module may import from the lines above its own, and from its own where the line is one stage.
LAYERS = (
    ("form", "source", "traditional", "tags", "errors", "networks", "own", "segmenter", "version"),
    ("view", "loaders", "destination"),
    ("report",),
    ("numerals", "units", "typed"),
    ("annotations",),
    ("lines", "store"),
    ("facts", "agreement"),
    ("headers",),
    ("sections", "arithmetic", "identity"),
    ("meta", "confidence", "parts"),
    ("tables",),
    ("model",),
    ("pipeline",),
    ("extractor",),
    ("files",),
    ("decisions",),
    ("panel",),
    ("worker",),
    ("batch", "reader"),
    ("govie",),
    ("terminal", "train", "bench", "review"),
    ("cli",),
    ("__main__",),
)
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}
CORE = {
    *(
        "blis",
        "charset_normalizer",
        "jieba",
        "lxml",
        "numpy",
        "rapidfuzz",
        "rich",
        "scipy",
        "sklearn",
        "spacy",
    ),
    *("tomli", "typer"),
}
EXTRAS = {"PIL", "cv2", "openpyxl", "pandas", "pyarrow", "pypdfium2", "rapidocr"}


def module(path: Path) -> str:
    """The stage that a file is part of: its module, or its folder in the package."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "govie" if first == "__init__" else first


def imported(path: Path, *, at_top: bool = False) -> list[str]:
    """Dotted names that ``path`` imports; ``at_top``: only those that importing it imports."""
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    for block in ast.walk(tree):
        # for type checkers only: nothing runs
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            block.body = []
    for node in tree.body if at_top else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            if base == "govie":
                # from govie import lines: a stage, not the package
                found += [f"govie.{a.name}" if a.name in LEVEL else "govie" for a in node.names]
            else:
                found.append(base)
    return found


def stages(path: Path) -> set[str]:
    """The stages of govie that ``path`` imports."""
    names = [n.split(".") for n in imported(path) if n.split(".")[0] == "govie"]
    return {parts[1] if len(parts) > 1 else "govie" for parts in names} - {module(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    level = LEVEL[module(path)]
    against = {name for name in stages(path) if LEVEL[name] > level}
    assert not against, f"{module(path)} imports {against}"
    assert not {"training", "tests", "layouts"} & {n.split(".")[0] for n in imported(path)}


@pytest.mark.parametrize(
    ("stage", "never"),
    [
        ("report", {"form"}),
        ("view", {"source", "report"}),
        ("headers", {"sections", "arithmetic", "meta"}),
        ("lines", {"headers", "form"}),
        ("numerals", {"form", "report", "source"}),
        ("identity", {"sections", "tables", "headers", "form", "source"}),
        ("sections", {"arithmetic", "meta", "tables"}),
        ("arithmetic", {"source", "headers", "sections", "meta"}),
        ("meta", {"arithmetic", "tables", "confidence"}),
    ],
)
def test_stages_side_by_side_do_not_know_each_other(stage: str, never: set[str]) -> None:
    used = set().union(*(stages(p) for p in FILES if module(p) == stage))
    assert not used & never


def test_imports_make_no_circle() -> None:
    graph = {m: set().union(*(stages(p) for p in FILES if module(p) == m)) for m in LEVEL}
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {m for m, uses in graph.items() if m not in done and uses <= done}
        assert ready, f"a circle among {sorted(set(graph) - done)}"
        done |= ready


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_declared_libraries_are_imported(path: Path) -> None:
    outside = {n.split(".")[0] for n in imported(path)} - set(sys.stdlib_module_names)
    assert outside <= CORE | EXTRAS | {"govie"}


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    eager = {n.split(".")[0] for p in FILES for n in imported(p, at_top=True)}
    assert not eager & (EXTRAS | {"datasets", "jieba", "sklearn", "spacy"})


def test_training_imports_govie_and_never_the_tests() -> None:
    files = sorted((ROOT / "training").rglob("*.py"))
    if not files:
        pytest.skip("this is a copy without training/")
    names = {n.split(".")[0] for p in files for n in imported(p)}
    assert "tests" not in names
