"""What real converters leave of tables: indentation, broken lines, numbered columns, columns left out, boxes out of place."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from layouts import Filled
from test_as_programs_print import title
from test_between_cells import LITIGATION, bare, silent
from test_styles import Line, disclosure, filled_form, report, requests, review, tabs, wrong

import govie

FORMS = ["2019", "2021"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indent", ["\t", "  "])
def test_paragraphs_within_indented_markup(form: str, indent: str) -> None:
    """Without its tags, markup leaves a blank line for each tag alone on its line, as deep as the tag stood."""
    filled = filled_form(form)
    rng = random.Random(form)

    def markup(lines: Sequence[Line]) -> str:
        out = []
        for line in lines:
            out.append(indent)
            for cell in line:
                if cell and rng.random() < 0.5:
                    out += [2 * indent, 4 * indent + cell, 3 * indent]
                else:
                    out.append(2 * indent + cell)
            out.append(indent)
        return "\n".join(out)

    own = bare(requests(filled, empty=True))
    found = govie.extract(report(markup(disclosure(filled)), markup(own), title=title(form)))
    assert wrong(filled, found, "requests", empty=True) == []


def test_a_backslash_for_nothing_in_latex() -> None:
    filled = filled_form("2021")
    lines = requests(filled, empty=True)[3:]
    rows = [" & ".join([*line[:3], *(c or "\\" for c in line[3:])]) + " \\\\" for line in lines]
    found = govie.extract(report("无。", "\n".join(rows)))
    assert wrong(filled, found, "requests", empty=True) == []


def test_lines_that_break_after_each_empty_cell() -> None:
    """A row with the label of its group has more cells than any line has bars."""
    filled = filled_form("2021")
    rows = [
        " | ".join(cell if cell else "   \n\t" for cell in line)
        for line in bare(requests(filled, empty=True))[3:]
    ]
    found = govie.extract(report("无。", "\n".join(rows)))
    assert wrong(filled, found, "requests", empty=True) == []


def test_each_table_below_the_numbers_of_its_columns() -> None:
    """No blank line parts the tables, and a row of empty cells stands before the numbers."""
    filled = filled_form("2021")
    tables: list[list[Line]] = []
    for line in disclosure(filled):
        if line[0].startswith("第二十条"):
            tables.append([])
        tables[-1].append(line)
    tables[1][-1][1:] = ["nan"] * len(tables[1][-1][1:])
    text = []
    for lines in tables:
        width = max(map(len, lines))
        text.append("| " + " | ".join(map(str, range(width))) + " |")
        text.append("|" + "---|" * width)
        text += [
            "| " + " | ".join([*line, *[line[0]] * (width - len(line))]) + " |" for line in lines
        ]
    found = govie.extract(report("\n".join(text), tabs(requests(filled))))
    lost = [
        w
        for w in wrong(filled, found, "disclosure")
        if found.cells[w.split(":")[0]].value is not None
    ]
    assert lost == []
    assert found.cells["disclosure.licensing.decisions"].value is None


@pytest.mark.parametrize("name", ["其他处理", "其他 处理"])
@pytest.mark.parametrize("mark", ["\n", "\t"])
def test_a_group_as_one_row_without_its_number(name: str, mark: str) -> None:
    filled = filled_form("2021")
    lines = []
    for line in bare(requests(filled))[3:]:
        if "（六）" in line[0] or "不再处理" in line[0] or line[0] == "3.其他":
            continue
        if "总计" in line[0]:
            lines.append([name, "3", "0", "0", "0", "0", "0", "3"])
        lines.append(line)
    found = govie.extract(report("无。", "\n".join(mark.join(line) for line in lines)))
    others = [p for p in filled.values if p.startswith("requests.other_outcome.")]
    assert [found.cells[p].value for p in others] == [None] * len(others)
    kept = [w for w in wrong(filled, found, "requests") if ".other_outcome." not in w]
    assert silent(kept, found) == []


def test_columns_that_python_leaves_out_are_not_made_up() -> None:
    filled = filled_form("2021")
    rows = [
        f"{n:<3}{line[0]:>40}  {line[1]:>8}  ...  {line[-2]:>8}  {line[-1]:>8}"
        for n, line in enumerate(bare(requests(filled))[3:])
    ]
    found = govie.extract(report("无。", "\n".join(rows)))
    assert silent(wrong(filled, found, "requests"), found) == []


def boxes(filled: Filled) -> tuple[str, list[str]]:
    """The request table box by box: its labels, and the numbers of each column."""
    own = bare(requests(filled))[3:]
    labels = "\n".join("".join(line[:-7]) for line in own)
    return labels, ["\n".join(line[c - 7] for line in own) for c in range(7)]


@pytest.mark.parametrize("form", FORMS)
def test_columns_before_the_heading_of_their_table(form: str) -> None:
    """A page is printed box by box, and the first columns come before the heading that stands above them."""
    filled = filled_form(form, 3)
    labels, columns = boxes(filled)
    heading = "三、收到和处理政府信息公开申请情况"
    text = report(tabs(disclosure(filled)), "BOXES", tabs(review(filled)), title=title(form))
    before, _, after = text.partition(heading)
    middle = ["申请人情况", *columns[:4], heading, labels, *columns[4:]]
    found = govie.extract(before + "\n\n".join(["", *middle]) + after.removeprefix("\nBOXES"))
    assert wrong(filled, found, "requests") == []
    assert silent(wrong(filled, found, ("disclosure", *LITIGATION)), found) == []


def test_rows_exchanged_in_most_columns_are_doubtful() -> None:
    """Where a sum over rows fails in most columns, rows may have moved against their labels."""
    filled = filled_form("2021")
    lines = bare(requests(filled))
    numbers = [line[-7:] for line in lines[3:]]
    moved = [numbers[-1], *numbers[:-1]]
    rows = [[*line[:-7], *own] for line, own in zip(lines[3:], moved, strict=True)]
    found = govie.extract(report("无。", tabs([*lines[:3], *rows])))
    assert len(found.failed) >= 4
    own = [
        c.confidence
        for p, c in found.cells.items()
        if p.startswith("requests") and c.value is not None
    ]
    assert max(own) < 0.9


def test_delimited_rows_that_lack_cells_are_doubtful() -> None:
    """A converter that leaves out empty cells does not tell which cells the others are."""
    filled = filled_form("2019")
    lines = [[cell for cell in line if cell != "0"] for line in disclosure(filled)]
    found = govie.extract(
        report(
            ",".join(",".join(line) for line in lines), tabs(requests(filled)), title=title("2019")
        )
    )
    assert silent(wrong(filled, found, "disclosure"), found) == []


def test_numbers_before_the_labels_of_their_rows_are_doubtful() -> None:
    """A label in the middle of its row is printed after the row's first number."""
    filled = filled_form("2021")
    lines = disclosure(filled)
    out = []
    for line in lines:
        if len(line) > 2 and line[0] != "信息内容":
            out += [line[1], line[0], *line[2:]]
        elif len(line) == 2 and line[0] != "信息内容":
            out += [line[1], line[0]]
        else:
            out += line
    found = govie.extract(report("\n\n".join(out), tabs(requests(filled))))
    assert silent(wrong(filled, found, "disclosure"), found) == []


def test_the_last_numbers_of_small_tables_after_the_next_heading() -> None:
    """A page is printed box by box: the change of fees and an amount of money stand among the next table's boxes."""
    filled = filled_form("2019", 2)
    own_tables = [t for t in filled.form.tables if t.section == "disclosure"]
    labels = [["信息内容", *(r.text for r in t.rows)] for t in own_tables]
    boxes = ["\n".join(own) for own in labels]
    last: list[str] = []
    for table in own_tables:
        boxes.append(table.label)
        for column, head in enumerate(table.columns):
            numbers = [filled.printed[table.path(row, column)] for row in range(len(table.rows))]
            if column and len(table.rows) == 1:
                boxes.append(head.text)
                last += numbers
            else:
                boxes.append("\n".join([head.text, *numbers]))
    own = bare(requests(filled))
    middle = ["- 1 -", *last, tabs(own[:3]), *("\n".join(line) for line in own[3:])]
    tables = ("\n\n".join(boxes), "\n\n".join(middle), tabs(review(filled)))
    text = report(*tables, title=title("2019"))
    found = govie.extract(text)
    assert wrong(filled, found, ("disclosure", "requests")) == []


def halves(lines: Sequence[Line], at: int) -> tuple[list[Line], list[Line]]:
    """The request table as two, of which the second has the columns from ``at`` on."""
    heads = [["项目", *(lines[2][3:-1]), "总计"]]
    heads[0][1] = "自然人"
    rows = [["".join(line[:-7]), *line[-7:]] for line in bare(lines)[3:]]
    own = [*heads, *rows]
    return [line[: 1 + at] for line in own], [[line[0], *line[1 + at :]] for line in own]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", [3, 4, 5])
@pytest.mark.parametrize("again", ["（续上表）", "二、组织和总计"])
def test_a_table_too_wide_for_its_page_in_two(form: str, at: int, again: str) -> None:
    """The labels of all rows come again with the other columns: it is no other year's, and no other body's table."""
    filled = filled_form(form, at)
    first, second = halves(requests(filled, empty=True), at)
    text = report(
        tabs(disclosure(filled)), tabs(first) + f"\n{again}\n" + tabs(second), title=title(form)
    )
    found = govie.extract(text)
    assert wrong(filled, found, "requests", empty=True) == []
    assert not any("W114" in w for w in found.warnings)


def test_keys_of_objects_name_the_columns_of_a_table_in_two() -> None:
    filled = filled_form("2021", 6)
    first, second = halves(requests(filled), 4)

    def listed(lines: Sequence[Line]) -> str:
        names = lines[0][1:]
        return "\n".join(
            "\n".join([line[0], *(f"{n}：{c}" for n, c in zip(names, line[1:], strict=True))])
            for line in lines[1:]
        )

    found = govie.extract(
        report(tabs(disclosure(filled)), listed(first) + "\n（续上表）\n" + listed(second))
    )
    assert wrong(filled, found, "requests") == []


def test_another_bodys_table_is_no_other_half() -> None:
    """Both tables have all columns."""
    filled = filled_form("2021")
    other = filled_form("2021", 9)
    own, others = tabs(bare(requests(filled))), tabs(bare(requests(other)))
    found = govie.extract(report("无。", own + "\n下属单位\n" + others))
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("mark", ["\n", "\n\n", " "])
def test_zero_as_a_word_that_only_lines_or_spaces_part(mark: str) -> None:
    filled = filled_form("2021")
    rows = [
        mark.join(["".join(line[:-7]), *("零" if c == "0" else c for c in line[-7:])])
        for line in bare(requests(filled))[3:]
    ]
    found = govie.extract(report("无。", "\n".join(rows)))
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("form", FORMS)
def test_a_turned_table_with_a_field_for_the_group_of_its_columns(form: str) -> None:
    """Each line is a kind of applicant; the name of the group stands once, in a field before theirs."""
    filled = filled_form(form, 5)
    own = bare(requests(filled))[3:]
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    lines = [["申请人情况", "", *("".join(line[:-7]) for line in own)]]
    for column, name in enumerate(names):
        group = "法人或其他组织" if column == 1 else ""
        label = [name, ""] if column in (0, 6) else [group, name]
        lines.append([*label, *(line[column - 7] for line in own)])
    bars = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    for text in (bars, tabs(lines)):
        found = govie.extract(report(tabs(disclosure(filled)), text, title=title(form)))
        assert wrong(filled, found, "requests") == []


def test_labels_of_groups_side_by_side_with_those_of_rows() -> None:
    """All labels wrap, and the numbers stand on the first line of theirs: a row without any is empty."""
    filled = filled_form("2021", 7)
    own = requests(filled)[3:]
    group = ""
    lines = []
    for number, line in enumerate(own):
        label = "".join(line[:3])
        group = line[1] if label.startswith("（") and line[1] and line[2] else group
        cells = ["" if number % 5 == 3 else c for c in line[3:]]
        text = line[2] or line[1] or line[0]
        in_group = bool(line[2])
        first, second = ("三、本年度办", "理结果") if in_group or line[1] else ("", "")
        for n in range(0, len(text), 7):
            parts = [
                first if n == 0 else second if n == 7 else "",
                (group or "")[:5] if in_group and n == 0 else "",
            ]
            left = f"{parts[0]:　<8}  {parts[1]:　<7}  {text[n : n + 7]:　<9}"
            lines.append(left + ("  ".join(f"{c:>6}" for c in cells) if n == 0 else ""))
    found = govie.extract(report("无。", "\n".join(lines)))
    assert (
        silent(
            [
                w
                for w in wrong(filled, found, "requests")
                if not w.split(": ")[1].startswith("None")
            ],
            found,
        )
        == []
    )


def test_brackets_around_a_change_after_the_name_of_its_column() -> None:
    filled = filled_form("2019", 4)
    lines = []
    changes = {}
    for table in filled.form.tables:
        for row, label in enumerate(table.rows if table.section == "disclosure" else ()):
            for column, head in enumerate(table.columns):
                path = table.path(row, column)
                printed = filled.printed[path]
                if head.signed:
                    changes[path] = -abs(int(filled.values[path] or 0)) - 100
                    printed = f"({-changes[path]})"
                lines.append(f"{table.label} {label.text} {head.text} {printed}")
    found = govie.extract(report("\n".join(lines), tabs(requests(filled)), title=title("2019")))
    assert {p: found.cells[p].value for p in changes} == changes


def test_names_that_pandas_makes_up() -> None:
    filled = filled_form("2021", 8)
    own = bare(requests(filled))[3:]
    names = ["label", "申请人情况", *(f"申请人情况.{n}" for n in range(1, 7))]
    records = [
        "\n".join(f"{n}: {c}" for n, c in zip(names, ["".join(line[:-7]), *line[-7:]], strict=True))
        for line in own
    ]
    frame = ",".join(["Unnamed: 0", *(f"Unnamed: {n}" for n in range(1, 8))])
    rows = [",".join(["".join(line[:-7]) + "：", *line[-7:]]) for line in own]
    for text in ("\n\n".join(records), "\n".join([frame, *rows])):
        found = govie.extract(report("无。", text))
        assert silent(wrong(filled, found, "requests"), found) == []
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("form", FORMS)
def test_lists_after_a_colon_whose_first_cell_is_mostly_empty(form: str) -> None:
    """The mark right after the colon is that of an empty cell, and parts no label."""
    filled = filled_form(form)
    own = bare(requests(filled))[3:]
    persons = "natural_person"
    rows = ["".join(line[:-7]) + "：" + ",".join(["", *line[-6:]]) for line in own]
    found = govie.extract(report("无。", "\n".join(rows), title=title(form)))
    others = [w for w in wrong(filled, found, "requests") if persons not in w]
    assert silent(others, found) == []


def test_three_dots_from_a_label_to_its_cells_leave_nothing_out() -> None:
    filled = filled_form("2021")
    rows = [
        "".join(line[:-7]) + "  ...  " + "  ".join(line[-7:]) for line in bare(requests(filled))[3:]
    ]
    found = govie.extract(report("无。", "\n".join(rows)))
    assert wrong(filled, found, "requests") == []


def test_brackets_around_every_number_of_a_list_are_no_signs() -> None:
    filled = filled_form("2019", 4)
    lines = []
    for table in filled.form.tables:
        for row, label in enumerate(table.rows if table.section == "disclosure" else ()):
            cells = [
                f"{head.text}( {filled.printed[table.path(row, c)].lstrip('+')} )"
                for c, head in enumerate(table.columns)
            ]
            lines.append(f"{label.text}: " + "、".join(cells))
    found = govie.extract(report("\n".join(lines), tabs(requests(filled)), title=title("2019")))
    assert silent(wrong(filled, found, "disclosure"), found) == []


def test_a_value_that_a_dot_parts_from_its_label_is_no_made_up_name() -> None:
    filled = filled_form("2021", 3)
    rows = [
        f"{line[0]}（件）.{line[1]}" + "".join(f"\t{c}" for c in line[2:])
        for line in disclosure(filled)
        if len(line) > 1 and line[0] != "信息内容"
    ]
    found = govie.extract(report("\n".join(rows), tabs(requests(filled))))
    assert silent(wrong(filled, found, "disclosure"), found) == []
