"""The page's words in Chinese and English, from ``words.toml``, and the form's labels."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from govie import english, toml
from govie.form import Column, Label, Table
from govie.view.markup import Html, tag, text


def _words() -> dict[str, dict[str, Any]]:
    return toml.read("view/words.toml")


@cache
def both(chinese: str, english: str) -> Html:
    """A phrase in both languages, of which the page shows the chosen one."""
    if chinese == english:
        return text(chinese)
    return Html(tag("span", text(chinese), lang="zh") + tag("span", text(english), lang="en"))


def in_line(words: Html) -> Html:
    """A phrase of ``both`` without elements, for titles in drawings and for options."""
    return Html(re.sub("<[^<>]*>", "", words.replace("</span><span", " / </span><span")))


@cache
def word(key: str, of: str = "page") -> Html:
    """A phrase of the page in both languages; for a key that the file lacks, the key."""
    chinese, english = _words()[of].get(key, (key, key))
    return both(chinese, english)


def counted(key: str, number: int) -> Html:
    """A phrase of a panel's page that states a number, in both languages."""
    return both(*(phrase.format(n=number) for phrase in _words()["counted"][key]))


def keys(of: str) -> tuple[str, ...]:
    """The keys of a table of the file, in its order."""
    return tuple(_words()[of])


def page_words() -> dict[str, Html]:
    """The phrases that the script needs for the tooltips of cells."""
    keys = ("print", "value", "confidence", "why", "place", "not_printed")
    states = ("read", "repaired", "corrected", "doubtful", "failed", "blank", "missing", "fact")
    return {k: word(k) for k in keys} | {k: word(k, "status") for k in states}


def work_words() -> dict[str, Html]:
    """The phrases that the script of a page for corrections needs."""
    return {f"work.{key}": word(key, "work") for key in keys("work")}


def check_word(name: str) -> Html | None:
    """The phrase for a kind of sum; ``None`` for other checks."""
    found = _words()["check"].get(name)
    return both(*found) if found else None


def row_word(label: Label) -> Html:
    """A row's label without its group."""
    return both(label.text, english.row(label))


def column_word(column: Column) -> Html:
    """A column's label without its group."""
    return both(column.text, english.column(column))


def group_word(group: str) -> Html:
    """The label that stands over several rows or columns."""
    return both(group, english.group(group))


def table_word(table: Table) -> Html:
    """A table's name."""
    return both(table.label, english.table(table))
