"""Tables: from a report's text to the cells of its form.

    text → regions → cells → strip → hypotheses → values → arithmetic → confidence

A cell is what stands between two separators; a strip a section's values in text order with the labels between
them; a run the values between two labels; the slots of a row its values by column; a window consecutive values
that may fill a row; the ways of a row the readings that it allows; a hypothesis one reading of a whole table; a
cover a hypothesis of a scattered table, which puts each number on a cell or on none.

Regions: where tables stand.
    ``region``       where each section's tables stand, by the form's labels
    ``copies``       … of several tables of a kind that of the report's year, or the agency's own
    ``extents``      where tables end and prose begins, once the cells are known

Cells: what is printed in a region, one cell after the other. A new separator goes into ``delimiters``, the
syntax of a new format that no frame tells into ``markup``, new tags into ``govie.text.tags``.
    ``delimiters``   all separators rewritten to tabs and line feeds, the text as long as before
    ``ends``         … the ends of several cells in one character, for columns that a text leaves out
    ``coordinates``  … the row and the column that a program prints before each cell
    ``bars``         … bars and ruled lines
    ``named``        … the names of columns, where each cell stands after its own
    ``rulers``       … the columns that a line of dashes shows
    ``commas``       … comma- and semicolon-separated values
    ``markup``       the tables of JSON, YAML and wikis, rewritten likewise
    ``latex``        … of LaTeX
    ``listed``       … rows as lists of cells, and rows that are counted
    ``frames``       … what stands before and after every cell, learned from the labels
    ``fillers``      dots from a label to its cell, and what stands in empty cells
    ``spaces``       rows in which exactly one space parts two cells
    ``prints``       the grammar of one cell: numbers, marks for nothing, damaged print
    ``words``        a word in which labels and numbers ran together, taken apart
    ``cells``        ``Cell``: what is printed, and where
    ``scan``         a region's text as cells
    ``furniture``    … without the lines of its pages: numbers, addresses, watermarks
    ``joins``        cells joined or taken apart by what stands around them
    ``narrow``       … numbers that a narrow column wraps onto the next line
    ``tall``         … cells of three lines, whose row stands on the middle one
    ``turned``       mirrored tables turned; later, when rows are known, labels that follow their cells put first
    ``cleaning``     what is no cell of the form, left out: the places of merged heads and labels, read rules
    ``halves``       … first, cells joined that are cut in two where the name of their column is
    ``numbering``    … the numbers of rows, items and columns
    ``compared``     columns of another year beside the report's, left out of the cleaned cells
    ``printed``      in which form (2019, 2021) the tables are printed
    ``worded``       in each section, cells in which words stand for a number

Strip: the values of a section with the labels between them, which ``govie.headers`` aligns with the form.
    ``strip``        ``Strip``, and which labels are the agency's own
    ``transposed``   tables turned on their side, put row by row
    ``layout``       a section's cells as a strip: heads of rows side by side left out (``cleaning.without_head``),
                     rows on two lines joined, empty cells put in
    ``spacing``      … how far apart the cells of each row stand
    ``gaps``         … empty cells inferred from these distances
    ``stacked``      rows that a converter stacked in one line, taken apart

Hypotheses: which values are the cells of which rows. A new way of telling which of a line's cells
are a row's is a function that ``fit`` calls; a new way of placing a row is a window in ``windows``.
    ``slots``        a row's cells by column, and what its sums say of them
    ``fit``          the cells of rows whose label is known, by the modules that follow
    ``margins``      … empty cells before and after the row's own
    ``fields``       … the fields of the head
    ``places``       … the place on the line
    ``wrapped``      … below names of columns on several lines
    ``repeats``      … separators or merged cells printed several times
    ``extras``       … columns of the agency's own
    ``anchors``      rows that their labels fix before the search
    ``assignment``   ``Assignment`` and ``Hypothesis``, the results of the search
    ``scores``       the features of an assignment and their weights
    ``windows``      which values may be the cells of a row or of a block of rows
    ``flat``         … of rows that stand side by side
    ``decoder``      the beam search over rows
    ``naming``       the order in which the names of columns, and of rows side by side, are printed
    ``orders``       the hypotheses in each order of columns that a table may have
    ``singly``       without a search: one cell a line, after the names of its row and its column
    ``merged``       … small tables made one, with all of their columns
    ``aligned``      … rows side by side on one line, each number below the name of its column
    ``by_line``      … each line is the next row, whatever labels stand beside it, or its label names it

Rows that may be read in several ways, and the sums that choose among them.
    ``ways``         the ways in which the cells of a line may be a row
    ``splits``       … of numbers that ran together
    ``deals``        … of rows side by side
    ``solver``       the ways with which all sums over rows can hold
    ``settled``      … the cells on which these agree
    ``sparse``       … of tables that fill in only totals, or natural persons and totals
    ``joint``        … in all columns at once
    ``cutoff``       the row at which a text breaks off, its cells in the first columns

Scattered tables: columns that a PDF converter printed apart from the labels of their rows.
    ``pieces``       the table as numeric tokens with what stands before each
    ``cover``        a beam search that puts each token on a cell
    ``states``       the states of that search, as arrays
    ``moves``        how likely a table continues from one cell to the next (``moves.json``)
    ``sums``         the form's sums, as arrays
    ``tally``        how many sums hold and how many fail
    ``weighing``     searches that only test or score: whether all sums can hold, how good a given cover is
    ``weights``      the weights of the search, and its configurations
    ``scatter``      the covers of a table with sums, as hypotheses
    ``heads``        the columns that broken heads of small tables name
    ``columns``      small tables whose columns are printed one after the other
    ``paired``       tables of rows side by side, printed as heads and numbers

Values: from the best hypothesis to the cells of the report.
    ``reader``       all of the above, for the tables of a report
    ``quality``      how much of a table a hypothesis explains
    ``money``        the unit of amounts of money
    ``result``       a cell's value and status; values that the sums repair
    ``values``       the value of every cell, with the evidence for ``govie.confidence``

The sums of the form serve four purposes:
    to select readings: which pieces are one number (``narrow``, ``splits``, ``layout``), which cells are a row's
        (``fit``, ``extras``, ``repeats``, ``places``, ``ways``, ``deals``), in which order columns stand (``fields``,
        ``orders``), which readings of several rows fit together (``solver``, ``joint``, ``settled``, ``cutoff``), and which
        of two hypotheses is the better (``by_line``, ``paired``, ``scatter``, ``reader``)
    to score: a row's own sums and those over rows (``slots``, ``tally``) in the row search (``scores``, for
        ``windows``, ``flat`` and ``decoder``), in the search over scattered tables (``sums``, for ``cover``,
        ``states`` and ``weighing``), and in the rating of a whole reading (``quality``)
    to repair: the value of a cell that OCR lost or damaged (``result``)
    to check: ``govie.arithmetic`` reports which sums hold, and ``govie.confidence`` uses that as evidence
What is printed is never moved or changed to make a sum hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from govie import arithmetic
from govie.confidence import Evidence, Trust
from govie.form import Form
from govie.headers import cjk
from govie.report import CellValue, Check
from govie.sections import Outline
from govie.tables import reader, region
from govie.tables.cells import Cell
from govie.tables.compared import own_year
from govie.tables.copies import EITHER
from govie.tables.extents import table_spans
from govie.tables.printed import forms_of
from govie.tables.prints import Kind
from govie.tables.region import Region
from govie.tables.result import repaired
from govie.tables.values import cell_values
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
        f"W108 printed in the form of another year, left out where the forms differ: {label}"
        for label in found.other
    )
    several = tuple(
        f"W114 tables of the same kind in the section {r.section}: {r.warning}"
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
