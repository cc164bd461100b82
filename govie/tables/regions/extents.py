"""Where tables begin and end in a text, once their cells are known; the rest is the narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from govie.text import lines
from govie.text.source import Source

SHORTEST_PROSE = 14  # characters: none of the form's labels as long reads like a sentence
_MARKS = re.compile("[。；;!！?？，,]")  # prose has one of these


class Printed(Protocol):
    """A cell that may be printed: where, in the raw text."""

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...


def table_spans(
    source: Source, labels: Mapping[str, tuple[int, int]], cells: Mapping[str, Printed]
) -> list[tuple[int, int]]:
    """Where in the view tables stand, in order: what is outside is prose.

    ``labels``: for each section where its table's first and last labels stand. Cells with a sentence of
    prose between them are in two spans.
    """
    view = source.view
    printed = [
        (c.start, c.end) for c in cells.values() if c.start is not None and c.end is not None
    ]
    if not source.is_plain:
        printed = [(source.to_view(start), source.to_view(end - 1) + 1) for start, end in printed]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(printed):
        if remark := lines.remark(view, end):
            end = remark
        last = spans[-1][1] if spans else 0
        if spans and (start - last < SHORTEST_PROSE or not _holds_prose(view[last:start])):
            spans[-1] = (spans[-1][0], max(end, last))
        else:
            spans.append((start, end))
    # Labels without a sentence between them are a table, also where its cells could not be read.
    spans += [span for span in labels.values() if not _holds_prose(view[slice(*span)])]
    spans = _merged(spans)
    # The header stands before the first cell.
    firsts = sorted(start for start, _ in labels.values())
    headed: list[tuple[int, int]] = []
    for start, end in spans:
        first = next((f for f in firsts if f < start and not _holds_prose(view[f:start])), start)
        headed.append((max(first, headed[-1][1] if headed else 0), end))
    return headed


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``spans`` in order, those joined that overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _sentences(text: str) -> Iterator[str]:
    """The sentences of ``text`` that end in it, wherever its lines broke."""
    for part in re.split(r"[；;|]", "".join(text.split())):
        yield from (words + "。" for words in part.split("。")[:-1])


def _holds_prose(text: str) -> bool:
    """Whether a line is prose, or a sentence that lines broke to pieces."""
    if len(text) < SHORTEST_PROSE or not _MARKS.search(text):
        return False
    return any(
        len(part) >= SHORTEST_PROSE and lines.is_prose(part)
        for part in (*text.split("\n"), *_sentences(text))
    )
