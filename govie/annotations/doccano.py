"""doccano: sequence labeling with relations, JSON Lines (``JSONL(relation)``).

A line has ``text``, ``entities`` (id, label, start_offset, end_offset) and ``relations`` (id, from_id,
to_id, type); doccano gives new ids and carries every other key along as metadata, here the record
itself under ``govie``. Its editor is written in JavaScript and counts UTF-16 code units: a character
beyond the basic plane is two. Formats: backend/data_import and data_export of doccano 1.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from govie.annotations.corrected import corrected
from govie.annotations.marks import Marks, link_name, marks
from govie.annotations.record import Annotation
from govie.annotations.units import Units, kept, packed
from govie.errors import BadAnnotation


def write(one: Annotation) -> dict[str, Any]:
    """The line that doccano imports."""
    seen = marks(one)
    units = Units(one.text)
    spans = sorted(seen.spans)
    ids = {span: i for i, span in enumerate(spans)}
    return {
        "text": one.text,
        "entities": [
            {
                "id": ids[span],
                "label": span.label,
                "start_offset": units.of(span.start),
                "end_offset": units.of(span.end),
            }
            for span in spans
        ],
        "relations": [
            {"id": i, "from_id": ids[a], "to_id": ids[b], "type": link_name(b)}
            for i, (a, b) in enumerate(sorted(seen.links or ()))
        ],
        "govie": packed(one),
    }


def read(line: Mapping[str, Any]) -> Annotation:
    """The annotation that a line of doccano's export tells; ``BadAnnotation`` where it is none.

    A line that ``write`` did not make is read as well, if its labels are govie's. Where the project
    has no relations (``label``: [[start, end, label], …]) those stay that were.
    """
    try:
        text = line["text"]
        one = kept(line.get("govie"), text, line.get("id"))
        return corrected(one, _marks(line, Units(text)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnnotation(f"no line of doccano's export: {error!r}") from error


def _marks(line: Mapping[str, Any], units: Units) -> Marks:
    if "entities" not in line:
        listed = line["label"] if "label" in line else line["labels"]
        return Marks(frozenset(units.span(*entry) for entry in listed), None, {})
    entities = {
        e["id"]: units.span(e["start_offset"], e["end_offset"], e["label"])
        for e in line["entities"]
    }
    links = frozenset(
        (entities[r["from_id"]], entities[r["to_id"]])
        for r in line.get("relations", ())
        if r["from_id"] in entities and r["to_id"] in entities
    )
    known = "relations" in line
    return Marks(frozenset(entities.values()), links if known else None, {})


def label_file(names: Iterable[str]) -> list[dict[str, str]]:
    """Labels as doccano imports them (Labels → Actions → Import)."""
    return [{"text": name} for name in names]
