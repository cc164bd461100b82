"""What a reader has to beat: always zero, numbers in reading order, and a careful regular expression.

None of them knows how sure it is, so all of their values stand with confidence 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from govie.form import Form, form_of_year, forms
from govie.numerals import FIGURE, Number, read, yuan

Reading = dict[str, Any]
Reader = Callable[[Iterable[str]], Iterator[Reading]]

_YEAR = re.compile(r"20[12]\d")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_COUNT = re.compile(
    r"(?P<before>[^，。；：:、（）()\d\s]{0,14})(?<![\d.〔第])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿])?"
    r"(?P<more>余|多)?(?P<unit>条|件|次|篇|期|场|个|人次|人|份|项|起|宗|名)"
)
# The keywords that name a topic, the first that stands in the clause before the number.
_TOPICS = (
    ("复议", "review"),
    ("诉讼", "litigation"),
    ("结转", "requests_carried"),
    ("解读", "interpretation"),
    ("发布会", "press"),
    ("提案", "proposal"),
    ("建议", "proposal"),
    ("培训", "training"),
    ("咨询", "consultation"),
    ("留言", "consultation"),
    ("访问", "platform"),
    ("粉丝", "platform"),
    ("答复", "requests_closed"),
    ("办理", "requests_closed"),
    ("申请", "requests_received"),
    ("工作人员", "staff"),
)
_CHANNELS = ("政府网站", "门户网站", "微信公众号", "微博", "政府公报", "公示栏", "新媒体")
_VERBS = re.compile(r"^.*?(?:主动公开|公开|发布|推送|收到|受理|办理|其中|召开|举办|共|全年)")


def always_zero(texts: Iterable[str]) -> Iterator[Reading]:
    """Every cell 0, no counts."""
    for text in texts:
        form = _form(text)
        yield _reading(text, form, {cell.path: 0 for cell in form.cells})


def in_order(texts: Iterable[str]) -> Iterator[Reading]:
    """The numbers behind 第二十条, one after the other, into the form's cells."""
    for text in texts:
        form = _form(text)
        start = max(text.find("第二十条"), 0)
        numbers = (_value(m[0]) for m in _NUMBER.finditer(text, start))
        yield _reading(text, form, dict(zip((c.path for c in form.cells), numbers, strict=False)))


def regular_expression(texts: Iterable[str]) -> Iterator[Reading]:
    """Each row's label and the numbers behind it; counts in prose by their noun and a keyword."""
    for text in texts:
        form = _form(text)
        found: dict[str, Number | None] = {}
        at = 0
        for table in form.tables:
            for number, row in enumerate(table.rows):
                label = r"\s*".join(map(re.escape, row.text))
                cells = r"\s*".join([r"([-+]?\d+(?:\.\d+)?)"] * len(table.columns))
                match = re.compile(rf"{label}[\s|]*{cells}").search(text, at) or re.search(
                    rf"{label}[\s|]*{cells}", text
                )
                if match:
                    at = match.end()
                    for column, printed in enumerate(match.groups()):
                        kind = table.columns[column]
                        figure = FIGURE.match(printed)
                        if figure:
                            value = read(figure)
                            found[table.path(number, column)] = (
                                yuan(value, kind.multiplier) if kind.is_money else value.value
                            )
        yield _reading(text, form, found, _counts(text))


def _counts(text: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    whole: int | None = None
    for match in _COUNT.finditer(text):
        value: Number = _value(match["number"].replace(",", ""))
        value = value * {"万": 10_000, "亿": 100_000_000}.get(match["scale"] or "", 1)
        clause = text[max(0, match.start() - 30) : match.end()]
        part = "其中" in text[max(0, match.start() - 8) : match.start("number")]
        if part and facts:
            whole = len(facts) - 1 if whole is None else whole
        elif "。" in text[max(0, match.start() - 12) : match.start()]:
            whole = None
        topic = next((t for word, t in _TOPICS if word in match["before"]), "disclosed")
        facts.append(
            {
                "topic": topic,
                "item": _VERBS.sub("", match["before"]) or match["before"],
                "value": value,
                "unit": match["unit"],
                "bound": "over" if match["more"] else "exact",
                "channel": next((c for c in _CHANNELS if c in clause), None),
                "part_of": whole,
                "start": match.start("number"),
                "end": match.end(),
                "confidence": 1.0,
            }
        )
    return facts


def read_html(page: str) -> Reading:
    """``pandas.read_html`` on a page's tables: rows found by their label, numbers behind it."""
    import io

    import pandas

    form = _form(re.sub(r"<[^>]+>", " ", page))
    try:
        frames = pandas.read_html(io.StringIO(page))
    except (ValueError, ImportError):
        frames = []
    rows = [[str(v) for v in row] for frame in frames for row in frame.to_numpy().tolist()]
    found: dict[str, Number | None] = {}
    for table in form.tables:
        for number, label in enumerate(table.rows):
            row = next((r for r in rows if any(label.text in v for v in r)), None)
            if row is None:
                continue
            numbers = [_value(m[0]) for v in row if (m := _NUMBER.fullmatch(v.strip()))]
            for column, value in enumerate(numbers[-len(table.columns) :]):
                found[table.path(number, column)] = value * table.columns[column].multiplier
    return _reading(page, form, found)


def _form(text: str) -> Form:
    years = _YEAR.findall(text[:3000])
    form = form_of_year(int(years[0])) if years else None
    return form or list(forms().values())[-1]


def _value(printed: str) -> Number:
    return float(printed) if "." in printed else int(printed)


def _reading(
    text: str,
    form: Form,
    values: Mapping[str, Number | None],
    facts: list[dict[str, Any]] | None = None,
) -> Reading:
    years = _YEAR.findall(text[:3000])
    return {
        "agency": None,
        "year": int(years[0]) if years else None,
        "form": form.name,
        "sections": [],
        "cells": {
            cell.path: {
                "value": values.get(cell.path),
                "status": "read" if values.get(cell.path) is not None else "missing",
                "confidence": 1.0,
            }
            for cell in form.cells
        },
        "facts": facts or [],
        "checks": [],
    }
