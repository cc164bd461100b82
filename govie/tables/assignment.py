"""The results of the search: which values fill one row (``Assignment``), and a whole table (``Hypothesis``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from govie.records import record
from govie.tables.cells import Cell
from govie.tables.slots import Slots

Order = tuple[int, ...]
"""An order of columns that is not the form's: the i-th cell of a row is that of column ``order[i]``."""

Orders = Mapping[str, Order]
"""The orders of columns that are not the form's, by the names of the tables that have them."""


@record(frozen=True, slots=True)
class Assignment:
    """The cells of a row.

    ``row``: its number in the grid; ``label``: the part of ``score`` that its label is worth; ``how``: the
    way of placing the row (``anchor``, ``window``, ``block``, ``flat``, ``short`` …), which ``confidence``
    weighs; ``ways``: every way in which the cells may stand, where there are several.
    """

    row: int
    slots: Slots
    score: float
    label: float
    how: str
    ways: tuple[Slots, ...] = ()


@record(frozen=True, slots=True)
class Hypothesis:
    """A hypothesis of what a table says: its rows, its score, how many numbers it assigns to no row.

    ``order``: the name of an order of columns that is not the form's; ``holds``: whether the numbers of a
    scattered table fill it such that every sum holds; ``mixed``: the names of tables of whose columns the names are
    printed in another order than the one in which they are read.
    """

    rows: tuple[Assignment, ...]
    score: float
    skipped: int
    order: str = ""
    holds: bool = False
    mixed: tuple[str, ...] = ()


Window = tuple[int, int, tuple[Assignment, ...]]
"""How many rows begin at a place of a strip, where their cells end, and the assignments of the rows."""


def ordered(slots: Sequence[Cell | None], order: Order | None) -> Slots:
    """The cells of a row, printed in ``order``, in the form's order of columns."""
    if order is None or len(order) != len(slots):
        return tuple(slots)
    out: list[Cell | None] = [None] * len(slots)
    for column, cell in zip(order, slots, strict=True):
        out[column] = cell
    return tuple(out)
