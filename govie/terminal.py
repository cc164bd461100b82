"""A report as tables in the terminal: the form's own rows and columns, doubtful and failing cells marked."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from govie.form import Table, forms
from govie.report import CellValue, Report

_LEGEND = "! 勾稽关系不符 sum fails   ~ 修复 repaired   ? 存疑 doubtful   · 空 blank   — 缺 missing"


def show(report: Report, name: str, console: Console | None = None) -> None:
    """Print ``report``: what it is, its tables, the sums that fail, the warnings."""
    console = console or Console(width=None if sys.stdout.isatty() else 140)
    console.print(Text(f"{name}", style="bold"))
    console.print(f"{report.title or '(no title)'}")
    about = (("机关 agency", report.agency), ("年度 year", report.year), ("表式 form", report.form))
    console.print("   ".join(f"{what}: {value or '—'}" for what, value in about))
    if report.form is not None:
        failed = {path for check in report.failed for path in check.paths}
        for table in forms()[report.form].tables:
            console.print(_table(table, report, failed))
        console.print(_LEGEND, style="dim")
    for check in report.failed:
        console.print(f"! {check.name}: {check.expected} ≠ {check.found}", style="red")
    for warning in report.warnings:
        console.print(warning, style="yellow")
    console.print()


def _table(table: Table, report: Report, failed: set[str]) -> RichTable:
    grid = RichTable(title=table.label, title_justify="left", show_lines=False)
    grid.add_column("", overflow="fold", max_width=34)
    for column in table.columns:
        unit = "（元）" if column.is_money else ""
        grid.add_column(column.text.split("（")[0] + unit, justify="right", overflow="fold")
    for row, label in enumerate(table.rows):
        paths = [table.path(row, c) for c in range(len(table.columns))]
        grid.add_row(label.full, *(_cell(report.cells[p], p in failed) for p in paths))
    return grid


def _cell(cell: CellValue, failed: bool) -> Text:
    if cell.status == "blank":
        return Text("·", style="dim")
    if cell.value is None:
        return Text("—", style="dim")
    text = f"{cell.value:,}"
    if failed:
        return Text("!" + text, style="bold red")
    if cell.status == "repaired":
        return Text("~" + text, style="cyan")
    if cell.confidence < 0.9:
        return Text("?" + text, style="yellow")
    return Text(text)
