"""Rewrites tables in the syntax of JSON, YAML, SQL or wikis to tabs and line ends; for LaTeX see ``latex``.

Every function gives a text of the same length, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from itertools import pairwise
from re import Match

from govie.late import late
from govie.tables.formats import frames, latex, listed, roff
from govie.tables.formats.ends import gap

_BREAK = re.compile(r"<br\s*/?>|&lt;br\s*/?&gt;", re.I)
# None that is all of a cell, but for two right before a row's label; nor one after a number: a mark for nothing.
_DOKUWIKI_ROW = late(
    r"(?:(?<=[^\s|^\\]) {0,9}(?<!\d )\\{1,2}|\\\\(?= +[|^] {0,9}[\u3400-\u9fff])) +(?=[|^])"
)
_DOKUWIKI_BREAK = re.compile(r"(?<=[^\s\\])\\{1,2}(?: \\{1,2}){0,9} (?=[^\S\n]{0,40}\S)")
_JSON_ROW = re.compile(
    r"[\[{(]\s{0,24}[\[{(]?\s{0,24}(?:[\"']|None,|null,|NULL,|nan,|NaN,|(?:(?<=[\n,][(\[])|(?<=VALUES [(]))-?\d)"
)
_JSON_OPENS = ('["', '{"', "['", "{'", "('", '("', '[("', "VALUES (")
_INDENTED = re.compile(r"\[\n\s{0,24}\"[^\"\n]{0,90}\",\n")  # a list with a line for each thing
_JSON_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[nrt]")
_JSON_TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|-?\d+(?:\.\d+)?|null|NULL|true|false|None|True|False|nan|NaN|nil'
    r"|[\[\]{}(),:]|[ \t\r\n]+"
)
_ITEM = re.compile(r"-(?= [\[][\"'])(?<=\s-)")  # of a list of YAML, which is a row in JSON's syntax
_MIN_ROWS = 3
# A list under its name, or an object whose keys are the numbers of rows, as programs write tables that they keep by columns.
_LISTED = late(
    r'"([^"\\\n]{1,40}(?:\\/[^"\\\n]{1,40}){0,3})"(\s?:\s?)(?:'
    r'\[(?=\s{0,9}(?:"[^"\\\n]{0,80}"|-?\d+(?:\.\d+)?|null)\s{0,9},)|\{(?=\s{0,40}"\d{1,3}"\s?:))'
)


# How many columns a cell spans, in a comment after what stands in it, and the empty cells for the others.
_SPANNING = re.compile(
    r"(?P<comment><!--\s?colspan: ?(?P<span>\d)\s?-->)(?P<others>(?:[ ]?<!--[^|\n]{1,40}?-->)?(?:[ ]{0,9}\|){0,9})"
)
_COMMENT = re.compile(r"<!--[^|\n]{1,80}?-->")

# A column of a data frame, whose keys are the numbers of rows.
_COLUMN_OBJECT = re.compile(r'"[^"\\\n]{1,40}"\s?:\s?\{\s{0,40}"0"\s?:')
_NUMBERED_ROW = re.compile(r"(?<=[{ ,])\d{1,3}: ?(?=\{0: ?')")
_NUMBERED_CELL = re.compile(r"[{,] ?(?P<number>\d{1,2}): ?'")  # in Python's dictionaries


def _has_columns(text: str) -> bool:
    """Whether ``text`` holds data frames column by column, as pandas writes them to JSON where nothing else is asked for."""
    return '"0"' in text and len(_COLUMN_OBJECT.findall(text)) >= _MIN_ROWS


def numbers_cells(text: str) -> bool:
    """Whether each cell in ``text`` stands after its column's number, which no name before it is that of."""
    return _has_columns(text) or _counted(text) >= _MANY_LINES


def _counted(text: str) -> int:
    """How many cells in ``text`` stand after their number in a dictionary."""
    return len(_NUMBERED_CELL.findall(text)) if ": '" in text or ":'" in text else 0


def _counts_all(text: str) -> bool:
    """Whether ``text`` has rows as dictionaries that leave no column out."""
    if _counted(text) < _MANY_LINES:
        return False
    keys = [int(m["number"]) for m in _NUMBERED_CELL.finditer(text)]
    return all(b in (a + 1, 0) for a, b in pairwise(keys))


def plain(text: str) -> str:
    """``text`` with tabs between the cells and line ends between the rows of such tables."""
    if "<!--" in text:
        text = _COMMENT.sub(lambda m: " " * len(m[0]), _SPANNING.sub(_spanned, text))
    if "<br" in text or "&lt;br" in text or "<BR" in text:
        text = _BREAK.sub(lambda m: as_("\v", m[0]), text)
    if latex.is_latex(text):
        text = latex.plain(text)
    text = roff.plain(text)
    if "\\ " in text:
        text = _DOKUWIKI_ROW.sub(lambda m: as_("\n", m[0]), text)
        text = _DOKUWIKI_BREAK.sub(lambda m: as_("\v", m[0]), text)
    if text.count("@tab") >= _MANY_LINES:
        text = text.replace("@*\n", "   ").replace("@ ", "  ")
        text = _TEXINFO.sub(lambda m: as_("\t" if m["tab"] else "\n", m[0]), text)
    if "(((" in text:
        text = _GROUP.sub(lambda m: f"   {m[1]}   ".replace("\n", " "), text)
    if _counts_all(text):
        text = _NUMBERED_ROW.sub(lambda m: " " * len(m[0]), text)
        text = _NUMBERED_CELL.sub(lambda m: f"{m[0][0]}'".rjust(len(m[0])), text)
    if _has_columns(text):
        text = _with_names_inside(text)
    else:
        if '"' in text and _KEY.search(text):
            text = _keys(_with_names_inside(text))
        text = frames.plain(text)
    if "[" in text and _FLOW_BARE.search(text):
        text = _flow_lists(text)
    text = listed.plain(text)
    if '- ["' in text or "- ['" in text:
        text = _ITEM.sub(" ", text)
    if _is_json(text):
        text = _with_names_inside(text)
        if len(_ALONE.findall(text)) >= _MANY_LINES:
            text = _ALONE.sub(_bare, text)
        text = _json(text)
    return _wiki(text) if "\n|-" in text and "{|" in text else text


def _is_json(text: str) -> bool:
    """Whether ``text`` holds lists or objects of JSON, also lists with a line for each thing in them."""
    if any(opened in text for opened in _JSON_OPENS):
        return True
    return '"' in text and (
        len(_INDENTED.findall(text)) >= _MIN_ROWS or _KEY.search(text) is not None
    )


def _spanned(match: re.Match[str]) -> str:
    """A comment on the columns that a cell spans, without the bars before the empty cells for them."""
    *bars, last = match["others"].split("|")
    spanned = min(int(match["span"]) - 1, len(bars))
    others = "".join(bar + " |"[n >= spanned] for n, bar in enumerate(bars)) + last
    return " " * len(match["comment"]) + others


def _with_names_inside(text: str) -> str:
    """``text`` with the name of each list as the first thing in it, where several lists have names."""
    if len(_LISTED.findall(text)) < _MIN_ROWS:
        return text
    return _LISTED.sub(_opened, text)


def _opened(match: re.Match[str]) -> str:
    """The beginning of a list that its name was put into; a number is no name."""
    name = "" if match[1].isdecimal() else f'"{match[1]}",'
    return f"[{name}".ljust(len(match[0]))


def as_(mark: str, text: str) -> str:
    """``mark`` and spaces, as long as ``text``."""
    return mark + " " * (len(text) - len(mark))


_MANY_LINES = 40
# A cell in a list or in an object of its own.
_ALONE = re.compile(
    r'[\[{]\s{0,40}(?:"[^"\\\n]{1,20}"\s?:\s?)?("(?:[^"\\\n]|\\.){0,200}"|-?\d+(?:\.\d+)?|null)\s{0,40}[\]}]'
)


def _bare(match: re.Match[str]) -> str:
    """The one thing in a list or an object, without its brackets and its name."""
    before = match.start(1) - match.start()
    return " " * before + match[1] + " " * (match.end() - match.end(1))


# Texinfo's tables: a row begins with @item, each further cell with @tab.
_TEXINFO = re.compile(r"\n[ ]*@(?:(?P<tab>tab)|item[ ]*\n?)")
_GROUP = re.compile(
    r"\(\(\(((?:(?!\)\)\))[\s\S]){0,300})\)\)\)"
)  # a cell of several lines in a wiki


_LIST_NAME = late(r"[\u3400-\u9fff)][\"']?:[ ]?$")


def _json(text: str) -> str:
    """Rows of JSON: strings are cells, brackets end rows, keys of objects go."""
    parts: list[str] = []
    at = 0
    while match := _JSON_ROW.search(text, at):
        parts.append(frames.without_syntax(text[at : match.start()]))
        at = match.start()
        depth = 0
        after_row = False  # whether a bracket or brace has just been closed
        tokens: list[str] = []
        while token := _JSON_TOKEN.match(text, at):
            lexeme = token[0]
            at = token.end()
            if not lexeme.isspace() and lexeme != ",":
                after_row = lexeme in "]})"
            if lexeme in "[{(":
                depth += 1
                # A list after its name goes on in the name's line.
                named = not tokens and _LIST_NAME.search(
                    text, max(0, match.start() - 60), match.start()
                )
                tokens.append("\t" if named else "\n")
            elif lexeme in "]})":
                depth -= 1
                tokens.append("\n" if depth else " ")
                if depth <= 0:
                    if text.startswith(",", at):  # a row of an array whose bracket stands far off
                        tokens.append(" ")
                        at += 1
                    break
            elif lexeme == ",":
                tokens.append(" " if after_row else "\t")
            elif lexeme == ":":
                for back in range(len(tokens) - 1, -1, -1):  # the key before it
                    blank = not tokens[back].strip(" ")
                    tokens[back] = " " * len(tokens[back])
                    if not blank:
                        break
                tokens.append(" ")
            elif lexeme[0] in "\"'":
                inner = _JSON_ESCAPE.sub(lambda m: " " * len(m[0]), lexeme[1:-1])
                tokens.append(f" {inner} ")
            else:
                tokens.append(lexeme if lexeme.strip() else " " * len(lexeme))
        parts += tokens
    return "".join([*parts, text[at:]])


# What programs call columns without a name: by their number, or a sheet's letter; the first of SheetJS's has none.
_KEY = re.compile(
    r'(?P<before>[{,]\s{0,12})"(?P<key>(?:[A-Za-z_]{0,12}|Unnamed: ?)(?P<number>\d{1,3})|(?P<letter>[A-Z])|__EMPTY)"\s?:\s?'
)
_UNNAMED = ("__EMPTY", "Unnamed")
_FIRST_KEY = re.compile(r'\{\s{0,12}"[^"\n]{1,80}"\s?:\s?')
_END = re.compile(r"[}\]]{1,2} ?,?(?=[ ]{0,4}(?:\n|$))")
_LEAST_KEYS, _LEAST_UNNAMED = 60, 12


def _keys(text: str) -> str:
    """JSON objects that name the column of each cell, without their keys: tabs for the columns they leave out."""
    names = {m["key"]: _column(m) for m in _KEY.finditer(text)}
    if len(names) < 2 or len({*names.values()}) != len(names) or min(names.values()) > 1:
        return text
    # Where the column before has the name of its first cell, each object may begin with it.
    named = any(key.startswith(_UNNAMED) for key in names)
    if len(_KEY.findall(text)) < (_LEAST_UNNAMED if named else _LEAST_KEYS):
        return text
    first = min(names.values()) - named
    keys = sorted(
        [*_KEY.finditer(text), *(_FIRST_KEY.finditer(text) if named else ())], key=Match.start
    )
    parts, at, last = [], 0, first
    for match in keys:
        if match.start() < at:
            continue  # an object's first key, which is a column's number
        number = names[match["key"]] if match.re is _KEY else first
        opened = match[0][0] == "{"
        apart = number - (first if opened else last)
        between = (("\n" if opened else " ") + gap(apart)).ljust(len(match[0]))
        parts += [text[at : match.start()], between if apart >= 0 else match[0]]
        at, last = match.end(), number
    return _END.sub(lambda m: " " * len(m[0]), "".join([*parts, text[at:]]))


def _column(key: re.Match[str]) -> int:
    """The number of the column that a key names."""
    return ord(key["letter"]) - ord("A") if key["letter"] else int(key["number"] or 0)


_FLOW_LIST = re.compile(r"^([ \t]{0,40}-?[ \t]{0,9})\[([^\n]*)\](?=[ \t]{0,40}$)", re.M)
_FLOW_BARE = late(r"^[ \t]{0,40}-?[ \t]{0,9}\[{1,3}[\u3400-\u9fff(]", re.M)  # JSON quotes all words
_FLOW_ROWS = re.compile(r"\](, ?)\[")
_FLOW_ITEM = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"|,(?= )|[^,'\"\n]+|[\s\S]")


def _flow_lists(text: str) -> str:
    """YAML's lists in brackets, a row each: ``- [label, '', '3']``."""
    rows = _FLOW_LIST.findall(text)
    if len(rows) + sum(len(_FLOW_ROWS.findall(row[1])) for row in rows) < _MIN_ROWS:
        return text
    return _FLOW_LIST.sub(lambda m: f"{' ' * len(m[1])} {_flow_items(m[2])} ", text)


def _flow_items(inside: str) -> str:
    """The items of a YAML list with tabs between them."""
    inside = _FLOW_ROWS.sub(lambda m: "\n".ljust(len(m[0])), inside)
    if "\n" in inside:
        inside = f" {inside[1:-1]} "
    found = []
    for item in _FLOW_ITEM.findall(inside):
        quoted = len(item) > 1 and item[0] in "'\""
        found.append("\t" if item == "," else f" {item[1:-1]} " if quoted else item)
    return "".join(found)


_WIKI_ROW = re.compile(r"^[ \t]*(?:\|[-}+]|\{\|)[^\n]*$", re.M)
_WIKI_CELL = re.compile(
    r"\n?^[ \t]*[|!](?![-}])(?:[^|\n\[]{0,200}?(?:=[\"']|(?:span|align|style|width|class|scope|color) ?=)[^|\n]{0,200}\|(?!\|))?",
    re.M,
)


def _wiki(text: str) -> str:
    """MediaWiki's tables: a line for each cell, a line with a dash between rows."""
    text = _WIKI_ROW.sub(lambda m: " " * (len(m[0]) - 1) + "\n" if m[0] else m[0], text)
    text = _WIKI_CELL.sub(lambda m: as_("\t", m[0]), text)
    text = re.sub(r"\|\||!!", "\t ", text)
    # The mark before the first cell of a row parts nothing.
    return re.sub(r"(?<=\n)([ ]*)\t", lambda m: m[1] + " ", text)


__all__ = ["as_", "numbers_cells", "plain"]
