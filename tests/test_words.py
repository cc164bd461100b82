"""Closed lists (topics, forms, kinds of checks, states) and the words for them stand in several files; all agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from govie import toml
from govie.facts.topics import TOPICS
from govie.form import Table, forms, sections
from govie.panel import PanelCheck
from govie.report import CellValue, Check, Fact, Unit
from govie.schema import schema

DOCS = Path(__file__).parents[1] / "docs"
WORDS = toml.read("view/words.toml")
TABLES = {table.name: table for form in forms().values() for table in form.tables}


def closed(of: type, field: str) -> set[str]:
    """The strings that a field may hold, by its type."""
    return set(get_args(get_type_hints(of)[field]))


def enum(*path: str) -> set[str]:
    """What ``schema.json`` allows for a field; null does not count."""
    place: Any = schema()
    for key in path:
        place = place[key]
    return {value for value in place["enum"] if value is not None}


def test_topics() -> None:
    assert {*WORDS["topic"]} == {*TOPICS}
    assert {*toml.read("facts/indicators.toml")} <= {*TOPICS}
    page = (DOCS / "annotating.md").read_text("utf-8")
    assert [topic for topic in TOPICS if f"`{topic}`" not in page] == []


def test_bounds() -> None:
    bounds = closed(Fact, "bound")
    assert enum("$defs", "fact", "properties", "bound") == bounds == {*WORDS["bound"]}


def test_forms() -> None:
    assert enum("properties", "form") == {*forms()}


def test_sections() -> None:
    names = {section.name for section in sections()}
    assert enum("$defs", "section", "properties", "name") == names
    assert {*WORDS["section"]} == {*WORDS["short"]} == names


def test_statuses() -> None:
    assert closed(CellValue, "status") <= {*WORDS["status"]}


def test_what_the_sums_say() -> None:
    said = {s.says for table in TABLES.values() for s in (*table.row_sums, *table.column_sums)}
    assert {*WORDS["check"]} == said


@pytest.mark.parametrize("kind", sorted(closed(Check, "kind")))
def test_kinds_of_checks(kind: str) -> None:
    assert {f"expected_{kind}", f"found_{kind}"} <= {*WORDS["page"]}
    assert kind in toml.read("panel/columns.toml")["checks"]["check_kind"][1]
    assert f"`{kind}`" in (DOCS / "reference.md").read_text("utf-8")


def test_kinds_of_panel_checks() -> None:
    assert {*toml.read("panel/checks.toml")} == closed(PanelCheck, "kind")


@pytest.mark.parametrize("kind", sorted(closed(PanelCheck, "kind")))
def test_a_panel_check_is_described(kind: str) -> None:
    assert kind in toml.read("panel/columns.toml")["panel"]["check"][1]
    assert f"- `{kind}`:" in (DOCS / "panel.md").read_text("utf-8")


@pytest.mark.parametrize("level", sorted(closed(Unit, "level")))
def test_a_units_level_is_described(level: str) -> None:
    assert f"{level} " in toml.read("panel/columns.toml")["unit"]["unit_level"][1]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_labels_have_their_english(table: Table) -> None:
    words = toml.read("statute/english.toml")
    assert table.name in words["table"]
    groups = {label.group for label in (*table.rows, *table.columns) if label.group}
    assert groups <= {*words["group"]}
    paths = {table.path(r, c) for r in range(len(table.rows)) for c in range(len(table.columns))}
    assert {part for path in paths for part in path.split(".")} <= {*words["part"]}
