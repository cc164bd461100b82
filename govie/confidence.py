"""The confidence of each value: a calibrated probability that it is right, from the evidence for it.

The evidence is discretized (``Kind``): cells of the same kind are treated as equally likely to be right. The
network that turns it into probabilities is fitted on training reports (``govie.train.cells``); how well it is
calibrated on reports and layouts that it was not trained on is what the benchmark measures.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from govie.form import Form
from govie.networks import Network
from govie.records import record
from govie.report import CellValue, Check
from govie.values import make_cell_value

# Bins for the number of failed sums, and for the number of numeric tokens that no row took. A few failed sums are
# the agency's own mistakes; many mean OCR errors or a wrong row assignment.
STEPS = (0, 1, 2, 3, 6, 12)
MARGINS = (0.0, 0.5, 1.0, 3.0, 8.0)
LONG = 5  # digits: longer counts are rare, and often several numbers that ran together
_LEAST_LONG = 10**LONG
DOUBTFUL = 0.89  # at most, where a value's row follows only from the order of the text
SUREST = 0.999  # at most: no kind of cell measured on some thousand reports is right more often

# The sums that a cell is part of, as bits: the sum over its row holds, a sum over rows holds, a sum fails.
_ROW_HELD, _COLUMN_HELD, _FAILED = 1, 2, 4

_MOST_COLUMNS = 4  # of the seven of a table of requests
_LEFT_OVER = 3  # numeric tokens without a row: fewer may be page numbers, or stand in a remark
_UNPLACED = 5  # length of the ``Kind`` of a cell that has no ``Evidence``

Kind = tuple[Any, ...]
"""The evidence for a cell, discretized; cells of one kind have the same confidence."""


@record(frozen=True, slots=True)
class Evidence:
    """The evidence for one cell's value, as the reading of its table gives it.

    ``kind``: what is printed (a ``tables.prints.Kind`` in lower case, or ``none``); ``how``: how the row was assigned
    (see ``tables.assignment.Assignment``); ``label``: whether the row's own label stands right before its cells;
    ``hard``: whether separators (tabs, bars, tags) delimit the cell, and not only spaces or line ends; ``ways``: the
    number of alternative readings of the row, 0 if it is not ambiguous; ``margin``: the score of the best hypothesis
    less that of the best one that gives the row other values; ``skipped``: the number of numeric tokens of the table
    assigned to no row; ``sure``: whether the print is fully legible; ``summed``: whether the row has a total; ``torn``:
    whether the value may be another cell's or incomplete: a number beside the row was left over, its lines are
    ragged, labels stand out of order, or the text breaks within the number.
    """

    kind: str
    how: str
    label: bool
    hard: bool
    ways: int
    margin: float
    skipped: int
    sure: bool
    summed: bool = True
    torn: bool = False


@dataclass(frozen=True, eq=False)
class Trust:
    """The trained probability that a cell with a value is right, from its evidence."""

    network: Network
    vocabulary: dict[str, int]

    @cached_property
    def _known(self) -> dict[str, dict[Kind, float]]:
        """A cache of confidences, by kind of report and kind of cell; there are some thousand kinds."""
        return {}

    def _sure(self, kinds: Iterable[Kind], report: str) -> dict[Kind, float]:
        """Confidence by kind of cell, for at least ``kinds``, in a report of the kind ``report``."""
        known = self._known.setdefault(report, {})
        new = [kind for kind in dict.fromkeys(kinds) if kind not in known]
        if new:
            words = self.vocabulary
            rows = [[words[w] for w in _words(kind, report) if w in words] for kind in new]
            for kind, chance in zip(
                new, self.network.predict_sparse(rows)[:, 0].tolist(), strict=True
            ):
                most = DOUBTFUL if _adrift(kind) else SUREST
                known[kind] = round(min(chance, most), 4)
        return known

    def assess(
        self,
        form: Form,
        cells: Mapping[str, CellValue],
        checks: Sequence[Check],
        evidence: Mapping[str, Evidence],
        *,
        ocr: bool,
    ) -> dict[str, CellValue]:
        """``cells``, each with the confidence that its evidence gives; missing ones stay as they are.

        ``evidence``: by path; ``ocr``: whether some numbers are misread by OCR, as letters in cells show.
        """
        kinds = _kinds(form, cells, checks, evidence)
        sure = self._sure(kinds.values(), _report(checks, ocr))
        moved = _with_moved_rows(form, checks)
        found = dict(cells)
        for path, kind in kinds.items():
            most = DOUBTFUL if path in moved else SUREST
            found[path] = _with(cells[path], min(sure[kind], most))
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
    return make_cell_value(
        cell.value, cell.status, confidence, cell.raw, cell.start, cell.end, cell.why
    )


def features(
    form: Form,
    cells: Mapping[str, CellValue],
    checks: Sequence[Check],
    evidence: Mapping[str, Evidence],
    *,
    ocr: bool,
) -> dict[str, tuple[str, ...]]:
    """The features of each cell that was read, repaired or blank, by its path: words of the vocabulary.

    ``ocr``: whether some numbers of the report are damaged, so that others may be misread though they look intact.
    """
    report = _report(checks, ocr)
    kinds = _kinds(form, cells, checks, evidence)
    return {path: _words(kind, report) for path, kind in kinds.items()}


def _report(checks: Sequence[Check], ocr: bool) -> str:
    """The kind of a report: whether OCR read it, and how many of its sums fail."""
    return f"{'ocr' if ocr else 'print'} {_about(sum(c.ok is False for c in checks))}"


def _kinds(
    form: Form,
    cells: Mapping[str, CellValue],
    checks: Sequence[Check],
    evidence: Mapping[str, Evidence],
) -> dict[str, Kind]:
    """The kind of each cell that was read, repaired or found blank, by its path."""
    sums = _by_cell(checks, cells)
    # Where no numeric token was assigned to a cell a value near it may be the cell's.
    gaps = {
        section
        for path, section, _ in _places(form)
        if (status := cells[path].status) == "missing"
        or (status == "blank" and path not in evidence)
    }
    found: dict[str, Kind] = {}
    weighed: dict[int, Kind] = {}  # a row's cells share their evidence
    for path, section, is_money in _places(form):
        value = cells[path]
        if value.status == "missing":
            continue
        number = value.value
        size = "nothing" if number is None else "zero" if not number else "number"
        if number is not None and not is_money and abs(number) >= _LEAST_LONG:
            size = "long"
        known = evidence.get(path)
        kind: Kind = (
            value.status,
            size,
            sums.get(path, 0),
            section not in gaps,
            value.start is not None,
        )
        if known is not None:
            steps = weighed.get(id(known))
            if steps is None:
                steps = weighed[id(known)] = _steps(known)
            kind += steps
        found[path] = kind
    return found


@cache
def _places(form: Form) -> tuple[tuple[str, str, bool], ...]:
    """The path and the section of every cell of ``form``, and whether it is an amount of money."""
    return tuple((cell.path, cell.table.section, cell.is_money) for cell in form.cells)


def _steps(known: Evidence) -> Kind:
    """The evidence for a cell as the second part of its kind."""
    return (
        known.kind,
        known.how,
        known.label,
        known.hard,
        min(known.ways, 2),
        bisect_right(MARGINS, known.margin),
        _about(known.skipped),
        known.sure,
        known.summed,
        known.torn,
    )


@lru_cache(maxsize=50_000)
def _words(kind: Kind, report: str) -> tuple[str, ...]:
    """The features of a kind of cell in a kind of report: each alone, and all together."""
    row = tuple(_features(*kind))
    return (*row, report, " ".join(row), " ".join((*row, report)))


def _features(
    status: str, size: str, sums: int, closed: bool, printed: bool, *known: Any
) -> Iterator[str]:
    """The features of a kind of cell: its items, and the pairs of them that matter together."""
    yield f"{status} {size}"
    held = f"{'row ' * bool(sums & _ROW_HELD)}{'column ' * bool(sums & _COLUMN_HELD)}"
    held += "failed" * bool(sums & _FAILED)
    yield f"sums {held}"
    yield "closed" if closed else "open"
    yield "printed" if printed else "unprinted"
    if not known:
        yield "unplaced"
        return
    kind, how, label, hard, ways, margin, skipped, sure, summed, torn = known
    where = f"{how} {'hard' if hard else 'soft'}"
    yield f"{kind} {where}"
    yield f"{where} {'label' if label else 'no label'} {'summed' if summed else 'bare'}"
    yield f"ways {ways}"
    yield f"margin {margin}"
    yield f"skipped {skipped} {where}"
    yield "sure" if sure else "unsure"
    yield f"{where} sums {held} {size}"
    yield f"{where} {'label' if label else 'no label'} {'closed' if closed else 'open'}"
    yield f"torn {torn} {where}"
    yield f"{kind} sums {held}"


# Ways of placing a row that go by the order of the text, not by labels.
_GUESSES = ("headed", "block", "apart")


def _adrift(kind: Kind) -> bool:
    """Whether a value may belong to another row, or be a fragment of another number.

    The row is uncertain where a numeric token beside the value was left over, and where only the order of the text
    places the row in a table that was not read completely: pages get lost, and line breaks cut numbers in narrow
    cells. Such values get at most the confidence ``DOUBTFUL``.
    """
    if len(kind) <= _UNPLACED:
        return False
    _, _, sums, closed, _, _, how, label, hard, ways, _, skipped, *_, torn = kind
    held = sums & _ROW_HELD and not sums & _FAILED
    guessed = how in _GUESSES or (how == "window" and not (hard and label))
    whole = closed and not skipped and how != "headed"
    # A sum that holds shows that a row is complete, not which row it is.
    known = label and held
    # Nor does a sum tell which columns are left out in a whole table.
    # Exchanging two kinds of applicants changes no sum; in a scattered table nothing else tells columns apart.
    if how in ("cover", "scatter", "slid", "mixed", "sparse") or (ways > 1 and not label):
        return True
    # A delimited row that lacks cells: its separators do not tell which.
    if how == "short" and hard:
        return True
    # Rows side by side: several numeric tokens left over, or headers that a PDF converter put in another order.
    if (how == "flat" and skipped >= _LEFT_OVER) or (how == "apart" and not hard):
        return True
    return not ways and ((torn and not held) or (guessed and not whole and not known))


def _with_moved_rows(form: Form, checks: Sequence[Check]) -> set[str]:
    """The cells of the tables in which a sum over rows fails in most columns, as it does where rows were exchanged.

    In the corpus 6 in 100 of their cells are wrong that seem sure, in all other tables 2 in 10,000.
    """
    failed = Counter(
        tuple(path.rsplit(".", 1)[0] for path in check.paths)
        for check in checks
        if check.ok is False and _over_rows(check.paths)
    )
    rows = {rows[0] for rows, count in failed.items() if count >= _MOST_COLUMNS}
    tables = {cell.table.name for cell in form.cells if cell.path.rsplit(".", 1)[0] in rows}
    return {cell.path for cell in form.cells if cell.table.name in tables} if rows else set()


def _about(count: int) -> int:
    """The largest of ``STEPS`` that ``count`` reaches."""
    return STEPS[bisect_right(STEPS, count) - 1]


def _by_cell(checks: Sequence[Check], cells: Mapping[str, CellValue]) -> dict[str, int]:
    """Which kinds of sums hold or fail for each cell, by path, as bits.

    A sum that holds is evidence only where all of its cells are printed: a repaired cell fits by construction.
    """
    found: dict[str, int] = {}
    for check in checks:
        if check.ok is None:
            continue
        bit = 0 if check.ok else _FAILED
        if check.found and check.ok and all(cells[p].status in _PRINTED for p in check.paths):
            bit = _COLUMN_HELD if _over_rows(check.paths) else _ROW_HELD
        if bit:
            for path in check.paths:
                found[path] = found.get(path, 0) | bit
    return found


_PRINTED = ("read", "blank")


@cache
def _over_rows(paths: tuple[str, ...]) -> bool:
    """Whether a sum is one over rows: all of its cells are of one column."""
    return len({p.rsplit(".", 1)[-1] for p in paths}) == 1
