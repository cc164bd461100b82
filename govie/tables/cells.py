"""A cell of a table as it is printed: a value, an empty place that separators delimit, or a label."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from govie.records import record
from govie.tables.prints import YUAN_SIGNS, Kind
from govie.values import Number

MOST_DIGITS = 7
"""Of one number: of a longer one several ran together."""

_LABEL, _EMPTY = Kind.LABEL, Kind.EMPTY


@record(frozen=True, slots=True)
class Cell:
    """A cell: ``start`` and ``end`` are offsets in the view, ``text`` is what is printed there.

    What it prints (see ``prints.Print``): ``value``, ``scale``, ``unit``, ``sure``, ``bracketed``.
    Where it stands: ``line``, the number of its line; ``field``, its number among the ``fields`` delimited
    fields of the line; ``left`` and ``right``, its place on the line in characters; ``wide``, how many of the
    characters before it on the line are two columns wide in a fixed-width font; ``breaks``, the line ends
    since the cell before.
    ``hard``: whether separators delimit it; ``lines``: its own lines, where it has several.
    ``is_value``: whether it is one of a value, also an empty one, and no label; ``is_printed``: whether something
    stands in it. Both follow from ``kind``, and are asked of a cell some twenty times.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Number | None = None
    scale: int = 1
    unit: str | None = None
    sure: bool = True
    bracketed: bool = False
    line: int = 0
    field: int = 0
    fields: int = 1
    left: int = 0
    right: int = 0
    breaks: int = 0
    hard: bool = False
    lines: tuple[str, ...] = ()
    wide: int = 0
    is_value: bool = dataclasses.field(init=False, repr=False, compare=False)
    is_printed: bool = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A record is frozen to the type checker only.
        kind = self.kind
        self.is_value = kind is not _LABEL  # type: ignore[misc]
        self.is_printed = kind is not _LABEL and kind is not _EMPTY  # type: ignore[misc]

    @property
    def is_money(self) -> bool:
        """Whether it is printed with a currency."""
        return self.unit is not None and self.unit[-1] in YUAN_SIGNS

    @property
    def is_scaled(self) -> bool:
        """Whether it is printed with a currency, or with 万 or 亿: what it is worth needs no other unit."""
        return self.unit is not None and self.unit[-1] in YUAN_SIGNS + "万亿"


def lines_of(cells: Iterable[Cell]) -> list[list[Cell]]:
    """``cells`` line by line."""
    return [[*line] for _, line in groupby(cells, key=attrgetter("line"))]
