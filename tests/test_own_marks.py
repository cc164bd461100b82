"""Tables with what a form has not: labels without numbers, row numbers and columns of an agency's own, codes, keys."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, cells, fill, lines, report, row_label

import govie
from govie.form import Table, forms
from govie.tables.scanning.scan import scan

FORMS = sorted(forms())
NUMBER = re.compile(r"(?<![^\t\n |])(?:[一二三四五六七八]、|（[一二三四五六七八]）|\d\.)(?=[^\d])")


def sparse(form: str, pattern: str = "") -> Filled:
    rng = random.Random(f"{form} {pattern} own marks")
    filled = fill(forms()[form], rng, 0.2)
    return leave_out(filled, rng, pattern) if pattern else filled


def wrong(filled: Filled, text: str, prefix: str = "") -> list[str]:
    found = govie.extract(text).cells
    return [
        f"{path}: {found[path].value} for {value}"
        for path, value in filled.values.items()
        if found[path].value != value and path.startswith(prefix)
    ]


@pytest.mark.parametrize("mark", ["\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_labels_without_their_numbers(form: str, mark: str) -> None:
    # A row of zeros is a row, and not the first line of the row below.
    filled = fill(forms()[form], random.Random(form), 0.03, 5)
    text = report(filled, by_line(mark, mark), random.Random(1)).text
    assert not wrong(filled, NUMBER.sub("", text))


def with_own_columns(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Bars between cells, before the row's label its number, at its end the agency's own column, which is empty."""
    names = [c.text for c in table.columns]
    if table.row_sums:
        yield " | ".join(["序号", "项目", *names[:-1], "法人小计", names[-1], "备注"]) + "\n"
    else:
        yield " | ".join(["项目", *names]) + "\n"
    for number, rows in enumerate(lines(table), 1):
        label = [] if table.flat else [table.rows[rows[0]].text]
        if table.row_sums:
            label = [str(number), *label]
        yield " | ".join(label) + (" | " if label else "")
        for n, (row, column) in enumerate((r, c) for r in rows for c in range(len(names))):
            yield (" | " if n else "")
            if table.row_sums and column == len(names) - 1:
                yield f"{row + 3} | "  # the agency's sum is off
            yield (table.path(row, column),)
        yield " | \n" if table.row_sums else "\n"


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_a_line_that_ends_with_an_empty_cell_is_whole(form: str, pattern: str) -> None:
    # Its bar is followed by the number of the next row, which is no rest of the cell.
    filled = sparse(form, pattern)
    text = report(filled, with_own_columns, random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("code", ["R01", "A7", "GK12", "v2"])
def test_a_code_is_no_cell(code: str) -> None:
    filled = sparse("2021")
    text = report(filled, by_line("   ", "   "), random.Random(1)).text
    coded = text.replace("行政许可   ", f"行政许可 {code}   ").replace("规章   ", f"规章 {code}   ")
    assert coded != text
    assert not wrong(filled, coded, "disclosure")


def keyed(quote: str, opening: str, closing: str) -> Layout:
    """Every cell after the name of its column, on a line of its own: a list, or a program's object."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for row, label in enumerate(table.rows):
            words = table.label if table.flat else (label.group or "") + label.text
            yield f"{opening}{quote}{words}{quote}{closing}\n"
            for n, column in enumerate(table.columns):
                name = column.text.partition("（")[0]
                yield f"    {'- ' if not quote else ''}{quote}{name}{quote}: {quote}"
                yield (table.path(row, n),)
                yield f"{quote}{',' if quote and n + 1 < len(table.columns) else ''}\n"
            yield "  },\n" if quote else ""

    return layout


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals"])
@pytest.mark.parametrize("style", [("", "- ", ""), ('"', "  ", ": {")], ids=["list", "object"])
@pytest.mark.parametrize("form", FORMS)
def test_cells_after_the_names_of_their_columns(
    form: str, style: tuple[str, str, str], pattern: str
) -> None:
    filled = sparse(form, pattern)
    text = report(filled, keyed(*style), random.Random(1)).text
    for prefix in ("requests", "disclosure"):
        assert not wrong(filled, text, prefix)


def test_a_change_in_words_after_the_name_of_its_column() -> None:
    filled = sparse("2019")
    for path, value in filled.values.items():
        if path.endswith(".change") and value:
            filled.printed[path] = f"{'增' if value > 0 else '减'}{abs(int(value))}"
    text = report(filled, keyed("", "- ", ""), random.Random(1)).text
    assert not wrong(filled, text, "disclosure")


def turned(mark: str, end: str = "") -> Layout:
    """A line for each column, below a line of the rows' labels."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        labels = [(r.group or "") + r.text for r in table.rows] if not table.flat else [table.label]
        yield mark.join(["项目", *labels]) + end + "\n"
        for n, column in enumerate(table.columns):
            yield column.text
            for row in range(len(table.rows)):
                yield mark
                yield (table.path(row, n),)
            yield end + "\n"

    return layout


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals"])
@pytest.mark.parametrize("mark", ["\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_a_table_on_its_side(form: str, mark: str, pattern: str) -> None:
    filled = sparse(form, pattern)
    assert not wrong(filled, report(filled, turned(mark), random.Random(1)).text, "requests")


def by_columns(table: Table, rng: random.Random) -> Iterator[Piece]:
    """A program's object with a list for each column."""
    labels = [(r.group or "") + "/" + r.text if r.group else r.text for r in table.rows]
    yield json.dumps({"项目": labels}, ensure_ascii=False)[:-1]
    for n, column in enumerate(table.columns):
        yield f', "{column.text}": ['
        for row in range(len(table.rows)):
            yield ', "' if row else '"'
            yield (table.path(row, n),)
            yield '"'
        yield "]"
    yield "}\n"


@pytest.mark.parametrize("form", FORMS)
def test_an_object_with_a_list_for_each_column(form: str) -> None:
    filled = sparse(form)
    assert not wrong(filled, report(filled, by_columns, random.Random(1)).text, "requests")


def test_rows_elsewhere_side_by_side_in_another_order() -> None:
    filled = fill(forms()["2021"], random.Random(3), 0.9)
    rows = {
        "行政诉讼－复议后起诉": "litigation_after_review",
        "行政诉讼－未经复议直接起诉": "litigation_direct",
        "行政复议": "review",
    }
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    names = ("upheld", "corrected", "other", "pending", "total")
    own = "项目\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
    for label, table in rows.items():
        own += "\t".join([label, *(filled.printed[f"{table}.{name}"] for name in names)]) + "\n"
    start, end = (
        text.index("行政复议", text.index("四、政府信息公开行政复议") + 12),
        text.index("五、"),
    )
    found = text[:start] + own + text[end:]
    for prefix in rows.values():
        assert not wrong(filled, found, prefix)


@pytest.mark.parametrize("form", FORMS)
def test_the_letters_and_numbers_of_columns_are_no_row(form: str) -> None:
    filled = sparse(form)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        count = len(table.columns)
        yield "\t".join(["指标名称", "行次", *(c.text for c in table.columns)]) + "\n"
        yield "\t".join(["甲", "乙", *map(str, range(1, count + 1))]) + "\n"
        for number, rows in enumerate(lines(table), 1):
            yield "" if table.flat else f"{table.rows[rows[0]].text}\t{number:02d}"
            for row in rows:
                for n in range(count):
                    yield "\t" if n or not table.flat else ""
                    yield (table.path(row, n),)
            yield "\n"

    text = report(filled, layout, random.Random(1)).text
    for prefix in ("requests", "disclosure"):
        assert not wrong(filled, text, prefix)


def test_the_number_of_items_below_a_table_is_no_cell() -> None:
    filled = sparse("2021")
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    counted = re.sub(r"(行政许可\t\d+\n)", r"\1项目\n行政许可\n共 1 条\n", text)
    assert counted != text
    assert not wrong(filled, counted, "disclosure")


@pytest.mark.parametrize("form", FORMS)
def test_bars_and_rules_as_ocr_reads_them(form: str) -> None:
    filled = sparse(form, "whole rows")
    text = report(filled, by_line(" | ", " | "), random.Random(1)).text
    read = text.replace(" | ", "丨").replace("\n三、", "\n一一一一一一一一一一\n三、")
    assert not wrong(filled, read, "requests")


@pytest.mark.parametrize(
    ("line", "values"),
    [("4.保护第   0   3   0", [0, 3, 0]), ("表格，有 26 行 10 列", []), ("第 4 行", [])],
)
def test_numbers_after_words_that_count(line: str, values: list[int]) -> None:
    assert [c.value for c in scan(line, 0, len(line)) if c.is_value] == values


@pytest.mark.parametrize("form", FORMS)
def test_a_column_of_remarks_is_not_the_total(form: str) -> None:
    """Only the totals are printed, and 无 as the remark on every third row."""
    filled = leave_out(
        fill(forms()[form], random.Random(form), 0.0), random.Random(2), "only totals"
    )

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "项目|" * (not table.flat) + "|".join(c.text for c in table.columns) + "|备注|\n"
        for n, rows in enumerate(lines(table)):
            yield "" if table.flat else row_label(table, rows[0], "|") + "|"
            yield from cells(table, rows, "|")
            yield "||\n" if n % 3 else "|无|\n"

    assert not wrong(filled, report(filled, layout, random.Random(1)).text, "requests")
