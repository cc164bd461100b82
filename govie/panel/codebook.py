"""The codebook: every column of every table, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from govie.form import forms
from govie.panel import columns, doubt, variables
from govie.panel.variables import Column

HEAD = ("table", "column", "path or rule", "type", "unit", "chinese", "english", "forms")


_STATUS = (
    "同名列的状态：read，repaired，corrected，blank，missing，doubtful，no cell",
    "Status of the column of that name, for each cell; not in Stata files",
)


def rows() -> Iterator[tuple[str, ...]]:
    """A row for each column of each table, in the order of ``HEAD``; ``forms``: the forms that have the cell."""
    for table in columns.tables().values():
        for column in table.columns:
            if column.status:
                continue
            yield (
                table.name,
                column.name,
                column.path or column.rule,
                column.type,
                column.unit,
                column.chinese,
                column.english,
                _forms(column),
            )
        if any(column.status for column in table.columns):
            yield (table.name, f"{variables.STATUS}…", "", "text", "", *_STATUS, "")


def _forms(column: Column) -> str:
    return " ".join(
        name
        for name, form in forms().items()
        if any(cell.path == column.path for cell in form.cells)
    )


def markdown() -> str:
    """The codebook as a Markdown page."""
    lines = [
        "# Codebook 变量表",
        "",
        "Written by `govie.panel.codebook.markdown()`; every XLSX has it as a sheet. A value is what the report prints;",
        "an empty one is never 0, and the column `st_…` of the same name tells why it is empty. Money is in yuan.",
        "数值照报告所印；空缺不等于 0，同名的 `st_…` 列说明原因。金额单位为元。",
        "",
        "| status | Stata | 含义 | meaning |",
        "| --- | --- | --- | --- |",
        "| `read`, `repaired`, `corrected` | the value | 读出，修复，人工更正 | read as printed, repaired, corrected by a person |",
        *(f"| `{s}` | `.{r.code}` | {r.chinese} | {r.english} |" for s, r in doubt.REASONS.items()),
        "| empty | `.` | 文件未读出，或未见表格 | the file was not read, or has no tables |",
        "",
        "Stata files have no columns `st_…`: their missing values say it. The columns of one row of a table begin alike in all",
        "of its columns (`req_partgrant_nat` … `req_partgrant_tot`), and no other column begins so. `end` is `end_` in Stata.",
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
                "| column | path or rule | type | unit | 中文 | English | forms |",
                "| --- | --- | --- | --- | --- | --- | --- |",
            ]
            last = table
        lines.append("| " + " | ".join(rest) + " |")
    return "\n".join(lines) + "\n"
