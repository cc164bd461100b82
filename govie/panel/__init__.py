"""Panels: tables of many reports, files of such tables, and checks between reports.

``record``      one file's report, or why there is none
``columns``     the tables and their columns
``variables``   … those of the form's cells
``harmonized``  … those over both forms, rates, counts of the narrative
``codebook``    … all of them described
``doubt``       which values a wide table withholds
``outputs``     files, by ending
``inputs``      … read back, as the entries of a page
``arrow``       … as Arrow
``stata``       … as Stata's
``keys``        what of a report is compared with others
``sentences``   … its sentences
``checks``      checks between reports
``roster``      which reports are expected and lack
``misplaced``   values that may stand in the wrong row, column or form
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from govie.decisions import Corrections, digest
from govie.panel import arrow, columns, doubt, outputs
from govie.panel.checks import PanelCheck, check
from govie.panel.keys import Key
from govie.panel.record import Record
from govie.panel.roster import Roster
from govie.report import Report
from govie.typed import plain

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["Panel", "PanelCheck", "Record"]


class Panel:
    """Reports of many agencies and years, held in memory. For more reports than memory holds use ``govie extract -o``.

    ``unapplied``: a message for each decision that ``corrected`` could not apply.
    """

    def __init__(self, records: Iterable[Record], unapplied: Iterable[str] = ()) -> None:
        self.records = tuple(records)
        self.unapplied = tuple(unapplied)

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Panel:
        """A panel of reports that were read from texts; the column ``file`` holds their position, from 0."""
        return cls(
            Record(str(n), report, digest=None if report.text is None else digest(report.text))
            for n, report in enumerate(reports)
        )

    @classmethod
    def read(cls, path: str | Path) -> Panel:
        """The panel in a JSON Lines file that ``govie extract … -o x.jsonl`` wrote.

        Raises ``OSError``, or ``ValueError``, ``KeyError`` or ``TypeError`` where a line is no record.
        """
        with Path(path).open("rb") as file:
            return cls(Record.from_line(line) for line in file if line.strip())

    def corrected(self, decisions: str | Path | Iterable[str | Path]) -> Panel:
        """The panel with the decisions in files that ``govie review`` wrote applied to it.

        A decision applies to the text it was made on, whatever the name of its file. It is not applied, but listed in
        ``unapplied``, where the text has changed, the report is not in the panel, or another decision contradicts it.
        Raises ``UnreadableFile`` where there is no such file, or where it holds no decision.
        """
        corrections = Corrections.read(decisions)
        found = []
        unapplied = corrections.faults()
        for record in self.records:
            if record.report is None or record.digest is None:
                found.append(record)
                if record.report is not None:
                    unapplied.append(
                        f"{record.file}: this panel does not say what it was read from"
                    )
                continue
            report, left = corrections.corrected(record.report, record.digest, record.text)
            found.append(replace(record, report=report))
            unapplied += map(str, left)
        known = ((r.file, r.digest) for r in self.records if r.digest is not None)
        return Panel(found, [*unapplied, *corrections.without_report(known)])

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def checks(self, units: str | Path | None = None) -> list[PanelCheck]:
        """The checks between reports that fail: carry-overs that differ, duplicates, spellings of one agency ….

        ``units``: a CSV file of the units and years expected, as for ``govie extract --units``; those without a
        certain report are added as ``absent``. Raises ``ValueError`` if it has no column ``year``.
        """
        keys = [key for record in self.records if (key := Key.of(record)) is not None]
        if units is None:
            return check(keys)
        if (roster := Roster.read(units)) is None:
            raise ValueError(f"{units}: needs a column year")
        return [*check(keys), *roster.absent(keys)]

    def to_frame(self, table: str = "wide", limit: float = doubt.LIMIT) -> pandas.DataFrame:
        """A table of the panel as a data frame: ``wide``, a row per report and a column per cell, or another
        table of the codebook.

        ``limit``: values of a lower confidence are left out of ``wide`` and listed in ``doubts``; 0 keeps all.
        Integers and booleans are nullable (``Int64``, ``boolean``). Needs pandas. Raises ``KeyError`` for an
        unknown table.
        """
        import pandas

        kind = columns.tables()[table]
        rows = list(outputs.Plan(table, limit).rows(lambda: self.records, kind))
        data = {}
        for c in kind.columns:
            values = [row.get(c.name) for row in rows]
            if c.type != "text":
                values = [plain(value, c.type == "number") for value in values]
            data[c.name] = pandas.Series(values, dtype=arrow.TYPES[c.type][2])
        frame: pandas.DataFrame = pandas.DataFrame(data)
        return frame

    def to_arrow(self, table: str = "wide", limit: float = doubt.LIMIT) -> pyarrow.Table:
        """A table of the panel as the Arrow table that ``write`` puts into a Parquet file; arguments as for
        ``to_frame``. Needs pyarrow."""
        return outputs.in_memory(lambda: self.records, table, limit)

    def write(self, path: str | Path, table: str = "wide", limit: float = doubt.LIMIT) -> None:
        """Write a table to a file, in the format of its ending: .jsonl .parquet .csv .xlsx .dta.

        ``limit``: as in ``to_frame``; a second file, ``NAME.doubts.ENDING``, or in XLSX a sheet, lists the values
        that a wide table leaves out; JSON Lines keep all. Raises ``ValueError`` for another ending, ``KeyError`` for
        an unknown table, ``MissingExtra``, ``OSError``.
        """
        outputs.write(Path(path), lambda: self.records, table, limit=limit)
