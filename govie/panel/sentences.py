"""Hashes of the narrative's sentences, by which two years' reports are compared for copied text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from govie.form import sections
from govie.report import Report

Sentence = tuple[int, int, int]
"""A hash of what is written, and where: start and end in the text."""

# Those without tables: the labels of the form are in every report.
_SECTIONS = frozenset(section.name for section in sections() if not section.tabled)
_STOP = re.compile(r"[。！？；]")
_YEAR = re.compile(r"20\d\d(?=年)")
_SHORT = 12  # characters: what is shorter is a phrase that any report may have


def of(report: Report) -> tuple[Sentence, ...]:
    """The sentences of the narrative, in order; none where the text is not at hand.

    White space is ignored, and years are counted from the report's own: 2021年 in the report on 2021 equals 2022年
    in the next one.
    """
    return tuple(_found(report, report.text)) if report.text else ()


def _found(report: Report, text: str) -> Iterator[Sentence]:
    own = report.year or 0

    def counted(year: re.Match[str]) -> str:
        return f"{int(year[0]) - own:+d}"

    for section in report.sections:
        if section.name not in _SECTIONS:
            continue
        titled = section.heading if text.startswith(section.heading, section.start) else ""
        after = section.start + len(titled)
        for stop in _STOP.finditer(text, after, section.end):
            sentence, after = text[after : stop.end()], stop.end()
            said = "".join(sentence.split())
            if len(said) < _SHORT:
                continue
            said = _YEAR.sub(counted, said)
            start = after - len(sentence.lstrip())
            yield zlib.crc32(said.encode("utf-8", "replace")), start, after
