"""Imports run one way, so that each stage can be read, tested and replaced on its own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "govie"
TRAINING = ROOT / "training"
FILES = sorted(PACKAGE.rglob("*.py"))
# What only a checkout has: the trainers of the repository, and the tests with their own modules.
OUTSIDE = {"training", "tests", *(p.stem for p in (ROOT / "tests").glob("*.py"))}

# Each module may import from the lines above its own, and from its own where the line is one stage.
LAYERS = (
    ("codes", "late", "records", "schema", "toml"),
    ("form", "values"),
    ("english", "text"),
    ("cores", "errors", "networks", "own_files", "version"),
    ("view", "loaders", "destination"),
    ("report",),
    ("units", "typed"),
    ("annotations",),
    ("store",),
    ("facts", "agreement"),
    ("sections", "arithmetic", "identity"),
    ("meta", "checks", "confidence", "parts"),
    ("tables",),
    ("model",),
    ("pipeline",),
    ("extractor",),
    ("files", "of_file"),
    ("decisions",),
    ("panel",),
    ("worker",),
    ("batch", "reader"),
    ("govie",),
    ("train", "bench", "review"),
    ("cli",),
    ("__main__",),
)
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}
CORE = {
    *("blis", "charset_normalizer", "jieba", "lxml", "numpy", "rapidfuzz", "rich", "scipy"),
    *("sklearn", "spacy", "threadpoolctl", "tomli", "typer"),
}
EXTRAS = {"PIL", "cv2", "openpyxl", "pandas", "pyarrow", "pypdfium2", "rapidocr"}


def imported(path: Path, *, at_top: bool = False) -> list[str]:
    """Dotted names that ``path`` imports, those for type checkers included.

    ``at_top``: only those that importing the module imports.
    """
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    for node in tree.body if at_top else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def modules(package: Path) -> dict[str, Path]:
    """The files of a package by dotted name; a folder's is that of its ``__init__``."""
    paths = {p: p.relative_to(package.parent).with_suffix("").parts for p in package.rglob("*.py")}
    return {".".join(n[:-1] if n[-1] == "__init__" else n): p for p, n in paths.items()}


def uses(name: str, known: Mapping[str, Path]) -> set[str]:
    """The modules of the package that a module imports, wherever in the file the import stands."""
    # from govie.tables import cells: the module, if there is one of that name, else its folder's
    found = imported(known[name])
    return {n if n in known else n.rpartition(".")[0] for n in found} & known.keys() - {name}


def circles(graph: Mapping[str, set[str]]) -> set[str]:
    """What imports itself by some way, and what such modules import or are imported by in between."""
    left = {name: set(names) for name, names in graph.items()}
    while free := {n for n, names in left.items() if not names & left.keys()}:
        left = {n: names for n, names in left.items() if n not in free}
    while free := left.keys() - set().union(*left.values()):
        left = {n: names for n, names in left.items() if n not in free}
    return set(left)


def stage(name: str) -> str:
    """The stage that a module is part of: its first name in the package."""
    return name.split(".")[1] if "." in name else name


KNOWN = modules(PACKAGE)
GRAPH = {name: uses(name, KNOWN) for name in KNOWN}


def stages(name: str) -> set[str]:
    """The stages that ``name``, a stage, imports."""
    used = set().union(*(found for module, found in GRAPH.items() if stage(module) == name))
    return {stage(module) for module in used} - {name}


def test_each_module_has_its_layer() -> None:
    assert {stage(name) for name in KNOWN} == LEVEL.keys()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_imports_run_one_way(name: str) -> None:
    level = LEVEL[stage(name)]
    against = {module for module in GRAPH[name] if LEVEL[stage(module)] > level}
    assert not against, f"{name} imports {against}"
    assert not OUTSIDE & {n.split(".")[0] for n in imported(KNOWN[name])}


@pytest.mark.parametrize(
    ("one", "never"),
    [
        ("report", {"form"}),
        ("text", {"form", "report", "sections"}),
        ("view", {"text", "report"}),
        ("identity", {"sections", "tables", "form", "text"}),
        ("sections", {"arithmetic", "meta", "tables"}),
        ("arithmetic", {"text", "sections", "meta"}),
        ("meta", {"arithmetic", "tables", "confidence"}),
    ],
)
def test_stages_side_by_side_do_not_know_each_other(one: str, never: set[str]) -> None:
    assert not stages(one) & never


def test_imports_make_no_circle() -> None:
    assert not circles(GRAPH)
    assert not circles({name: stages(name) for name in LEVEL})


def test_stages_of_the_tables_make_no_circle() -> None:
    parts = {
        n: n.split(".")[2] for n in KNOWN if n.startswith("govie.tables.") and n.count(".") > 2
    }
    used: dict[str, set[str]] = {part: set() for part in parts.values()}
    for name, part in parts.items():
        used[part] |= {parts[n] for n in GRAPH[name] if n in parts} - {part}
    assert len(used) > 5
    assert not circles(used)


def test_circles_are_seen_wherever_the_import_stands(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "b").mkdir(parents=True)
    for file, source in {
        "__init__": "from package.a import one",
        "a": "if TYPE_CHECKING:\n    from package.b.c import two",
        "b/__init__": "",
        "b/c": "def two():\n    from package import a",
        "d": "from package import a",
    }.items():
        (package / f"{file}.py").write_text(source, "utf-8")
    known = modules(package)
    assert circles({name: uses(name, known) for name in known}) == {"package.a", "package.b.c"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_declared_libraries_are_imported(path: Path) -> None:
    outside = {n.split(".")[0] for n in imported(path)} - set(sys.stdlib_module_names)
    assert outside <= CORE | EXTRAS | {"govie"}


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    eager = {n.split(".")[0] for p in FILES for n in imported(p, at_top=True)}
    assert not eager & (EXTRAS | {"datasets", "jieba", "sklearn", "spacy"})


def test_training_imports_govie_and_never_the_tests() -> None:
    if not TRAINING.is_dir():
        pytest.skip("this is a copy without training/")
    known = modules(TRAINING)
    names = {n.split(".")[0] for path in known.values() for n in imported(path)}
    assert not names & (OUTSIDE - {"training"})
    assert not circles({name: uses(name, known) for name in known})
