"""Tables: from a report's text to the cells of its form.

    text → regions → cells → strip → hypotheses → values → arithmetic → confidence

A cell is what stands between two separators; a strip a section's values in text order with the labels between
them; a run the values between two labels; the slots of a row its values by column; a window consecutive values
that may fill a row; the ways of a row the readings that it allows; a hypothesis one reading of a whole table; a
cover a hypothesis of a scattered table, which puts each number on a cell or on none.

Each folder is a stage, and its docstring the map of its modules:

    ``regions``      where tables stand
    ``formats``      what delimits cells, rewritten to tabs and line feeds
    ``scanning``     a region's text as cells, without what is no cell of the form
    ``strips``       a section's values with the labels between them
    ``choices``      rows that may be read in several ways, and the sums that choose
    ``rows``         hypotheses: which values are the cells of which rows
    ``scattered``    … of columns that are printed apart from the labels of their rows

What the stages hand over, and the whole:

    ``prints``       the grammar of one cell: numbers, marks for nothing, damaged print
    ``cells``        ``Cell``: what is printed, and where
    ``labels``       ``Grid``, the rows of the form, and which of them the printed labels name
    ``strip``        ``Strip``, and which labels are the agency's own
    ``slots``        a row's cells by column, and what its sums say of them
    ``assignment``   ``Assignment`` and ``Hypothesis``, the results of the searches
    ``tally``        how many sums of a hypothesis hold and how many fail
    ``section``      all of the above, for the tables of one section
    ``apart``        … of tables whose columns are printed apart from their labels, also after other headings
    ``reader``       … for the tables of a report
    ``money``        the unit of amounts of money
    ``result``       a cell's value and status; values that the sums repair
    ``evidence``     the value of every cell, with the evidence for ``govie.confidence``

The sums of the form serve four purposes:
    to select readings: which pieces are one number (``narrow``, ``splits``, ``layout``), which cells are a row's
        (``fit``, ``extras``, ``repeats``, ``places``, ``ways``, ``deals``), in which order columns stand (``fields``,
        ``orders``), which readings of several rows fit together (``solver``, ``joint``, ``settled``, ``cutoff``), and which
        of two hypotheses is the better (``by_line``, ``paired``, ``scatter``, ``apart``)
    to score: a row's own sums and those over rows (``slots``, ``tally``) in the row search (``scores``, for
        ``windows``, ``flat`` and ``decoder``), in the search over scattered tables (``sums``, for ``bands``,
        ``cover``, ``states`` and ``weighing``), and in the rating of a whole reading (``quality``)
    to repair: the value of a cell that OCR lost or damaged (``result``)
    to check: ``govie.arithmetic`` reports which sums hold, and ``govie.confidence`` uses that as evidence
What is printed is never moved or changed to make a sum hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from govie import arithmetic, codes
from govie.confidence import Evidence, Trust
from govie.form import Form
from govie.report import CellValue, Check
from govie.sections import Outline
from govie.tables import reader
from govie.tables.cells import Cell
from govie.tables.evidence import cell_values
from govie.tables.prints import Kind
from govie.tables.regions import region
from govie.tables.regions.copies import EITHER
from govie.tables.regions.extents import table_spans
from govie.tables.regions.region import Region
from govie.tables.result import repaired
from govie.tables.scanning.compared import own_year
from govie.tables.scanning.which_form import forms_of
from govie.text.characters import cjk
from govie.text.source import Source


@dataclass(frozen=True, slots=True)
class Gathered:
    """A report's cells before their confidence is known.

    ``form``: the form of its request table, None without any table; ``cells``, ``evidence``: by path;
    ``other``: labels of the tables that are printed in another form; ``ocr``: whether letters stand in cells
    for digits, so that the text was read by OCR; ``several``: sections that print tables of a kind more than once.
    """

    form: Form | None
    cells: dict[str, CellValue]
    evidence: dict[str, Evidence]
    other: tuple[str, ...] = ()
    ocr: bool = False
    several: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """A report's tables: every cell of ``form``, and what the form's sums say of them."""

    form: Form | None
    cells: dict[str, CellValue]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]


def read(
    source: Source,
    outline: Outline,
    forms: Mapping[str, Form],
    expected: str | None,
    trust: Trust,
    year: int | None = None,
) -> Tables:
    """The tables of a report: every cell of its form, with a confidence, and the checks of the form's sums.

    ``forms``: the statutory forms, by name; ``expected``: the name of the form that the report's year asks for,
    which is taken where the labels do not tell the form; ``trust``: what makes confidences of evidence; ``year``:
    the report's, by which its tables are told from those of other years.
    Without a table and an expected form there are no cells.
    """
    found = gather(source, outline, forms, expected, year)
    if found.form is None:
        return Tables(None, {}, (), ())
    checks = arithmetic.check(found.form, found.cells)
    cells = trust.assess(found.form, found.cells, checks, found.evidence, ocr=found.ocr)
    warnings = tuple(
        f"{codes.MIXED_FORMS} printed in the form of another year, left out where the forms differ: {label}"
        for label in found.other
    )
    several = tuple(
        f"{codes.SEVERAL_TABLES} tables of the same kind in the section {r.section}: {r.warning}"
        for r in found.several
    )
    return Tables(found.form, _doubted(found, cells), checks, (*warnings, *several))


def _doubted(found: Gathered, cells: dict[str, CellValue]) -> dict[str, CellValue]:
    """``cells`` with a doubt about those of the first of several tables of which no label tells whose they are."""
    sections = {r.section for r in found.several if not r.sure}
    tables = found.form.tables if found.form and sections else ()
    doubtful = {
        table.path(row, column)
        for table in tables
        if table.section in sections
        for row in range(len(table.rows))
        for column in range(len(table.columns))
    }
    return {
        path: replace(c, confidence=min(c.confidence, EITHER))
        if path in doubtful and c.value is not None
        else c
        for path, c in cells.items()
    }


def gather(
    source: Source,
    outline: Outline,
    forms: Mapping[str, Form],
    expected: str | None,
    year: int | None = None,
) -> Gathered:
    """The value of each cell with the evidence for it; arguments as of ``read``."""
    regions = region.find(source.view, outline, year)
    if not regions:
        form = forms.get(expected or "")
        none = {c.path: CellValue(None, "missing", 0.7) for c in form.cells} if form else {}
        return Gathered(form, none, {})
    cells = own_year(reader.scanned(source, regions), regions, year)
    form, printed = forms_of(cells, regions, forms, expected)
    if form is None:
        return Gathered(None, {}, {})
    breaks = source.places("\f")
    read_as = {
        name: reader.gather(
            cells, forms[name], regions, breaks, partial(reader.beyond, source, regions)
        )
        for name in dict.fromkeys((form.name, *printed.values()))
    }
    reads = read_as[form.name]
    other = tuple(
        table.label
        for name in dict.fromkeys(printed.values())
        if name != form.name
        for table in forms[name].tables
        if printed.get(table.name) == name
    )
    found, evidence = cell_values(source, form, read_as, printed)
    ocr = any(_is_misread(c) for known in reads.values() for a in known.best.rows for c in a.slots)
    # Sums give the value of a cell that OCR lost, and of one whose print is damaged.
    lost = {
        p for p, e in evidence.items() if found[p].value is None and e.kind in ("none", "empty")
    }
    damaged = {
        p for p, e in evidence.items() if e.kind == "damaged" and not cjk(found[p].raw or "")
    }
    found = repaired(form, found, lost if ocr else set(), damaged)
    return Gathered(form, found, evidence, other, ocr, tuple(r for r in regions if r.warning))


def _is_misread(cell: Cell | None) -> bool:
    """Whether a letter stands in a cell for a digit, as OCR puts it there."""
    return (
        cell is not None
        and cell.kind is Kind.DAMAGED
        and cell.unit is None  # a unit that is not understood is no misread digit
        and any(map(str.isalpha, cell.text))
        and not cjk(cell.text)  # words
    )


__all__ = ["Gathered", "Region", "Tables", "gather", "read", "table_spans"]
