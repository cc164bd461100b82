"""A token: what a piece of a region is, and what its place said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from govie import numerals

CJK = "\u3400-\u9fff"
CHINESE = re.compile(rf"[{CJK}]")


class Kind(Enum):
    LABEL = "label"
    FIGURE = "figure"
    BLANK = "blank"  # printed as empty: - / 无
    DAMAGED = "damaged"  # a figure that OCR made something else of


@dataclass(slots=True, eq=False)
class Token:
    """One piece of a region; ``start``, ``end`` are offsets in the view."""

    kind: Kind
    start: int
    end: int
    text: str
    figure: numerals.Figure | None = None
    line: int = 0
    place: int = 0  # characters before it in its line
    wide: int = 0  # how many of them are Chinese
    from_right: int = 0  # tab or pipe separated fields between this one and the end of its line
    fields: int = 1  # such fields in its line
    empty_fields: int = 0  # fields printed empty since the token before
    empty_lines: int = 0  # lines printed empty since the token before
    broken: bool = False  # put together from pieces

    @property
    def is_value(self) -> bool:
        return self.kind is not Kind.LABEL
