"""How likely a cell's value is what the report says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govie.report import CellValue
    from govie.tables import Evidence


def of(cell: CellValue, evidence: Evidence | None, failed: bool, held: bool) -> float:
    """Probability that ``cell.value`` is right, from what spoke for its reading."""
    if evidence is None or evidence.token is None or cell.status != "read":
        return cell.confidence
    p = min(cell.confidence, 0.999)
    if evidence.margin < 1:
        p = min(p, 0.6)
    elif evidence.margin < 3:
        p = min(p, 0.88)
    if evidence.label < 0 and not held:
        p = min(p, 0.6)
    elif evidence.label < 2 and not held:
        p = min(p, 0.85)
    if (evidence.by_column or evidence.apart) and not evidence.summed:
        p = min(p, 0.7)  # which order the figures come in, only sums could tell
    elif evidence.by_column and not held:
        p = min(p, 0.85)
    if failed:
        p = min(p, 0.85)
    return p
