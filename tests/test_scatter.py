"""Scattered tables: planted figures are found on their cells, or none is called proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from govie.form import forms
from govie.tables import labels
from govie.tables.assignment import Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.scanning.scan import scan
from govie.tables.scattered import bands, cover, moves, pieces, scatter, sums
from govie.tables.scattered.paired import paired
from govie.tables.scattered.weights import PLANS

GRID = labels.grid(forms()["2021"], "requests")
SIDE = labels.grid(forms()["2021"], "review_litigation")
START = "三、收到和处理政府信息公开申请情况\n\n申请人情况\n\n自然人\n\n"


def planted(seed: int) -> list[list[int]]:
    """A request table that adds up, 25 rows of 7."""
    rng = Random(seed)
    most = [900, 40, 9, 60, 20, 300]
    lines = [[rng.randint(0, m) for m in most] for _ in GRID.rows]
    (outcome, balance) = GRID.rows[0].table.row_sums
    (total,) = outcome.whole
    carried = next(r for r in balance.whole if r != total)
    for column in range(6):
        lines[total][column] = sum(lines[r][column] for r in outcome.parts)
        received = sum(lines[r][column] for r in balance.parts)
        if received < lines[total][column]:
            lines[balance.parts[0]][column] += lines[total][column] - received
            received = lines[total][column]
        lines[carried][column] = received - lines[total][column]
    return [[*line, sum(line)] for line in lines]


def by_bands(lines: Sequence[Sequence[int]], bands: Sequence[int]) -> Iterator[str]:
    """Bands of rows, each column by column, a box for each piece."""
    at = 0
    for height in bands:
        for column in range(7):
            yield "\n".join(str(line[column]) for line in lines[at : at + height])
        at += height


def by_columns(lines: Sequence[Sequence[int]], heights: Sequence[int]) -> Iterator[str]:
    """Column by column, each in boxes of the same heights."""
    for column in range(7):
        at = 0
        for height in heights:
            yield "\n".join(str(line[column]) for line in lines[at : at + height])
            at += height


def read(text: str, grid: Grid) -> tuple[Hypothesis, ...]:
    cells = scan(text, 0, len(text))
    return scatter.covered(cells, grid, [], len(text))


LAYOUTS = {
    "bands": lambda lines: by_bands(lines, (5, 1, 9, 3, 7)),
    "rows": lambda lines: by_bands(lines, (1,) * 25),
    "columns": lambda lines: by_columns(lines, (25,)),
    "columns in boxes": lambda lines: by_columns(lines, (3, 1, 9, 12)),
}


@pytest.mark.parametrize("searched", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(2))
def test_planted_table(
    layout: str, seed: int, searched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if searched:
        monkeypatch.setattr(bands, "covers", lambda *_, **__: [])
    lines = planted(seed)
    hypotheses = read(START + "\n\n".join(LAYOUTS[layout](lines)), GRID)
    best = hypotheses[0]
    assert {a.how for a in best.rows} == {"cover"}
    assert [[c.value if c else None for c in a.slots] for a in best.rows] == lines


def in_groups(lines: Sequence[Sequence[int]], parts: Sequence[int]) -> Iterator[str]:
    """Bands of rows, of which the first columns stand line by line and the others one by one; after each a number."""
    at = 0
    for height in parts:
        own = lines[at : at + height]
        yield "\n".join(" ".join(map(str, line[:4])) for line in own)
        yield from ("\n".join(str(line[column]) for line in own) for column in range(4, 7))
        yield "77"
        at += height


@pytest.mark.parametrize("parts", [(25,), (14, 11), (3, 1, 21)])
def test_bands_read_in_groups_of_columns(parts: Sequence[int]) -> None:
    lines = planted(4)
    text = START + "\n\n".join(in_groups(lines, parts))
    board = pieces.board(scan(text, 0, len(text)), GRID, [], len(text))
    best = bands.covers(board, 3, 3, grouped=True)[0]
    placed = {cell: board.tokens[n].value for n, cell in enumerate(best.cells)}
    assert [placed[n] for n in range(25 * 7)] == [value for line in lines for value in line]
    assert best.cells.count(None) == len(parts)
    assert not bands.covers(board, 3, 3, grouped=False)
    assert not bands.covers(board, len(parts) - 1, 3, grouped=True)
    lines[9][3] += 1
    text = START + "\n\n".join(in_groups(lines, parts))
    assert not bands.covers(
        pieces.board(scan(text, 0, len(text)), GRID, [], len(text)), 3, 3, grouped=True
    )


def test_sum_that_fails_proves_nothing() -> None:
    lines = planted(3)
    lines[4][0] += 1
    hypotheses = read(START + "\n\n".join(by_columns(lines, (25,))), GRID)
    assert all(a.how != "cover" for a in hypotheses[0].rows)
    assert {a.how for a in hypotheses[0].rows if a.row == 4} == {"scatter"}


def test_one_wrong_print_keeps_the_table() -> None:
    """It breaks the sums of its row and its column; four of them break too many."""
    lines = planted(3)
    for place, (row, holds) in enumerate([(4, True), (9, False)]):
        lines[row][place] += 1
        best = read(START + "\n\n".join(by_columns(lines, (25,))), GRID)[0]
        assert best.holds is holds
        assert len(best.rows) == (len(lines) if holds else len(lines) - 2)
        assert {a.how for a in best.rows} == {"scatter"}


def totals_first(heights: Sequence[int]) -> tuple[str, list[list[int]]]:
    """A table whose totals stand before their parts, which is rare, and its rows."""
    lines = planted(5)
    columns = by_columns([[line[-1], *line[:-1]] for line in lines], heights)
    return START + "\n\n".join(columns), lines


@pytest.mark.parametrize("heights", [(25,), (12, 13)])
def test_totals_before_their_parts(heights: Sequence[int]) -> None:
    text, lines = totals_first(heights)
    best = read(text, GRID)[0]
    assert best.holds
    assert [[c.value if c else None for c in a.slots] for a in best.rows] == lines


def test_order_that_only_the_search_from_the_end_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = totals_first((25,))
    monkeypatch.setattr(scatter, "PLANS", PLANS[:1])
    assert not any(h.holds for h in read(text, GRID))


def late_tops() -> tuple[str, list[list[int]]]:
    """A table of whose last columns the first rows are printed at the end, and its rows."""
    lines = planted(8)
    parts = [(0, 2, range(4)), (2, len(lines), range(7)), (0, 2, range(4, 7))]
    boxes = ("\n".join(str(line[c]) for line in lines[a:b]) for a, b, own in parts for c in own)
    return START + "\n\n".join(boxes), lines


def test_cells_left_free_above_are_filled_later(monkeypatch: pytest.MonkeyPatch) -> None:
    text, lines = late_tops()
    best = read(text, GRID)[0]
    assert best.holds
    assert [[c.value if c else None for c in a.slots] for a in best.rows] == lines
    bound = [replace(plan, ahead=False) for plan in PLANS]
    monkeypatch.setattr(scatter, "PLANS", bound)
    assert not any(h.holds for h in read(text, GRID))


def test_rows_that_two_covers_read_otherwise_are_not_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All sums hold where two columns of parts change places, too."""
    lines = planted(6)
    alike = [n for n, line in enumerate(lines) if line[1] == line[2]]
    text = START + "\n\n".join(by_columns(lines, (25,)))
    board = pieces.board(scan(text, 0, len(text)), GRID, [], len(text))
    cells = [7 * row + column for column in range(7) for row in range(25)]
    turned = [cell + {1: 1, 2: -1}.get(cell % 7, 0) for cell in cells]
    covers = [cover.Cover(0.0, tuple(c)) for c in (cells, turned)]
    found = scatter._weighed(board, covers)
    assert [c.value if c else None for c in found[0].rows[9].slots] == lines[9]
    assert {a.how for a in found[0].rows} == {"cover"}
    monkeypatch.setattr(scatter, "_DOUBT", 1e9)
    rows = scatter._weighed(board, covers)[0].rows
    assert len(alike) > 2 and [a.row for a in rows if a.how == "cover"] == alike


GROUP = [n for n, row in enumerate(GRID.rows) if "其他处理" in (row.label.group or "")]


def test_row_that_stands_for_a_group() -> None:
    """其他处理 is one row in earlier forms: it has its place in the table, and is none of the form's rows."""
    lines = planted(7)
    grouped = [line for n, line in enumerate(lines) if n not in GROUP]
    grouped.insert(GROUP[0], [sum(lines[n][c] for n in GROUP) for c in range(7)])
    labels = [row.label.text for n, row in enumerate(GRID.rows) if n not in GROUP]
    text = "\n".join(labels) + "\n（六）其他处理\n" + START
    text += "\n\n".join(by_columns(grouped, (len(grouped),)))
    board = pieces.board(scan(text, 0, len(text)), GRID, [], len(text))
    assert board.rows == (*range(GROUP[0]), None, *range(GROUP[-1] + 1, len(GRID.rows)))
    assert {board.places[n] for n in GROUP} == {GROUP[0]}
    best = read(text, GRID)[0]
    values = {a.row: [c.value if c else None for c in a.slots] for a in best.rows}
    assert values == {n: line for n, line in enumerate(lines) if n not in GROUP}
    assert {a.how for a in best.rows} == {"cover"}


def test_numbers_of_something_else_are_no_table() -> None:
    rng = Random(5)
    text = START + "\n\n".join(str(rng.randint(1, 999)) for _ in range(60))
    assert all(a.how != "cover" for r in read(text, GRID) for a in r.rows)


def test_counts_beyond_any_table_are_left_out() -> None:
    cells = scan(START + "99999999999999999999999\n\n7", 0, 60)
    board = pieces.board(cells, GRID, [], 60)
    assert [t.value for t in board.tokens] == [7]


def test_subtotal_is_a_column_of_the_board() -> None:
    text = "申请人情况\n\n其他\n\n小计\n\n总计\n\n1"
    board = pieces.board(scan(text, 0, len(text)), GRID, [], len(text))
    assert board.columns == (0, 1, 2, 3, 4, 5, None, 6)
    own = sums.of(board)
    assert len(own.parts) == 25 * 2 + 8 * 2 + 1


def test_subtotals_of_groups_of_rows_are_no_column() -> None:
    text = "申请人情况\n\n其他\n\n总计\n\n1\n\n小计\n\n2\n\n小计\n\n3\n\n小计\n\n4"
    board = pieces.board(scan(text, 0, len(text)), GRID, [], len(text))
    assert board.columns == tuple(range(7))


def test_moves_are_probabilities() -> None:
    counts = moves.table()
    assert counts.shape == moves.SHAPE
    assert counts.max() <= 0


def side(text: str) -> list[Cell]:
    return scan(text, 0, len(text))


HEADS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
NUMBERS = tuple(map(str, (1, 2, 3, 4, 10, 0, 0, 5, 0, 5, 2, 0, 0, 0, 2)))
PAIRED = [
    # All heads, then all numbers.
    "\n\n".join([*HEADS, *HEADS, *HEADS, *NUMBERS]),
    # Each number under its head.
    "\n\n".join(f"{h}\n{n}" for h, n in zip(HEADS * 3, NUMBERS, strict=True)),
    # A block of heads from right to left, the upper halves first.
    "\n\n".join(
        [
            *(f"{h}\n{n}" for h, n in zip(HEADS, NUMBERS[:5], strict=True)),
            "结果\n维持\n0\n\n尚未\n其它\n结果\n审结\n结果\n纠正\n0\n5\n0\n\n总计\n5",
            *(f"{h}\n{n}" for h, n in zip(HEADS, NUMBERS[10:], strict=True)),
        ]
    ),
]


@pytest.mark.parametrize("text", PAIRED)
def test_numbers_under_heads(text: str) -> None:
    hypothesis = paired(side(text), SIDE)
    assert hypothesis is not None
    values = [[c.value if c else None for c in a.slots] for a in hypothesis.rows]
    assert values == [[1, 2, 3, 4, 10], [0, 0, 5, 0, 5], [2, 0, 0, 0, 2]]


@pytest.mark.parametrize(
    "text",
    [
        PAIRED[0].replace("10", "11"),  # a sum that does not come out
        "9\n\n" + PAIRED[1].rsplit("\n", 1)[0],  # a number before its head
        PAIRED[0].replace("尚未审结", "", 1),  # a head is lost
    ],
)
def test_nothing_is_read_where_heads_do_not_tell(text: str) -> None:
    assert paired(side(text), SIDE) is None
