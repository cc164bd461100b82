"""Loads Excel files (.xlsx): the rows of each sheet as lines of fields."""

from __future__ import annotations

import io
from typing import Any

from govie.errors import UnreadableFile, needing
from govie.loaders import archive, grid, kinds
from govie.loaders.base import Loaded

ENDINGS = (".xlsx", ".xlsm", ".xltx")
LARGEST = 16 * 2**20  # bytes of XML unpacked, all parts; a report has some 100,000
ROWS, COLUMNS = 2_000, 100  # of a sheet
SHEETS = 50


def recognizes(data: bytes) -> bool:
    """Whether ``data`` is a ZIP archive with an Excel workbook's parts."""
    return kinds.has(data, "xl/workbook.xml")


def load(data: bytes) -> Loaded:
    """The text of the visible sheets. Raises ``MissingExtra`` where openpyxl is not installed.

    Hidden rows, columns and sheets are left out, and so is text that is struck through. Of a formula the value at the
    time of saving is used.
    """
    with needing("frame", "Excel files"):
        import openpyxl
    _checked(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl raises errors of many classes
        raise UnreadableFile("a damaged Excel file; save it anew") from error
    shown = [s for s in book.worksheets if s.sheet_state == "visible"][:SHEETS]
    lines: list[str] = []
    notes: list[str] = []
    for sheet in shown:
        if sheet.max_row > ROWS or sheet.max_column > COLUMNS:
            notes.append(f"of sheet {sheet.title} the first {ROWS:,} rows, {COLUMNS} columns")
        lines += [line for line in grid.lines(_cells(sheet)) if line.strip()]
    if not lines:
        raise UnreadableFile("an Excel file without a value in it")
    return Loaded("\n".join(lines) + "\n", "xlsx", None, tuple(notes))


def _checked(data: bytes) -> None:
    """Raise ``UnreadableFile`` where the parts unpack to more than ``LARGEST``, or declare XML entities."""
    packed = archive.opened(data)
    left = LARGEST
    for entry in packed.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            part = archive.read(packed, entry, max(0, left))
            if b"<!DOCTYPE" in part[:4096]:
                raise UnreadableFile("an Excel file with declarations of its own: not read")
            left -= len(part)


def _cells(sheet: Any) -> list[grid.Cell]:
    """The visible cells, with rows and columns counted without the hidden ones."""
    from openpyxl.cell.cell import MergedCell

    merged = {}
    for area in sheet.merged_cells.ranges:
        merged[(area.min_row, area.min_col)] = area.max_col - area.min_col + 1
    columns: dict[int, int] = {}
    hidden = _hidden_columns(sheet)
    for column in range(1, min(sheet.max_column, COLUMNS) + 1):
        if column not in hidden:
            columns[column] = len(columns)
    cells: list[grid.Cell] = []
    height, width = min(sheet.max_row, ROWS), min(sheet.max_column, COLUMNS)
    row = 0
    for number, found in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1):
        if sheet.row_dimensions[number].hidden:
            continue
        for cell in found:
            if cell.column in columns and not isinstance(cell, MergedCell):
                across = min(merged.get((number, cell.column), 1), grid.WIDEST)
                cells.append(grid.Cell(_text(cell), row, columns[cell.column], 1, across))
        row += 1
    # the size of a sheet includes cells that were only formatted; the table ends with its last value
    down = max((c.row for c in cells if c.text), default=-1)
    right = max((c.column for c in cells if c.text), default=-1)
    return [c for c in cells if c.row <= down and c.column <= right]


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden.update(range(dimension.min or 0, min(dimension.max or 0, COLUMNS) + 1))
    return hidden


def _text(cell: Any) -> str:
    """The text that a cell shows: whole numbers and dates without suffix, nothing if struck through."""
    value = cell.value
    if value is None or cell.font.strike:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "strftime"):
        return str(value).removesuffix(" 00:00:00")
    return str(value)
