"""Detects rows with single-space separators, where two adjacent spaces mean an empty cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import gcd

from govie.records import record
from govie.tables.prints import EMPTY_MARK, read

_SPACES = 3  # in a row without a label there are more
_RUN = re.compile(r" +")
_MANY_RUNS = 12
_NAMES = re.compile(r"[^\s\d]+(?:  +[^\s\d]+){2,}")
_LABEL = re.compile(r"[\s\S]*[^ \d.,/+万元—无-]")


def tabbed(text: str) -> str:
    """``text`` with tabs for the spaces between the cells of such rows; the same length.

    The rows of a block of lines are such where all of them have as many spaces after their labels, some
    have fewer values than that, and the head, another block or a full row has as many cells.
    """
    known: set[int] = set()
    blocks = [*map(_Block.of, _blocks(text))]
    for block in blocks:
        block.width(known)
    return "".join([block.tabbed(known) for block in blocks])


def _blocks(text: str) -> Iterator[str]:
    """The tables, each with the lines of its head, and the blank lines between them."""
    group: list[str] = []
    filled, in_rows = True, False
    for line in text.splitlines(keepends=True):
        # A row without empty cells goes on with a table that has them.
        is_row = (in_rows or "  " in line) and bool(_tail(line.rstrip("\n")))
        new = bool(line.strip()) != filled or (in_rows and not is_row and line[0] != " ")
        if group and new:
            yield "".join(group)
            group = []
        filled, in_rows = bool(line.strip()), is_row
        group.append(line)
    if group:
        yield "".join(group)


@record(frozen=True, slots=True)
class _Block:
    """A run of lines: ``tails``: of each the values after its label; ``counts``: of each the spaces there, and the
    same on the whole line; none where no space is doubled; ``heads``: how many cells its heads may name."""

    lines: list[str]
    tails: list[str]
    counts: tuple[list[int], ...]
    heads: set[int]

    @classmethod
    def of(cls, text: str) -> _Block:
        if " " not in text or not text.strip():
            return cls([text], [""], (), set())
        lines = text.split("\n")
        tails = [_tail(line) if " " in line else "" for line in lines]
        heads = {
            words.count(" ") + 1  # blanks at a line's end part nothing
            for words in map(str.strip, lines)
            if words and "  " not in words and not any(map(str.isdecimal, words))
        }
        counts: tuple[list[int], ...] = ()
        if any("  " in tail or tail.endswith(" ") for tail in tails) and not _are_far(lines, tails):
            # Where a group's label stands before the row's, all labels count.
            counts = (
                [tail.count(" ") for tail in tails],
                [line.count(" ") if tail else 0 for line, tail in zip(lines, tails, strict=True)],
            )
        return cls(lines, tails, counts, heads)

    def width(self, known: set[int]) -> tuple[int, list[int]]:
        """How many spaces the rows of the block have, or 0, and where; added to ``known``, those of all blocks."""
        for counts in self.counts:
            if width := _agreed(self.tails, counts, self.heads, known):
                known.add(width)
                return width, counts
        return 0, []

    def tabbed(self, known: set[int]) -> str:
        """The block with tabs."""
        width, counts = self.width(known)
        tails = self.tails
        if width:
            tails = [tail if n == width else "" for tail, n in zip(tails, counts, strict=True)]
        elif not self.heads or max(self.heads) <= _SPACES:
            return "\n".join(self.lines)
        else:
            tails = [""] * len(tails)
        rows = zip(self.lines, tails, strict=True)
        return "\n".join([_row(line, tail, self.heads) for line, tail in rows])


def _are_far(lines: list[str], tails: list[str]) -> bool:
    """Whether several spaces part two values: as they part names of columns that stand further apart, or because every
    run of spaces is a multiple of some number above 1."""
    if any(_NAMES.fullmatch(line.strip()) for line in lines if "  " in line):
        return True
    runs = [len(run) for tail in tails for run in _RUN.findall(tail)]
    return len(runs) >= _MANY_RUNS and gcd(*runs) > 1


def _agreed(tails: list[str], counts: list[int], heads: set[int], known: set[int]) -> int:
    """How many spaces the rows of a block have, some of which lack values; 0 where they do not agree."""
    filled = [len(tail.split()) for tail in tails]
    rows = [n for n, has in zip(counts, filled, strict=True) if n > 1 or has]
    width = max(set(rows), key=rows.count, default=0)
    if width:
        # Other tables may stand above and below.
        rows = rows[rows.index(width) : len(rows) - rows[::-1].index(width)]
    if len(rows) < 2 or width < 2 or 10 * rows.count(width) < 9 * len(rows):
        return 0
    confirmed = any(n == has == width for n, has in zip(counts, filled, strict=True))
    confirmed = confirmed or width + 1 in heads or width in known
    confirmed = confirmed or (rows.count(width) >= 4 and any(filled))
    return width if confirmed else 0


def _row(line: str, tail: str, heads: set[int]) -> str:
    """``line`` with tabs for the spaces before and between its values."""
    if tail:
        return line[: len(line) - len(tail)] + tail.replace(" ", "\t")
    spaces = line.count(" ")
    if spaces > _SPACES and spaces + 1 in heads and all(map(_is_value, line.split())):
        return line.replace(" ", "\t")  # a row without a label, as many cells as the head has
    return line


def _tail(line: str) -> str:
    """The values after the label of ``line``, with the spaces between them; nothing where there are none."""
    if (
        "\t" in line or EMPTY_MARK in line
    ):  # what fills an empty cell may be as long as several spaces
        return ""
    label = _LABEL.match(line)
    tail = line[label.end() :] if label else ""
    return tail if tail[:1] == " " and all(map(_is_value, tail.split())) else ""


def _is_value(word: str) -> bool:
    """Whether a word is a value of a cell."""
    return read(word, False) is not None
