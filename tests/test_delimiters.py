"""Tables with cells left empty, in the separators of many converters, read back: a cell is a cell."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Layout, Piece, by_line, cells, fill, header, lines, report, row_label
from scoring import score

import govie
from govie.form import Table, forms
from govie.tables.formats.delimiters import canonical
from govie.tables.prints import EMPTY_MARK, Kind, read


def by_field(open_: str, mark: str, close: str, *, stub: int = 0) -> Layout:
    """Rows between ``open_`` and ``close``, ``mark`` between fields; ``stub``: empty fields of merged heads."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for line in header(table, mark).splitlines():
            yield open_ + line + close + "\n"
        for rows in lines(table):
            yield open_
            if not table.flat:
                yield row_label(table, rows[0], mark) + mark * (1 + stub)
            paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
            for i, path in enumerate(paths):
                yield mark * bool(i)
                yield (path,)
            yield close + "\n"

    return layout


def as_json(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Rows of strings, as ``json.dumps`` writes them."""
    head = [line.split("\t") for line in header(table).splitlines()]
    yield json.dumps(head, ensure_ascii=False)[:-1]
    for rows in lines(table):
        labels = [] if table.flat else row_label(table, rows[0]).split("\t")
        yield ", [" + "".join(f'"{label}", ' for label in labels)
        paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
        for i, path in enumerate(paths):
            yield ', "' if i else '"'
            yield (path,)
            yield '"'
        yield "]"
    yield "]\n"


def as_json_lists(table: Table, rng: random.Random) -> Iterator[Piece]:
    """As ``as_json``, each cell in a list of its own."""
    within = False
    for piece in as_json(table, rng):
        if isinstance(piece, tuple):
            yield piece
            continue
        for part in re.split('(")', piece):
            within ^= part == '"'
            yield part if part != '"' else '["' if within else '"]'


def as_json_rows(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Rows of numbers after one another, in no array."""
    for line in header(table).splitlines():
        yield json.dumps(line.split("\t"), ensure_ascii=False) + ","
    for n, rows in enumerate(lines(table)):
        labels = [] if table.flat else row_label(table, rows[0]).split("\t")
        yield "," * bool(n) + "[" + "".join(f'"{label}",' for label in labels)
        yield from cells(table, rows, ",")
        yield "]"
    yield "\n"


def by_cell(row: str, open_: str, close: str, *, last: str = "") -> Layout:
    """Each cell, also of words, between ``open_`` and ``close``; before a row stands ``row``, after it ``last``."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        def between(words: str) -> str:
            return "".join(f"{open_}{word}{close}" for word in words.split("\t"))

        for line in header(table).splitlines():
            yield row + between(line) + last
        for rows in lines(table):
            yield row + ("" if table.flat else between(row_label(table, rows[0])))
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield open_
                yield (path,)
                yield close
            yield last

    return layout


def as_yaml(table: Table, rng: random.Random) -> Iterator[Piece]:
    """A list of lists: the mark of a row stands before that of its first cell."""
    rows = [line.split("\t") for line in header(table).splitlines()]
    yield "".join("- - " + "\n  - ".join(row) + "\n" for row in rows)
    for numbers in lines(table):
        before = "- - "
        for label in [] if table.flat else row_label(table, numbers[0]).split("\t"):
            yield f"{before}{label}\n"
            before = "  - "
        for path in (table.path(r, c) for r in numbers for c in range(len(table.columns))):
            yield before
            yield (path,)
            yield "\n"
            before = "  - "


def bars_alone(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Each cell on a line, a bar on a line of its own between them, and no row ends."""
    for piece in by_line("\t", "\t", "\t")(table, rng):
        yield piece.replace("\t", "\n|\n") if isinstance(piece, str) else piece
    yield "\n"


STYLES: dict[str, Layout] = {
    "tabs": by_field("", "\t", ""),
    "tabs, merged heads": by_field("", "\t", "", stub=2),
    "bars": by_field("", " | ", ""),
    "bars around": by_field("| ", " | ", " |"),
    "bars around, merged heads": by_field("| ", " | ", " |", stub=1),
    "json": as_json,
    "json, cells in lists": as_json_lists,
    "yaml": as_yaml,
    "yaml, rows apart": by_cell("-\n", "  - ", "\n"),
    "latex rows": by_field("", " & ", " \\\\ \\hline"),
    "bars alone": bars_alone,
}


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "whole rows"])
@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("style", STYLES)
def test_an_empty_cell_is_a_cell(style: str, form: str, pattern: str) -> None:
    rng = random.Random(f"{style} {form} {pattern}")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)
    count: Counter[str] = Counter()
    laid = report(filled, STYLES[style], rng)
    assert score(laid, count) == []
    found = govie.extract(laid.text).cells
    empty = [p for p, v in filled.values.items() if v is None]
    assert empty and {found[p].status for p in empty} == {"blank"}


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "persons"])
@pytest.mark.parametrize("form", forms())
def test_an_accessibility_tree(form: str, pattern: str) -> None:
    rng = random.Random(f"tree {form} {pattern}")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)
    text = report(filled, by_cell("  - row\n", '    - cell "', '"\n'), rng).text
    found = govie.extract(text).cells
    paths = [path for path in filled.values if path.startswith(("disclosure.", "requests."))]
    assert [path for path in paths if found[path].value != filled.values[path]] == []


FILLERS = {
    "\u200b": by_line(" ", " "),
    "\ufeff\u2060": by_line("\n", "\n"),
    "&nbsp;": by_line(" ", " "),
    "&nbsp;&nbsp;": by_line("\n", "\n"),
    "<null>": by_line("\n", "\n"),
    "(empty)": by_line("\t", "\t"),
    "null": as_json_rows,
}


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "persons"])
@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("filler", FILLERS)
def test_what_stands_for_nothing_is_an_empty_cell(filler: str, form: str, pattern: str) -> None:
    rng = random.Random(f"{filler} {form} {pattern}")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)
    empty = [path for path, value in filled.values.items() if value is None]
    for path in empty:
        filled.printed[path] = filler
    laid = report(filled, FILLERS[filler], rng)
    assert score(laid, Counter()) == []
    found = govie.extract(laid.text).cells
    assert empty and {found[path].status for path in empty} == {"blank"}


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "whole rows", "persons"])
@pytest.mark.parametrize(("colon", "mark"), [("：", "、"), (":", ","), ("：", "，"), (": ", "; ")])
@pytest.mark.parametrize("bullet", ["", "- "])
def test_values_listed_after_a_colon(bullet: str, colon: str, mark: str, pattern: str) -> None:
    rng = random.Random(f"{bullet} {colon} {mark} {pattern}")
    filled = leave_out(fill(forms()["2021"], rng, 0.6), rng, pattern)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, " ")
        for rows in lines(table):
            row = [*cells(table, rows, "\n" if table.flat else mark)]
            printed = any(isinstance(p, tuple) and filled.printed[p[0]] for p in row)
            yield "" if table.flat else bullet + row_label(table, rows[0], "") + colon
            yield from row if printed else ()  # nothing stands after the colon of an empty row
            yield "\n"

    found = govie.extract(report(filled, layout, rng).text).cells
    paths = [path for path in filled.values if path.startswith("requests.")]
    assert [path for path in paths if found[path].value != filled.values[path]] == []
    assert {found[p].status for p in paths if filled.values[p] is None} == {"blank"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("１２", 12), ("1,234", 1234), ("1、234", 1234), ("1'234", 1234), ("02", 2),
        ("+0", 0), ("-4", -4), ("4-", -4), ("减3", -3), ("减少3", -3), ("负4", -4), ("↓4", -4),
        ("△4", -4), ("—8", -8), ("增52", 52), ("12件", 12), ("12 件", 12), ("21.0", 21), ("16.", 16),
        ("**12**", 12), ("22（其中修订16件）", 22), ("2[1]", 2), ("22①", 22), ("7122¹", 7122),
    ],
)  # fmt: skip
def test_what_a_cell_prints(text: str, value: int) -> None:
    said = read(text)
    assert said is not None
    assert (said.kind, said.value) == (Kind.NUMBER, value)


@pytest.mark.parametrize("text", ["-", "—", "/", "\\", "无", "∕", "*", "不涉及"])
def test_marks_for_nothing(text: str) -> None:
    said = read(text)
    assert said is not None and said.kind is Kind.NOTHING


@pytest.mark.parametrize("text", ["", "  ", "None", "NaN", "null", "<NA>"])
def test_cells_with_nothing_in_them(text: str) -> None:
    said = read(text)
    assert said is not None and said.kind is Kind.EMPTY


@pytest.mark.parametrize(
    "text", ["第二十条", "1.属于国家秘密", "（三）不予公开", "自然人", "2023年"]
)
def test_words_are_no_values(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("规章,4,8,6\n行政许可,0,1,2\n行政处罚,11,,3\n", ["规章", "4", "8", "6"]),
        (
            "| 规章 | 4 |  | 6 |\n| 行政许可 | 0 | 1 | 2 |\n| 行政处罚 | 1 | | 3 |\n",
            ["规章", "4", "", "6"],
        ),
        ('[["规章", "4", "", "6"], ["行政许可", "0", "1", "2"]]', ["规章", "4", "", "6"]),
        (
            '["规章", "4", "", "6"],\n["许可", "0", "1", "2"],\n["处罚", "1", "2", "3"]',
            ["规章", "4", "", "6"],
        ),
        # rows of one table right before the head of another
        (
            "规章 4  6\n许可 1 0 2\n自然人 企业 科研 公益 法律\n新收 1  2  3\n结转 3 1 0 0 4\n",
            ["规章", "4", "", "6"],
        ),
        (
            "规章 4  6\n许可 1 0 2\n自然人 企业 科研 公益 法律\n新收 1  2  3\n结转 3 1 0 0 4\n",
            ["新收", "1", "", "2", "", "3"],
        ),
        # sentences, and a table of full rows, above and below
        (
            "共 3 件\n规章 4\n许可 1 0 2 4\n处罚 1  2 4\n强制   2 4\n收费 1 1 1 3\n合计 8\n总计 9\n",
            ["强制", "", "", "2", "4"],
        ),
    ],
)
def test_separators_have_one_spelling(text: str, fields: list[str]) -> None:
    plain = canonical(text)
    assert len(plain) == len(text)
    assert any([f.strip() for f in line.split("\t")] == fields for line in plain.split("\n"))


def test_names_that_stand_far_apart_say_that_two_spaces_part_values() -> None:
    text = "制发件数  废止件数  现行有效\n规章 4  6\n许可 1 0 2\n处罚  1 3\n"
    assert canonical(text) == text
    assert canonical(text.replace("数  ", "数 ")).count("\t") == 9


def test_the_width_of_a_filler_is_no_empty_cell() -> None:
    text = f"规章 4  6\n许可 1 0 2\n强制  1 3\n处罚 {EMPTY_MARK}   0\n"
    assert [line.count("\t") for line in canonical(text).split("\n")] == [3, 3, 3, 0, 0]


@pytest.mark.parametrize(
    ("head", "print_", "value"),
    [
        ("本年收费金额（单位：千元）", "45670", 45_670_000),
        ("本年收费金额（单位：元）", "45670", 45_670),
        ("本年收费金额（单位：万元）", "4.567", 45_670),
        ("本年收费金额（单位：万元）", "45670元", 45_670),
        ("本年收费金额（单位：亿元）", "1.5", 150_000_000),
        ("本年收费金额（单位：美元）", "45670", None),
        ("本年收费金额（单位：石）", "45670", None),
    ],
)
def test_the_unit_of_money_is_print(head: str, print_: str, value: int | None) -> None:
    rng = random.Random(5)
    filled = fill(forms()["2021"], rng, 0.6)
    filled.printed["disclosure.fees.amount"] = print_
    text = report(filled, STYLES["tabs"], rng).text.replace("本年收费金额（单位：万元）", head)
    assert govie.extract(text).cells["disclosure.fees.amount"].value == value


@pytest.mark.parametrize("mark", [":", ": ", " "])
@pytest.mark.parametrize("form", sorted(forms()))
def test_strokes_between_the_numbers_of_many_rows_part_cells(form: str, mark: str) -> None:
    filled = fill(forms()[form], random.Random(f"{form} strokes"), 0.5)
    found = govie.extract(report(filled, by_line(mark, "/"), random.Random(3)).text).cells
    told = [p for p in filled.values if p.startswith("requests")]
    assert [found[p].value for p in told] == [filled.values[p] for p in told]


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("form", sorted(forms()))
def test_one_table_has_bars_and_the_others_other_marks(form: str, mark: str) -> None:
    filled = fill(forms()[form], random.Random(f"{form} mixed"), 0.5)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield from by_line(*(("|", "|") if table.flat else (mark, mark)))(table, rng)

    found = govie.extract(report(filled, layout, random.Random(4)).text).cells
    assert {p: found[p].value for p in filled.values} == filled.values
