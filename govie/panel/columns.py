"""The tables of a panel and their columns, each described in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from govie import toml
from govie.panel import harmonized, variables
from govie.panel.checks import PanelCheck
from govie.panel.doubt import Doubts
from govie.panel.record import Record
from govie.panel.variables import Column, cells, label
from govie.report import Report, Status, Unit
from govie.values import as_dict

Row = dict[str, Any]
Rows = Callable[[Record, float], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the panel: its columns, and ``rows``, a function that gives the rows of one record.

    Its second argument is the confidence under which ``wide`` and ``doubts`` withhold values. It gives no rows for the
    table ``panel``, whose rows are checks between reports (``panel_row``).
    """

    name: str
    columns: tuple[Column, ...]
    rows: Rows


def _wide_rows(record: Record, limit: float) -> Iterator[Row]:
    report = record.report
    row: Row = {
        "file": record.file,
        "kind": record.kind,
        "encoding": record.encoding,
        "error": record.error,
        "content": record.content,
        "notes": "；".join(record.notes) or None,
    }
    if report is not None:
        row |= _keys(record.file, report) | _unit_row(report.unit)
        row |= {
            "agency_confidence": report.agency_place and report.agency_place.confidence,
            "title": report.title,
            "warnings": "；".join(report.warnings) or None,
            "facts": len(report.facts),
        }
    if report is not None and report.cells:
        # without a form these columns stay empty, since a count of 0 would look like a clean report
        found = [c.status for c in report.cells.values()]
        row |= {f"cells_{status}": found.count(status) for status in get_args(Status)}
        row |= {"checks_failed": len(report.failed), "cells_doubtful": len(report.doubtful())}
        doubts = Doubts.of(report, limit)
        row |= _values(report, doubts) | harmonized.row(report, doubts)
    yield row


def _values(report: Report, doubts: Doubts) -> Row:
    """The value and the status of every cell of any form; a doubtful value is left out, with the status ``doubtful``."""
    row: Row = {"cells_withheld": doubts.count()[1]}
    for path in cells():
        name = variables.short(path)
        if path not in report.cells:
            row[variables.STATUS + name] = "no cell"
        else:
            row[variables.STATUS + name] = doubts.status(path)
            row[name] = doubts.value(path)
    return row


def _doubt_rows(report: Report, limit: float) -> Iterator[Row]:
    doubts = Doubts.of(report, limit)
    for path, found in report.cells.items():
        if doubts.status(path) == "doubtful":
            yield {
                "variable": variables.short(path),
                "path": path,
                "cell": label(cells()[path]),
                "value": found.value,
                "status": found.status,
                "confidence": found.confidence,
                "reason": doubts.why(path),
                "raw": found.raw,
                "start": found.start,
                "end": found.end,
            }


def _keys(file: str, report: Report) -> Row:
    """The columns that begin each table and identify a report in it."""
    unit = report.unit.id if report.unit is not None else None
    return {
        "file": file,
        "agency": report.agency,
        "year": report.year,
        "unit_id": unit,
        "unit_year": f"{unit}/{report.year}" if unit and report.year is not None else None,
        "form": int(report.form) if report.form is not None else None,
    }


def _unit_row(unit: Unit | None) -> Row:
    if unit is None:
        return {}
    own = as_dict(unit)
    parts = ("province", "city", "county", "town", "town_code")
    return {name if name in parts else f"unit_{name}": own[name] for name in own if name != "id"}


def _long_rows(report: Report, limit: float) -> Iterator[Row]:
    failed = {path for check in report.failed for path in check.paths}
    for path, value in report.cells.items():
        cell = cells()[path]
        yield {
            "variable": variables.short(path),
            "path": path,
            "table": cell.table.label,
            "row": cell.table.rows[cell.row].full,
            "column": cell.table.columns[cell.column].full,
            "unit": variables.unit(cell),
            "check_failed": path in failed,
        } | as_dict(value)


def _fact_rows(report: Report, limit: float) -> Iterator[Row]:
    for number, fact in enumerate(report.facts):
        yield {"fact": number} | as_dict(fact)


def _check_rows(report: Report, limit: float) -> Iterator[Row]:
    for check in report.failed:
        yield {
            "check": check.name,
            "check_kind": check.kind,
            "expected": check.expected,
            "found": check.found,
            "paths": "；".join(check.paths),
        }


def _of_report(rows: Callable[[Report, float], Iterator[Row]]) -> Rows:
    """``rows`` of a record's report, each after the columns that identify the report; none without a report."""

    def of_record(record: Record, limit: float) -> Iterator[Row]:
        if record.report is not None:
            keys = _keys(record.file, record.report)
            yield from (keys | row for row in rows(record.report, limit))

    return of_record


def panel_row(check: PanelCheck) -> Row:
    """A check between reports as a row of the table ``panel``."""
    return {
        "check": check.kind,
        "agency": check.agency,
        "unit_id": check.unit,
        "year": check.year,
        "expected": check.expected,
        "found": check.found,
        "files": "；".join(check.files),
        "places": "；".join("" if p is None else f"{p[0]}-{p[1]}" for p in check.places) or None,
        "message": check.message,
    }


def _described(*names: str) -> tuple[Column, ...]:
    """The columns in the tables ``names`` of ``columns.toml``."""
    known, found = toml.read("panel/columns.toml"), []
    for part in names:
        for name, about in known[part].items():
            kind, chinese, english = known[about][name] if isinstance(about, str) else about
            found.append(Column(name, kind, chinese, english))
    return tuple(found)


@cache
def tables() -> dict[str, Table]:
    """The tables by name: wide, doubts, long, facts, checks, panel."""
    values, states = variables.values(), variables.states()
    about = _described("keys", "unit", "about")
    found = (
        Table("wide", (*about, *values, *harmonized.columns(), *states), _wide_rows),
        Table("doubts", _described("keys", "doubts"), _of_report(_doubt_rows)),
        Table("long", _described("keys", "long"), _of_report(_long_rows)),
        Table("facts", _described("keys", "facts"), _of_report(_fact_rows)),
        Table("checks", _described("keys", "checks"), _of_report(_check_rows)),
        Table("panel", _described("panel"), lambda record, limit: iter(())),
    )
    return {table.name: table for table in found}
