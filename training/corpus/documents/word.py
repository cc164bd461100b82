"""A report as DOCX: paragraphs, and tables with real merged cells.

The body is written as WordprocessingML by hand; python-docx gives the package around it. Its own
``Cell.merge`` needs a second for a table of this size, and leaves empty paragraphs behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.shared import Cm

from govie.form import forms
from training.corpus.documents.grid import Box, Grid, Spelling, grids
from training.corpus.printing import LOWERED, RAISED
from training.corpus.report import Paragraph, Report

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FONTS = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)


@dataclass(frozen=True, slots=True)
class WordStyle:
    """The look of one agency's Word file; sizes in half points, widths in centimetres."""

    font: str
    size: int
    table_size: int
    width: float
    landscape: bool
    split_rows: bool
    repeat_header: bool
    page_number: str  # a pattern around the number, or nothing
    running_head: bool
    breaks_as_paragraphs: bool
    bookmark: float | None  # how far down the file the last edit was made, as Word marks it
    nested_blank: bool  # empty paragraphs around tables
    group_share: float  # relative width of the two group columns
    merged: bool = True  # else every place of the grid is a cell of its own, as in copied tables
    tight: bool = False  # no space between a table cell's paragraphs
    space: int = 0  # after each paragraph, in twentieths of a point


def draw_style(rng: Random) -> WordStyle:
    """A random look."""
    return WordStyle(
        font=rng.choice(FONTS),
        size=rng.choice((24, 28, 32, 32)),
        table_size=rng.choice((16, 18, 21, 24)),
        width=rng.choice((14.0, 15.5, 15.5, 17.0)),
        landscape=rng.random() < 0.06,
        split_rows=rng.random() < 0.6,
        repeat_header=rng.random() < 0.25,
        page_number=rng.choice(("- {} -", "— {} —", "{}", "第 {} 页", "")),
        running_head=rng.random() < 0.15,
        breaks_as_paragraphs=rng.random() < 0.5,
        bookmark=rng.random() if rng.random() < 0.4 else None,
        nested_blank=rng.random() < 0.4,
        group_share=rng.choice((0.6, 1.0, 1.0, 1.6)),
        tight=rng.random() < 0.6,
        space=rng.choice((0, 0, 120, 200)),
    )


def write(report: Report, path: Path, style: WordStyle, spelling: Spelling) -> None:
    """Write ``report`` to ``path``; twins written with the same style differ in digits only."""
    document = docx.Document()
    _set_styles(document, style)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if style.landscape:
        section.page_width, section.page_height = section.page_height, section.page_width
    room = 29.7 if style.landscape else 21.0
    section.left_margin = section.right_margin = Cm(
        (room - style.width - (8 if style.landscape else 0)) / 2
    )
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    for xml in _blocks(report, style, spelling):
        body.insert(len(body) - 1, parse_xml(xml))
    if style.running_head:
        section.header.paragraphs[0].text = report.title
    if style.page_number:
        before, _, after = style.page_number.partition("{}")
        field = f'<w:p {_NS}><w:pPr><w:jc w:val="center"/></w:pPr>{_run(before, style)}<w:fldSimple w:instr=" PAGE ">{_run("1", style)}</w:fldSimple>{_run(after, style)}</w:p>'
        footer = section.footer
        footer.is_linked_to_previous = False
        footer._element.replace(footer.paragraphs[0]._p, parse_xml(field))
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.save(str(path))


def _set_styles(document: Any, style: WordStyle) -> None:
    """One style and the font as its default: the template's 160 styles cost every reader more than the report."""
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    font = f'w:ascii="{style.font}" w:hAnsi="{style.font}" w:eastAsia="{style.font}" w:cs="{style.font}"'
    styles.append(
        parse_xml(
            f'<w:docDefaults {_NS}><w:rPrDefault><w:rPr><w:rFonts {font}/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
            f'<w:pPrDefault><w:pPr><w:spacing w:after="{style.space}"/></w:pPr></w:pPrDefault></w:docDefaults>'
        )
    )
    styles.append(
        parse_xml(
            f'<w:style {_NS} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        )
    )


def _blocks(report: Report, style: WordStyle, spelling: Spelling) -> list[str]:
    form = forms()[report.form]
    out: list[str] = []
    paragraphs = [block for block in report.blocks if isinstance(block, Paragraph)]
    edited = None if style.bookmark is None else paragraphs[int(style.bookmark * len(paragraphs))]
    for block in report.blocks:
        if isinstance(block, Paragraph):
            out.append(_paragraph(block, style, block is edited))
            continue
        drawn = grids(form, report, block.section, spelling)
        for i, grid in enumerate(drawn):
            if style.nested_blank or i:
                out.append(f"<w:p {_NS}/>")
            out.append(_table(grid, style))
        if style.nested_blank:
            out.append(f"<w:p {_NS}/>")
    return out


def _paragraph(block: Paragraph, style: WordStyle, mark: bool) -> str:
    size = style.size + 12 if block.kind == "title" else style.size
    bold = block.kind in ("title", "heading")
    place = (
        '<w:jc w:val="center"/>'
        if block.kind == "title"
        else f'<w:ind w:firstLineChars="200" w:firstLine="{style.size * 20}"/>'
    )
    bookmark = (
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' if mark else ""
    )
    return f"<w:p {_NS}><w:pPr>{place}</w:pPr>{bookmark}{_run(block.text, style, size, bold)}</w:p>"


def _run(text: str, style: WordStyle, size: int | None = None, bold: bool = False) -> str:
    """A run; what stands between the signs for raised print is a raised run of its own."""
    level, raised = text.partition(RAISED)[::2]
    raised, _, rest = raised.partition(LOWERED)
    out = _one_run(level, style, size, "<w:b/>" if bold else "")
    if raised:
        out += _one_run(raised, style, size, '<w:vertAlign w:val="superscript"/>')
    return out + _one_run(rest, style, size) if rest else out


def _one_run(text: str, style: WordStyle, size: int | None, look: str = "") -> str:
    size = size or style.size
    inner = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n")
    )
    return f'<w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr>{inner}</w:r>'


def _table(grid: Grid, style: WordStyle) -> str:
    shares = list(grid.shares)
    if grid.name == "requests":
        shares[0] *= style.group_share
        shares[1] *= style.group_share
    total = (style.width + (8 if style.landscape else 0)) * 567
    widths = [int(total * s / sum(shares)) for s in shares]
    edges = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = []
    for r in range(grid.height):
        cells: list[str] = []
        for box in sorted(
            (b for b in grid.boxes if b.row <= r < b.row + b.rows), key=lambda b: b.column
        ):
            parts = [box] if style.merged else _unmerged(box, r)
            cells.extend(
                _cell(b, sum(widths[b.column : b.column + b.columns]), r == box.row, style)
                for b in parts
            )
        whole = "" if style.split_rows else "<w:cantSplit/>"
        head = "<w:tblHeader/>" if style.repeat_header and grid.name == "requests" and r < 3 else ""
        rows.append(f"<w:tr><w:trPr>{whole}{head}</w:trPr>{''.join(cells)}</w:tr>")
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _unmerged(box: Box, row: int) -> list[Box]:
    """The places that ``box`` covers in ``row``; the first one holds its text."""
    return [
        Box(
            box.text.replace("\n", "") if c == row - box.row == 0 else "",
            row,
            box.column + c,
            path=box.path,
            header=box.header,
        )
        for c in range(box.columns)
    ]


def _cell(box: Box, width: int, first: bool, style: WordStyle) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = "" if box.rows == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    text = box.text if first else ""
    parts = text.split("\n") if style.breaks_as_paragraphs else [text]
    align = "center" if box.path or (box.header and len(box.text) < 12) else "left"
    space = '<w:spacing w:before="0" w:after="0"/>' if style.tight else ""
    inner = "".join(
        f'<w:p><w:pPr>{space}<w:jc w:val="{align}"/></w:pPr>{_run(part, style, style.table_size) if part else ""}</w:p>'
        for part in parts
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
