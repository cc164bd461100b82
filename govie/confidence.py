"""How likely a cell's value is what the report says.

A reading can be wrong in two ways: a figure misread, or a figure laid into another cell. So what counts
is how surely its place is known (what the labels said, whether the row's own sum comes out, whether the
sums over rows close the table, how far behind the next best reading was) and whether its print is whole.
Training counts how often cells with the same evidence were right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govie import arithmetic
from govie.align.search import LABEL_AMONG_SEVERAL, LABEL_NAMES_ROW
from govie.form import Form
from govie.networks import Network
from govie.report import CellValue, Check

if TYPE_CHECKING:
    from govie.tables import Evidence

# Steps in which sums that fail and figures that no row takes are counted: agencies get some sums wrong,
# OCR and a wrong reading many.
STEPS = (0, 1, 2, 3, 6, 12)
VAST = 10**7  # counts are smaller: as large a figure is several that ran together
UNDECIDED = "margin 0"  # another reading is as good, and gives the row other figures
MANY_FAILED = 6  # then nothing in the report is sure, however well a cell looks
SUREST = 0.999  # nothing that was measured on some thousand reports is surer
# On converters that training never met, what the network puts between these was right 9 times in 10, not
# 19 in 20 (docs/bench). So it says the lower one: a value is only taken unseen where nothing speaks against.
DOUBTFUL, SURE = 0.89, 0.99


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the sums say of a cell: its row's own, and those over rows."""

    row_held: bool = False
    column_held: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Trust:
    """The trained probability that a cell with a value is right, from its evidence."""

    network: Network
    vocabulary: dict[str, int]

    def assess(
        self,
        form: Form,
        cells: Mapping[str, CellValue],
        evidence: Mapping[str, Evidence],
        *,
        ocr: bool,
    ) -> dict[str, CellValue]:
        """``cells``, those with a value or a blank with the confidence that their evidence gives."""
        checks = arithmetic.check(form, cells)
        told = features(form, cells, checks, evidence, ocr=ocr)
        if not told:
            return dict(cells)
        kinds = list(dict.fromkeys(told.values()))
        known = self.vocabulary
        right = self.network.predict_sparse([[known[w] for w in k if w in known] for k in kinds])
        many = sum(c.ok is False for c in checks) >= MANY_FAILED
        sure = {}
        for kind, chance in zip(kinds, right[:, 0].tolist(), strict=True):
            most = DOUBTFUL if many or UNDECIDED in kind else SUREST
            sure[kind] = round(min(_cautious(chance), most), 4)
        found = dict(cells)
        for cell in form.cells:
            if own := told.get(cell.path):
                value = cells[cell.path]
                known_by = evidence.get(cell.path)
                doubt = known_by is not None and known_by.torn
                doubt = doubt or (cell.unit != "CNY" and abs(value.value or 0) >= VAST)
                found[cell.path] = _with(value, min(sure[own], DOUBTFUL) if doubt else sure[own])
        return found

    def save(self, folder: Path) -> None:
        """Write the network into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.network.save(folder / "trust.npz")
        words = json.dumps(list(self.vocabulary), ensure_ascii=False)
        (folder / "evidence.json").write_text(words, "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Trust:
        """Read what ``save`` wrote."""
        words = json.loads((folder / "evidence.json").read_text("utf-8"))
        return cls(Network.load(folder / "trust.npz"), {w: i for i, w in enumerate(words)})


def _with(cell: CellValue, confidence: float) -> CellValue:
    # ``dataclasses.replace`` takes longer than the network.
    return CellValue(cell.value, cell.status, confidence, cell.raw, cell.start, cell.end, cell.why)


def _cautious(right: float) -> float:
    return DOUBTFUL if DOUBTFUL < right < SURE else right


def features(
    form: Form,
    cells: Mapping[str, CellValue],
    checks: Sequence[Check],
    evidence: Mapping[str, Evidence],
    *,
    ocr: bool,
) -> dict[str, tuple[str, ...]]:
    """What is known of each cell that was read, repaired or found blank, by its path.

    ``ocr``: some figures of the report are damaged; then others may be misread though they look whole.
    """
    sums = _by_cell(checks, cells)
    failed = sum(c.ok is False for c in checks)
    report = f"{'ocr' if ocr else 'print'} {_about(failed)}"
    closed = {
        table.name: not any(
            cells[table.path(r, c)].status == "missing"
            for r in range(len(table.rows))
            for c in range(len(table.columns))
        )
        for table in form.tables
    }
    found: dict[str, tuple[str, ...]] = {}
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for cell in form.cells:
        value = cells[cell.path]
        if value.status == "missing":
            continue
        said = sums.get(cell.path, _Sums())
        known = evidence.get(cell.path)
        fraction = isinstance(value.value, float) and cell.unit != "CNY"
        row = tuple(_evidence(value, known, said, closed[cell.table.name], fraction))
        if row not in rows:
            rows[row] = (*row, report, " ".join(row), " ".join((*row, report)))
        found[cell.path] = rows[row]
    return found


def _evidence(
    value: CellValue, known: Evidence | None, said: _Sums, closed: bool, fraction: bool
) -> Iterator[str]:
    yield value.status
    if fraction:
        yield "fraction"  # nothing is counted in fractions: a separator was misread
    yield f"sums {'row ' * said.row_held}{'column ' * said.column_held}{'failed' * said.failed}"
    yield "closed" if closed else "open"
    if known is None:
        return
    if known.label >= LABEL_NAMES_ROW:
        yield "label names row"
    elif known.label >= LABEL_AMONG_SEVERAL:
        yield "label among several"
    margin = known.margin
    if margin <= 0:
        yield UNDECIDED
    else:
        yield f"margin {next(m for m in (1, 3, 8, 1000) if margin <= m)}"
    yield f"skipped {_about(known.skipped)}"
    flags = ("by_column", "apart", "summed", "exact", "agreed")
    yield " ".join(f for f in flags if getattr(known, f))


def _about(count: int) -> int:
    return max(step for step in STEPS if step <= count)


def _by_cell(checks: Sequence[Check], cells: Mapping[str, CellValue]) -> dict[str, _Sums]:
    """A sum speaks for its cells only where all of it is print: a repaired cell agrees by construction."""
    found: dict[str, _Sums] = {}
    for check in checks:
        if check.ok is None:
            continue
        printed = all(cells[p].status in ("read", "blank") for p in check.paths)
        told = bool(check.found) and printed and check.ok
        # 勾稽 over rows has the cell's column, that over columns its row
        over_rows = len({p.rsplit(".", 1)[-1] for p in check.paths}) == 1
        for path in check.paths:
            old = found.get(path, _Sums())
            found[path] = _Sums(
                old.row_held or (told and not over_rows),
                old.column_held or (told and over_rows),
                old.failed or not check.ok,
            )
    return found
