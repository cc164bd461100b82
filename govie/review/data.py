"""The data of a report for the script of its page, as plain JSON types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govie import arithmetic
from govie.decisions import Decision, narrative
from govie.decisions.standing import Standing
from govie.form import Form, forms
from govie.report import Report
from govie.review.looks import gains

_UNITS = {1: "", 10_000: "万"}
_OF_FACT = ("topic", "item", "value", "unit", "bound", "channel", "part_of", "start", "end")


def data(
    report: Report,
    text_id: str,
    file: str,
    *,
    server: bool,
    standing: Standing | None = None,
    log: Sequence[tuple[Decision, bool]] = (),
) -> Mapping[str, Any]:
    """The data of a page for corrections. ``standing``, ``log``: the decisions so far, which only a server knows."""
    form = forms().get(report.form or "")
    heads = standing.held.get(text_id, {}) if standing else {}
    disputed = standing.disputed.get(text_id, {}) if standing else {}
    return {
        "server": server,
        "digest": text_id,
        "file": file,
        "text": report.text,
        "cells": _cells(report, form) if form else {},
        "gains": gains(report),
        "rules": [
            {"name": rule.name, "parts": list(rule.parts), "whole": list(rule.whole)}
            for rule in (arithmetic.rules(form) if form else ())
        ],
        "facts": _facts(report),
        "sections": [
            {"name": s.name, "heading": s.heading, "start": s.start} for s in report.sections
        ],
        "about": {
            "agency": report.agency,
            "year": report.year,
            "form": report.form,
            "unit": (report.unit.town_code or report.unit.code) if report.unit else None,
        },
        "checks": {
            c.name: {"expected": c.expected, "found": c.found, "paths": list(c.paths)}
            for c in report.failed
            if c.confirmed is None
        },
        "heads": {
            **{target: [one.id] for target, one in heads.items()},
            **{target: [one.id for one in several] for target, several in disputed.items()},
        },
        "log": [{**one.to_dict(), "undone": undone} for one, undone in log],
    }


def _cells(report: Report, form: Form) -> dict[str, dict[str, Any]]:
    found = {}
    for place in form.cells:
        cell = report.cells[place.path]
        column = place.table.columns[place.column]
        unit = f"{_UNITS.get(column.multiplier, '')}元" if column.is_money else ""
        found[place.path] = {
            "value": cell.value,
            "status": cell.status,
            "start": cell.start,
            "end": cell.end,
            "row": f"{place.table.name} {place.row}",
            "mult": column.multiplier,
            "unit": unit,
        }
    return found


def _facts(report: Report) -> list[dict[str, Any]]:
    names = narrative.keys(report.facts)
    return [
        {
            "key": names[n],
            **{name: getattr(fact, name) for name in _OF_FACT},
            "part_of": names[fact.part_of] if fact.part_of is not None else None,
            "p": fact.confidence,
        }
        for n, fact in enumerate(report.facts)
    ]
