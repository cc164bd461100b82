"""Cells after the names of their columns, before which those of their groups stand, and the row's label again."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, fill, report
from scoring import wrong

from govie.form import Table, forms
from govie.tables.formats import named

FORMS = sorted(forms())


def name(table: Table, column: int, mark: str | None, *, caption: bool = True) -> str:
    """The name of a column after those of the heads above it, ``mark`` between them; None: the name alone."""
    own = table.columns[column]
    above = [*table.captions[1:2], own.group] if caption else [own.group]
    words = [w for w in above if w] if mark is not None else []
    return (mark or "").join([*words, own.text.partition("（")[0]])


def each(
    mark: str | None,
    is_: str,
    between: str,
    before: str,
    *,
    again: bool = False,
    caption: bool = True,
) -> Layout:
    """Each cell as ``name is_ value``, ``between`` cells, after the row's label ``before``; ``again``: before each."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for row, label in enumerate(table.rows):
            words = table.label if table.flat else (label.group or "") + label.text
            for column in range(len(table.columns)):
                yield between if column else ""
                yield words + before if again or not column else ""
                yield name(table, column, mark, caption=caption) + is_
                yield (table.path(row, column),)
            yield "\n"

    return layout


def sparse(form: str, pattern: str, empty: str = "") -> Filled:
    rng = random.Random(f"{form} {pattern} named")
    filled = leave_out(fill(forms()[form], rng, 0.5), rng, pattern)
    for path, value in filled.values.items():
        if value is None:
            filled.printed[path] = empty
    return filled


def lacking(filled: Filled, layout: Layout) -> list[str]:
    return wrong(filled, report(filled, layout, random.Random(1)).text, "requests")


@pytest.mark.parametrize("empty", ["", "空"])
@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("is_", ["：", " = ", "="])
@pytest.mark.parametrize("mark", ["-", "/", " · ", "_", " > ", "，"])
@pytest.mark.parametrize("form", FORMS)
def test_names_of_columns_after_those_of_their_groups(
    form: str, mark: str, is_: str, pattern: str, empty: str
) -> None:
    for caption in (True, False):
        assert not lacking(
            sparse(form, pattern, empty), each(mark, is_, "；", "：", caption=caption)
        )


@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("between", ["，", "；", "、", "\n"])
@pytest.mark.parametrize("before", ["/", "：", " "])
@pytest.mark.parametrize("mark", ["-", None])
@pytest.mark.parametrize("form", FORMS)
def test_the_label_of_the_row_before_each_cell(
    form: str, mark: str | None, before: str, between: str, pattern: str
) -> None:
    """Also 3.其他 and （七）总计, which are names of columns, too."""
    assert not lacking(sparse(form, pattern), each(mark, "：", between, before, again=True))


@pytest.mark.parametrize("pattern", ["zeros", "only totals", "persons", "whole rows"])
@pytest.mark.parametrize("between", ["，", "；", "、", "\n"])
@pytest.mark.parametrize("is_", [" ", ""])
@pytest.mark.parametrize("form", FORMS)
def test_names_without_a_value(form: str, is_: str, between: str, pattern: str) -> None:
    assert not lacking(sparse(form, pattern), each(None, is_, between, "："))


@pytest.mark.parametrize("form", FORMS)
def test_all_rows_on_one_line(form: str) -> None:
    filled = sparse(form, "zeros")

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for piece in each("-", "=", "，", "：")(table, rng):
            yield piece if isinstance(piece, tuple) else piece.replace("\n", "；")
        yield "\n"

    assert not lacking(filled, layout)


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_a_head_whose_names_follow_those_of_their_groups_is_a_head(form: str, pattern: str) -> None:
    """No value follows its names: the cells stand below them."""
    filled = sparse(form, pattern) if pattern else fill(forms()[form], random.Random(form), 0.5)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        if not table.flat:
            yield "\t".join(name(table, n, "-") for n in range(len(table.columns))) + "\n"
        for row, label in enumerate(table.rows):
            yield "" if table.flat else label.text
            for column in range(len(table.columns)):
                yield "" if table.flat and not row + column else "\t"
                yield (table.path(row, column),)
            yield "" if table.flat else "\n"
        yield "\n"

    text = report(filled, layout, random.Random(1)).text
    assert not wrong(filled, text, ("requests", "disclosure"))


def test_columns_that_a_sentence_counts_up_are_no_rows() -> None:
    names = "自然人，商业企业，科研机构，社会公益组织，法律服务机构，其他，总计"
    text = f"申请人分为以下几类：{names}。\n" * 9
    assert named.tabbed(text) == text


def test_a_table_in_other_words_is_left_alone() -> None:
    filled = fill(forms()["2021"], random.Random(2), 0.5)
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    assert named.tabbed(text) == text
