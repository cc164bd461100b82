"""Panels to files, by ending. Everything streams but Stata; a file is whole or not there."""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from govie import destination
from govie.errors import MissingExtra
from govie.panel import codebook, columns, stata
from govie.panel.checks import Key, check
from govie.panel.columns import Row, Table
from govie.panel.record import Record

_BATCH = 2_000  # rows written at once
_SHEET = 1_000_000  # rows; Excel has 1,048,576
_CELL = 32_000  # characters; Excel has 32,767

ALL_TABLES = (".jsonl", ".xlsx")
"""Endings of files that hold every table."""

Records = Callable[[], Iterable[Record]]
"""Gives all records from the first; called again for each pass."""


def write(path: Path, records: Records, table: str = "wide", draft: Path | None = None) -> None:
    """Write ``records`` to ``path``, whose ending says how: .jsonl .parquet .csv .xlsx .dta.

    ``table``: wide, long, facts, checks or panel; JSON Lines and XLSX hold all. Until the file is whole
    what stood at ``path`` stays. ``draft``: where it is written until then. Raises ``ValueError`` for another ending, ``MissingExtra``, ``OSError``.
    """
    writer = writers().get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"{path}: an output ends in {', '.join(writers())}")
    with destination.whole(path, draft) as held:
        writer(held, records, columns.tables()[table])


def writers() -> dict[str, Callable[[Path, Records, Table], None]]:
    """What writes each ending."""
    return {
        ".jsonl": _jsonl,
        ".parquet": _parquet,
        ".csv": _csv,
        ".xlsx": _xlsx,
        ".dta": lambda path, records, table: stata.write(path, table, _rows(records, table)),
    }


def require(path: Path) -> None:
    """Raise ``MissingExtra`` where the library that writes this ending is not installed."""
    needed = {".parquet": "pyarrow", ".xlsx": "openpyxl", ".dta": "pandas"}
    library = needed.get(path.suffix.lower())
    if library is not None and find_spec(library) is None:
        raise MissingExtra("frame", f"{path.suffix} files")


def _rows(records: Records, table: Table) -> Iterator[Row]:
    if table.name == "panel":
        keys = (key for record in records() if (key := Key.of(record)) is not None)
        yield from map(columns.panel_row, check(keys))
    else:
        for record in records():
            yield from table.rows(record)


def _jsonl(path: Path, records: Records, table: Table) -> None:
    with path.open("wb") as file:
        for record in records():
            file.write(record.to_line())


def _csv(path: Path, records: Records, table: Table) -> None:
    names = [column.name for column in table.columns]
    # The byte order mark tells Excel that the file is UTF-8.
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(
            {name: _harmless(value) for name, value in row.items()} for row in _rows(records, table)
        )


def _parquet(path: Path, records: Records, table: Table) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("frame", "Parquet files") from error
    types = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    schema = pyarrow.schema(
        [
            pyarrow.field(
                c.name, types[c.type], metadata={"chinese": c.chinese, "english": c.english}
            )
            for c in table.columns
        ]
    )
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(_rows(records, table)):
            data = {
                c.name: [_plain(row.get(c.name), c.type) for row in batch] for c in table.columns
            }
            writer.write_table(pyarrow.Table.from_pydict(data, schema=schema))


def _plain(value: Any, kind: str) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if kind == "number" and value is not None:
        try:
            return float(value)
        except OverflowError:  # larger than any double: no file here can hold it
            return None
    return value


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _xlsx(path: Path, records: Records, table: Table) -> None:
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingExtra("frame", "Excel files") from error
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = stata.WHEN
    sheets = {"wide": "reports", "long": "cells", "facts": "facts", "checks": "failed checks"}
    for name, title in {**sheets, "panel": "panel checks"}.items():
        kind = columns.tables()[name]
        _sheet(book, title, kind, _rows(records, kind))
    sheet = book.create_sheet("codebook")
    sheet.append(codebook.HEAD)
    for row in codebook.rows():
        sheet.append(row)
    with tempfile.TemporaryFile(
        dir=path.parent
    ) as held:  # it has no name that could be left behind
        book.save(held)
        _without_time(held, path)


def _sheet(book: Any, title: str, table: Table, rows: Iterable[Row]) -> None:
    names = [column.name for column in table.columns]
    sheet = None
    for count, row in enumerate(rows):
        if count % _SHEET == 0:
            sheet = book.create_sheet(title if not count else f"{title} {count // _SHEET + 1}")
            sheet.append(names)
        assert sheet is not None
        sheet.append([_shown(row.get(name)) for name in names])
    if sheet is None:
        book.create_sheet(title).append(names)


def _shown(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL].encode("utf-8", "replace").decode("utf-8")
    return _harmless(text)


# https://owasp.org/www-community/attacks/CSV_Injection; also behind blanks and what nobody sees, which
# some programs skip.
_LIVE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def _harmless(value: Any) -> Any:
    """A value that a spreadsheet takes for nothing but text: a quote before what it may take for a formula."""
    return "'" + value if isinstance(value, str) and _LIVE.match(value) else value


def _without_time(source: IO[bytes], target: Path) -> None:
    """The same archive with no time in it: the same bytes for the same reports."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.file_size = old.getinfo(name).file_size
            if (
                name == "docProps/core.xml"
            ):  # openpyxl puts the time of saving there, whatever is set
                new.writestr(info, _CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z\2", old.read(name)))
                continue
            with old.open(name) as part, new.open(info, "w") as out:
                while piece := part.read(2**20):
                    out.write(piece)


_CHANGED = re.compile(rb"(<dcterms:modified[^>]{0,99}>)[^<]{0,99}(</dcterms:modified>)")
