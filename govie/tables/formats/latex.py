"""Tables of LaTeX: tabs between cells and line ends between rows, without macros, their arguments and braces.

The text keeps its length, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ROW = re.compile(r"^[^\n&]{0,99}&[^\n]{0,400}\\{1,2}(?:[ ]{0,4}\\hline)?[ \t]{0,9}$", re.M)
_LEAST = 8  # rows
# The view has one backslash of two.
_TOKEN = re.compile(r"\\(?:[a-zA-Z@]+\*?|[^\s\w])|\\{1,2}|[{}&%\n]|[^\\{}&%\n]+")
_MARK = re.compile(r"&[ ]{0,9}\\[ ]{1,9}(?=&)")  # a backslash for nothing, which ends no row
_ENVIRONMENT = re.compile(r"\{([a-zA-Z]+)\*?\}")
_ROW_ENDS = ("\\", "\\\\", "\\tabularnewline")
_TABLES = frozenset({"tabular", "tabularx", "tabulary", "longtable", "longtblr", "tblr", "array", "supertabular", "xltabular"})  # fmt: skip
_BOXES = frozenset({"minipage"})  # a cell of several lines
# How many arguments of a macro print nothing; of all others each argument is printed.
_ARGUMENTS = {
    "multicolumn": 2, "multirow": 2, "multirowcell": 1, "parbox": 1, "raisebox": 1, "rule": 2, "hspace": 1, "vspace": 1,
    "cline": 1, "cmidrule": 1, "label": 1, "setlength": 2, "addtolength": 2, "renewcommand": 2, "usepackage": 1,
    "documentclass": 1, "noalign": 1, "color": 1, "textcolor": 1, "colorbox": 1, "cellcolor": 1, "rowcolor": 1, "href": 1,
    "fontsize": 2, "resizebox": 2, "ref": 1, "setcounter": 2,
}  # fmt: skip
_ENVIRONMENT_ARGUMENTS = {
    "tabularx": 2,
    "tabulary": 2,
    "xltabular": 2,
}  # others of a table or a box have one


def is_latex(text: str) -> bool:
    """Whether ``text`` has tables of LaTeX, or rows of one without its beginning."""
    if "\\begin{" in text:
        return True
    return text.count("&") >= _LEAST and "\\" in text and len(_ROW.findall(text)) >= _LEAST


def plain(text: str) -> str:
    """``text`` with its tables' cells parted by tabs; a line for each row, however many lines its cells have."""
    text = _MARK.sub(lambda m: m[0].replace("\\", "/"), text)
    reading = _Reading(text)
    at = 0
    while token := _TOKEN.match(text, at):
        at = reading.take(token)
    return "".join(reading.out)


@dataclass(slots=True)
class _Reading:
    """What is written of a text so far.

    ``depth``: braces that are open; ``tables``: how many were where each table began that is open; ``boxes``: boxes
    that are open in the last of them.
    """

    text: str
    out: list[str] = field(default_factory=list)
    depth: int = 0
    tables: list[int] = field(default_factory=list)
    boxes: int = 0

    def take(self, token: re.Match[str]) -> int:
        """Write one token, and the arguments of a macro that print nothing; where the next one begins."""
        lexeme, end = token[0], token.end()
        if lexeme in _ROW_ENDS:
            end = self._after_options(end)
            self.out.append(("\n" if self._ends_row() else " ").rjust(end - token.start()))
        elif lexeme[0] == "\\" and len(lexeme) > 1:
            end = self._macro(lexeme[1:].rstrip("*"), token)
        elif lexeme in ("{", "}"):
            self.depth += 1 if lexeme == "{" else -1
            self.out.append(" ")
        elif lexeme == "&":
            self.out.append("\t")
        elif lexeme == "%" and self.tables:
            after = self.text.find("\n", end)
            end = after + 1 if after >= 0 else len(self.text)
            self.out.append(" " * (end - token.start()))
        elif lexeme == "\n":
            self.out.append(" " if self.tables else "\n")
        else:
            self.out.append(lexeme)
        return end

    def _ends_row(self) -> bool:
        """Whether a row ends here, and not a line within a cell; without its table's beginning a line end says it."""
        return len(self.tables) == 1 and not self.boxes and self.depth == self.tables[0]

    def _macro(self, name: str, token: re.Match[str]) -> int:
        """Write spaces for a macro and what it does not print."""
        start, end = token.span()
        if len(name) == 1 and not name.isalpha():
            self.out.append("  " if name == "&" else f" {name}")
            return end
        count = _ARGUMENTS.get(name, 0)
        if name in ("begin", "end") and (match := _ENVIRONMENT.match(self.text, end)):
            end = match.end()
            kind = match[1]
            self._turn(kind, 1 if name == "begin" else -1)
            if name == "begin" and (kind in _TABLES or kind in _BOXES):
                count = _ENVIRONMENT_ARGUMENTS.get(kind, 1)
        end = self._after_options(end)
        for _ in range(count):
            end = self._after_options(self._after_group(end))
        ended = "\n" if name == "end" and not self.tables else ""
        self.out.append(ended.ljust(end - start))
        return end

    def _turn(self, environment: str, by: int) -> None:
        """Open or close a table or a box."""
        if environment in _TABLES:
            if by > 0:
                self.tables.append(self.depth)
            elif self.tables:
                self.tables.pop()
        elif environment in _BOXES:
            self.boxes = max(0, self.boxes + by)

    def _after_options(self, at: int) -> int:
        """Where the text goes on after ``[...]`` at ``at``, if it stands there."""
        while self.text.startswith("[", at):
            close = self.text.find("]", at, at + 60)
            if close < 0 or "\n" in self.text[at:close]:
                break
            at = close + 1
        return at

    def _after_group(self, at: int) -> int:
        """Where the text goes on after the group in braces at ``at``, or after white space before it."""
        begin = at
        while self.text.startswith((" ", "\n"), begin):
            begin += 1
        if not self.text.startswith("{", begin):
            return at
        depth = 0
        for place in range(begin, min(begin + 2_000, len(self.text))):
            char = self.text[place]
            depth += (char == "{") - (char == "}")
            if not depth:
                return place + 1
        return at


__all__ = ["is_latex", "plain"]
