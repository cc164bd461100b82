"""Loads a panel from a file as the entries of its page."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, cast, get_args

from govie import arithmetic, own_files, toml
from govie.errors import MissingExtra, UnreadableFile, needing
from govie.form import Form, forms
from govie.panel import Record, doubt, variables
from govie.panel.checks import check
from govie.panel.keys import Key, choose
from govie.panel.outputs import SHEETS
from govie.panel.sentences import Sentence
from govie.report import CellValue, Status
from govie.view import Entry, Remark

_WITHHELD = "cells_withheld"
_NUMBERS = {"year", "form", "value", "confidence", _WITHHELD, *(c.name for c in variables.values())}
_MOST = 10**12  # requests: larger values are errors, and their sums could overflow


Seen = tuple[Entry, Key | None]
"""A report's entry on the page, and its key for comparison with other reports."""


def read(path: Path) -> list[Seen]:
    """The entries of the page for the reports of a panel, wide or long, that ``govie extract`` wrote.

    Raises ``UnreadableFile`` if ``path`` is no panel, ``MissingExtra`` where Parquet cannot be read.
    """
    kind = own_files.kind(path)
    if kind not in (None, "panel"):
        raise UnreadableFile(
            f"{path}: {kind} of govie's, not a panel; view takes reports or a panel"
        )
    try:
        found = list(_READERS[path.suffix.lower()](path))
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    except MissingExtra:
        raise
    except Exception as error:  # each library raises errors of its own for damaged files
        why = f" ({error})" if kind == "panel" else ""
        raise UnreadableFile(f"{path}: not a panel that govie extract wrote{why}") from error
    if all(entry.error for entry, _ in found):
        raise UnreadableFile(f"{path}: no report in this panel")
    return found


def kept(seen: Sequence[Seen]) -> list[Seen]:
    """``seen``, with a note on each report that is not the one kept for its unit and year."""
    if any(entry.note for entry, _ in seen):
        return [*seen]
    choices = choose([key for _, key in seen])
    return [
        (replace(entry, note=choice.why if choice.keep is False else ""), key)
        for (entry, key), choice in zip(seen, choices, strict=True)
    ]


def remarks(seen: Iterable[Seen]) -> list[Remark]:
    """The failed checks between the reports of a panel."""
    found = check(key for _, key in seen if key is not None)
    words = toml.read("panel/checks.toml")
    return [
        Remark(" / ".join(words[c.kind][:2]), c.agency, c.year, c.message, c.files) for c in found
    ]


def of_record(record: Record) -> Seen:
    """The entry of a record: a report, or the reason why a file was not read."""
    report = record.report
    if report is None:
        return _unread(record.file, record.error)
    row = {"file": record.file, "agency": report.agency, "year": report.year, "form": report.form}
    if report.unit is not None:
        row |= {"unit_id": report.unit.id, "unit_name": report.unit.name}
    return _seen(row, report.cells, record.sentences)


def _lines(path: Path) -> Iterator[Seen]:
    with path.open("rb") as file:
        for line in file:
            record = json.loads(line) if line.strip() else {}
            if not isinstance(record, dict):
                raise ValueError("a line is no JSON object")
            if "cells" in record or "error" in record:
                yield of_record(Record.from_dict({"file": "", **record}))


def _tables(names: Iterable[str]) -> tuple[list[str], bool]:
    """Those columns ``names`` of a table that are needed, and whether the table is long."""
    held = set(names)
    if missing := {"file", "agency", "year", "form"} - held:
        raise KeyError(f"no column {', '.join(sorted(missing))}")
    wanted = ["file", "agency", "year", "form", "unit_id", "unit_name"]
    if long := {"path", "value", "status", "check_failed"} <= held:
        wanted += ["path", "value", "status", "confidence"]
    elif not held & {column.name for column in variables.values()}:
        raise KeyError("neither the table wide nor long")
    else:
        wanted += ["error", "keep", "keep_why", _WITHHELD]
        wanted += [c.name for c in (*variables.values(), *variables.states())]
    return [name for name in wanted if name in held], long


def _parquet(path: Path) -> Iterator[Seen]:
    with needing("frame", "Parquet files"):
        from pyarrow import parquet
    with parquet.ParquetFile(path) as file:
        names, long = _tables(file.schema_arrow.names)
        batches = file.iter_batches(batch_size=500, columns=names)
        rows = (row for batch in batches for row in batch.to_pylist())
        yield from _long(rows) if long else _wide(rows)


def _csv(path: Path) -> Iterator[Seen]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _, long = _tables(reader.fieldnames or ())
        rows = ({name: _plain(name, text) for name, text in row.items()} for row in reader)
        yield from _long(rows) if long else _wide(rows)


def _xlsx(path: Path) -> Iterator[Seen]:
    with needing("frame", "Excel files"):
        from openpyxl import load_workbook
    book = load_workbook(path, read_only=True)
    try:
        lines = book[SHEETS["wide"]].iter_rows(values_only=True)
        names = [str(name) for name in next(lines)]
        _tables(names)
        yield from _wide(dict(zip(names, line, strict=False)) for line in lines)
    finally:
        book.close()


def _plain(name: str, text: str) -> Any:
    """The value of a field of a CSV file: a number, a boolean, a text, or ``None`` for an empty field."""
    if not text:
        return None
    if name == "keep":
        return text == "1"
    if name in _NUMBERS:
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def _wide(rows: Iterable[dict[str, Any]]) -> Iterator[Seen]:
    for row in rows:
        form = forms().get(str(row["form"]))
        if row.get("error") and form is None:
            yield _unread(row["file"], row["error"])
            continue
        cells = {}
        for cell in form.cells if form else ():
            name = variables.short(cell.path)
            cells[cell.path] = _cell(row.get(name), row.get(variables.STATUS + name) or "missing")
        entry, key = _seen(row, cells)
        why = row.get("keep_why") if row.get("keep") is False else None
        yield replace(entry, note=str(why or "")), key


def _unread(file: str, error: str | None) -> Seen:
    return Entry("", None, None, {}, frozenset(), 0, 0, file=file, error=error or "not read"), None


def _long(rows: Iterable[dict[str, Any]]) -> Iterator[Seen]:
    for _, group in groupby(rows, key=lambda row: row["file"]):
        found = list(group)
        cells = {
            row["path"]: _cell(row["value"], row["status"], row.get("confidence", 1.0))
            for row in found
        }
        yield _seen(found[0], cells)


_UNKNOWN = CellValue(None, "blank", 0.0)  # a cell whose value was withheld


def _cell(value: float | None, status: str, confidence: float = 1.0) -> CellValue:
    """A cell from a row of a table; a value that a wide table withheld is unknown."""
    if status == "doubtful":
        return _UNKNOWN
    known = status if status in get_args(Status) else "read"
    return CellValue(value, cast(Status, known), confidence)


def _seen(
    row: Mapping[str, Any], cells: Mapping[str, CellValue], sentences: Iterable[Sentence] = ()
) -> Seen:
    """The entry and the key of a report, with the certain totals of requests only: panels may have 100,000 reports."""
    form = forms().get(str(row["form"]))
    failed = (
        [c for c in arithmetic.check(form, _whole(form, cells)) if c.ok is False] if form else []
    )
    year = _year(row["year"])
    # a table that withholds values was judged when it was written, with all values; it is not judged again
    limit = 0.0 if row.get(_WITHHELD) else doubt.LIMIT
    doubts = doubt.Doubts(cells, failed, limit, form.name if form else None, year)
    doubted = {p for p, c in cells.items() if c == _UNKNOWN or doubts.status(p) == "doubtful"}
    kept = {p: _cell(None, "missing") if p in doubted else c for p, c in cells.items()}
    sums = arithmetic.check(form, _whole(form, kept)) if form else ()
    file, agency = str(row["file"]), row["agency"] or ""
    entry = Entry(
        agency=agency,
        year=year,
        form=form.name if form else None,
        values={
            p: c.value
            for p, c in kept.items()
            if p.startswith("requests.")
            and p.endswith(".total")
            and c.value is not None
            and abs(c.value) < _MOST
        },
        missing=frozenset(p for p, c in cells.items() if c.status == "missing"),
        failed=sum(check.ok is False for check in sums),
        checked=sum(check.ok is not None for check in sums),
        # those that the table withheld when it was written, and those withheld here
        withheld=int(row.get(_WITHHELD) or 0) + doubts.count()[1],
        file=file,
    )
    if not agency or year is None:
        return entry, None
    unit, name = (row.get(column) or None for column in ("unit_id", "unit_name"))
    return entry, Key.made(file, agency, year, doubts, sentences, unit, name)


def _year(given: float | None) -> int | None:
    """``given`` as a year, or ``None`` where no report can be on it, as for NaN."""
    return int(given) if given is not None and 1900 <= given < 2200 else None


def _whole(form: Form, cells: Mapping[str, CellValue]) -> dict[str, CellValue]:
    """Every cell of the form by path; cells that the file lacks are missing."""
    return {cell.path: cells.get(cell.path) or _cell(None, "missing") for cell in form.cells}


_READERS: dict[str, Callable[[Path], Iterator[Seen]]] = {
    ".parquet": _parquet,
    ".jsonl": _lines,
    ".csv": _csv,
    ".xlsx": _xlsx,
}


def is_panel(path: Path) -> bool:
    """Whether ``path`` is to be read as a panel: by its ending, or, where reports have the same ending, by its
    content."""
    ending = path.suffix.lower()
    return ending in (".parquet", ".jsonl") or (
        ending in _READERS and own_files.kind(path) == "panel"
    )
