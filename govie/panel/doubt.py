"""Doubt and absence: which values a wide table withholds, and why a cell of it is empty."""

from __future__ import annotations

from dataclasses import dataclass

from govie.report import CellValue, Number, Report

LIMIT = 0.9  # the confidence under which a value is withheld, unless another is asked for
_LARGEST = 2**63  # integers of Parquet and of pandas' Int64


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


def withheld(cell: CellValue, limit: float) -> bool:
    """Whether the value of ``cell`` stays out of a wide table; never where a person gave it."""
    return cell.value is not None and cell.status != "corrected" and cell.confidence < limit


def status(cell: CellValue, limit: float, *, integer: bool) -> str:
    """What the wide table says of a cell: its own status, or ``doubtful``.

    A cell that reads as blank is doubtful as well where its confidence is under ``limit``: there may
    be a number in it. ``integer``: it counts something; a fraction there is damaged print.
    """
    if withheld(cell, limit) or (cell.value is not None and held(cell.value, integer) is None):
        return "doubtful"
    if cell.status == "blank" and cell.confidence < limit:
        return "doubtful"
    return cell.status


def held(value: Number, integer: bool) -> Number | None:
    """``value`` as a table holds it; ``None`` for a fraction of a count and for what no table can hold."""
    if not integer:
        try:
            float(value)
        except OverflowError:
            return None
        return value
    if abs(value) >= _LARGEST or value != int(value):
        return None
    return int(value)


def why(report: Report, path: str, limit: float, *, integer: bool) -> str:
    """Why the cell is doubted, in words."""
    cell = report.cells[path]
    found = []
    if cell.confidence < limit:
        found.append(f"confidence {cell.confidence:.3f} < {limit:g}")
    if cell.value is not None and held(cell.value, integer) is None:
        found.append("no count" if integer else "larger than a table can hold")
    found += [f"fails: {check.name}" for check in report.failed if path in check.paths]
    return "；".join(found)


def count(report: Report, limit: float) -> tuple[int, int]:
    """How many cells have a value, and how many of these are withheld."""
    values = [cell for cell in report.cells.values() if cell.value is not None]
    return len(values), sum(withheld(cell, limit) for cell in values)
