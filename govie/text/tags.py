"""HTML, XML and TEI tags that a converter left in a text, rewritten to separators or blanked.

A new tag of a cell, a row or a line is one more name in the sets below.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from govie.late import late

# A tag, or an escaped one, short enough to be one: its attributes hold digits of their own.
_TAG = late(
    r"<(?P<name>/?[a-zA-Z][\w:-]{0,30})(?![\w:-])[^<>]{0,400}>"
    r"|&lt;(?P<escaped>/?[a-zA-Z][\w:-]{0,30})(?![\w:-])[^<>]{0,300}?&gt;"
    r"|&(?:#(?P<code>[0-9]{1,8})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<entity>[a-zA-Z]{2,8}));"
)
# Notes and what is struck through are no part of a figure.
_NOTE = re.compile(
    r"(?:<|&lt;)(su[pb]|del|s|strike)(?:>|&gt;)[^<>\n]{0,40}?(?:<|&lt;)/\1(?:>|&gt;)", re.I
)
_DECLARATION = re.compile(r"<\?xml[^<>]{0,200}\?>")
_CELLS = frozenset({"td", "th", "cell", "entry", "table:table-cell", "w:tc", "a:tc"})
_ANY: frozenset[str] = frozenset()  # where none of these occurs, whatever stands in a row is a cell
_ROWS = frozenset({"tr", "row", "table:table-row", "w:tr", "a:tr"})
_LINES = frozenset({"br", "lb", "p", "div", "li", "text:p", "w:p", "w:br"})
_BLOCKS = frozenset({"br", "p", "div", "li", "table", "h1", "h2", "h3", "h4"})
_AFTER = frozenset({"p", "div", "table", *_ROWS})  # closing tags after which a line begins
_LONGEST = 8000  # characters of a row
_WHITE = {9: "\t", 10: "\n", 13: "\n"}


def blank(text: str) -> str:
    """``text`` with tabs before cells, line ends between rows and blocks, and no tags; of the same length.

    The first cell of a row has no tab before it; within a cell, and in a line of bars, a vertical tab stands
    for a line end.
    """
    if "<?xml" in text:
        text = _DECLARATION.sub(lambda m: " " * len(m[0]), text)
    if any(mark in text for mark in ("/s", "/d", "/S", "/D")):
        text = _NOTE.sub(lambda m: " " * len(m[0]), text)
    cells = _CELLS if any(f"<{name}" in text or f";{name}" in text for name in _CELLS) else _ANY
    parts: list[str] = []
    at = 0
    # In a row or a cell; in a cell; before a row's first cell; whether the cell has words.
    within = inside = first = begun = False
    for tag in _TAG.finditer(text):
        between = text[at : tag.start()]
        at = tag.end()
        begun = begun or bool(between.strip())
        parts.append(between.replace("\n", " ") if within else between)
        written = tag["name"] or tag["escaped"] or ""
        closing, written = written[:1] == "/", written.lstrip("/")
        name = written.lower()
        mark = " "
        if not name:
            mark = _entity(tag)
        elif name in _ROWS:
            mark, first, inside = "\n", not closing, False
            within = first and _closes(text, written, at)
        elif (name in cells if cells else within and not inside) and not closing:
            mark = " " if first else "\t"
            first = begun = False
            inside = tag[0][-2:] != "/>" and _closes(text, written, at)
            within = within or inside
        elif name in cells or (not cells and inside):
            inside = False
        elif inside or "|" in text[text.rfind("\n", 0, tag.start()) + 1 : tag.start()]:
            mark = "\v" if begun and name in _LINES and not closing else " "
        elif name == "lb":
            mark = "\v"
        elif name in (_AFTER if closing else _BLOCKS):
            mark = "\n"
        parts.append(mark.ljust(len(tag[0])))
    return "".join([*parts, text[at:]])


def _closes(text: str, name: str, at: int) -> bool:
    """Whether the element ``name`` that begins at ``at`` is closed before the next one begins."""
    end = text.find(f"/{name}", at, at + _LONGEST)
    return end >= 0 and text.find(f"<{name}", at, end) < 0


def _entity(tag: re.Match[str]) -> str:
    if tag["code"]:
        code = int(tag["code"])
    elif tag["hex"]:
        code = int(tag["hex"], 16)
    elif tag["entity"] in name2codepoint:
        code = name2codepoint[tag["entity"]]
    else:
        return tag[0]
    if code in _WHITE:
        return _WHITE[code]
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0  # full-width, of which the view has none
    mark = chr(code) if 32 < code < 0x3000 or 0x3400 <= code < 0xA000 else " "
    return mark if mark.isprintable() else " "
