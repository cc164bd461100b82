"""What parts the cells of a table, told by the table itself: marks that no format is known for, and formats that programs print."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import pytest
from layouts import Filled, Piece, by_line, fill, lines, report, row_label

import govie
from govie.form import Table, forms

FORMS = sorted(forms())


def read(text: str) -> dict[str, object]:
    return {p: c.value for p, c in govie.extract(text).cells.items()}


def some_empty(form: str, seed: str) -> Filled:
    """A filled form of which a third of the zeros is printed as nothing."""
    rng = random.Random(seed)
    filled = fill(forms()[form], rng, 0.6)
    for path, value in filled.values.items():
        if value == 0 and rng.random() < 0.3:
            filled.printed[path], filled.values[path] = "", None
    return filled


@pytest.mark.parametrize("mark", ["^", "~", " ¦ ", "┆", "§", "\u3000"])
@pytest.mark.parametrize("form", FORMS)
def test_a_mark_between_all_numbers_parts_cells(form: str, mark: str) -> None:
    filled = some_empty(form, f"{form} {mark}")
    text = report(filled, by_line(mark, mark), random.Random(1)).text
    found = read(text)
    # A line that begins with wide spaces may be a paragraph: rows side by side have no label before them.
    told = [
        p for p in filled.values if mark != "\u3000" or not p.startswith(("review", "litigation"))
    ]
    assert {p: found[p] for p in told} == {p: filled.values[p] for p in told}


@pytest.mark.parametrize("mark", ["format=automatic", " - ", " :: ", "\t\t"])
@pytest.mark.parametrize("form", FORMS)
def test_what_stands_between_the_names_of_columns_parts_cells(form: str, mark: str) -> None:
    filled = some_empty(form, f"{form} {mark}")
    for path, value in filled.values.items():
        if value is not None and value < 0 and "-" in mark:
            filled.printed[path], filled.values[path] = "0", 0
    found = read(report(filled, by_line(mark, mark), random.Random(1)).text)
    told = [p for p in filled.values if not p.startswith(("review", "litigation"))]
    assert {p: found[p] for p in told} == {p: filled.values[p] for p in told}


@pytest.mark.parametrize("form", FORMS)
def test_a_mark_that_no_head_shows(form: str) -> None:
    filled = some_empty(form, f"{form} no head")

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "".join(f"{c.text}\n" for c in table.columns)
        for rows in lines(table):
            yield row_label(table, rows[0], "")
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield "^"
                yield (path,)
            yield "\n"

    found = read(report(filled, layout, random.Random(2)).text)
    paths = [p for p in filled.values if p.startswith(("req", "disc"))]
    assert {p: found[p] for p in paths} == {p: filled.values[p] for p in paths}


@pytest.mark.parametrize("brackets", ["[]", "{}"])
@pytest.mark.parametrize("form", FORMS)
def test_cells_in_brackets(form: str, brackets: str) -> None:
    filled = some_empty(form, f"{form} brackets")
    opening, closing = brackets

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "".join(f"{opening}{c.text}{closing}" for c in table.columns) + "\n"
        for rows in lines(table):
            yield "" if table.flat else f"{opening}{row_label(table, rows[0], '')}{closing}"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield opening
                yield (path,)
                yield closing
            yield "\n"

    found = read(report(filled, layout, random.Random(2)).text)
    assert {p: found[p] for p in filled.values if p.startswith(("req", "disc"))} == {
        p: v for p, v in filled.values.items() if p.startswith(("req", "disc"))
    }


def in_tags(row: str, cell: str, pretty: str) -> Callable[[Table, random.Random], Iterator[Piece]]:
    """Each row in the tags of some markup, ``pretty`` between them."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        tagged = "".join(f"{pretty}<{cell}><p>{c.text}</p></{cell}>" for c in table.columns)
        yield f"<{row}>{tagged}{pretty}</{row}>\n"
        for rows in lines(table):
            yield f"<{row} class='7'>{pretty}"
            if not table.flat:
                yield f"<{cell}><p>{row_label(table, rows[0], '')}</p></{cell}>{pretty}"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield f"<{cell} width='12'>"
                yield (path,)
                yield f"</{cell}>{pretty}"
            yield f"</{row}>\n"

    return layout


@pytest.mark.parametrize("pretty", ["", "\n  "], ids=["dense", "pretty"])
@pytest.mark.parametrize(
    "tags", [("tr", "td"), ("row", "cell"), ("table:table-row", "table:table-cell")]
)
@pytest.mark.parametrize("form", FORMS)
def test_rows_in_tags(form: str, tags: tuple[str, str], pretty: str) -> None:
    filled = some_empty(form, f"{form} {tags}")
    assert read(report(filled, in_tags(*tags, pretty), random.Random(2)).text) == filled.values


@pytest.mark.parametrize("form", FORMS)
def test_latex(form: str) -> None:
    filled = some_empty(form, f"{form} latex")

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "\\begin{longtable}[]{@{}llllllll@{}}\n\\toprule\n"
        yield " & ".join(f"\\textbf{{{c.text}}}" for c in table.columns) + " \\\\\n"
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "")
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield " & " if n or not table.flat else ""
                yield (path,)
            yield " \\\\\n"
        yield "\\bottomrule\n\\end{longtable}\n"

    found = read(report(filled, layout, random.Random(2)).text)
    assert {p: found[p] for p in filled.values if p.startswith(("req", "disc"))} == {
        p: v for p, v in filled.values.items() if p.startswith(("req", "disc"))
    }


def in_lists(
    quote: Callable[[str], str], mark: str = "'"
) -> Callable[[Table, random.Random], Iterator[Piece]]:
    """Each row as a list in brackets, its words as ``quote`` has them, its values between ``mark``s."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "[" + ", ".join(quote(c.text) for c in table.columns) + "]\n"
        for rows in lines(table):
            label = "" if table.flat else quote(row_label(table, rows[0], ""))
            yield "[" + label
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield f", {mark}" if label or n else mark
                yield (path,)
                yield mark
            yield "]\n"

    return layout


@pytest.mark.parametrize("quote", [repr, str], ids=["python", "yaml"])
@pytest.mark.parametrize("form", FORMS)
def test_lists_as_python_and_yaml_print_them(form: str, quote: Callable[[str], str]) -> None:
    filled = some_empty(form, f"{form} lists")
    text = report(filled, in_lists(quote), random.Random(2)).text
    found = read(text)
    wrong = [p for p, v in filled.values.items() if p.startswith("requests") and found[p] != v]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_words_own_marks_of_cells_and_rows(form: str) -> None:
    filled = some_empty(form, f"{form} word")

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "\x07".join(c.text for c in table.columns) + "\x07\x07"
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "") + "\x07"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield "\x07"
            yield "\x07"

    found = read(report(filled, layout, random.Random(3)).text)
    wrong = [p for p, v in filled.values.items() if p.startswith("requests") and found[p] != v]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_a_mark_at_the_end_of_every_line_parts_no_cells(form: str) -> None:
    rng = random.Random(4)
    filled = fill(forms()[form], rng, 0.6)
    for path in filled.values:
        if path.startswith("requests.") and not path.endswith((".research", ".business")):
            filled.printed[path], filled.values[path] = "", None

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield f"{table.label}\t\n"
        yield "\t".join(c.text for c in table.columns) + "\t\n"
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "") + "\t"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield "\t"
            yield "\n"

    assert read(report(filled, layout, rng).text) == filled.values


def numbered(mark: str) -> Callable[[Table, random.Random], Iterator[Piece]]:
    """Rows with their number before their label."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield mark.join(["序号", *(c.text for c in table.columns)]) + "\n"
        for number, rows in enumerate(lines(table), 1):
            yield "" if table.flat else f"{number}{mark}{row_label(table, rows[0], '')}{mark}"
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield mark * bool(n)
                yield (path,)
            yield "\n"

    return layout


def test_the_numbers_of_rows_are_no_cells() -> None:
    """Where each cell has a line of its own, the row's number stands before its label."""
    filled = fill(forms()["2021"], random.Random(5), 0.6)
    found = read(report(filled, numbered("\n"), random.Random(6)).text)
    wrong = [p for p, v in filled.values.items() if p.startswith("requests") and found[p] != v]
    assert wrong == []


@pytest.mark.parametrize("mark", ["\n", "\t"])
def test_a_total_before_a_heading_is_no_number_of_a_row(mark: str) -> None:
    """The last of 25 rows ends in 26, and the next heading follows."""
    filled = fill(forms()["2021"], random.Random(5), 0)
    for row in ("received", "carried_out"):
        for column in ("natural_person", "total"):
            path = f"requests.{row}.{column}"
            filled.printed[path], filled.values[path] = "26", 26
    found = read(report(filled, numbered(mark), random.Random(6)).text)
    assert {p: found[p] for p in found if p.startswith("req")} == {
        p: v for p, v in filled.values.items() if p.startswith("req")
    }


ROW = "requests.unavailable"


@pytest.mark.parametrize("mark", ["", " ", "<br>"])
def test_rows_that_share_one_line_of_cells(mark: str) -> None:
    """2000 after the labels of four rows is 2, 0, 0, 0: no number but 0 begins with 0."""
    filled = fill(forms()["2021"], random.Random(7), 0.3, 9)
    stacked = next(t for t in forms()["2021"].tables if t.name == "requests")
    keys = [n for n, row in enumerate(stacked.rows) if stacked.path(n, 0).startswith(ROW)]
    for n in keys:
        for c in range(len(stacked.columns)):
            path = stacked.path(n, c)
            filled.values[path] = min(int(filled.values[path] or 0), 9)
            filled.printed[path] = str(filled.values[path])

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "\t".join(c.text for c in table.columns) + "\n"
        for rows in lines(table):
            if table is stacked and rows[0] in keys:
                if rows[0] == keys[0]:
                    yield mark.strip().join(table.rows[n].text for n in keys)
                    for c in range(len(table.columns)):
                        yield "\t" + mark.join(filled.printed[table.path(n, c)] for n in keys)
                    yield "\n"
                continue
            yield "" if table.flat else row_label(table, rows[0], "") + "\t"
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield "\t" if n else ""
                yield (path,)
            yield "\n"

    found = read(report(filled, layout, random.Random(8)).text)
    wrong = [p for p, v in filled.values.items() if p.startswith(ROW) and found[p] != v]
    assert wrong == []


@pytest.mark.parametrize(
    ("printed", "value"),
    [("42\u2009555", 42555), ("42\u202f555", 42555), ("91（注）", 91), ("91（注2）", 91)],
)
def test_what_stands_in_a_cell(printed: str, value: int) -> None:
    filled = fill(forms()["2021"], random.Random(9), 0.6)
    path = "disclosure.penalty.decisions"
    filled.printed[path], filled.values[path] = printed, value
    text = report(filled, by_line("\t", "\t"), random.Random(10)).text
    assert read(text)[path] == value


@pytest.mark.parametrize("group", ["（六）其他处理", "（六）其他", "（六）其他处理情况"])
def test_a_group_printed_as_one_row_is_none_of_its_rows(group: str) -> None:
    filled = fill(forms()["2021"], random.Random(11), 0.6)
    table = next(t for t in forms()["2021"].tables if t.name == "requests")
    rows = [n for n in range(len(table.rows)) if "other_outcome" in table.path(n, 0)]

    def layout(its: Table, rng: random.Random) -> Iterator[Piece]:
        for piece_rows in lines(its):
            if its is table and piece_rows[0] in rows:
                if piece_rows[0] == rows[0]:
                    yield group + "\t1" * len(its.columns) + "\n"
                continue
            yield "" if its.flat else row_label(its, piece_rows[0], "") + "\t"
            cells = [its.path(r, c) for r in piece_rows for c in range(len(its.columns))]
            for n, path in enumerate(cells):
                yield "\t" if n else ""
                yield (path,)
            yield "\n"

    found = read(report(filled, layout, random.Random(12)).text)
    for path, value in filled.values.items():
        if path.startswith("requests."):
            assert found[path] == (None if "other_outcome" in path else value), path


def test_json_is_read_as_before() -> None:
    filled = some_empty("2021", "json")
    layout = in_lists(lambda words: json.dumps(words, ensure_ascii=False), '"')
    found = read(report(filled, layout, random.Random(13)).text)
    wrong = [p for p, v in filled.values.items() if p.startswith("requests") and found[p] != v]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_label_columns_that_were_not_merged(form: str) -> None:
    """Each field on a line of its own: a label of the first column has the other two, empty, after it."""
    filled = fill(forms()[form], random.Random(5), 0.6)
    for path in filled.values:
        if path.startswith("requests.") and not path.endswith(".natural_person"):
            filled.printed[path], filled.values[path] = "", None

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "\n".join(c.text for c in table.columns) + "\n\n\n"
        for rows in lines(table):
            if not table.flat:
                first = table.rows[rows[0]].text[0]
                depth = 3 if first.isdecimal() else 2 if first == "（" else 1
                words = row_label(table, rows[0], "\n")
                yield "\n" * (depth - 1 - words.count("\n")) + words + "\n" * (4 - depth)
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield "\n"
            yield "\n\n"

    found = read(report(filled, layout, random.Random(3)).text)
    printed = {p: v for p, v in filled.values.items() if p.startswith("req") and v is not None}
    assert all(found[p] in (v, None) for p, v in filled.values.items() if p.startswith("req"))
    assert sum(found[p] == v for p, v in printed.items()) >= 0.7 * len(printed)
