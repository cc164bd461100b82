"""What converters and agencies leave out of tables: empty cells, lost rows, text that breaks off."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from layouts import (
    HEADINGS,
    LAYOUTS,
    Filled,
    Piece,
    by_line,
    fill,
    header,
    lines,
    report,
    row_label,
)
from scoring import score

import govie
from govie.form import Table, forms
from govie.report import CellValue

SUMMED = "requests"


def mistaken(cells: Mapping[str, CellValue], filled: Filled) -> list[str]:
    """The cells of which a wrong value is given as sure."""
    return [
        path
        for path, value in filled.values.items()
        if cells[path].value not in (value, None) and cells[path].confidence >= 0.9
    ]


def empty(filled: Filled, rng: random.Random, share: float = 1.0) -> Filled:
    """``filled`` with ``share`` of its zeros printed as nothing at all."""
    for path, value in filled.values.items():
        if value == 0 and rng.random() < share:
            filled.printed[path], filled.values[path] = "", None
    return filled


def padded(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Columns kept by spaces, as programs print a page; an empty cell is only wider space."""
    yield header(table, "   ")
    for rows in lines(table):
        label = "" if table.flat else row_label(table, rows[0], " ")
        yield label + " " * (48 - len(label))
        for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
            yield f"{{{path}}}"
        yield "\n"


def pad(laid_pieces: Iterator[Piece], filled: Filled) -> Iterator[Piece]:
    for piece in laid_pieces:
        if isinstance(piece, str) and piece[:1] == "{":
            path = piece[1:-1]
            yield " " * (8 - len(filled.printed[path]))
            yield (path,)
        else:
            yield piece


@pytest.mark.parametrize("form", forms())
def test_cells_left_empty_in_padded_lines_are_told_by_their_place(form: str) -> None:
    for seed in range(4):
        rng = random.Random(f"{form} {seed}")
        filled = empty(fill(forms()[form], rng, 0.7), rng, 0.6)
        laid = report(filled, lambda t, r: pad(padded(t, r), filled), rng)  # noqa: B023
        count: Counter[str] = Counter()
        wrong = [w for w in score(laid, count) if SUMMED + "." in w]
        assert wrong == []
        assert not count["silent"]


@pytest.mark.parametrize("apart", ["", "\n"])
@pytest.mark.parametrize("form", forms())
def test_cells_left_empty_are_told_by_empty_lines(form: str, apart: str) -> None:
    """A township's table with a dozen figures, each cell on a line of its own."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for piece in LAYOUTS["one value a line"](table, rng):
            yield piece.replace("\n", "\n" + apart) if isinstance(piece, str) else piece

    for seed in range(6):
        rng = random.Random(f"{form} {seed} sparse")
        filled = empty(fill(forms()[form], rng, 0.1), rng)
        cells = govie.extract(report(filled, layout, rng).text).cells
        summed = [p for p in filled.values if not p.startswith("disclosure")]
        assert [p for p in summed if cells[p].value != filled.values[p]] == []


def test_rows_left_empty_give_their_figures_to_no_other() -> None:
    """A township prints the figures it has; the row above is empty."""
    rng = random.Random(11)
    filled = fill(forms()["2021"], rng, 0.9)
    for column in ("issued", "repealed", "in_force"):
        path = f"disclosure.regulations.{column}"
        filled.printed[path], filled.values[path] = "", None
    laid = report(filled, LAYOUTS["pipes"], rng)
    count: Counter[str] = Counter()
    assert score(laid, count) == []


@pytest.mark.parametrize("layout", ["one value a line", "tab rows"])
def test_the_row_in_which_the_text_breaks_off_is_read_or_left_out(layout: str) -> None:
    rng = random.Random(12)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS[layout], rng)
    last = "requests.not_processed.publication.research"
    cells = govie.extract(laid.text[: laid.spans[last][1]]).cells
    for path in (p for p in filled.values if p.startswith("requests.")):
        printed = laid.spans[path][1] <= laid.spans[last][1]
        known = (filled.values[path],) if printed else (None,)
        if path.startswith("requests.not_processed.publication.") and layout != "tab rows":
            known = (*known, None)
        assert cells[path].value in known, path


def test_a_stretch_of_lost_rows_moves_no_figure() -> None:
    rng = random.Random(13)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS["tab rows"], rng)
    table = next(t for t in forms()["2021"].tables if t.section == SUMMED)
    first, behind = laid.text.index("（二）部分公开"), laid.text.index("1.本机关不掌握")
    cells = govie.extract(laid.text[:first] + laid.text[behind:]).cells
    lost = {table.path(r, 0) for r in range(3, 12)}
    for row in range(len(table.rows)):
        for column in range(len(table.columns)):
            path = table.path(row, column)
            wanted = None if table.path(row, 0) in lost else filled.values[path]
            assert cells[path].value == wanted, path


def test_a_list_of_the_prose_is_no_row() -> None:
    rng = random.Random(14)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS["tab rows"], rng)
    opening = "全年公开情况如下：\n1.规划计划类信息31条；\n2.人事任免类信息7条；\n3.规章解读类信息 12 条。\n"
    at = laid.text.index("第二十条第（一）项")
    found = govie.extract(laid.text[:at] + opening + laid.text[at:])
    assert {p: c.value for p, c in found.cells.items()} == filled.values
    assert {31, 7, 12} <= {f.value for f in found.facts}


def test_a_page_mark_may_share_the_next_pages_first_line() -> None:
    rng = random.Random(15)
    filled = fill(forms()["2021"], rng, 0.9)
    text = report(filled, LAYOUTS["spaces"], rng).text
    text = text.replace("行政许可", "— 1 —行政许可", 1).replace("行政处罚", "- 2 -    行政处罚", 1)
    assert {p: c.value for p, c in govie.extract(text).cells.items()} == filled.values


def test_a_wrong_total_does_not_turn_the_one_line_of_a_table() -> None:
    """Two of its three sums fail as printed, one as columns would have it: the print wins."""
    filled = fill(forms()["2019"], random.Random(16), 0.0)
    for path in filled.values:
        if path.startswith(("review.", "litigation")):
            filled.values[path], filled.printed[path] = 0, "0"
    for path, value in (("review.upheld", 10), ("litigation_direct.total", 1)):
        filled.values[path], filled.printed[path] = value, str(value)
    laid = report(filled, LAYOUTS["one value a line"], random.Random(16))
    found = govie.extract(laid.text)
    assert {p: c.value for p, c in found.cells.items()} == filled.values
    assert len(found.failed) == 2


def test_a_total_that_the_text_no_longer_prints_is_not_worked_out() -> None:
    rng = random.Random(21)
    laid = report(fill(forms()["2021"], rng, 0.9), LAYOUTS["tab rows"], rng)
    total = "requests.not_processed.publication.total"
    cell = govie.extract(laid.text[: laid.spans[total][0]]).cells[total]
    assert (cell.value, cell.status) == (None, "missing")


def test_a_pages_number_behind_a_row_is_not_its_total() -> None:
    """Without one of its zeros the row would add up as well."""
    rng = random.Random(22)
    filled = fill(forms()["2021"], rng, 0.9)
    prefix = "requests.unavailable.not_held."
    row = [p for p in filled.values if p.startswith(prefix)]
    for path, value in zip(row, (1, 0, 0, 0, 0, 0, 1), strict=True):
        filled.printed[path], filled.values[path] = str(value), value
    laid = report(filled, LAYOUTS["one value a line"], rng)
    end = laid.spans[row[-1]][1]
    cells = govie.extract(laid.text[:end] + "\n\n2\n" + laid.text[end:]).cells
    assert [cells[p].value for p in row] == [1, 0, 0, 0, 0, 0, 1]


def test_figures_that_run_together_at_a_thousands_separator_are_never_another_s() -> None:
    rng = random.Random(23)
    filled = fill(forms()["2021"], rng, 0.9)
    prefix = "requests.granted."
    row = [p for p in filled.values if p.startswith(prefix)]
    values = (171, 36, 1_423, 16, 1_101, 17, 2_764)
    for path, value in zip(row, values, strict=True):
        filled.printed[path], filled.values[path] = f"{value:,}", value
    laid = report(filled, LAYOUTS["tab rows"], rng)
    start, end = laid.spans[row[0]][0], laid.spans[row[-1]][1]
    cells = govie.extract(
        laid.text[:start] + "171 36 1,42316 1,10117 2,764" + laid.text[end:]
    ).cells
    assert all(cells[p].value in (None, v) for p, v in zip(row, values, strict=True))


def test_an_empty_field_of_a_one_line_table_is_blank() -> None:
    rng = random.Random(24)
    filled = fill(forms()["2021"], rng, 0.9)
    lost = "litigation_direct.other"
    row = [p for p in filled.values if p.startswith("litigation_direct.")]
    for path, value in zip(row, (4, 2, None, 1, 7), strict=True):
        filled.printed[path], filled.values[path] = str(value or ""), value
    laid = report(filled, LAYOUTS["tab rows"], rng)
    assert score(laid, Counter()) == []
    assert govie.extract(laid.text).cells[lost].status == "blank"


@pytest.mark.parametrize("path", ["requests.outcome_total.natural_person", "review.total"])
def test_a_clean_figure_is_not_overruled_by_its_sums(path: str) -> None:
    for seed in range(6):
        rng = random.Random(seed)
        filled = fill(forms()["2021"], rng, 0.9)
        assert filled.values[path] is not None
        filled.values[path] = 10 + (filled.values[path] or 0)
        filled.printed[path] = str(filled.values[path])
        laid = report(filled, LAYOUTS["tab rows"], rng)
        assert score(laid, Counter()) == []
        assert any(path in check.paths for check in govie.extract(laid.text).failed)


def test_a_label_beside_its_figures_names_their_row() -> None:
    """Rows of zeros are printed with their labels only."""
    rng = random.Random(26)
    filled = fill(forms()["2021"], rng, 0.9)
    for row in ("refused.other_law", "refused.deliberative", "not_processed.excessive"):
        for path in filled.values:
            if path.startswith(f"requests.{row}."):
                filled.printed[path], filled.values[path] = "", None
    laid = report(filled, LAYOUTS["tab rows"], rng)
    assert score(laid, Counter()) == []


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_the_unit_in_a_money_columns_header_counts(unit: str) -> None:
    rng = random.Random(27)
    filled = fill(forms()["2021"], rng, 0.9)
    path = "disclosure.fees.amount"
    filled.printed[path], filled.values[path] = "5427", 5427 * (10_000 if unit == "万元" else 1)
    laid = report(filled, LAYOUTS["tab rows"], rng)
    text = laid.text.replace("单位：万元", f"单位：{unit}")
    assert unit in text and govie.extract(text).cells[path].value == filled.values[path]


def test_columns_may_stand_in_the_order_that_the_header_says() -> None:
    rng = random.Random(28)
    filled = fill(forms()["2021"], rng, 0.9)
    table = next(t for t in forms()["2021"].tables if t.section == SUMMED)
    order = [*range(len(table.columns))][::-1]

    def mirrored(table: Table, rng: random.Random) -> Iterator[Piece]:
        if table.section != SUMMED:
            yield from LAYOUTS["tab rows"](table, rng)
            return
        yield "\t" + "\t".join(table.columns[c].text for c in order) + "\n"
        for row in range(len(table.rows)):
            yield row_label(table, row, "\t")
            for column in order:
                yield "\t"
                yield (table.path(row, column),)
            yield "\n"

    assert score(report(filled, mirrored, rng), Counter()) == []


def test_rows_of_which_no_label_is_legible_are_doubtful() -> None:
    rng = random.Random(21)
    filled = fill(forms()["2021"], rng, 0.9)

    def illegible(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\t")
        for n, rows in enumerate(lines(table)):
            yield row_label(table, rows[0], "") if table.name != SUMMED else f"{'栏目' * (n % 3)} "
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield "\t"
                yield (path,)
            yield "\n" if table.name != SUMMED or n % 6 else f"\n{n // 6 + 3}\n"  # a page's number

    laid = report(filled, illegible, rng)
    assert mistaken(govie.extract(laid.text).cells, filled) == []


@pytest.mark.parametrize("form", forms())
def test_digits_that_stand_apart_in_a_field_are_one_figure(form: str) -> None:
    """As a word processor prints them that spreads the text over its cell."""
    for seed in range(4):
        rng = random.Random(f"{form} {seed} spread")
        filled = fill(forms()[form], rng, 0.9)
        for path, printed in filled.printed.items():
            if printed.isdecimal():
                filled.printed[path] = " ".join(printed)
        count: Counter[str] = Counter()
        wrong = score(report(filled, LAYOUTS["tab rows"], rng), count)
        assert [w for w in wrong if SUMMED in w] == []
        assert not count["silent"]


@pytest.mark.parametrize("form", forms())
def test_columns_under_their_names_come_in_any_order(form: str) -> None:
    """As programs print a page that take it rectangle by rectangle: names, then what is below them."""

    def rectangles(table: Table, rng: random.Random) -> Iterator[Piece]:
        if table.section != "disclosure":
            yield from LAYOUTS["tab rows"](table, rng)
            return
        yield table.label + "\n信息内容\n"
        for row in range(len(table.rows)):
            yield row_label(table, row, "\n") + "\n"
        columns = [*range(len(table.columns))]
        cut = rng.randrange(len(columns))
        groups = [columns[:cut], *([c] for c in columns[cut:])]
        rng.shuffle(groups)
        for group in filter(None, groups):
            yield "".join(table.columns[c].text + "\n" for c in group)
            for row in range(len(table.rows)):
                for column in group:
                    yield (table.path(row, column),)
                    yield "\n"

    for seed in range(6):
        rng = random.Random(f"{form} {seed} rectangles")
        filled = fill(forms()[form], rng, 0.9)
        assert score(report(filled, rectangles, rng), Counter()) == []


def test_numbers_of_a_broken_paragraph_do_not_hide_the_first_row() -> None:
    rng = random.Random(30)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS["tab rows"], rng)
    opening = "办理时限（自登记之日起 20 日内答\n统计 2022 年 1 月 1 日至12 月 31 日，登记\n"
    at = laid.text.index("\n", laid.text.index(HEADINGS[SUMMED])) + 1
    found = govie.extract(laid.text[:at] + opening + laid.text[at:])
    assert {p: c.value for p, c in found.cells.items()} == filled.values


def test_rows_that_no_label_names_are_doubtful_where_rows_are_missing() -> None:
    """Labels stand apart from the figures, and of these a page is lost."""
    table = next(t for t in forms()["2021"].tables if t.section == SUMMED)
    for seed in range(6):
        rng = random.Random(f"{seed} apart")
        filled = fill(forms()["2021"], rng, 0.9)
        laid = report(filled, LAYOUTS["labels first"], rng)
        lost = [table.path(r, c) for r in range(4, 9) for c in range(len(table.columns))]
        start, end = (laid.spans[p] for p in (lost[0], lost[-1]))
        cells = govie.extract(laid.text[: start[0]] + laid.text[end[1] :]).cells
        for path, cell in cells.items():
            assert cell.value in (None, filled.values[path]) or cell.confidence < 0.9, path


@pytest.mark.parametrize("mark", [" ", "\n"])
@pytest.mark.parametrize("form", forms())
def test_figures_that_narrow_cells_broke_are_whole_again_or_doubtful(form: str, mark: str) -> None:
    for seed in range(4):
        rng = random.Random(f"{form} {seed} narrow")
        filled = fill(forms()[form], rng, 0.9, 400)
        laid = report(filled, LAYOUTS["spaces"], rng)
        text, broken = laid.text, 0
        for path, (start, end) in sorted(laid.spans.items(), key=lambda s: -s[1][0]):
            if end - start > 3 and not path.startswith("disclosure") and broken % 5 < 2:
                text = text[: end - 1] + mark + text[end - 1 :]
            broken += end - start > 3
        cells = govie.extract(text).cells
        assert mistaken(cells, filled) == []
        right = [cells[p].value == v for p, v in filled.values.items() if p.startswith(SUMMED)]
        assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize("mark", [" ", "\n", "\r\n"])
@pytest.mark.parametrize("form", forms())
def test_figures_that_every_cell_broke_mislead_nobody(form: str, mark: str) -> None:
    """A large agency's table in a narrow page: each line of a cell holds two digits."""
    for seed in range(4):
        rng = random.Random(f"{form} {seed} narrower")
        filled = fill(forms()[form], rng, 0.9, 900)
        for path in (p for p in filled.values if p.startswith(SUMMED)):
            digits = filled.printed[path]
            filled.printed[path] = mark.join(digits[i : i + 2] for i in range(0, len(digits), 2))
        cells = govie.extract(report(filled, LAYOUTS["spaces"], rng).text).cells
        assert mistaken(cells, filled) == []


@pytest.mark.parametrize("mark", [" ", "\n"])
def test_figures_that_broke_at_their_separator_mislead_nobody(mark: str) -> None:
    rng = random.Random(40)
    filled = fill(forms()["2021"], rng, 0.9, 400)
    for path, digits in filled.printed.items():
        if path.startswith(SUMMED) and len(digits) > 3:
            filled.printed[path] = f"{digits[:-3]}{mark}，{digits[-3:]}"
    cells = govie.extract(report(filled, LAYOUTS["spaces"], rng).text).cells
    assert mistaken(cells, filled) == []


def test_a_figure_in_two_lines_of_its_ruled_cell_misleads_nobody() -> None:
    """Its row's other cells stand between its pieces."""
    rng = random.Random(41)
    filled = fill(forms()["2021"], rng, 0.9, 400)
    broken = {p for p, digits in filled.printed.items() if len(digits) > 3 and SUMMED in p}

    def ruled(table: Table, rng: random.Random) -> Iterator[Piece]:
        rule = "├───┼──┼──┼──┤\n"
        yield header(table, " │ ", " │\n") + rule
        for rows in lines(table):
            paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
            yield "" if table.flat else f"│ {row_label(table, rows[0], '')} "
            for path in paths:
                yield "│ "
                yield filled.printed[path][:-2] if path in broken else (path,)
                yield " "
            yield "│\n" if table.flat else "│\n│ "
            for path in () if table.flat else paths:
                yield f"│ {filled.printed[path][-2:] if path in broken else ''} "
            yield rule if table.flat else "│\n" + rule

    assert broken
    cells = govie.extract(report(filled, ruled, rng).text).cells
    assert mistaken(cells, filled) == []


@pytest.mark.parametrize("rule", ["├───┼──┼──┤\n", "+---+---+\n"])
@pytest.mark.parametrize("rows_a_rule", [2, 40])
def test_rows_without_a_rule_between_them_stay_apart(rule: str, rows_a_rule: int) -> None:
    rng = random.Random(46)
    filled = fill(forms()["2021"], rng, 0.5)

    def boxed(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield rule + header(table, " | ", " |\n") + rule
        for number, rows in enumerate(lines(table), 1):
            yield "" if table.flat else f"| {row_label(table, rows[0], '')} "
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield "| "
                yield (path,)
                yield " "
            yield "|\n" + rule * (number % rows_a_rule == 0)
        yield rule

    assert score(report(filled, boxed, rng), Counter()) == []


@pytest.mark.parametrize("mark", [" , ", " ， ", ",\n", "\n,"])
@pytest.mark.parametrize("form", forms())
def test_commas_between_cells_are_no_thousands_separators(form: str, mark: str) -> None:
    rng = random.Random(47)
    filled = fill(forms()[form], rng, 1.0, 400)
    cells = govie.extract(report(filled, by_line(mark, mark), rng).text).cells
    assert mistaken(cells, filled) == []
    if mark != "\n,":
        wrong = [p for p, v in filled.values.items() if SUMMED in p and cells[p].value != v]
        assert wrong == []


def test_a_row_of_zeros_keeps_its_empty_cells() -> None:
    rng = random.Random(48)
    filled = fill(forms()["2021"], rng, 0.3)
    totals = (p for p, v in filled.values.items() if SUMMED in p and p.endswith("total") and not v)
    row = next(totals).removesuffix("total")
    for column in ("public_welfare", "total"):
        filled.printed[row + column], filled.values[row + column] = "", None
    cells = govie.extract(report(filled, LAYOUTS["one value a line"], rng).text).cells
    for path in (p for p in filled.values if p.startswith(row)):
        assert cells[path].value == filled.values[path], path


def test_labels_a_line_above_their_figures_mislead_nobody() -> None:
    """As pdftotext -layout prints rows beside the two lines of their group's label."""
    rng = random.Random(43)
    filled = fill(forms()["2021"], rng, 0.9)
    slid = {
        "1.本机关不掌握相关政府信息": "",
        "2.没有现成信息需要另行制作": "not_held",
        "（四）无法": "needs_creation",
    }

    def padded(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "  ")
        for rows in lines(table):
            label = "" if table.flat else table.rows[rows[0]].text
            if "补正后" in label:
                for words, key in slid.items():
                    yield f"   {words}"
                    for path in filled.values if key else ():
                        if path.startswith(f"requests.unavailable.{key}."):
                            yield "    "
                            yield (path,)
                    yield "\n"
            if label in slid:
                continue
            yield f"   {label}"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield "    "
                yield (path,)
            yield "\n"

    cells = govie.extract(report(filled, padded, rng).text).cells
    assert mistaken(cells, filled) == []


@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize(
    "sentence",
    [
        "申请来自自然人、商业企业、科研机构、社会公益组织、法律服务机构、法人或其他组织。",
        "本年度行政复议结果维持0宗，结果纠正0宗，其他结果1宗，尚未审结0宗；未经复议直接起诉0宗。",
    ],
)
def test_a_sentence_that_names_the_tables_labels_is_no_table(form: str, sentence: str) -> None:
    rng = random.Random(44)
    filled = fill(forms()[form], rng, 0.9)

    def narrow(table: Table, rng: random.Random) -> Iterator[Piece]:
        """The header's words break: none of its labels is spelled out."""
        pieces = [*LAYOUTS["one value a line"](table, rng)]
        yield "\n".join(pieces[0]) if isinstance(pieces[0], str) else pieces[0]
        yield from pieces[1:]

    text = report(filled, narrow, rng).text
    at = text.index("二、主动公开")
    cells = govie.extract(f"{text[:at]}{sentence}\n{text[at:]}").cells
    assert {p: c.value for p, c in cells.items()} == filled.values


@pytest.mark.parametrize("total_only", [True, False])
def test_figures_in_two_lines_above_and_below_their_row_mislead_nobody(total_only: bool) -> None:
    """As pdftotext -layout prints figures that are wider than their cells."""
    rng = random.Random(45)
    filled = fill(forms()["2021"], rng, 0.9, 400)
    broken: set[str] = set()

    def padded(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "  ")
        for rows in lines(table):
            paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
            wide = {p for p in paths[-1 if total_only else 0 :] if len(filled.printed[p]) > 3}
            wide = wide if SUMMED in paths[0] and len(wide) <= 3 else set()
            broken.update(wide)
            label = "" if table.flat else row_label(table, rows[0], " ")
            for part in "above", "row", "below":
                line = (label if part == "row" else "").ljust(40)
                for path in paths:
                    digits = filled.printed[path]
                    its = {"above": digits[:-1], "row": "", "below": digits[-1:]}
                    cell = its[part] if path in wide else digits if part == "row" else ""
                    line += cell.rjust(9)
                if line.strip():
                    yield line + "\n"

    cells = govie.extract(report(filled, padded, rng).text).cells
    assert len(broken) > 8
    assert mistaken(cells, filled) == []


def test_rows_whose_labels_come_in_another_order_are_doubtful() -> None:
    """OCR of two rows at once: both labels, then their figures, whichever way."""
    rng = random.Random(42)
    filled = fill(forms()["2021"], rng, 1.0)
    laid = report(filled, LAYOUTS["one value a line"], rng)
    rows = [f"disclosure.{row}." for row in ("regulations", "normative_documents")]
    spans = [[s for p, s in laid.spans.items() if p.startswith(row)] for row in rows]
    start = laid.text.index("规章", laid.text.index(HEADINGS["disclosure"]))
    figures = [laid.text[a:b] for pair in zip(*reversed(spans), strict=True) for a, b in pair]
    text = "\n".join((laid.text[:start] + "行政规范性文件", "规章", *figures))
    cells = govie.extract(text + laid.text[spans[1][-1][1] :]).cells
    for path, cell in cells.items():
        if path.startswith(tuple(rows)):
            assert cell.confidence < 0.9, path
        else:
            assert cell.value == filled.values[path], path


def test_a_pages_number_below_the_last_row_is_no_amount() -> None:
    rng = random.Random(33)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS["spaces"], rng)
    end = laid.spans["disclosure.fees.amount"][1]
    cells = govie.extract(f"{laid.text[:end]}\n1\n{laid.text[end:]}").cells
    assert {p: c.value for p, c in cells.items()} == filled.values


def test_empty_cells_printed_as_dashes_have_no_sign() -> None:
    for seed in range(4):
        rng = random.Random(f"{seed} dashes")
        filled = fill(forms()["2021"], rng, 0.5)
        for path, value in filled.values.items():
            if value == 0:
                filled.printed[path], filled.values[path] = "-", None
        assert score(report(filled, LAYOUTS["spaces"], rng), Counter()) == []


def test_prose_and_table_in_one_line_are_told_apart() -> None:
    for form in forms():
        rng = random.Random(f"{form} in one line")
        filled = fill(forms()[form], rng, 0.9)
        laid = report(filled, LAYOUTS["spaces"], rng)
        behind = laid.text.index("五、")
        text = laid.text[:behind] + "以上各件均已办结，没有超期，也没有败诉。" + laid.text[behind:]
        cells = govie.extract(" ".join(text.split())).cells
        assert {p: c.value for p, c in cells.items()} == filled.values


def test_an_empty_cell_leaves_a_gap_between_lines() -> None:
    for step in ("\n", "\n\n", "\n \n\n"):
        rng = random.Random(f"{len(step)} gaps")
        filled = empty(fill(forms()["2021"], rng, 0.7), rng, 0.3)
        # where a row's first or last cell is empty its place is not told
        laid = report(filled, lambda t, r: apart(t, r, step), rng)  # noqa: B023
        count: Counter[str] = Counter()
        wrong = [w for w in score(laid, count) if w.startswith(SUMMED)]
        assert len(wrong) <= 0.25 * 175 and not count["silent"]


def apart(table: Table, rng: random.Random, step: str) -> Iterator[Piece]:
    yield header(table, "\n")
    for rows in lines(table):
        yield "" if table.flat else row_label(table, rows[0], "\n")
        for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
            yield step
            yield (path,)
        yield step


def test_a_line_with_few_of_its_fields_filled_is_read_by_its_fields() -> None:
    rng = random.Random(34)
    filled = fill(forms()["2021"], rng, 0.9)
    for path in filled.values:
        if path.startswith(("review.", "litigation_")):
            filled.printed[path], filled.values[path] = "", None
    for path, value in (
        ("litigation_direct.other", 3),
        ("litigation_direct.pending", 1),
        ("litigation_direct.total", 4),
    ):
        filled.printed[path], filled.values[path] = str(value), value
    assert score(report(filled, LAYOUTS["tab rows"], rng), Counter()) == []


def test_cells_that_break_into_lines_between_rules_are_one_row() -> None:
    """As programs draw a table with lines when its columns are narrow."""
    rng = random.Random(35)
    filled = fill(forms()["2019"], rng, 0.9)

    def ruled(table: Table, rng: random.Random) -> Iterator[Piece]:
        rule = "├───┼──┼──┼──┤\n"
        yield header(table, " │ ", " │\n") + rule
        for rows in lines(table):
            paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
            low = {path for path in paths if rng.random() < 0.4}
            label = "" if table.flat else row_label(table, rows[0], "")
            for part, words in enumerate((label[: len(label) // 2], label[len(label) // 2 :])):
                yield f"│ {words} " if not table.flat else ""
                for path in paths:
                    yield "│ "
                    yield (path,) if (path in low) == bool(part) else ""
                    yield " "
                yield "│\n"
            yield rule

    assert score(report(filled, ruled, rng), Counter()) == []


def test_a_remark_may_go_on_in_the_next_line_of_its_cell() -> None:
    rng = random.Random(36)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS["one value a line"], rng)
    end = laid.spans["disclosure.normative_documents.issued"][1]
    text = f"{laid.text[:end]}（其中联合\n印发2件）{laid.text[end:]}"
    cells = govie.extract(text).cells
    assert {p: c.value for p, c in cells.items()} == filled.values


def test_many_numbers_before_a_table_that_breaks_off_are_none_of_its_rows() -> None:
    rng = random.Random(37)
    filled = fill(forms()["2019"], rng, 0.9)
    laid = report(filled, LAYOUTS["spaces"], rng)
    start = laid.text.index("第二十条第（一）项")
    end = laid.spans["disclosure.licensing.decisions"][1]
    behind = laid.text.index("三、收到")
    opening = "水利 15 条、民政 34\n条、教育 1 条、交通 4 条、2019 年度年报 2 条\n"
    text = f"{laid.text[:start]}{opening}{laid.text[start:end]}\n其他对外管理服务事项\n{laid.text[behind:]}"
    cells = govie.extract(text).cells
    for path, span in laid.spans.items():
        wanted = None if end < span[0] < behind else filled.values[path]
        assert cells[path].value == wanted, path


def test_a_mark_that_may_be_a_digit_makes_a_figure_doubtful() -> None:
    rng = random.Random(38)
    filled = fill(forms()["2019"], rng, 0.9)
    laid = report(filled, LAYOUTS["tab rows"], rng)
    end = laid.spans["disclosure.coercion.decisions"][1]
    cell = govie.extract(f"{laid.text[:end]}]{laid.text[end:]}").cells[
        "disclosure.coercion.decisions"
    ]
    assert cell.value is None or cell.confidence < 0.9


@pytest.mark.parametrize("layout", ["spaces", "wide spaces", "label and values on two lines"])
def test_a_sign_apart_from_its_figure_is_never_lost_unseen(layout: str) -> None:
    for seed in range(4):
        rng = random.Random(f"{layout} {seed} signs")
        filled = fill(forms()["2019"], rng, 0.9)
        for path in filled.values:
            if path.endswith(".change"):
                filled.printed[path], filled.values[path] = "- 7", -7
            elif seed % 2 and path.endswith(".previous_items"):
                filled.printed[path], filled.values[path] = "", None
        count: Counter[str] = Counter()
        wrong = score(report(filled, LAYOUTS[layout], rng), count)
        assert not count["silent"] and (seed % 2 or wrong == [])


@pytest.mark.parametrize("layout", ["tab rows", "pipes", "one value a line"])
@pytest.mark.parametrize(
    ("heading", "note"),
    [
        ("五、", "另有行政复议 2 件。"),
        ("三、", "注：现行有效规章 3 件"),
        ("四、", "附：一、本年新收政府信息公开申请数量 5"),
    ],
)
def test_a_note_behind_a_table_may_name_its_first_row(layout: str, heading: str, note: str) -> None:
    rng = random.Random(39)
    filled = fill(forms()["2021"], rng, 0.9)
    laid = report(filled, LAYOUTS[layout], rng)
    at = laid.text.index(f"\n{heading}") + 1
    cells = govie.extract(f"{laid.text[:at]}{note}\n{laid.text[at:]}").cells
    assert {p: c.value for p, c in cells.items()} == filled.values


@pytest.mark.parametrize("mark", ["\n", " "])
def test_rows_without_sums_are_doubtful_where_figures_are_broken(mark: str) -> None:
    for seed in range(6):
        rng = random.Random(f"{seed} broken")
        filled = fill(forms()["2021"], rng, 0.9)
        laid = report(filled, LAYOUTS["tab rows"], rng)
        text = laid.text
        for path, (start, end) in sorted(laid.spans.items(), key=lambda s: -s[1][0]):
            if path.startswith("disclosure") and end - start > 1 and (start + seed) % 2:
                text = text[: end - 1] + mark + text[end - 1 :]
        for path, cell in govie.extract(text).cells.items():
            assert cell.value in (None, filled.values[path]) or cell.confidence < 0.9, path
