"""The gold of one report in one layout: its values, and where exactly the text prints them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise

from govie.form import Label, forms
from training.corpus.documents import blanks, twins
from training.corpus.locating import Prose, locate
from training.corpus.printing import YUAN
from training.corpus.report import PrintedCell, Report


@dataclass(frozen=True, slots=True)
class GoldCell:
    """``status``: ``read``; ``blank``: printed as nothing or a dash; ``missing``: the converter lost it."""

    path: str
    value: int | float | None
    status: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Gold:
    """Everything that the corpus says about one text."""

    report: Report
    text: str
    cells: tuple[GoldCell, ...]
    prose: Prose
    damaged: tuple[str, ...] = field(default=())
    undetermined: tuple[str, ...] = field(default=())

    @property
    def placed(self) -> int:
        return sum(c.start is not None for c in self.cells)

    @property
    def lost(self) -> int:
        return sum(c.status == "missing" for c in self.cells)


def make(report: Report, text: str, copies: list[str], moved: str | None = None) -> Gold | None:
    """The gold of ``text``, or ``None`` if the twins' texts do not run parallel to it.

    ``moved`` is the text of the copy whose figures stand one cell further (:func:`blanks.moved`).
    """
    spans = twins.decode(text, copies, report)
    if spans is None:
        return None
    made = assemble(report, text, spans)
    untold = blanks.run_on(text, spans)
    if moved is not None:
        untold |= blanks.untold(report, text, moved, spans)
    # A blank that nobody can tell apart is blank all the same: the text does not say which cell it is.
    return replace(made, undetermined=tuple(c.path for c in made.cells if c.path in untold))


def assemble(
    report: Report,
    text: str,
    spans: dict[str, tuple[int, int]],
    damaged: tuple[str, ...] = (),
    *,
    lenient: bool = False,
) -> Gold:
    """The gold of ``text`` when the cells' places are known."""
    seen = {cell.table.name for cell in forms()[report.form].cells if cell.path in spans}
    seen |= _labelled(report, text)
    cells = []
    for cell in forms()[report.form].cells:
        printed = report.cells.get(cell.path)
        span = spans.get(cell.path)
        if printed is None:  # the report lacks the table or the row
            cells.append(GoldCell(cell.path, None, "missing", None, None))
        elif span and printed.value is not None:
            cells.append(GoldCell(cell.path, printed.value, "read", *span))
        elif not printed.number and cell.table.name in seen:
            cells.append(GoldCell(cell.path, None, "blank", None, None))
        elif cell.path in damaged and printed.value is not None:
            cells.append(GoldCell(cell.path, printed.value, "damaged", None, None))
        else:
            cells.append(GoldCell(cell.path, None, "missing", None, None))
    return Gold(report, text, tuple(cells), locate(report, text, lenient=lenient), damaged)


def _labelled(report: Report, text: str) -> set[str]:
    """The tables that print no number, yet whose labels stand in ``text``: their cells are blank."""
    squeezed = "".join(text.split())
    labelled = set()
    for table in forms()[report.form].tables:
        rows = [r for r in range(len(table.rows)) if table.path(r, 0) in report.cells]
        if any(
            report.cells[table.path(r, c)].number for r in rows for c in range(len(table.columns))
        ):
            continue
        found = [any(w in squeezed for w in _words(table.rows[r])) for r in rows]
        if found and sum(found) >= 0.5 * len(found):
            labelled.add(table.name)
    return labelled


def _words(label: Label) -> set[str]:
    """Four characters in a row of a label's spellings: a line that breaks it leaves some of them whole."""
    words = set()
    for text in (label.text, *label.variants):
        plain = re.sub(r"^(（.）|[一二三四]、|\d\.)|[（）“”]", "", text)
        words |= {plain[i : i + 4] for i in range(max(1, len(plain) - 3))}
    return words


_SEPARATORS = re.compile(r"[\s,，'’٬、\\]+")
_MINUS = ("-", "−", "—", "–", "↓", "△", "负", "减", "减少", "(")
_NUMBER = re.compile(
    rf"(?P<sign>[+↑]|增加?|减少?|{'|'.join(map(re.escape, _MINUS))})?(?P<digits>\d+(?:\.\d+)?)"
    rf"(?P<after>[-)])?(?P<unit>{'|'.join(sorted(YUAN, key=len, reverse=True))})?"
)


def prints(stretch: str, cell: PrintedCell) -> bool:
    """Whether ``stretch`` prints the value of ``cell``: it is read afresh, not compared with the print."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", stretch))
    match = _NUMBER.fullmatch(plain)
    if match is None or cell.value is None:
        return False
    number = float(match["digits"])
    if match["sign"] in _MINUS or match["after"]:
        number = -number
    # A bare amount of money is in the unit of its column's head.
    factors = {YUAN[match["unit"]]} if match["unit"] else set(YUAN.values())
    return any(abs(number * f - cell.value) <= 1e-6 * max(1.0, abs(cell.value)) for f in factors)


def faults(gold: Gold) -> list[str]:
    """What is wrong with ``gold``: nothing, or the row must not be kept."""
    wrong = []
    for cell in gold.cells:
        if cell.start is None or cell.end is None:
            continue
        stretch = gold.text[cell.start : cell.end]
        if not prints(stretch, gold.report.cells[cell.path]):
            wrong.append(f"{cell.path}: {stretch!r} does not print {cell.value}")
    spans = sorted((c.start, c.end or 0) for c in gold.cells if c.start is not None)
    if any(b[0] < a[1] for a, b in pairwise(spans)):
        wrong.append("two cells share a stretch of text")
    starts = [s.start for s in gold.prose.sections]
    if starts != sorted(set(starts)):
        wrong.append("sections out of order")
    return wrong
