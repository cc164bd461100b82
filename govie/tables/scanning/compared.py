"""Drops columns of another year beside the report's: ``本年 | 上年`` below each name, ``处理决定数量（2022年）``, ``12/15``.

The heads show which these are: each names a year, 本年 or 上年. The values of other years are left out, with their
heads, in rows that have a value for each head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter

from govie import toml
from govie.form import forms
from govie.tables.cells import Cell, lines_of
from govie.tables.prints import Kind
from govie.tables.regions.region import Region
from govie.text.characters import cjk

_LONGEST = 40  # characters of a column's name with its year
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_OF_YEARS: dict[str, list[str]] = toml.read(toml.STATUTE)["words"]
_LAST = re.compile("|".join([*_OF_YEARS["last_year"], "同期"]))
_THIS = "|".join(["今年度", *_OF_YEARS["this_year"]])
_WORDS = re.compile(rf"{_YEAR.pattern} ?年?度?|{_LAST.pattern}|{_THIS}")
_WORD = re.compile(r"(?:[(][^()]*[)]|[^\s()]|[()])+")  # no blank in brackets ends one
_NOT_BARE = re.compile(r"[^\W\d_年度]")
_OF_ROWS = {"其他", "其它", "总计", "合计"}  # what rows are called, too
_THIS_OF_NAME = re.compile("^本年度?")


@cache
def _columns(section: str) -> tuple[tuple[int, tuple[tuple[str, ...], ...]], ...]:
    """For each table of ``section`` how many columns it has, and the names of each that no row has, without 本年."""
    found: dict[tuple[int, tuple[tuple[str, ...], ...]], None] = {}
    for form in forms().values():
        for table in form.tables:
            if table.section != section or table.flat:
                continue
            names = [
                tuple(_THIS_OF_NAME.sub("", cjk(w)) for w in (c.text, *c.variants))
                for c in table.columns
            ]
            own = tuple(n for n in names if _OF_ROWS.isdisjoint(n))
            found[len(names), own] = None
    return (*found,)


@cache
def _names(section: str) -> frozenset[str]:
    return frozenset(
        name for _, columns in _columns(section) for column in columns for name in column
    )


@cache
def _last_years(section: str) -> frozenset[str]:
    """What follows last year in names of the form's own, which a text may print in pieces: 项目 of 上一年项目数量."""
    return frozenset(_LAST.sub("", name)[:2] for name in _names(section) if _LAST.match(name))


@cache
def _rows(section: str) -> frozenset[str]:
    return frozenset(
        cjk(words)
        for form in forms().values()
        for table in form.tables
        if table.section == section
        for row in table.rows
        for words in (row.text, *row.variants)
    )


def _widths(section: str, text: str) -> set[int]:
    """How many columns the tables of ``section`` have all of whose columns the head ``text`` names."""
    return {
        width
        for width, columns in _columns(section)
        if columns and all(any(name in text for name in names) for names in columns)
    }


def own_year(cells: Sequence[Cell], regions: Sequence[Region], year: int | None) -> list[Cell]:
    """``cells`` without those of other years than ``year`` that stand beside that year's in ``regions``."""
    gone: set[int] = set()  # where cells begin
    for region in regions:
        if _columns(region.section):
            own = [c for c in cells if region.start <= c.start < region.end]
            gone |= _others(own, year, region.section)
    return _closed_up(cells, gone) if gone else [*cells]


def _others(cells: Sequence[Cell], year: int | None, section: str) -> set[int]:
    """Where the cells of other years begin, heads too, among the ``cells`` of ``section``."""
    words = [c.text for c in cells if not c.is_value]
    years = {int(y) for text in words if "20" in text for y in _YEAR.findall(text)}
    year = year or max(years, default=0)
    labels = "".join(map(cjk, words))
    if not years and any(word in labels for word in _last_years(section)):
        return set()
    gone: set[int] = set()
    kept: list[bool] = []  # of the columns of the head, which are of the report's year
    others: set[int] = set()  # where the head's other names begin
    slashes = _slashes(cells)
    cells = [c for c in cells if c.start not in slashes]
    for is_value, group in groupby(cells, key=attrgetter("is_value")):
        run = [*group]
        if is_value:
            while len(run) > len(kept) and run[-1].kind is Kind.EMPTY:
                run.pop()
            left_out = [c for c, own in zip(run, kept, strict=False) if not own]
            if len(run) == len(kept) and any(c.is_printed for c in left_out):
                gone |= {c.start for c in left_out} | others
                gone |= {at for at in slashes if run[0].start < at < run[-1].start}
        elif heads := _heads(run, year, section):
            kept = [own for _, tags in heads for own in tags]
            others = {c.start for c, tags in heads if not any(tags)}
            if all(kept) or sum(kept) not in _widths(section, "".join(cjk(c.text) for c in run)):
                kept = []
    return gone


def _slashes(cells: Sequence[Cell]) -> set[int]:
    """Where the marks begin that part two numbers in a field: ``12/15``."""
    return {
        b.start
        for a, b, c in zip(cells, cells[1:], cells[2:], strict=False)
        if b.text == "/"
        and a.kind is c.kind is Kind.NUMBER
        and (a.line, a.field) == (b.line, b.field) == (c.line, c.field)
    }


def _heads(run: Sequence[Cell], year: int, section: str) -> list[tuple[Cell, list[bool]]]:
    """The labels of ``run`` that name columns, and for each column whether it is of ``year``.

    What stands between two of them, or after them on their line, is a column of the agency's own (本年修订件数, 同比).
    """
    timed = [c for c in run if _is_timed(c.text)]
    if not timed:
        return []
    bare = [c for c in timed if not _NOT_BARE.search(_WORDS.sub("", c.text))]
    if len(bare) > 1:
        return [(c, _tags(c.text, year)) for c in bare]
    words = [(c, w) for c in run for w in _WORD.findall(c.text) if len(w) <= _LONGEST]
    names = _names(section)
    named = {n for n, (_, w) in enumerate(words) if _is_named(w, section)}
    first, last = min(named, default=0), max(named, default=-1)
    while last >= 0 and last + 1 < len(words) and _is_beside(words[last][0], words[last + 1][0]):
        if cjk(words[last + 1][1]) in _rows(section):
            break
        last += 1
    found = []
    for n in range(first, last + 1):
        cell, word = words[n]
        if n in named:
            found.append((cell, [True] if cjk(word) in names else _tags(word, year)))
        elif cjk(word) in _rows(section):
            return []
        elif cell.text == word:
            found.append((cell, [False]))
    # Columns of the agency's own alone are told by others (extras).
    of_years = any(_LAST.search(w) or _YEAR.search(w) for _, w in words if cjk(w) not in names)
    return found if of_years else []


@lru_cache(maxsize=20_000)  # reports share their labels
def _is_named(word: str, section: str) -> bool:
    """Whether ``word`` holds the name of a column of the form's own."""
    return any(name in cjk(word) for name in _names(section))


@lru_cache(maxsize=20_000)
def _is_timed(text: str) -> bool:
    """Whether ``text`` names a year, or this or last year."""
    return _WORDS.search(text) is not None


def _is_beside(cell: Cell, after: Cell) -> bool:
    """Whether ``after`` is the next delimited cell on the line of ``cell``."""
    return cell.line == after.line and after.field == cell.field + 1


def _tags(word: str, year: int) -> list[bool]:
    """For each column that a name stands for whether it is of ``year``: two of 制发件数（本年/上年）."""
    tags = [*_WORDS.finditer(word)]
    inner = [t for t in tags if t.start() >= word.find("(") >= 0]
    years = [int(y) == year for y in _YEAR.findall(word)]
    return years or [_LAST.fullmatch(t[0]) is None for t in inner or tags] or [True]


def _closed_up(cells: Sequence[Cell], gone: set[int]) -> list[Cell]:
    """``cells`` without those that begin at ``gone``; the fields of their lines close up."""
    found: list[Cell] = []
    for line in lines_of(cells):
        out = sorted({c.field for c in line if c.start in gone})
        breaks = 0
        for cell in line:
            if cell.start in gone:
                breaks = max(breaks, cell.breaks)
                continue
            if out and cell.hard:
                before = sum(f < cell.field for f in out)
                cell = replace(cell, field=cell.field - before, fields=cell.fields - len(out))
            found.append(replace(cell, breaks=max(breaks, cell.breaks)) if breaks else cell)
            breaks = 0
    return found


__all__ = ["own_year"]
