"""Figures and rows that broke: at a thousands separator, or in the lines of their cells between rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from govie import numerals
from govie.tokens.token import CHINESE, Kind, Token

BROKEN = re.compile(r"[1-9]\d{0,11}")  # what pieces make one figure
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})*")
_DIGITS = re.compile(r"\d{1,3}")
_MOST_PIECES = 16  # of a figure with four separators, each digit behind them alone
_MOST_LINES = 4  # of a row whose cells break


def from_pieces(pieces: Sequence[Token], kind: Kind = Kind.DAMAGED) -> Token | None:
    """A figure that was broken in ``pieces``; None where they are not those of one."""
    text = "".join(t.text for t in pieces).replace(",", "")
    if not BROKEN.fullmatch(text):
        return None
    first, last = pieces[0], pieces[-1]
    return replace(
        first,
        kind=kind,
        end=last.end,
        text=text,
        figure=numerals.Figure(int(text)),
        from_right=last.from_right,
        broken=True,
    )


def separated(tokens: list[Token]) -> list[Token]:
    """Figures that broke at their thousands separator are whole again: ``9 ,800``, ``1 0,82 1``."""
    commas = [
        n
        for n, (a, mark, b) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False))
        if mark.text == "," and a.is_value and b.is_value
    ]
    chained = sum(b - a == 2 for a, b in pairwise(commas))
    if 3 * chained >= len(commas):
        return tokens  # between cells: 34 , 16 , 116
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text == "," and (
            parts := _broken_thousands(found, tokens[at : at + _MOST_PIECES])
        ):
            whole = from_pieces([t for t in parts if t.is_value], Kind.FIGURE)
            if whole is not None:
                before = next(n for n, t in enumerate(reversed(found), 1) if t is parts[0])
                del found[-before:]
                found.append(whole)
                at += len(parts) - before
                continue
        found.append(tokens[at])
        at += 1
    return found


def _broken_thousands(before: Sequence[Token], tokens: Sequence[Token]) -> list[Token]:
    """The pieces of the figure that goes on with the separator ``tokens[0]``, it among them; empty where
    the separator is one between cells: ``3, 124, 5``."""
    if not before or not _THOUSANDS.fullmatch(before[-1].text):
        return []
    parts = [before[-1]]
    at, apart = 0, False
    while at < len(tokens) and tokens[at].text == ",":
        comma, digits = tokens[at], ""
        apart |= comma.start > parts[-1].end
        parts.append(comma)
        at += 1
        while at < len(tokens) and len(digits) < 3 and _DIGITS.fullmatch(tokens[at].text):
            token = tokens[at]
            apart |= token.start > parts[-1].end and (bool(digits) or token.line != comma.line)
            digits += token.text
            parts.append(token)
            at += 1
        if len(digits) != 3:
            return []
    if parts[0].text[0] == "0":  # of 1 0,821
        if len(before) < 2 or not BROKEN.fullmatch(before[-2].text + before[-1].text):
            return []
        parts.insert(0, before[-2])
        apart |= parts[0].end < parts[1].start
    of_one_field = len({(t.fields, t.from_right) for t in parts}) == 1
    return parts if apart and of_one_field else []


def ruled_rows(
    tokens: list[Token], bounds: Mapping[int, bool], labels: tuple[str, ...]
) -> list[Token]:
    """Rows that rules part and whose cells break into several lines are one line each, cell by cell."""
    lines = [*bounds]
    found: list[Token] = []
    places = groupby(tokens, key=lambda t: (bisect_left(lines, t.line), t.line in bounds))
    for (number, beside_rule), group in places:
        row = [*group]
        ruled = 0 < number < len(lines) and bounds[lines[number - 1]] and bounds[lines[number]]
        if ruled and not beside_rule and len({t.fields for t in row}) == 1:
            row = _in_one_line(row, labels)
        found += row
    return found


def _in_one_line(row: list[Token], labels: tuple[str, ...]) -> list[Token]:
    """The tokens between two rules cell by cell, where they are one row's."""
    fields = groupby(sorted(row, key=lambda t: -t.from_right), key=lambda t: t.from_right)
    cells = [[*cell] for _, cell in fields]
    figures = [len(cell) for cell in cells if any(t.is_value for t in cell)]
    if len(figures) < 2:
        return row
    if max(figures) > 1:
        below = ["".join(CHINESE.findall(t.text)) for t in row if t.line > row[0].line]
        labeled = any(below) if min(figures) > 1 else any(w.endswith(labels) for w in below)
        if labeled or row[-1].line - row[0].line >= _MOST_LINES:
            return row  # several rows, without rules between them
    found: list[Token] = []
    for cell in cells:
        if len(cell) > 1 and any(t.is_value for t in cell):
            figure = from_pieces(cell, Kind.FIGURE)
            if figure is None:
                return row
            # between its pieces stand those of other cells
            figure.end = cell[0].end
            cell = [figure]
        found += cell
    for before, token in pairwise(found):
        token.line = row[0].line
        token.empty_fields = max(0, before.from_right - token.from_right - 1)
    return found
