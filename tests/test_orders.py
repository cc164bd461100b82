"""The names above a table order its columns, and rows side by side, whatever delimits the cells."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pytest
from layouts import HEADINGS, Filled, Laid, Layout, Piece, fill, report
from scoring import score

import govie
from govie.form import Table, forms

FORMS = sorted(forms())
DELIMITED = {
    "a tab": ("\t", "\n"),
    "a bar": (" | ", " |\n"),
    "a line for each cell": ("\n", "\n"),
    "a paragraph for each cell": ("\n\n", "\n\n"),
    "a space": (" ", "\n"),
    "a bar on a line of its own": ("\n|\n", "\n|\n"),
}
PERSONS, BUSINESS, RESEARCH, WELFARE, LEGAL, OTHERS, TOTAL = range(7)
ORGANIZATIONS = [BUSINESS, RESEARCH, WELFARE, LEGAL, OTHERS]

Orders = Mapping[str, Sequence[int]]
"""The order in which a table prints its columns, by its name; of others the form's."""


def ordered(
    orders: Orders, mark: str, end: str, *, before: bool = False, names: Sequence[str] = ()
) -> Layout:
    """Tables whose heads and cells stand in ``orders``.

    ``before``: whether the cells of requests stand before their row's label; ``names``: words for the head of requests instead
    of those that tell its order.
    """

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        order = orders.get(table.name, range(len(table.columns)))
        head = [table.columns[c].text for c in order]
        if table.flat:
            yield end.join(["行政复议", "行政诉讼", *(r.text for r in table.rows[1:])]) + end
            yield mark.join(head * len(table.rows)) + end
            paths = [table.path(r, c) for r in range(len(table.rows)) for c in order]
            yield from _joined(paths, mark)
            yield end
            return
        first = before and table.name == "requests"
        own = names if names and table.name == "requests" else head
        yield (table.label + end) * (table.name != "requests")
        yield mark.join(own if first else ["内容", *own]) + end
        for number, row in enumerate(table.rows):
            yield row.text + mark if not first else ""
            yield from _joined([table.path(number, c) for c in order], mark)
            yield mark + row.text + end if first else end

    return layout


def _joined(paths: Sequence[str], mark: str) -> Iterator[Piece]:
    for number, path in enumerate(paths):
        yield mark * bool(number)
        yield (path,)


def filled(form: str, seed: str = "") -> Filled:
    return fill(forms()[form], random.Random(f"{form} {seed} orders"), 0.6)


def read(own: Filled, layout: Layout) -> tuple[list[str], int]:
    """What is wrong in a report of ``own``, and how many of these are silent."""
    count: Counter[str] = Counter()
    return score(report(own, layout, random.Random(1)), count), count["silent"]


# ------------------------------------------------------------------ columns

REQUESTS = {
    "two changed about": [PERSONS, BUSINESS, RESEARCH, LEGAL, WELFARE, OTHERS, TOTAL],
    "organizations turned round": [PERSONS, *reversed(ORGANIZATIONS), TOTAL],
    "persons after organizations": [*ORGANIZATIONS, PERSONS, TOTAL],
    "total first": [TOTAL, PERSONS, *ORGANIZATIONS],
    "total first, others before": [TOTAL, PERSONS, OTHERS, *ORGANIZATIONS[:-1]],
    "turned round": [*reversed(range(7))],
}


@pytest.mark.parametrize("order", REQUESTS)
@pytest.mark.parametrize("delimited", DELIMITED)
@pytest.mark.parametrize("form", FORMS)
def test_names_of_applicants_order_their_columns(form: str, delimited: str, order: str) -> None:
    layout = ordered({"requests": REQUESTS[order]}, *DELIMITED[delimited])
    assert read(filled(form, order), layout) == ([], 0)


DISCLOSURE: dict[str, Orders] = {
    "last first": {"article_20_1": [2, 0, 1], "article_20_5": [2, 0, 1]},
    "turned round": {"article_20_1": [2, 1, 0], "article_20_6": [2, 1, 0], "article_20_9": [1, 0]},
}
WIDTHS = {form: {t.name: len(t.columns) for t in forms()[form].tables} for form in FORMS}


@pytest.mark.parametrize("orders", DISCLOSURE)
@pytest.mark.parametrize("delimited", DELIMITED)
@pytest.mark.parametrize("form", FORMS)
def test_each_small_table_has_its_own_order(form: str, delimited: str, orders: str) -> None:
    own = {t: o for t, o in DISCLOSURE[orders].items() if WIDTHS[form].get(t) == len(o)}
    assert read(filled(form, orders), ordered(own, *DELIMITED[delimited])) == ([], 0)


@pytest.mark.parametrize("delimited", ["a line for each cell", "a space"])
@pytest.mark.parametrize("order", ["turned round", "organizations turned round"])
def test_cells_in_another_order_before_their_label_are_not_surely_read_amiss(
    order: str, delimited: str
) -> None:
    layout = ordered({"requests": REQUESTS[order]}, *DELIMITED[delimited], before=True)
    assert read(filled("2021", order), layout)[1] == 0


BROKEN = [
    "自然人",
    "商业",
    "企业",
    "法律服务",
    "机构",
    "社会公益",
    "组织",
    "科研",
    "机构",
    "其他",
    "总计",
]
PARTS = ["自然人", "法律服务机构", "社会公益组织", "其他", "总计"]


@pytest.mark.parametrize("names", [BROKEN, PARTS])
@pytest.mark.parametrize("form", FORMS)
def test_names_that_tell_another_order_in_part_make_cells_doubtful(
    form: str, names: list[str]
) -> None:
    order = [PERSONS, BUSINESS, LEGAL, WELFARE, RESEARCH, OTHERS, TOTAL]
    layout = ordered({"requests": order}, "\n", "\n", names=names)
    wrong, silent = read(filled(form, "part"), layout)
    assert wrong and not silent


# As converters print the two lines of a head whose columns stand in the form's order.
USUAL = {
    "total in the first line": [
        "自然人",
        "法人或其他组织",
        "总计",
        *["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ],
    "caption first": [
        "法人或其他组织",
        "自然人",
        "总计",
        *["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ],
    "broken names last": [
        "自然人",
        "总计",
        "其他",
        "商业",
        "企业",
        "科研",
        "机构",
        "社会公",
        "益组织",
        "法律服",
        "务机构",
    ],
}


@pytest.mark.parametrize("names", USUAL)
@pytest.mark.parametrize("form", FORMS)
def test_heads_of_two_lines_leave_columns_in_the_forms_order(form: str, names: str) -> None:
    wrong, _ = read(filled(form, names), ordered({}, "\n", "\n", names=USUAL[names]))
    assert wrong == []


SCATTERED = {
    "a name before the caption": "{2}\n第二十条第（六）项\n信息内容\n{0}\n{1}\n",
    "a name of two lines around others": "{1} {2}\n内容 {0}\n量 量\n",
}


@pytest.mark.parametrize("head", SCATTERED)
def test_names_between_other_labels_order_nothing(head: str) -> None:
    own = filled("2019", head)
    table = next(t for t in own.form.tables if t.name == "article_20_6")
    text = report(own, ordered({}, "\n", "\n"), random.Random(1)).text
    printed = "\n".join(c.text for c in table.columns)
    usual = f"{table.label}\n内容\n{printed}\n"
    assert text.count(usual) == 1
    text = text.replace(usual, SCATTERED[head].format(*(c.text for c in table.columns)))
    count: Counter[str] = Counter()
    assert not [w for w in score(Laid(text, own.values, {}, set()), count) if ".change" in w]


# ------------------------------------------------------------------ rows side by side

NAMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REVIEW, DIRECT, AFTER = "review", "litigation_direct", "litigation_after_review"
LABELS = {REVIEW: "行政复议", DIRECT: "未经复议直接起诉", AFTER: "复议后起诉"}
FIGURES = {REVIEW: [3, 0, 1, 2, 6], DIRECT: [0, 4, 0, 1, 5], AFTER: [2, 2, 0, 7, 11]}
COLUMNS = ["upheld", "corrected", "other", "pending", "total"]


def head(rows: Sequence[str], mark: str, end: str, *, in_turn: bool) -> str:
    """The head of ``rows`` in their order; ``in_turn``: whether each stands right before its columns' names."""
    if in_turn:
        return end.join(mark.join([LABELS[r], *NAMES]) for r in rows)
    top = dict.fromkeys("行政复议" if r == REVIEW else "行政诉讼" for r in rows)
    second = [w for r in rows for w in (NAMES if r == REVIEW else [LABELS[r]])]
    third = NAMES * sum(r != REVIEW for r in rows)
    return end.join(mark.join(line) for line in (top, second, third))


def side_by_side(table: str) -> dict[str, tuple[list[float | None], bool]]:
    """What is read of each row, and whether any of it is sure."""
    text = f"云溪县2022年政府信息公开工作年度报告\n{HEADINGS['review_litigation']}\n{table}五、存在的主要问题及改进情况\n还不够细。\n"
    cells = govie.extract(text).cells
    own = {row: [cells[f"{row}.{c}"] for c in COLUMNS] for row in LABELS}
    return {
        row: (
            [c.value for c in found],
            any(c.value is not None and c.confidence >= 0.9 for c in found),
        )
        for row, found in own.items()
    }


@pytest.mark.parametrize(
    "rows", [(DIRECT, AFTER, REVIEW), (REVIEW, AFTER, DIRECT), (AFTER, DIRECT, REVIEW)]
)
@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize(
    "delimited", ["a tab", "a bar", "a line for each cell", "a paragraph for each cell"]
)
def test_labels_of_rows_side_by_side_order_their_figures(
    delimited: str, in_turn: bool, rows: tuple[str, ...]
) -> None:
    mark, end = DELIMITED[delimited]
    figures = mark.join(str(n) for r in rows for n in FIGURES[r])
    found = side_by_side(head(rows, mark, end, in_turn=in_turn) + end + figures + end)
    if not in_turn and mark == end:
        # A PDF converter may have put the names of a head in the form's order so, by how high the page has them.
        assert not any(sure for _, sure in found.values())
        return
    assert {row: values for row, (values, _) in found.items()} == FIGURES


@pytest.mark.parametrize("delimited", ["a tab", "a bar", "a line for each cell"])
def test_litigation_that_is_not_divided_is_neither_of_its_rows(delimited: str) -> None:
    mark, end = DELIMITED[delimited]
    names = end.join([mark.join(["行政复议", "行政诉讼"]), mark.join(NAMES * 2)])
    found = side_by_side(names + end + mark.join(map(str, FIGURES[REVIEW] + FIGURES[AFTER])) + end)
    assert found[REVIEW] == (FIGURES[REVIEW], True)
    assert found[DIRECT] == found[AFTER] == ([None] * 5, False)


@pytest.mark.parametrize("kept", [DIRECT, AFTER])
def test_of_two_rows_side_by_side_the_one_that_is_named_has_the_figures(kept: str) -> None:
    names = "\n".join(["行政复议", "行政诉讼", LABELS[kept], *NAMES * 2])
    figures = "\n".join(map(str, FIGURES[REVIEW] + FIGURES[kept]))
    found = side_by_side(f"{names}\n{figures}\n")
    other = DIRECT if kept == AFTER else AFTER
    assert found[kept][0] == FIGURES[kept] and found[other][0] == [None] * 5


def test_a_label_between_the_names_of_other_rows_orders_nothing() -> None:
    """A label on two lines, whose place a converter prints before its neighbors."""
    lines = [
        "行政复议",
        "行政诉讼",
        "复议后起诉",
        " ".join([*NAMES, "未经复议直接起诉"]),
        " ".join(NAMES * 2),
    ]
    figures = " ".join(str(n) for r in LABELS for n in FIGURES[r])
    found = side_by_side("\n".join([*lines, figures]) + "\n")
    assert {row: values for row, (values, _) in found.items()} == FIGURES


# ------------------------------------------------------------------ a label that is lost


@pytest.mark.parametrize("delimited", DELIMITED)
@pytest.mark.parametrize("form", FORMS)
def test_figures_right_after_the_head_are_not_those_of_the_second_row(
    form: str, delimited: str
) -> None:
    """The first label is set in a font that the converter does not know."""
    mark, end = DELIMITED[delimited]
    own = filled(form, "lost")
    laid = report(own, ordered({}, mark, end), random.Random(1))
    text = laid.text.replace("规章" + mark, mark if "|" in mark or mark == "\t" else "", 1)
    assert text != laid.text
    count: Counter[str] = Counter()
    found = score(Laid(text, own.values, {}, set()), count)
    assert not count["silent"]
    assert not [w for w in found if "normative_documents" in w]
