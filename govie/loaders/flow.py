"""Joins the pages of a document: rejoins paragraphs and tables that line ends and page breaks cut.

Running headers and page numbers are removed, a table that continues on the next page becomes one table, and the lines
of a paragraph become one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from govie.loaders import grid, rulings
from govie.loaders.layout import Line, Page, Table

Block = Line | Table

_NUMBER = re.compile(
    r"[-—–－·\s]*\d{1,3}[-—–－·\s]*|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}"
)
_HEAD, _FOOT = 0.12, 0.88  # of the page's height: running headers are above, page numbers below
_SPACING = 1.25  # times the usual distance of lines, beyond which a new paragraph begins
_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]\d{1,2}[）)]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+[条项部]"
)
_UNBROKEN = re.compile(r"[“‘（《〈【〔]?[\x21-\x7e·]+")  # which typesetting does not break


def text(pages: Sequence[Page]) -> str:
    """The text of all pages: a line for each paragraph and for each row of a table."""
    kept = [_without_number(page) for page in pages]
    kept = [
        blocks[1:] if _runs(kept[n - 1] if n else [], blocks, pages[n].height) else blocks
        for n, blocks in enumerate(kept)
    ]
    blocks: list[Block] = []
    for found in kept:
        whole = _paragraphs(found)
        if blocks and whole and (joined := _joined(blocks[-1], whole[0])) is not None:
            blocks[-1:] = [joined]
            whole = whole[1:]
        blocks += whole
    return "".join(line + "\n" for block in blocks for line in _printed(block))


def _without_number(page: Page) -> list[Block]:
    """The blocks of a page without a page number at its end, which could get into a table that continues."""
    blocks = list(page.blocks)
    last = blocks[-1] if blocks else None
    if isinstance(last, Line) and last.base > _FOOT * page.height and _NUMBER.fullmatch(last.text):
        blocks.pop()
    return blocks


def _runs(before: list[Block], blocks: list[Block], height: float) -> bool:
    """Whether the first line is a running header: it also begins the page before."""
    if not before or not blocks:
        return False
    one, other = before[0], blocks[0]
    return (
        isinstance(one, Line)
        and isinstance(other, Line)
        and one.text == other.text
        and other.base < _HEAD * height
    )


# ------------------------------------------------------------------------------------- tables


def _joined(one: Block, other: Block) -> Table | None:
    """Two tables as one, if the second may continue the first: its outer edges are the same. Else ``None``."""
    if not isinstance(one, Table) or not isinstance(other, Table):
        return None
    apart = max(abs(one.edges[0] - other.edges[0]), abs(one.edges[-1] - other.edges[-1]))
    if apart > 2 * rulings.NEAR:
        return None
    edges = rulings.places([*one.edges, *other.edges])
    below = 1 + max((cell.row for cell in one.cells), default=-1)
    cells = [*_moved(one, edges, 0), *_moved(other, edges, below)]
    return Table(tuple(edges), tuple(cells), one.top)


def _moved(table: Table, edges: list[float], down: int) -> Iterator[grid.Cell]:
    """The cells of ``table`` for columns with the edges ``edges``, moved down by ``down`` rows."""
    places = [min(range(len(edges)), key=lambda i: abs(edges[i] - x)) for x in table.edges]
    for cell in table.cells:
        first, last = places[cell.column], places[cell.column + cell.columns]
        yield replace(cell, row=cell.row + down, column=first, columns=max(1, last - first))


# --------------------------------------------------------------------------------- paragraphs


def _paragraphs(blocks: list[Block]) -> list[Block]:
    """``blocks`` with the lines of each paragraph joined."""
    lines = [b for b in blocks if isinstance(b, Line) and "\t" not in b.text]
    margin = max((line.right for line in lines), default=0.0)
    steps = [
        b.base - a.base for a, b in pairwise(blocks) if isinstance(a, Line) and isinstance(b, Line)
    ]
    usual = median(steps) if steps else 0.0
    whole: list[Block] = []
    last: Block | None = None  # before it was joined
    for block in blocks:
        before = whole[-1] if whole else None
        if (
            isinstance(before, Line)
            and isinstance(last, Line)
            and isinstance(block, Line)
            and _goes_on(last, block, margin, usual)
        ):
            text = before.text + block.text
            whole[-1] = replace(before, text=text, right=block.right, base=block.base)
        else:
            whole.append(block)
        last = block
    return whole


def _goes_on(line: Line, after: Line, margin: float, usual: float) -> bool:
    """Whether ``after`` continues ``line``, which was broken because the next characters did not fit into it."""
    if "\t" in line.text + after.text or _ITEM.match(after.text):
        return False
    if line.text[-1].isdigit() and after.text[0].isdigit():
        return False
    height = line.height
    unbroken = _UNBROKEN.match(after.text)
    first = 0.5 * height * len(unbroken[0]) if unbroken else height
    return (
        line.right + first + height > margin
        and after.left <= line.left + 0.5 * height
        and abs(after.height - height) <= 0.2 * height
        and after.base - line.base <= _SPACING * usual
    )


def _printed(block: Block) -> list[str]:
    if isinstance(block, Line):
        return [block.text]
    return [line for line in grid.lines(block.cells) if line.strip()]
