"""Who reports on which year, under which form: from the title, the preamble, the text and the tables."""

from __future__ import annotations

from dataclasses import dataclass

from govie.sections import Heading
from govie.source import Source


@dataclass(frozen=True, slots=True)
class Meta:
    title: str | None
    agency: str | None
    year: int | None
    form: str | None
    warnings: tuple[str, ...] = ()


def read(source: Source, headings: list[Heading]) -> Meta:
    form = "2021" if "现行有效件数" in source.view or "不再处理其" in source.view else "2019"
    return Meta(None, None, None, form)
