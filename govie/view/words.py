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
    """A word in both languages; the page shows the one that is switched on."""
    if chinese == english:
        return text(chinese)
    return Html(tag("span", text(chinese), lang="zh") + tag("span", text(english), lang="en"))


def in_line(words: Html) -> Html:
    """Words of ``both`` as characters alone, for titles in drawings and for options, which hold no elements."""
    return Html(re.sub("<[^<>]*>", "", words.replace("</span><span", " / </span><span")))


@cache
def word(key: str, of: str = "page") -> Html:
    """A word of the page, both languages. A key that the file lacks is its own word."""
    chinese, english = _words()[of].get(key, (key, key))
    return both(chinese, english)


def counted(key: str, number: int) -> Html:
    """A phrase of a panel's page that states a number, in both languages."""
    return both(*(phrase.format(n=number) for phrase in _words()["counted"][key]))


def keys(of: str) -> tuple[str, ...]:
    """The keys of a kind of words, in the order of the file."""
    return tuple(_words()[of])


def page_words() -> dict[str, Html]:
    """The words that the script needs: what a cell's card says."""
    keys = ("print", "value", "confidence", "why", "place", "not_printed")
    states = ("read", "repaired", "corrected", "doubtful", "failed", "blank", "missing", "fact")
    return {k: word(k) for k in keys} | {k: word(k, "status") for k in states}


def work_words() -> dict[str, Html]:
    """The words that the script of a page to work in needs."""
    return {f"work.{key}": word(key, "work") for key in keys("work")}


def check_word(name: str) -> Html | None:
    """What a kind of sum says, or ``None`` for a check with words of its own."""
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
