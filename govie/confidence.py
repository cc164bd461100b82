"""How likely a cell's value is what the report says.

A reading can be wrong in two ways: a figure misread, or a figure laid into another cell. Print that is
whole is not misread; so what counts is how surely its place is known: what the labels said, whether
the row's own sum comes out, whether the sums over rows close the table, and how far behind the next
best reading was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govie import arithmetic
from govie.align.search import LABEL_AMONG_SEVERAL, LABEL_NAMES_ROW
from govie.form import Form
from govie.report import CellValue, Check

if TYPE_CHECKING:
    from govie.tables import Evidence

# Shares of values right, set by hand from a sample of the corpus's train split and rounded down;
# `tests/on_corpus.py` measures them on a split and writes the table to docs/. DOUBTFUL and MISREAD stay
# under 0.9: below it nobody takes a value unseen.
SURE = 0.998
LIKELY = 0.98
DOUBTFUL = 0.89
WEAK = 0.53
MISREAD = 0.89
MANY_FAILED = 3  # sums that fail: more than agencies get wrong, as OCR does


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the sums say of a cell: its row's own, and those over rows."""

    row_held: bool = False
    column_held: bool = False
    failed: bool = False


def assess(
    form: Form, cells: Mapping[str, CellValue], evidence: Mapping[str, Evidence], *, ocr: bool
) -> dict[str, CellValue]:
    """``cells`` with the confidence that their evidence and the form's sums give them.

    ``ocr``: some figures of the report are damaged; then others may be misread though they look whole.
    """
    checks = arithmetic.check(form, cells)
    sums = _by_cell(checks, cells)
    ocr = ocr or sum(c.ok is False for c in checks) > MANY_FAILED
    closed = {
        table.name: not any(
            cells[table.path(r, c)].status == "missing"
            for r in range(len(table.rows))
            for c in range(len(table.columns))
        )
        for table in form.tables
    }
    out = {}
    for cell in form.cells:
        value, known = cells[cell.path], evidence.get(cell.path)
        if known is None or known.token is None or value.status not in ("read", "blank"):
            out[cell.path] = value
            continue
        said = sums.get(cell.path, _Sums())
        p = _placed(known, said, closed[cell.table.name])
        if ocr and not (said.row_held or said.column_held):
            p = min(p, MISREAD)
        if isinstance(value.value, float) and cell.unit != "CNY":
            p = min(p, WEAK)  # nothing is counted in fractions: a separator was misread
        out[cell.path] = replace(value, confidence=min(p, 0.95) if value.status == "blank" else p)
    return out


def _by_cell(checks: tuple[Check, ...], cells: Mapping[str, CellValue]) -> dict[str, _Sums]:
    """A sum speaks for its cells only where all of it is print: a repaired cell agrees by construction."""
    found: dict[str, _Sums] = {}
    for check in checks:
        if check.ok is None:
            continue
        printed = all(cells[p].status in ("read", "blank") for p in check.paths)
        told = bool(check.found) and printed and check.ok
        over_rows = "columns add up" not in check.name
        for path in check.paths:
            old = found.get(path, _Sums())
            found[path] = _Sums(
                old.row_held or (told and not over_rows),
                old.column_held or (told and over_rows),
                old.failed or not check.ok,
            )
    return found


def _placed(known: Evidence, sums: _Sums, closed: bool) -> float:
    """Probability that the figure stands in its own cell."""
    if sums.failed:
        # The agency's sum or our reading: where the label is plain, the sum.
        return 0.95 if known.label >= LABEL_NAMES_ROW and not known.by_column else WEAK
    if known.margin < 1:
        return WEAK
    if not known.summed and (known.by_column or known.apart):
        return WEAK  # in which order the figures come only a sum could tell
    if not known.exact:
        return LIKELY if sums.row_held and sums.column_held else DOUBTFUL
    if known.label >= LABEL_NAMES_ROW:
        return SURE if known.margin >= 3 or sums.row_held else DOUBTFUL
    if known.label >= LABEL_AMONG_SEVERAL:
        if closed and (sums.row_held or not known.by_column):
            return LIKELY if known.margin >= 3 else DOUBTFUL
        return DOUBTFUL
    if sums.column_held and sums.row_held and closed:
        return LIKELY
    return DOUBTFUL if closed else WEAK
