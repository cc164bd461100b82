"""A report as a web page, in the styles of a dozen sites.

Each site has its own way to be wrong: tables for layout, cells that hold ``<p>`` and ``<span>``,
spans that lie, tables drawn with ``<div>``, everything on one line. What they share stands here; the
sites themselves are the table ``SITES``.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from random import Random

from govie.form import forms
from training.corpus.documents.chrome import frame
from training.corpus.documents.grid import Box, Grid, Spelling, grids
from training.corpus.documents.word import FONTS
from training.corpus.printing import LOWERED, RAISED
from training.corpus.report import Paragraph, Report


@dataclass(frozen=True, slots=True)
class Site:
    """One site's way to write a page. ``cell`` wraps a cell's text, ``prose`` a paragraph's."""

    cell: str = "{}"
    prose: str = "<p>{}</p>"
    table: str = "table"  # table, div, grid
    labels: str = "td"  # td, th
    spans: str = "true"  # true, lying, none
    white: str = "lines"  # lines, none, indent
    chrome: str = "none"  # none, portal, plain, layout, mso
    css: str = ""
    blank: str = ""  # what stands in an empty cell
    split_header: bool = False  # header and body as two tables
    line_break: str = "<br>"
    attributes: str = ' border="1" cellspacing="0"'


SITES: dict[str, Site] = {
    "plain": Site(),
    "portal": Site(
        chrome="portal",
        cell='<p style="text-align:center">{}</p>',
        prose='<p style="text-indent:2em">{}</p>',
        blank="&nbsp;",
        white="indent",
    ),
    "minified": Site(white="none", chrome="plain", labels="th"),
    "minified_spans": Site(
        white="none",
        chrome="portal",
        cell='<span style="font-family:宋体">{}</span>',
        prose="<div>{}</div>",
    ),
    "word_export": Site(
        chrome="mso",
        cell='<p class="MsoNormal" align="center"><span lang="EN-US" style="font-size:10.5pt">{}<o:p></o:p></span></p>',
        prose='<p class="MsoNormal" style="text-indent:32pt"><span style="font-family:仿宋_GB2312">{}</span></p>',
        blank='<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>',
    ),
    "nested_layout": Site(
        chrome="layout",
        cell="<div><span>{}</span></div>",
        prose="<p><span>　　{}</span></p>",
        white="indent",
    ),
    "divs": Site(table="div", chrome="portal", prose='<div class="p">{}</div>'),
    "css_grid": Site(table="grid", chrome="plain", white="none"),
    "lying_spans": Site(spans="lying", blank="&nbsp;", chrome="plain"),
    "flat_spans": Site(spans="none", cell="<span>{}</span>", chrome="portal"),
    "split_header": Site(split_header=True, labels="th", white="indent", chrome="plain"),
    "nbsp": Site(
        cell="&nbsp;{}&nbsp;",
        blank="&nbsp;",
        prose="<p>&nbsp;&nbsp;&nbsp;&nbsp;{}</p>",
        chrome="portal",
    ),
    "paragraphs": Site(
        cell="<p>{}</p>", line_break="</p><p>", white="lines", chrome="layout", blank="<p></p>"
    ),
}


def write(report: Report, site: Site, spelling: Spelling, rng: Random) -> str:
    """The page's HTML. ``rng`` draws sizes and the navigation's words: give twins an equal one."""
    form = forms()[report.form]
    size = rng.choice((12, 13, 14, 16))
    out: list[str] = []
    for block in report.blocks:
        if isinstance(block, Paragraph):
            out.append(_prose(block, site))
        else:
            for grid in grids(form, report, block.section, spelling):
                out.extend(_table(part, site) for part in _parts(grid, site))
    font = rng.choice(FONTS)
    layout = rng.choice(("auto", "auto", "fixed"))
    css = (
        site.css
        + f"body{{font-family:'{font}';width:{rng.choice((720, 860, 1000))}px}}table{{table-layout:{layout}}}table{{width:{rng.choice((90, 100))}%;font-size:{size}px;border-collapse:collapse}}td,th{{border:1px solid #333}}"
        + _DIV_CSS
    )
    return _spaced(frame(report, _join(out, site), site.chrome, css, rng), site)


_DIV_CSS = ".t{display:table;border-collapse:collapse;width:100%}.r{display:table-row}.c{display:table-cell;border:1px solid}.g{display:grid;gap:1px}.g>div{border:1px solid #999;text-align:center}"


def _join(parts: list[str], site: Site) -> str:
    return ("" if site.white == "none" else "\n").join(parts)


def _spaced(page: str, site: Site) -> str:
    return "".join(line.strip() for line in page.split("\n")) if site.white == "none" else page


def _prose(block: Paragraph, site: Site) -> str:
    text = escape(block.text, quote=False)
    if block.kind == "title":
        return f"<h1>{text}</h1>"
    if block.kind == "heading":
        return (
            f"<h2>{text}</h2>"
            if site.labels == "th"
            else site.prose.format(f"<strong>{text}</strong>")
        )
    return site.prose.format(text)


def _parts(grid: Grid, site: Site) -> list[Grid]:
    """The grid, or its header and its body as two tables."""
    if not site.split_header or grid.name == "disclosure":
        return [grid]
    cut = min(box.row for box in grid.boxes if box.path)
    head, body = Grid(grid.name, grid.width), Grid(grid.name, grid.width)
    for box in grid.boxes:
        if box.row < cut:
            head.put(box)
        else:
            body.put(
                Box(
                    box.text, box.row - cut, box.column, box.rows, box.columns, box.path, box.header
                )
            )
    return [head, body]


def _content(box: Box, site: Site) -> str:
    text = escape(box.text, quote=False).replace("\u00a0", "&nbsp;").replace("\n", site.line_break)
    text = text.replace(RAISED, "<sup>").replace(LOWERED, "</sup>")
    return site.cell.format(text) if text.strip() else site.blank


def _table(grid: Grid, site: Site) -> str:
    if site.table == "grid":
        cells = [
            f'<div style="grid-row:{b.row + 1}/span {b.rows};grid-column:{b.column + 1}/span {b.columns}">{_content(b, site)}</div>'
            for line in grid.lines()
            for b in line
        ]
        return f'<div class="g" style="grid-template-columns:repeat({grid.width},1fr)">{_join(cells, site)}</div>'
    indent = "    " if site.white == "indent" else ""
    rows = []
    for r, line in enumerate(grid.lines()):
        cells = [indent * 2 + cell for cell in _cells(grid, r, line, site)]
        if site.table == "div":
            rows.append(_join(['<div class="r">', *cells, "</div>"], site))
        else:
            rows.append(_join([indent + "<tr>", *cells, indent + "</tr>"], site))
    if site.table == "div":
        return _join(['<div class="t">', *rows, "</div>"], site)
    return _join([f"<table{site.attributes}>", *rows, "</table>"], site)


def _cells(grid: Grid, r: int, line: list[Box], site: Site) -> list[str]:
    if site.table == "div":
        return [f'<div class="c">{_content(b, site)}</div>' for b in line]
    out = []
    if site.spans == "none":
        # Merged cells as a row of cells of which only the first holds text.
        for c in range(grid.width):
            box = next(
                b
                for b in grid.boxes
                if b.row <= r < b.row + b.rows and b.column <= c < b.column + b.columns
            )
            out.append(
                f"<td>{_content(box, site) if (box.row, box.column) == (r, c) else site.blank}</td>"
            )
        return out
    for b in line:
        tag = site.labels if b.header else "td"
        columns, rows = b.columns, b.rows
        if site.spans == "lying" and b.columns > 1:
            columns += 1 + (b.row + b.column) % 3
        span = (f' colspan="{columns}"' if columns > 1 else "") + (
            f' rowspan="{rows}"' if rows > 1 else ""
        )
        out.append(f"<{tag}{span}>{_content(b, site)}</{tag}>")
    return out
