"""The codebook: every column of every table, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from govie.form import forms
from govie.panel import columns, stata
from govie.panel.columns import Column

HEAD = ("table", "column", "stata", "type", "unit", "chinese", "english", "forms")


def rows() -> Iterator[tuple[str, ...]]:
    """A row for each column, in the order of ``HEAD``; ``forms``: those that have the cell."""
    for table in columns.tables().values():
        short = stata.names(table)
        for column in table.columns:
            yield (
                table.name,
                column.name,
                short[column.name],
                column.type,
                column.unit,
                column.chinese,
                column.english,
                _forms(column),
            )


def _forms(column: Column) -> str:
    return " ".join(
        name
        for name, form in forms().items()
        if any(cell.path == column.name for cell in form.cells)
    )


def markdown() -> str:
    """The codebook as a page."""
    lines = [
        "# Codebook 变量表",
        "",
        "Written by `govie.panel.codebook.markdown()`; every XLSX has it as a sheet. A value is what the report prints;",
        "an empty one is blank or missing, never 0 (`status` in the table `long` tells which). Money is in yuan.",
        "数值照报告所印；空缺表示空白或缺失，不等于 0（`long` 表的 `status` 可区分）。金额单位为元。",
        "",
        "In CSV and XLSX a text that begins with `=`, `+`, `-`, `@` (also full-width, also after blanks), a tab or a line",
        "break has a quote `'` before it, in every text column: else a spreadsheet would run it as a formula (OWASP, CSV",
        "injection). A `raw` of `-3` is `'-3` there; in Parquet, Stata and JSON Lines texts are as they are.",
        "在 CSV 和 XLSX 中，以 `=`、`+`、`-`、`@`、制表符或换行开头的文本前加 `'`，以免电子表格当作公式执行。",
    ]
    last = ""
    for table, *rest in rows():
        if table != last:
            lines += [
                "",
                f"## {table}",
                "",
                "| column | Stata | type | unit | 中文 | English | forms |",
                "| --- | --- | --- | --- | --- | --- | --- |",
            ]
            last = table
        lines.append("| " + " | ".join(rest) + " |")
    return "\n".join(lines) + "\n"
