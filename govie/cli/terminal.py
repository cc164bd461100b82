"""Prints a report as tables in the terminal, in the form's rows and columns, doubtful and failing cells marked."""

from __future__ import annotations

import re
import sys

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from govie.form import Table, forms
from govie.report import CellValue, Report
from govie.values import DOUBTFUL
from govie.view.states import SIGNS

_LEGEND = "! 勾稽关系不符 sum fails   ~ 修复 repaired   ? 存疑 doubtful   · 空 blank   — 缺 missing"


def show(report: Report, name: str, console: Console | None = None) -> None:
    """Print ``report``: what it is, its tables, the sums that fail, the warnings."""
    console = console or Console(width=None if sys.stdout.isatty() else 140)

    def line(words: str, style: str = "") -> None:
        console.print(Text(visible(words), style=style))  # as text: nothing in it is markup

    line(name, "bold")
    line(report.title or "(no title)")
    about = (("机关 agency", report.agency), ("年度 year", report.year), ("表式 form", report.form))
    line("   ".join(f"{what}: {value or '—'}" for what, value in about))
    if report.form is not None:
        failed = {path for check in report.failed for path in check.paths}
        for table in forms()[report.form].tables:
            console.print(_table(table, report, failed))
        line(_LEGEND, "dim")
    for check in report.failed:
        line(f"! {check.name}: {check.expected} ≠ {check.found}", "red")
    for warning in report.warnings:
        line(warning, "yellow")
    console.print()


# Control characters, which terminals interpret, and marks that change the direction of writing.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(words: str) -> str:
    """``words`` in one line, with control characters as escapes, so that a file cannot control the terminal."""
    return _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], words)


def _table(table: Table, report: Report, failed: set[str]) -> RichTable:
    grid = RichTable(title=Text(table.label), title_justify="left", show_lines=False)
    grid.add_column("", overflow="fold", max_width=34)
    for column in table.columns:
        unit = "（元）" if column.is_money else ""
        grid.add_column(Text(column.text.split("（")[0] + unit), justify="right", overflow="fold")
    for row, label in enumerate(table.rows):
        paths = [table.path(row, c) for c in range(len(table.columns))]
        grid.add_row(Text(label.full), *(_cell(report.cells[p], p in failed) for p in paths))
    return grid


_STYLES = {"failed": "bold red", "repaired": "cyan", "corrected": "cyan", "doubtful": "yellow"}


def _cell(cell: CellValue, failed: bool) -> Text:
    """A cell's value after the sign of its state, in the state's color."""
    if cell.value is None or cell.status == "blank":
        return Text(SIGNS["blank" if cell.status == "blank" else "missing"], style="dim")
    state: str = "failed" if failed else cell.status
    if state not in _STYLES and cell.confidence < DOUBTFUL:
        state = "doubtful"
    return Text(f"{SIGNS.get(state, '')}{cell.value:,}", style=_STYLES.get(state, ""))
