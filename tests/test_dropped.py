"""Pages of a table from which a converter dropped a column in which nothing is printed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from layouts import Filled, Layout, Piece, cells, fill, header, lines, report, row_label
from scoring import score

from govie.form import Table, forms

FORMS = sorted(forms())


def without_column(filled: Filled, column: int) -> Filled:
    """``filled`` with nothing in ``column`` of the requests; their totals are those of the others."""
    table = next(t for t in filled.form.tables if t.name == "requests")
    (total,) = table.column_sums[0].whole
    for row in range(len(table.rows)):
        path, whole = table.path(row, column), table.path(row, total)
        if column != total:
            left = (filled.values[whole] or 0) - (filled.values[path] or 0)
            filled.values[whole], filled.printed[whole] = left, str(left)
        filled.values[path], filled.printed[path] = None, ""
    return filled


def two_pages(filled: Filled, column: int, first: int, page: str) -> Layout:
    """Rows between bars; from row ``first`` on, below the number of the page, without ``column``."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        for place, line in enumerate(header(table, "|").splitlines()):
            yield f"|{line}|\n" + ("" if place else "|---|---|---|\n")
        for row, rows in enumerate(lines(table)):
            yield "" if table.flat else f"|{row_label(table, rows[0], '')}"
            if table.name != "requests":
                yield "|"
                yield from cells(table, rows, "|")
                yield "|\n"
                continue
            own = [filled.printed[table.path(row, c)] for c in range(len(table.columns))]
            if row >= first:
                del own[column]
            yield f"|{'|'.join(own)}|\n" + (f"\n\n\n{page}\n\n" if row == first - 1 else "")

    return lay


@pytest.mark.parametrize("page", ["3", "— 3 —"])
@pytest.mark.parametrize("blank", [None, 4])
@pytest.mark.parametrize("column", [0, 2, 5, 6])
@pytest.mark.parametrize("form", FORMS)
def test_a_column_without_print_is_dropped_from_a_page(
    form: str, column: int, blank: int | None, page: str
) -> None:
    """``blank``: a row that is empty altogether."""
    count: Counter[str] = Counter()
    for seed in range(3):
        rng = random.Random(f"{form} {column} {seed} dropped")
        filled = without_column(fill(forms()[form], rng, 0.6, 40), column)
        table = next(t for t in filled.form.tables if t.name == "requests")
        for path in () if blank is None else map(table.path, [blank] * 7, range(7)):
            filled.values[path], filled.printed[path] = None, ""
        layout = two_pages(filled, column, rng.randint(8, 18), page)
        assert score(report(filled, layout, rng), count) == []
