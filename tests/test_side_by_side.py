"""Rows that stand side by side, all their numbers after all their heads: the form's order places them."""

from __future__ import annotations

import pytest

import govie

OPENING = "云岭镇人民政府2022年政府信息公开工作年度报告\n四、政府信息公开行政复议、行政诉讼情况\n"
CLOSING = "五、存在的主要问题及改进情况\n公开的内容还不够细。\n"
GROUPS = ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"]
COLUMNS = ("upheld", "corrected", "other", "pending", "total")
PATHS = [
    f"{table}.{column}"
    for table in ("review", "litigation_direct", "litigation_after_review")
    for column in COLUMNS
]
NAMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
BROKEN = [piece for name in NAMES for piece in (name[:2], name[2:]) if piece]

Numbers = list[int | None]
# Sums that fail, and numbers that would hold them in an order of their own.
MISPRINTED: list[Numbers] = [
    [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 3, 3, 0, 9],
    [2, 3, 2, 3, 10, 0, 0, 0, 0, 1, 2, 3, 0, 2, 8],
    [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
]
HOLDING: Numbers = [3, 0, 1, 0, 4, 2, 1, 0, 0, 3, 0, 5, 0, 1, 6]


def read(table: str) -> Numbers:
    cells = govie.extract(OPENING + table + CLOSING).cells
    return [cells[path].value for path in PATHS]  # type: ignore[misc]


def printed(numbers: Numbers, empty: str = "") -> list[str]:
    return [empty if n is None else str(n) for n in numbers]


HEADS = {
    "lines": "\n".join([*GROUPS, *NAMES * 3]),
    "names alone": "\n".join(NAMES * 3),
    "broken": "\n".join([*GROUPS, *BROKEN * 3]),
    "halves": f"{' '.join(GROUPS)}\n{'结果 结果 其他 尚未 总计 ' * 3}\n{'维持 纠正 结果 审结 ' * 3}",
}


@pytest.mark.parametrize("numbers", MISPRINTED)
@pytest.mark.parametrize("mark", ["\n", " ", "\n\n"])
@pytest.mark.parametrize("head", HEADS)
def test_numbers_after_all_heads_keep_their_places_though_sums_fail(
    head: str, mark: str, numbers: Numbers
) -> None:
    assert read(f"{HEADS[head]}\n{mark.join(printed(numbers))}\n") == numbers


@pytest.mark.parametrize("numbers", MISPRINTED)
def test_a_row_of_numbers_a_line(numbers: Numbers) -> None:
    rows = [" ".join(printed(numbers[at : at + 5])) for at in (0, 5, 10)]
    assert read(f"{HEADS['lines']}\n{'　'.join(rows)}\n") == numbers
    assert read(HEADS["lines"] + "\n" + "\n".join(rows) + "\n") == numbers


def turned(numbers: Numbers) -> Numbers:
    """Each total before its parts."""
    return [n for at in (0, 5, 10) for n in (numbers[at + 4], *numbers[at : at + 4])]


@pytest.mark.parametrize("numbers", [HOLDING, [3, 0, 1, 0, 4, 2, 1, 0, 0, 9, 0, 5, 0, 1, 6]])
def test_heads_in_another_order_say_more_than_the_forms_order(numbers: Numbers) -> None:
    heads = "\n".join([NAMES[-1], *NAMES[:-1]] * 3)
    text = "\n".join(printed(turned(numbers)))
    assert read(f"{heads}\n{text}\n") == numbers


def test_of_too_few_numbers_only_what_the_sums_tell_is_read() -> None:
    found = read(f"{HEADS['lines']}\n" + "\n".join(printed(HOLDING[:12])) + "\n")
    assert all(f in (n, None) for f, n in zip(found, HOLDING, strict=True))


# ------------------------------------------------------------------ empty places of the head

NO_BREAK = "\u00a0"
SOME_EMPTY: Numbers = [3, None, 1, None, 4, 2, 1, None, None, 3, None, 5, None, 1, 6]


def head(places: int, empty: str) -> list[str]:
    """The cells of a head with ``places`` empty ones after each name that spans several columns."""
    gap = [empty] * places
    first, second = ["行政复议", *gap, "行政诉讼", *gap], [*gap]
    for name in GROUPS[2:]:
        second += [name, *gap]
    return [*first, *second, *NAMES * 3]


@pytest.mark.parametrize("numbers", [*MISPRINTED, HOLDING, SOME_EMPTY])
@pytest.mark.parametrize("places", [1, 4])
@pytest.mark.parametrize("empty", [NO_BREAK, "&nbsp;", "\u200b"])
@pytest.mark.parametrize("mark", ["\n", "\t", "|"])
def test_empty_places_of_a_head_are_no_values(
    mark: str, empty: str, places: int, numbers: Numbers
) -> None:
    cells = [*head(places, empty), *printed(numbers, empty)]
    assert read(mark.join(cells) + "\n") == numbers


@pytest.mark.parametrize("numbers", [*MISPRINTED, SOME_EMPTY])
@pytest.mark.parametrize("places", [1, 4])
@pytest.mark.parametrize("mark", ["\t", "|"])
def test_empty_places_of_a_head_on_lines_of_their_own(
    mark: str, places: int, numbers: Numbers
) -> None:
    cells = [*head(places, ""), *printed(numbers)]
    lines = [cells[:-30], cells[-30:-15], cells[-15:]]
    assert read("".join(mark.join(line) + "\n" for line in lines)) == numbers


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_empty_cells_beside_the_label_of_their_own_row(mark: str) -> None:
    """No head's: the rows stand one below the other."""
    numbers: Numbers = [None, 0, 1, 0, 1, None, 1, None, None, 1, 0, 5, 0, 1, 6]
    text = mark.join(["", *NAMES]) + "\n"
    for at, label in zip((0, 5, 10), ("行政复议", *GROUPS[2:]), strict=True):
        text += mark.join([label, *printed(numbers[at : at + 5])]) + "\n"
    assert read(text) == numbers
