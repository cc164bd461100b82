"""Detects in which form (2019, 2021) each table is printed, by labels that only one form has.

Agencies print the form of another year, and some copy one table from the form of the year before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from govie.form import Form, Label
from govie.tables.cells import Cell
from govie.tables.regions.region import Region
from govie.text.characters import cjk

_COLUMN = 4  # characters: a column's name as long is not found by chance
_WORDS = 5  # characters of a label that may tell a form
_SHARED = 4  # characters of a label of another form that rules it out
_BEGINNING = 12  # characters of a label that are looked for


def forms_of(
    cells: Sequence[Cell],
    regions: Sequence[Region],
    forms: Mapping[str, Form],
    expected: str | None,
) -> tuple[Form | None, dict[str, str]]:
    """The report's form, and the names of the forms that its tables are printed in, by table.

    ``expected``: the form that the report's year asks for. The report's form is that of its request table;
    tables whose form is not known are left out.
    """
    labels = [c for c in cells if not c.is_value]
    text = {
        r.section: "".join([cjk(c.text) for c in labels if r.start <= c.start < r.end])
        for r in regions
    }
    printed = _by_labels(text, forms)
    _by_section(printed, text, forms)
    default = printed.get("requests")
    if default is None:
        # A request table without the labels of either is of the form that most other tables are of.
        votes = Counter(printed.values())
        if expected in forms and "requests" in text:
            votes[expected or ""] += 1
        default = max(
            votes, key=lambda name: (votes[name], name == expected), default=expected or ""
        )
    if not default and "requests" in text:
        default = _nearest(text["requests"], forms)
    return forms.get(default), printed


def _nearest(text: str, forms: Mapping[str, Form]) -> str:
    """The form of whose request table the fewest labels are lacking in ``text``; empty where most of each are."""
    lacking = {}
    for name, form in forms.items():
        rows = [row for t in form.tables if t.section == "requests" for row in t.rows]
        lost = sum(not any(w[:_BEGINNING] in text for w in _wordings(row)) for row in rows)
        if 2 * lost < len(rows):
            lacking[name] = lost
    return min(lacking, key=lambda name: lacking[name], default="")


def _by_labels(text: Mapping[str, str], forms: Mapping[str, Form]) -> dict[str, str]:
    """The form of each table of which more labels are printed than of any other; ``text``: by section."""
    hits: Counter[tuple[str, str]] = Counter()
    sections: dict[str, str] = {}
    for name, tables in _own_words((*forms.items(),)).items():
        for (section, table), words in tables.items():
            own = text.get(section, "")
            hits[table, name] += sum(any(w in own for w in wordings) for wordings in words)
            sections[table] = section
    printed = {}
    for table, section in sections.items():
        counts = {name: hits[table, name] for name in forms}
        most = max(counts.values(), default=0)
        leading = [name for name, count in counts.items() if count == most]
        # A row that only another form has is the agency's own where the columns are not that form's.
        if most and len(leading) == 1:
            (name,) = leading
            if not _lacks_columns(text.get(section, ""), forms, name, table):
                printed[table] = name
    return printed


def _by_section(
    printed: dict[str, str], text: Mapping[str, str], forms: Mapping[str, Form]
) -> None:
    """Add to ``printed`` tables whose heads broke, if all other tables of their section are of one form.

    A head that is whole and names none of a form's own columns is not of that form.
    """
    sections = {t.name: t.section for form in forms.values() for t in form.tables}
    for section in set(sections.values()):
        known = {printed[t] for t, s in sections.items() if s == section and t in printed}
        if len(known) == 1:
            (name,) = known
            for table, its in sections.items():
                if its == section and not _lacks_columns(text.get(section, ""), forms, name, table):
                    printed.setdefault(table, name)


def _lacks_columns(text: str, forms: Mapping[str, Form], name: str, table: str) -> bool:
    """Whether ``text`` names a column that ``table`` has in all forms, and none that only ``name`` has."""
    own, shared = _heads((*forms.items(),), name, table)
    return bool(own) and any(h in text for h in shared) and not any(h in text for h in own)


_Named = tuple[tuple[str, Form], ...]


@cache
def _heads(named: _Named, name: str, table: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of columns that ``table`` has only in the form ``name``, and those that it has in others, too."""
    heads = {
        form_name: {cjk(c.text) for t in form.tables if t.name == table for c in t.columns}
        for form_name, form in named
    }
    others = set().union(*(h for n, h in heads.items() if n != name))
    own = {h for h in heads[name] if not any(h in o or o in h for o in others)}
    return frozenset(own), frozenset(h for h in heads[name] - own if len(h) >= _COLUMN)


@cache
def _own_words(
    named: _Named,
) -> dict[str, dict[tuple[str, str], tuple[tuple[str, ...], ...]]]:
    """For each form, by section and table, the labels that no other form has: the beginnings of their wordings."""
    forms = dict(named)
    found: dict[str, dict[tuple[str, str], tuple[tuple[str, ...], ...]]] = {}
    for name, form in forms.items():
        others = {
            word
            for other, its in forms.items()
            if other != name
            for table in its.tables
            for label in (*table.columns, *table.rows)
            for word in (*_wordings(label), cjk(label.group or ""))
            if len(word) >= _SHARED
        }
        for table in form.tables:
            labels = (*table.columns, *table.rows)
            own = [
                tuple(
                    w[:_BEGINNING]
                    for w in _wordings(label)
                    if len(w) >= _WORDS and not any(w[:_BEGINNING] in o or o in w for o in others)
                )
                for label in labels
            ]
            found.setdefault(name, {})[table.section, table.name] = tuple(filter(None, own))
    return found


def _wordings(label: Label) -> list[str]:
    """The Chinese characters of a label in every wording."""
    return [cjk(w) for w in (label.text, *label.variants)]
