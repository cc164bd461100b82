"""Labels of the form by which its tables are located in a text, and where they stand there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from govie.form import Table, forms, has_everyday_labels
from govie.text.characters import cjk

COMMON = {"行政诉讼", "行政复议"}
"""Labels of a table that are also words of its section's heading and of narratives."""
_LONGEST = 12  # characters of the beginning of a label: converters cut longer ones
_LEAST = 4  # Chinese characters of a label: shorter ones stand everywhere
_MARKS = re.compile(r"[“”/（）()]")
_RUN = re.compile("[\u4e00-\u9fff]+")


def hits(text: str, words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where each of ``words`` stands in ``text``."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at, word
            at = text.find(word, at + len(word))


@cache
def entire() -> dict[str, tuple[str, ...]]:
    """For each section with tables the labels that rarely stand elsewhere, those without marks."""
    found: dict[str, dict[str, None]] = {}
    for table in _tables():
        words = found.setdefault(table.section, {})
        words |= dict.fromkeys(_articles(table))
        labels = [w for w in _rare(table) if w == _MARKS.sub("", w) and w not in COMMON]
        words |= dict.fromkeys(w for w in labels if len(cjk(w)) >= _LEAST)
    return {section: tuple(words) for section, words in found.items()}


@cache
def begun() -> dict[str, tuple[str, ...]]:
    """For each section with tables the beginnings of labels that rarely stand elsewhere."""
    found: dict[str, dict[str, None]] = {}
    for table in _tables():
        words = found.setdefault(table.section, {})
        words |= dict.fromkeys(_articles(table)) | _beginnings(_rare(table))
    return {s: tuple(w for w in words if w not in COMMON) for s, words in found.items()}


@cache
def everyday() -> dict[str, tuple[str, ...]]:
    """For each section with tables the beginnings of the names of all rows and columns, which narratives have, too."""
    found: dict[str, dict[str, None]] = {}
    for table in _tables():
        names = [w for c in (*table.columns, *table.rows) for w in (c.text, *c.variants)]
        found.setdefault(table.section, {}).update(_beginnings(names))
    return {section: tuple(words) for section, words in found.items()}


@cache
def single() -> dict[str, tuple[str, ...]]:
    """For each section with tables the beginnings of labels that stand once in a table of any form."""
    found: dict[str, Counter[str]] = {}
    for form in forms().values():
        words: dict[str, Counter[str]] = {}
        for table in form.tables:
            own = words.setdefault(table.section, Counter())
            own.update(_articles(table))
            runs = (max(_RUN.findall(row.text), key=len, default="") for row in table.rows)
            own.update([*dict.fromkeys(run[:_LONGEST] for run in runs if len(run) >= _LEAST)])
        for section, own in words.items():
            found[section] = found.get(section, Counter()) | own  # the greater of both counts
    return {
        s: tuple(w for w, n in f.items() if n == 1 and w not in COMMON) for s, f in found.items()
    }


def _tables() -> Iterator[Table]:
    for form in forms().values():
        yield from form.tables


def _articles(table: Table) -> tuple[str, ...]:
    """The articles that a table's label names, with brackets as in the view, where its rows are words of narratives."""
    if not has_everyday_labels(table.section):
        return ()
    return (table.label.replace("（", "(").replace("）", ")"),)


def _rare(table: Table) -> list[str]:
    """Captions, columns and rows; of a table whose rows are words of every narrative no rows."""
    labels = [*table.captions, *(c.text for c in table.columns)]
    # 行政许可, 规范性文件 … occur in every narrative; the tables' numbers and headers do not.
    return labels if has_everyday_labels(table.section) else labels + [r.text for r in table.rows]


def _beginnings(labels: Iterable[str]) -> dict[str, None]:
    known = (cjk(label) for label in labels)
    return {label[:_LONGEST]: None for label in known if len(label) >= _LEAST}
