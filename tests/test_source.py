"""The normalised view and its map back to the caller's text."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govie.text import traditional
from govie.text.source import Source, ViewOffset

# What stands in the raw text, and what the view makes of it: (raw, view, offset of view in raw).
PIECES = [
    ("临", "临", 0),
    ("7", "7", 0),
    (" ", " ", 0),
    ("\n", "\n", 0),
    ("\t", "\t", 0),
    ("①", "①", 0),
    ("²", "²", 0),
    ("—", "—", 0),
    ("𠮷", "𠮷", 0),
    ("０", "0", 0),
    ("９", "9", 0),
    ("，", ",", 0),
    ("（", "(", 0),
    ("－", "-", 0),
    ("−", "-", 0),
    ("\u2011", "-", 0),
    ("⾃", "自", 0),
    ("⼈", "人", 0),
    ("⽆", "无", 0),
    ("⺠", "民", 0),
    ("⻓", "长", 0),
    ("\u3000", " ", 0),
    ("\u00a0", " ", 0),
    ("\f", "\n", 0),
    ("\u2028", "\n", 0),
    ("\r\n", "\n", 1),
    ("<td>", "\t   ", 0),
    ('<td colspan="2">', "\t" + " " * 15, 0),
    ("</tr>", "\n    ", 0),
    ("<span>", "      ", 0),
    ("&nbsp;", "      ", 0),
    ("\u200b", "", 0),
    ("\ufeff", "", 0),
    ("\x00", "", 0),
    ("\u00ad", "", 0),
    ("\ufe0f", "", 0),
    ("[bookmark: _GoBack]", "", 0),
    ("\\-", "-", 1),
]
ANY = st.text(st.characters() | st.sampled_from([raw for raw, _, _ in PIECES if len(raw) == 1]))


Pieces = list[tuple[str, str, int]]
ZERO_WIDTH = ("\u200b", "\ufeff")
LONGEST_FILLER = 9  # zero-width characters


def with_fillers(pieces: Pieces) -> Pieces:
    """``pieces`` with a space of the view for each zero-width character of those that fill an empty cell.

    These stand between white space and the ends of the text, or bars.
    """
    found: Pieces = []
    runs = [[*run] for _, run in itertools.groupby(pieces, key=lambda p: p[0] in ZERO_WIDTH)]
    for before, run, after in zip([[], *runs], runs, [*runs[1:], []], strict=False):
        beside = (before[-1][0][-1] if before else " ") + (after[0][0][0] if after else " ")
        alone = run[0][0] in ZERO_WIDTH and len(run) <= LONGEST_FILLER
        alone = alone and beside.isspace()
        found += [(written, " ", 0) for written, _, _ in run] if alone else run
    return found


@given(st.lists(st.sampled_from(PIECES)))
@example([(" ", " ", 0), ("\u200b", "", 0), ("\ufeff", "", 0), ("\t", "\t", 0)])
@example([("7", "7", 0), ("\u200b", "", 0), ("\n", "\n", 0)])
@example([("\u200b", "", 0), ("\t", "\t", 0), *[("\ufeff", "", 0)] * 10, ("\t", "\t", 0)])
def test_planted_pieces_keep_their_places(pieces: Pieces) -> None:
    raw, view, places = "", "", []
    # a closing tag: the text is markup
    for written, seen, shift in with_fillers([*pieces, ("</p>", "\n   ", 0)]):
        places += [len(raw) + shift + i for i in range(len(seen))]
        raw, view = raw + written, view + seen
    source = Source.of(raw)
    assert source.raw == raw
    assert source.view == view
    assert [source.to_raw(ViewOffset(i)) for i in range(len(view))] == places
    for i, place in enumerate(places):
        assert source.span(ViewOffset(i), ViewOffset(i + 1)) == (place, place + 1)
        last = places[-1]
        assert source.span(ViewOffset(i), ViewOffset(len(view))) == (place, last + 1)


@given(ANY)
def test_the_map_is_monotone_and_stays_in_the_text(raw: str) -> None:
    source = Source.of(raw)
    places = [source.to_raw(ViewOffset(i)) for i in range(len(source.view))]
    assert all(a < b for a, b in itertools.pairwise(places))
    assert not places or (places[0] >= 0 and places[-1] < len(raw))


@given(st.text(st.characters(exclude_characters="<>&\r") | st.sampled_from("０ａ⾃⺠\u200b−")))
def test_each_character_of_the_view_is_one_of_the_raw_text(raw: str) -> None:
    source = Source.of(raw)
    for i, char in enumerate(source.view):
        origin = raw[source.to_raw(ViewOffset(i))]
        assert (
            char == origin
            or char == unicodedata.normalize("NFKC", origin)
            or (
                char.isspace()
                and (origin.isspace() or unicodedata.category(origin) in ("Zs", "Cf"))
            )
            or (char in "\t " and origin == "\x07")
            or (char == "-" and unicodedata.category(origin) in ("Pd", "Sm"))
            or "RADICAL" in unicodedata.name(origin, "")
            or origin == "戶"
            or char == unicodedata.normalize("NFKC", origin).translate(traditional.characters())
            or (traditional.is_traditional(raw) and char == traditional.fold_rest(origin))
        )


@given(
    st.text(st.sampled_from("0123456789一二三四年月政府信息公开件项、。；“”（）\n\t "), max_size=60)
)
def test_plain_text_is_its_own_view_but_for_width(raw: str) -> None:
    source = Source.of(raw)
    assert len(source.view) == len(raw)
    assert source.view == raw.translate(str.maketrans("（）；", "();"))


@pytest.mark.parametrize(
    ("raw", "view"),
    [
        ("", ""),
        ("⾃然⼈\t１２\u200b３", "自然人\t123"),
        ("商业\u200b企\u200d业", "商业企业"),
        *(
            (f"总计\t1{chr(code)}2", "总计\t12")
            for code in (0x34F, 0x61C, 0x115F, 0x180B, 0x2066, 0x3164, 0xFFA0)
        ),
        ("总计\r\n8\r9", "总计\n8\n9"),
        ("第[bookmark: OLE_LINK1]一", "第一"),
        ("第[1]一", "第[1]一"),
        ("a < b", "a < b"),
        ("5<6", "5<6"),
        ("第①类", "第①类"),
        ("\\+12", "+12"),
        ("12(cid:0)\t(cid:0)7", "12\t7"),
        ("二/g0、公/g0开", "二、公开"),
        # a character without a code may be a digit: what is left of the figure is none
        ("合计 1(cid:18)4 7", "合计  7"),
        ("共/g17条、5\ufffd件", "共条、件"),
    ],
)
def test_view(raw: str, view: str) -> None:
    assert Source.of(raw).view == view


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ("总计 \u200b 3", [3]),
        ("|\ufeff\u2060|\u200d", [1, 2, 4]),
        ("\u200b\n&nbsp;&nbsp;\t\u00a0", [0, *range(2, 14), 15]),
        ("甲\u200b 7\u200d乙", []),
        ("甲&nbsp;乙 3\u200b", []),
    ],
)
def test_what_fills_a_cell_without_content(raw: str, places: list[int]) -> None:
    assert Source.of(raw).fillers() == places


def test_tags_keep_fields_and_lines_apart() -> None:
    view = Source.of(
        "<table><tr><td>重复申请</td><td>4</td></tr><tr><td>其他</td></tr></table>"
    ).view
    lines = [line for line in view.split("\n") if line.strip()]
    assert [line.split() for line in lines] == [["重复申请", "4"], ["其他"]]
    assert "\t" in lines[0].strip()


def test_an_empty_span_is_empty() -> None:
    source = Source.of("\u200b甲\u200b乙")
    assert source.span(ViewOffset(1), ViewOffset(1)) == (3, 3)
    assert source.span(ViewOffset(0), ViewOffset(2)) == (1, 4)


@pytest.mark.parametrize(
    "unit", ["<td ", "[bookmark:", "\\", "\u200b", "&nbsp", "<", "\r", "1(cid:", "1\ufffd", "0"]
)
def test_hostile_repetition_is_one_view(unit: str) -> None:
    source = Source.of(unit * 20_000 + "</p>")
    assert len(source.view) <= len(source.raw)


def test_numbers_that_count_pages_are_no_figures() -> None:
    pages = ["一、总体情况\n0\n", "二、主动公开\n7\n0\n", "三、收到\n3\n"]
    raw = "\f".join(f"{text}\n{n}\n" for n, text in enumerate(pages, 1))
    view = Source.of(raw + "\f").view
    assert len(view) == len(raw) + 1
    assert view.split() == ["一、总体情况", "0", "二、主动公开", "7", "0", "三、收到", "3"]


def test_figures_at_the_end_of_pages_stay() -> None:
    raw = "规章\n4\n\f规范性文件\n4\n\f行政许可\n0\n\f"
    assert Source.of(raw).view.split() == raw.split()


def test_words_cell_mark_separates_figures() -> None:
    assert Source.of("规章\x0712\x073\x07\x07自\x07然人").view.split() == [
        "规章",
        "12",
        "3",
        "自然人",
    ]


def test_words_cell_mark_at_the_end_of_a_line_is_no_empty_cell() -> None:
    """Pages made from Word's text keep it, and each cell has its line all the same."""
    assert Source.of("规章\n12\x07 \n \x07\n3\x07\n").view == "规章\n12  \n  \n3 \n"
    assert Source.of("规章\n12\n\x073\n\x07\n").view == "规章\n12\n\t3\n\t\n"
    assert Source.of("规章\x0712\x073\x07\n").view == "规章\t12\t3\t\n"


@pytest.mark.parametrize(
    ("raw", "view"),
    [
        ("規範性檔案 76", "规范性文件 76"),
        ("規(guī)章 數(shù)量", "规章 数量"),
        ("屬於國家秘密", "属于国家秘密"),
        ("政府資訊公開", "政府信息公开"),
        ("縣檔案局 開放檔案", "县档案局 开放档案"),
        # places and words of simplified texts
        ("乾县人民政府", "乾县人民政府"),
        ("杭州市临安区於潜镇", "杭州市临安区於潜镇"),
        ("注册用户(yonghu)12个", "注册用户(yonghu)12个"),
    ],
)
def test_traditional_characters_are_folded_one_for_one(raw: str, view: str) -> None:
    source = Source.of(raw)
    assert source.view == view
    start, end = source.span(ViewOffset(len(view) - 2), ViewOffset(len(view)))
    assert Source.of(raw[start:end]).view.endswith(view[-1])
    assert end == len(raw)


def test_a_character_in_front_of_its_reading_is_its_own_place() -> None:
    source = Source.of("規(guī)章")
    assert [source.to_raw(ViewOffset(i)) for i in range(2)] == [0, 6]
    assert source.span(ViewOffset(1), ViewOffset(2)) == (6, 7)


def test_a_word_cell_mark_before_a_tab_is_no_second_tab() -> None:
    view = Source.of("(一)予以公开\t2\x07\t1\x07\t0\x07\n").view
    assert [field.strip() for field in view.split("\t")][:4] == ["(一)予以公开", "2", "1", "0"]


@pytest.mark.parametrize(
    "written",
    [
        lambda code: f"\\u{code:04x}",
        lambda code: f"\\u{{{code:x}}}",
        lambda code: f"\\[u{code:04X}]",
        lambda code: f"\\{code}",
        lambda code: f"\\u{code if code < 0x8000 else code - 0x10000}?",
    ],
    ids=["json", "javascript", "troff", "haskell", "rtf"],
)
def test_characters_that_are_written_as_their_codes(written: Callable[[int], str]) -> None:
    plain = "三、规章：本年制发 3\n" * 10
    text = "".join(written(ord(c)) if ord(c) > 127 else c for c in plain)
    source = Source.of(text)
    assert source.view == plain.replace("：", ":")
    at = source.view.index("3")
    assert text[slice(*source.span(at, at + 1))] == "3"
    few = written(ord("三")) * 3
    assert Source.of(few).view != "三三三"
