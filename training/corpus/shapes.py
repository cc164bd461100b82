"""Varies an agency's tables from the form: rows and columns of its own, rows left out, another form.

What such a row or column prints is no cell of the report; its figures follow from the cells beside it.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from govie.form import Form, Table, form_of_year, forms
from training.corpus import printing
from training.corpus.printing import PrintStyle
from training.corpus.report import ExtraColumn, ExtraRow, PrintedCell, Shape

# Of the reports on a form that another came before, how many have each.
OTHER_IN_ONE_ROW = 0.07
OLDER_DISCLOSURE = 0.08
_OTHER = ("not_corrected", "fee_unpaid", "other")
SERVICES = (
    "行政检查",
    "行政确认",
    "行政奖励",
    "行政裁决",
    "行政征收",
    "行政给付",
    "其他行政权力",
    "公共服务",
    "行政征用",
)
Cells = dict[str, PrintedCell]


def draw_shape(
    form: Form, cells: Cells, foreign: Cells, style: PrintStyle, rng: Random
) -> tuple[Shape, Cells]:
    """A shape, and the cells that are printed under it.

    ``foreign``: the figures of the disclosure tables of the form before, for a report that mixes both; empty else.
    """
    shape = Shape()
    older = form_of_year(form.first_year - 1)
    if style.money and style.money_place == "head":
        shape = replace(shape, heads=_heads(older if foreign and older else form, style, rng))
    if older is not None:
        if foreign:
            cells, shape = _older_disclosure(form, older, cells, foreign, shape)
        if rng.random() < OTHER_IN_ONE_ROW:
            shape = _other_in_one_row(form, cells, shape, rng)
    rows, columns = list(shape.rows), list(shape.columns)
    lacks = set(shape.lacks)
    if rng.random() < 0.05:
        rows += _subtotal_rows(form, cells, rng, lacks)
    if rng.random() < 0.1:
        rows += _services(forms()[shape.disclosure or form.name], rng)
    if rng.random() < 0.05:
        columns.append(_subtotal_column(form, cells, rows))
    if rng.random() < 0.06:
        columns += _numbers(form, forms()[shape.disclosure or form.name], rows, lacks, rng)
    if rng.random() < 0.06:
        columns += _remarks(form, forms()[shape.disclosure or form.name], rng)
    if rng.random() < 0.03:
        lacks |= _left_out(form, rng)
    shape = replace(shape, rows=tuple(rows), columns=tuple(columns), lacks=frozenset(lacks))
    gone = {
        t.path(r, c)
        for t in form.tables
        for r, row in enumerate(t.rows)
        for c in range(len(t.columns))
        if (t.name, row.key) in lacks
    }
    return shape, {path: cell for path, cell in cells.items() if path not in gone}


def _requests(form: Form) -> Table:
    return next(t for t in form.tables if t.name == "requests")


def _heads(form: Form, style: PrintStyle, rng: Random) -> dict[tuple[str, str], str]:
    return {
        (t.name, c.key): printing.head(c.text, style.money, rng)
        for t in form.tables
        for c in t.columns
        if c.is_money
    }


def _older_disclosure(
    form: Form, older: Form, cells: Cells, foreign: Cells, shape: Shape
) -> tuple[Cells, Shape]:
    """Disclosure tables of the form before: a cell that both forms have is the report's, the others are not."""
    theirs = {c.path for c in form.cells}
    kept = {p: c for p, c in cells.items() if not p.startswith("disclosure.")}
    kept |= {p: c for p, c in foreign.items() if p in theirs}
    others = {p: c for p, c in foreign.items() if p not in theirs}
    return kept, replace(shape, disclosure=older.name, foreign=others)


def total(printed: list[PrintedCell]) -> str:
    """The sum of counts as it is printed: nothing where nothing is."""
    values = [c.value for c in printed if c.value is not None]
    return str(int(sum(values))) if values else ""


def _sums(table: Table, cells: Cells, keys: list[str]) -> tuple[str, ...]:
    rows = [r for r, row in enumerate(table.rows) if row.key in keys]
    return tuple(total([cells[table.path(r, c)] for r in rows]) for c in range(len(table.columns)))


def _other_in_one_row(form: Form, cells: Cells, shape: Shape, rng: Random) -> Shape:
    """（六）其他处理 as one row, as the form before has it; or only one of the rows below it."""
    table = _requests(form)
    keys = [f"other_outcome.{k}" for k in _OTHER]
    if rng.random() < 0.25:
        return replace(shape, lacks=shape.lacks | {("requests", k) for k in keys[:2]})
    label = rng.choice(("（六）其他处理", "（六）其他处理", "（六）其他", "（六）其他处理情况"))
    stem = table.rows[2].group
    row = ExtraRow("requests", "not_processed.confirmation", label, stem, _sums(table, cells, keys))
    lacks = shape.lacks | {("requests", k) for k in keys}
    return replace(shape, rows=(*shape.rows, row), lacks=lacks)


def _subtotal_rows(
    form: Form, cells: Cells, rng: Random, lacks: set[tuple[str, str]]
) -> list[ExtraRow]:
    """小计 at the end of each group of outcomes, or of some."""
    table = _requests(form)
    stem = table.rows[2].group
    groups = list(dict.fromkeys(r.group for r in table.rows if r.group and r.group != stem))
    word = rng.choice(("小计", "小计", "合计", "小 计"))
    some = groups if rng.random() < 0.6 else rng.sample(groups, 2)
    out = []
    for group in some:
        keys = [r.key for r in table.rows if r.group == group]
        if not any(("requests", k) in lacks for k in keys):
            out.append(ExtraRow("requests", keys[-1], word, group, _sums(table, cells, keys)))
    return out


def _services(form: Form, rng: Random) -> list[ExtraRow]:
    """Kinds of services that agencies add below the form's, or rows that only the form before had in this table."""
    table = next(t for t in form.tables if t.name == "article_20_5")
    names = rng.sample(SERVICES, rng.choice((1, 1, 2, 3)))
    older = form_of_year(form.first_year - 1)
    known = {row.key for row in table.rows}
    before = [t for t in older.tables if t.name == table.name] if older is not None else []
    gone = [row.text for t in before for row in t.rows if row.key not in known]
    if gone and rng.random() < 0.5:
        names = [*gone, *names[1:]]
    small = rng.random() < 0.6
    out = []
    for name in names:
        figures = tuple(
            str(rng.randint(0, 30 if small else 5000)) if rng.random() < 0.9 else ""
            for _ in table.columns
        )
        out.append(ExtraRow(table.name, table.rows[-1].key, name, None, figures))
    return out


def _subtotal_column(form: Form, cells: Cells, rows: list[ExtraRow]) -> ExtraColumn:
    """小计 of the organizations, before 总计."""
    table = _requests(form)
    inner = [c for c, column in enumerate(table.columns) if column.group]
    figures = {
        row.key: total([cells[table.path(r, c)] for c in inner]) for r, row in enumerate(table.rows)
    }
    for row in rows:
        if row.table == "requests":
            known = [int(row.figures[c]) for c in inner if row.figures[c]]
            figures[row.key] = str(sum(known)) if known else ""
    return ExtraColumn("requests", "before total", "小计", figures)


def _numbers(
    form: Form, disclosing: Form, rows: list[ExtraRow], lacks: set[tuple[str, str]], rng: Random
) -> list[ExtraColumn]:
    """序号, in the table of requests or in those of disclosure."""
    head = rng.choice(("序号", "序号", "编号", "序"))
    requests = rng.random() < 0.7
    tables = (
        [_requests(form)]
        if requests
        else [t for t in disclosing.tables if t.prefix == "disclosure"]
    )
    out, number = [], 0
    going_on = rng.random() < 0.5
    for table in tables:
        number = number if going_on else 0
        figures = {}
        for row in table.rows:
            if (table.name, row.key) not in lacks:
                number += 1
                figures[row.key] = str(number)
            for extra in rows:
                if (extra.table, extra.after) == (table.name, row.key):
                    number += 1
                    figures[extra.key] = str(number)
        out.append(ExtraColumn(table.name, "first", head, figures))
    return out


def _remarks(form: Form, disclosing: Form, rng: Random) -> list[ExtraColumn]:
    """备注, mostly empty, with a word or a number in a few rows."""
    words = (
        "无",
        "含下属单位",
        "新增2项",
        "2项下放",
        "—",
        "见附件",
        "依法取消1项",
        "/",
        "详见官网",
    )
    head = rng.choice(("备注", "备注", "备 注", "说明"))
    chosen = [_requests(form)] if rng.random() < 0.5 else []
    if not chosen or rng.random() < 0.3:
        chosen += [t for t in disclosing.tables if t.prefix == "disclosure"]
    share = rng.choice((0.0, 0.0, 0.1, 0.3))
    return [
        ExtraColumn(
            t.name,
            "last",
            head,
            {row.key: rng.choice(words) if rng.random() < share else "" for row in t.rows},
        )
        for t in chosen
    ]


def _left_out(form: Form, rng: Random) -> set[tuple[str, str]]:
    """Rows that an agency's table lacks: their cells are nowhere."""
    table = _requests(form)
    keys = [row.key for row in table.rows[3:-2]]
    return {("requests", key) for key in rng.sample(keys, rng.choice((1, 1, 2)))}
