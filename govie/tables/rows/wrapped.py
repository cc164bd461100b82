"""Horizontal positions of column names that are wrapped over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import mean
from typing import NamedTuple

from govie.tables.cells import Cell
from govie.text.characters import cjk

_PIECE = re.compile(r"(?<!\S)(?=(\S+)(?: (\S+))?)")  # a word, and with the next one: 总 计
_BELOW = 3  # lines from one piece of a name to the next
_OUT_OF_LINE = 3.0  # characters between the middles of two pieces


class _Piece(NamedTuple):
    """A piece of a line; ``middle``: where it stands, in characters."""

    words: str
    line: int
    middle: float


class Places(NamedTuple):
    """The middles of all columns, in their order; ``beyond``: those of the agency's own after the last; ``misfit``: how
    far the pieces of a name stand from below each other."""

    middles: list[float]
    beyond: list[float]
    misfit: float


def places(head: Sequence[Cell], names: Sequence[Sequence[str]], wide: int) -> Places | None:
    """Where all columns stand; None where one is not named, or they are not in order.

    ``head``: labels before the first row; ``names``: those of each column; ``wide``: what a Chinese character adds to
    its width.
    """
    pieces = [piece for cell in head for piece in _pieces(cell, wide)]
    found: list[float] = []
    misfit = 0.0
    for own in names:
        chains = [chain for name in own for chain in _chains(pieces, name)]
        best = min(chains, key=_misfit, default=[])
        if not best or (found and _middle(best) <= found[-1]):
            return None
        found.append(_middle(best))
        misfit += _misfit(best)
    pitch = found[-1] - found[-2]
    beyond = [p.middle for p in pieces if p.middle > found[-1] + pitch / 2]
    return Places(found, beyond[:1], misfit)


def _pieces(cell: Cell, wide: int) -> Iterator[_Piece]:
    """The pieces of the line on which ``cell`` stands."""
    text = cell.text
    for match in _PIECE.finditer(text):
        before = cell.wide + wide_characters(text[: match.start()])
        for last in (1, 2):
            if (end := match.end(last)) >= 0:
                half = (end - match.start() + wide * wide_characters(text[match.start() : end])) / 2
                middle = cell.left + match.start() + wide * before + half
                yield _Piece(cjk(text[match.start() : end]), cell.line, middle)


def _chains(pieces: Sequence[_Piece], name: str) -> Iterator[list[_Piece]]:
    """The pieces that make up ``name``, each below the one before it, wherever they do."""
    for at, first in enumerate(pieces):
        if first.words and name.startswith(first.words):
            chain, rest = [first], name[len(first.words) :]
            for piece in pieces[at + 1 :]:
                if not rest or piece.line > chain[-1].line + _BELOW:
                    break
                below = piece.line > chain[-1].line and piece.words and rest.startswith(piece.words)
                if below and abs(piece.middle - first.middle) <= _OUT_OF_LINE:
                    chain.append(piece)
                    rest = rest[len(piece.words) :]
            if not rest:
                yield chain


def _misfit(chain: Sequence[_Piece]) -> float:
    """How far the pieces of a name stand from below each other."""
    middles = [p.middle for p in chain]
    return max(middles) - min(middles)


def _middle(chain: Sequence[_Piece]) -> float:
    """The middle of the pieces of a name."""
    return mean(p.middle for p in chain)


def wide_characters(text: str) -> int:
    """How many characters of ``text`` may be two wide."""
    return sum(c > "\u2fff" for c in text)
