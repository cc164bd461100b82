"""The weights of ``cover``'s search, and its configurations (direction and weights), tried one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from govie.tables.scattered.pieces import Token


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds, swept on the corpus' training texts; the optimum is flat within a factor of two.

    ``moves`` and ``size`` are factors of what the moves from cell to cell and the size of a column's numbers say.
    """

    moves: float = 1.0
    size: float = 0.5
    sizes: tuple[float, float] = (-2.5, 0.2)  # bounds of what a number's size says
    gap: float = -1.0  # a cell above the column's last is left for later
    held: float = 5.0  # a sum comes out
    held_zero: float = 0.3  # ... of zeros
    failed: float = -9.0  # a sum cannot come out any more
    beside_row: float = 3.0  # the row's label stands on the same line
    beside_other: float = -3.0
    before_row: float = 0.7  # ... on the line before
    head: float = 2.5  # the column's head stands before the page's first row
    other_head: float = -2.5
    foreign: float = -4.0
    far: float = -0.25  # for each column
    late: float = -0.3  # for each cell before the page's first token
    joined_otherwise: float = (
        -1.5
    )  # lines that stand close together in one column, and not in another
    cut: float = -1.5
    skipped: float = -7.0
    again: float = -1.0  # ... where the number before has none either, as in a run of another table
    outside: float = -0.5
    page_number: float = -3.0
    surplus: float = -3.0  # for each number of a page beyond its cells
    missing: float = -8.0  # for each cell without a number

    def skipping(self, token: Token, *, again: bool = False) -> float:
        """What it is worth that ``token`` has no cell; ``again``: nor has the one before on the page."""
        if token.foreign:
            return 0.0
        if token.outside:
            return self.outside
        own = self.page_number if token.number else self.skipped
        return max(own, self.again) if again else own


@dataclass(frozen=True, slots=True)
class Plan:
    """A way of searching: ``backward`` from the text's end, where totals stand, with ``weights``.

    ``ahead``: whether numbers may leave cells above them in their column free for later ones.
    """

    weights: Weights
    backward: bool = False
    ahead: bool = False


_USUAL = Weights()

# Of a table that only sums can tell, the last is tried first: it proves most covers that are right and fewest
# that are wrong. A text whose order is rare is lost from the beam of the first before its sums come out; the
# other direction meets its sums at once, so that a search in vain is soon given up, and flat weights do not rule
# it out. Where no sums prove a cover, the first has most cells right.
PLANS = (
    Plan(_USUAL),
    Plan(_USUAL, backward=True),
    Plan(replace(_USUAL, moves=0.5), ahead=True),
)
