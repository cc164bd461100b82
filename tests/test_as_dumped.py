"""Tables as programs of one's own print them: cells with coordinates, rows that are counted, lists and records."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest
from layouts import Filled, Piece, report
from test_written_as import FORMS, Row, Write, filled_form, written, wrong

import govie

PATTERNS = ["", "zeros", "only totals", "persons"]


def place(notation: str) -> Write:
    """Each cell on a line, after where it stands; ``notation`` names table, row, column and the column's letter."""

    def write(number: int, table: list[Row]) -> Iterator[Piece]:
        for r, row in enumerate(table):
            for c, cell in enumerate(row):
                at = {"table": number, "row": 50 * number + r, "own": r, "column": c}
                yield notation.format(letter=chr(65 + c), **at)
                yield cell
                yield "\n"

    return write


def below(count: str, item: str) -> Write:
    """Each cell on a line after ``item``, below a line that counts the rows."""

    def write(number: int, table: list[Row]) -> Iterator[Piece]:
        for r, row in enumerate(table, 1):
            yield count.format(r) + "\n"
            for cell in row:
                yield item
                yield cell
                yield "\n"

    return write


def between(mark: str, before: str = "", after: str = "") -> Write:
    """A row on each line, ``mark`` between its cells; ``before`` may count the rows."""

    def write(number: int, table: list[Row]) -> Iterator[Piece]:
        for r, row in enumerate(table, 1):
            yield before.format(r)
            for c, cell in enumerate(row):
                yield mark if c else ""
                yield cell
            yield f"{after}\n"

    return write


def items(number: int, table: list[Row]) -> Iterator[Piece]:
    for row in table:
        for cell in row:
            yield "• "
            yield cell
            yield "\n"
        yield "\n"


def printed(filled: Filled, write: Write) -> str:
    return report(filled, written(write), random.Random(1)).text


NOTATIONS = [
    "{letter}{row}: ", "{letter}{row} ", "R{row}C{column} ", "({row}, {column}): ", "{row} {column} ",
    "表{table}[{own}][{column}]=",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("form", FORMS)
def test_cells_with_their_coordinates(form: str, notation: str, pattern: str) -> None:
    filled = filled_form(form, pattern, notation)
    assert not wrong(filled, printed(filled, place(notation)))


@pytest.mark.parametrize("pattern", PATTERNS[1:])
@pytest.mark.parametrize("notation", NOTATIONS[:4])
@pytest.mark.parametrize("form", FORMS)
def test_coordinates_tell_cells_that_were_left_out(form: str, notation: str, pattern: str) -> None:
    filled = filled_form(form, pattern, notation)
    text = printed(filled, place(notation))
    mark = re.escape(notation).replace(r"\{letter\}", "[A-Z]")
    empty = re.sub(r"\\\{\w+\\\}", r"\\d+", mark).rstrip("\\ ")
    assert not wrong(filled, re.sub(rf"^{empty} ?\n", "", text, flags=re.M))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    "write",
    [
        below("-- row {}", "  * "), below("Row {}:", ""), below("第{}行", ""), below("[row {}]", "- "),
        between(" | ", "row {}: "), between("、", "第{}行："), items, between("\x1f"), between(" // "),
        between("#"), between(" → "), between("_"), between("~"), between("][", "[", "]"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_rows_that_are_counted_listed_or_parted(form: str, write: Write, pattern: str) -> None:
    filled = filled_form(form, pattern, "dumped")
    assert not wrong(filled, printed(filled, write))


NAMES = {
    "商业企业": "商业企\n业",
    "科研机构": "科研机\n构",
    "社会公益组织": "社会公\n益组织",
    "法律服务机构": "法律服\n务机构",
}
RECORDS = {
    "json": lambda rows: json.dumps(rows, ensure_ascii=False, indent=1),
    "lines": lambda rows: "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
    "dict": lambda rows: "\n".join(map(repr, rows)),
    "row": lambda rows: "\n".join(f"Row({', '.join(f'{k}={v!r}' for k, v in row.items())})" for row in rows),
    "pairs": lambda rows: "\n".join(f"OrderedDict({[*row.items()]})" for row in rows),
    "colon": lambda rows: "\n\n".join("\n".join(f"{k}：{v}" for k, v in row.items()) for row in rows),
    "dash": lambda rows: "\n\n".join("\n".join(f"* {k} — {v}" for k, v in row.items()) for row in rows),
    "bar": lambda rows: "\n".join(
        f"-[ RECORD {n} ]-----\n" + "\n".join(f"{k:<10}| {v}" for k, v in row.items())
        for n, row in enumerate(rows, 1)
    ),
    "equals": lambda rows: "\n\n".join("\n".join(f"{k:>12} = {v}" for k, v in row.items()) for row in rows),
}  # fmt: skip


def records(filled: Filled, *, names: dict[str, str], sparse: bool) -> list[dict[str, object]]:
    """The rows of the request table as records, without the empty cells where they are ``sparse``."""
    (table,) = [t for t in filled.form.tables if t.name == "requests"]
    found = []
    for number, row in enumerate(table.rows):
        record: dict[str, object] = {"办理情况": (row.group or "") + row.text}
        for column, own in enumerate(table.columns):
            value = filled.values[table.path(number, column)]
            if value is not None or not sparse:
                record[names.get(own.text, own.text)] = "" if value is None else int(value)
        found.append(record)
    return found


def of_requests(filled: Filled, written: str) -> list[str]:
    text = f"青禾县2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{written}\n四、行政复议、行政诉讼情况\n无。\n"
    found = govie.extract(text).cells
    return [
        f"{path}: {found[path].value} for {value}"
        for path, value in filled.values.items()
        if path.startswith("requests") and found[path].value != value
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("syntax", RECORDS)
def test_records_whose_names_lines_break(syntax: str, broken: bool, pattern: str) -> None:
    filled = filled_form("2021", pattern, syntax)
    rows = records(filled, names=NAMES if broken else {}, sparse=False)
    assert not of_requests(filled, RECORDS[syntax](rows))


@pytest.mark.parametrize("pattern", PATTERNS[1:3])
@pytest.mark.parametrize("syntax", [s for s in RECORDS if s != "bar"])
def test_records_without_their_empty_cells(syntax: str, pattern: str) -> None:
    filled = filled_form("2021", pattern, syntax)
    assert not of_requests(filled, RECORDS[syntax](records(filled, names={}, sparse=True)))


@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("first", ["__EMPTY", "Unnamed: 1"])
def test_columns_that_programs_call_by_their_number(first: str, pattern: str) -> None:
    filled = filled_form("2021", pattern, first)

    def write(number: int, table: list[Row]) -> Iterator[Piece]:
        for row in table:
            for c, cell in enumerate(row):
                name = (
                    first
                    if c == 1
                    else f"{first.rstrip(' 1')}{'_' if first[0] == '_' else ' '}{c - (first[0] == '_')}"
                )
                yield f',"{name}":"' if c else '{"某县2022年报":"'
                yield cell
                yield '"'
            yield "}\n"

    text = re.sub(r',"(?:__EMPTY(?:_\d+)?|Unnamed: \d+)":""', "", printed(filled, write))
    assert not wrong(filled, text)
