"""Blanks tabs and line ends that separate no cells: tabs around a row or around each cell, and line ends beside tabs.

Browsers and word processors print a tab also before the first cell of a row or after its last, and line ends
around a cell that holds a paragraph or a table.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from govie.late import late
from govie.tables.prints import EMPTY_MARK

_MANY = 20  # lines of a table with tabs
_WORDS = late(r"[\u3400-\u9fff]+")


def parting(text: str) -> str:
    """``text`` without tabs that part no cells, and with spaces for line ends that part none; of the same length."""
    if "\t\n" in text or "\t \n" in text:
        text = _unterminated(_unpadded(_framed(text)))
    if _OPENED.search(text):
        text = _without_first(_indented(_continued(text)))
    return text


def lines(text: str) -> list[str]:
    """The lines of ``text`` that hold a tab."""
    return [line for line in text.split("\n") if "\t" in line]


# The line ends before a paragraph, which stands farther in than they, and after it.
_NESTED = late(
    r"\n(?P<cell>[ \t]{0,60})\n(?P<inner>(?P=cell)(?P<step>[ \t]{1,9}?)[ \t]{1,30})(?P<text>[^\s][^\n]{0,200})"
    r"\n(?P=cell)(?P=step)(?=\n)"
)
_LEAST_NESTED = 8


def unnested(text: str) -> str:
    """``text`` with spaces for the line ends around paragraphs within cells, where the indentation of the markup is left
    between them: blank lines of less indentation stand there, too, and for empty cells."""
    # Where tags stood, spaces end a line, too.
    found = [m for m in _NESTED.finditer(text) if m["text"] == m["text"].rstrip(" \t")]
    if len(found) < _LEAST_NESTED:
        return text
    parts, last = [], 0
    for m in found:
        parts += [text[last : m.start() + 1], m["cell"], " ", " " * len(m["inner"])]
        parts += [m["text"], " " * (m.end() - m.end("text"))]
        last = m.end()
    return "".join([*parts, text[last:]])


_BETWEEN_TABS = re.compile(r"[ ]*(\t+)([^\t]*)\t[ ]*")


def _framed(text: str) -> str:
    """``text`` without the tabs that stand before and after every cell, each on a line of its own, as those of tables
    within a table's cells are printed; only its label has none after it."""
    tabbed = lines(text)
    found = [m for line in tabbed if (m := _BETWEEN_TABS.fullmatch(line))]
    deep, count = Counter(len(m[1]) for m in found).most_common(1)[0] if found else (0, 0)
    label = re.compile(rf"[ ]*\t{{{deep - 1}}}[^\t]*")
    others = sum(deep > 1 and label.fullmatch(line) is not None for line in tabbed)
    if count < _MANY or count + others < 0.9 * len(tabbed):
        return text

    def bare(line: str) -> str:
        match = _BETWEEN_TABS.fullmatch(line)
        if match is None or len(match[1]) != deep or match[2].strip():
            return line.replace("\t", " ") if match or label.fullmatch(line) else line
        return EMPTY_MARK.ljust(len(line))

    return "\n".join(bare(line) if "\t" in line else line for line in text.split("\n"))


_LAST_TAB = re.compile(r"\t(?=[ ]*$)", re.M)


def _unterminated(text: str) -> str:
    """``text`` without a tab at the end of every line of its tables, heads included, where it parts no cells."""
    tabbed = [line for line in text.split("\n") if line.strip() and "\t" in line]
    ended = sum(line.rstrip(" ").endswith("\t") for line in tabbed)
    single = any(line.count("\t") == 1 for line in tabbed)  # a caption with one cell
    if len(tabbed) < _MANY or ended < len(tabbed) or not single:
        return text
    return _LAST_TAB.sub(" ", text)


_PADDING = r"[ ]*(?:\n[ ]*){2,6}"
# A number before a label numbers its row.
_NO_ROW = r"(?!(?:\n[ ]*){1,3}\t{1,3}[^\t\n]*[\u4e00-\u9fff]{2})"
_UNITS = "[件项个条宗次万亿元]{0,2}[ ]*"
_ALONE_AFTER_TAB = late(rf"\t{_PADDING}[+-]?\d[\d,.]*{_UNITS}{_NO_ROW}(?=\n)")
_PADDED = late(
    rf"(?<=\t){_PADDING}(?=(?:[^\s\u4e00-\u9fff]+{_UNITS})?{_NO_ROW}\n|\t)|(?:\n[ ]*){{1,2}}(?=\t)"
)
_LEAST_PADDED = 2


def _unpadded(text: str) -> str:
    """``text`` with spaces for the line ends around cells that hold a paragraph, as browsers print them: a tab parts
    them from the others of their row, which hold none."""
    tabbed = lines(text)
    filled = sum(bool(line.strip()) for line in tabbed)
    # Labels alone on their lines show that the cells of a row may stand so, too. Where none does, as few numbers alone may
    # be those of pages.
    printed = [line for line in text.split("\n") if line.strip()]
    alone = sum(
        "\t" not in a and b.lstrip(" ").startswith("\t") and _WORDS.search(a) is not None
        for a, b in pairwise(printed)
    )
    least = _LEAST_PADDED if alone > _LEAST_PADDED else max(_LEAST_PADDED, filled // 8)
    # Where all cells hold a paragraph, each tab stands alone on its line, and ``_continued`` reads them.
    if 2 * filled < len(tabbed) or len(_ALONE_AFTER_TAB.findall(text)) < least:
        return text
    return _PADDED.sub(lambda m: " " * len(m[0]), text)


_ONE_CELL = re.compile(r"[ \t]*[^\t\s][^\t]*\t?[ ]*")


_OPENED = re.compile(r"\n[ ]*\t")
_LEAST_ENDED = 8
_CONTINUED = re.compile(r"(?<=[^\s])[ ]*\n(?=[ ]*\t)")
_BEFORE_TAB = re.compile(r"\n(?=[ ]*\t)")
_NOTHING_BETWEEN = re.compile(r"\t[ ]*\t")
_ENDED = re.compile(r"\t[ ]*\n[ ]*(?=\S)")  # a row that the next one follows without a tab


def _continued(text: str) -> str:
    """``text`` with a space for each line end before a tab, where tabs end all cells: then only a tab right before
    a line end ends a row, and where empty cells have a line end, too, only one that no tab follows."""
    tabbed = lines(text)
    opened = sum(line.lstrip(" ").startswith("\t") for line in tabbed)
    if (
        len(tabbed) < _MANY
        or opened < 0.9 * len(tabbed)
        or len(_ENDED.findall(text)) < _LEAST_ENDED
    ):
        return text
    within = _CONTINUED if _NOTHING_BETWEEN.search(text) else _BEFORE_TAB
    return within.sub(lambda m: " " * len(m[0]), text)


def _indented(text: str) -> str:
    """``text`` without tabs that part no cells: in every line they stand only before or after its one cell."""
    tabbed = lines(text)
    filled = [line for line in tabbed if line.strip()]
    alone = sum(_ONE_CELL.fullmatch(line) is not None for line in filled)
    if len(filled) < 8 or alone < 0.9 * len(filled):
        return text
    return "\n".join(
        line.replace("\t", " ") if _ONE_CELL.fullmatch(line) or not line.strip() else line
        for line in text.split("\n")
    )


_FIRST_TABS = re.compile(r"^[ ]*\t[ \t]*", re.M)


def _without_first(text: str) -> str:
    """``text`` without the empty cells with which every line of its tables begins: the table stands some columns in."""
    tabbed = lines(text)
    opening = [m[0].count("\t") for line in tabbed if (m := _FIRST_TABS.match(line))]
    if len(tabbed) < _MANY or len(opening) < len(tabbed):
        return text
    first = re.compile(rf"^(?:[ ]*\t){{{min(opening)}}}", re.M)
    return first.sub(lambda m: " " * len(m[0]), text)


__all__ = ["lines", "parting", "unnested"]
