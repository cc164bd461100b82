"""A compact summary of a report (identity, a few cells, hashes), by which reports of a panel are compared.

Panel checks compare summaries instead of whole reports, and ``choose`` selects the report to keep where a panel has
several of one unit on one year.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govie import units
from govie.form import forms
from govie.panel import sentences
from govie.panel.doubt import Doubts
from govie.panel.record import Record
from govie.panel.sentences import Sentence
from govie.report import CellValue, Number
from govie.text import traditional

OUT, IN = "requests.carried_out.total", "requests.carried_in.total"
_LABELS = {
    f"{table.prefix}.{row.key}": row.text
    for form in forms().values()
    for table in form.tables
    for row in table.rows
}
STOCKS = {row: _LABELS[row] for row in ("disclosure.regulations", "disclosure.normative_documents")}
"""Rows of which each year has a number in force, with their labels in the newest form."""
FLOWS = ("in_force", "issued", "repealed")
_PATHS = (OUT, IN, *(f"{row}.{flow}" for row in STOCKS for flow in FLOWS))
_SEPARATORS = re.compile(r"[\s　·・•()（）“”\"'《》〈〉【】\[\]、，,.。:：_—-]+")
_NOWHERE = 2**32 - 1  # in place of the offset of a value that is not printed

Place = tuple[int, int]
"""Start and end in a report's text."""


class Printed(NamedTuple):
    """A value and where it stands in the text; ``None`` where it is not printed."""

    value: Number
    place: Place | None


class Marks:
    """Hashes with their places in the text, packed in twelve bytes each."""

    def __init__(self, found: Iterable[tuple[int, int | None, int | None]]) -> None:
        self._held = b"".join(
            struct.pack("<III", h, *(_NOWHERE if p is None else min(p, _NOWHERE) for p in place))
            for h, *place in found
        )

    def __iter__(self) -> Iterator[tuple[int, Place | None]]:
        for number, start, end in struct.iter_unpack("<III", self._held):
            yield number, None if _NOWHERE in (start, end) else (start, end)


@dataclass(frozen=True, slots=True)
class Key:
    """The summary of a report that has an agency and a year, for comparison with other years' reports.

    ``cells``: a hash of all values; ``sure``: the number of values that are not doubtful; ``failed``: the number
    of failing sums; ``values``: the values that ``at`` looks up; ``figures``: hashes of all values that are neither
    doubtful nor 0; ``sentences``: hashes of the narrative's sentences; ``unit``, ``name``: the unit's id and full name.
    """

    file: str
    agency: str
    year: int
    cells: int
    sure: int
    failed: int
    values: tuple[Printed | None, ...]
    figures: Marks
    sentences: Marks
    unit: str | None = None
    name: str | None = None

    @property
    def quality(self) -> tuple[int, int]:
        """A sort key, higher for a report that was read better."""
        return self.sure, -self.failed

    @property
    def who(self) -> str | None:
        """An identifier of the report's agency; ``None`` where several agencies may have its name."""
        if self.unit is not None:
            return self.unit
        return folded(self.agency) if units.holds_place(self.agency, self.year) else None

    def at(self, path: str) -> Printed | None:
        """The value of one of the few cells that are compared; ``None`` where it is doubtful or has none."""
        return self.values[_PATHS.index(path)]

    @classmethod
    def of(cls, record: Record, doubts: Doubts | None = None) -> Key | None:
        """The key of a record; ``None`` for a report without agency or year, and for a file that was not read.

        Doubtful values are left out. ``doubts``: those of the report, if they were computed before.
        """
        report = record.report
        if report is None or report.agency is None or report.year is None:
            return None
        return cls.made(
            record.file,
            report.agency,
            report.year,
            doubts or Doubts.of(report),
            record.sentences or sentences.of(report),
            *((report.unit.id, report.unit.name) if report.unit is not None else ()),
        )

    @classmethod
    def made(
        cls,
        file: str,
        agency: str,
        year: int,
        doubts: Doubts,
        narrative: Iterable[Sentence] = (),
        unit: str | None = None,
        name: str | None = None,
    ) -> Key:
        """The key of a report, from its parts. ``narrative``: hashes of its sentences; ``unit``, ``name``: id and name
        of its unit."""
        cells = doubts.cells
        sure = {p: v for p in cells if (v := doubts.value(p)) is not None}
        return cls(
            file,
            agency,
            year,
            hash(tuple((p, c.value) for p, c in sorted(cells.items()))),
            len(sure),
            len(doubts.failed),
            tuple(_printed(path, sure, cells) for path in _PATHS),
            Marks(
                (zlib.crc32(f"{p}={v}".encode()), cells[p].start, cells[p].end)
                for p, v in sure.items()
                if v
            ),
            Marks(narrative),
            unit,
            name,
        )


def _printed(
    path: str, sure: Mapping[str, Number], cells: Mapping[str, CellValue]
) -> Printed | None:
    if path not in sure:
        return None
    start, end = cells[path].start, cells[path].end
    return Printed(sure[path], None if start is None or end is None else (start, end))


def folded(name: str) -> str:
    """A name without blanks, brackets and punctuation, in simplified characters, to compare spellings."""
    return _SEPARATORS.sub("", name).translate(traditional.characters())


@dataclass(frozen=True, slots=True)
class Choice:
    """``keep``: whether this is the report to use for its unit and year; ``None`` where these are not known."""

    keep: bool | None
    why: str


_UNKNOWN = Choice(None, "unit or year not certain: not compared with others")


def choose(keys: Sequence[Key | None]) -> list[Choice]:
    """A choice for each key: of several reports of one unit and year the best is kept, of equals the first.

    The best has the most certain values, then the fewest failing sums.
    """
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    found = [_UNKNOWN] * len(keys)
    for number, key in enumerate(keys):
        if key is not None and (who := key.who) is not None:
            groups[who, key.year].append(number)
    for numbers in groups.values():
        held = [(number, key) for number in numbers if (key := keys[number]) is not None]
        best, kept = max(held, key=lambda pair: (*pair[1].quality, -pair[0]))
        for number, key in held:
            quality = f"{key.sure} sure values, {key.failed} sums fail"
            if len(held) == 1:
                found[number] = Choice(True, "the only report of its unit and year")
            elif number == best:
                found[number] = Choice(True, f"the best of {len(held)}: {quality}")
            else:
                found[number] = Choice(
                    False,
                    f"{kept.file} is kept: {kept.sure} sure values, {kept.failed} sums fail; here {quality}",
                )
    return found
