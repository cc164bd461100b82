"""Finds the unit of an amount (元, 万元) where the cell does not print it."""

from __future__ import annotations

import re

from govie.form import Column
from govie.late import late
from govie.tables.prints import FOREIGN, SCALE, SCALES, YUAN_SIGNS

_SCALE = f"(?P<scale>{SCALE})"
_UNIT = re.compile(rf"{_SCALE}(?P<unit>{FOREIGN}|[{YUAN_SIGNS}])")
# Looked ahead, as other words of the head may stand between the two, or within them: 金额信息内容单位：万元.
_STATED = re.compile(
    r"(?:金额|单位|额(?=[(（]))(?=[\s:：(（|/]*(?:单位[\s:：]*)?(?P<named>[^\s\d)）|,，;；]{1,6}))"
)
_BARE = re.compile(r"单位[:：(（]+([^\s\d)）|,]{1,4})")
_APART = late(rf"(?<![\d.]){_SCALE}[元圆](?![\u4e00-\u9fff])")
_NEAR = 200  # characters: an amount's head stands so near before it
_FARTHEST = 4000  # characters, of which a table drawn with spaces and rules needs most for padding
_PADDING = re.compile(r"[\s\-+=─━┼│|]+")
_COUNTED = "件个项"


def multiplier(view: str, start: int, column: Column) -> int | None:
    """What turns a bare number at ``start`` into yuan: the unit of its head, else the form's own.

    None where the head names a unit that is not understood.
    """
    before = _PADDING.sub("", view[max(0, start - _FARTHEST) : start])[-_NEAR:]
    for named in reversed([m["named"] for m in _STATED.finditer(before)]):
        if match := _UNIT.search(named):
            return SCALES[match["scale"]] if match["unit"] in YUAN_SIGNS else None
    # The unit may stand on the head's second line, after the names of other columns.
    head = before.rfind("金额")
    if head >= 0 and (match := _APART.search(before, head)):
        return SCALES[match["scale"]]
    stated = _BARE.findall(before)
    if stated and not any(c in _COUNTED for c in stated[-1]):
        return None
    return column.multiplier
