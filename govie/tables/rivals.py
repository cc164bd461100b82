"""A second opinion: where the reading of a table has gaps, the older search over figures is asked too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from govie import arithmetic
from govie.form import Form
from govie.report import CellValue
from govie.source import Source
from govie.tables import legacy
from govie.tables.reader import Read
from govie.tables.region import Region
from govie.tables.result import Evidence


def better(
    source: Source,
    form: Form,
    regions: Sequence[Region],
    reads: Mapping[str, Read],
    printed: Mapping[str, str],
    values: dict[str, CellValue],
    evidence: dict[str, Evidence],
) -> tuple[dict[str, CellValue], dict[str, Evidence]]:
    """``values`` and ``evidence`` with whole tables from the other reader where it reads more of them."""
    elsewhere = {t.section for t in form.tables if t.name in printed}
    doubtful = [
        r
        for r in regions
        if r.section not in elsewhere and r.section in reads and not _is_clean(reads[r.section])
    ]
    if not doubtful:
        return values, evidence
    asked = [legacy.Region(r.section, r.start, r.end) for r in doubtful]
    found = legacy.gather(source, form, asked)
    values, evidence = dict(values), dict(evidence)
    for r in doubtful:
        paths = [c.path for c in form.cells if c.table.section == r.section]
        ours = {p: values[p] for p in paths}
        theirs = {p: found.cells[p] for p in paths}
        if _worth(form, theirs) > _worth(form, ours) + 0.5:
            for path in paths:
                values[path] = theirs[path]
                evidence.pop(path, None)
                known = found.evidence.get(path)
                if known is not None and theirs[path].status != "missing":
                    evidence[path] = Evidence(
                        kind=theirs[path].status, how="search", label=known.label >= 4, hard=False,
                        ways=0, margin=known.margin, skipped=known.skipped, sure=not known.torn,
                        second=_same(ours[path], theirs[path]) if ours[path].value is not None else None,
                        summed=known.summed,
                    )  # fmt: skip
        else:
            for path in paths:
                if path in evidence and theirs[path].status != "missing":
                    same = _same(ours[path], theirs[path])
                    evidence[path] = replace(evidence[path], second=same)
    return values, evidence


def _is_clean(known: Read) -> bool:
    """Whether no number is left over, and every row is placed by its label or by separators."""
    best = known.best
    return (
        bool(best.rows)
        and not best.skipped
        and all(
            a.how in ("anchor", "fitted", "flat", "cover")
            or len(a.ways) == 1
            or all(c is not None and c.hard for c in a.slots)
            for a in best.rows
        )
    )


def _same(a: CellValue, b: CellValue) -> bool:
    return a.value == b.value


def _worth(form: Form, cells: Mapping[str, CellValue]) -> float:
    """How much is read, and how much of it the sums speak for."""
    read = sum(c.value is not None or c.status == "blank" for c in cells.values())
    all_cells = {c.path: cells.get(c.path, CellValue(None, "missing", 0.0)) for c in form.cells}
    checks = [c for c in arithmetic.check(form, all_cells) if set(c.paths) <= set(cells)]
    held = sum(bool(c.ok and c.found) for c in checks)
    failed = sum(c.ok is False for c in checks)
    return read + 2.0 * held - 3.0 * failed
