"""Detects rows with single-space separators, where two adjacent spaces mean an empty cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govie.tables.prints import read

_OF_TAIL = re.compile(r"[^ \d.,/+万元—无-]")


def tabbed(text: str) -> str:
    """``text`` with tabs for the spaces between the cells of such rows; the same length.

    The rows of a block of lines are such where all of them have as many spaces after their labels, some
    have fewer values than that, and the head, another block or a full row has as many cells.
    """
    known: set[int] = set()
    blocks = [*_blocks(text)]
    for block in blocks:
        _block(block, known)
    return "".join(_block(block, known) if block.strip() else block for block in blocks)


def _blocks(text: str) -> Iterator[str]:
    """Runs of lines that are not blank, and the blank ones between them."""
    group: list[str] = []
    filled = True
    for line in text.splitlines(keepends=True):
        if group and bool(line.strip()) != filled:
            yield "".join(group)
            group = []
        filled = bool(line.strip())
        group.append(line)
    if group:
        yield "".join(group)


def _block(block: str, known: set[int]) -> str:
    """``known``: how many cells the rows of other blocks have."""
    lines = block.split("\n")
    tails = [_tail(line) for line in lines]
    heads = {
        line.strip().count(" ") + 1  # blanks at its end part nothing
        for line in lines
        if line.strip() and "  " not in line.strip() and not any(map(str.isdecimal, line))
    }
    after_labels = [tail.count(" ") for tail in tails]
    # Where a group's label stands before the row's, all labels count.
    on_line = [line.count(" ") if tail else 0 for line, tail in zip(lines, tails, strict=True)]
    for counts in (after_labels, on_line):
        width = _agreed(tails, counts, heads, known)
        if width:
            known.add(width)
            break
    return "\n".join(
        _row(line, tail if n == width else "", heads)
        for line, tail, n in zip(lines, tails, counts, strict=True)
    )


def _agreed(tails: list[str], counts: list[int], heads: set[int], known: set[int]) -> int:
    """How many spaces the rows of a block have, some of which lack values; 0 where they do not agree."""
    filled = [len(tail.split()) for tail in tails]
    rows = [n for n, has in zip(counts, filled, strict=True) if n > 1 or has]
    width = max(set(rows), key=rows.count, default=0)
    gaps = any("  " in tail or tail.endswith(" ") for tail in tails)
    agree = len(rows) >= 2 and width >= 2 and 10 * rows.count(width) >= 9 * len(rows)
    confirmed = any(n == has == width for n, has in zip(counts, filled, strict=True))
    confirmed = confirmed or width + 1 in heads or width in known
    confirmed = confirmed or (rows.count(width) >= 4 and any(filled))
    return width if gaps and agree and confirmed else 0


def _row(line: str, tail: str, heads: set[int]) -> str:
    """``line`` with tabs for the spaces before and between its values."""
    if tail:
        return line[: len(line) - len(tail)] + tail.replace(" ", "\t")
    spaces = line.count(" ")
    if spaces > 3 and spaces + 1 in heads and all(map(_is_value, line.split())):
        return line.replace(" ", "\t")  # a row without a label, as many cells as the head has
    return line


def _tail(line: str) -> str:
    """The values after the label of ``line``, with the spaces between them; nothing where there are none."""
    if "\t" in line:
        return ""
    label = max((m.end() for m in _OF_TAIL.finditer(line)), default=0)
    tail = line[label:]
    return tail if label and tail[:1] == " " and all(map(_is_value, tail.split())) else ""


def _is_value(word: str) -> bool:
    """Whether a word is a value of a cell."""
    return read(word, False) is not None
