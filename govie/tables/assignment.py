"""The results of the search: which values fill one row (``Assignment``), and a whole table (``Hypothesis``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from govie.records import record
from govie.tables.cells import Cell
from govie.tables.slots import Slots, in_columns

Order = tuple[int, ...]
"""An order of columns that is not the form's: the i-th cell of a row is that of column ``order[i]``."""

Orders = Mapping[str, Order]
"""The orders of columns that are not the form's, by the names of the tables that have them."""


@record(frozen=True, slots=True)
class Assignment:
    """The cells of a row.

    ``row``: its number in the grid; ``slots``: its cells by column; ``score``: how well all evidence supports the
    assignment; ``label``: what the row's label contributes to ``score``; ``ways``: every way in which the cells may
    stand, where there are several. ``how``: how the row was placed, which ``confidence`` weighs:

    ``anchor``: by its own label, before the search or without one;
    ``window``: the search gave it as many consecutive values as it has columns;
    ``fitted``: the search gave it a run with more or fewer values, which ``fit`` put into its columns;
    ``block``: the search read several rows column by column;
    ``flat``: rows side by side with all of their cells;
    ``apart``: as ``window``, in a table whose rows stand side by side, of which only order tells which row it is;
    ``short``: with cells missing or to spare, so that there are ``ways``;
    ``sparse``: as ``short``, in the few columns in which all of the table's numbers are taken to stand;
    ``headed``: by heads of columns, in small tables and in rows side by side;
    ``cover``: by a search that lets all sums of the table hold, in scattered tables and in rows side by side;
    ``scatter``: by that search, where not all sums hold or another reading scores almost as high.

    ``values`` replaces ``how`` in the evidence by ``mixed`` (the heads are in another order than the cells were read
    in, or a third of all numbers are left over) and ``slid`` (the labels may stand beside the values of a neighboring row).
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
    return in_columns(slots, order, len(slots))
