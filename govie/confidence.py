"""How likely a cell's value is what the report says.

A reading can be wrong in two ways: a figure misread, or a figure laid into another cell. So what counts
is how surely its place is known (what the labels said, whether the row's own sum comes out, whether the
sums over rows close the table, how far behind the next best reading was) and whether its print is whole.
Training counts how often cells with the same evidence were right.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govie.align.labels import LABEL_AMONG_SEVERAL, LABEL_NAMES_ROW
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


# What the sums say of a cell, one bit for each: its row's own came out, one over rows did, one failed.
_ROW_HELD, _COLUMN_HELD, _FAILED = 1, 2, 4

Kind = tuple[Any, ...]
"""What is known of a cell, in steps: cells of one kind are equally likely right."""
_UNPLACED = 4  # items: all that is known of a cell that no reading laid down


@dataclass(frozen=True, eq=False)
class Trust:
    """The trained probability that a cell with a value is right, from its evidence."""

    network: Network
    vocabulary: dict[str, int]

    @cached_property
    def _known(self) -> dict[tuple[Kind, str], float]:
        """What was said of the kinds of cells that were met: there are some thousand."""
        return {}

    def _sure(self, kinds: Sequence[Kind], report: str) -> dict[Kind, float]:
        """How likely cells of ``kinds`` are right in such a report."""
        known = self._known
        new = [kind for kind in dict.fromkeys(kinds) if (kind, report) not in known]
        if new:
            words = self.vocabulary
            rows = [[words[w] for w in _words(kind, report) if w in words] for kind in new]
            for kind, chance in zip(
                new, self.network.predict_sparse(rows)[:, 0].tolist(), strict=True
            ):
                known[kind, report] = _cautious(chance)
        return {kind: known[kind, report] for kind in kinds}

    def assess(
        self,
        form: Form,
        cells: Mapping[str, CellValue],
        checks: Sequence[Check],
        evidence: Mapping[str, Evidence],
        *,
        ocr: bool,
    ) -> dict[str, CellValue]:
        """``cells``, those with a value or a blank with the confidence that their evidence gives."""
        kinds = _kinds(form, cells, checks, evidence)
        sure = self._sure([*kinds.values()], _report(checks, ocr))
        many = sum(c.ok is False for c in checks) >= MANY_FAILED
        found = dict(cells)
        for cell in form.cells:
            if kind := kinds.get(cell.path):
                value = cells[cell.path]
                known_by = evidence.get(cell.path)
                doubt = many or UNDECIDED in kind or _adrift(kind)
                doubt = doubt or (known_by is not None and known_by.torn)
                doubt = doubt or (cell.unit != "CNY" and abs(value.value or 0) >= VAST)
                most = DOUBTFUL if doubt else SUREST
                found[cell.path] = _with(value, round(min(sure[kind], most), 4))
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
        return cls(
            Network.load(folder / "trust.npz").over(words), {w: i for i, w in enumerate(words)}
        )


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
    """What is known of each cell that was read, repaired or found blank, by its path, in words.

    ``ocr``: some figures of the report are damaged; then others may be misread though they look whole.
    """
    report = _report(checks, ocr)
    kinds = _kinds(form, cells, checks, evidence)
    return {path: _words(kind, report) for path, kind in kinds.items()}


def _report(checks: Sequence[Check], ocr: bool) -> str:
    return f"{'ocr' if ocr else 'print'} {_about(sum(c.ok is False for c in checks))}"


def _kinds(
    form: Form,
    cells: Mapping[str, CellValue],
    checks: Sequence[Check],
    evidence: Mapping[str, Evidence],
) -> dict[str, Kind]:
    """The kind of each cell that was read, repaired or found blank, by its path."""
    sums = _by_cell(checks, cells)
    gaps = {cell.table.name for cell in form.cells if cells[cell.path].status == "missing"}
    found: dict[str, Kind] = {}
    for cell in form.cells:
        path = cell.path
        value = cells[path]
        if value.status == "missing":
            continue
        # Nothing is counted in fractions: a separator was misread.
        fraction = isinstance(value.value, float) and cell.unit != "CNY"
        kind: Kind = (value.status, fraction, sums.get(path, 0), cell.table.name not in gaps)
        known = evidence.get(path)
        if known is not None:
            kind += (
                known.label >= LABEL_NAMES_ROW,
                known.label >= LABEL_AMONG_SEVERAL,
                _margin(known.margin),
                _about(known.skipped),
                known.by_column,
                known.apart,
                known.summed,
                known.exact,
                known.agreed,
            )
        found[path] = kind
    return found


def _adrift(kind: Kind) -> bool:
    """Whether no label names the row, and rows are missing or figures left over that may be its own."""
    if len(kind) == _UNPLACED:
        return False
    _, _, sums, closed, names_row, _, _, skipped, *_ = kind
    held = sums & (_ROW_HELD | _COLUMN_HELD) and not sums & _FAILED
    return not names_row and not (closed and (not skipped or held))


def _margin(margin: float) -> str:
    return (
        UNDECIDED if margin <= 0 else f"margin {next((m for m in (1, 3, 8) if margin <= m), 1000)}"
    )


@lru_cache(maxsize=50_000)
def _words(kind: Kind, report: str) -> tuple[str, ...]:
    """A kind of cell in a kind of report as the network knows them."""
    row = tuple(_told(*kind))
    return (*row, report, " ".join(row), " ".join((*row, report)))


def _told(status: str, fraction: bool, sums: int, closed: bool, *known: Any) -> Iterator[str]:
    yield status
    if fraction:
        yield "fraction"
    held = f"{'row ' * bool(sums & _ROW_HELD)}{'column ' * bool(sums & _COLUMN_HELD)}"
    yield f"sums {held}{'failed' * bool(sums & _FAILED)}"
    yield "closed" if closed else "open"
    if not known:
        return
    names_row, among_several, margin, skipped, *flags = known
    if names_row:
        yield "label names row"
    elif among_several:
        yield "label among several"
    yield margin
    yield f"skipped {skipped}"
    names = ("by_column", "apart", "summed", "exact", "agreed")
    yield " ".join(name for name, flag in zip(names, flags, strict=True) if flag)


def _about(count: int) -> int:
    return STEPS[bisect_right(STEPS, count) - 1]


def _by_cell(checks: Sequence[Check], cells: Mapping[str, CellValue]) -> dict[str, int]:
    """A sum speaks for its cells only where all of it is print: a repaired cell agrees by construction."""
    found: dict[str, int] = {}
    for check in checks:
        if check.ok is None:
            continue
        says = 0 if check.ok else _FAILED
        if check.found and check.ok and all(cells[p].status in _PRINTED for p in check.paths):
            says = _COLUMN_HELD if _over_rows(check.paths) else _ROW_HELD
        if says:
            for path in check.paths:
                found[path] = found.get(path, 0) | says
    return found


_PRINTED = ("read", "blank")


@cache
def _over_rows(paths: tuple[str, ...]) -> bool:
    """勾稽 over rows has the cell's column, that over columns its row."""
    return len({p.rsplit(".", 1)[-1] for p in paths}) == 1
