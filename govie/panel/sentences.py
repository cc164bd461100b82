"""Hashes the sentences of narratives, to compare the reports of two years for copied text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from govie.form import sections
from govie.report import Report

Sentence = tuple[int, int, int]
"""The hash of a sentence, and its start and end in the text."""

# Sections without tables: the labels of tables are the same in every report.
_SECTIONS = frozenset(section.name for section in sections() if not section.tabled)
_STOP = re.compile(r"[。！？；]")
_YEAR = re.compile(r"20\d\d(?=年)")
_SHORT = 12  # characters; shorter sentences may be in any report


def of(report: Report) -> tuple[Sentence, ...]:
    """The hashes of the narrative's sentences, in order; none without the report's text.

    White space is ignored, and years are relative to the report's: 2021年 in the report on 2021 equals 2022年 in the
    report on 2022.
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
            words = "".join(sentence.split())
            if len(words) < _SHORT:
                continue
            words = _YEAR.sub(counted, words)
            start = after - len(sentence.lstrip())
            yield zlib.crc32(words.encode("utf-8", "replace")), start, after
