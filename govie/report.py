"""What ``govie.extract`` returns: a report's cells, sections, counts and checks, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from govie.values import (
    CellValue,
    Check,
    Fact,
    Number,
    Place,
    ReportData,
    Section,
    Status,
    Unit,
    UnitLevel,
)

if TYPE_CHECKING:
    import pandas

__all__ = [
    "CellValue",
    "Check",
    "Fact",
    "Number",
    "Place",
    "Report",
    "Section",
    "Status",
    "Unit",
    "UnitLevel",
]


@dataclass(frozen=True, slots=True, repr=False)
class Report(ReportData):
    """A report as it was read: the fields of ``govie.values.ReportData``, and methods to export and show them."""

    def __repr__(self) -> str:
        """Three lines: who reports on what, the cells and sums, the rest."""
        about = (self.agency, self.year, self.form and f"form {self.form}")
        states = Counter(cell.status for cell in self.cells.values())
        counts = [f"{n} {status}" for status, n in states.most_common()]
        known = [check for check in self.checks if check.ok is not None]
        codes = " ".join(dict.fromkeys(w.partition(" ")[0] for w in self.warnings))
        return (
            f"Report({', '.join(str(a) for a in about if a is not None) or 'unknown'}: "
            f"{' '.join((self.title or 'no title').split())[:80]}\n"
            f"  {len(self.cells)} cells ({', '.join(counts) or 'no form'}), "
            f"{len(self.doubtful())} doubtful; {len(self.failed)} of {len(known)} checks fail\n"
            f"  {len(self.sections)} sections, {len(self.facts)} facts; warnings: {codes or 'none'})"
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """The inverse of ``to_dict``, without ``text``. Raises ``KeyError`` or ``TypeError`` for other dictionaries."""
        return cls(
            title=data["title"],
            agency=data["agency"],
            year=data["year"],
            form=data["form"],
            sections=tuple(Section(**s) for s in data["sections"]),
            cells={path: CellValue(**cell) for path, cell in data["cells"].items()},
            facts=tuple(Fact(**f) for f in data["facts"]),
            checks=tuple(Check(**{**c, "paths": tuple(c["paths"])}) for c in data["checks"]),
            warnings=tuple(data["warnings"]),
            unit=Unit(**data["unit"]) if data.get("unit") else None,
            agency_place=Place(**data["agency_place"]) if data.get("agency_place") else None,
        )

    def to_frame(self) -> pandas.DataFrame:
        """A data frame with a row per cell: path, value, status, confidence, raw, start, end, why. Needs pandas."""
        import pandas

        rows = [{"path": path, **asdict(cell)} for path, cell in self.cells.items()]
        frame: pandas.DataFrame = pandas.DataFrame(rows)
        return frame

    def to_html(self, text: str | None = None) -> str:
        """An HTML page that shows the text with what was read marked in it, the tables, counts and checks.

        The page is self-contained and needs no network. ``text``: the text that the report was read from,
        only needed where ``self.text`` is ``None`` (after ``from_dict`` or unpickling); without it the page
        shows the tables alone. Raises ``ValueError`` if ``text`` is shorter than the report's offsets.
        """
        from govie.view import page

        return page([("", self, self.text if text is None else text)])

    def _repr_html_(self) -> str:
        """The page of ``to_html`` as a notebook shows it: in a frame of its own."""
        from govie.view import frame

        return frame(self.to_html())

    def __reduce__(self) -> tuple[Any, ...]:
        return Report, tuple(getattr(self, f.name) for f in fields(self) if f.name != "text")
