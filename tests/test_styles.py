"""Tables as agencies vary them: labels in other words, columns and numbers of their own, tables joined, turned or listed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from layouts import Filled, fill

import govie
from govie.form import Form, Table, forms
from govie.report import Report

Line = list[str]


def filled_form(form: str, seed: int = 0) -> Filled:
    return fill(forms()[form], random.Random(f"{form} {seed}"), 0.5)


def table_of(form: Form, name: str) -> Table:
    return next(t for t in form.tables if t.name == name)


def printed(filled: Filled, table: Table, row: int, *, empty: bool = False) -> Line:
    """What the cells of a row print; ``empty``: nothing for 0."""
    cells = [filled.printed[table.path(row, c)] for c in range(len(table.columns))]
    return ["" if empty and cell == "0" else cell for cell in cells]


def requests(
    filled: Filled, *, empty: bool = False, words: dict[str, str] | None = None
) -> list[Line]:
    """The request table with its labels in three columns."""
    table = table_of(filled.form, "requests")
    names = [c.text for c in table.columns]
    lines = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", names[0], "法人或其他组织", "", "", "", "", names[-1]],
        ["", "", "", "", *names[1:-1], ""],
    ]  # fmt: skip
    for number, row in enumerate(table.rows):
        text = (words or {}).get(row.text, row.text)
        group = row.group or ""
        before = table.rows[number - 1].group if number else None
        label = ["" if group == before else group, text, ""]
        if group and not group.startswith("三"):
            label = ["", "" if group == before else group, text]
        elif not group:
            label = [text, "", ""]
        lines.append([*label, *printed(filled, table, number, empty=empty)])
    return lines


def review(filled: Filled) -> list[Line]:
    table = table_of(filled.form, "review")
    names = [c.text for c in table.columns]
    own = [cell for row in range(3) for cell in printed(filled, table, row)]
    return [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*names, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *names, *names],
        own,
    ]


def disclosure(filled: Filled, words: dict[str, str] | None = None) -> list[Line]:
    lines: list[Line] = []
    for table in filled.form.tables:
        if table.section == "disclosure":
            names = [(words or {}).get(c.text, c.text) for c in table.columns]
            lines += [[table.label], ["信息内容", *names]]
            lines += [[r.text, *printed(filled, table, n)] for n, r in enumerate(table.rows)]
    return lines


def tabs(lines: Sequence[Line]) -> str:
    return "\n".join("\t".join(line) for line in lines)


def markdown(lines: Sequence[Line]) -> str:
    bars = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([bars[0], "|---" * len(lines[0]) + "|", *bars[1:]])


def report(*tables: str, title: str = "青岭县农业农村局2023年政府信息公开工作年度报告") -> str:
    heads = [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    parts = [part for both in zip(heads, tables, strict=False) for part in both]
    return "\n".join([title, "一、总体情况", "工作平稳。", *parts, "五、存在的主要问题", "无。"])


def wrong(
    filled: Filled, found: Report, prefix: str | tuple[str, ...], *, empty: bool = False
) -> list[str]:
    """The cells whose values are not those of the form; ``empty``: where 0 is printed nothing is."""
    return [
        f"{path}: {found.cells[path].value} for {value}"
        for path, value in filled.values.items()
        if path.startswith(prefix)
        and found.cells[path].value != (None if empty and value == 0 else value)
    ]


WORDS = {
    "一、本年新收政府信息公开申请数量": "一、本年新收申请数量",
    "二、上年结转政府信息公开申请数量": "二、上年结转申请数量",
    "（一）予以公开": "（一）同意公开",
    "2.其他法律行政法规禁止公开": "2.法律法规禁止公开",
    "3.危及“三安全一稳定”": "3.危及国家安全、公共安全、经济安全、社会稳定",
    "4.保护第三方合法权益": "4.第三方不同意公开",
    "5.属于三类内部事务信息": "5.内部事务信息",
    "3.补正后申请内容仍不明确": "3.补正后内容仍不明确",
    "4.无正当理由大量反复申请": "4.大量反复申请",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期未缴费",
}


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("write", [tabs, markdown])
@pytest.mark.parametrize("label", WORDS)
def test_a_label_in_other_words(
    label: str, write: Callable[[Sequence[Line]], str], empty: bool
) -> None:
    filled = filled_form("2021", len(label))
    own = requests(filled, empty=empty, words={label: WORDS[label]})
    found = govie.extract(report("无。", write(own)))
    assert wrong(filled, found, "requests", empty=empty) == []


@pytest.mark.parametrize("mark", ["\t", ","])
def test_tables_after_all_of_the_text(mark: str) -> None:
    filled = filled_form("2021")
    opening = report("", "", "")
    tables = [*disclosure(filled), *requests(filled), *review(filled)]
    lines = [mark.join(c.replace(",", "，") for c in line) for line in tables]
    found = govie.extract("\n".join([opening, *lines]))
    assert wrong(filled, found, "") == []


def test_a_head_of_the_form_before_is_no_form() -> None:
    filled = filled_form("2021")
    words = {
        "本年制发件数": "本年新制作数量",
        "本年废止件数": "废止件数",
        "现行有效件数": "现行有效数量",
    }
    found = govie.extract(report(tabs(disclosure(filled, words)), tabs(requests(filled))))
    assert wrong(filled, found, "disclosure") == []
    assert found.form == "2021"


def numbered(filled: Filled, write: Callable[[int, str], Line]) -> list[Line]:
    """The request table with labels in one column, and what ``write`` makes of each."""
    table = table_of(filled.form, "requests")
    head = ["项目", "行次", *[c.text for c in table.columns]]
    rows = [
        [*write(n, row.text.lstrip("0123456789.")), *printed(filled, table, n)]
        for n, row in enumerate(table.rows)
    ]
    return [head, *rows]


CODES: dict[str, Callable[[int, str], Line]] = {
    "codes": lambda n, label: [f"{100 + n} {label}", ""],
    "outline": lambda n, label: [f"3.{n // 5}.{n % 5 + 1} {label}", ""],
    "order": lambda n, label: [label, str(n + 1)],
    "items": lambda n, label: [str(n + 1), label],
}


@pytest.mark.parametrize("kind", CODES)
def test_numbers_of_rows_are_no_cells(kind: str) -> None:
    filled = filled_form("2021", 3)
    lines = numbered(filled, CODES[kind])
    if kind in ("codes", "outline"):
        lines = [[line[0], *line[2:]] for line in lines]
    found = govie.extract(report("无。", tabs(lines)))
    assert wrong(filled, found, "requests") == []


def test_numbers_of_items_between_labels() -> None:
    filled = filled_form("2021", 5)
    lines = []
    for line in requests(filled):
        number, point, rest = line[2].partition(".")
        lines.append([*line[:2], number if point else "", rest if point else "", *line[3:]])
    found = govie.extract(report("无。", tabs(lines)))
    assert wrong(filled, found, "requests") == []


def test_numbers_of_columns_on_lines_of_their_own() -> None:
    filled = filled_form("2021", 6)
    lines = [cell for line in review(filled)[:3] for cell in line if cell]
    lines += [str(n) for n in range(1, 16)]
    lines += review(filled)[3]
    found = govie.extract(report("无。", tabs(requests(filled)), "\n".join(lines)))
    assert wrong(filled, found, ("review", "litigation")) == []


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("mark", ["—", ""])
def test_small_tables_made_one(form: str, mark: str) -> None:
    filled = filled_form(form, 7)
    tables = [t for t in filled.form.tables if t.section == "disclosure"]
    names = dict.fromkeys(c.key for t in tables for c in t.columns)
    texts = {c.key: c.text for t in reversed(tables) for c in t.columns}
    lines = [["类别", *(texts[key] for key in names)]]
    for table in tables:
        for number, row in enumerate(table.rows):
            own = dict(
                zip([c.key for c in table.columns], printed(filled, table, number), strict=True)
            )
            lines.append([row.text, *(own.get(key, mark) for key in names)])
    found = govie.extract(report(tabs(lines), tabs(requests(filled))))
    assert wrong(filled, found, "disclosure") == []


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("joined", [False, True])
def test_indicators_one_a_line(form: str, joined: bool) -> None:
    filled = filled_form(form, 8)
    lines = [["序号", "指标名称", "", "数量"]]
    for table in filled.form.tables:
        for number, row in enumerate(table.rows) if table.section == "disclosure" else ():
            for c, (column, cell) in enumerate(
                zip(table.columns, printed(filled, table, number), strict=True)
            ):
                label = (
                    [f"{row.text}—{column.text}", ""]
                    if joined
                    else [row.text if not c else "", column.text]
                )
                lines.append([str(len(lines)), *label, cell])
    found = govie.extract(report(tabs(lines), tabs(requests(filled))))
    assert wrong(filled, found, "disclosure") == []


@pytest.mark.parametrize("mark", ["\t", " "])
def test_a_turned_table_with_its_groups_above(mark: str) -> None:
    filled = filled_form("2021", 9)
    table = table_of(filled.form, "requests")
    rows = [printed(filled, table, n) for n in range(len(table.rows))]
    groups = [
        row.group if row.group and not row.group.startswith("三") else row.text
        for row in table.rows
    ]
    labels = [row.text for row in table.rows]
    lines = [["申请人情况", *groups], ["", *labels]]
    lines += [[c.text, *(row[n] for row in rows)] for n, c in enumerate(table.columns)]
    text = "\n".join(mark.join(cell for cell in line if cell or mark == "\t") for line in lines)
    found = govie.extract(report("无。", text))
    assert wrong(filled, found, "requests") == []


def test_a_mirrored_table() -> None:
    filled = filled_form("2021", 10)
    lines = [line[::-1] for line in requests(filled)]
    found = govie.extract(report("无。", markdown(lines)))
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("kept", [[0], [0, 1, 3, 5, 6]])
def test_columns_that_a_table_lacks_are_null(kept: list[int]) -> None:
    filled = filled_form("2021", 11)
    table = table_of(filled.form, "requests")
    lines = []
    for number, line in enumerate(requests(filled)):
        head = ["", *[c.text for c in table.columns][1:-1], ""] if number == 2 else line[3:]
        if number == 1:
            head = [line[3], *["法人或其他组织"] * 5, line[-1]]
        lines.append([*line[:3], *(head[n] for n in kept)])
    found = govie.extract(report("无。", markdown(lines)))
    for row in range(len(table.rows)):
        for column in range(7):
            value = filled.values[table.path(row, column)] if column in kept else None
            assert found.cells[table.path(row, column)].value == value


def test_a_subtotal_and_a_column_that_is_lost() -> None:
    filled = filled_form("2021", 12)
    table = table_of(filled.form, "requests")
    names = [c.text for c in table.columns]
    lines = [["项目", *names[:-1], "小计", names[-1]]]
    for number, row in enumerate(table.rows):
        own = printed(filled, table, number)
        rest = [cell for n, cell in enumerate(own[1:-1]) if n != 1]
        total = sum(map(int, rest))
        lines.append([row.text, own[0], *rest, str(total), str(int(own[0]) + total)])
    found = govie.extract(report("无。", "\n".join(" ".join(line) for line in lines)))
    for row in range(len(table.rows)):
        assert found.cells[table.path(row, 0)].value == filled.values[table.path(row, 0)]
        lost = [found.cells[table.path(row, c)] for c in range(1, 6)]
        assert not any(c.value is not None and c.confidence >= 0.9 for c in lost)


def test_columns_without_a_name() -> None:
    filled = filled_form("2021", 13)
    lines = requests(filled)
    cut = 6
    lines[cut] = [c or f"Col{n}" for n, c in enumerate(lines[cut], 1)]
    text = "\n\n".join([markdown(lines[:cut]), markdown(lines[cut:])])
    found = govie.extract(report("无。", text))
    assert wrong(filled, found, "requests") == []


def test_stacked_rows_parted_by_blanks() -> None:
    filled = filled_form("2021", 14)
    table = table_of(filled.form, "requests")
    lines = [["项目", "", *[c.text for c in table.columns]]]
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows):
        group = row.group if row.group and not row.group.startswith("三") else f"{number}"
        groups.setdefault(group, []).append(number)
    for group, numbers in groups.items():
        own = [printed(filled, table, n) for n in numbers]
        label = [group if len(numbers) > 1 else "", " ".join(table.rows[n].text for n in numbers)]
        lines.append([*label, *(" ".join(row[c] for row in own) for c in range(7))])
    found = govie.extract(report("无。", "\n".join(" | ".join(line) for line in lines)))
    assert wrong(filled, found, "requests") == []


def test_own_last_column_of_the_review_table() -> None:
    filled = filled_form("2021", 15)
    lines = review(filled)
    total = sum(int(c) for c in lines[3][4::5])
    whole = [
        [*line, own] for line, own in zip(lines, ["", "", "复议诉讼合计", str(total)], strict=True)
    ]
    found = govie.extract(report("无。", tabs(requests(filled)), tabs(whole)))
    assert wrong(filled, found, "review") == wrong(filled, found, "litigation") == []


def test_an_empty_review_table_is_blank() -> None:
    filled = filled_form("2021", 16)
    lines = [*review(filled)[:3], [""] * 15]
    found = govie.extract(report("无。", markdown(requests(filled)), markdown(lines)))
    cells = [c for path, c in found.cells.items() if path.startswith(("review.", "litigation"))]
    assert {cell.status for cell in cells} == {"blank"}


def test_a_caption_with_a_number() -> None:
    filled = filled_form("2021", 17)
    own = "表3 政府信息公开行政复议、行政诉讼情况\n" + tabs(review(filled))
    found = govie.extract(report("无。", tabs(requests(filled)), own))
    assert wrong(filled, found, "review") == wrong(filled, found, "litigation") == []


def test_empty_lines_for_empty_cells_and_for_places_of_labels() -> None:
    filled = filled_form("2021", 18)
    table = table_of(filled.form, "requests")
    lines = [c.text for c in table.columns]
    for number, row in enumerate(table.rows):
        depth = 2 if row.text[0].isdecimal() else 1 if row.text[0] == "（" else 0
        own = printed(filled, table, number, empty=True)
        own[-1] = own[-1] or "0"
        own[2] = own[3] = ""
        lines += [*[""] * depth, row.text, *own]
    found = govie.extract(report("无。", "\n".join(lines)))
    for row in range(len(table.rows)):
        for column in (0, 1, 4, 5):
            value = filled.values[table.path(row, column)] or None
            assert found.cells[table.path(row, column)].value == value
        assert found.cells[table.path(row, 2)].value is None


def test_the_first_of_two_reports_is_read() -> None:
    one, two = filled_form("2021", 19), filled_form("2021", 20)
    other = report(
        tabs(disclosure(two)), tabs(requests(two)), tabs(review(two)),
        title="松岭市五里镇人民政府2023年政府信息公开工作年度报告",
    )  # fmt: skip
    own = report(tabs(disclosure(one)), tabs(requests(one)), tabs(review(one)))
    found = govie.extract(f"{own}\n{other}")
    assert found.agency == "青岭县农业农村局"
    assert wrong(one, found, "") == []
