"""The English of the forms' labels and of the parts of cells' paths, from ``statute/english.toml``."""

from __future__ import annotations

import re
from typing import Any

from govie import toml
from govie.form import Column, Label, Table

# 一、 and 1. before a label are 1. in English, （一） is (1).
_ORDINAL = re.compile(r"(?P<open>（)?(?P<number>[一二三四五六七八九\d])[、）.]")


def _words(of: str) -> dict[str, Any]:
    words: dict[str, Any] = toml.read("statute/english.toml")[of]
    return words


def part(name: str) -> str:
    """What a part of a cell's path means: ``not_held`` is "information not held". Raises ``KeyError``."""
    found: str = _words("part")[name]
    return found


def row(label: Label) -> str:
    """A row's label without its group, numbered as the form does: "1. State secret"."""
    meaning = _capital(part(label.key.rpartition(".")[2]))
    ordinal = _ORDINAL.match(label.text)
    if ordinal is None:
        return meaning
    number = int(ordinal["number"].translate(_DIGITS))
    return f"({number}) {meaning}" if ordinal["open"] else f"{number}. {meaning}"


_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def column(label: Column) -> str:
    """A column's label without its group; of money with the unit in which the form prints it."""
    unit = f" ({label.multiplier:,} yuan)" if label.is_money and label.multiplier > 1 else ""
    return _capital(part(label.key)) + unit


def table(found: Table) -> str:
    """A table's name."""
    return str(_words("table")[found.name])


def group(label: str) -> str:
    """The label that stands over several rows or columns."""
    return str(_words("group")[label])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
