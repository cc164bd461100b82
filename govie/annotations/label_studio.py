"""Label Studio: tasks as JSON, with text regions, relations, and a bound chosen for each count.

The record itself goes along in the task's data. Pre-annotations are ``predictions``; what a person
submits are ``annotations``. Offsets are code points (Label Studio since 1.6; before, UTF-16 code
units, which a region's own ``text`` tells apart). Format: labelstud.io/guide/task_format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from govie.annotations.corrected import corrected
from govie.annotations.marks import LINKS, Marks, Span, labels, link_name, marks
from govie.annotations.record import Annotation
from govie.annotations.units import Units, kept, packed
from govie.errors import BadAnnotation

BOUNDS = ("exact", "about", "over", "under")
_TEXT = {"to_name": "text"}


def write(one: Annotation) -> dict[str, Any]:
    """The task that Label Studio imports."""
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


def read(task: Mapping[str, Any]) -> Annotation:
    """The annotation that a task of Label Studio's JSON export tells; ``BadAnnotation`` if none.

    Of several annotations the one changed last counts; where nobody annotated the task, what it was
    imported with.
    """
    try:
        text = task["data"]["text"]
        one = kept(task["data"].get("govie"), text, task.get("id"))
        return corrected(one, _marks(text, _result(task)))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadAnnotation(f"no task of Label Studio's JSON export: {error!r}") from error


def _result(task: Mapping[str, Any]) -> list[dict[str, Any]]:
    done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    done.sort(key=lambda a: str(a.get("updated_at") or ""))
    chosen = (done or task.get("predictions") or [{"result": []}])[-1]
    found: list[dict[str, Any]] = chosen["result"]
    return found


def _marks(text: str, result: Iterable[dict[str, Any]]) -> Marks:
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
    """From the count outwards, however the arrow was drawn."""
    return (b, a) if direction == "left" or (b.counts and not a.counts) else (a, b)


def config(names: Iterable[str]) -> str:
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
