"""Words and ruled lines to text: cells, merged ones, page breaks, wrapped lines, marks of doubt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import govie
from govie.loaders import Loaded, flow, layout, pdf_page
from govie.loaders.base import DOUBT, END, marked
from govie.loaders.layout import Word
from govie.loaders.rulings import Rule
from govie.of_file import with_doubts

HEIGHT = 800.0


def words(text: str, x: float, y: float, size: float = 10.0) -> list[Word]:
    """``text`` from ``x`` on, each character as wide as high, digits half as wide."""
    found = []
    for character in text:
        wide = size / 2 if character.isascii() else size
        found.append(Word(character, x, y, x + wide, y + size, y + size))
        x += wide
    return found


def table(
    rows: Sequence[Sequence[str]], top: float, *, upper: bool = True, lower: bool = True
) -> tuple[list[Word], list[Rule]]:
    """A ruled table of columns 100 wide and rows 20 high, its outermost level rules drawn or not."""
    across, down = len(rows[0]), len(rows)
    edges = range(0 if upper else 1, down + 1 if lower else down)
    rules = [Rule(50, top + 20 * r, 50 + 100 * across, top + 20 * r) for r in edges]
    rules += [Rule(50 + 100 * c, top, 50 + 100 * c, top + 20 * down) for c in range(across + 1)]
    printed = [
        word
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        for word in words(text, 55 + 100 * c, top + 20 * r + 5)
    ]
    return printed, rules


def page(
    *tables: tuple[list[Word], list[Rule]], lines: Sequence[tuple[str, float, float]] = ()
) -> layout.Page:
    printed = [w for t in tables for w in t[0]]
    printed += [w for text, x, y in lines for w in words(text, x, y)]
    return layout.page(printed, [r for t in tables for r in t[1]], HEIGHT)


def test_a_ruled_table_is_rows() -> None:
    shown = page(table([["信息内容", "本年制发件数"], ["规章", "3"]], 100))
    assert flow.text([shown]) == "信息内容\t本年制发件数\n规章\t3\n"


def test_squares_without_a_line_between_them_are_one_cell() -> None:
    printed, rules = table([["申请人情况", ""], ["自然人", "总计"]], 100)
    rules = [r for r in rules if not (r.x0 == r.x1 == 150)] + [Rule(150, 120, 150, 140)]
    assert flow.text([page((printed, rules))]) == "申请人情况\t\n自然人\t总计\n"


@pytest.mark.parametrize("closed", [True, False])
def test_a_table_goes_on_overleaf(closed: bool) -> None:
    """Some programs draw a rule where the page cuts a table, some do not; heads and numbers go."""
    first = page(
        table([["结果", "自然人", "总计"], ["予以公开", "2", "2"]], 700, lower=closed),
        lines=[("某县年度报告", 50, 20), ("- 1 -", 290, 770)],
    )
    second = page(
        table([["部分公开", "", "1"], ["不予公开", "4", "4"]], 60, upper=closed),
        lines=[("某县年度报告", 50, 20), ("- 2 -", 290, 770)],
    )
    assert flow.text([first, second]) == (
        "某县年度报告\n结果\t自然人\t总计\n予以公开\t2\t2\n部分公开\t-\t1\n不予公开\t4\t4\n"
    )


def test_a_table_of_another_width_is_another_table() -> None:
    first = page(table([["甲", "1"]], 700))
    second = page(table([["乙", "2", "3"]], 60))
    assert flow.text([first, second]) == "甲\t1\n乙\t2\t3\n"


def test_the_lines_of_a_paragraph_are_one() -> None:
    shown = page(
        lines=[
            ("全年主动公开政府信息六十一条其", 70, 100),
            ("中规章三条。", 50, 118),
            ("二、主动公开政府信息的有关情况说", 50, 136),
            ("（一）法定", 50, 154),
        ]
    )
    assert flow.text([shown]) == (
        "全年主动公开政府信息六十一条其中规章三条。\n二、主动公开政府信息的有关情况说\n（一）法定\n"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("短行", "另起一行的文字有这么长这么长这么长"),  # what follows would have fitted
        ("全年主动公开政府信息共有２０2", "3条信息和其他信息公开内容若干条"),  # two figures
    ],
)
def test_lines_that_are_not_broken_stay(one: str, other: str) -> None:
    assert flow.text([page(lines=[(one, 50, 100), (other, 50, 118)])]) == f"{one}\n{other}\n"


def test_marks_of_doubt_become_places() -> None:
    loaded = marked(f"规章\t{DOUBT}12{END}\t0\n{DOUBT}3{END}\n", "scan", ())
    assert loaded.text == "规章\t12\t0\n3\n"
    assert [loaded.text[start:end] for start, end in loaded.doubts] == ["12", "3"]


def test_what_ocr_is_not_sure_of_is_doubtful() -> None:
    text = (
        "某县2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n"
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t3\t1\t12\n行政规范性文件\t4\t5\t6\n"
    )
    path = "disclosure.regulations.in_force"
    report = govie.extract(text)
    place = text.index("12\n")
    doubted = with_doubts(report, Loaded(text, "scan", doubts=((place, place + 2),)))
    assert report.cells[path].value == doubted.cells[path].value == 12
    assert doubted.cells[path].confidence < 0.9
    others = {p: c for p, c in report.cells.items() if p != path}
    assert others == {p: c for p, c in doubted.cells.items() if p != path}


def test_columns_narrower_than_a_ruling_is_short() -> None:
    """Their borders, drawn cell by cell, are shorter than any ruling: together they are long."""
    rules = [
        Rule(50 + 5 * c, 100 + 20 * r, 55 + 5 * c, 100 + 20 * r) for c in (0, 1) for r in range(4)
    ]
    rules += [
        Rule(50 + 5 * c, 100 + 20 * r, 50 + 5 * c, 120 + 20 * r) for c in range(3) for r in range(3)
    ]
    digits = [w for c in (0, 1) for r in range(3) for w in words("0", 50 + 5 * c, 105 + 20 * r, 8)]
    assert flow.text([layout.page(digits, rules, HEIGHT)]) == "0\t0\n" * 3


def test_a_dash_and_a_slash_are_known_by_their_shape() -> None:
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("cv2")
    from govie.loaders import ocr

    dash, edge, slash, one = (numpy.zeros((60, 120), numpy.uint8) for _ in range(4))
    dash[29:32, 40:60] = 255
    edge[0:3, 40:60] = 255
    assert [w.text for w in ocr._dash(dash, 0, 0, 200 / 72)] == ["-"]
    assert ocr._dash(edge, 0, 0, 200 / 72) == []
    for y in range(30):
        slash[y, 12 - y * 2 // 5 : 15 - y * 2 // 5] = 255
        one[y, 5:9] = 255
    one[26:30, 0:14] = 255
    assert ocr._slash(slash[:30, 1:15])
    assert not ocr._slash(one[:30, :14])


def test_a_raised_character_is_no_digit_of_the_figure() -> None:
    def character(text: str, x: float, size: float, base: float) -> Word:
        return Word(text, x, base - 0.8 * size, x + size / 2, base + 0.2 * size, base)

    def shown(*more: tuple[str, float, float]) -> str:
        """``36`` on the line at 100, then characters with their size and line."""
        printed = [character("3", 50, 10, 100), character("6", 55, 10, 100)]
        for text, size, base in more:
            printed.append(character(text, printed[-1].x1, size, base))
        return "".join(word.text for word in pdf_page.raised_ones(printed))

    assert shown(("1", 6.5, 96.7)) == "36¹"  # Word
    assert shown(("1", 8.3, 97)) == "36¹"  # browsers
    assert shown(("1", 7, 96.4), ("2", 7, 96.4), ("条", 10, 100)) == "36¹²条"
    assert shown(("2", 6.5, 101.5)) == "36₂"
    assert shown(("1", 10, 100)) == "361"
    assert shown(("1", 9.5, 99.5)) == "361"  # another font
    assert shown(("1", 6.5, 100)) == "361"  # small, on the line
    assert shown(("1", 10, 96)) == "361"  # of full size: another line
