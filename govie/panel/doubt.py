"""Decides which values a wide table withholds as doubtful, and why its empty cells are empty.

There are three rules. A cell is doubtful if its confidence is under the limit. All values of a section are
doubtful if more than a tenth of them are, or if five or more of its sums fail: where rows or columns were confused,
every number is legible, so that the confidence of single cells says little. On the corpus' validation split (172
reports, 21,731 values with a confidence of 0.9 or more, 18 of them wrong) this second rule withholds 8 wrong and 516
right values; thresholds of a twentieth or a fifth, or of three or eight sums, give similar results (``python -m
training.doubts``). The third rule is ``govie.panel.misplaced``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from govie.panel import variables
from govie.panel.misplaced import misplaced
from govie.report import CellValue, Check, Number, Report
from govie.values import DOUBTFUL, SUM_KINDS

LIMIT = DOUBTFUL  # the default confidence under which a value is withheld
SHARE = 0.1  # of a section's values: if more are doubtful, all are
SUMS = 5  # failing sums of a section from which all of its values are doubtful
LARGEST = 2**63  # the limit of integers in Parquet and in pandas' Int64


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell of a wide table is empty; ``code``: Stata's extended missing value."""

    code: str
    chinese: str
    english: str


REASONS = {
    "blank": Reason("a", "空白", "printed empty"),
    "missing": Reason("b", "报告中没有该格", "not in the report"),
    "doubtful": Reason("c", "存疑，未列入", "doubtful, withheld"),
    "no cell": Reason("d", "该表式没有该格", "the form has no such cell"),
}


class Doubts:
    """The doubtful values of one report; with ``limit`` 0, only numbers that a column cannot hold (``held``)."""

    def __init__(
        self,
        cells: Mapping[str, CellValue],
        failed: Iterable[Check],
        limit: float,
        form: str | None = None,
        year: int | None = None,
    ) -> None:
        self.cells, self.limit = cells, limit
        self.failed = [c for c in failed if c.kind in SUM_KINDS and c.confirmed is None]
        self.sections = dict(self._sections()) if limit else {}
        self.misplaced = misplaced(cells, form, year) if limit else {}

    @classmethod
    def of(cls, report: Report, limit: float = LIMIT) -> Doubts:
        """The doubts about a report; ``limit``: the confidence under which a value is doubtful."""
        return cls(report.cells, report.failed, limit, report.form, report.year)

    def _sections(self) -> Iterable[tuple[str, str]]:
        """The sections whose tables are doubtful as a whole, with the reasons."""
        values: Counter[str] = Counter()
        doubted: Counter[str] = Counter()
        for path, cell in self.cells.items():
            if cell.value is not None:
                section = _section(path)
                values[section] += 1
                doubted[section] += self._low(cell)
        fails = Counter(_section(check.paths[0]) for check in self.failed if check.paths)
        for section, count in values.items():
            if doubted[section] > SHARE * count:
                yield section, f"{doubted[section]} of {count} values of these tables are doubtful"
            elif fails[section] >= SUMS:
                yield section, f"{fails[section]} sums of these tables fail"

    def _low(self, cell: CellValue) -> bool:
        return cell.status != "corrected" and cell.confidence < self.limit

    def _doubted(self, path: str, cell: CellValue) -> bool:
        beside = path in self.misplaced or (self.sections and _section(path) in self.sections)
        return (bool(beside) and cell.status != "corrected") or self._low(cell)

    @cached_property
    def _known(self) -> dict[str, tuple[str, Number | None]]:
        """The status and the value of each cell in the wide table, by path; cached, since every table and check uses them."""
        found: dict[str, tuple[str, Number | None]] = {}
        for path, cell in self.cells.items():
            value = None if cell.value is None else held(path, cell.value)
            if (cell.status != "missing" and self._doubted(path, cell)) or (
                cell.value is not None and value is None
            ):
                found[path] = "doubtful", None
            else:
                found[path] = cell.status, value
        return found

    def status(self, path: str) -> str:
        """The status of a cell in the wide table: its own, or ``doubtful``.

        A cell that was read as blank is doubtful as well where there may be a number in it.
        """
        return self._known[path][0]

    def value(self, path: str) -> Number | None:
        """The value in the wide table; ``None`` where the cell has none, or a doubtful one."""
        known = self._known.get(path)
        return None if known is None else known[1]

    def why(self, path: str) -> str:
        """The reasons why the cell is doubtful, with the failing sums that it is part of."""
        cell = self.cells[path]
        found = []
        if self._low(cell):
            found.append(f"confidence {cell.confidence:.3f} < {self.limit:g}")
        if (section := self.sections.get(_section(path))) is not None:
            found.append(section)
        if path in self.misplaced:
            found.append(self.misplaced[path])
        if cell.value is not None and held(path, cell.value) is None:
            found.append("no count, or larger than a table can hold")
        found += [f"fails: {check.name}" for check in self.failed if path in check.paths]
        return "；".join(found)

    def count(self) -> tuple[int, int]:
        """The number of cells that have a value, and the number of these that are withheld."""
        paths = [path for path, cell in self.cells.items() if cell.value is not None]
        return len(paths), sum(self._known[path][1] is None for path in paths)


def _section(path: str) -> str:
    return variables.cells()[path].table.section


def held(path: str, value: Number) -> Number | None:
    """``value`` as the column of ``path`` can hold it; ``None`` for a fraction of a count or a number too large."""
    if type(value) is int and -LARGEST < value < LARGEST:
        return value  # as most are
    try:
        number = float(value)
    except OverflowError:
        return None
    if variables.cells()[path].is_money:
        return value
    if abs(value) >= LARGEST or not number.is_integer():
        return None
    return int(value)
