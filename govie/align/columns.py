"""In which columns figures stand, by their places in the line, or by the lines between them.

Where a converter kept a table's columns, as fields, as places in a padded line or as one line for each
cell, rows with all their figures tell where each column is, and so which cells of the others are empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, zip_longest

from govie.align.figures import Slots
from govie.tokens import Token

_WHOLE = 7  # figures: shorter lines are no guide to where the fields of others stand
_NEAR = 6  # whole lines looked at on each side: pages may differ
_FEWEST = 2


class Columns:
    """The columns of a region's ``tokens`` (values only); ``step``: lines from cell to cell in the report's
    other tables."""

    def __init__(self, tokens: Sequence[Token], step: int | None = None) -> None:
        self.lines: dict[int, list[Token]] = {}
        for token in tokens:
            self.lines.setdefault(token.line, []).append(token)
        self.edges = self._right_edges()
        self.steps = [step] if step else self._steps()
        self._leads: dict[tuple[int, int], int] = {}
        # Some converters print a tab behind the last cell of each line.
        self.to_the_end = not self.edges and any(t.from_right == 0 for t in tokens)

    def of(self, tokens: Sequence[Token], width: int) -> Slots | None:
        """``tokens`` in their columns, where they are a line's figures and other lines agree on the columns."""
        if [*tokens] != self.lines[tokens[0].line]:
            return None
        if tokens[0].fields > 1:
            return self._by_field(tokens, width)
        return self._by_place(tokens, width)

    def _by_field(self, tokens: Sequence[Token], width: int) -> Slots | None:
        """By the number of fields to the line's end, where whole rows of the region agree on it."""
        fields = tokens[0].fields
        edge = self.edges.get(fields)
        if edge is None and width == _WHOLE:
            edge = self._reach(fields)
        if edge is None and fields == width + 1 and self.to_the_end:
            edge = 0  # the row's label and its cells
        if edge is None or fields < width:
            return None
        return _slots(tokens, [width - 1 - (t.from_right - edge) for t in tokens], width)

    def _right_edges(self) -> dict[int, int]:
        """By a line's number of fields: how many of them follow the last figure of a whole line of figures.

        Only where the lines of that many fields agree on it; a table cut by pages has several.
        """
        ends: dict[int, Counter[int]] = {}
        for line in self.lines.values():
            if len(line) >= _WHOLE and line[0].fields >= _WHOLE:
                ends.setdefault(line[0].fields, Counter())[line[-1].from_right] += 1
        agreed = {}
        for fields, counts in ends.items():
            edge, count = counts.most_common(1)[0]
            if count >= 0.95 * counts.total():
                agreed[fields] = edge
        return agreed

    def _reach(self, fields: int) -> int | None:
        """The edge where no line is whole, but all of them together fill the columns."""
        lines = [line for line in self.lines.values() if line[0].fields == fields]
        places = [t.from_right for line in lines for t in line]
        return min(places) if max(places) - min(places) == _WHOLE - 1 else None

    def _by_place(self, tokens: Sequence[Token], width: int) -> Slots | None:
        """By the places of the nearest whole lines' figures, where every figure is clearly nearest to one."""
        here = tokens[0].line
        whole = sorted(
            (line for line in self.lines.values() if len(line) == width and line[0].fields == 1),
            key=lambda line: abs(line[0].line - here),
        )[: 2 * _NEAR]
        if len(whole) < _FEWEST:
            return None
        wide = counted_wide(whole)
        ends = _ends(whole, wide)
        found = []
        for token in tokens:
            left, right = _place(token, wide)
            distances = sorted(
                (min(abs(left - low), abs(right - high)), column)
                for column, (low, high) in enumerate(_middle(e) for e in ends)
            )
            (near, column), (far, _) = distances[:2]
            if near > 2 or far < near + 2:
                return None
            found.append(column)
        return _slots(tokens, found, width)

    def _steps(self) -> Sequence[int]:
        """How many lines a figure may stand below the one before it, where each cell has a line of its own:
        as most do, or, where most cells are empty, as those do that are nearest to each other."""
        alone = [line[0].line for line in self.lines.values() if len(line) == 1]
        steps = Counter(b - a for a, b in pairwise(alone))
        often = [step for step, count in steps.items() if count > 1]
        return [*dict.fromkeys([max(steps, key=steps.__getitem__), min(often)])] if often else [1]

    def by_line(self, tokens: Sequence[Token], width: int) -> Slots | None:
        """``tokens``, a row's figures each on a line of its own, the last in its last cell unless all are 0:
        empty lines before and between them are empty cells."""
        nothing = all(t.figure and not t.figure.value for t in tokens)
        for step in self.steps:
            columns = _by_steps(tokens, step)
            if columns is None:
                continue
            first = 0 if columns[-1] == width - 1 else self._first(tokens[0], width, step)
            if first is None:
                continue
            last = first + columns[-1]
            if last == width - 1 or (nothing and len(tokens) <= last < width):
                return _slots(tokens, [first + c for c in columns], width)
        return None

    def flat_by_line(self, tokens: Sequence[Token], widths: Sequence[int]) -> Iterator[list[Slots]]:
        """The figures of a table of one row, each on a line of its own, laid onto its parts of ``widths``,
        where empty lines among them are empty cells."""
        for step in self.steps:
            columns = _by_steps(tokens, step)
            first = self._first(tokens[0], sum(widths), step)
            if columns is None or first is None or first + columns[-1] < len(tokens):
                continue
            laid = _slots(tokens, [first + c for c in columns], sum(widths))
            if laid is not None:
                yield _parts(laid, widths)

    def _first(self, token: Token, width: int, step: int) -> int | None:
        """The column of a row's first figure, by the lines between its label and it."""
        if (width, step) not in self._leads:
            self._leads[width, step] = self._lead(width, step)
        first, rest = divmod(_lines_above(token) - self._leads[width, step], step)
        return first if rest == 0 and first >= 0 else None

    def _lead(self, width: int, step: int) -> int:
        """How many lines the first cell stands below its label: as in rows from the first cell to the last
        where these agree, else as far as from cell to cell."""
        found: Counter[int] = Counter()
        row: list[Token] = []
        alone = [line[0] for line in self.lines.values() if len(line) == 1]
        for token, after in zip_longest(alone, alone[1:]):
            row.append(token)
            if after is None or after.line - token.line != _lines_above(after):
                columns = _by_steps(row, step)
                if columns and columns[-1] == width - 1:
                    found[_lines_above(row[0])] += 1
                row = []
        lead, count = max(found.items(), key=lambda f: f[1], default=(0, 0))
        return lead if count >= _FEWEST and count == found.total() else step


def _lines_above(token: Token) -> int:
    """How many lines a figure on a line of its own stands below what is printed before it."""
    return 1 + token.empty_lines + token.empty_fields


def _by_steps(tokens: Sequence[Token], step: int) -> list[int] | None:
    """The columns of a row's figures, each on a line of its own, counted from the first one's."""
    gaps = [b.line - a.line for a, b in pairwise(tokens)]
    if gaps != [_lines_above(t) for t in tokens[1:]] or any(gap % step for gap in gaps):
        return None
    return [*accumulate((gap // step for gap in gaps), initial=0)]


def in_fields(tokens: Sequence[Token], widths: Sequence[int]) -> list[Slots] | None:
    """The figures of one line laid onto rows of ``widths``, where its fields are as many as their cells
    and some are empty: less than half, unless the whole line has no other field."""
    if not tokens or tokens[0].line != tokens[-1].line:
        return None
    whole = sum(widths)
    first, last, fields = tokens[0].from_right, tokens[-1].from_right, tokens[0].fields
    if not len(tokens) < min(fields, whole) or (2 * len(tokens) < whole and fields != whole):
        return None
    edge = last if first - last + 1 == whole else 0 if fields == whole else None
    if edge is None:
        return None
    laid = _slots(tokens, [whole - 1 - (t.from_right - edge) for t in tokens], whole)
    return None if laid is None else _parts(laid, widths)


def _parts(slots: Slots, widths: Sequence[int]) -> list[Slots]:
    starts = accumulate(widths, initial=0)
    return [slots[at : at + width] for at, width in zip(starts, widths, strict=False)]


_Ends = list[tuple[int, int]]


def counted_wide(lines: Sequence[Sequence[Token]]) -> int:
    """1 where the program that padded ``lines``, whole rows, counted a Chinese character as two places."""
    return min((0, 1), key=lambda w: sum(_spread(ends) for ends in _ends(lines, w)))


def _place(token: Token, wide: int) -> tuple[int, int]:
    """A figure's left and right end; some programs count a Chinese character as two places (``wide``)."""
    left = token.place + wide * token.wide
    return left, left + len(token.text)


def _ends(lines: Sequence[Sequence[Token]], wide: int) -> list[_Ends]:
    """The left and right ends of each column's figures."""
    return [[_place(token, wide) for token in column] for column in zip(*lines, strict=True)]


def _spread(ends: _Ends) -> int:
    """How far a column's figures stray, aligned on the left or on the right."""
    lefts, rights = [left for left, _ in ends], [right for _, right in ends]
    return min(max(lefts) - min(lefts), max(rights) - min(rights))


def _middle(ends: _Ends) -> tuple[int, int]:
    half = len(ends) // 2
    return sorted(left for left, _ in ends)[half], sorted(right for _, right in ends)[half]


def _slots(tokens: Sequence[Token], columns: Sequence[int], width: int) -> Slots | None:
    slots: list[Token | None] = [None] * width
    for token, column in zip(tokens, columns, strict=True):
        if not 0 <= column < width or slots[column] is not None:
            return None
        slots[column] = token
    return tuple(slots)
