"""What the form's sums say of figures laid onto its rows, each row's sum added up once a region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govie.align.figures import Number, Slots, value
from govie.form import Sum, Table
from govie.headers import Grid, Row

# Log-likelihood ratios, as those of ``search``.
SUM_HOLDS = 3.0
SUM_HOLDS_TRIVIALLY = 0.3
SUM_FAILS = -3.0


def sums_score(row: Row, slots: Slots) -> float:
    """How much the row's own sums speak for these figures."""
    return _columns_score(row.table, [value(t) for t in slots])


def row_rules(grid: Grid) -> Iterator[tuple[Sum, int, int]]:
    """The sums over rows, with the width of their table and its first row in the grid."""
    for number, row in enumerate(grid.rows):
        if row.index == 0:
            for rule in row.table.row_sums:
                yield rule, row.width, number


class Sums:
    """The sums of one region's figures: a search meets the same figures on many of its paths."""

    def __init__(self, grid: Grid) -> None:
        self._row_rules = list(row_rules(grid))
        self._numbers: dict[Slots, list[Number | None]] = {}
        self._scores: dict[tuple[Table, Slots], float] = {}

    def of_row(self, table: Table, slots: Slots) -> float:
        """``sums_score`` of a row of ``table``."""
        if not table.column_sums:
            return 0.0
        score = self._scores.get((table, slots))
        if score is None:
            score = _columns_score(table, self._values(slots))
            self._scores[table, slots] = score
        return score

    def over_rows(self, rows: Mapping[int, Slots]) -> float:
        """How much the sums over rows speak for the figures of ``rows``."""
        score = 0.0
        for rule, width, first in self._row_rules:
            slots = [rows.get(first + r) for r in rule.places]
            present = [self._values(s) for s in slots if s is not None]
            if len(present) < len(slots):
                continue  # a sum with an unknown row says nothing
            for column in range(width):
                score += _rule_score([numbers[column] for numbers in present], rule) / 2
        return score

    def _values(self, slots: Slots) -> list[Number | None]:
        numbers = self._numbers.get(slots)
        if numbers is None:
            numbers = self._numbers[slots] = [value(t) for t in slots]
        return numbers


def _columns_score(table: Table, numbers: Sequence[Number | None]) -> float:
    score = 0.0
    for rule in table.column_sums:
        score += _rule_score([numbers[c] for c in rule.places], rule)
    return score


def _rule_score(values: Sequence[Number | None], rule: Sum) -> float:
    known = [v for v in values if v is not None]
    if len(known) < len(values):
        return 0.0
    whole = sum(known[len(rule.parts) :])
    if sum(known[: len(rule.parts)]) != whole:
        return SUM_FAILS
    return SUM_HOLDS if whole else SUM_HOLDS_TRIVIALLY
