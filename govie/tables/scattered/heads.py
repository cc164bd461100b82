"""The columns that the heads of small tables name, in the order of the text, however the heads are broken."""

from __future__ import annotations

from collections.abc import Sequence

from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.text.characters import cjk

_PIECE = 4  # characters of a broken head that tell it


class Naming:
    """Reads the labels between numbers and keeps what they name.

    ``groups``: for each table its columns, by number. A name that several tables have is that of the first table
    whose caption stands right before it, with other captions or alone, and which it has not named; else that of
    the first of all.
    """

    def __init__(self, grid: Grid, groups: Sequence[Sequence[int]]) -> None:
        self.grid = grid
        self.apart = False  # whether labels of a table's rows follow each other
        self._groups = [set(g) for g in groups]
        self._named: list[int] = []
        self._block = 0
        self._row: int | None = None
        self._used: set[int] = set()
        self._captioned: list[int] = []  # tables whose captions stand together right before
        self._names: dict[str, list[int]] = {}
        self._captions: dict[str, int] = {}
        tables = dict.fromkeys(r.table for r in grid.rows)
        for number, (group, table) in enumerate(zip(groups, tables, strict=True)):
            for caption in (*table.captions, table.label):
                self._captions.setdefault(cjk(caption), number)
            for own, column in zip(group, table.columns, strict=True):
                for words in (column.text, *column.variants):
                    self._names.setdefault(cjk(words), []).append(own)

    def taken(self) -> tuple[tuple[int, ...], int, int | None]:
        """The columns named since the last call, how many of them after the last blank line, and the row whose
        label ends what was read."""
        named, self._named = tuple(self._named), []
        row, self._row = self._row, None
        self._captioned = []
        return named, self._block, row

    def read(self, cells: Sequence[Cell]) -> None:
        """Read labels that no number parts."""
        words = [cjk(c.text) for c in cells]
        text = "".join(words)
        starts: dict[int, str] = {}
        at = block = 0
        for cell, word in zip(cells, words, strict=True):
            starts[at] = word
            if cell.breaks > 1:
                block = at
            at += len(word)
        rows: list[int] = []
        self._row = None
        at = before = 0
        while at < len(text):
            if at <= block:
                before = len(self._named)
            size, row = self._next(text, at, starts.get(at, ""))
            if row is not None:
                rows.append(row)
            self._row = row if at + size == len(text) else None
            at += size
        self._block = len(self._named) - before
        tables = [self.grid.rows[r].table.name for r in dict.fromkeys(rows)]
        self.apart = self.apart or len(tables) > len(set(tables))

    def _next(self, text: str, at: int, piece: str) -> tuple[int, int | None]:
        """How long what is named at ``at`` is, and the row if it is one's label."""
        for caption, number in self._captions.items():
            if text.startswith(caption, at):
                self._captioned.append(number)
                return len(caption), None
        name = max((n for n in self._names if text.startswith(n, at)), key=len, default="")
        label = max((n for n in self.grid.spelled if text.startswith(n, at)), key=len, default="")
        if name and len(name) >= len(label):
            self._name(self._names[name])
            return len(name), None
        if label:
            self._captioned = []
            return len(label), self.grid.spelled[label]
        if len(piece) >= _PIECE:
            for name, columns in self._names.items():
                if name.startswith(piece) or name.endswith(piece):
                    self._name(columns)
                    return len(piece), None
        return 1, None

    def _name(self, columns: Sequence[int]) -> None:
        """Note that one of ``columns``, which share a name, is named."""
        free = [c for c in columns if c not in self._used]
        captioned = [c for t in self._captioned for c in free if c in self._groups[t]]
        if not captioned:
            self._captioned = []
        if (column := next(iter(captioned or free), None)) is not None:
            self._named.append(column)
            self._used.add(column)


__all__ = ["Naming"]
