"""Tables in the syntax of more formats, whole texts in one line, and what counts rows or columns without being a value."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import pytest
from layouts import Piece, by_line, report
from test_written_as import FORMS, Row, Write, filled_form, written, wrong

import govie


def moinmoin(number: int, table: list[Row]) -> Iterator[Piece]:
    for row in table:
        for cell in row:
            yield "|| "
            yield cell
            yield " "
        yield "||\n"


def texinfo(number: int, table: list[Row]) -> Iterator[Piece]:
    yield "@multitable @columnfractions 0.5 0.5"
    for row in table:
        for c, cell in enumerate(row):
            yield "\n @tab " if c else "\n@item \n"
            yield cell
    yield "\n@end multitable\n"


def elements(number: int, table: list[Row]) -> Iterator[Piece]:
    yield "<?xml version='1.0' encoding='utf-8'?>\n<data>\n"
    for row in table:
        yield "  <row>\n"
        for c, cell in enumerate(row):
            yield f"    <c{c}>"
            yield cell
            yield f"</c{c}>\n"
        yield "  </row>\n"
    yield "</data>\n"


def sheet(number: int, table: list[Row]) -> Iterator[Piece]:
    for row in table:
        yield "{"
        for c, cell in enumerate(row[:10]):
            yield f'{"," if c else ""}"{chr(65 + c)}":"'
            yield cell
            yield '"'
        yield "}\n"


def two_spaces(number: int, table: list[Row]) -> Iterator[Piece]:
    for row in table:
        for c, cell in enumerate(row):
            yield "  " if c else ""
            yield cell
        yield "\n"


def keyed(number: int, table: list[Row]) -> Iterator[Piece]:
    names, *body = table
    if len(body) == 1:
        yield from two_spaces(number, table)
        return
    for row in body:
        yield "- 项目0: "
        yield row[0]
        for name, cell in zip(names[1:], row[1:], strict=True):
            yield f"\n  申请人情况-{str(name).partition('（')[0]}: "
            yield cell
        yield "\n"


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals"])
@pytest.mark.parametrize("write", [moinmoin, texinfo, elements, two_spaces])
@pytest.mark.parametrize("form", FORMS)
def test_tables_in_the_syntax_of_formats(form: str, write: Write, pattern: str) -> None:
    filled = filled_form(form, pattern, write.__name__)
    text = report(filled, written(write), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("pattern", ["", "zeros", "persons"])
@pytest.mark.parametrize("form", FORMS)
def test_rows_of_a_sheet_as_objects(form: str, pattern: str) -> None:
    filled = filled_form(form, pattern, "sheet")
    text = report(filled, written(sheet), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_numbers_in_keys_are_no_values(form: str, pattern: str) -> None:
    filled = filled_form(form, pattern, "keyed")
    text = report(filled, written(keyed), random.Random(1)).text
    lost = [w for w in wrong(filled, text) if w.startswith("requests")]
    assert len(lost) <= 1 and all(": None for" in w for w in lost)


def strung(text: str, mark: str) -> str:
    """All lines of ``text`` in one, with ``mark`` between them."""
    return mark.join(line for line in text.splitlines() if line)


@pytest.mark.parametrize("mark", [";", "/", "、", "', '", ", ", " # "])
@pytest.mark.parametrize("form", FORMS)
def test_a_text_in_one_line(form: str, mark: str) -> None:
    filled = filled_form(form, "", mark)
    text = report(filled, by_line("\n", "\n"), random.Random(1)).text
    assert not [w for w in wrong(filled, strung(text, mark)) if w.startswith("requests")]


def test_lists_in_a_list_in_one_line_are_rows() -> None:
    filled = filled_form("2021", "zeros", "lists")

    def lists(number: int, table: list[Row]) -> Iterator[Piece]:
        yield "["
        for r, row in enumerate(table):
            yield ", [" if r else "["
            for c, cell in enumerate(row):
                yield ', "' if c else '"'
                yield cell
                yield '"'
            yield "]"
        yield "]\n"

    text = report(filled, written(lists), random.Random(1)).text
    assert not wrong(filled, text)


def indexed(number: int, table: list[Row]) -> Iterator[Piece]:
    for r, row in enumerate(table):
        yield f"      {r}\n"
        for cell in row:
            yield "      "
            yield cell
            yield "\n"


@pytest.mark.parametrize("form", FORMS)
def test_an_index_on_lines_of_its_own(form: str) -> None:
    filled = filled_form(form, "", "indexed")
    text = report(filled, written(indexed), random.Random(1)).text
    assert not [w for w in wrong(filled, text) if w.startswith("requests")]


@pytest.mark.parametrize("grouped", ["1，204", "12，040，300"])
def test_full_width_thousands_among_commas(grouped: str) -> None:
    filled = filled_form("2021", "", grouped)
    path = "disclosure.licensing.decisions"
    filled.printed[path], filled.values[path] = grouped, int(grouped.replace("，", ""))
    assert not wrong(filled, report(filled, by_line(",", ","), random.Random(1)).text)


def test_full_width_commas_part_values_where_no_others_do() -> None:
    filled = filled_form("2021", "", "wide")
    assert not wrong(filled, report(filled, by_line("，", "，"), random.Random(1)).text)


def replaced(path: str, printed: str) -> str:
    filled = filled_form("2021", "", "lost")
    filled.printed[path] = printed
    return report(filled, by_line("\t", "\t"), random.Random(1)).text


@pytest.mark.parametrize("printed", ["\ufffd\ufffd", "\ufffd7", "(cid:12)"])
def test_a_cell_with_lost_characters_is_not_empty(printed: str) -> None:
    path = "requests.received.natural_person"
    cell = govie.extract(replaced(path, printed)).cells[path]
    assert cell.status != "blank" and cell.confidence < 0.9


def test_an_empty_cell_beside_one_with_lost_characters_is_empty() -> None:
    filled = filled_form("2021", "persons", "beside")
    filled.printed["requests.received.natural_person"] = "\ufffd"
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    assert govie.extract(text).cells["requests.received.business"].status == "blank"


def numbered(number: int, table: list[Row]) -> Iterator[Piece]:
    """Columns that are called by numbers."""
    names, *body = table
    head: Row = ["类别", *(f"数据{n}" for n in range(1, len(names) - 1)), "总计"]
    for row in [head if len(names) > 7 else names, *body]:
        for cell in row:
            yield "| "
            yield cell
            yield " "
        yield "|\n"


@pytest.mark.parametrize("form", FORMS)
def test_numbers_in_the_names_of_columns(form: str) -> None:
    filled = filled_form(form, "", "numbered")
    text = report(filled, written(numbered), random.Random(1)).text
    assert not [w for w in wrong(filled, text) if w.startswith("requests")]


ORDERS: list[Callable[[list[str]], list[str]]] = [
    lambda b: b[-1:] + b[:-1],
    lambda b: b[1:] + b[:1],
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("form", FORMS)
def test_tables_of_a_section_in_another_order(
    form: str, order: Callable[[list[str]], list[str]]
) -> None:
    filled = filled_form(form, "", "order")
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    first, last = text.index("二、主动"), text.index("三、收到")
    head, *tables = text[first:last].strip("\n").split("\n第二十条")
    moved = "\n第二十条".join([head, *order(tables)]) + "\n"
    assert not wrong(filled, text[:first] + moved + text[last:])


def test_names_joined_by_dashes_are_labels() -> None:
    text = json.loads(
        '"青禾县临溪镇人民政府2022年政府信息公开工作年度报告\\n四、政府信息公开行政复议、行政诉讼情况\\n"'
    )
    heads = ("行政复议", "行政诉讼 - 未经复议直接起诉", "行政诉讼 - 复议后起诉")
    names = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    text += "| " + " | ".join(f"{h} - {n}" for h in heads for n in names) + " |\n"
    text += "|---" * 15 + "|\n"
    text += "| 1 | 0 | 2 | 0 | 3 | 0 | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 4 | 4 |\n五、存在的主要问题及改进情况\n无。\n"
    cells = govie.extract(text).cells
    found = [
        cells[f"{row}.{c}"].value
        for row in ("review", "litigation_direct")
        for c in ("upheld", "other", "total")
    ]
    assert found == [1, 2, 3, 0, 0, 1]
