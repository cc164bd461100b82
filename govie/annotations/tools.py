"""Reads and writes annotation files: govie's JSON Lines, doccano, Label Studio.

*doccano* (sequence labeling with relations, ``JSONL(relation)``): a line has ``text``, ``entities`` (id,
label, start_offset, end_offset) and ``relations`` (id, from_id, to_id, type). doccano assigns new ids and
keeps every other key as metadata, here the record itself under ``govie``. Its offsets count UTF-16 code units: a
character beyond the basic plane is two. Formats:
backend/data_import and data_export of doccano 1.8.

*Label Studio*: tasks as JSON, with text regions, relations, and a bound chosen for each count. The record
itself is in the task's data. Pre-annotations are ``predictions``; what a person submits are
``annotations``. Offsets are code points (Label Studio since 1.6; before, UTF-16 code units, which a
region's own ``text`` distinguishes). Format: labelstud.io/guide/task_format.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from govie.annotations import shifts
from govie.annotations.corrected import corrected
from govie.annotations.files import read, text_of
from govie.annotations.marks import LINKS, Marks, Span, Units, labels, link_name, marks
from govie.annotations.record import Annotation, shape_faults
from govie.errors import BadAnnotation
from govie.values import BOUNDS

_TEXT = {"to_name": "text"}
_MOST = 20  # unreadable records that are reported; a file with more is of another kind


def load(path: Path) -> list[Annotation]:
    """The annotations of a file in any of the formats, recognized by its content.

    Raises ``BadAnnotation``, with a line for each record that cannot be read or whose offsets are all shifted,
    and whatever ``read`` raises.
    """
    found = _load(path)
    shifted = ((one.id, shifts.in_values(one)) for one in found)
    if wrong := [f"{path}: {name}: {shift}" for name, shift in shifted if shift]:
        raise BadAnnotation("\n".join(wrong[:_MOST]))
    return found


def _load(path: Path) -> list[Annotation]:
    if path.suffix == ".parquet" or path.is_dir():
        return list(read(path))
    text = text_of(path)
    if text.lstrip()[:1] == "[":
        try:
            tasks = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadAnnotation(f"{path}: no JSON: {error}") from error
        return list(_each(path, enumerate(tasks, 1), from_label_studio))
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    first = _json(lines[0][1]) if lines else None
    if isinstance(first, dict) and {"entities", "label", "labels"} & first.keys():  # doccano's
        return list(_each(path, ((n, _json(line)) for n, line in lines), from_doccano))
    return list(read(path))


def lines(annotations: Iterable[Annotation]) -> str:
    """The annotations as JSON Lines in the corpus's own format."""
    return "".join(_dumped(one.to_dict()) + "\n" for one in annotations)


def for_doccano(annotations: Iterable[Annotation]) -> dict[str, str]:
    """The files for a doccano project, by ending: the data, the labels of spans, the labels of relations."""
    found = list(annotations)
    names = labels({one.form for one in found if one.form})
    return {
        ".jsonl": "".join(_dumped(to_doccano(one)) + "\n" for one in found),
        ".span-labels.json": _dumped(_label_file(names)),
        ".relation-labels.json": _dumped(_label_file(LINKS)),
    }


def for_label_studio(annotations: Iterable[Annotation]) -> dict[str, str]:
    """The files for a Label Studio project, by ending: the tasks, the labeling interface."""
    found = list(annotations)
    return {
        ".json": _dumped([to_label_studio(one) for one in found]),
        ".config.xml": label_studio_config({one.form for one in found if one.form}),
    }


def _each(
    path: Path,
    entries: Iterable[tuple[int, Any]],
    reader: Callable[[Mapping[str, Any]], Annotation],
) -> Iterator[Annotation]:
    wrong: list[str] = []
    for number, entry in entries:
        try:
            if not isinstance(entry, dict):
                raise BadAnnotation(f"no JSON object: {str(entry)[:40]!r}")
            one = reader(entry)
        except BadAnnotation as error:
            wrong.append(f"{path}:{number}: {error}")
            if len(wrong) == _MOST:
                break
            continue
        if not wrong:
            yield one
    if wrong:
        raise BadAnnotation("\n".join(wrong))


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _dumped(data: Any) -> str:
    # A lone surrogate is no UTF-8, but its escape is JSON.
    text = json.dumps(data, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def to_doccano(one: Annotation) -> dict[str, Any]:
    """The line for doccano's import."""
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


def from_doccano(line: Mapping[str, Any]) -> Annotation:
    """The annotation in a line of doccano's export. Raises ``BadAnnotation`` for a malformed line.

    Lines of other origin are accepted if their labels are govie's. Where the project has no relations (``label``:
    [[start, end, label], …]) those that were exported are kept.
    """
    try:
        text = line["text"]
        one = kept(line.get("govie"), text, line.get("id"))
        return corrected(one, _doccano_marks(line, Units(text)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnnotation(f"no line of doccano's export: {error!r}") from error


def _doccano_marks(line: Mapping[str, Any], units: Units) -> Marks:
    if "entities" not in line:
        listed = line["label"] if "label" in line else line["labels"]
        return Marks(frozenset(units.span(*entry) for entry in listed), None, {})
    entities = {
        e["id"]: units.span(e["start_offset"], e["end_offset"], e["label"])
        for e in line["entities"]
    }
    pairs = ((r["from_id"], r["to_id"]) for r in line.get("relations", ()))
    links = frozenset((entities[a], entities[b]) for a, b in pairs if {a, b} <= entities.keys())
    return Marks(frozenset(entities.values()), links if "relations" in line else None, {})


def _label_file(names: Iterable[str]) -> list[dict[str, str]]:
    """Labels as doccano imports them (Labels → Actions → Import)."""
    return [{"text": name} for name in names]


def to_label_studio(one: Annotation) -> dict[str, Any]:
    """The task for Label Studio's import."""
    seen = marks(one)
    spans = sorted(seen.spans)
    ids = {span: f"r{i}" for i, span in enumerate(spans)}
    result: list[dict[str, Any]] = []
    for span in spans:
        place = {"start": span.start, "end": span.end, "text": one.text[span.start : span.end]}
        region = {"id": ids[span], **_TEXT}
        label = {**place, "labels": [span.label]}
        result.append({**region, "from_name": "label", "type": "labels", "value": label})
        if span in seen.bounds:
            choice = {**place, "choices": [seen.bounds[span]]}
            result.append({**region, "from_name": "bound", "type": "choices", "value": choice})
    for a, b in sorted(seen.links or ()):
        link = {"from_id": ids[a], "to_id": ids[b], "direction": "right"}
        result.append({"type": "relation", **link, "labels": [link_name(b)]})
    return {
        "data": {"text": one.text, "govie": packed(one)},
        "predictions": [{"model_version": "govie", "result": result}],
    }


def from_label_studio(task: Mapping[str, Any]) -> Annotation:
    """The annotation in a task of Label Studio's JSON export. Raises ``BadAnnotation`` for a malformed task.

    Of several annotations the last one changed is used; if there is none, the pre-annotation.
    """
    try:
        text = task["data"]["text"]
        one = kept(task["data"].get("govie"), text, task.get("id"))
        return corrected(one, _label_studio_marks(text, _result(task)))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadAnnotation(f"no task of Label Studio's JSON export: {error!r}") from error


def _result(task: Mapping[str, Any]) -> list[dict[str, Any]]:
    done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    done.sort(key=lambda a: str(a.get("updated_at") or ""))
    chosen = (done or task.get("predictions") or [{"result": []}])[-1]
    return list(chosen["result"])


def _label_studio_marks(text: str, result: Iterable[dict[str, Any]]) -> Marks:
    units = Units(text)
    regions: dict[str, Span] = {}
    chosen: dict[str, str] = {}
    pairs = []
    for entry in result:
        kind = entry["type"]
        if kind == "labels":
            value = entry["value"]
            regions[entry["id"]] = _span(text, units, value, value["labels"][0])
        elif kind == "choices" and entry.get("from_name") == "bound":
            chosen[entry["id"]] = entry["value"]["choices"][0]
        elif kind == "relation":
            pairs.append((entry["from_id"], entry["to_id"], entry.get("direction")))
    links = frozenset(
        _link(regions[a], regions[b], direction)
        for a, b, direction in pairs
        if a in regions and b in regions
    )
    bounds = {regions[i]: bound for i, bound in chosen.items() if bound in BOUNDS}
    return Marks(frozenset(regions.values()), links, bounds)


def _span(text: str, units: Units, value: Mapping[str, Any], label: str) -> Span:
    start, end = int(value["start"]), int(value["end"])
    there = units.span(start, end, label)
    shown = value.get("text")
    if text[start:end] != shown and text[there.start : there.end] == shown:
        return there
    return Span(start, end, label)


def _link(a: Span, b: Span, direction: str | None) -> tuple[Span, Span]:
    """The link with the count first, whichever way the arrow was drawn."""
    return (b, a) if direction == "left" or (b.counts and not a.counts) else (a, b)


def label_studio_config(names: Iterable[str]) -> str:
    """The labeling interface of a project for reports of these forms (Settings → Labeling Interface)."""
    known = "\n".join(f'    <Label value="{escape(x)}"/>' for x in labels(names))
    relations = "\n".join(f'    <Relation value="{x}"/>' for x in LINKS)
    choices = "\n".join(f'    <Choice value="{x}"/>' for x in BOUNDS)
    return f"""<View>
  <Style>.htx-text {{ white-space: pre-wrap; }}</Style>
  <Filter toName="label" name="filter" hotkey="shift+f" minlength="0" placeholder="Filter labels"/>
  <Labels name="label" toName="text" showInline="true">
{known}
  </Labels>
  <Relations>
{relations}
  </Relations>
  <Choices name="bound" toName="text" perRegion="true" choice="single">
{choices}
  </Choices>
  <Text name="text" value="$text" granularity="symbol"/>
</View>
"""


def packed(one: Annotation) -> dict[str, Any]:
    """The record for the tool's metadata: without its text, but with the SHA-256 of the text."""
    record = {k: v for k, v in one.to_dict().items() if k != "text"}
    return {"record": record, "sha256": _mark(one.text)}


def kept(data: Mapping[str, Any] | None, text: str, number: object) -> Annotation:
    """The annotation that was exported to the tool, from its metadata ``data``; an empty one without metadata.

    Raises ``BadAnnotation`` where the tool returned another text, for which the offsets are invalid.
    """
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}, not str")
    if not data:
        return Annotation(id=str(number), text=text)
    record = {**data["record"], "text": text}
    if data["sha256"] != _mark(text):
        raise BadAnnotation(f"{record['id']}: the text came back from the tool changed")
    for place, reason in shape_faults(record):
        raise BadAnnotation(f"{record.get('id')}: {place}: {reason}")
    return Annotation.from_dict(record)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
