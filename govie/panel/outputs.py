"""Writes panels to files, in the format of the file's ending.

All formats are written row by row. A file appears whole or not at all.
"""

from __future__ import annotations

import csv
import datetime
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, count, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from govie import destination
from govie.errors import MissingExtra, needing
from govie.panel import arrow, codebook, columns, doubt, stata
from govie.panel.checks import PanelCheck, check
from govie.panel.columns import Row, Table
from govie.panel.keys import Choice, Key, choose
from govie.panel.record import Record
from govie.panel.roster import Roster
from govie.version import __version__

if TYPE_CHECKING:
    import pyarrow

_BATCH = 500  # rows written at once; a wide row is a dictionary of some 700 values
_SHEET = 1_000_000  # rows; Excel has 1,048,576
_WHEN = datetime.datetime(2000, 1, 1)  # constant, so that equal reports give equal bytes
_CELL = 32_000  # characters; Excel has 32,767

SHEETS = {
    "wide": "reports",
    "doubts": "doubts",
    "long": "cells",
    "facts": "facts",
    "checks": "failed checks",
    "panel": "panel checks",
}
"""The tables of a workbook and its sheets."""

ALL_TABLES = (".jsonl", ".xlsx")
"""Endings of files that hold every table."""

Records = Callable[[], Iterable[Record]]
"""Returns an iterator over all records; called again for each pass over them."""


@dataclass(slots=True)
class Plan:
    """What to write, and the results of the first pass over the records.

    ``table``: its name; ``limit``: the confidence under which the table ``wide`` withholds values.
    """

    table: str = "wide"
    limit: float = doubt.LIMIT
    roster: Roster | None = None  # the reports that are expected
    values: int = 0  # of all reports
    withheld: int = 0  # values
    choices: list[Choice] = field(default_factory=list)  # one for each record
    checks: list[PanelCheck] = field(default_factory=list)  # between reports, those that fail
    contents: Counter[str | None] = field(default_factory=Counter)  # how many records of each
    errors: list[tuple[str, str]] = field(default_factory=list)  # files that were not read, and why

    def rows(self, records: Records, table: Table) -> Iterator[Row]:
        """The rows of ``table``."""
        if table.name in ("panel", "wide") and not self.choices:
            self.count(records)
        if table.name == "panel":
            yield from map(columns.panel_row, self.checks)
        else:
            for number, record in enumerate(records()):
                for row in table.rows(record, self.limit):
                    if table.name == "wide" and record.report is not None:
                        choice = self.choices[number]
                        row |= {"keep": choice.keep, "keep_why": choice.why}
                    yield row

    def count(self, records: Records) -> None:
        """The first pass over the records: count values and contents of files, choose among several reports of one
        unit and year, make the checks between reports."""
        keys = []
        for record in records():
            report = record.report
            doubts = None if report is None else doubt.Doubts.of(report, self.limit)
            keys.append(Key.of(record, doubts))
            self.contents[record.content] += 1
            if record.error is not None:
                self.errors.append((record.file, record.error))
            if doubts is not None:
                known, doubted = doubts.count()
                self.values, self.withheld = self.values + known, self.withheld + doubted
        self.choices = choose(keys)
        dated = [key for key in keys if key is not None]
        absent = self.roster.absent(dated) if self.roster is not None else ()
        self.checks = [*check(dated), *absent]

    @property
    def summary(self) -> str:
        """A note for the users of the file on what was withheld."""
        if not self.limit:
            return f"all {self.values:,} values are kept, also doubtful ones"
        return (
            f"{self.withheld:,} of {self.values:,} values withheld: confidence under {self.limit:g}"
        )


def doubts(path: Path) -> Path:
    """The path of the file beside the wide table at ``path`` that lists the withheld values and the reasons."""
    return path.with_name(f"{path.stem}.doubts{path.suffix}")


def files(path: Path, table: str, limit: float) -> list[Path]:
    """The paths of all files that ``write`` makes."""
    beside = table == "wide" and limit > 0 and path.suffix.lower() not in ALL_TABLES
    return [path, doubts(path)] if beside else [path]


def write(
    path: Path,
    records: Records,
    table: str = "wide",
    draft: Path | None = None,
    limit: float = doubt.LIMIT,
    roster: Roster | None = None,
) -> Plan:
    """Write ``records`` to ``path``, in the format of its ending: .jsonl .parquet .csv .xlsx .dta.

    ``table``: wide, doubts, long, facts, checks or panel; JSON Lines and XLSX hold all tables. ``limit``: the
    table wide leaves out values of a lower confidence, and a second file, ``doubts(path)``, or in XLSX a second
    sheet, lists what was read and why it is doubtful; 0 keeps all. ``draft``: the path that is written to until
    the file is complete; until then an older file at ``path`` stays. ``roster``: the reports that are expected.
    Returns the plan, with what was withheld and what does not agree between reports. Raises ``ValueError`` for
    another ending, ``MissingExtra``, ``OSError``.
    """
    writer = writers().get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"{path}: an output ends in {', '.join(writers())}")
    plan = Plan(table, limit, roster)
    plan.count(records)
    # the file of doubts first, so that a finished panel always has it beside it
    for target in reversed(files(path, table, limit)):
        kind = columns.tables()[table if target == path else "doubts"]
        own = draft if target == path or draft is None else draft.with_name(f"{draft.name}2")
        with destination.whole(target, own) as held:
            writer(held, records, kind, plan)
    return plan


def writers() -> dict[str, Callable[[Path, Records, Table, Plan], None]]:
    """The function that writes each ending."""
    return {".jsonl": _jsonl, ".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx, ".dta": _stata}


def require(path: Path) -> None:
    """Raise ``MissingExtra`` where the library that writes this ending is not installed."""
    needed = {".parquet": "pyarrow", ".xlsx": "openpyxl"}
    library = needed.get(path.suffix.lower())
    if library is not None and find_spec(library) is None:
        raise MissingExtra("frame", f"{path.suffix} files")


def _jsonl(path: Path, records: Records, table: Table, plan: Plan) -> None:
    with path.open("wb") as file:
        for record in records():
            file.write(record.to_line())


def _stata(path: Path, records: Records, table: Table, plan: Plan) -> None:
    label = f"政府信息公开年度报告 {table.name}（govie {__version__}）"
    empty = "; ".join(f".{r.code} {r.english}" for r in doubt.REASONS.values())
    notes = (
        f"govie {__version__}: {plan.summary}",
        f"Missing values: {empty}",
        "Money is in yuan. 金额单位为元。English labels: label language en",
    )
    stata.write(path, table, lambda: plan.rows(records, table), label, notes)


def _csv(path: Path, records: Records, table: Table, plan: Plan) -> None:
    names = [column.name for column in table.columns]
    # By the byte order mark Excel recognizes UTF-8.
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(
            # booleans as 0 and 1, which every program reads as such
            {name: int(v) if isinstance(v, bool) else _harmless(v) for name, v in row.items()}
            for row in plan.rows(records, table)
        )


def _parquet(path: Path, records: Records, table: Table, plan: Plan) -> None:
    with needing("frame", "Parquet files"):
        from pyarrow import parquet
    schema = arrow.schema(table, _about(plan))
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = plan.rows(records, table)
        while batch := [*islice(rows, _BATCH)]:
            writer.write_table(arrow.table(batch, table, schema))


def _about(plan: Plan) -> dict[str, Any]:
    """The metadata of a file."""
    return {
        "version": __version__,
        "min_confidence": plan.limit,
        "values": plan.values,
        "withheld": plan.withheld,
    }


def in_memory(records: Records, table: str, limit: float) -> pyarrow.Table:
    """The Arrow table of ``records``, as ``write`` puts it into a Parquet file."""
    kind, plan = columns.tables()[table], Plan(table, limit)
    rows = [*plan.rows(records, kind)]
    return arrow.table(rows, kind, arrow.schema(kind, _about(plan)))


def _xlsx(path: Path, records: Records, table: Table, plan: Plan) -> None:
    with needing("frame", "Excel files"):
        from openpyxl import Workbook
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _WHEN
    book.properties.description = f"govie {__version__}: {plan.summary}"
    for name, title in SHEETS.items():
        if name != "doubts" or plan.limit:
            kind = columns.tables()[name]
            _sheet(book, title, kind, plan.rows(records, kind))
    sheet = book.create_sheet("codebook")
    sheet.freeze_panes = "A2"
    sheet.append(codebook.HEAD)
    for row in codebook.rows():
        sheet.append(row)
    # a temporary file without a name cannot be left over
    with tempfile.TemporaryFile(dir=path.parent) as held:
        book.save(held)
        _without_time(held, path)


def _sheet(book: Any, title: str, table: Table, rows: Iterable[Row]) -> None:
    """Write a table with a fixed header row and a filter; rows beyond the size of a sheet go to further sheets."""
    from openpyxl.utils import get_column_letter

    names = [column.name for column in table.columns]
    last = get_column_letter(len(names))
    ordered = iter(rows)
    for number in count(1):
        held = list(islice(ordered, 1))
        if not held and number > 1:
            return
        sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes = "B2"
        sheet.append(names)
        size = 1
        for row in chain(held, islice(ordered, _SHEET - 1)):
            sheet.append([_shown(row.get(name)) for name in names])
            size += 1
        sheet.auto_filter.ref = f"A1:{last}{size}"


def _shown(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL].encode("utf-8", "replace").decode("utf-8")
    return _harmless(text)


# https://owasp.org/www-community/attacks/CSV_Injection; also after blanks and invisible characters, which
# some programs skip.
_LIVE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def _harmless(value: Any) -> Any:
    """``value``, with a quote before text that a spreadsheet might take for a formula."""
    return "'" + value if isinstance(value, str) and _LIVE.match(value) else value


def _without_time(source: IO[bytes], target: Path) -> None:
    """Copy an archive without times, so that equal reports give equal bytes."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.file_size = old.getinfo(name).file_size
            # openpyxl writes the time of saving there, whatever is set
            if name == "docProps/core.xml":
                new.writestr(info, _CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z\2", old.read(name)))
                continue
            with old.open(name) as part, new.open(info, "w") as out:
                while piece := part.read(2**20):
                    out.write(piece)


_CHANGED = re.compile(rb"(<dcterms:modified[^>]{0,300}>)[^<]{0,99}(</dcterms:modified>)")
