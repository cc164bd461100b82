"""A row's figures where print was lost or run together: the ways that its own sum leaves open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, combinations, groupby, pairwise
from typing import TypeVar

from govie import numerals
from govie.headers import Row
from govie.tokens import BROKEN, Kind, Token, from_pieces

Number = int | float
Slots = tuple[Token | None, ...]
T = TypeVar("T")

MAX_WAYS = 60
MAX_STEPS = 5_000
MAX_BROKEN = 5  # figures of a row: with more some sum comes out by chance
LONGEST_FIGURE = 7  # digits; a longer count in a glued string is not worth the ways it opens


def value(token: Token | None) -> Number | None:
    """What a token counts for in a sum: a blank is nothing, a lost figure is unknown."""
    if token is None:
        return None
    if token.kind is Kind.BLANK:
        return 0
    figure = token.figure
    assert figure is not None
    return figure.value if figure.scale == 1 else figure.value * figure.scale


def completed(row: Row, slots: Slots) -> list[Number | None] | None:
    """The row's numbers with what its sums leave for the lost ones; None where the sums forbid it."""
    return _completed(row, [value(t) for t in slots])


def _completed(row: Row, numbers: list[Number | None]) -> list[Number | None] | None:
    for rule in row.table.column_sums:
        (whole_at,) = rule.whole
        absent = [c for c in rule.parts if numbers[c] is None]
        whole = numbers[whole_at]
        if whole is None and absent:
            continue
        total = sum(n for c in rule.parts if (n := numbers[c]) is not None)
        if whole is None:
            numbers[whole_at] = total
            continue
        if total > whole or (total < whole and not absent):
            return None
        if len(absent) == 1:
            numbers[absent[0]] = whole - total
        elif total == whole:
            for c in absent:
                numbers[c] = 0
    return numbers


def adds_up(row: Row, slots: Slots) -> bool:
    """Whether the row's sums come out with nothing in the cells without a figure."""
    numbers = [value(t) or 0 for t in slots]
    return all(
        sum(numbers[c] for c in rule.parts) == sum(numbers[c] for c in rule.whole)
        for rule in row.table.column_sums
    )


def spreads(row: Row, tokens: Sequence[Token]) -> list[Slots]:
    """Every way to spread too few figures over the row's columns that its layout and its sum allow.

    Where the figures stand in fields of one line, the fields between them tell all but where the row
    begins.
    """
    values = [value(t) for t in tokens]
    ways = [
        tuple(_spread(tokens, shape, row.width))
        for shape in _shapes(tokens, row.width)
        if _completed(row, _spread(values, shape, row.width)) is not None
    ]
    return [s for s in ways if _total_told(row, s)] or ways


def _total_told(row: Row, slots: Slots) -> bool:
    """The last figure is as large as the others together: it is their total, and not one of them."""
    for rule in row.table.column_sums:
        whole = value(slots[rule.whole[0]])
        if not whole:
            return False
    return bool(row.table.column_sums)


def _shapes(tokens: Sequence[Token], width: int) -> Iterable[tuple[int, ...]]:
    """The columns that the tokens may stand in."""
    columns = [*accumulate((1 + t.empty_fields for t in tokens[1:]), initial=0)]
    in_fields = tokens[0].fields > 1 and len({t.line for t in tokens}) == 1
    if in_fields and columns[-1] < width:
        return [tuple(c + shift for c in columns) for shift in range(width - columns[-1])]
    return combinations(range(width), len(tokens))


def _spread(things: Sequence[T | None], shape: tuple[int, ...], width: int) -> list[T | None]:
    spread: list[T | None] = [None] * width
    for column, thing in zip(shape, things, strict=True):
        spread[column] = thing
    return spread


def splits(rows: Sequence[Row], tokens: Sequence[Token]) -> list[tuple[Slots, ...]]:
    """Every way to cut figures that run together into the figures of ``rows`` so that each row adds up.

    Rows without a sum are only cut where a leading zero shows that separators are lost: 39 may be 3 and
    9, or one of two is lost. At most ``MAX_WAYS``, after ``MAX_STEPS`` steps none: a string that long
    says nothing. Where one figure has thousands separators all have.
    """
    wanted = sum(r.width for r in rows)
    texts = [t.text for t in tokens]
    numbers = [len(text) - text.count(",") for text in texts]
    if not len(tokens) < wanted <= sum(numbers):
        return []
    if not all(map(_GLUED.fullmatch, texts)):
        return []
    touching = any(a.end == b.start for a, b in pairwise(tokens))
    if not touching and not all(r.table.column_sums for r in rows):
        return []
    steps = 0
    separated = any("," in text for text in texts)
    # Of each figure to come: whether it is its row's total, how many are left behind it in its row, and
    # how many in the rows after that.
    totals, behind, further = [], [], []
    for number, row in enumerate(rows):
        summed = bool(row.table.column_sums)
        totals += [False] * (row.width - 1) + [summed]
        behind += [*range(row.width - 1, -1, -1)] if summed else [0] * row.width
        further += [sum(r.width for r in rows[number + 1 :])] * row.width
    most = MAX_WAYS if all(r.table.column_sums for r in rows) else 1
    ways: list[tuple[_Cut, ...]] = []
    done: list[_Cut] = []
    total: int | None = None  # of a single row, which the last digits must be
    limit = 0  # and how many digits stand before it

    def cut(token: int, at: int, added: int) -> None:
        nonlocal steps
        steps += 1
        if steps > MAX_STEPS or len(ways) > most:
            return
        if token == len(tokens):
            if len(done) == wanted:
                ways.append(tuple(done))
            return
        place = len(done)
        left = wanted - place
        text = texts[token]
        digits = len(text) - at - text.count(",", at) + sum(numbers[token + 1 :])
        if left < len(tokens) - token or digits < left:
            return
        if total is not None and place + 1 < wanted:
            room = digits - sum(numbers) + limit  # for the parts that are left, the longest of them
            longest = min(LONGEST_FIGURE, room - behind[place] + 1)
            if added > total or longest < 1 or added + behind[place] * (10**longest - 1) < total:
                return
        elif behind[place] and digits < behind[place] + len(str(added)) + further[place]:
            return  # no room for a total of what is there already
        for size in _sizes(text[at:], separated):
            figure = int(text[at : at + size].replace(",", ""))
            if totals[place] and (figure != added or total not in (None, figure)):
                continue
            done.append((token, at, size))
            sum_so_far = added + figure if behind[place] else 0
            if at + size == len(text):
                cut(token + 1, 0, sum_so_far)
            else:
                cut(token, at + size, sum_so_far)
            done.pop()

    if len(rows) == 1 and totals[-1]:
        for size in _last_sizes(texts[-1], separated):
            last = texts[-1][-size:].replace(",", "")
            total, limit = int(last), sum(numbers) - len(last)
            cut(0, 0, 0)
    else:
        cut(0, 0, 0)
    if steps > MAX_STEPS or len(ways) > most:
        return []
    found: list[tuple[Slots, ...]] = []
    for way in ways:
        parts = [_part(tokens[token], at, size) for token, at, size in way]
        found.append(tuple(_in_rows(parts, [r.width for r in rows])))
    return found


_Cut = tuple[int, int, int]  # a figure's token, and where in its text it stands
_GLUED = re.compile(r"\d[\d,]*")
_SEPARATED = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})*)(?!,)")


def _sizes(rest: str, separated: bool) -> Iterator[int]:
    """How long the figure at the head of ``rest`` may be."""
    if not separated:
        yield from range(1, 2 if rest[0] == "0" else min(LONGEST_FIGURE, len(rest)) + 1)
        return
    for size in range(1, min(LONGEST_FIGURE + 2, len(rest)) + 1):
        if _SEPARATED.fullmatch(rest, 0, size) and rest[size : size + 1] != ",":
            yield size


def _last_sizes(text: str, separated: bool) -> Iterator[int]:
    """How long the figure at the end of ``text`` may be."""
    for size in range(1, min(LONGEST_FIGURE + 2 * separated, len(text)) + 1):
        if size in _sizes(text[-size:], separated):
            yield size


def _part(token: Token, at: int, size: int) -> Token:
    if size == len(token.text):
        return token
    text = token.text[at : at + size]
    start = token.start + at
    return Token(
        Kind.FIGURE,
        start,
        start + size,
        text,
        numerals.Figure(int(text.replace(",", ""))),
        line=token.line,
        from_right=token.from_right,
        fields=token.fields,
    )


def joined(line: Sequence[Token]) -> Sequence[Token] | None:
    """A line's figures with those of one field as one: ``3 6`` is 36; None where that is no number."""
    found = []
    for _, field in groupby(line, lambda t: t.from_right):
        parts = [*field]
        figure = from_pieces(parts) if len(parts) > 1 else parts[0]
        if figure is None:
            return None
        found.append(figure)
    return found


def joined_rows(line: Sequence[Token], widths: Sequence[int]) -> list[Slots] | None:
    """A line's ``joined`` figures as those of rows of ``widths``; None where they are not as many."""
    whole = joined(line) if line[0].fields > 1 else None
    if not whole or not len(line) > len(whole) == sum(widths):
        return None
    return _in_rows(whole, widths)


def unwrapped(rows: Sequence[Row], pieces: Sequence[Token]) -> list[tuple[Slots, ...]]:
    """Every way to read too many figures as those of ``rows`` whose narrow cells broke some in two or more,
    so that each row adds up: ``1610 1 74`` may be 16101 and 74, or 1610 and 174.

    A cell breaks where it is full: all pieces but the last are as long as it is wide. Only where nothing
    adds up so are a few figures joined whatever their length (their type may be proportional).
    """
    wanted = sum(r.width for r in rows)
    many = len(pieces) - wanted
    if not 0 < many < wanted * LONGEST_FIGURE or not all(r.table.column_sums for r in rows):
        return []
    ways = _joins(rows, pieces, full=True)
    if not ways and many <= MAX_BROKEN:
        ways = _joins(rows, pieces, full=False)
    return ways


def _joins(rows: Sequence[Row], pieces: Sequence[Token], *, full: bool) -> list[tuple[Slots, ...]]:
    widths = [r.width for r in rows]
    ends = dict(zip(accumulate(widths), rows, strict=True))
    texts = [t.text.replace(",", "") for t in pieces]
    ways: dict[tuple[Number | None, ...], list[int]] = {}
    numbers: list[Number | None] = []
    starts: list[int] = []
    steps = 0

    def join(at: int) -> None:
        nonlocal steps
        steps += 1
        if steps > MAX_STEPS or len(ways) > MAX_WAYS:
            return
        row = ends.get(len(numbers))
        if row and _completed(row, numbers[-row.width :]) is None:
            return
        left = sum(widths) - len(numbers)
        if not left:
            ways.setdefault(tuple(numbers), [*starts, at])
            return
        most = len(pieces) - at - left + 1
        fitting = min(most, LONGEST_FIGURE)
        if full:
            fitting = _filling(pieces[at : at + fitting])
        for size in range(1 if left > 1 else most, fitting + 1):
            text = "".join(texts[at : at + size])
            if size == 1 or BROKEN.fullmatch(text):
                numbers.append(value(pieces[at]) if size == 1 else int(text))
                starts.append(at)
                join(at + size)
                numbers.pop()
                starts.pop()

    join(0)
    if steps > MAX_STEPS or len(ways) > MAX_WAYS:
        return []
    found: list[tuple[Slots, ...]] = []
    for way in ways.values():
        parts = [pieces[a:b] for a, b in pairwise(way)]
        figures = [from_pieces(part) if len(part) > 1 else part[0] for part in parts]
        found.append(tuple(_in_rows(figures, widths)))
    return found


def _filling(pieces: Sequence[Token]) -> int:
    """How many of ``pieces`` may be one figure: all but the last as long as one line of their cell."""
    longest = last = len(pieces[0].text)
    first = True
    for number, (before, piece) in enumerate(pairwise(pieces), 1):
        if before.end == piece.start:  # 0 and 2 of 02 are one piece
            last += len(piece.text)
        elif last < longest:
            return number
        else:
            first, last = False, len(piece.text)
        if first:
            longest = last
        elif last > longest:
            return number
    return len(pieces)


def _in_rows(figures: Sequence[Token | None], widths: Sequence[int]) -> list[Slots]:
    return [tuple(figures[a:b]) for a, b in pairwise(accumulate(widths, initial=0))]


def spaced(token: Token | None) -> bool:
    """Whether a figure was ``joined`` from several."""
    return token is not None and token.kind is Kind.DAMAGED and token.broken


def merges(row: Row, tokens: Sequence[Token]) -> Iterator[Slots]:
    """One figure too many: a stray number among them, or one that OCR cut in two.

    Most likely first: what stands on a line of its own is sooner stray, then what stands last (a page's
    number); those that give the same figures are one.
    """
    lines = Counter(t.line for t in tokens)
    strays = sorted(range(len(tokens)), key=lambda i: (lines[tokens[i].line] == 1, i), reverse=True)
    seen = set()
    for i in strays:
        rest = tuple(t for k, t in enumerate(tokens) if k != i)
        numbers = tuple(map(value, rest))
        if numbers not in seen:
            seen.add(numbers)
            yield rest
    for i, (a, b) in enumerate(pairwise(tokens)):
        if a.line == b.line and (whole := from_pieces([a, b])):
            yield (*tokens[:i], whole, *tokens[i + 2 :])
