"""The statutory tables as the form prints them: merged headers, groups down the side, the form's labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from govie.form import Label, Table
from govie.view.markup import Html, join, tag, text
from govie.view.states import Seen, number, shown
from govie.view.words import column_word, group_word, row_word, table_word, word

# The number of a row, or a group, of the first level.
_ITEM = re.compile("[一二三四五六七八九十]、")


def tables(seen: Seen) -> dict[str, Html]:
    """The tables of each section of the form, by the section's name."""
    found = groupby(seen.form.tables if seen.form else (), key=lambda table: table.section)
    return {section: _section(seen, list(group)) for section, group in found}


def _section(seen: Seen, found: list[Table]) -> Html:
    if len(found) == 1 and found[0].flat:
        rows = list(_flat(seen, found[0]))
    elif any(label.group for table in found for label in table.rows):
        rows = [row for table in found for row in _grouped(seen, table)]
    else:
        width = max(len(table.columns) for table in found)
        rows = [row for table in found for row in _small(seen, table, width)]
    kind = found[0].name.split("_")[0]
    return tag("div", tag("table", *rows, class_=f"form {kind}"), class_="wide")


# A label's id on the page; each cell names its labels by it, for the card and for readers aloud.
def _row_id(seen: Seen, table: Table, row: int) -> str:
    return f"r{seen.number}h{table.name}-{row}"


def _column_id(seen: Seen, table: Table, column: int) -> str:
    return f"r{seen.number}k{table.name}-{column}"


def _group_id(seen: Seen, table: Table, group: str) -> str:
    groups = [label.group for label in (*table.rows, *table.columns)]
    return f"r{seen.number}g{table.name}-{groups.index(group)}"


def _small(seen: Seen, table: Table, width: int) -> Iterator[Html]:
    """A table of 主动公开: its article, its header, its rows; the last column fills the rest of the width."""
    left = width - len(table.columns) + 1
    last = len(table.columns) - 1

    def span(column: int) -> int | None:
        return left if column == last and left > 1 else None

    yield tag("tr", tag("th", table_word(table), colspan=width + 1, class_="article"))
    heads = [
        tag("th", column_word(column), id=_column_id(seen, table, c), scope="col", colspan=span(c))
        for c, column in enumerate(table.columns)
    ]
    yield tag("tr", tag("th", word("info"), scope="col"), *heads)
    for r, row in enumerate(table.rows):
        head = tag("th", row_word(row), id=_row_id(seen, table, r), scope="row", class_="label")
        cells = [_cell(seen, table, r, c, span(c)) for c in range(len(table.columns))]
        yield tag("tr", head, *cells)


def _grouped(seen: Seen, table: Table) -> Iterator[Html]:
    """The table of requests: three columns of labels, with vertical labels for the groups of rows."""
    yield from _grouped_header(seen, table)
    ranks = [bool(_ITEM.match(row.text)) for row in table.rows]
    outcomes = ranks.count(False)
    for r, row in enumerate(table.rows):
        heads: list[Html] = []
        if ranks[r]:
            heads.append(_row_head(seen, table, r, 3))
        else:
            if ranks[r - 1]:
                outer = group_word(row.group or "")
                heads.append(tag("th", outer, rowspan=outcomes, class_="down", scope="rowgroup"))
            inner = row.group if row.group and not _ITEM.match(row.group) else None
            if inner is not None and table.rows[r - 1].group != inner:
                size = sum(other.group == inner for other in table.rows)
                name = group_word(inner)
                group = _group_id(seen, table, inner)
                heads.append(tag("th", name, rowspan=size, id=group, class_="group"))
            heads.append(_row_head(seen, table, r, None if inner else 2))
        cells = [_cell(seen, table, r, c, None) for c in range(len(table.columns))]
        yield tag("tr", *heads, *cells)


def _row_head(seen: Seen, table: Table, row: int, columns: int | None) -> Html:
    name = _row_id(seen, table, row)
    label = row_word(table.rows[row])
    return tag("th", label, colspan=columns, id=name, scope="row", class_="label")


def _grouped_header(seen: Seen, table: Table) -> Iterator[Html]:
    note = tag("th", word("request_note"), colspan=3, rowspan=3, class_="note")
    yield tag("tr", note, tag("th", word("applicants"), colspan=len(table.columns)))
    ids = [_column_id(seen, table, c) for c in range(len(table.columns))]
    words = [column_word(column) for column in table.columns]
    yield from _two_lines(seen, table, table.columns, words, ids, scope="col")


def _two_lines(
    seen: Seen,
    table: Table,
    labels: Sequence[Label],
    words: Sequence[Html],
    ids: Sequence[str],
    *,
    width: int | None = None,
    scope: str | None = None,
) -> Iterator[Html]:
    """Headers in two lines, those of groups above their members; a label without a group takes both lines."""
    upper: list[Html] = []
    lower: list[Html] = []
    for n, (label, name) in enumerate(zip(labels, ids, strict=True)):
        if label.group is None:
            upper.append(tag("th", words[n], colspan=width, rowspan=2, id=name, scope=scope))
            continue
        if label.group != labels[n - 1].group:
            size = (width or 1) * sum(other.group == label.group for other in labels)
            group = _group_id(seen, table, label.group)
            upper.append(tag("th", group_word(label.group), colspan=size, id=group))
        lower.append(tag("th", words[n], colspan=width, id=name, scope=scope))
    yield tag("tr", *upper)
    yield tag("tr", *lower)


def _flat(seen: Seen, table: Table) -> Iterator[Html]:
    """The table of reviews and lawsuits: its rows side by side, all values in one line."""
    width = len(table.columns)
    ids = [_row_id(seen, table, r) for r in range(len(table.rows))]
    words = [row_word(row) for row in table.rows]
    yield from _two_lines(seen, table, table.rows, words, ids, width=width)
    places = [(r, c) for r in range(len(table.rows)) for c in range(width)]
    # the name of a column is repeated for each row, and so needs an id for each
    names = [
        tag("th", column_word(table.columns[c]), id=f"{_column_id(seen, table, c)}-{r}")
        for r, c in places
    ]
    yield tag("tr", *names, class_="narrow")
    yield tag("tr", *(_cell(seen, table, r, c, None, f"-{r}") for r, c in places))


def _cell(
    seen: Seen, table: Table, row: int, column: int, columns: int | None, after: str = ""
) -> Html:
    path = table.path(row, column)
    position = seen.cells[path][0]
    cell = seen.cell(path)
    states = seen.states(path)
    value = cell.value if cell else None
    labels = [_row_id(seen, table, row), _column_id(seen, table, column) + after]
    group = table.rows[row].group
    if group is not None and not _ITEM.match(group):
        labels.insert(0, _group_id(seen, table, group))
    content = text(shown(value, table, column, states[0]))
    link = tag(
        "a",
        content,
        id=seen.id("c", position),
        href=f"#{seen.id('m', position)}" if seen.placed(path) else None,
        data_path=path,
        data_p=f"{cell.confidence:.3g}" if cell else None,
        data_v=number(value) if value and table.columns[column].is_money else None,
        data_raw=cell.raw if cell else None,
        data_at=f"{cell.start}–{cell.end}" if cell and cell.start is not None else None,
    )
    signs = " ".join(states) + (" zero" if value == 0 else "")
    return tag("td", link, class_=signs, colspan=columns, headers=" ".join(labels))


def place_word(seen: Seen, path: str) -> Html:
    """A cell's row and column, in words."""
    if path not in seen.cells:
        return text(path)
    place = seen.cells[path][1]
    row, column = place.table.rows[place.row], place.table.columns[place.column]
    first = group_word(row.group) if row.group and not _ITEM.match(row.group) else None
    parts = [p for p in (first, row_word(row), column_word(column)) if p]
    dotted = [p if n == 0 else join(Html('<i class="dot"> · </i>'), p) for n, p in enumerate(parts)]
    return tag("span", *dotted, class_="where")
