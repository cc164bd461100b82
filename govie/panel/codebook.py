"""The codebook: every column of every table, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from govie.form import forms
from govie.panel import columns, doubt, variables

HEAD = ("table", "column", "path or rule", "type", "unit", "chinese", "english", "forms")


_STATUS = (
    "同名列的状态：read，repaired，corrected，blank，missing，doubtful，no cell",
    "Status of the column of that name, for each cell; not in Stata files",
)


def rows() -> Iterator[tuple[str, ...]]:
    """A row for each column of each table, with the fields ``HEAD``; ``forms``: the forms that have the cell."""
    for table in columns.tables().values():
        for column in table.columns:
            if column.status:
                continue
            of = (n for n, f in forms().items() if any(c.path == column.path for c in f.cells))
            about = (column.path or column.rule, column.type, column.unit)
            words = (column.chinese, column.english)
            yield (table.name, column.name, *about, *words, " ".join(of))
        if any(column.status for column in table.columns):
            yield (table.name, f"{variables.STATUS}…", "", "text", "", *_STATUS, "")


def markdown() -> str:
    """The codebook as a Markdown page."""
    reasons = (
        f"| `{s}` | `.{r.code}` | {r.chinese} | {r.english} |" for s, r in doubt.REASONS.items()
    )
    page = resources.files("govie").joinpath("panel/codebook.md").read_text("utf-8")
    lines = page.rstrip("\n").replace("{reasons}", "\n".join(reasons)).split("\n")
    last = ""
    for table, *rest in rows():
        if table != last:
            head = "| column | path or rule | type | unit | 中文 | English | forms |"
            lines += ["", f"## {table}", "", head, "| --- " * 7 + "|"]
            last = table
        lines.append("| " + " | ".join(rest) + " |")
    return "\n".join(lines) + "\n"
